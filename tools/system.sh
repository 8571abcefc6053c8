#!/usr/bin/env bash
# Make sure a program the tests need from the system is there: tools/system.sh chromium|java
#
# Installs it through the system's package manager where that is allowed (root, or sudo without a
# password, and apt-get). Otherwise says what is missing and ends with 1.
set -euo pipefail

case "${1:-}" in
  chromium)
    package=chromium
    needed_by="the browser tests"
    there() { command -v chromium || command -v chromium-browser || command -v google-chrome; }
    ;;
  java)
    package=openjdk-17-jre-headless
    needed_by="the tests on the distributed engine"
    # macOS has a /usr/bin/java that only tells where to get one, so ask it to run.
    there() { java -version; }
    ;;
  *)
    echo "usage: tools/system.sh chromium|java" >&2
    exit 2
    ;;
esac

there >/dev/null 2>&1 && exit 0

if [ "$(id -u)" = 0 ]; then
  as_root=()
elif sudo -n true >/dev/null 2>&1; then
  as_root=(sudo -n)
else
  as_root=(false)
fi

if command -v apt-get >/dev/null 2>&1 && [ "${as_root[*]:-}" != false ]; then
  echo "weighbridge: installing $package for $needed_by" >&2
  export DEBIAN_FRONTEND=noninteractive
  log=$(mktemp)
  if { ${as_root[@]+"${as_root[@]}"} apt-get update -qq &&
    ${as_root[@]+"${as_root[@]}"} apt-get install -y -qq --no-install-recommends "$package"; } >"$log" 2>&1; then
    rm -f "$log"
    there >/dev/null 2>&1 && exit 0
  else
    tail -n 5 "$log" >&2
    rm -f "$log"
  fi
fi

echo "weighbridge: $1 is missing and could not be installed here; $needed_by need it." >&2
echo "weighbridge: install it yourself, for example: apt-get install --no-install-recommends $package" >&2
exit 1

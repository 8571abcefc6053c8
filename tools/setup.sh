#!/usr/bin/env bash
# Make .venv hold the named dependency groups, from a machine with Python and nothing else.
#
#     tools/setup.sh core dev oracles     requirements/{core,dev,oracles}.txt, then weighbridge itself
#
# Nothing already installed is removed, and nothing is fetched that is there. Python comes from PYTHON when
# it is set, else from the path; uv from the path when its version fits, else it is put into .tools.
set -euo pipefail
cd "$(dirname "$0")/.."

export UV_SYSTEM_CERTS=1 UV_PYTHON_DOWNLOADS=never UV_NO_PROGRESS=1
say() { printf '%s\n' "weighbridge: $*" >&2; }
fits() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

find_python() {
  local name
  for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
    if command -v "$name" >/dev/null 2>&1 && fits "$name"; then
      command -v "$name"
      return
    fi
  done
  say "Python 3.11 or newer is needed; found $(python3 --version 2>/dev/null || echo 'no python3')."
  say "Install one (for example: apt-get install python3 python3-venv) or name it: make PYTHON=/path/to/python3 ..."
  return 1
}

# The build backend is part of uv and pyproject.toml asks for this series of it: another series would
# have to fetch a second copy for the editable install, and would fail offline.
uv_fits() { case "$("$1" --version 2>/dev/null)" in "uv 0.13."*) ;; *) return 1 ;; esac; }

fetch_uv() {
  local python=$1
  local quiet=(-qq --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt)
  say "fetching uv into .tools"
  rm -rf .tools
  # Straight into the folder takes half the time; a Python without pip makes itself one in an environment.
  if "$python" -m pip --version >/dev/null 2>&1 && "$python" -m pip install --target .tools "${quiet[@]}" >&2; then
    return
  fi
  rm -rf .tools
  if "$python" -m venv .tools >/dev/null 2>&1 && .tools/bin/python -m pip install "${quiet[@]}" >&2; then
    return
  fi
  rm -rf .tools
  say "uv could not be fetched: this Python needs pip or venv, and the network or a full cache, once."
  say "Otherwise install uv 0.13 yourself, or: apt-get install python3-venv"
  return 1
}

find_uv() {
  local found
  found=$(command -v uv || true)
  if [ -n "$found" ] && uv_fits "$found"; then
    printf '%s\n' "$found"
    return
  fi
  uv_fits .tools/bin/uv || fetch_uv "$1" || return 1
  printf '%s\n' "$PWD/.tools/bin/uv"
}

# From the cache first: after the first set-up nothing has to be fetched again, with or without a network.
install() {
  "$uv" pip install -q --offline --python .venv "$@" 2>/dev/null || "$uv" pip install -q --python .venv "$@"
}

python=$(find_python)
uv=$(find_uv "$python")
fits .venv/bin/python || "$uv" venv -q --clear --no-project --python "$python" .venv

requirements=()
for group in "$@"; do requirements+=(-r "requirements/$group.txt"); done
install --require-hashes --no-deps "${requirements[@]}"
install --no-deps --editable .

"""Resolve every dependency group once and write the hashed requirement files.

    python tools/lock.py              resolve again where pyproject.toml asks for it, then export
    python tools/lock.py --upgrade    take newer versions of what pyproject.toml does not pin

`uv.lock` records the address of every file, so it stays out of the repository; the exported files carry
hashes and no address, and work with whatever package index the reader has configured. One resolution
feeds all of them, so any set of groups fits together. `core.txt` stands alone; every other file holds
only what its group adds to it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "requirements"
HEADER = "# {what}. Written by tools/lock.py from pyproject.toml; do not edit.\n"


def find_uv() -> str:
    """Return the uv on the path, or the one the Makefile fetched."""
    local = ROOT / ".tools" / "bin" / "uv"
    found = str(local) if local.exists() else shutil.which("uv")
    if found is None:
        raise SystemExit("tools/lock.py needs uv: run `make .tools/bin/uv` first.")
    return found


def run(uv: str, *arguments: str) -> str:
    """Run uv in the repository and return what it printed."""
    environment = os.environ | {"UV_SYSTEM_CERTS": "1", "UV_PYTHON_DOWNLOADS": "never"}
    done = subprocess.run(
        [uv, *arguments], cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, check=True
    )
    return done.stdout


def export(uv: str, *selection: str) -> dict[str, str]:
    """Return one entry per pinned requirement: its first line, then the whole block with hashes."""
    text = run(
        uv,
        "export",
        "--frozen",
        "--quiet",
        "--no-emit-project",
        "--no-header",
        "--no-annotate",
        "--format",
        "requirements.txt",
        *selection,
    )
    blocks: dict[str, str] = {}
    for block in re.split(r"\n(?=\S)", text.strip("\n")):
        if block.strip():
            blocks[block.splitlines()[0].rstrip(" \\")] = block
    return blocks


def beyond(blocks: dict[str, str], core: dict[str, str]) -> dict[str, str]:
    """Return the blocks that core does not already install under the same or a wider condition."""
    return {
        first: block
        for first, block in blocks.items()
        if first not in core and first.partition(" ;")[0] not in core
    }


def write(name: str, what: str, blocks: dict[str, str]) -> None:
    """Write one requirement file and refuse it if an address or an unhashed line slipped in."""
    text = HEADER.format(what=what) + "".join(block + "\n" for block in blocks.values())
    if re.search(r"https?:|file:|--index-url|--find-links", text):
        raise SystemExit(f"requirements/{name}.txt would carry an address; it was not written.")
    bare = [first for first, block in blocks.items() if "--hash=sha256:" not in block]
    if bare:
        raise SystemExit(f"requirements/{name}.txt would carry requirements without a hash: {bare}")
    (OUT / f"{name}.txt").write_text(text, encoding="utf-8")
    print(f"requirements/{name}.txt: {len(blocks)} packages")


def main(arguments: list[str]) -> None:
    """Resolve, export every group, and remove files of groups that are gone."""
    uv = find_uv()
    run(uv, "lock", "--quiet", *arguments)
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    OUT.mkdir(exist_ok=True)
    core = export(uv, "--no-default-groups")
    write("core", "What weighbridge needs", core)
    extras = sorted(declared["project"]["optional-dependencies"])
    groups = sorted(declared["dependency-groups"])
    for name in extras:
        blocks = export(uv, "--no-default-groups", "--extra", name)
        write(name, f"What the extra `{name}` adds to core.txt", beyond(blocks, core))
    for name in groups:
        write(
            name, f"What the group `{name}` adds to core.txt", beyond(export(uv, "--only-group", name), core)
        )
    for stale in set(OUT.glob("*.txt")) - {OUT / f"{name}.txt" for name in ["core", *extras, *groups]}:
        stale.unlink()


if __name__ == "__main__":
    main(sys.argv[1:])

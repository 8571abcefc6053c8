"""The last site, kept beside the drawings: what is asked for again, elsewhere, is copied and not built.

The kept files are links to the files of the site, so they take no room; where links cannot be made,
nothing is kept. A file that was edited in its place no longer has its digest, and the site is built anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path
from typing import Any

from weighbridge.web.record import NAME, SiteReport
from weighbridge.web.swap import replaced_folder

_FOLDER = "site"


def keep(site: Path, cache: Path) -> None:
    """Keep the site that stands in a folder in place of the one kept before."""
    kept = cache / _FOLDER
    shutil.rmtree(kept, ignore_errors=True)
    try:
        for path in sorted(item for item in site.rglob("*") if item.is_file()):
            target = kept / path.relative_to(site)
            target.parent.mkdir(parents=True, exist_ok=True)
            os.link(path, target)
    except OSError:
        shutil.rmtree(kept, ignore_errors=True)


def copied(out: Path, cache: Path, inputs: str) -> SiteReport | None:
    """Write the kept site into ``out`` in one step; None where none is kept of these inputs, or not whole."""
    kept = cache / _FOLDER
    try:
        held: dict[str, Any] = json.loads((kept / NAME).read_bytes())
        if held["inputs"] != inputs:
            return None
        with replaced_folder(out) as folder:
            for name, (_, digest) in held["files"].items():
                content = (kept / name).read_bytes()
                if hashlib.sha256(content).hexdigest() != digest:
                    raise ValueError(name)
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_bytes(content)
            (folder / NAME).write_bytes((kept / NAME).read_bytes())
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None
    return SiteReport(out, tuple(held["pages"]), len(held["files"]), held["answer"])

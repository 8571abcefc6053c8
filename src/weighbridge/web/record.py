"""The record of a build: what went in, what came out. The same going in, nothing is built again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import weighbridge
from weighbridge.web.page import recipe

NAME = "build.json"


@dataclass(frozen=True, slots=True)
class SiteReport:
    """What was built: the folder, its pages, how many files, and the answer the home page gives."""

    folder: Path
    pages: tuple[str, ...]
    files: int
    answer: str
    is_new: bool = True


def inputs_digest(state: str, address: str) -> str:
    """One digest of the data, the method, and everything that shapes a page."""
    return hashlib.sha256(f"{state}|{recipe()}|{address}|{weighbridge.__version__}".encode()).hexdigest()


def unchanged(out: Path, inputs: str) -> SiteReport | None:
    """The report of the site that stands in ``out``, if it was built from these inputs and is whole."""
    try:
        held: dict[str, Any] = json.loads((out / NAME).read_bytes())
        whole = all((out / name).stat().st_size == size for name, (size, _) in held["files"].items())
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if not whole or held["inputs"] != inputs:
        return None
    return SiteReport(out, tuple(held["pages"]), len(held["files"]), held["answer"], is_new=False)


def write_record(folder: Path, inputs: str, pages: Sequence[str], answer: str) -> int:
    """Write the record of a finished folder; returns the number of files it names."""
    files = {
        path.relative_to(folder).as_posix(): [
            path.stat().st_size,
            hashlib.sha256(path.read_bytes()).hexdigest(),
        ]
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    body = {"inputs": inputs, "answer": answer, "pages": sorted(pages), "files": files}
    (folder / NAME).write_text(json.dumps(body, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return len(files)

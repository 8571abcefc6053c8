"""What has been fetched so far, on disk: a killed run goes on at the page it had not finished.

A page is written, flushed and renamed before its line is appended to the journal. So a line always has its
page, a page without a line is asked again, and a line that was cut off counts for nothing.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from weighbridge.catalogue.errors import ContractError
from weighbridge.catalogue.fetching import Wanted
from weighbridge.store import atomic
from weighbridge.store.digests import sha256_file

_FORMAT = 1
RUN, JOURNAL, PAGES = "run.json", "journal.jsonl", "pages"


@dataclass(frozen=True, slots=True)
class Line:
    """A finished page: where it was asked, what came, where to go on (None at the end of a lane)."""

    lane: str
    page: int
    url: str
    next: str | None
    records: int
    file: str
    sha256: str
    receipt: Mapping[str, Any]
    shape: Mapping[str, Any]

    def to_json(self) -> str:
        """The line as written."""
        body = {name: getattr(self, name) for name in self.__slots__}
        return json.dumps(body, ensure_ascii=False, separators=(",", ":")) + "\n"


class Journal:
    """The folder of one run of one source."""

    def __init__(self, folder: Path, wanted: Wanted, plan: str) -> None:
        self.folder = folder
        self.wanted = wanted
        self.plan = plan
        self.lines: list[Line] = []
        self._last: dict[str, Line] = {}
        self._asked: set[tuple[str, str]] = set()

    @classmethod
    def held(cls, folder: Path) -> Journal | None:
        """The run that lies in a folder; None where none does or it cannot be read."""
        try:
            body = json.loads((folder / RUN).read_bytes())
            if body["format"] != _FORMAT:
                return None
            wanted = Wanted(body["today"], body["since"], tuple(body["accounts"]))
            journal = cls(folder, wanted, body["plan"])
        except (OSError, ValueError, KeyError, TypeError):
            return None
        journal._read()
        return journal

    def begin(self) -> None:
        """Start anew; what lay there goes."""
        shutil.rmtree(self.folder, ignore_errors=True)
        body = {
            "format": _FORMAT,
            "plan": self.plan,
            "today": self.wanted.today,
            "since": self.wanted.since,
            "accounts": list(self.wanted.accounts),
        }
        (self.folder / PAGES).mkdir(parents=True, exist_ok=True)
        atomic.write_file(self.folder / RUN, (json.dumps(body, indent=1) + "\n").encode())

    def end(self) -> None:
        """Remove the run: its pages stand in a snapshot."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def last(self, lane: str) -> Line | None:
        """The newest finished page of a lane."""
        return self._last.get(lane)

    def is_asked(self, lane: str, url: str) -> bool:
        """Whether a lane has asked an address before: a chain that comes back to it has no end."""
        return (lane, url) in self._asked

    def add(self, line: Line, records: bytes, keys: bytes) -> None:
        """Keep a page, then say so."""
        target = self.folder / PAGES / line.file
        atomic.write_file(target.with_suffix(".keys"), keys)
        atomic.write_file(target, records)
        with atomic.told_of_disk(target), (self.folder / JOURNAL).open("ab") as out:
            out.write(line.to_json().encode())
            out.flush()
            os.fsync(out.fileno())
        self._take(line)

    def records(self, line: Line) -> bytes:
        """The records of a page, as JSON lines; checked against what was written."""
        path = self.folder / PAGES / line.file
        if not path.is_file() or sha256_file(path) != line.sha256:
            raise ContractError(
                f"{path} is not what was fetched: it is missing or was changed. "
                "Fetch the source again with --fresh."
            )
        return path.read_bytes()

    def keys(self, line: Line) -> bytes:
        """Digests of the keys of a page's records, eight bytes each."""
        return (self.folder / PAGES / line.file).with_suffix(".keys").read_bytes()

    def _take(self, line: Line) -> None:
        self.lines.append(line)
        self._last[line.lane] = line
        self._asked.add((line.lane, line.url))

    def _read(self) -> None:
        path = self.folder / JOURNAL
        whole = path.read_bytes() if path.is_file() else b""
        good = 0
        for text in whole.splitlines(keepends=True):
            line = _line(text)
            if line is None or not (self.folder / PAGES / line.file).is_file():
                break
            self._take(line)
            good += len(text)
        if good < len(whole):
            # What follows a torn line cannot be trusted; its pages are asked again.
            atomic.write_file(path, whole[:good])


def _line(text: bytes) -> Line | None:
    if not text.endswith(b"\n"):
        return None
    try:
        return Line(**json.loads(text))
    except (ValueError, TypeError):
        return None


def in_order(lines: Iterable[Line], lanes: Iterable[str]) -> list[Line]:
    """Pages by lane in the order the source names them, then by number: no matter which came first."""
    place = {name: i for i, name in enumerate(lanes)}
    return sorted(
        (line for line in lines if line.lane in place), key=lambda line: (place[line.lane], line.page)
    )

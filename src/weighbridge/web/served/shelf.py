"""What was answered, kept while nothing changes: within so many bytes, each body packed once."""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass, field

import brotli

from weighbridge.web.page import POLICY

MOST = 512
MOST_BYTES = 96_000_000
LARGEST = 2_000_000
SMALLEST_PACKED = 1_000
PACKINGS = ("br", "gzip")
"""By the size they come to."""
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
    ".json": "application/json",
    ".csv": "text/csv; charset=utf-8",
    ".xml": "application/xml",
    ".bib": "text/plain; charset=utf-8",
    ".parquet": "application/vnd.apache.parquet",
}
_PACKED_ALREADY = frozenset(TYPES[ending] for ending in (".png", ".woff2", ".parquet"))


@dataclass(frozen=True, slots=True)
class Kept:
    """A body with its status, type, policy and digest."""

    status: int
    body: bytes
    kind: str
    policy: str
    tag: str
    _packed: dict[str, bytes] = field(default_factory=dict[str, bytes], compare=False, repr=False)

    @property
    def is_packable(self) -> bool:
        """Whether packing makes it smaller."""
        return len(self.body) >= SMALLEST_PACKED and self.kind not in _PACKED_ALREADY

    def packed(self, accepted: str) -> tuple[str, bytes]:
        """The body as the asker can unpack it, and how it was packed; packed once for all who ask."""
        way = packing(accepted) if self.is_packable else ""
        if not way:
            return "", self.body
        if way not in self._packed:
            # The levels at which a page takes some milliseconds; the highest ones take a hundred.
            self._packed[way] = (
                brotli.compress(self.body, quality=5) if way == "br" else gzip.compress(self.body, 6, mtime=0)
            )
        return way, self._packed[way]


def kept(status: int, body: str | bytes, kind: str, policy: str = POLICY) -> Kept:
    """A body with the digest by which it is known again."""
    raw = body.encode() if isinstance(body, str) else body
    return Kept(status, raw, kind, policy, f'W/"{hashlib.sha256(raw).hexdigest()[:24]}"')


def packing(accepted: str) -> str:
    """The best packing a header ``Accept-Encoding`` allows; none where it allows none.

    >>> packing("gzip, deflate, br"), packing("gzip;q=1.0, br;q=0"), packing("identity")
    ('br', 'gzip', '')
    """
    allowed: set[str] = set()
    for part in accepted.lower().split(","):
        name, _, weight = part.partition(";")
        if weight.replace(" ", "").rstrip("0.") != "q=":
            allowed.add(name.strip())
    return next((name for name in PACKINGS if name in allowed or "*" in allowed), "")


def is_known(tag: str, header: str) -> bool:
    """Whether an asker's ``If-None-Match`` names a digest.

    >>> is_known('W/"ab"', '"x", W/"ab"'), is_known('W/"ab"', "*"), is_known('W/"ab"', 'W/"abc"')
    (True, True, False)
    """
    bare = tag.removeprefix("W/")
    return any(one.strip().removeprefix("W/") in (bare, "*") for one in header.split(","))


class Shelf:
    """Answers by what was asked; those asked for longest ago make room."""

    def __init__(self, most: int = MOST, most_bytes: int = MOST_BYTES) -> None:
        self._most, self._most_bytes = most, most_bytes
        self._held: OrderedDict[tuple[str, ...], Kept] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: tuple[str, ...]) -> Kept | None:
        """What is kept under a key."""
        with self._lock:
            held = self._held.get(key)
            if held is not None:
                self._held.move_to_end(key)
            return held

    def put(self, key: tuple[str, ...], made: Kept) -> None:
        """Keep an answer; a failure and what is very large are made anew each time."""
        if made.status >= 500 or len(made.body) > LARGEST:
            return
        with self._lock:
            old = self._held.pop(key, None)
            self._bytes += len(made.body) - (len(old.body) if old else 0)
            self._held[key] = made
            while len(self._held) > self._most or self._bytes > self._most_bytes:
                _, gone = self._held.popitem(last=False)
                self._bytes -= len(gone.body)

"""Goes along one lane, page by page, and keeps each before it asks for the next."""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from weighbridge.catalogue.errors import FetchError
from weighbridge.catalogue.fetching import Lane, Page, early_end
from weighbridge.catalogue.source import Source
from weighbridge.store.fetching.journal import Journal, Line
from weighbridge.store.fetching.mirrors import origin_of
from weighbridge.store.fetching.shapes import shape_of
from weighbridge.store.fetching.web import Answer, Ask, RefusedError, Web

_KEPT = (
    "etag",
    "x-repo-commit",
    "x-linked-etag",
    "ratelimit",
    "ratelimit-policy",
    "retry-after",
    "date",
    "last-modified",
)
_LIMIT = re.compile(r"(?<=[?&]limit=)\d+")
_SMALLEST_PAGE = 50
_MOST_EMPTY = 25


@dataclass(frozen=True, slots=True)
class Gap:
    """What of a lane is missing: after which page, from which address on, and why."""

    lane: str
    after_page: int
    records: int
    next: str
    edge: str
    reason: str
    may_fail: bool

    @property
    def words(self) -> str:
        """The gap in a sentence."""
        edge = f", where {self.edge}" if self.edge else ""
        return (
            f"{self.lane}: all that follows page {self.after_page:,} ({self.records:,} records{edge}) is "
            f"missing: {self.reason}"
        )


def walk(
    source: Source, lane: Lane, journal: Journal, web: Web, step: Callable[[Line], None] = lambda _: None
) -> Gap | None:
    """Fetch what of a lane is not yet in the journal; the gap that is left, if any."""
    declared = source.fetch
    if declared is None:
        raise FetchError(f"Source '{source.name}' says nothing of how it is fetched.")
    last = journal.last(lane.name)
    url = last.next if last else lane.url
    empty = 0
    while url is not None:
        if (early := early_end(url)) is not None:
            return gap_of(lane, journal, lane.url, f"{early}.")
        number = last.page + 1 if last else 1
        try:
            last = _page(source, lane, journal, web, url, number)
        except RefusedError as error:
            smaller = _with_smaller_pages(url) if error.is_passing else None
            if smaller is None:
                return gap_of(lane, journal, url, str(error))
            web.told(f"{source.name}: {error} Asking for smaller pages.")
            url = smaller
            continue
        step(last)
        url = last.next
        empty = empty + 1 if not last.records else 0
        if url is not None and journal.is_asked(lane.name, url):
            return gap_of(
                lane, journal, url, "its next page is one that was read before, so the list has no end."
            )
        if empty >= _MOST_EMPTY:
            return gap_of(lane, journal, str(url), f"{empty} pages in a row were empty and named a next one.")
    return None


def _with_smaller_pages(url: str) -> str | None:
    """The same place in the list, asked in smaller bites: hosts give up on large ones deep in a list."""
    found = _LIMIT.search(url)
    if found is None or int(found[0]) // 4 < _SMALLEST_PAGE:
        return None
    return _LIMIT.sub(str(int(found[0]) // 4), url)


def _page(source: Source, lane: Lane, journal: Journal, web: Web, url: str, number: int) -> Line:
    declared = source.fetch
    held: list[list[str]] = []

    def check(answer: Answer) -> None:
        held[:] = [lane.split(_as_page(lane, number, answer))]

    pause = declared.seconds_between if declared else 0.0
    ask = Ask(url, declared.token if declared else "", dict(lane.headers), check, pause)
    answer = web.get(ask)
    records = held[0]
    following = lane.follow(_as_page(lane, number, answer), records)
    if following is not None and early_end(following) is None:
        following = web.mirrors.home(following, lane.url)
        if origin_of(following) != origin_of(lane.url):
            raise RefusedError(
                f"{web.secrets.address(url)} names a next page at another host "
                f"({web.secrets.address(following)}). It was not asked.",
                answer.status,
                is_passing=False,
            )
    return keep(source, lane, journal, web, number, url, following, records, receipt_of(web, answer))


def keep(
    source: Source,
    lane: Lane,
    journal: Journal,
    web: Web,
    number: int,
    url: str,
    following: str | None,
    records: list[str],
    receipt: dict[str, Any],
) -> Line:
    """Put a page's records into the journal, with their keys and what they look like."""
    parsed = [json.loads(text) for text in records]
    if lane.extra:
        parsed = [{**record, **lane.extra} if isinstance(record, dict) else record for record in parsed]
        records = [json.dumps(record, ensure_ascii=False, separators=(",", ":")) for record in parsed]
    body = web.secrets.clean("".join(text + "\n" for text in records)).encode("utf-8", "backslashreplace")
    key = source.fetch.key if source.fetch else ""
    keys = b"".join(_digest(record, text, key) for record, text in zip(parsed, records, strict=True))
    name = f"{re.sub(r'[^A-Za-z0-9._-]', '_', lane.name)[:60]}-{_short(lane.name)}-{number:06d}.jsonl"
    line = Line(
        lane=lane.name,
        page=number,
        url=web.secrets.clean(url),
        next=None if following is None else web.secrets.clean(following),
        records=len(records),
        file=name,
        sha256=hashlib.sha256(body).hexdigest(),
        receipt=receipt,
        shape=shape_of(source, parsed),
    )
    journal.add(line, body, keys)
    return line


def _as_page(lane: Lane, number: int, answer: Answer) -> Page:
    return Page(lane.name, number, answer.url, answer.headers, answer.body)


def receipt_of(web: Web, answer: Answer) -> dict[str, Any]:
    """What an answer said of itself: enough to check it later, and no secret."""
    told = {name: web.secrets.clean(answer.headers[name]) for name in _KEPT if name in answer.headers}
    return {
        "url": web.secrets.address(answer.url),
        "status": answer.status,
        "at": datetime.datetime.now(datetime.UTC).replace(microsecond=0).isoformat(),
        "bytes": len(answer.body),
        "sha256": hashlib.sha256(answer.body).hexdigest(),
        **({"moved": list(answer.moved)} if answer.moved else {}),
        **({"headers": told} if told else {}),
    }


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _digest(record: Any, text: str, key: str) -> bytes:
    value = record.get(key) if key and isinstance(record, dict) else None
    told = text if value is None else f"{key}={value}"
    return hashlib.blake2b(told.encode("utf-8", "backslashreplace"), digest_size=8).digest()


def gap_of(lane: Lane, journal: Journal, url: str, reason: str) -> Gap:
    """What is missing of a lane from an address on."""
    last = journal.last(lane.name)
    edge = ""
    if last is not None and lane.sorted_by:
        edge = _edge(journal, lane)
    return Gap(
        lane=lane.name,
        after_page=last.page if last else 0,
        records=sum(line.records for line in journal.lines if line.lane == lane.name),
        next=url,
        edge=edge,
        reason=reason,
        may_fail=lane.may_fail,
    )


def _edge(journal: Journal, lane: Lane) -> str:
    """The value of the field a list is sorted by, in the last record that was read."""
    for line in reversed([line for line in journal.lines if line.lane == lane.name]):
        rows = journal.records(line).splitlines()
        if rows:
            value = json.loads(rows[-1]).get(lane.sorted_by)
            return f"the last has {lane.sorted_by} {value}"
    return ""


def without_secrets(gap: Gap, web: Web) -> Gap:
    """The gap as it may be written down."""
    return replace(gap, next=web.secrets.address(gap.next), reason=web.secrets.clean(gap.reason))

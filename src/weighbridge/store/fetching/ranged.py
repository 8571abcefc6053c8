"""Some columns of a Parquet file that lies elsewhere, row group by row group, without the rest of it.

Each row group is a page of the journal, so a run that was broken off goes on at the next one. The file is
pinned to what it was at the first answer: one that changes meanwhile is not mixed with another.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from weighbridge.catalogue.fetching import Lane, Page
from weighbridge.catalogue.source import Source
from weighbridge.store.fetching.journal import Journal, Line
from weighbridge.store.fetching.lanes import Gap, gap_of, keep, receipt_of
from weighbridge.store.fetching.splitting import texts
from weighbridge.store.fetching.web import Answer, Ask, RefusedError, Web

_TAIL = 1 << 16
_LEAST_READ = 1 << 18
_TOTAL = re.compile(r"bytes \d+-\d+/(\d+)\Z")
_BATCH = 20_000


class RemoteFile(io.RawIOBase):
    """A file that is read by ranges; ``ValueError`` where it is another one than at the beginning."""

    def __init__(self, web: Web, url: str, token: str, pause: float) -> None:
        self._web, self._token, self._pause = web, token, pause
        self._at = self.size = 0
        self._held: tuple[int, bytes] = (0, b"")
        self.etag = ""
        self.url = url
        self.answer = self._ask(f"bytes=-{_TAIL}")
        commit = self.answer.headers.get("x-repo-commit", "")
        if commit:
            # From now on the very commit is asked: `main` may move on.
            self.url = url.replace("/resolve/main/", f"/resolve/{commit}/")
        self.size = self._take_tail(self.answer)
        self.read_bytes = len(self.answer.body)

    def _take_tail(self, answer: Answer) -> int:
        if answer.status == 200:
            # A host without ranges sends the whole: then it is here already.
            self._held = (0, answer.body)
            return len(answer.body)
        found = _TOTAL.match(answer.headers.get("content-range", ""))
        if found is None:
            raise ValueError("a part of a file without saying which")
        self._held = (int(found[1]) - len(answer.body), answer.body)
        return int(found[1])

    def _ask(self, part: str) -> Answer:
        answer = self._web.get(Ask(self.url, self._token, {"range": part}, least_pause=self._pause))
        etag = answer.headers.get("x-linked-etag") or answer.headers.get("etag", "")
        total = _TOTAL.match(answer.headers.get("content-range", ""))
        is_other = total is not None and self.size and int(total[1]) != self.size
        if is_other or (self.etag and etag != self.etag):
            raise ValueError(
                "another file than before: it changed while it was read; fetch again with --fresh"
            )
        self.etag = etag
        return answer

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def tell(self) -> int:
        """Where the next read begins."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go elsewhere."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence]
        self._at = base + offset
        return self._at

    def readinto(self, buffer: Any) -> int:
        """Read what fits, from what is here or from there."""
        view = memoryview(buffer).cast("B")
        end = min(self._at + len(view), self.size)
        if end <= self._at:
            return 0
        start, body = self._held
        if not (start <= self._at and end <= start + len(body)):
            last = min(max(end, self._at + _LEAST_READ), self.size)
            answer = self._ask(f"bytes={self._at}-{last - 1}")
            whole = answer.status == 200
            if not whole and len(answer.body) != last - self._at:
                raise ValueError(f"{len(answer.body):,} bytes where {last - self._at:,} were asked for")
            self._held = (0 if whole else self._at, answer.body)
            self.read_bytes += len(answer.body)
            start, body = self._held
        count = end - self._at
        view[:count] = body[self._at - start : end - start]
        self._at = end
        return count


def walk_columns(
    source: Source, lane: Lane, journal: Journal, web: Web, step: Callable[[Line], None] = lambda _: None
) -> Gap | None:
    """Fetch the row groups of a file that are not yet in the journal; the gap that is left, if any."""
    last = journal.last(lane.name)
    if last is not None and last.next is None:
        return None
    try:
        declared = source.fetch
        remote = RemoteFile(
            web, lane.url, declared.token if declared else "", declared.seconds_between if declared else 0
        )
        if last is not None and last.receipt.get("etag") != remote.etag:
            raise ValueError("another file than the one this run began with; fetch again with --fresh")
        _row_groups(source, lane, journal, web, remote, step)
    except RefusedError as error:
        return gap_of(lane, journal, lane.url, str(error))
    except (ValueError, OSError, pa.ArrowException) as error:
        return gap_of(lane, journal, lane.url, f"{web.secrets.address(lane.url)} is {error}.")
    return None


def _row_groups(
    source: Source, lane: Lane, journal: Journal, web: Web, remote: RemoteFile, step: Callable[[Line], None]
) -> None:
    file = pq.ParquetFile(pa.PythonFile(remote, mode="r"), pre_buffer=False)
    held = set(file.schema_arrow.names)
    columns = [name for name in lane.columns if name in held]
    last = journal.last(lane.name)
    for number in range(last.page + 1 if last else 1, file.num_row_groups + 1):
        records: list[str] = []
        for batch in file.iter_batches(_BATCH, row_groups=[number - 1], columns=columns):
            rows = ({k: v for k, v in row.items() if v is not None} for row in batch.to_pylist())
            body = ("[" + ",".join(texts(rows)) + "]").encode()
            records += lane.split(Page(lane.name, number, remote.url, remote.answer.headers, body))
        url = f"{lane.url}#row-group={number}"
        following = f"{lane.url}#row-group={number + 1}" if number < file.num_row_groups else None
        receipt = {**receipt_of(web, remote.answer), "bytes": remote.read_bytes, "etag": remote.etag}
        step(keep(source, lane, journal, web, number, url, following, records, receipt))

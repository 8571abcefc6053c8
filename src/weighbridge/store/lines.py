"""A user's file, whatever its form, as numbered JSON texts: one record each.

Reads JSON lines, a JSON list, CSV with a header, and Parquet; plain or compressed (gzip, bzip2,
Zstandard). The form is told by the bytes, not by the name. Memory stays bounded by the batch.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Literal, cast

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from weighbridge.catalogue.errors import ContractError

SCHEMA = pa.schema([("line", pa.int64()), ("text", pa.string())])
_BATCH_BYTES = 8 << 20
_BREAK, _RETURN, _OPENS, _CLOSES = b"\n\r{}"
# A block in which more than one line in so many is odd is read line by line.
_FEW = 100
Codec = Literal["gzip", "bz2", "zstd"]
_MAGIC: dict[bytes, Codec] = {b"\x1f\x8b": "gzip", b"BZh": "bz2", b"\x28\xb5\x2f\xfd": "zstd"}
_CUT = "The archive is cut off or damaged"


def record_batches(path: Path) -> Iterator[pa.RecordBatch]:
    """Batches of (line, text); raises ``ContractError`` for a file no record can be read from."""
    head = _head(path)
    if head.startswith(b"PAR1"):
        return _parquet(path)
    codec: Codec | None = next((name for magic, name in _MAGIC.items() if head.startswith(magic)), None)
    start = _start(path, codec)
    if start.startswith(b"<"):
        raise ContractError(
            f"{path} is a web page (it begins with '<'), expected records. Save the data itself."
        )
    if start[:2] in (b"PK", b"\xd0\xcf") or b"\0" in start:
        raise ContractError(
            f"{path} is no text file. Expected JSON lines, a JSON list, CSV or Parquet, plain or compressed "
            "with gzip, bzip2 or Zstandard."
        )
    if start.startswith(b"["):
        return _json_list(path, codec)
    if start.startswith(b"{"):
        return _lines(path, codec)
    if b"," in _header(start):
        return _csv(path, codec)
    return _lines(path, codec)


def _header(start: bytes) -> bytes:
    """The first line that is neither blank nor a comment: a CSV's names of columns."""
    lines = (line for line in start.split(b"\n") if line.strip() and not line.startswith(b"#"))
    return next(lines, b"")


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            head = stream.read(8)
    except IsADirectoryError as error:
        raise ContractError(f"{path} is a folder, expected a file.") from error
    except OSError as error:
        raise ContractError(f"{path} cannot be read: {error.strerror}. Check the path.") from error
    if not head:
        raise ContractError(f"{path} is empty. Expected at least one record; fetch or export it again.")
    return head


def _opened(path: Path, codec: Codec | None) -> pa.NativeFile:
    # The stubs lack None, which means that the bytes are taken as they stand.
    return pa.input_stream(str(path), compression=cast(Codec, codec))


def _start(path: Path, codec: Codec | None) -> bytes:
    """The first bytes of the text, without a byte-order mark or blanks."""
    try:
        with _opened(path, codec) as stream:
            text = stream.read(4096)
    except (OSError, EOFError) as error:
        raise ContractError(f"{path}: {_CUT} at its beginning ({error}). Get the file again.") from error
    stripped = text.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not stripped:
        raise ContractError(f"{path} holds only blanks. Expected at least one record.")
    return stripped


def _chunks(path: Path, codec: Codec | None) -> Iterator[bytes]:
    """The uncompressed bytes, in pieces; a damaged archive names how far it could be read."""
    done = 0
    try:
        with _opened(path, codec) as stream:
            while piece := stream.read(_BATCH_BYTES):
                done += len(piece)
                yield piece
    except (OSError, EOFError) as error:
        raise ContractError(
            f"{path}: {_CUT} after {done:,} readable bytes ({error}). "
            "Nothing was imported; get the file again."
        ) from error
    if codec and not _is_complete(path, codec):
        raise ContractError(
            f"{path}: {_CUT} after {done:,} readable bytes (its end mark is missing). "
            "Nothing was imported; get the file again."
        )


def _is_complete(path: Path, codec: str) -> bool:
    """Whether a gzip or bzip2 file ends where it says; Arrow reads a cut one without a word."""
    import bz2
    import gzip

    opener = {"gzip": gzip.open, "bz2": bz2.open}.get(codec)
    if opener is None:
        return True
    try:
        with opener(path, "rb") as stream:
            while stream.read(_BATCH_BYTES):
                pass
    except (EOFError, OSError):
        return False
    return True


def _lines(path: Path, codec: Codec | None) -> Iterator[pa.RecordBatch]:
    """JSON lines. Blank lines are passed over but counted, so that numbers match an editor's."""
    rest = b""
    number = 0
    first = True
    for piece in _chunks(path, codec):
        block = rest + (piece.removeprefix(b"\xef\xbb\xbf") if first else piece)
        first = False
        end = block.rfind(b"\n") + 1
        rest = block[end:]
        if end:
            count, batches = _whole_lines(block, end, number)
            number += count
            yield from batches
    if rest.strip():
        yield _batch([rest], number)


def _whole_lines(block: bytes, end: int, before: int) -> tuple[int, Iterator[pa.RecordBatch]]:
    """How many lines a block has up to the end of its last whole one, and their batches.

    Lines that begin and end like an object are handed on where they lie, line break and all; the others, and
    a block with bytes that are no UTF-8, are looked at one by one.
    """
    letters = np.frombuffer(block, dtype=np.uint8)[:end]
    ends = np.flatnonzero(letters == _BREAK)
    starts = np.concatenate(([0], ends[:-1] + 1))
    last = letters[np.maximum(ends - 1, 0)]
    last = np.where(last == _RETURN, letters[np.maximum(ends - 2, 0)], last)
    is_plain = (letters[starts] == _OPENS) & (last == _CLOSES)
    offsets = np.concatenate((starts, [end])).astype(np.int32)
    texts = pa.StringArray.from_buffers(len(starts), pa.py_buffer(offsets.tobytes()), pa.py_buffer(block))
    odd = np.flatnonzero(~is_plain)
    if len(odd) > len(starts) // _FEW or not _is_text(texts):
        return len(starts), iter([_batch(block[: end - 1].split(b"\n"), before)])
    return len(starts), _around(texts, odd, before)


def _around(texts: pa.StringArray, odd: np.ndarray, before: int) -> Iterator[pa.RecordBatch]:
    """The plain lines in long runs, the odd ones between them one by one."""
    at = 0
    for place in (*odd.tolist(), len(texts)):
        if place > at:
            numbers = pa.array(np.arange(before + at + 1, before + place + 1))
            yield pa.record_batch([numbers, texts.slice(at, place - at)], schema=SCHEMA)
        if place < len(texts):
            yield _batch([texts[place].as_py().encode().removesuffix(b"\n")], before + place)
        at = place + 1


def _is_text(texts: pa.StringArray) -> bool:
    """Whether all of it is UTF-8: the engine takes the bytes as they are."""
    try:
        texts.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _batch(lines: list[bytes], before: int) -> pa.RecordBatch:
    kept = [(before + i + 1, line) for i, line in enumerate(lines) if line.strip()]
    texts = [line.decode("utf-8", errors="backslashreplace").strip() for _, line in kept]
    return _numbered_batch([n for n, _ in kept], texts)


def _from_objects(numbered: Iterable[tuple[int, object]]) -> Iterator[pa.RecordBatch]:
    """Batches of records that were read as objects, each under its own number."""
    numbers: list[int] = []
    texts: list[str] = []
    size = 0
    for number, item in numbered:
        # Half a character has no UTF-8: escaped as it came, it is no JSON and goes to quarantine.
        text = json.dumps(item, ensure_ascii=False, default=str).encode("utf-8", "backslashreplace")
        numbers.append(number)
        texts.append(text.decode())
        size += len(text)
        if size > _BATCH_BYTES:
            yield _numbered_batch(numbers, texts)
            numbers, texts, size = [], [], 0
    if texts:
        yield _numbered_batch(numbers, texts)


def _numbered_batch(numbers: list[int], texts: list[str]) -> pa.RecordBatch:
    return pa.record_batch([pa.array(numbers, pa.int64()), pa.array(texts, pa.string())], schema=SCHEMA)


def _json_list(path: Path, codec: Codec | None) -> Iterator[pa.RecordBatch]:
    text = b"".join(_chunks(path, codec)).removeprefix(b"\xef\xbb\xbf")
    try:
        items = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ContractError(
            f"{path} begins like a JSON list but is not one: {error}. Was the download cut off? "
            "Nothing was imported; get the file again."
        ) from error
    if not items:
        raise ContractError(f"{path} is an empty list. Expected at least one record.")
    return _from_objects(enumerate(items, start=1))


def _csv(path: Path, codec: Codec | None) -> Iterator[pa.RecordBatch]:
    text = (
        b"".join(_chunks(path, codec))
        .removeprefix(b"\xef\xbb\xbf")
        .decode("utf-8", errors="backslashreplace")
    )
    return _from_objects(_csv_records(path, io.StringIO(text, newline="")))


def _csv_records(path: Path, stream: io.StringIO) -> Iterator[tuple[int, object]]:
    """Records with the number of their (last) line; comments stand before the header only.

    A row with more fields than the header cannot be told apart from a shifted one, so it is passed on
    as a list, which is no record.
    """
    before = 0
    while (line := stream.readline()) and (line.startswith("#") or not line.strip()):
        before += 1
    rows = csv.reader(chain([line], stream), strict=True)
    try:
        names = next(rows, [])
        for row in rows:
            if len(row) > len(names):
                yield before + rows.line_num, row
            elif row:
                found = zip(names, row, strict=False)
                yield before + rows.line_num, {name: value for name, value in found if value}
    except csv.Error as error:
        raise ContractError(
            f"{path} cannot be read as CSV near line {before + rows.line_num:,}: {error}. "
            "Is a quote open? Nothing was imported; mend the line or export the file again."
        ) from error


def _parquet(path: Path) -> Iterator[pa.RecordBatch]:
    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise ContractError(
            f"{path} begins like Parquet but cannot be read: {error}. Was the download cut off? "
            "Nothing was imported; get the file again."
        ) from error

    def objects() -> Iterator[object]:
        try:
            for batch in file.iter_batches(batch_size=20_000):
                for row in batch.to_pylist():
                    yield {key: value for key, value in row.items() if value is not None}
        except (pa.ArrowException, OSError) as error:
            raise ContractError(
                f"{path} is damaged: {error}. Nothing was imported; get the file again."
            ) from error

    return _from_objects(enumerate(objects(), start=1))

"""A user's file, whatever its form, as numbered JSON texts: one record each.

Reads JSON lines, a JSON list, CSV with a header, and Parquet; plain or compressed (gzip, bzip2,
Zstandard). The form is told by the bytes, not by the name. Memory stays bounded by the batch.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, cast

import pyarrow as pa
import pyarrow.parquet as pq

from weighbridge.catalogue.errors import ContractError

SCHEMA = pa.schema([("line", pa.int64()), ("text", pa.string())])
_BATCH_BYTES = 8 << 20
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
    if b"," in start.split(b"\n", 1)[0]:
        return _csv(path, codec)
    return _lines(path, codec)


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
        whole, found, rest = block.rpartition(b"\n")
        if not found:
            continue
        lines = whole.split(b"\n")
        yield _batch(lines, number)
        number += len(lines)
    if rest.strip():
        yield _batch([rest], number)


def _batch(lines: list[bytes], before: int) -> pa.RecordBatch:
    kept = [(before + i + 1, line) for i, line in enumerate(lines) if line.strip()]
    texts = [line.decode("utf-8", errors="backslashreplace").strip() for _, line in kept]
    return pa.record_batch(
        [pa.array([n for n, _ in kept], pa.int64()), pa.array(texts, pa.string())], schema=SCHEMA
    )


def _from_objects(objects: Iterator[object]) -> Iterator[pa.RecordBatch]:
    held: list[bytes] = []
    number = size = 0
    for item in objects:
        text = json.dumps(item, ensure_ascii=False, default=str).encode()
        held.append(text)
        size += len(text)
        if size > _BATCH_BYTES:
            yield _batch(held, number)
            number, held, size = number + len(held), [], 0
    if held:
        yield _batch(held, number)


def _json_list(path: Path, codec: Codec | None) -> Iterator[pa.RecordBatch]:
    text = b"".join(_chunks(path, codec)).removeprefix(b"\xef\xbb\xbf")
    try:
        items = json.loads(text)
    except ValueError as error:
        raise ContractError(
            f"{path} begins like a JSON list but is not one: {error}. Was the download cut off? "
            "Nothing was imported; get the file again."
        ) from error
    if not items:
        raise ContractError(f"{path} is an empty list. Expected at least one record.")
    return _from_objects(iter(items))


def _csv(path: Path, codec: Codec | None) -> Iterator[pa.RecordBatch]:
    text = (
        b"".join(_chunks(path, codec))
        .removeprefix(b"\xef\xbb\xbf")
        .decode("utf-8", errors="backslashreplace")
    )
    rows = csv.DictReader(line for line in io.StringIO(text) if not line.startswith("#"))
    return _from_objects({k: v for k, v in row.items() if v not in ("", None)} for row in rows)


def _parquet(path: Path) -> Iterator[pa.RecordBatch]:
    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise ContractError(
            f"{path} begins like Parquet but cannot be read: {error}. Was the download cut off? "
            "Nothing was imported; get the file again."
        ) from error

    def objects() -> Iterator[object]:
        for batch in file.iter_batches(batch_size=20_000):
            for row in batch.to_pylist():
                yield {key: value for key, value in row.items() if value is not None}

    return _from_objects(objects())

"""The figures a reader takes away as files; those of a stored result are written once and then copied."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from weighbridge.charts.drawing import cached
from weighbridge.definitions.result import Result
from weighbridge.store.digests import code_digest
from weighbridge.web.page import recipe


def taken(result: Result, folder: Path | None) -> dict[str, bytes]:
    """The rows of a result as CSV, JSON and Parquet, by the ending of the file; ``folder`` keeps them."""
    if folder is None or not result.stored_digest:
        return {kind: write(result) for kind, write in _FORMS.items()}
    key = _key(result)
    return {
        kind: cached(folder / f"{key}.{kind}", lambda write=write: write(result))
        for kind, write in _FORMS.items()
    }


def keep_only(results: Iterable[Result], folder: Path) -> None:
    """Drop what is kept of any other result: the next site is made from these or from newer ones."""
    keys = {_key(result) for result in results}
    for path in sorted(folder.glob("*.*")):
        if path.stem not in keys:
            path.unlink(missing_ok=True)


def _key(result: Result) -> str:
    code = code_digest("weighbridge.definitions.result")
    return hashlib.sha256(f"{result.stored_digest}|{code}|{recipe()}".encode()).hexdigest()[:24]


def _parquet(result: Result) -> bytes:
    import pyarrow.parquet as pq

    out = io.BytesIO()
    pq.write_table(result.to_arrow(), out, compression="zstd")
    return out.getvalue()


_FORMS: Mapping[str, Callable[[Result], bytes]] = {
    "csv": lambda result: result.to_csv().encode(),
    "json": lambda result: result.to_json().encode(),
    "parquet": _parquet,
}

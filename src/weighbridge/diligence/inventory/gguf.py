"""The metadata of a GGUF file: its name, its licence, and the models it says it was made from."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

MAGIC = b"GGUF"
_MOST_KEYS, _MOST_TEXT, _MOST_ITEMS = 4_096, 1 << 20, 1 << 22
_SIZES = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
_FORMATS = {
    0: "<B",
    1: "<b",
    2: "<H",
    3: "<h",
    4: "<I",
    5: "<i",
    6: "<f",
    7: "<?",
    10: "<Q",
    11: "<q",
    12: "<d",
}
_TEXT, _LIST = 8, 9


class TruncatedError(ValueError):
    """The file ends early or holds what no such file holds."""


def gguf_metadata(path: Path) -> Mapping[str, object]:
    """The plain values of a GGUF header; lists (the vocabulary among them) are passed over.

    Raises ``TruncatedError`` where the file is no whole GGUF header.
    """
    with path.open("rb") as stream:
        if stream.read(4) != MAGIC:
            raise TruncatedError("it does not begin with GGUF")
        version, _, keys = struct.unpack("<IQQ", _exactly(stream, 20))
        if version not in (2, 3) or keys > _MOST_KEYS:
            raise TruncatedError(f"version {version} with {keys} keys")
        found: dict[str, object] = {}
        for _ in range(keys):
            name = _text(stream)
            value = _value(stream, struct.unpack("<I", _exactly(stream, 4))[0])
            if value is not None:
                found[name] = value
        return found


def _exactly(stream: BinaryIO, count: int) -> bytes:
    data = stream.read(count)
    if len(data) != count:
        raise TruncatedError("it ends within its header")
    return data


def _text(stream: BinaryIO) -> str:
    length = struct.unpack("<Q", _exactly(stream, 8))[0]
    if length > _MOST_TEXT:
        raise TruncatedError(f"a text of {length} bytes")
    return _exactly(stream, length).decode("utf-8", errors="replace")


def _value(stream: BinaryIO, kind: int) -> object:
    if kind == _TEXT:
        return _text(stream)
    if kind in _FORMATS:
        return struct.unpack(_FORMATS[kind], _exactly(stream, _SIZES[kind]))[0]
    if kind != _LIST:
        raise TruncatedError(f"a value of kind {kind}")
    inner, count = struct.unpack("<IQ", _exactly(stream, 12))
    if count > _MOST_ITEMS:
        raise TruncatedError(f"a list of {count}")
    if inner in _SIZES:
        stream.seek(_SIZES[inner] * count, 1)
    else:
        for _ in range(count):
            _value(stream, inner)
    return None


def named_bases(metadata: Mapping[str, object]) -> list[str]:
    """The repositories a GGUF file says it was made from, or is; the nearest first."""
    found = []
    for key in ("general.source.huggingface.repository", "general.source.repo_url", "general.repo_url"):
        found += [str(metadata[key])] if metadata.get(key) else []
    at = 0
    while f"general.base_model.{at}.repo_url" in metadata or f"general.base_model.{at}.name" in metadata:
        url = metadata.get(f"general.base_model.{at}.repo_url")
        found += [str(url)] if url else []
        at += 1
    plain = [text.removeprefix("https://huggingface.co/").strip("/") for text in found]
    return list(dict.fromkeys(text for text in plain if text.count("/") == 1))

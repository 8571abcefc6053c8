"""The files of a model that tell its make: config.json, the tokenizer, the headers of safetensors.

Read from a folder, or from an address that answers ranged requests: of a safetensors file only its header, a
few kilobytes of many gigabytes.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from weighbridge.catalogue.errors import ContractError, UsageError
from weighbridge.store.fetching.remote_files import RemoteFiles, is_address

MOST_HEADER = 100_000_000
FILES = ("config.json", "tokenizer.json", "model.safetensors.index.json")
Reader = Callable[[str, int, int | None], bytes]
"""Bytes of a named file from a place, so many or all; FileNotFoundError where it is not there."""


@dataclass(frozen=True, slots=True)
class Make:
    """What one model's files say: its configuration, vocabulary, and the shape of every tensor."""

    name: str
    config: Mapping[str, Any]
    vocabulary: Mapping[str, int]
    shapes: Mapping[str, tuple[int, ...]]

    @property
    def tokenizer_digest(self) -> str:
        """A digest of the vocabulary: the same words under the same numbers, whatever the file's form."""
        ordered = sorted(self.vocabulary.items(), key=lambda item: (item[1], item[0]))
        return (
            hashlib.sha256(json.dumps(ordered, ensure_ascii=True).encode()).hexdigest()[:16]
            if ordered
            else ""
        )


def folder_reader(folder: Path) -> Reader:
    """A reader of the files of a folder."""

    def read(name: str, start: int, count: int | None) -> bytes:
        place = folder / name
        with place.open("rb") as stream:
            stream.seek(start)
            return stream.read() if count is None else stream.read(count)

    return read


def reader_of(place: str) -> Reader:
    """A reader of a folder, or of the address under which a model's files lie."""
    if is_address(place):
        return RemoteFiles(place).read
    if not Path(place).is_dir():
        raise UsageError(
            f"No folder {place}. Give a folder that holds a model's files, or the address they lie under, "
            "as in https://huggingface.co/Qwen/Qwen2.5-7B."
        )
    return folder_reader(Path(place))


def make_of(name: str, read: Reader, shards: tuple[str, ...] = ("model.safetensors",)) -> Make:
    """What the files of a model say; what is not there is empty. Of weights headers alone are read."""
    config = _json(read, "config.json", name)
    tokenizer = _json(read, "tokenizer.json", name)
    index = _json(read, "model.safetensors.index.json", name)
    files = tuple(sorted(set((index.get("weight_map") or {}).values()))) or shards
    shapes: dict[str, tuple[int, ...]] = {}
    for file in files:
        shapes |= _header(read, file, name)
    if not config and not tokenizer and not shapes:
        raise UsageError(
            f"{name} holds none of {', '.join(FILES)} and no safetensors. Give a model's folder."
        )
    return Make(name, config, _vocabulary(tokenizer), shapes)


def _json(read: Reader, file: str, name: str) -> dict[str, Any]:
    try:
        held = json.loads(read(file, 0, None))
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise ContractError(f"{name}/{file} is no JSON ({error}). Fetch it again.") from error
    return held if isinstance(held, dict) else {}


def _vocabulary(tokenizer: Mapping[str, Any]) -> dict[str, int]:
    model = tokenizer.get("model") or {}
    held = model.get("vocab") or {}
    words = {str(w): int(n) for w, n in held.items()} if isinstance(held, dict) else {}
    if isinstance(held, list):
        words = {str(item[0]): number for number, item in enumerate(held)}
    for item in tokenizer.get("added_tokens") or []:
        words[str(item["content"])] = int(item["id"])
    return words


def _header(read: Reader, file: str, name: str) -> dict[str, tuple[int, ...]]:
    """The shape of every tensor of a safetensors file, from its header alone."""
    try:
        raw = read(file, 0, 8)
    except FileNotFoundError:
        return {}
    size = struct.unpack("<Q", raw)[0] if len(raw) == 8 else -1
    if not 0 < size <= MOST_HEADER:
        raise ContractError(f"{name}/{file} has no safetensors header (length {size}). Fetch it again.")
    try:
        held = json.loads(read(file, 8, size))
        return {key: tuple(item["shape"]) for key, item in held.items() if key != "__metadata__"}
    except (ValueError, KeyError, TypeError) as error:
        raise ContractError(
            f"{name}/{file} has a broken safetensors header ({error}). Fetch it again."
        ) from error

"""One id for one model: case, renamed accounts, renamed repositories, short ids of the first days.

Hubs compare ids without case, keep answering to old names, and once allowed ids without an owner. Lists and
tags mix all of them; counted as they stand, one model becomes several. ``current_id`` is the id a
repository has now, in its recorded spelling; ``canonical_id`` the one text to count and join under.
Models outside the Hugging Face Hub carry their hub's name in front.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType

import pyarrow as pa

from weighbridge.catalogue.errors import ContractError
from weighbridge.entities.accounts import canonical_account, load_accounts
from weighbridge.entities.judgement_files import parse_day, read_judgements, require_support, row_error
from weighbridge.store.arrow import pc, texts

FILE = "renamed_repositories"
COLUMNS = ("platform", "old_id", "new_id", "renamed_on", "evidence", "source", "confidence", "note")
HUB = "huggingface"
_HUBS = (HUB, "modelscope")


@dataclass(frozen=True, slots=True)
class Rename:
    """A repository that answers to an old id and has a new one."""

    platform: str
    old_id: str
    new_id: str


@cache
def load_renames() -> Mapping[tuple[str, str], Rename]:
    """Renamed repositories by platform and folded old id, checked: evidence, no second row, no way back."""
    found: dict[tuple[str, str], Rename] = {}
    for line, row in enumerate(read_judgements(FILE, COLUMNS), start=2):
        platform, old_id, new_id, renamed_on, evidence, source, confidence, _ = row
        parse_day(renamed_on, FILE, line)
        require_support(FILE, line, evidence, source, confidence)
        key = (platform, old_id.casefold())
        if not old_id or not new_id or key in found:
            raise row_error(FILE, line, f"'{old_id}' -> '{new_id}'", "two ids, one row each", "mend the row")
        found[key] = Rename(platform, old_id, new_id)
    for (platform, old_id), rename in found.items():
        if (platform, rename.new_id.casefold()) in found:
            raise ContractError(
                f"{FILE}.csv: '{old_id}' becomes '{rename.new_id}', which has a row of its own. "
                "Give the newest id in every row."
            )
    return MappingProxyType(found)


def current_id(platform: str, model_id: str) -> str:
    """The id a model has now: its repository's new name, under its account's new name.

    An id nobody has renamed is returned as it came.
    """
    rename = load_renames().get((platform, model_id.casefold()))
    model_id = rename.new_id if rename else model_id
    owner, slash, name = model_id.partition("/")
    if not slash or platform not in _HUBS:
        return model_id
    account = _account(platform, owner)
    moved = load_renames().get((platform, f"{account}/{name}".casefold()))
    return moved.new_id if moved else f"{account}/{name}"


def canonical_id(platform: str, model_id: str) -> str:
    """The one text to count and join a model under.

    >>> canonical_id("huggingface", "meta-llama/Meta-Llama-3.1-8B")
    'meta-llama/llama-3.1-8b'
    >>> canonical_id("modelscope", "qwen/Qwen3-8B")
    'modelscope:qwen/qwen3-8b'
    """
    folded = current_id(platform, model_id).casefold()
    return folded if platform == HUB else f"{platform}:{folded}"


def canonical_ids(platform: pa.ChunkedArray, model_id: pa.ChunkedArray) -> pa.Array:
    """``canonical_id`` of many models at once; only renamed ones and odd spellings are looked at singly."""
    ids = pa.chunked_array(model_id.chunks, pa.string()).combine_chunks()
    hubs = pa.chunked_array(platform.chunks, pa.string()).combine_chunks()
    low = pc.utf8_lower(ids)
    owner = pc.list_element(pc.split_pattern(low, "/", max_splits=1), 0)
    odd = pc.or_(
        pc.or_(
            pc.is_in(owner, value_set=pa.array(sorted(_moved_owners()))), pc.invert(pc.string_is_ascii(ids))
        ),
        pc.or_(
            pc.is_in(low, value_set=pa.array(sorted(old for _, old in load_renames()))),
            pc.not_equal(hubs, HUB),
        ),
    )
    odd = pc.fill_null(odd, False)
    if not pc.any(odd).as_py():
        return low
    singly = [
        canonical_id(p, m) for p, m in zip(texts(hubs.filter(odd)), texts(ids.filter(odd)), strict=True)
    ]
    return pc.replace_with_mask(low, odd, pa.array(singly, pa.string()))


def platform_and_id(rows: pa.Table) -> pa.ChunkedArray:
    """Platform and id of each row as one text, by which rows of two tables find each other."""
    return pc.binary_join_element_wise(rows["platform"], rows["model_id"], "\x00")


@lru_cache(maxsize=1 << 18)
def _account(platform: str, owner: str) -> str:
    return canonical_account(platform, owner)


@cache
def _moved_owners() -> frozenset[str]:
    """Folded names of accounts that have a newer name."""
    rows = load_accounts().items()
    return frozenset(name for (_, name), found in rows if found[-1].renamed_to is not None)

"""Under which account, name and id each of many models is counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from weighbridge.entities._parting import PARTS, part_of
from weighbridge.entities.accounts import canonical_account, load_accounts
from weighbridge.entities.identities import current_id, load_renames
from weighbridge.store.arrow import pc, table_of, taken, texts

Codes = NDArray[np.int32]
NOBODY = -1
_AT_ONCE = 1 << 18


@dataclass(frozen=True, slots=True, eq=False)
class Named:
    """Of each model its account, its name and its id, all spelt in one way for all its twins.

    ``account`` is a place in ``accounts``, ``NOBODY`` for ids without an owner; ``twins`` are the places of
    models that share their canonical id with another, and ``shared`` says which of them belong together.
    """

    accounts: pa.Array
    account: Codes
    name: pa.Array
    canonical: pa.Array
    twins: NDArray[np.int64]
    shared: NDArray[np.int64]


def named(platform: pa.DictionaryArray, model_id: pa.Array) -> Named:
    """The names of many models; only renamed ones and odd spellings are looked at singly.

    Of all spellings of an account, and of the names of one model, the first in the alphabet stands.
    """
    hub = platform.indices.to_numpy()
    owners, owner, name, canonical = _parted(model_id)
    accounts, account, has_moved = _accounts(platform.dictionary, hub, owners, owner)
    odd = np.flatnonzero(_is_odd(model_id, canonical) | has_moved)
    singly = [
        _one(str(platform.dictionary[int(hub[row])].as_py()), model)
        for row, model in zip(odd.tolist(), texts(taken(model_id, odd)), strict=True)
    ]
    if singly:
        account[odd] = [NOBODY if item[0] is None else len(accounts) + at for at, item in enumerate(singly)]
        accounts = pa.concat_arrays([accounts, pa.array([item[0] for item in singly], pa.string())])
        name = replaced(name, odd, [item[1] for item in singly])
        canonical = replaced(canonical, odd, [item[2] for item in singly])
    spelt, place = _one_spelling(accounts)
    # The last place is that of ``NOBODY``.
    account = np.append(place, np.int32(NOBODY))[account]
    twins, shared = _twins(canonical)
    return Named(spelt, account, _named_alike(name, twins, shared), canonical, twins, shared)


def folded(words: pa.Array) -> pa.Array:
    """Texts without regard to case, as ``str.casefold`` has them; only other letters than ours one by one."""
    low = pc.ascii_lower(words)
    other = np.flatnonzero(~np.asarray(pc.fill_null(pc.string_is_ascii(words), True)))
    return replaced(low, other, [word.casefold() for word in texts(taken(words, other))])


def _parted(model_id: pa.Array) -> tuple[pa.Array, Codes, pa.Array, pa.Array]:
    """The different owners, of each id its owner among them, its name, and the id in small letters."""
    owners: list[Any] = [pa.array([], pa.string())]
    names: list[Any] = [pa.array([], pa.string())]
    for begin in range(0, len(model_id), _AT_ONCE):
        parts = pc.split_pattern(model_id.slice(begin, _AT_ONCE), "/", max_splits=1)
        start, words = parts.offsets.to_numpy(), parts.values
        lone: Any = pa.array(start[:-1], mask=np.diff(start) == 1)
        owners.append(words.take(lone))
        names.append(taken(words, start[1:] - 1))
    coded = pa.concat_arrays(owners).dictionary_encode()
    return coded.dictionary, _filled(coded.indices), pa.concat_arrays(names), pc.ascii_lower(model_id)


def _filled(codes: pa.Array) -> Codes:
    return np.array(pc.fill_null(codes, NOBODY).to_numpy(zero_copy_only=False), dtype=np.int32)


def _is_odd(model_id: pa.Array, low: pa.Array) -> NDArray[np.bool_]:
    """Ids that are renamed, lack a part, or hold letters whose case takes more than a look at each."""
    renamed = pc.is_in(low, value_set=pa.array(sorted({old for _, old in load_renames()}), pa.string()))
    broken = pc.or_(pc.starts_with(model_id, "/"), pc.match_substring_regex(model_id, r"^[^/]*/$"))
    odd = pc.or_(pc.or_(renamed, broken), pc.invert(pc.string_is_ascii(model_id)))
    return np.asarray(odd)


def _accounts(
    hubs: pa.Array, hub: Codes, owners: pa.Array, owner: Codes
) -> tuple[pa.Array, Codes, NDArray[np.bool_]]:
    """The accounts by the name counted under, of each model its place among them, and whether it moved."""
    owned = np.flatnonzero(owner != NOBODY)
    pair = hub[owned].astype(np.int64) * len(owners) + owner[owned]
    different, at = np.unique(pair, return_inverse=True)
    where, number = np.divmod(different, max(len(owners), 1))
    words, moved = taken(owners, number), np.zeros(different.size, dtype=bool)
    # Only of accounts with a row does anybody know another name.
    judged = pa.array(sorted({account for _, account in load_accounts()}), pa.string())
    is_judged = pc.is_in(pc.ascii_lower(words), value_set=judged)
    looked_at = pc.or_(is_judged, pc.invert(pc.string_is_ascii(words)))
    rows = np.flatnonzero(np.asarray(looked_at))
    written, names = texts(taken(words, rows)), texts(taken(hubs, where[rows]))
    current = [canonical_account(name, text) for name, text in zip(names, written, strict=True)]
    moved[rows] = [new.casefold() != old.casefold() for new, old in zip(current, written, strict=True)]
    account, has_moved = np.full(owner.size, NOBODY, np.int32), np.zeros(owner.size, dtype=bool)
    account[owned], has_moved[owned] = at, moved[at]
    return replaced(words, rows, current), account, has_moved


def _one(platform: str, model_id: str) -> tuple[str | None, str, str]:
    """Account, name and canonical id of one model: hubs compare ids without case."""
    owner, slash, rest = current_id(platform, model_id).partition("/")
    name = rest or owner + slash
    account = canonical_account(platform, owner) if slash and owner else None
    return account, name, (f"{account}/{name}" if account else name).casefold()


def _one_spelling(accounts: pa.Array) -> tuple[pa.Array, Codes]:
    """The accounts in one spelling each, and where among them each of the given ones is."""
    place = _filled(folded(accounts).dictionary_encode().indices)
    held = table_of({"place": place, "account": accounts}).filter(pa.array(place != NOBODY))
    first = held.group_by("place").aggregate([("account", "min")]).sort_by("place")["account_min"]
    return first.combine_chunks(), place


def _twins(canonical: pa.Array) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The places of models that share their id with another, and the number of that id."""
    found: list[NDArray[np.int64]] = []
    different = 0
    part = part_of(canonical)
    for number in range(PARTS):
        rows = np.flatnonzero(part == number)
        code = _filled(taken(canonical, rows).dictionary_encode().indices)
        again = np.flatnonzero(np.bincount(code, minlength=1)[code] > 1)
        found.append(np.stack([rows[again], code[again] + different]).astype(np.int64))
        different += code.max(initial=NOBODY) + 1
    twins, shared = np.concatenate(found, axis=1)
    order = np.argsort(twins)
    return twins[order], shared[order]


def _named_alike(name: pa.Array, twins: NDArray[np.int64], shared: NDArray[np.int64]) -> pa.Array:
    if not twins.size:
        return name
    _, at = np.unique(shared, return_inverse=True)
    held = table_of({"model": at, "name": taken(name, twins)}).group_by("model")
    first = held.aggregate([("name", "min")]).sort_by("model")["name_min"]
    return replaced(name, twins, taken(first.combine_chunks(), at))


def replaced(column: pa.Array, rows: NDArray[np.int64], words: pa.Array | list[str]) -> pa.Array:
    """The column with other words in some rows, given in rising order."""
    if not rows.size:
        return column
    mask = np.zeros(len(column), dtype=bool)
    mask[rows] = True
    new = pa.array(words, pa.string()) if isinstance(words, list) else words
    return pc.replace_with_mask(column, pa.array(mask), new)

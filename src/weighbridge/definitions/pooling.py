"""Very many lone accounts resampled in pools: the figure is the same, its draws fit into memory.

The Hub has some hundred thousand accounts nobody has placed, most of them with a few downloads each. A
matrix of weights with a column for each would take gigabytes and tell next to nothing. Those that are small
everywhere are put together, and a pool is resampled as one unit. The accounts of a pool are seen in the same
captures, so whoever compares accounts watched in two months takes or leaves a pool as he would have taken or
left each of its accounts, and every sum stays what it was. As accounts that are drawn together are taken to
move together, an interval can only widen; by how much, a simulation in the tests says.
"""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Iterable, MutableMapping
from dataclasses import replace
from typing import cast

import numpy as np
from numpy.typing import NDArray

from weighbridge.definitions.columns import Floats, Labelled, firsts, numbered
from weighbridge.definitions.cube import Cube

LONE = "@"
MOST_LONE = 16_384
"""As long as a cube has at most this many lone accounts, each is resampled alone."""
KEPT = 4_096
"""Where it has more, so many of the largest still are."""
POOLS = 1_024
"""About so many pools hold the others."""
LARGE = 0.001
"""An account with this part of any capture, by any count, is never pooled."""
_MOST = 2**62  # numbers of more columns together would not fit
_CAPTURE = ("window", "list_id", "crawl_id", "month")
_NAME = re.compile(r"@~\d+ \((\d+) accounts\)")


def accounts_in(name: str) -> int:
    """How many accounts a label stands for: those of a pool, else one.

    >>> accounts_in("@~00042 (17 accounts)"), accounts_in("@someone"), accounts_in("Qwen")
    (17, 1, 1)
    """
    found = _NAME.fullmatch(name)
    return int(found[1]) if found else 1


def pooled(
    cube: Cube, most_lone: int = MOST_LONE, kept: int = KEPT, pools: int = POOLS, large: float = LARGE
) -> Cube:
    """The cube with small lone accounts under the name of their pool; as it is where they are few."""
    unit = cube.text("unit")
    held = np.flatnonzero(np.bincount(unit.codes + 1, minlength=len(unit.labels) + 1)[1:])
    lone = held[[unit.labels[code].startswith(LONE) for code in held]]
    if lone.size <= most_lone:
        return cube
    capture, captures = _captures(cube)
    size = _sizes(cube, capture, captures)[lone]
    order = np.lexsort((lone, -size))
    is_small = size[order] < large
    is_small[:kept] = False
    small = lone[order][is_small]
    pool = _dealt(small, _seen(unit, capture, captures, small), pools)
    return _added_up(_renamed(cube, small, pool))


def _added_up(cube: Cube) -> Cube:
    """One cell for all that no column tells apart: the accounts of a pool have most of theirs in common."""
    number = _told_apart(cube, cube.texts, cube.flags)
    first = firsts(number, int(number.max(initial=-1)) + 1)
    order = np.argsort(first)
    place = np.empty(order.size, dtype=np.int64)
    place[order] = np.arange(order.size)
    at, kept = place[number], cube.at(first[order])
    # Every column is cut now: one cut later would hold all cells until then.
    return Cube(
        kept.size,
        {name: kept.text(name) for name in kept.texts},
        {name: kept.flags[name] for name in kept.flags},
        {name: _sums(cube.counts[name], at) for name in cube.counts},
    )


def _told_apart(cube: Cube, texts: Iterable[str], flags: Iterable[str] = ()) -> NDArray[np.int64]:
    """A number for each cell, from 0 on, the same for those of which these texts and flags are the same."""
    number, width = np.zeros(cube.size, dtype=np.int64), 1
    columns = [(cube.text(name).codes, len(cube.text(name).labels) + 1) for name in texts]
    columns += [(cube.flags[name], 3) for name in flags]
    for codes, values in columns:
        if width * values > _MOST:
            found, number = numbered(number)
            width = found.size
        number, width = number * values + codes + 1, width * values
    return numbered(number)[1]


def _sums(count: Floats, at: NDArray[np.int64]) -> Floats:
    """What the cells of each place count together; nothing is known where all of them are empty."""
    is_known = ~np.isnan(count)
    size = int(at.max(initial=-1)) + 1
    total = np.bincount(at, weights=np.where(is_known, count, 0.0), minlength=size)
    return np.where(np.bincount(at, weights=is_known, minlength=size) > 0, total, np.nan)


def _captures(cube: Cube) -> tuple[NDArray[np.int64], int]:
    """The number of each cell's capture, and how many captures there are."""
    number = _told_apart(cube, [name for name in _CAPTURE if name in cube.texts])
    return number, int(number.max(initial=-1)) + 1


def _sizes(cube: Cube, capture: NDArray[np.int64], captures: int) -> NDArray[np.float64]:
    """The largest part each unit has of a capture, by any of the counts."""
    unit = cube.text("unit")
    # In front one place more, for cells without a unit.
    largest = np.zeros(len(unit.labels) + 1)
    pair, at = numbered((unit.codes.astype(np.int64) + 1) * captures + capture)
    for count in cube.counts.values():
        value = np.nan_to_num(count)
        whole = np.bincount(capture, weights=value, minlength=captures)
        own = np.bincount(at, weights=value, minlength=pair.size)
        np.maximum.at(largest, pair // captures, own / np.maximum(whole[pair % captures], 1.0))
    return largest[1:]


def _seen(
    unit: Labelled, capture: NDArray[np.int64], captures: int, small: NDArray[np.int64]
) -> NDArray[np.int64]:
    """For each small unit the number of the set of captures it is seen in."""
    place = np.full(len(unit.labels) + 1, -1, dtype=np.int64)
    place[small] = np.arange(small.size)
    at = place[unit.codes]
    seen = np.zeros((small.size, (captures + 7) // 8 * 8), dtype=bool)
    seen[at[at >= 0], capture[at >= 0]] = True
    packed = np.ascontiguousarray(np.packbits(seen, axis=1))
    rows = packed.view(np.dtype((np.void, packed.shape[1]))).ravel()
    return np.unique(rows, return_inverse=True)[1].astype(np.int64)


def _dealt(small: NDArray[np.int64], seen: NDArray[np.int64], pools: int) -> NDArray[np.int64]:
    """The pool of each small unit; they come from large to small and are dealt out among those seen alike."""
    each = max(2, -(-small.size // pools))
    pool, start = np.empty(small.size, dtype=np.int64), 0
    by_set = np.argsort(seen, kind="stable")
    for group in np.split(by_set, np.flatnonzero(np.diff(seen[by_set])) + 1):
        number = max(1, group.size // each)
        pool[group] = start + np.arange(group.size) % number
        start += number
    return pool


def _renamed(cube: Cube, small: NDArray[np.int64], pool: NDArray[np.int64]) -> Cube:
    unit = cube.text("unit")
    counts = np.bincount(pool)
    called = [f"{LONE}~{number:05} ({count} accounts)" for number, count in enumerate(counts)]
    names = {
        unit.labels[code]: called[number]
        for code, number in zip(small.tolist(), pool.tolist(), strict=True)
        if counts[number] > 1
    }
    changed = {"unit": unit.renamed(names)}
    if "account" in cube.texts:
        # An account in a pool is watched as its pool is, which then stands for it.
        is_pooled = np.array([*(label in names for label in unit.labels), False])[unit.codes]
        account = cube.text("account")
        changed["account"] = Labelled(np.where(is_pooled, -1, account.codes).astype(np.int32), account.labels)
    texts = ChainMap(changed, cast("MutableMapping[str, Labelled]", cube.texts))
    return replace(cube, texts=texts)

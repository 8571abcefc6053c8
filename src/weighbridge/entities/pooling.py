"""Very many lone accounts resampled in pools: the figure is the same, its draws fit into memory.

The Hub has some hundred thousand accounts nobody has placed, most of them with a few downloads each. A
matrix of weights with a column for each would take gigabytes and tell next to nothing. Those that are small
everywhere are put together, and a pool is resampled as one unit. The accounts of a pool are seen in the same
captures, so whoever compares accounts watched in two months takes or leaves a pool as he would have taken or
left each of its accounts, and every sum stays what it was. As accounts that are drawn together are taken to
move together, an interval can only widen; by how much, a simulation in the tests says.

The cells of such a table do not fit into memory either: the engine says of each account how large it is and
where it is seen, the pools are dealt out here, and the engine adds the cells up. So a table that says
``pools`` is written.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import narwhals as nw
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from weighbridge.catalogue.table import Rule
from weighbridge.statistics.arrays import numbered
from weighbridge.store.arrow import pc, table_of, taken
from weighbridge.store.engine import Engine
from weighbridge.store.scanning import distinct

LONE = "@"
MOST_LONE = 16_384
"""As long as a table has at most this many lone accounts, each is resampled alone."""
KEPT = 4_096
"""Where it has more, so many of the largest still are."""
POOLS = 1_024
"""About so many pools hold the others."""
LARGE = 0.001
"""An account with this part of any capture, by any count, is never pooled."""
_CAPTURE = ("window", "list_id", "crawl_id", "month")
_BITS = 60  # captures told in one whole number
_NAME = re.compile(r"@~\d+ \((\d+) accounts\)")

IN_POOLS = Rule(
    "Very many accounts are nobody's that we know.",
    f"Above {MOST_LONE:,} the small ones stand in pools: their cells are added up under a unit `@~...` "
    "that says how many accounts it holds, without an `account`. No sum over units moves.",
)


@dataclass(frozen=True, slots=True)
class Dealing:
    """Which lone accounts are resampled alone: all of at most ``most_lone``; else ``kept`` and large ones."""

    most_lone: int = MOST_LONE
    kept: int = KEPT
    pools: int = POOLS
    large: float = LARGE


def accounts_in(name: str) -> int:
    """How many accounts a label stands for: those of a pool, else one.

    >>> accounts_in("@~00042 (17 accounts)"), accounts_in("@someone"), accounts_in("Qwen")
    (17, 1, 1)
    """
    found = _NAME.fullmatch(name)
    return int(found[1]) if found else 1


def pooled(engine: Engine, cells: nw.LazyFrame, dealing: Dealing | None = None) -> nw.LazyFrame | None:
    """The cells with small lone accounts added up under the name of their pool; None where they are few."""
    dealing = dealing or Dealing()
    is_lone = nw.col("unit").str.starts_with(LONE)
    lone = distinct(cells.filter(is_lone).select("unit")).select(units=nw.len())
    if engine.collect(lone)["units"][0].as_py() <= dealing.most_lone:
        return None
    pools = pools_of(_accounts(engine, cells.filter(is_lone), cells), dealing)
    return _added_up(_renamed(cells, engine.frame(pools)))


def _added_up(cells: nw.LazyFrame) -> nw.LazyFrame:
    """One cell for all that no column tells apart: the accounts of a pool have most of theirs in common."""
    counts = _counts(cells)
    columns = cells.collect_schema().names()
    told = [name for name in columns if name not in counts]
    summed = cells.group_by(*told).agg(
        *(nw.col(name).sum() for name in counts),
        *(nw.col(name).count().alias(f"known_{name}") for name in counts),
    )
    # A sum over nothing observed is not zero.
    held = {name: nw.when(nw.col(f"known_{name}") > 0).then(nw.col(name)) for name in counts}
    return summed.with_columns(**held).select(*columns)


def _counts(cells: nw.LazyFrame) -> list[str]:
    return [name for name, kind in cells.collect_schema().items() if kind.is_numeric()]


def _accounts(engine: Engine, lone: nw.LazyFrame, cells: nw.LazyFrame) -> pa.Table:
    """Each lone account with the largest part it has of a capture, by any count, and where it is seen.

    A ``seen`` column is a whole number with a bit for each of some captures.
    """
    names = [name for name in _CAPTURE if name in cells.collect_schema().names()]
    counts = _counts(cells)
    captures = engine.collect(cells.group_by(*names).agg(*(nw.col(name).sum() for name in counts)))
    captures = captures.sort_by([(name, "ascending") for name in names])
    word, bit = word_and_bit(np.arange(captures.num_rows))
    wholes = {f"whole_{name}": pc.fill_null(captures[name], 0) for name in counts}
    keys = {name: captures[name] for name in names}
    held = engine.frame(table_of({**keys, **wholes, "word": word, "bit": bit}))
    own = (
        lone.join(held.select(*names, "word", "bit"), on=names, how="inner")
        .group_by("unit", "word", "bit")
        .agg(*(nw.col(name).sum() for name in counts))
        .join(held.drop(*names), on=["word", "bit"], how="inner")
    )
    parts = [nw.col(name).fill_null(0) / nw.max_horizontal(f"whole_{name}", nw.lit(1)) for name in counts]
    words = range(captures.num_rows // _BITS + 1)
    seen = {f"seen_{n}": nw.when(nw.col("word") == n).then(nw.col("bit")).otherwise(0) for n in words}
    # Spark refuses to choose among one column; no part is below zero.
    sized = own.with_columns(part=nw.max_horizontal(nw.lit(0.0), *parts), **seen)
    most = sized.group_by("unit").agg(size=nw.col("part").max(), **{n: nw.col(n).sum() for n in seen})
    return engine.collect(most).sort_by("unit")


def word_and_bit(captures: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """In which ``seen`` number captures are told, and by which bit: the first of a number by its highest.

    >>> word, bit = word_and_bit(np.array([0, 59, 60]))
    >>> word.tolist(), bit.tolist() == [2**59, 1, 2**59]
    ([0, 0, 1], True)
    """
    word, place = np.divmod(captures, _BITS)
    return word, 1 << (_BITS - 1 - place)


def pools_of(accounts: pa.Table, dealing: Dealing) -> pa.Table:
    """The name of the ``pool`` of each ``unit`` that shares one.

    ``accounts`` has the lone accounts in the order of their ``unit``: with their ``size``, the largest part
    they have of a capture, and in ``seen_0`` and so on a bit for each capture they are seen in.
    """
    size = accounts["size"].to_numpy()
    order = np.lexsort((np.arange(size.size), -size))
    is_small = size[order] < dealing.large
    is_small[: dealing.kept] = False
    small = order[is_small]
    words = [accounts[name].to_numpy()[small] for name in accounts.column_names if name.startswith("seen_")]
    pool = _dealt(_seen_alike(words), dealing.pools)
    counts = np.bincount(pool)
    called = np.array([f"{LONE}~{number:05} ({count} accounts)" for number, count in enumerate(counts)])
    shared = counts[pool] > 1
    unit = taken(accounts["unit"].combine_chunks(), small[shared])
    return table_of({"unit": unit, "pool": pa.array(called[pool[shared]].tolist(), pa.string())})


def _seen_alike(words: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """For each account the number of the set of captures it is seen in, from 0 on."""
    found = np.zeros(words[0].size, dtype=np.int64)
    for word in words:
        _, at = numbered(word)
        _, found = numbered(found * (at.max(initial=0) + 1) + at)
    return found


def _dealt(seen: NDArray[np.int64], pools: int) -> NDArray[np.int64]:
    """The pool of each small account: from large to small they are dealt out among those seen alike."""
    each = max(2, -(-seen.size // pools))
    pool, start = np.empty(seen.size, dtype=np.int64), 0
    by_set = np.argsort(seen, kind="stable")
    for group in np.split(by_set, np.flatnonzero(np.diff(seen[by_set])) + 1):
        number = max(1, group.size // each)
        pool[group] = start + np.arange(group.size) % number
        start += number
    return pool


def _renamed(cells: nw.LazyFrame, pools: nw.LazyFrame) -> nw.LazyFrame:
    columns = cells.collect_schema().names()
    named = cells.join(pools, on="unit", how="left")
    changed = {"unit": nw.coalesce("pool", "unit")}
    if "account" in columns:
        # An account in a pool is watched as its pool is, which then stands for it.
        changed["account"] = nw.when(nw.col("pool").is_null()).then(nw.col("account"))
    return named.with_columns(**changed).select(*columns)

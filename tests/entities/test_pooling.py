"""Small lone accounts in pools: no value moves, panels stay what they were, intervals hardly widen."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from weighbridge.catalogue import registry
from weighbridge.definitions.choices import define
from weighbridge.definitions.cube import cube_of
from weighbridge.definitions.query import Query
from weighbridge.definitions.run import Run
from weighbridge.entities.pooling import LARGE, Dealing, accounts_in, pooled
from weighbridge.statistics.resampling import multinomial_weights, weighted_totals
from weighbridge.store.engine import DuckEngine

POOLING = [indicator.name for indicator in registry.indicators() if registry.table(indicator.reads[0]).pools]
EARLY = Dealing(most_lone=0, kept=0, pools=1)
"""As much as can be pooled: of all accounts seen in the same captures one pool, but for the large ones."""


def cells(*rows: tuple[str, str, str, float | None]) -> pa.Table:
    """Cells of capture, unit, account and downloads."""
    names = ("crawl_id", "unit", "account", "flow")
    return pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows])


def in_pools(table: pa.Table, dealing: Dealing = EARLY) -> pa.Table:
    """The cells in pools, in the order of their columns."""
    engine = DuckEngine()
    found = pooled(engine, engine.frame(table), dealing)
    assert found is not None
    return pa.concat_tables(engine.ordered(found, table.column_names))


def units(table: pa.Table) -> list[str]:
    return table["unit"].to_pylist()


def test_accounts_seen_in_the_same_captures_share_a_pool_and_others_do_not():
    """a and b are seen in both captures, c in the second alone, and so is d, which is large there."""
    whole = 100_000.0
    table = cells(
        ("1", "acme", "acme-ai", whole),
        ("2", "acme", "acme-ai", whole),
        ("1", "@a", "a", 3),
        ("2", "@a", "a", 4),
        ("1", "@b", "b", 5),
        ("2", "@b", "b", 6),
        ("2", "@c", "c", 7),
        ("2", "@d", "d", whole * LARGE * 2),
        ("2", "@e", "e", 1),
    )
    found = in_pools(table)
    pool, other = units(found)[0], units(found)[3]
    assert accounts_in(pool) == accounts_in(other) == 2
    assert pool != other
    # A large account is never pooled; what nothing tells apart any more is one cell.
    assert (
        found.to_pylist()
        == cells(
            ("1", pool, None, 3 + 5),
            ("1", "acme", "acme-ai", whole),
            ("2", "@d", "d", whole * LARGE * 2),
            ("2", other, None, 7 + 1),
            ("2", pool, None, 4 + 6),
            ("2", "acme", "acme-ai", whole),
        )
        .sort_by([("crawl_id", "ascending"), ("unit", "ascending")])
        .to_pylist()
    )


def test_counts_of_a_pool_are_empty_where_all_of_them_are():
    """Of two accounts one has no count in the first capture, and neither has one in the second."""
    table = cells(
        ("1", "acme", "acme-ai", 1e6),
        ("2", "acme", "acme-ai", 1e6),
        ("1", "@a", "a", 3),
        ("2", "@a", "a", None),
        ("1", "@b", "b", None),
        ("2", "@b", "b", None),
    )
    found = in_pools(table)
    (pool,) = set(units(found)) - {"acme"}
    held = {(row["crawl_id"], row["unit"]): row["flow"] for row in found.to_pylist()}
    assert held == {("1", "acme"): 1e6, ("2", "acme"): 1e6, ("1", pool): 3, ("2", pool): None}


def test_few_lone_accounts_stay_as_they_are_and_the_largest_are_kept():
    table = cells(("1", "acme", "a", 1e6), *(("1", f"@{i}", str(i), float(i)) for i in range(20)))
    engine = DuckEngine()
    assert pooled(engine, engine.frame(table), Dealing(most_lone=20)) is None
    found = units(in_pools(table, Dealing(most_lone=10, kept=5, pools=3)))
    assert set(found) > {"@15", "@16", "@17", "@18", "@19", "acme"}
    pools = {unit for unit in found if unit.startswith("@~")}
    assert len(pools) == 3
    assert sum(map(accounts_in, pools)) == 15
    assert len(found) == 3 + 5 + 1


def test_a_pool_of_one_keeps_its_name():
    table = cells(("1", "@x", "x", 1.0), ("1", "acme", "a", 1e6), ("2", "@y", "y", 1.0), ("2", "b", "b", 1e6))
    assert in_pools(table).to_pylist() == table.to_pylist()


def test_captures_are_told_apart_beyond_one_word_of_bits():
    """200 captures: a and b are seen in all, c in all but the last, d in all but the first."""
    rows = [(f"{n:03}", "acme", "acme", 1e9) for n in range(200)]
    rows += [(f"{n:03}", f"@{name}", name, 1.0) for n in range(200) for name in "ab"]
    rows += [(f"{n:03}", "@c", "c", 1.0) for n in range(199)]
    rows += [(f"{n:03}", "@d", "d", 1.0) for n in range(1, 200)]
    found = in_pools(cells(*rows))
    held = {row["unit"]: row["flow"] for row in found.to_pylist() if row["crawl_id"] == "100"}
    (pool,) = set(held) - {"acme", "@c", "@d"}
    assert accounts_in(pool) == 2
    assert held == {"acme": 1e9, pool: 2.0, "@c": 1.0, "@d": 1.0}


def run_of(wb, name: str, choices: dict[str, str], is_pooled: bool) -> Run:
    declared = registry.indicator(name)
    builder = wb._builder(None)
    table = pq.read_table(builder.reduced(declared))
    cube = cube_of(in_pools(table, Dealing(most_lone=0, kept=0, pools=1, large=2.0)) if is_pooled else table)
    group = "country" if "country" in declared.groups else declared.groups[0]
    return Run(define(declared, choices), Query(group), cube, wb._heavy(declared, builder))


CASES = [(name, {}) for name in POOLING] + [
    ("download_share", {"panel": "constant"}),
    ("download_share", {"panel": "chained"}),
    ("download_share", {"window": "month", "attribution": "root"}),
    ("download_share", {"copies": "copies_to_base", "population": "llm_vlm"}),
    ("root_share", {}),
]


@pytest.mark.parametrize(("name", "choices"), CASES, ids=[f"{n} {c}" for n, c in CASES])
def test_no_value_moves(starter, name, choices):
    """Every value of every month and group with and without pools, to the last bit: sums are exact."""
    declared = registry.indicator(name)
    plain, other = (run_of(starter, name, choices, flag) for flag in (False, True))
    assert len(other.units) < len(plain.units)
    ours, theirs = (
        [(r.month, r.group, r.value) for r in declared.estimate(run).rows] for run in (plain, other)
    )
    assert theirs == ours


def test_intervals_widen_by_little_and_cover_no_less():
    """Simulated: 80 makers of two groups and 6,000 lone accounts, drawn anew each time; the truth is known.

    A's share of everything, its percentile interval with each lone account resampled alone and in 200 pools.
    """
    rng = np.random.default_rng(20261126)
    makers, lone, draws, worlds = 80, 6_000, 400, 150
    truth = 0.7 / (1 + 0.8)  # A makes 0.7 of what makers make, and lone accounts 0.8 of what these make
    inside, widths = np.zeros(2), np.zeros(2)
    for _ in range(worlds):
        mass = rng.lognormal(0, 1.0, makers) / np.exp(0.5) / makers
        small = rng.lognormal(0, 1.5, lone) / np.exp(1.125) / lone * 0.8
        is_a = np.arange(makers) < makers * 0.7
        pools = np.argsort(np.argsort(-small)) % 200
        alone = np.concatenate([np.stack([mass * is_a, mass], 1), np.stack([0 * small, small], 1)])
        grouped = np.stack([np.zeros(200), np.bincount(pools, weights=small)], 1)
        together = np.concatenate([alone[:makers], grouped])
        for i, masses in enumerate((alone, together)):
            totals = weighted_totals(multinomial_weights(len(masses), draws, rng), masses)
            low, high = np.percentile(totals[:, 0] / totals[:, 1], [2.5, 97.5])
            inside[i] += low <= truth <= high
            widths[i] += high - low
    covered = inside / worlds
    assert covered[1] >= covered[0] - 0.03
    assert covered[1] > 0.85
    assert 0.98 < widths[1] / widths[0] < 1.10

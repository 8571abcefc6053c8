"""Every table and indicator on Spark as on DuckDB: a master, two workers, one of them killed on the way."""

from __future__ import annotations

import math
import os

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.engines.conftest import Killer
from tests.engines.marks import MARKS

from weighbridge.catalogue import registry
from weighbridge.catalogue.errors import UsageError
from weighbridge.entities.pooling import Dealing, accounts_in, pooled
from weighbridge.store.engine import VARIABLE, DuckEngine

pytestmark = [pytest.mark.engine, pytest.mark.slow]
TOLERANCE = 1e-9


def marked(names):
    """The names, those with a mark as failures that are expected and must be of the named kind."""
    return [pytest.param(name, marks=expected(name)) for name in names]


def expected(name):
    """What a mark promises: that the named exception is raised, and nothing passes unnoticed."""
    mark = MARKS.get(name)
    if mark is None:
        return []
    return [pytest.mark.xfail(raises=mark.raises, reason=f"{mark.kind}: {mark.reason}", strict=True)]


def on_duckdb(ask):
    """What is asked, on the engine in this process."""
    held = os.environ.pop(VARIABLE, None)
    try:
        return ask()
    finally:
        if held:
            os.environ[VARIABLE] = held


def close(a, b) -> bool:
    """Equal, or numbers that are apart by less than the tolerance, relatively or in all."""
    if isinstance(a, float) and isinstance(b, float):
        return math.isclose(a, b, rel_tol=TOLERANCE, abs_tol=TOLERANCE) or (math.isnan(a) and math.isnan(b))
    return a == b


def rows_of(wb, name) -> list[dict]:
    """An indicator's rows under its default definition, or what it says it lacks in this small world."""
    try:
        return [row.as_dict() for row in wb.indicator(name).rows]
    except UsageError as error:
        return [{"month": "-", "group": "-", "lacks": str(error)}]


def assert_equal(ours: pa.Table, theirs: pa.Table) -> None:
    """The same columns, types and rows in the same order."""
    assert theirs.schema == ours.schema
    assert theirs.num_rows == ours.num_rows
    for name in ours.column_names:
        pairs = enumerate(zip(ours[name].to_pylist(), theirs[name].to_pylist(), strict=True))
        apart = [(row, a, b) for row, (a, b) in pairs if not close(a, b)]
        assert not apart, f"{name}: {len(apart)} rows differ, first {apart[:3]}"


def test_a_worker_is_killed_in_the_middle_of_a_table(embedded, distributed, cluster):
    """The largest expression there is: a job runs when the worker dies, and the table comes out the same."""
    ours = on_duckdb(lambda: pq.read_table(embedded.table("adoption_cells")))
    for read in registry.table("adoption_cells").reads:
        distributed.table(read)
    killer = Killer(cluster, distributed._builder(None).engine.session)
    killer.start()
    theirs = pq.read_table(distributed.table("adoption_cells"))
    killer.join()
    assert killer.running, "a job ran when the worker was killed"
    assert cluster.processes[-1].poll() is not None
    assert cluster.processes[-2].poll() is None
    assert_equal(ours, theirs)


@pytest.mark.parametrize("name", marked(item.name for item in registry.tables()))
def test_every_table(embedded, distributed, name):
    """Built from the same snapshots on either engine, under keys of its own, a table has the same rows."""
    first = on_duckdb(lambda: embedded.table(name))
    second = distributed.table(name)
    assert first != second, "each engine keeps what it made"
    assert_equal(pq.read_table(first), pq.read_table(second))


@pytest.mark.parametrize("name", marked(item.name for item in registry.indicators()))
def test_every_indicator(embedded, distributed, name):
    """Values, intervals, bounds, counts and flags agree."""
    first = on_duckdb(lambda: rows_of(embedded, name))
    second = rows_of(distributed, name)
    for a, b in zip(first, second, strict=True):
        apart = {key: (a[key], b[key]) for key in a if not close(a[key], b[key])}
        assert not apart, f"{a['month']} {a['group']}: {apart}"


def test_a_result_names_the_engine_that_made_it(embedded, distributed):
    """The same store, the same name of the figure, and two results, each with its engine."""
    first = on_duckdb(lambda: embedded.indicator("download_share"))
    second = distributed.indicator("download_share")
    assert (first.provenance["engine"], second.provenance["engine"]) == ("duckdb", "spark")
    assert first.result_id == second.result_id
    assert len(list((embedded.home.results / "download_share").iterdir())) > 1, "neither reads the other's"


def test_each_mark_names_something_that_is_there():
    """The list of exceptions is reasoned, and holds nothing that is gone."""
    known = {item.name for item in (*registry.tables(), *registry.indicators())}
    assert set(MARKS) <= known
    for mark in MARKS.values():
        assert mark.kind in ("notimpl", "notyet", "never")
        assert len(mark.reason) > 30


def test_accounts_in_pools(distributed):
    """Invented cells: a and b are seen in both captures, c and d in the second; one count is not known."""
    rows = [("1", "acme", "acme-ai", "8b", 1e6), ("2", "acme", "acme-ai", None, 1e6)]
    rows += [("1", "@a", "a", "8b", 3.0), ("1", "@b", "b", "8b", None), ("2", "@a", "a", "8b", 5.0)]
    rows += [("2", "@b", "b", "8b", 6.0), ("2", "@c", "c", None, None), ("2", "@d", "d", None, None)]
    names = ["crawl_id", "unit", "account", "size_class", "flow"]
    cells = pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows])
    dealing = Dealing(most_lone=0, kept=0, pools=1)
    ours, theirs = (
        pa.concat_tables(engine.ordered(pooled(engine, engine.frame(cells), dealing), names))
        for engine in (DuckEngine(), distributed._builder(None).engine)
    )
    held = {(row["crawl_id"], accounts_in(row["unit"]), row["flow"]) for row in ours.to_pylist()}
    assert held == {("1", 1, 1e6), ("2", 1, 1e6), ("1", 2, 3.0), ("2", 2, 11.0), ("2", 2, None)}
    assert_equal(ours, theirs)

"""What is done differently where cells are many: sums first, windows and cubes that give way to others."""

from dataclasses import replace

import pytest
from tests.entities.test_pooling import CASES, run_of

import weighbridge
from weighbridge import api
from weighbridge.catalogue import registry
from weighbridge.definitions import adoption


def rows(run):
    """Every figure of a run, of cubes that remember nothing of an earlier one."""
    fresh = replace(run, cube=replace(run.cube))
    return run.definition.indicator.estimate(fresh).rows


ADDING = [*CASES, *((name, {}) for name in ("concentration", "independence", "release_count", "growth"))]


@pytest.mark.parametrize(("name", "choices"), ADDING, ids=[f"{n} {c}" for n, c in ADDING])
def test_cells_added_up_first_give_the_same_figures(starter, monkeypatch, name, choices):
    """Values, intervals, bounds and flags to the last bit: counts are whole, so sums are exact."""
    run = run_of(starter, name, choices, is_pooled=False)
    plain = rows(run)
    monkeypatch.setattr(adoption, "ADDED_UP_FROM", 0)
    assert rows(run) == plain


def test_a_selection_added_up_has_a_cell_for_each_account_month_and_group(starter, monkeypatch):
    run = run_of(starter, "download_share", {}, is_pooled=False)
    plain = adoption.select(run.cube, run.definition, run.query, run.units)
    monkeypatch.setattr(adoption, "ADDED_UP_FROM", 0)
    found = adoption.select(run.cube, run.definition, run.query, run.units)
    told = list(zip(found.month, found.group, found.account, found.unit, strict=True))
    assert len(set(told)) == len(told) < plain.value.size
    assert found.value.sum() == plain.value.sum()


def test_old_windows_give_way(starter, monkeypatch):
    """Windows that are too large together: only the last is left beside the one before it."""
    run = run_of(starter, "download_share", {}, is_pooled=False)
    run = replace(run, cube=replace(run.cube))
    months = adoption.select(run.cube, run.definition, run.query, run.units).months[-3:]
    monkeypatch.setattr(adoption, "MOST_KEPT", 1)
    for month in (*months, months[0]):
        query = replace(run.query, month_from=month, month_to=month)
        assert adoption.select(run.cube, run.definition, query, run.units).months == (month,)
        held = [key for key in run.cube.kept if key[0] == "window"]
        assert held[-1][-1] == month
        assert len(held) == 1


def test_indicators_that_read_the_same_cells_share_them(starter):
    """Download share, growth and lead count the same cells; those of releases are others."""
    builder = starter._builder(None)
    cubes = [starter._cube(registry.indicator(n), builder) for n in ("download_share", "growth", "lead")]
    assert cubes[0] is cubes[1] is cubes[2]
    assert starter._cube(registry.indicator("release_count"), builder) is not cubes[0]


def test_cubes_give_way_to_the_one_asked_for(starter, monkeypatch):
    monkeypatch.setattr(api, "MOST_CELLS", 1)
    other = weighbridge.open(starter.home.root)
    builder = other._builder(None)
    first = other._cube(registry.indicator("release_count"), builder)
    other._cube(registry.indicator("download_share"), builder)
    assert list(other._cubes) == [("download_share", "")]
    again = other._cube(registry.indicator("release_count"), builder)
    assert again is not first
    assert again.size == first.size


def test_many_cells_are_not_held_while_tables_are_built(tmp_path, monkeypatch):
    """What is built needs room of its own; what was held is read again."""
    monkeypatch.setattr(api, "MANY_CELLS", 100)
    held: list[int] = []
    store = weighbridge.open(tmp_path / "home")
    store._progress = lambda words: held.append(len(store._cubes)) if words.startswith("building") else None
    first = store.indicator("release_count", group="country")
    assert len(store._cubes) == 1
    built = len(held)
    store.indicator("arena_standing", group="country")
    assert len(held) > built, "a board is built after releases were counted"
    assert set(held) == {0}
    assert store.indicator("release_count", group="country").rows == first.rows
    assert set(store._cubes) == {("arena_standing", "")}, "an answer that is kept needs no cells"


def test_the_largest_groups_of_a_total_alone(starter):
    """The three bases with most derivatives in any month, all months, and a note that there are more."""
    whole = starter.indicator("derivative_count", group="model")
    found = starter.indicator("derivative_count", group="model", most=3)
    top: dict[str, float] = {}
    for row in whole.rows:
        top[row.group] = max(top.get(row.group, 0.0), row.value or 0.0)
    wanted = sorted(top, key=lambda group: (-top[group], group))[:3]
    assert {row.group for row in found.rows} == set(wanted)
    assert list(found.rows) == [row for row in whole.rows if row.group in wanted]
    assert any(f"3 largest of {len(top):,}" in note for note in found.notes)
    assert not any("largest of" in note for note in whole.notes)
    every = starter.indicator("download_count", group="country", most=10_000)
    assert every.rows == starter.indicator("download_count", group="country").rows

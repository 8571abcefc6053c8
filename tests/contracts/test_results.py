"""What every result must keep, for every indicator, grouping and choice.

On the world worked out by hand, as far as it holds what an indicator reads; on the shipped facts otherwise.
"""

from __future__ import annotations

import functools
import json
import math
import shutil
from pathlib import Path

import jsonschema
import pyarrow.parquet as pq
import pytest
from tests.tiny_world.worlds import _whole

import weighbridge
from weighbridge.catalogue import registry
from weighbridge.catalogue.errors import UsageError
from weighbridge.catalogue.flags import FLAGS
from weighbridge.catalogue.units import Unit
from weighbridge.definitions.choices import define, options
from weighbridge.definitions.estimators import share_of_total
from weighbridge.definitions.result import ROW_FIELDS

SCHEMA = Path(__file__).resolve().parents[2] / "docs" / "schema" / "indicator.schema.json"
INDICATORS = registry.indicators()
CASES = [(item.name, group) for item in INDICATORS for group in item.groups]
KEYS = [
    "indicator",
    "title",
    "unit",
    "fingerprint",
    "result_id",
    "group_by",
    "definition",
    "as_of",
    "level",
    "snapshots",
    "terms",
    "caveats",
    "notes",
    "provenance",
    "rows",
]


def choices_of(indicator) -> list[dict[str, str]]:
    """Every option of every axis beside the defaults, as far as it contradicts nothing."""
    found = []
    for axis in indicator.axes:
        for option in options(axis):
            if option.name == indicator.default(axis):
                continue
            try:
                define(indicator, {axis.name: option.name})
            except UsageError:
                continue
            found.append({axis.name: option.name})
    return found


def checked(result, indicator) -> None:
    """Every invariant of METHODS section 0 and DESIGN section 12 on one result."""
    assert result.provenance["engine"] == "duckdb"
    keys = [(row.month, row.group) for row in result.rows]
    assert len(set(keys)) == len(keys), "month and group name a row"
    low, high = indicator.unit.bounds
    for row in result.rows:
        assert tuple(row.as_dict()) == ROW_FIELDS
        assert set(row.flags) <= FLAGS.keys()
        assert list(row.flags) == sorted(set(row.flags))
        assert row.n >= 0
        numbers = [row.value, row.low, row.high, row.bound_low, row.bound_high]
        assert all(number is None or math.isfinite(number) for number in numbers)
        assert (row.low is None) == (row.high is None), "an interval has two ends"
        assert (row.bound_low is None) == (row.bound_high is None)
        if row.low is not None:
            assert row.low <= row.value <= row.high
        if row.bound_low is not None and row.value is not None:
            assert row.bound_low <= row.value <= row.bound_high
        if row.value is not None:
            assert low <= row.value <= high
        if row.value is not None and row.low is None:
            assert row.flags, "why there is no interval is said"
    if indicator.estimate is share_of_total:
        for month in result.months:
            values = [row.value for row in result.rows if row.month == month and row.value is not None]
            assert not values or sum(values) == pytest.approx(1)
        assert "unknown" in result.groups
    assert [row.month for row in result.rows] == sorted(row.month for row in result.rows)


@pytest.fixture(scope="module")
def wb(tmp_path_factory):
    """A tiny world of this module's own: results are read from the store and written to it."""
    return _whole(tmp_path_factory.mktemp("contracts"))


@pytest.fixture(scope="module")
def world_of(wb, starter):
    """The store an indicator is tested on: the tiny world where that holds any of what it reads."""

    @functools.cache
    def found(name):
        read = registry.indicator(name).reads[0]
        return wb if pq.read_metadata(wb.table(read)).num_rows else starter

    return found


@pytest.mark.parametrize(("name", "group"), CASES, ids=[f"{n}-{g}" for n, g in CASES])
def test_every_grouping(world_of, name, group):
    """The default definition in every grouping."""
    indicator = registry.indicator(name)
    checked(world_of(name).indicator(name, group=group), indicator)


@pytest.mark.parametrize("name", [item.name for item in INDICATORS])
def test_every_choice(world_of, name):
    """Each option beside the defaults is answered within the invariants, or what it lacks is said."""
    indicator = registry.indicator(name)
    answered, refused = 0, []
    for choices in choices_of(indicator):
        try:
            result = world_of(name).indicator(name, choices=choices)
        except UsageError as error:
            refused.append(str(error))
            continue
        checked(result, indicator)
        assert result.definition == define(indicator, choices).choices
        answered += 1
    assert all(len(said) > 40 for said in refused)
    assert answered >= len(indicator.axes) // 3


@pytest.mark.parametrize("name", [item.name for item in INDICATORS])
def test_status_of_each_option_is_what_asking_gives(world_of, name):
    """`valid`, `invalid` and `unavailable` are told beforehand as they turn out."""
    for choice in world_of(name).definitions(name):
        if choice.status == "valid":
            assert world_of(name).indicator(name, choices={choice.axis: choice.option}).rows
        else:
            with pytest.raises(UsageError):
                world_of(name).indicator(name, choices={choice.axis: choice.option})
            assert choice.reason


@pytest.mark.parametrize("name", [item.name for item in INDICATORS])
def test_json_is_the_documented_object(world_of, name):
    """Keys in order, rows as declared, missing values null, no NaN; CSV and Parquet hold the same rows."""
    result = world_of(name).indicator(name)
    body = json.loads(result.to_json(), parse_constant=pytest.fail)
    assert list(body) == KEYS
    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(body)
    assert body["terms"] == {
        ref["source"]: registry.source(ref["source"]).terms.value for ref in body["snapshots"]
    }
    assert all(list(row) == list(ROW_FIELDS) for row in body["rows"])
    assert body["indicator"] == name
    assert body["definition"] == dict(result.definition)
    assert body["level"] == 0.9
    stored = {item.source for item in world_of(name).snapshots()}
    assert {ref["source"] for ref in body["snapshots"]} <= stored
    assert body["as_of"] == max(ref["date"] for ref in body["snapshots"])
    written = result.to_csv().splitlines()
    assert written[0] == ",".join(ROW_FIELDS)
    assert len(written) == len(body["rows"]) + 1
    assert result.to_arrow().to_pylist() == body["rows"]


@pytest.mark.parametrize("name", [item.name for item in INDICATORS])
def test_a_second_run_gives_equal_bytes(wb, world_of, name, tmp_path_factory):
    """Once more from the store, and once in another home: the same JSON, the same stored file."""
    first_home = world_of(name)
    first = first_home.indicator(name)
    assert first_home.indicator(name).to_json() == first.to_json()
    other = _second(first_home, first_home is wb, tmp_path_factory)
    assert other.indicator(name).to_json() == first.to_json()
    stored = {
        path.relative_to(first_home.home.root): path for path in first_home.home.results.glob(f"{name}/*/*")
    }
    again = [path.relative_to(other.home.root) for path in other.home.results.glob(f"{name}/*/*")]
    assert again
    for relative in again:
        assert stored[relative].read_bytes() == (other.home.root / relative).read_bytes()


def _second(world, is_tiny, tmp_path_factory):
    """Another home: the tiny world built again, or the starter's tables with every result to be made."""
    folder = tmp_path_factory.getbasetemp() / ("contracts-again" if is_tiny else "contracts-starter-again")
    if is_tiny:
        return _whole(folder)
    if not folder.exists():
        shutil.copytree(world.home.derived, folder / "derived")
    return weighbridge.open(folder)


@pytest.mark.parametrize("table", [item.name for item in registry.tables()])
def test_every_table_is_what_it_declares(wb, table):
    """Exactly the declared columns, sorted by key, keys unique, closed words closed, no empty cell unsaid."""
    declared = registry.table(table)
    rows = pq.read_table(wb.table(table))
    assert rows.column_names == [column.name for column in declared.columns]
    for column in declared.columns:
        if not column.nullable:
            assert rows[column.name].null_count == 0
        if column.values:
            assert set(rows[column.name].to_pylist()) - {None} <= set(column.values)
    keys = list(zip(*(rows[name].to_pylist() for name in declared.key), strict=True))
    full = [key for key in keys if None not in key]
    assert len(set(full)) == len(full)


def test_unit_names_are_what_readers_see(world_of):
    """The unit of a result is its indicator's."""
    for indicator in INDICATORS:
        assert world_of(indicator.name).indicator(indicator.name).unit is indicator.unit
        assert isinstance(indicator.unit, Unit)

"""What must not move a share: names, order, owners in common, models without downloads, the unit."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.tiny_world.worlds import bare, month_values, take_records

from weighbridge.catalogue import registry
from weighbridge.definitions.choices import define
from weighbridge.definitions.cube import cube_of
from weighbridge.definitions.estimators import share_of_total, total
from weighbridge.definitions.query import Query
from weighbridge.definitions.run import Run

MONTHS = ("2025-10", "2025-11")
TRAITS = ("family_id", "line_pattern", "line_account")
few = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
ORGANISATIONS = ("ada", "bell", "curie", "dirac")
COUNTRIES = {"ada": "CN", "bell": "US", "curie": "NONE", "dirac": "CN"}


@st.composite
def worlds(draw) -> list[dict]:
    """Cells of up to five organisations, one of them unplaced, in two months."""
    cells = []
    for month in MONTHS:
        for name in (*ORGANISATIONS, None):
            flow = draw(st.one_of(st.none(), st.integers(0, 10_000)))
            if flow is not None:
                cells.append(cell(month, name, flow))
    # Every month has something to count.
    return [*cells, *(cell(month, "bell", 1, account="bell-2") for month in MONTHS)]


def cell(month: str, organisation: str | None, flow: int, account: str | None = None, **changed) -> dict:
    account = account or organisation or "nobody"
    return {
        "window": "crawl",
        "is_partial": False,
        "list_id": "osir",
        "crawl_id": month,
        "month": month,
        "observed_on": f"{month}-15",
        "is_widest": True,
        "account": account,
        "unit": organisation or f"@{account}",
        "organisation_id": organisation,
        "country": COUNTRIES.get(organisation, "XX"),
        "owner_id": organisation,
        "owner_country": COUNTRIES.get(organisation, "XX"),
        "base_organisation_id": None,
        "base_country": "XX",
        "base_owner_id": None,
        "base_owner_country": "XX",
        **dict.fromkeys(TRAITS),
        "is_language": True,
        "is_tracked": False,
        "copy_kind": "first_party",
        "size_class": "1b_to_7b",
        "models": 1,
        "flow": flow,
        "flow_capped": flow,
        "likes": flow // 7,
        "cumulative": None,
        **changed,
    }


def table_of(cells: list[dict]):
    """Cells as the table an indicator reduces to."""
    import pyarrow as pa

    from weighbridge.store.contract import ARROW

    declared = registry.table("adoption_cells").columns
    kinds = {column.name: "text" if column.type == "date" else column.type for column in declared}
    schema = pa.schema([(column.name, ARROW[kinds[column.name]]) for column in declared])
    return pa.Table.from_pylist(cells, schema=schema)


def ask(cells: list[dict], group: str = "country", name: str = "download_share", **choices: str):
    """Rows of an indicator over cells made here, by month and group."""
    indicator = registry.indicator(name)
    run = Run(define(indicator, choices), Query(group), cube_of(table_of(cells)))
    estimate = share_of_total if name == "download_share" else total
    return {(row.month, row.group): row for row in estimate(run).rows}


def shares(cells: list[dict], group: str = "country", **choices: str) -> dict:
    return {key: row.value for key, row in ask(cells, group, **choices).items()}


@few
@given(worlds(), st.permutations(["wu", "xi", "yan", "zed"]))
def test_names_of_organisations_do_not_matter(cells, names):
    """Other identifiers for the same organisations: the same shares, under the other names."""
    to = dict(zip(ORGANISATIONS, names, strict=True))
    renamed = [
        {
            **c,
            "organisation_id": to.get(c["organisation_id"]),
            "owner_id": to.get(c["owner_id"]),
            "unit": to.get(c["unit"], c["unit"]),
            "account": c["account"],
        }
        for c in cells
    ]
    assert shares(renamed) == pytest.approx(shares(cells))
    named = {(m, to.get(g, g)): v for (m, g), v in shares(cells, "organisation").items()}
    assert shares(renamed, "organisation") == pytest.approx(named)


@few
@given(worlds(), st.randoms(use_true_random=False))
def test_order_of_rows_does_not_matter(cells, shuffler: random.Random):
    """Any order of cells: the same rows to the last bit, intervals included."""
    mixed = list(cells)
    shuffler.shuffle(mixed)
    assert ask(mixed) == ask(cells)


@few
@given(worlds(), st.integers(1, 9))
def test_two_daughters_of_one_owner_count_for_it_together(cells, part):
    """An organisation split in two with a common owner: with owners merged nothing moves."""
    split = []
    for c in cells:
        if c["organisation_id"] != "ada":
            split.append(c)
            continue
        first = c["flow"] * part // 10
        for name, flow in (("ada-1", first), ("ada-2", c["flow"] - first)):
            split.append({**c, "organisation_id": name, "unit": name, "account": name, "flow": flow})
    merged = {"accounts": "parents_merged"}
    before = {key: value for key, value in shares(cells, "organisation", **merged).items() if value}
    after = {key: value for key, value in shares(split, "organisation", **merged).items() if value}
    assert after == pytest.approx(before)
    assert shares(split) == pytest.approx(shares(cells))


@few
@given(worlds(), st.sampled_from([*ORGANISATIONS, None]))
def test_a_model_without_downloads_adds_nothing(cells, whose):
    """Nought added to any group, placed or not: the same shares of all that was there."""
    more = [*cells, *(cell(month, whose, 0, account="new") for month in MONTHS)]
    after = shares(more)
    for key, value in shares(cells).items():
        assert after[key] == pytest.approx(value)
    assert all(value == 0 for key, value in after.items() if key not in shares(cells))


@few
@given(worlds(), st.integers(2, 1000))
def test_the_unit_of_counting_does_not_matter(cells, factor):
    """All counts times a factor: the same shares and bounds, and totals times the factor."""
    scaled = [{**c, "flow": c["flow"] * factor, "flow_capped": c["flow"] * factor} for c in cells]
    before, after = ask(cells), ask(scaled)
    for key, row in before.items():
        assert after[key].value == pytest.approx(row.value)
        assert after[key].bound_high == pytest.approx(row.bound_high)
    counts = ask(cells, name="download_count")
    for key, row in ask(scaled, name="download_count").items():
        assert row.value == pytest.approx(factor * counts[key].value)


@few
@given(worlds())
def test_shares_sum_to_one_and_lie_within_their_bounds(cells):
    """Under either treatment of what nobody has placed; bounds are the same and hold both values."""
    kept, left_out = ask(cells), ask(cells, unattributed="excluded")
    for month in MONTHS:
        for rows in (kept, left_out):
            values = [row.value for (m, _), row in rows.items() if m == month and row.value is not None]
            assert not values or sum(values) == pytest.approx(1)
    for key, row in kept.items():
        other = left_out[key]
        if key[1] != "unknown" and other.value is not None:
            assert (other.bound_low, other.bound_high) == pytest.approx((row.bound_low, row.bound_high))
            slack = 1e-12
            assert row.bound_low - slack <= min(row.value, other.value)
            assert max(row.value, other.value) <= row.bound_high + slack


def test_order_of_records_in_a_file_does_not_matter():
    """Through the whole program: a listing and the same lines in another order give the same result."""
    records = [
        {"id": f"{account}/model-{i}", "downloads": 10 * i + n, "likes": i}
        for n, account in enumerate(("Qwen", "meta-llama", "tiny-nobody"))
        for i in range(1, 6)
    ]
    mixed = list(records)
    random.Random(4).shuffle(mixed)
    told = []
    with tempfile.TemporaryDirectory() as folder:
        for number, order in enumerate((records, mixed)):
            wb = bare(Path(folder) / str(number))
            take_records(wb, Path(folder) / f"files-{number}", "2025-10-15", order)
            result = wb.indicator("download_share", group="organisation")
            told.append([row.as_dict() for row in result.rows])
            whole = sum(record["downloads"] for record in records)
            qwen = sum(r["downloads"] for r in records if r["id"].startswith("Qwen"))
            assert month_values(result, "2025-10")["alibaba"] == pytest.approx(qwen / whole)
    assert told[0] == told[1]

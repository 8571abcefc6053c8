"""What is read as numbers, a capture at a time, gives the very rows that one join of all texts gives."""

from __future__ import annotations

import datetime
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from tests.entities.streams import built_both_ways

from weighbridge.catalogue import registry
from weighbridge.catalogue.errors import ContractError
from weighbridge.entities import _age_streams, _flow_streams, _presumming, _series
from weighbridge.store.contract import ARROW
from weighbridge.store.engine import DuckEngine
from weighbridge.store.scanning import is_embedded

ORGANISATIONS = ("alpha", "beta", "gamma", None)
LISTS = {
    "hub": ("huggingface", ("downloads_30d", "likes", "downloads_all_time")),
    "monthly": ("huggingface", ("downloads_30d",)),
    "scope": ("modelscope", ("downloads_30d", "likes")),
}
DAYS = ("2025-01-10", "2025-02-14", "2025-02-14", "2025-03-02", "2025-05-30", "2025-06-11", "2025-06-30")


def table_of(name, rows):
    """Rows as a table of the declared types; what a row does not tell is empty."""
    declared = registry.table(name).columns
    schema = pa.schema([(column.name, ARROW[column.type]) for column in declared])
    return pa.Table.from_pylist(
        [{field.name: row.get(field.name) for field in schema} for row in rows], schema
    )


def names_of(rng, models):
    """Models by canonical id: most with one name, some with twins of spelling, some renamed, some bare."""
    found = {}
    for number in range(models):
        account = f"Acc{number % 9}"
        own = f"{account}/Model-{number}"
        others = {0: [own.upper()], 1: [f"Old{number % 3}/Model-{number}"], 2: [own.lower(), own.upper()]}
        names = [own, *others.get(number % 11, [])]
        if number % 29 == 5:
            names = [f"bare-{number}"]
        found[own.lower()] = [str(name) for name in rng.permutation(names)]
    return found


def origins_of(rng, platform, models):
    rows = []
    for number, (canonical, names) in enumerate(models.items()):
        organisation = ORGANISATIONS[number % 4]
        born = datetime.date(2024, 11, 20) + datetime.timedelta(days=int(rng.integers(0, 9)) * 17)
        for place, name in enumerate(names):
            # The names of one model in eleven differ in a trait; of some the date is known of one alone.
            differs = number % 11 == 2 and place
            rows.append(
                {
                    "platform": platform,
                    "model_id": name,
                    "canonical_id": canonical if platform == "huggingface" else f"{platform}:{canonical}",
                    "account": f"Acc{number % 9}",
                    "organisation_id": organisation,
                    "unit": organisation or f"@acc{number % 9}",
                    "role": "maker",
                    "copy_kind": "copy" if differs else "other",
                    "base_organisation_id": ORGANISATIONS[number % 3] if number % 5 == 0 else None,
                    "family_id": ("fam", None)[number % 2],
                    "is_language": (True, False, None)[number % 3],
                    "is_tracked": number % 7 == 0,
                    "size_class": ("unknown", "under_1b")[number % 2],
                    "parameters": (None, 7_000_000_000)[number % 2],
                    "created_on": None if number % 13 == 0 and place == 0 else born,
                    "is_created_floor": number % 17 == 0,
                }
            )
    return rows


def parts_of(origins):
    """Some models without a row, most with one, some merges of two makers."""
    rows = []
    for number, canonical in enumerate(dict.fromkeys(row["canonical_id"] for row in origins)):
        cuts = {0: [], 1: [0.0, 1.0], 2: [0.0, 0.5, 1.0]}[0 if number % 19 == 0 else 1 + (number % 12 == 0)]
        for part, (low, high) in enumerate(pairwise(cuts)):
            rows.append(
                {
                    "canonical_id": canonical,
                    "part": part,
                    "parent_organisation_id": ORGANISATIONS[(number + part) % 4],
                    "root_organisation_id": ORGANISATIONS[number % 2],
                    "copied_organisation_id": ORGANISATIONS[number % 3] if number % 6 == 0 else None,
                    "from_fraction": low,
                    "to_fraction": high,
                    "root_grade": 1,
                }
            )
    return rows


def counts_of(rng, list_id, models):
    """The captures of one list: two on one day, gaps, stale copies, counts not taken, counters that fall."""
    platform, measures = LISTS[list_id]
    rows = []
    for number, day in enumerate(DAYS):
        for canonical, names in models.items():
            for name in names if rng.random() < 0.4 else names[:1]:
                if rng.random() < 0.25:
                    continue
                for measure in measures:
                    is_stale = list_id == "monthly" and number == 3
                    value = int(rng.integers(0, 60)) * (900 if canonical.endswith("7") else 1)
                    rows.append(
                        {
                            "list_id": list_id,
                            "platform": platform,
                            "crawl_id": f"{day}_{number}",
                            "observed_on": datetime.date.fromisoformat(day),
                            "month": day[:7],
                            "model_id": name,
                            "account": name.partition("/")[0] if "/" in name else None,
                            "measure": measure,
                            "value": None if rng.random() < 0.03 else value * (number + 1),
                            "quality": "stale_list" if is_stale else "ok",
                            "source": "made",
                            "snapshot_date": day,
                        }
                    )
    return rows


def states_of(rng, observations):
    """Some counts flagged, of one spelling or of both, and a launch that is not capped."""
    flow = [row for row in observations if row["measure"] == "downloads_30d" and row["value"]]
    rows = []
    for number, at in enumerate(rng.choice(len(flow), 40, replace=False).tolist()):
        row = flow[at]
        state = ("spike", "launch_burst", "after_only")[number % 3]
        rows.append({**row, "state": state, "base": row["value"] // 5})
    return rows


@pytest.fixture(scope="module", params=[1])
def world(request):
    """Frames of a made world, sorted as tables are stored."""
    rng = np.random.default_rng(request.param)
    engine, models = (
        DuckEngine(),
        {
            "huggingface": names_of(rng, 150),
            "modelscope": names_of(rng, 40),
        },
    )
    origins = [row for platform, held in models.items() for row in origins_of(rng, platform, held)]
    observations = [row for name, (hub, _) in LISTS.items() for row in counts_of(rng, name, models[hub])]
    crawls = [
        {
            "list_id": name,
            "crawl_id": f"{day}_{number}",
            "month": day[:7],
            "observed_on": datetime.date.fromisoformat(day),
            "models": 1,
            "accounts": 1,
            "stale_models": 0,
            "is_month_list": number != 1,
            "is_widest": name == "hub",
        }
        for name in LISTS
        for number, day in enumerate(DAYS)
    ]
    seats = [
        {
            "organisation_id": who,
            "seat_from": datetime.date(*since),
            "name": who,
            "country": country,
            "owner_id": "alpha",
            "owner_country": "US",
        }
        for who, since, country in (
            ("alpha", (1900, 1, 1), "US"),
            ("beta", (1900, 1, 1), "CN"),
            ("beta", (2025, 4, 1), "SG"),
        )
    ]
    rows = {
        "origins": origins,
        "origin_parts": parts_of(origins),
        "model_observations": observations,
        "count_states": states_of(rng, observations),
        "crawls": crawls,
        "seats": seats,
    }
    tables = {}
    for name, held in rows.items():
        table = table_of(name, held)
        tables[name] = table.sort_by([(column, "ascending") for column in registry.table(name).key])
    tables["monthly_flows"] = registry.table("monthly_flows").build(
        *(engine.frame(tables[name]) for name in registry.table("monthly_flows").reads)
    )
    return engine, tables


def frames_of(world, name):
    engine, tables = world
    return [engine.frame(tables[read]) for read in registry.table(name).reads]


def test_months_of_twins_renamed_accounts_and_flagged_counts(monkeypatch, world):
    engine, _ = world
    monkeypatch.setattr(_flow_streams, "_GROUP", 50)
    plainly, streamed = built_both_ways(
        monkeypatch, "monthly_flows", frames_of(world, "monthly_flows"), engine
    )
    assert set(plainly["list_id"].to_pylist()) == set(LISTS)
    capped = np.array(plainly["flow_capped"]) != np.array(plainly["flow"])
    assert 0 < capped.sum() < plainly.num_rows
    assert streamed.equals(plainly)


def test_ages_by_a_counter_and_by_counts_of_thirty_days(monkeypatch, world):
    engine, _ = world
    monkeypatch.setattr(_age_streams, "BLOCK", 16)
    monkeypatch.setattr(_age_streams, "GROUP", 23)
    plainly, streamed = built_both_ways(
        monkeypatch, "adoption_ages", frames_of(world, "adoption_ages"), engine
    )
    assert set(plainly["list_id"].to_pylist()) == set(LISTS)
    assert streamed.equals(plainly)


@pytest.mark.parametrize("group", [500, 1 << 18])
def test_cells_of_captures_and_months(monkeypatch, world, group):
    """Twins that differ in a trait, merges, flagged counts and months, handed on one by one or together."""
    engine, _ = world
    monkeypatch.setattr(_presumming, "GROUP", group)
    plainly, streamed = built_both_ways(
        monkeypatch, "adoption_cells", frames_of(world, "adoption_cells"), engine
    )
    assert set(plainly["window"].to_pylist()) == {"crawl", "month"}
    assert streamed.equals(plainly)


def test_names_in_no_order(monkeypatch, world):
    """The alphabet tells which spelling stands, whatever order the names are stored in."""
    engine, tables = world
    mixed = np.random.default_rng(3).permutation(tables["origins"].num_rows)
    held = (engine, {**tables, "origins": tables["origins"].take(pa.array(mixed))})
    for name in ("monthly_flows", "adoption_cells"):
        plainly, streamed = built_both_ways(monkeypatch, name, frames_of(held, name), engine)
        assert streamed.equals(plainly)


def test_a_month_capped_otherwise_than_flags_tell_stands_alone(monkeypatch, world):
    engine, tables = world
    months = tables["monthly_flows"]
    lowered = np.array(months["flow_capped"]) - (np.arange(months.num_rows) % 10 == 0)
    at = months.column_names.index("flow_capped")
    changed = months.set_column(at, "flow_capped", pa.array(np.maximum(lowered, 0)))
    held = (engine, {**tables, "monthly_flows": changed})
    plainly, streamed = built_both_ways(
        monkeypatch, "adoption_cells", frames_of(held, "adoption_cells"), engine
    )
    assert streamed.equals(plainly)


def test_a_capture_of_a_model_nobody_knows_is_named(monkeypatch, world):
    engine, tables = world
    held = (engine, {**tables, "origins": tables["origins"].slice(9)})
    monkeypatch.setattr(_series, "FROM_ROWS", 0)
    with pytest.raises(ContractError, match="holds a model origins do not know"):
        list(registry.table("monthly_flows").build(*frames_of(held, "monthly_flows")))


def test_few_counts_are_joined_plainly(world):
    frames = frames_of(world, "monthly_flows")
    assert is_embedded(frames[0])
    assert isinstance(registry.table("monthly_flows").build(*frames), pa.Table)

"""Cells added up by number are those of the plain formula, on invented rows with all that is awkward."""

from __future__ import annotations

import datetime
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from tests.entities import plain_cells
from tests.entities.streams import rows_of

from weighbridge.catalogue import registry
from weighbridge.entities import _alike, _series, licence_cells, licence_move_cells
from weighbridge.store.engine import DuckEngine
from weighbridge.tables import crawls as crawls_module

DAYS = [datetime.date(2026, month, day) for month in (1, 2, 3, 4) for day in (10, 20)]
LISTS = ("first", "second", "third")
TAGS = ("mit", "MIT", "cc-by-nc-4.0", "llama3", "other", "never-read")
CLASSES = ("permissive", "permissive", "non_commercial", "conditional", "unknown")
TABLES = (
    "organisation_models",
    "licence_cells",
    "licence_move_cells",
    "release_cells",
    "heavy_models",
    "crawls",
)


class World:
    """Three lists: twins, two platforms with one name, two sources of a list, months without tags."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        names = [f"Account{n % 5}/Model-{n}" for n in range(24)]
        twins = [name.lower() for name in names[:8]]
        self.models = [("huggingface", name) for name in (*names, *twins)]
        self.models += [("modelscope", name) for name in names[4:12]]

    def pick(self, *values):
        return values[self.rng.integers(len(values))]

    def tables(self) -> dict[str, pa.Table]:
        observations = self.observations()
        made = {
            "model_observations": observations,
            "model_facts": self.facts(),
            "origins": self.origins(),
            "origin_parts": self.parts(),
            "licence_classes": pa.table(
                {"licence_tag": [*TAGS[:5], ""], "published_class": [*CLASSES, "undeclared"]}
            ),
            "seats": self.seats(),
            "count_states": self.states(),
        }
        engine = DuckEngine()
        return made | {"crawls": engine.collect(plain_cells.crawls(engine.frame(observations)))}

    def observations(self) -> pa.Table:
        rows = []
        for list_id in LISTS:
            names = {name: platform for platform, name in self.models if self.rng.random() < 0.8}
            for day in DAYS[:: self.pick(1, 2)]:
                quality = self.pick("ok", "ok", "ok", "stale", "stale_list")
                for name, platform in names.items():
                    for measure in ("downloads_30d", "likes", "descendants"):
                        if self.rng.random() < 0.7:
                            value = None if self.rng.random() < 0.1 else int(self.rng.integers(1, 10_000))
                            rows.append((list_id, platform, name, day, measure, value, quality))
        names = ("list_id", "platform", "model_id", "observed_on", "measure", "value", "quality")
        table = pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows])
        days = table["observed_on"].to_pylist()
        accounts = [name.split("/")[0] for name in table["model_id"].to_pylist()]
        columns = {"crawl_id": [day.isoformat() for day in days], "month": [f"{day:%Y-%m}" for day in days]}
        columns |= {"account": accounts, "snapshot_date": ["x"] * len(days), "source": ["s"] * len(days)}
        return pa.table({**{name: table[name] for name in names}, **columns})

    def facts(self) -> pa.Table:
        rows = []
        for list_id in LISTS:
            sources = ("one", "two") if list_id == "third" else ("only",)
            for source in sources:
                names = {name: platform for platform, name in self.models}
                for day in DAYS:
                    is_tagged = day > DAYS[1]
                    for name, platform in names.items():
                        tag = self.pick(*TAGS[: self.pick(2, 6)], None) if is_tagged else None
                        rows.append((list_id, platform, name, day, tag, source))
        names = ("list_id", "platform", "model_id", "observed_on", "licence_tag", "source")
        kept = [row for row in rows if self.rng.random() < 0.85]
        return pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in kept])

    def origins(self) -> pa.Table:
        rows, known = [], {}
        for platform, name in self.models:
            account = name.split("/")[0].lower()
            if name.lower() not in known or self.rng.random() < 0.1:
                organisation = self.pick("acme", "beta", None)
                known[name.lower()] = {
                    "account": self.pick(account, None),
                    "organisation_id": organisation,
                    "unit": organisation or f"@{account}",
                    "base_organisation_id": self.pick(None, "acme"),
                    "created_on": self.pick(None, DAYS[0], DAYS[3], datetime.date(2024, 5, 6)),
                    "is_created_floor": self.pick(True, False, False),
                    "family_id": self.pick(None, "", "family"),
                    "line_pattern": self.pick(None, "line"),
                    "line_account": None,
                    "is_language": self.pick(None, True, False),
                    "is_tracked": self.pick(True, False),
                    "copy_kind": self.pick("copy", "other"),
                    "size_class": "unknown",
                    "kind": self.pick(None, "text"),
                }
            rows.append(
                {"platform": platform, "model_id": name, "canonical_id": name.lower(), **known[name.lower()]}
            )
        schema = pa.Table.from_pylist(rows).schema
        at = schema.get_field_index("line_account")
        return pa.Table.from_pylist(rows, schema=schema.set(at, pa.field("line_account", pa.string())))

    def parts(self) -> pa.Table:
        rows = []
        for name in sorted({name.lower() for _, name in self.models})[:-2]:
            cuts = self.pick((0.0, 1.0), (0.0, 1 / 3, 1.0), (0.0, 0.25, 0.5, 1.0))
            for part, (start, end) in enumerate(pairwise(cuts)):
                rows.append(
                    {
                        "canonical_id": name,
                        "part": part,
                        "parent_organisation_id": self.pick(None, "acme", "beta"),
                        "root_organisation_id": self.pick(None, "beta", "gone"),
                        "copied_organisation_id": self.pick(None, "beta"),
                        "from_fraction": start,
                        "to_fraction": end,
                        "root_grade": 0,
                    }
                )
        return pa.Table.from_pylist(rows)

    def seats(self) -> pa.Table:
        moves = [("acme", datetime.date(1900, 1, 1), "US"), ("acme", DAYS[2], "CN"), ("acme", DAYS[5], "SG")]
        rows = [*moves, ("beta", DAYS[4], "FR")]
        return pa.table(
            {
                "organisation_id": [row[0] for row in rows],
                "seat_from": [row[1] for row in rows],
                "name": [row[0] for row in rows],
                "country": [row[2] for row in rows],
                "owner_id": ["acme" for _ in rows],
                "owner_country": [row[2] for row in rows],
            }
        )

    def states(self) -> pa.Table:
        held = {(f"{day}", name) for day in DAYS for _, name in self.models if self.rng.random() < 0.2}
        rows = [
            {
                "list_id": "first",
                "crawl_id": day,
                "model_id": name,
                "state": self.pick("spike", "launch_burst"),
                "value": 9,
                "base": 3,
            }
            for day, name in sorted(held)
        ]
        return pa.Table.from_pylist(rows)


def both(name: str, tables: dict[str, pa.Table]) -> tuple[list, list]:
    """The rows of a table as it is built, and by the plain formula."""
    declared = registry.table(name)
    columns = [column.name for column in declared.columns]
    made = []
    for build in (declared.build, getattr(plain_cells, name)):
        engine = DuckEngine()
        frames = [engine.frame(tables[read]) for read in declared.reads]
        made.append(sorted(map(repr, rows_of(name, build(*frames), engine).select(columns).to_pylist())))
    return made[0], made[1]


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("name", TABLES)
def test_numbered(name, seed):
    built, plainly = both(name, World(seed).tables())
    assert len(built) > 10
    assert built == plainly


@pytest.mark.parametrize("seed", range(7, 15))
@pytest.mark.parametrize("name", ["licence_cells", "licence_move_cells"])
@pytest.mark.parametrize("sources", ["one", "several"])
def test_read_a_capture_at_a_time(monkeypatch, name, seed, sources):
    """A list with two sources of a day is read so for cells; for moves it is joined."""
    monkeypatch.setattr(_series, "FROM_ROWS", 0)
    tables = World(seed).tables()
    if sources == "one":
        facts = tables["model_facts"]
        tables["model_facts"] = facts.filter(pc.not_equal(facts["source"], "two"))
    monkeypatch.setattr(licence_cells, "alike", no_longer)
    if sources == "one":
        monkeypatch.setattr(licence_move_cells, "alike", no_longer)
    built, plainly = both(name, tables)
    assert len(built) > 10
    assert built == plainly


def no_longer(*_):
    raise AssertionError("the rows were joined")


@pytest.mark.parametrize("name", TABLES)
def test_without_numbers_as_on_another_engine(monkeypatch, name):
    monkeypatch.setattr(_alike, "is_embedded", lambda _: False)
    monkeypatch.setattr(crawls_module, "is_embedded", lambda _: False)
    built, plainly = both(name, World(4).tables())
    assert built == plainly


@pytest.mark.parametrize("name", ["licence_cells", "licence_move_cells", "release_cells"])
def test_numbers_that_repeat_are_not_used(monkeypatch, name):
    monkeypatch.setattr(_alike, "_number", lambda text: f"hash({text}) % 7")
    built, plainly = both(name, World(5).tables())
    assert built == plainly


@pytest.mark.parametrize("name", TABLES)
def test_nothing_observed(name):
    tables = World(6).tables()
    for empty in ("model_observations", "model_facts", "crawls"):
        tables[empty] = tables[empty].slice(0, 0)
    built, plainly = both(name, tables)
    assert built == plainly == []

"""Probes: small worlds whose answers are worked out by hand."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from weighbridge.catalogue.errors import UsageError
from weighbridge.claims.probing import find_probe
from weighbridge.definitions.query import NotHeldError

DAY = datetime.date(2026, 1, 5)
# Name, maker, billions, created in, downloads, likes, tracked: 100 downloads of which 60 are of known size.
MODELS = (
    ("alibaba/small", "alibaba", 0.5, 2022, 30, 1, True),
    ("alibaba/large", "alibaba", 80.0, 2026, 10, 9, True),
    ("meta/middle", "meta", 8.0, 2024, 20, 5, False),
    ("someone/thing", None, None, 2025, 40, 2, False),
)


@dataclass
class Asked:
    """A question to a probe."""

    only: str = "all"
    choices: dict = field(default_factory=dict)
    months: tuple = ("2026-01", "2026-01")


class World:
    """Tables on disk, written as they are given."""

    def __init__(self, folder):
        self.folder = folder

    def write(self, name, rows):
        pq.write_table(pa.Table.from_pylist(rows), self.folder / f"{name}.parquet")
        return self

    def table(self, name, as_of=None):
        return self.folder / f"{name}.parquet"


@pytest.fixture
def world(tmp_path):
    crawl = {"list_id": "a_list", "crawl_id": "one", "month": "2026-01", "is_widest": True}
    counts = [
        {"platform": "huggingface", "list_id": "a_list", "crawl_id": "one", "model_id": model}
        | {"measure": measure, "value": value}
        for model, _, _, _, downloads, likes, _ in MODELS
        for measure, value in (("downloads_30d", downloads), ("likes", likes))
    ]
    traits = [
        {"platform": "huggingface", "model_id": model, "organisation_id": maker, "is_tracked": tracked}
        | {"parameters": None if size is None else int(size * 1e9), "created_on": DAY.replace(year=year)}
        | {"copy_kind": "first_party"}
        for model, maker, size, year, _, _, tracked in MODELS
    ]
    # A list that is not the widest, and holds the same models again, counts for nothing.
    other = crawl | {"crawl_id": "two", "is_widest": False}
    counts += [row | {"crawl_id": "two", "value": 999} for row in counts]
    return (
        World(tmp_path)
        .write("crawls", [crawl, other])
        .write("model_observations", counts)
        .write("origins", traits)
    )


def ask(world, name, **asked):
    return find_probe(name)(world, Asked(**asked), None)


@pytest.mark.parametrize(
    ("asked", "share"),
    [
        ({"choices": {"from": "70"}}, 10 / 60),
        ({"choices": {"below": "1"}}, 30 / 60),
        ({"choices": {"from": "1", "below": "10"}}, 20 / 60),
        ({"choices": {"below": "1", "population": "curated"}}, 30 / 40),
        ({"choices": {"from": "70"}, "only": "alibaba"}, 10 / 40),
    ],
)
def test_parts_by_size_are_of_the_models_whose_size_is_known(world, asked, share):
    found = ask(world, "size_part", **asked)
    assert found.value == pytest.approx(share)
    wants_note = "population" not in asked["choices"] and "only" not in asked
    assert ("40 % of downloads are of models of unknown size" in found.note) == wants_note


def test_sizes_of_downloaded_models_weigh_each_by_its_downloads(world):
    # (0.5 x 30 + 80 x 10 + 8 x 20) / 60 billion; half of the 60 downloads lie at the smallest.
    assert ask(world, "downloaded_size", only="mean").value == pytest.approx(975 / 60 * 1000)
    assert ask(world, "downloaded_size", only="median").value == pytest.approx(500)


def test_kinds_of_makers_share_all_downloads(world):
    industry = ask(world, "kind_share", only="industry")
    assert industry.value == pytest.approx(0.6)
    assert "40.0 %" in industry.note
    assert ask(world, "kind_share", only="unaffiliated").value == 0


def test_the_first_models_of_a_list(world):
    assert ask(world, "top_share", only="2").value == pytest.approx(0.7)
    assert ask(world, "top_share", only="4").value is None
    assert ask(world, "top_overlap").value is None


def test_a_month_without_a_capture_names_the_nearest(world):
    with pytest.raises(NotHeldError) as caught:
        ask(world, "size_part", months=("2026-04", "2026-04"))
    assert caught.value.nearest == "2026-01"


def test_licences_of_large_releases_are_those_of_the_newest_page(world):
    facts = [("alibaba/large", DAY, "mit"), ("alibaba/large", DAY.replace(month=3), "apache-2.0")]
    world.write(
        "model_facts",
        [{"model_id": model, "observed_on": day, "licence_tag": tag} for model, day, tag in facts],
    )
    cn = {"choices": {"country": "CN"}, "months": ("2026-01", "2026-07")}
    assert ask(world, "large_releases", **cn).value == 1
    assert ask(world, "large_licence", only="apache-2.0", **cn).value == 1
    assert ask(world, "large_licence", only="mit", **cn).value == 0
    assert ask(world, "large_licence", only="mit", choices={"country": "US"}).value is None


def test_copies_in_gguf_are_counted_once_each(world):
    edges = [
        ("x/a-gguf", "qwen/q", "quantized"),
        ("x/a-gguf", "qwen/q2", "quantized"),
        ("x/B-GGUF", "qwen/q", "quantized"),
        ("x/c-awq", "qwen/q", "quantized"),
        ("x/d-gguf", "meta/l", "quantized"),
        ("x/e-gguf", "qwen/q", "finetune"),
    ]
    world.write(
        "lineage", [dict(zip(("child_id", "parent_id", "relation"), edge, strict=True)) for edge in edges]
    )
    assert ask(world, "gguf_conversions", only="qwen").value == 2


def test_tokens_are_those_of_the_stored_weeks(world):
    weeks = [
        ("author", "2025-09-01", "deepseek", "unknown", 5),
        ("author", "2025-09-08", "deepseek", "unknown", 7),
        ("author", "2025-12-01", "deepseek", "unknown", 100),
        ("model", "2026-01-05", "deepseek", "open", 30),
        ("model", "2026-01-05", "openai", "closed", 50),
        ("model", "2026-01-05", None, "unknown", 20),
    ]
    names = ("ranked", "week", "organisation_id", "weights", "flow")
    world.write("token_weeks", [dict(zip(names, week, strict=True)) | {"account": "a"} for week in weeks])
    within = ask(world, "tokens_within", only="deepseek", months=("2025-09", "2025-11"))
    assert (within.value, within.note) == (12, "2 weeks stored, from 2025-09-01")
    open_part = ask(world, "open_tokens")
    assert open_part.value == pytest.approx(0.3)
    assert "20 %" in open_part.note


def test_months_behind_count_to_the_day_the_other_side_first_had_as_much(world):
    rows = [
        ("first", 100.0, datetime.date(2025, 1, 1), "US"),
        ("better", 120.0, datetime.date(2025, 6, 1), "US"),
        ("follower", 110.0, datetime.date(2025, 12, 1), "CN"),
    ]
    names = ("model", "value", "released_on", "country")
    world.write(
        "capability_index", [dict(zip(names, row, strict=True)) | {"published_value": row[1]} for row in rows]
    )
    # From 1 June to 1 December 2025 are 183 days.
    found = ask(world, "months_behind", only="follower", choices={"country": "US"})
    assert found.value == pytest.approx(183 / (365.25 / 12))
    assert ask(world, "months_behind", only="nobody", choices={"country": "US"}).value is None


def test_an_unknown_probe_gets_the_nearest_name():
    with pytest.raises(UsageError, match="size_part"):
        find_probe("size_parts")

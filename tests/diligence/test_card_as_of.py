"""A card of a past day and today's differ by the facts learnt between, all of them and nothing else.

What was learnt between is worked out beside the program: from the records of the test, the dated rows of the
starter's own files, and the dates in the judgements.
"""

from __future__ import annotations

import csv
import datetime
import functools
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.tiny_world.worlds import bare, take_records

import weighbridge
from weighbridge.catalogue.errors import UsageError
from weighbridge.diligence.card.card import card_of
from weighbridge.diligence.lineage_graph import LineageGraph
from weighbridge.entities.identities import HUB, canonical_id
from weighbridge.entities.lineage_judgements import edition

THEN, NOW = "2025-12-01", datetime.date(2026, 11, 26)
PACKAGE = Path(weighbridge.__file__).parent
MODEL = "deepseek-ai/Made-7B"
# Listed on the first day as its maker's own; on the second its base and other terms are told.
FIRST = [
    {"id": MODEL, "downloads": 5, "tags": ["license:apache-2.0"], "safetensors": {"total": 7_600_000_000}},
    {"id": "meta-llama/Llama-3.1-8B", "downloads": 9, "tags": ["license:llama3.1"]},
]
SECOND = [
    {
        "id": MODEL,
        "downloads": 50,
        "tags": ["license:mit", "base_model:finetune:meta-llama/Llama-3.1-8B"],
        "safetensors": {"total": 7_600_000_000},
    },
    {"id": "meta-llama/Llama-3.1-8B", "downloads": 9, "tags": ["license:llama3.1"]},
]


def flat(value: object, at: str = "") -> Iterator[tuple[str, object]]:
    """Every leaf of a JSON value by its path."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from flat(item, f"{at}.{name}" if at else str(name))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from flat(item, f"{at}[{number}]")
    else:
        yield at, value


def heads_that_differ(a: dict, b: dict) -> set[str]:
    """The parts of two cards whose content differs."""
    one, two = dict(flat(a)), dict(flat(b))
    return {path.partition(".")[0].partition("[")[0] for path in one | two if one.get(path) != two.get(path)}


@pytest.fixture(scope="module")
def learnt(tmp_path_factory):
    """A store that has only the first listing, and one that has both."""
    folder = tmp_path_factory.mktemp("learnt")
    early, late = bare(folder / "early"), bare(folder / "late")
    for wb in (early, late):
        take_records(wb, folder / "records", "2025-11-15", FIRST, source="hub_models")
    take_records(late, folder / "records", "2026-06-01", SECOND, source="hub_models")
    return early, late


def test_the_card_of_a_past_day_is_that_of_a_world_where_nothing_later_was_learnt(learnt):
    """Letter by letter: later listings leave no trace in any line of it, the ancestry among them."""
    early, late = learnt
    assert late.card(MODEL, THEN).as_dict() == early.card(MODEL, THEN).as_dict()


def test_what_differs_is_what_was_learnt_between(learnt):
    """The base, the tag, and the lists that named DeepSeek since: no other part of the card moves."""
    _, late = learnt
    then = late.card(MODEL, THEN)
    now = late.holdings(day=NOW).ancestry(MODEL)
    assert then.ancestry.pairs == ()
    assert [(pair.child_id, pair.parent_id, pair.relation) for pair in now.pairs] == [
        ("deepseek-ai/made-7b", "meta-llama/llama-3.1-8b", "finetune")
    ]
    card = card_of(late.holdings(day=NOW), MODEL)
    assert [link.tags for link in then.licence.links] == [(("2025-11-15", "apache-2.0"),)]
    assert card.licence.links[0].tags == (("2025-11-15", "apache-2.0"), ("2026-06-01", "mit"))
    before, after = then.as_dict(), card.as_dict()
    moved = {"as_of", "day", "answer", "roots", "ancestry", "licence", "memory", "named_by_no_list"}
    assert heads_that_differ(before, after) == moved | {
        "designations",
        "designations_stale",
        "unknown",
        "looked_in",
    }
    assert {**before["memory"], "counted_on": "2026-06-01"} == after["memory"]
    assert before["rules_that_follow"] == after["rules_that_follow"] == []


def judged(name: str) -> list[dict[str, str]]:
    with (PACKAGE / "entities" / "judgements" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@functools.cache
def rows_learnt(table: str, columns: tuple[str, ...], until: str) -> tuple[dict, ...]:
    """The rows of the starter's own files that were taken by a day."""
    found: list[dict] = []
    for path in sorted((PACKAGE / "starter" / "snapshots").glob(f"*/*/{table}.parquet")):
        if path.parent.name <= until:
            rows = pq.read_table(path, columns=list(columns)).to_pylist()
            found += [{**row, "source": path.parent.parent.name} for row in rows]
    return tuple(found)


def parents_told(children: set[str], until: str) -> set[tuple[str, str]]:
    """Pairs that statements taken by a day, or judgements known by it, give for some children."""
    columns = ("platform", "child_id", "parent_text")
    stated = {
        (canonical_id(HUB, row["child_id"]), canonical_id(HUB, row["parent_text"]))
        for row in rows_learnt("lineage_edges", columns, until)
        if row["platform"] == HUB and row["parent_text"] and "/" in row["parent_text"]
    }
    read = {
        (canonical_id(HUB, row["child_id"]), canonical_id(HUB, row["parent_id"]))
        for row in judged("lineage")
        if row["known_from"] <= until
    }
    return {pair for pair in stated | read if pair[0] in children}


def tags_told(model: str, until: str) -> list[tuple[str, str]]:
    """The licence tags of a model, each with the first day it was seen, by a day."""
    columns = ("platform", "model_id", "observed_on", "licence_tag")
    seen = sorted(
        (row["observed_on"].isoformat(), row["source"], row["licence_tag"])
        for row in rows_learnt("model_facts", columns, until)
        if row["licence_tag"] and row["platform"] == HUB and canonical_id(HUB, row["model_id"]) == model
    )
    return [(day, tag) for i, (day, _, tag) in enumerate(seen) if i == 0 or tag != seen[i - 1][2]]


@pytest.fixture(
    scope="module", params=["deepseek-ai/DeepSeek-R1-Distill-Llama-70B", "nvidia/AceReason-Nemotron-7B"]
)
def cards(request, starter):
    return starter.card(request.param, THEN), card_of(starter.holdings(day=NOW), request.param)


def test_ancestry_moves_by_the_statements_taken_between(cards):
    """Each day's pairs of each model on the way are those its statements and the judgements give."""
    for card, until in zip(cards, (THEN, NOW.isoformat()), strict=True):
        found = card.ancestry
        children = {step.canonical_id for step in found.path}
        shown = {(p.child_id, p.parent_id) for p in (*found.pairs, *found.apart, *found.aside)}
        assert shown == parents_told(children, until)


def days_told(pair: tuple[str, str]) -> list[str]:
    """The days on which a pair was first stated in each of the starter's lists, or first judged."""
    columns = ("platform", "child_id", "parent_text", "stated_on")
    stated = [
        row["stated_on"].isoformat()
        for row in rows_learnt("lineage_edges", columns, NOW.isoformat())
        if row["platform"] == HUB and row["parent_text"] and "/" in row["parent_text"]
        if (canonical_id(HUB, row["child_id"]), canonical_id(HUB, row["parent_text"])) == pair
    ]
    read = [
        row["known_from"]
        for row in judged("lineage")
        if (canonical_id(HUB, row["child_id"]), canonical_id(HUB, row["parent_id"])) == pair
    ]
    return [*stated, *read]


def test_each_pair_bears_the_day_it_was_first_known(cards):
    _, now = cards
    for pair in (*now.ancestry.pairs, *now.ancestry.apart):
        days = days_told((pair.child_id, pair.parent_id))
        assert pair.first_known_on == datetime.date.fromisoformat(min(days))


def test_what_the_ancestry_gained_is_what_was_learnt_between(cards):
    """No pair of the past card was learnt later; each of today alone was; no evidence leaks."""
    then, now = cards
    before, after = (
        {(p.child_id, p.parent_id) for p in (*card.ancestry.pairs, *card.ancestry.apart)} for card in cards
    )
    assert all(min(days_told(pair)) <= THEN for pair in before)
    gained = after - before
    assert gained
    assert all(min(days_told(pair)) > THEN for pair in gained)
    later = {row["evidence"] for row in judged("lineage") if row["known_from"] > THEN}
    told = str(then.as_dict())
    assert not any(f"'{text} (" in told for text in later)
    assert any(f"'{text} (" in str(now.as_dict()) for text in later)


@pytest.mark.parametrize(
    ("model", "parent", "day_before", "day"),
    [("tngtech/DeepSeek-R1T-Chimera", "deepseek-ai/DeepSeek-R1", "2025-06-29", "2025-06-30")],
)
def test_a_judgement_is_known_from_its_day_on(starter, model, parent, day_before, day):
    """The paper of June 2025 is known from the last day of that month, on no day before."""
    (row,) = (row for row in judged("lineage") if (row["child_id"], row["parent_id"]) == (model, parent))
    assert row["known_from"] == day
    assert edition(day_before) < day == edition(day)
    key = canonical_id(HUB, model), canonical_id(HUB, parent)
    assert key in LineageGraph(starter.table, "", day).judged
    assert key not in LineageGraph(starter.table, "", day_before).judged


def test_a_model_no_list_held_yet_is_told_with_the_day(learnt):
    """Asked about a day before its first listing, the answer names the day."""
    _, late = learnt
    with pytest.raises(UsageError, match="known by 2025-11-01"):
        late.card(MODEL, "2025-11-01")


def test_an_answer_judged_later_is_not_known_before(starter):
    """Who disputes the origin of Pangu was entered in November 2026: the day before is silent."""
    (row,) = (row for row in judged("lineage_answers") if row["answer"] == "disputed")
    graph = LineageGraph(starter.table, "", "2026-11-22")
    assert row["known_from"] == "2026-11-23"
    assert canonical_id(HUB, row["model_id"]) not in graph.answers
    assert canonical_id(HUB, row["model_id"]) in LineageGraph(starter.table, "").answers


def test_licence_tags_move_by_the_lists_taken_between(cards):
    for card, until in zip(cards, (THEN, NOW.isoformat()), strict=True):
        for step, link in zip(card.ancestry.path, card.licence.links, strict=True):
            assert list(link.tags) == tags_told(step.canonical_id, until)


def test_designations_move_by_what_was_known_and_held(cards):
    """Of each list the newest state known by the day; read off the judgements' own dates."""
    for card in cards:
        rows = [row for row in judged("designations") if row["known_from"] <= card.day]
        for item in card.named:
            mine = [row for row in rows if row["organisation_id"] == item.maker.organisation_id]
            newest = {
                row["instrument_id"]: row["status"]
                for row in sorted(
                    mine, key=lambda row: (row["true_from"] or row["known_from"], row["known_from"])
                )
                if not row["true_to"] or row["true_to"] > card.day
            }
            assert {d.instrument_id: d.status for d in item.designations} == newest


def test_figures_move_by_the_boards_taken_between(starter):
    """Llama 3.3 70B stood on the boards of both days: each card has the rating of the newest one by then."""
    model, name = "meta-llama/Llama-3.3-70B-Instruct", "llama-3.3-70b-instruct"
    columns = ("board_date", "subset", "category", "style", "model_name", "rating")
    for as_of, until in ((THEN, THEN), (None, NOW.isoformat())):
        held = [
            row
            for row in rows_learnt("arena_boards", columns, until)
            if (row["subset"], row["category"], row["style"]) == ("text", "overall", "controlled")
        ]
        newest = max(row["board_date"] for row in held)
        expected = {
            row["rating"] for row in held if row["board_date"] == newest and row["model_name"] == name
        }
        shown = [item for item in starter.card(model, as_of).quality if item.measure == "arena"]
        assert {item.value for item in shown} == expected
        assert {item.measured_on for item in shown} <= {newest.isoformat()}

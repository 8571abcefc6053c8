"""What stands on the pages of organisations and families, on the tiny world; its README has the counts."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow.parquet as pq
import pytest

from weighbridge.catalogue.relations import OTHER_RELATIONS
from weighbridge.definitions.columns import Labelled
from weighbridge.diligence.family_pages import shown_families
from weighbridge.diligence.listed_models import ListedModels, by_label
from weighbridge.diligence.made_from import MadeFrom
from weighbridge.diligence.organisation_pages import shown_organisations

DAY = date(2025, 12, 15)


@pytest.fixture(scope="module")
def listed(tiny):
    return ListedModels(tiny.table)


@pytest.fixture(scope="module")
def makers(listed):
    return {item.organisation_id: item for item in shown_organisations(listed, DAY)}


@pytest.fixture(scope="module")
def families(listed):
    return {item.family_id: item for item in shown_families(listed)}


def test_a_maker_counts_each_model_once_in_the_newest_capture(makers):
    """December: 600 + 100 (two spellings, the larger) + 100 + 50; zhipu, under its new name, 70 + 100."""
    assert makers["alibaba"].capture == ("hub_models", "2025-12")
    assert (makers["alibaba"].count, makers["alibaba"].flow) == (4, 850)
    assert (makers["zhipu"].count, makers["zhipu"].flow) == (2, 170)
    assert [item.model_id for item in makers["alibaba"].models][:1] == ["Qwen/Qwen2.5-7B-Instruct"]


def test_copies_go_back_to_other_makers(makers):
    """Unsloth's copies: one of alibaba's model (80), one whose parent no statement here names (30)."""
    held = {item.organisation_id: (item.models, item.flow) for item in makers["unsloth"].roots}
    assert held == {"alibaba": (1, 80), None: (1, 30)}


def test_lists_known_on_the_day_are_there_and_later_ones_are_not(makers, listed):
    """Zhipu has been on the Entity List since 2025-01-16; the firm that became known in June 2026 waits."""
    early = {item.instrument_id for item in makers["deepseek"].states}
    later = {one.organisation_id: one for one in shown_organisations(listed, date(2026, 11, 9))}
    assert "us-bis-entity-list" in {item.instrument_id for item in makers["zhipu"].states}
    assert "us-bis-entity-list" not in early
    assert "us-bis-entity-list" in {item.instrument_id for item in later["deepseek"].states}


def test_a_named_maker_without_models_has_a_page_and_no_figures(makers):
    assert (makers["deepseek"].count, makers["deepseek"].roots) == (0, ())


def test_few_pages_keep_those_on_lists_and_those_led_to(listed):
    few = {item.organisation_id for item in shown_organisations(listed, date(2024, 1, 1), ["mistral"], 2)}
    assert "mistral" in few
    assert len(few) == 2


def test_a_family_by_publisher_and_by_root(families):
    """Qwen2.5: 600 + 100 of 1,520 by its maker.

    By root with unsloth's copy (80) and QwQ-32B (50), made from Qwen2.5-32B.
    """
    found = families["qwen-2.5"]
    assert (found.own.models, found.own.flow) == (2, 700)
    assert found.own.share == pytest.approx(700 / 1520)
    assert (found.rooted.models, found.rooted.flow) == (4, 830)
    assert found.rooted.share == pytest.approx(830 / 1520)
    assert found.publishers == (("alibaba", 3, 750.0), ("unsloth", 1, 80.0))


def test_the_tree_shows_the_copy_below_what_it_copies(families):
    """The base of 7B-Instruct stands on no list and is the root of the tree all the same."""
    tree = families["qwen-2.5"].tree
    base = next(twig for twig in tree if twig.canonical_id == "qwen/qwen2.5-7b")
    tuned = next(twig for twig in base.children if twig.canonical_id == "qwen/qwen2.5-7b-instruct")
    assert tuned.relation == "finetune"
    below = {twig.model_id: twig.relation for twig in tuned.children}
    assert below["unsloth/Qwen2.5-7B-Instruct-GGUF"] == "quantized"
    assert all(twig.canonical_id != "qwen/qwen2.5-7b-instruct" for twig in tree)


def test_models_as_columns_say_what_the_tables_say(listed, tiny):
    """Each listed model once, in the order of ids, with its maker and root as the table has them."""
    rows = [row for row in pq.read_table(tiny.table("ancestry")).to_pylist() if row["is_listed"]]
    columns = listed.columns
    found = [columns.at(place) for place in range(columns.size)]
    assert len(rows) > 10
    assert [item.canonical_id for item in found] == sorted(row["canonical_id"] for row in rows)
    same = ("canonical_id", "model_id", "organisation_id", "answer", "root_id", "root_organisation_id")
    assert [tuple(getattr(item, name) for name in same) for item in found] == [
        tuple(row[name] for name in same) for row in rows
    ]
    assert sum(item.flow for item in found if item.flow is not None) == 1520
    assert any(item.flow is None for item in found), "some models stand on older captures only"


def test_descendants_are_those_of_a_walk_over_the_statements(listed, tiny):
    children: dict[str, set[str]] = {}
    for row in pq.read_table(tiny.table("lineage")).to_pylist():
        if row["outcome"] == "stands" and row["relation"] not in OTHER_RELATIONS:
            children.setdefault(row["parent_id"], set()).add(row["child_id"])

    def walked(name: str, seen: set[str]) -> set[str]:
        for child in children.get(name, set()) - seen:
            seen |= walked(child, seen | {child})
        return seen

    made = MadeFrom(listed)
    found = {made.name(node): made.descendants(node) for node in range(made.size)}
    assert {name: count for name, count in found.items() if count} == {
        name: len(walked(name, {name}) - {name}) for name in children
    }
    for node in range(made.size):
        assert {made.name(child) for child in made.made_from(node)} == children.get(made.name(node), set())


def test_places_by_label_are_each_row_with_that_label():
    """Alphabetical labels, one of which no row bears, and rows with none."""
    column = Labelled(np.array([2, -1, 0, 2, 0, -1], dtype=np.int32), ("a", "b", "c"))
    assert {label: places.tolist() for label, places in by_label(column).items()} == {
        "a": [2, 4],
        "c": [0, 3],
    }

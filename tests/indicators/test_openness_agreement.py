"""Indicator openness_agreement: sellers who contradict each other, by hand and in the shipped list."""

from __future__ import annotations

from collections import defaultdict

import pyarrow.parquet as pq
import pytest
from tests.tiny_world.worlds import bare, take_records

from weighbridge.catalogue.errors import UsageError
from weighbridge.entities.price_cells import model_key

SAID = [
    ("groq", "gpt-oss-20b", True),
    ("poe", "openai/gpt-oss-20b", False),
    ("nebius", "GPT-OSS-20B", True),
    ("groq", "qwen3-32b", True),
    ("poe", "Qwen/Qwen3-32B", True),
    ("groq", "gpt-5", False),
    ("poe", "gpt-5", False),
    ("groq", "glm-4.6", True),
    ("groq", "glm-4-6", False),  # one seller, both answers, and nobody else to compare with
    *((seller, f"m{i}", True) for i in range(3) for seller in ("groq", "poe")),
]


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sayings")
    wb = bare(folder / "home")
    records = [{"provider": who, "model": model, "open_weights": is_open} for who, model, is_open in SAID]
    records.append({"provider": "poe", "model": "untold", "input": 1.0, "output": 2.0})
    take_records(wb, folder, "2026-05-21", records, source="models_dev")
    return wb


def test_part_that_agree_by_hand(world):
    """Of six models two or more sellers list, one is called both: 5 of 6; one seller's alone is left out."""
    result = world.indicator("openness_agreement")
    (row,) = result.rows
    assert (row.month, row.group, row.n) == ("2026-05", "all", 6)
    assert row.value == pytest.approx(5 / 6)
    assert any("gpt-oss-20b: open by 2 of 3; closed by poe" in note for note in result.notes)


def test_a_model_in_conflict_shows_both_answers(world):
    (row,) = world.indicator("openness_agreement", group="model").rows
    assert (row.group, row.n, row.flags) == ("gpt-oss-20b", 3, ("in_conflict",))
    assert row.value == pytest.approx(2 / 3)
    with pytest.raises(UsageError, match="in conflict"):
        world.indicator("openness_agreement", group="model", only=("qwen3-32b",))


def test_flags_feed_no_price_and_prices_no_flag(world):
    """An entry without a price has none; one without a flag says nothing of openness."""
    prices = pq.read_table(world.table("prices")).to_pylist()
    assert [row["model_label"] for row in prices if row["source"] == "models_dev"] == ["untold"]
    said = pq.read_table(world.table("openness_flags")).to_pylist()
    assert "untold" not in {row["model_label"] for row in said}
    assert len(said) == len(SAID)


def test_shipped_conflicts_counted_beside_the_program(starter):
    """Counted from the shipped facts without the entity: models of two sellers or more with both answers."""
    answers: dict[str, set[bool]] = defaultdict(set)
    sellers: dict[str, set[str]] = defaultdict(set)
    for row in pq.read_table(starter.table("openness_flags")).to_pylist():
        key = model_key(row["model_label"], row["provider"])
        answers[key].add(row["is_open"])
        sellers[key].add(row["provider"])
    several = [key for key in answers if len(sellers[key]) > 1]
    split = {key for key in several if len(answers[key]) == 2}
    result = starter.indicator("openness_agreement")
    assert result.rows[0].value == pytest.approx(1 - len(split) / len(several))
    by_model = starter.indicator("openness_agreement", group="model")
    assert {row.group for row in by_model.rows} == split
    assert "gpt-oss-120b" in split


def test_the_list_of_flags_is_not_credited_for_prices_it_does_not_hold(starter):
    result = starter.indicator("price_spread")
    assert "models_dev" not in {ref.source for ref in result.snapshots}

"""Indicator framework_class: classes a count of parts rules out, by hand and in the shipped entries."""

from __future__ import annotations

from collections import Counter

import pyarrow.parquet as pq
import pytest
from tests.tiny_world.worlds import bare, take_records

from weighbridge.entities.framework_classes import best_class
from weighbridge.statistics.proportions import wilson


@pytest.mark.parametrize(
    ("components", "has_datasets", "licence", "best"),
    [
        (15, True, "Apache-2.0", "class_i"),
        (15, False, "Apache-2.0", "class_ii"),
        (11, True, "MIT", "class_ii"),
        (10, True, "MIT", "class_iii"),
        (6, False, None, "class_iii"),
        (5, False, "MIT", "none"),
        (17, True, "unlicensed", "none"),  # named parts nobody may use: PaLM
        (17, True, "Undisclosed", "none"),
        (16, True, "None", "class_i"),  # a licence for the whole can hold: Amber
        (17, True, "Component not included.", "none"),
        (17, True, "Llama 2 Community License", "none"),
        (17, True, "a licence nobody read", "class_i"),
    ],
)
def test_best_class_that_is_left(components, has_datasets, licence, best):
    """The framework's own test entries: 6 parts for class III, 11 for II, 15 for I."""
    assert best_class(components, has_datasets, licence) == best


def test_parts_by_hand(tmp_path):
    """Six models of four makers, 1, 1, 2 and 2 of each class; two of one maker: 36 / 10 effective ones."""
    given = [
        (15, True, "a"),
        (11, False, "b"),
        (6, False, "c"),
        (6, False, "c"),
        (2, False, "d"),
        (1, True, "d"),
    ]
    records = [
        {
            "name": f"m{i}",
            "producer": maker,
            "date": "2026-05-01",
            "params_license": "MIT",
            "n_components": parts,
            "has_datasets": has_datasets,
        }
        for i, (parts, has_datasets, maker) in enumerate(given)
    ]
    wb = bare(tmp_path / "home")
    take_records(wb, tmp_path, "2026-05-11", records, source="model_openness_tool")
    result = wb.indicator("framework_class")
    values = {row.group: row.value for row in result.rows}
    assert values == pytest.approx(
        {"class_i": 1 / 6, "class_ii": 1 / 6, "class_iii": 2 / 6, "none_of_them": 2 / 6}
    )
    row = result.at("2026-05", "class_iii")
    by_hand = wilson(2, 6, effective=36 / (1 + 1 + 4 + 4))
    assert (row.low, row.high) == (pytest.approx(by_hand.low), pytest.approx(by_hand.high))


def test_shipped_entries_sum_to_one_and_name_the_first_class(starter):
    rows = pq.read_table(starter.table("framework_classes")).to_pylist()
    counts = Counter(row["best_class"] for row in rows)
    assert sum(counts.values()) == 270
    result = starter.indicator("framework_class")
    assert sum(row.value for row in result.rows) == pytest.approx(1)
    assert result.at(result.months[-1], "class_i").value == pytest.approx(counts["class_i"] / 270)
    parts = starter.indicator("framework_class", terms="parts_alone")
    assert parts.at(parts.months[-1], "class_i").value > counts["class_i"] / 270, "PaLM names all its parts"
    assert any("Pythia-12B" in note and "PaLM" not in note for note in result.notes)

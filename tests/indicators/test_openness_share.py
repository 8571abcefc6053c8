"""Indicator openness_share: three systems by hand, the shipped index counted beside the program."""

from __future__ import annotations

from collections import Counter

import pyarrow.parquet as pq
import pytest
from tests.tiny_world.worlds import bare, take_records

from weighbridge.entities.openness_cells import DEFINITIONS, verdicts
from weighbridge.sources._openness import COMPONENTS

WHOLE = dict.fromkeys(COMPONENTS, "open")


def test_definitions_of_one_word():
    """All parts open; data only described; a custom licence; a licence nobody knows; weights alone."""
    assert set(verdicts(WHOLE, "permissive", 1.0).values()) == {True}
    described = {**WHOLE, "corpus_base": "partial", "corpus_end": "partial"}
    said = verdicts(described, "permissive", 0.9)
    assert (said["osaid_like"], said["all_parts"]) == (True, False)
    bound = verdicts(WHOLE, "threshold", 1.0)
    assert (bound["open_weights"], bound["free_licence"], bound["all_parts"]) == (True, False, True)
    unread = verdicts(WHOLE, "unknown", 1.0)
    assert (unread["free_licence"], unread["osaid_like"]) == (None, None)
    alone = verdicts({**dict.fromkeys(COMPONENTS, "closed"), "weights_end": "open"}, "permissive", 1 / 12)
    assert [name for name in DEFINITIONS if alone[name]] == ["open_weights", "free_licence"]
    classes = ("framework_iii", "framework_ii", "framework_i")
    described = {**WHOLE, "corpus_base": "closed", "paper": "closed"}
    assert [verdicts(described, "permissive", 0.8)[name] for name in classes] == [True, True, False]
    untold = {**WHOLE, "paper": "closed", "preprint": "closed", "training_code": "closed"}
    assert [verdicts(untold, "permissive", 0.8)[name] for name in classes] == [False, False, False]
    unjudged = {**WHOLE, "datasheet": None}
    assert [verdicts(unjudged, "permissive", 1.0)[name] for name in classes] == [None, None, None]
    closed = verdicts({**WHOLE, "weights_end": "partial"}, "unknown", 1.0)
    assert (closed["open_weights"], closed["free_licence"]) == (False, False)


def record(name: str, maker: str, **parts: str):
    held = {path: parts.get(component, "closed") for component, path in COMPONENTS.items()}
    return {"name": name, "org": maker, "origin": "China", "date": "2025-03", "licence": "MIT", **held}


def test_share_by_hand(tmp_path):
    """Six systems of four makers, four with open weights: 4 of 6, unknown none; the year stands apart."""
    records = [record(f"s{i}", f"m{min(i, 3)}", weights_end="open" if i < 4 else "closed") for i in range(6)]
    records.append({**record("other", "x"), "origin": "France"})
    wb = bare(tmp_path / "home")
    take_records(wb, tmp_path, "2026-02-28", records, source="osai_index")
    result = wb.indicator("openness_share")
    row = result.at("2026-02", "CN")
    assert row.value == pytest.approx(4 / 6)
    assert (row.n, row.bound_low, row.bound_high) == (4, pytest.approx(4 / 6), pytest.approx(4 / 6))
    assert result.at("2026-02", "FR").flags == ("small_n",)
    assert wb.indicator("openness_share", cohort="year").months == ["2025-12"]
    by_system = wb.indicator("openness_share", group="model", only=("s0",))
    assert by_system.rows[0].value == pytest.approx(2 / 8)


def test_shipped_index_under_every_definition(starter):
    """Counted from the shipped facts: weights that can be had; and each definition's own count is told."""
    rows = pq.read_table(starter.table("openness_systems")).to_pylist()
    chinese = [row for row in rows if row["origin"] == "China"]
    result = starter.indicator("openness_share")
    opened = sum(row["weights_end"] == "open" for row in chinese)
    assert result.at(result.months[-1], "CN").value == pytest.approx(opened / len(chinese))
    cells = pq.read_table(starter.table("openness_cells")).to_pylist()
    counts = Counter(cell["definition"] for cell in cells if cell["verdict"] == "yes")
    assert set(counts) == set(DEFINITIONS)
    assert counts["open_weights"] >= counts["free_licence"] >= counts["osaid_like"]
    assert any(str(counts["open_weights"]) in note for note in result.notes)
    assert any("definitions disagree on" in note for note in result.notes)
    assert {ref.source for ref in result.snapshots} == {"osai_index"}


def test_counts_and_scores_ship_as_facts_without_a_score_of_ours(starter):
    rows = pq.read_table(starter.table("openness_scores")).to_pylist()
    by_source = Counter(row["source"] for row in rows)
    assert by_source["transparency_index"] == 13
    assert by_source["model_openness_tool"] == 270  # 273 entries, three names twice
    (ibm,) = [row for row in rows if row["source"] == "transparency_index" and row["system"] == "IBM"]
    assert ibm["score"] == 95


def test_licence_share_by_year_of_release_tells_the_difference(starter):
    result = starter.indicator("licence_share", group="country", cohort="year", only=("CN", "US"))
    assert all(month.endswith("-12") for month in result.months)
    assert "partial_period" in result.at(result.months[-1], "CN").flags
    assert any(note.startswith("2025: United States minus China") for note in result.notes)

"""Statements found by number are those a plain grouping finds, however many listings repeat them."""

from __future__ import annotations

import datetime

import narwhals as nw
import numpy as np
import pyarrow as pa
import pytest

from weighbridge.store import scanning
from weighbridge.store.engine import DuckEngine, plain
from weighbridge.tables import lineage_edges
from weighbridge.tables._repeats import once_each

KEY, WHOSE = lineage_edges._KEY, lineage_edges._SAID
DAYS = [datetime.date(2026, month, 15) for month in range(1, 7)]


def statements(seed: int) -> pa.Table:
    """Invented: six listings of two sources; parents come, go and come back, some twice a day."""
    rng = np.random.default_rng(seed)
    rows = []
    for day in DAYS:
        for child in range(60):
            if rng.random() < 0.2:
                continue
            for _ in range(rng.integers(1, 4)):
                rows.append(
                    {
                        "platform": "huggingface",
                        "child_id": f"maker-{child % 7}/model-{child}",
                        "parent_text": ("", "a/base", "b/base", "a/base ")[rng.integers(4)],
                        "relation": ("finetune", "undeclared")[rng.integers(2)],
                        "stated_in": ("hub_tag", "card_text")[rng.integers(2)],
                        "stated_on": day,
                        "weight": (None, 0.25, 0.5)[rng.integers(3)],
                        "source": ("one", "two")[child % 2],
                    }
                )
    return pa.Table.from_pylist(rows)


def in_order(rows: pa.Table) -> pa.Table:
    names = sorted(rows.column_names)
    return plain(rows.select(names)).sort_by([(name, "ascending") for name in names])


@pytest.mark.parametrize("seed", range(6))
def test_each_statement_once_with_its_days(seed):
    given = statements(seed)
    frame = DuckEngine().frame(given)
    found = pa.concat_tables([plain(group) for group in once_each(frame, KEY, WHOSE)])
    expected = in_order(lineage_edges._told(frame))
    assert in_order(found).equals(expected)
    assert 0 < sum(expected["is_current"].to_pylist()) < expected.num_rows
    of_a_day = given.group_by([*KEY, "stated_on"]).aggregate([([], "count_all")])["count_all"].to_pylist()
    assert max(of_a_day) > 1, "one stands twice in a listing"


@pytest.mark.parametrize("many", [1 << 4, 1 << 6])
def test_statements_that_share_the_engines_number_get_another(monkeypatch, many):
    """Numbers are cut so that many are shared, as of very many texts few are."""
    scanned = scanning.keyed

    def cut(frame, name, columns):
        return scanned(frame, name, columns).with_columns(**{name: (nw.col(name) % many).cast(nw.UInt64)})

    monkeypatch.setattr(scanning, "keyed", cut)
    frame = DuckEngine().frame(statements(9))
    found = pa.concat_tables([plain(group) for group in once_each(frame, KEY, WHOSE)])
    assert in_order(found).equals(in_order(lineage_edges._told(frame)))


def test_too_many_shared_numbers_are_grouped_by_their_texts(monkeypatch):
    monkeypatch.setattr("weighbridge.statistics.keys._MOST_SHARED", -1)
    frame = DuckEngine().frame(statements(3))
    assert once_each(frame, KEY, WHOSE) is None
    whole = in_order(pa.concat_tables([plain(rows) for rows in lineage_edges._of_turn(frame)]))
    assert whole.select(list(KEY)).num_rows == lineage_edges._told(frame).num_rows


def test_in_turns_nothing_changes(monkeypatch):
    frame = DuckEngine().frame(statements(4))
    built = lineage_edges.lineage_edges.build
    whole = in_order(pa.concat_tables([plain(rows) for rows in built(frame)]))
    monkeypatch.setattr(lineage_edges, "_AT_ONCE", 7)
    turned = in_order(pa.concat_tables([plain(rows) for rows in built(frame)]))
    assert turned.equals(whole)
    assert "several_named" in whole["problem"].to_pylist(), "the statements of a card are compared"

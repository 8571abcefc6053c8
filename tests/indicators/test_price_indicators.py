"""Indicators on prices: worked out again beside the program from the shipped cells."""

from __future__ import annotations

import math
import statistics
from collections import defaultdict

import numpy as np
import pyarrow.parquet as pq
import pytest

from weighbridge.catalogue.errors import UsageError


@pytest.fixture(scope="module")
def cells(starter):
    rows = pq.read_table(starter.table("price_cells")).to_pylist()
    newest = max(row["month"] for row in rows)
    return [row for row in rows if row["month"] == newest and row["style"] == "controlled"]


def blended(row, ratio=3):
    return (ratio * row["price_in"] + row["price_out"]) / (ratio + 1)


@pytest.mark.parametrize("level", [1300, 1350, 1400, 1450])
def test_ratio_of_the_cheapest_on_both_sides(starter, cells, level):
    """The least closed price over the least open one among models rated so high."""
    least = {
        kind: min(
            blended(row)
            for row in cells
            if row["openness"] == kind and row["se"] and (row["rating"] or 0) >= level
        )
        for kind in ("open", "closed")
    }
    result = starter.indicator("price_at_capability")
    row = result.at(result.months[-1], str(level))
    assert row.value == pytest.approx(least["closed"] / least["open"])
    assert row.low <= row.value <= row.high
    assert {"new_list", "period_mismatch"} <= set(row.flags)
    assert any(note.startswith("Prices of 2026-11") for note in result.notes)


def test_other_blends_and_sellers_change_the_ratio(starter, cells):
    least = {
        kind: min(
            blended(row, 1)
            for row in cells
            if row["openness"] == kind
            and row["se"]
            and (row["rating"] or 0) >= 1400
            and row["is_first_party"]
        )
        for kind in ("open", "closed")
    }
    result = starter.indicator("price_at_capability", blend="1_1", host="first_party")
    assert result.at(result.months[-1], "1400").value == pytest.approx(least["closed"] / least["open"])


def test_pairs_rated_alike_worked_out_again(starter, cells):
    """Each closed model with the cheapest open one within ten points, and the middle of those ratios."""
    models = {}
    for row in cells:
        if row["openness"] != "unknown" and row["se"] and row["rating"] is not None:
            held = models.setdefault(row["model_key"], (row["rating"], row["openness"], []))
            held[2].append(blended(row))
    opened = [(rating, min(prices)) for rating, kind, prices in models.values() if kind == "open"]
    ratios = []
    for rating, kind, prices in models.values():
        near = [price for other, price in opened if abs(other - rating) <= 10]
        if kind == "closed" and near:
            ratios.append(min(prices) / min(near))
    result = starter.indicator("price_at_capability", match="caliper")
    row = result.at(result.months[-1], "within_10")
    assert row.value == pytest.approx(statistics.median(ratios))
    assert row.n == len(ratios)
    assert result.groups == ["within_5", "within_10", "within_20"], "margins in their order"


def hosted(cells):
    found = defaultdict(list)
    for row in cells:
        if row["openness"] == "open" and row["channel"] != "router":
            found[row["model_key"]].append(row)
    return {model: rows for model, rows in found.items() if len(rows) >= 3}


def test_spread_of_the_same_weights(starter, cells):
    spreads = {m: max(map(blended, rows)) / min(map(blended, rows)) for m, rows in hosted(cells).items()}
    result = starter.indicator("price_spread", group="model", only=("qwen3-32b", "gpt-oss-120b"))
    for model in ("qwen3-32b", "gpt-oss-120b"):
        row = result.at(result.months[-1], model)
        assert row.value == pytest.approx(spreads[model])
        assert "list_price" in row.flags
    middle = starter.indicator("price_spread")
    assert middle.at(middle.months[-1], "all").value == pytest.approx(statistics.median(spreads.values()))


def test_other_measures_of_spread(starter, cells):
    """Of one model, by the standard library: a deviation of logarithms, and the middle four fifths."""
    prices = sorted(map(blended, hosted(cells)["gpt-oss-120b"]))
    for name, value in (
        ("geometric_sd", math.exp(statistics.stdev(map(math.log, prices)))),
        ("p90_over_p10", np.quantile(prices, 0.9) / np.quantile(prices, 0.1)),
    ):
        result = starter.indicator("price_spread", group="model", only=("gpt-oss-120b",), statistic=name)
        assert result.at(result.months[-1], "gpt-oss-120b").value == pytest.approx(value)


def test_premium_of_a_country_and_its_bound(starter, cells):
    """US: cheapest American host over cheapest of all; hosts of unknown seat could be American."""
    plain, bound = [], []
    for rows in hosted(cells).values():
        inside = [blended(row) for row in rows if row["host_country"] == "US"]
        if inside:
            least = min(map(blended, rows))
            plain.append(min(inside) / least)
            bound.append(min([*inside, *(blended(r) for r in rows if r["host_country"] == "XX")]) / least)
    result = starter.indicator("jurisdiction_premium")
    row = result.at(result.months[-1], "US")
    assert row.value == pytest.approx(statistics.median(plain))
    assert row.bound_low == pytest.approx(statistics.median(bound))
    assert row.n == len(plain)


def test_figures_credit_the_packages_and_the_boards(starter):
    sources = {ref.source for ref in starter.indicator("price_at_capability").snapshots}
    assert {"genai_prices", "model_prices", "lmarena"} <= sources


def test_a_month_without_prices_is_said(starter):
    with pytest.raises(UsageError, match="Held: 2025-06"):
        starter.indicator("price_spread", month_from="2024-01", month_to="2024-02")

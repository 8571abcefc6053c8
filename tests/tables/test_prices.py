"""Table prices: every way a price list goes wrong, one record each."""

from __future__ import annotations

import pyarrow.parquet as pq
import pytest
from tests.tiny_world.worlds import bare, take_records

RECORDS = [
    {"provider": "a", "model": "plain", "price_in": 0.6, "price_out": 2.2},
    {"provider": "a", "model": "per-thousand", "price_in": 0.0006, "price_out": 0.0022, "unit": "ktok"},
    {"provider": "a", "model": "per-token", "price_in": 6e-7, "price_out": 2.2e-6, "unit": "tok"},
    {"provider": "a", "model": "per-character", "price_in": 0.6, "price_out": 2.2, "unit": "char"},
    {"provider": "a", "model": "in-euro", "price_in": 0.6, "price_out": 2.2, "currency": "EUR"},
    {"provider": "a", "model": "free", "price_in": 0, "price_out": 0},
    {"provider": "a", "model": "half", "price_in": 0, "price_out": 2.2},
    {"provider": "a", "model": "below-zero", "price_in": -1, "price_out": 2.2},
    {"provider": "a", "model": "jumps", "price_in": 0.6, "price_out": 2.2, "valid_until": "2026-02-01"},
    {"provider": "a", "model": "jumps", "price_in": 600, "price_out": 2200, "valid_from": "2026-02-01"},
    {"provider": "a", "model": "jumps-out", "price_in": 1, "price_out": 2.2, "valid_until": "2026-02-01"},
    {"provider": "a", "model": "jumps-out", "price_in": 1, "price_out": 2200, "valid_from": "2026-02-01"},
    {"provider": "a", "model": "rises", "price_in": 0.6, "price_out": 2.2, "valid_until": "2026-02-01"},
    {"provider": "a", "model": "rises", "price_in": 60, "price_out": 220, "valid_from": "2026-02-01"},
]
EXPECTED = {
    "plain": ("priced", 0.6),
    "per-thousand": ("priced", 0.6),
    "per-token": ("priced", 0.6),
    "per-character": ("unit_unknown", None),
    "in-euro": ("other_currency", None),
    "free": ("free_tier", None),
    "half": ("part_missing", None),
    "below-zero": ("negative", None),
}


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    folder = tmp_path_factory.mktemp("prices")
    wb = bare(folder / "home")
    take_records(wb, folder, "2026-03-01", RECORDS, source="price_list")
    return pq.read_table(wb.table("prices")).to_pylist()


@pytest.mark.parametrize("label", EXPECTED)
def test_each_mistake_is_told_and_is_no_price(rows, label):
    quality, price = EXPECTED[label]
    (row,) = [row for row in rows if row["model_label"] == label]
    assert row["quality"] == quality
    assert row["price_in_usd_per_mtok"] == (None if price is None else pytest.approx(price))


def test_a_thousandfold_jump_is_no_price_and_a_hundredfold_rise_is_one(rows):
    told = {(row["model_label"], str(row["valid_from"])): row["quality"] for row in rows}
    assert told["jumps", "None"] == "priced"
    assert told["jumps", "2026-02-01"] == "jump"
    assert told["jumps-out", "2026-02-01"] == "jump", "what is written jumps, what is read does not"
    assert told["rises", "2026-02-01"] == "priced"


def test_of_two_lists_of_one_source_the_newest_stands(tmp_path):
    wb = bare(tmp_path / "home")
    for day, price in (("2026-01-01", 1.0), ("2026-03-01", 2.0)):
        record = {"provider": "a", "model": "m", "price_in": price, "price_out": price}
        take_records(wb, tmp_path, day, [record], source="price_list")
    (row,) = pq.read_table(wb.table("prices")).to_pylist()
    assert (row["price_in_usd_per_mtok"], row["listed_on"]) == (2.0, "2026-03-01")


def test_packages_are_snapshots_with_day_terms_and_digest(starter):
    """Read where they are installed; a store without the starter holds none of them."""
    held = {item.source: item for item in starter.snapshots() if item.manifest.form == "package"}
    assert set(held) == {"genai_prices", "model_prices"}
    for item in held.values():
        assert item.manifest.terms == "MIT"
        assert len(item.manifest.files[0].sha256) == 64
        assert item.date >= "2026-10-01"


def test_shipped_prices_agree_with_the_packages_own_answers(starter):
    """model-prices is asked itself what gpt-5 costs; genai-prices what groq asks for qwen3-32b."""
    import model_prices
    from genai_prices.data import providers

    held = pq.read_table(starter.table("prices")).to_pylist()
    rates = model_prices.rates("gpt-5", at="2026-09-01T00:00:00Z", provider="openai")
    ours = [
        row
        for row in held
        if (row["source"], row["provider"], row["model_label"]) == ("model_prices", "openai", "gpt-5")
        and str(row["valid_from"]) <= "2026-09-01"
        and (row["valid_until"] is None or str(row["valid_until"]) > "2026-09-01")
    ]
    assert [(row["price_in_usd_per_mtok"], row["price_out_usd_per_mtok"]) for row in ours] == [
        (rates.input, rates.output)
    ]
    (groq,) = [p for p in providers if p.id == "groq"]
    (model,) = [m for m in groq.models if m.id == "qwen/qwen3-32b"]
    (row,) = [row for row in held if row["provider"] == "groq" and row["model_label"] == "qwen/qwen3-32b"]
    assert row["price_in_usd_per_mtok"] == float(model.prices.input_mtok)
    assert row["valid_from"] is None

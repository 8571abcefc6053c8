"""A saving on offers made by hand: volume, dollars, never, alternatives, own hosting."""

from __future__ import annotations

import math

import pytest

from weighbridge.catalogue.errors import UsageError
from weighbridge.definitions.price_offers import Offer
from weighbridge.diligence.model_saving import Assumptions, model_saving, ratio_of


def offer(model, price, rating=None, country="US", openness="open", host="h", first=False):
    return Offer(
        model,
        host,
        host,
        "direct",
        "US",
        (),
        first,
        True,
        price,
        price,
        price,
        model,
        country,
        openness,
        rating,
        4.0 if rating else None,
        "2026-07-31",
        "2026-11-09",
        True,
    )


OFFERS = [
    offer("old-1", 10.0, 1450, openness="closed", first=True),
    offer("new-1", 1.5, 1400, country="CN", host="cheap"),
    offer("new-1", 2.5, 1400, country="CN", host="dear"),
    offer("yankee", 1.5, 1410),
    offer("better", 3.0, 1460, country="FR"),
    offer("worse", 0.2, 1300),
]


def test_the_volume_at_which_a_stated_saving_is_true():
    """Example 9d: $10.00 to 1.50, $400,000: 47,059 million tokens a year, three quarters of them read."""
    found = model_saving(OFFERS, "old-1", "new-1", Assumptions(), annual_usd=400_000)
    assert found.mtok_year == pytest.approx(47_059, abs=1)
    read, written = found.tokens
    assert (read, written) == pytest.approx((0.75 * 47_059e6, 0.25 * 47_059e6), rel=1e-4)


def test_fixed_costs_break_even_and_own_hosting():
    assumed = Assumptions(change_usd=60_000, server_mtok_month=1e6)
    found = model_saving(OFFERS, "old-1", "new-1", assumed, mtok_year=20_000)
    assert found.found.break_even_mtok == pytest.approx(7_059, abs=1)
    assert found.annual_usd == pytest.approx(110_000)
    assert found.own_mtok_month == pytest.approx(12_000 / 1.45)
    tight = model_saving(OFFERS, "old-1", "new-1", Assumptions(server_mtok_month=100))
    assert tight.own_mtok_month is None


def test_an_american_open_model_at_the_same_price_saves_the_same():
    found = model_saving(OFFERS, "old-1", "new-1", Assumptions(), annual_usd=400_000)
    assert found.same_price_us.choice.model == "yankee"
    assert found.same_price_us.saved_usd == pytest.approx(400_000)
    assert [other.choice.model for other in found.others] == ["new-1", "yankee", "better"]
    assert [other.choice.model for other in found.at_old_quality] == ["better"]
    assert any("50 points lower" in note for note in found.notes)


def test_more_tokens_for_the_same_work_eat_the_saving():
    found = model_saving(OFFERS, "old-1", "new-1", Assumptions(tokens_factor=2), mtok_year=1_000)
    assert found.annual_usd == pytest.approx(1_000 * (10 - 3))


def test_never_is_said():
    found = model_saving(OFFERS, "new-1", "old-1", Assumptions(), annual_usd=1)
    assert found.found.never
    assert found.mtok_year is None
    assert "no volume saves anything" in found.notes[0]


def test_whose_price():
    median = model_saving(OFFERS, "old-1", "new-1", Assumptions(host="median"))
    assert median.new.price == 2.5
    with pytest.raises(UsageError, match="sold by first party"):
        model_saving(OFFERS, "old-1", "new-1", Assumptions(host="first_party"))


def test_ratios_and_names_that_are_none():
    assert ratio_of(90.0, 30.0, 1.0) == 3
    assert ratio_of(90.0, 0.0, 1.0) == math.inf
    assert ratio_of(None, None, 2.0) == 2
    for given in ((0.0, 0.0), (-1.0, 2.0)):
        with pytest.raises(UsageError, match="0 to 0 is no workload"):
            ratio_of(*given, 3.0)
    with pytest.raises(UsageError, match="--ratio"):
        ratio_of(None, None, -1.0)
    with pytest.raises(UsageError, match="Nearest: new-1"):
        model_saving(OFFERS, "old-1", "nwe-1", Assumptions())


def test_the_saving_of_the_press_on_shipped_prices(starter):
    """gpt-5 to qwen3-32b, $400,000: the volume is that sum over the difference of the two cheapest prices."""
    import pyarrow.parquet as pq

    from weighbridge.definitions.cube import cube_of
    from weighbridge.definitions.price_offers import offers_in

    table = pq.read_table(starter.table("price_cells"))
    month = max(table["month"].to_pylist())
    rows = [r for r in table.to_pylist() if r["month"] == month and r["style"] == "raw"]
    least = {
        key: min((3 * r["price_in"] + r["price_out"]) / 4 for r in rows if r["model_key"] == key)
        for key in ("gpt-5", "qwen3-32b")
    }
    found = model_saving(
        offers_in(cube_of(table), month), "gpt-5", "qwen3-32b", Assumptions(), annual_usd=400_000
    )
    assert found.mtok_year == pytest.approx(400_000 / (least["gpt-5"] - least["qwen3-32b"]))
    assert found.same_price_us is not None
    assert found.same_price_us.saved_usd >= 0.99 * 400_000

"""Lead on the tiny world: differences of the README's sums, and what would level them."""

from __future__ import annotations

import pytest
from tests.tiny_world.worlds import bare, take_raw, values

from weighbridge.catalogue.errors import UsageError

PAIR = "CN-US"


def test_china_minus_the_united_states_in_three_months(tiny):
    """680 and 90 of 1,100; 850 and 340 of 1,310; 1,020 and 370 of 1,520."""
    found = values(tiny.indicator("lead", only=("CN", "US")))
    assert found == pytest.approx(
        {("2025-10", PAIR): 590 / 1100, ("2025-11", PAIR): 510 / 1310, ("2025-12", PAIR): 650 / 1520}
    )


def test_the_other_way_round_is_the_same_with_the_sign_changed(tiny):
    """Value, interval and bounds are turned about zero."""
    here = tiny.indicator("lead", only=("CN", "US")).rows
    there = tiny.indicator("lead", only=("US", "CN")).rows
    for one, other in zip(here, there, strict=True):
        assert other.group == "US-CN"
        assert other.value == -one.value
        assert (other.bound_low, other.bound_high) == pytest.approx((-one.bound_high, -one.bound_low))
        if one.low is not None:
            assert (other.low, other.high) == pytest.approx((-one.high, -one.low))


def test_bounds_give_the_unplaced_to_either_side(tiny):
    """October: 70 unplaced of 1,100, so (680 - 90 -+ 70) / 1,100; of the whole under both treatments."""
    for choice in ("in_denominator", "excluded"):
        row = tiny.indicator("lead", only=("CN", "US"), unattributed=choice).rows[0]
        assert (row.bound_low, row.bound_high) == pytest.approx((520 / 1100, 660 / 1100))
    assert row.value == pytest.approx(590 / 1030)


def test_the_mass_that_would_level_it(tiny):
    """|680 - 90| of 1,100, whoever stands first; more than the 70 unplaced, so nothing unplaced turns it."""
    for pair in (("CN", "US"), ("US", "CN")):
        result = tiny.indicator("lead", only=pair, month_to="2025-10", statistic="flip_mass")
        assert result.rows[0].value == pytest.approx(590 / 1100)
    assert "less than the 53.6 points that United States would need" in " ".join(result.notes)
    assert "26.8 points of the whole, filed with China by mistake" in " ".join(result.notes)


def test_without_a_pair_the_two_largest_of_the_last_month(tiny):
    """December: CN 1,020 and US 370; by line qwen 850 and glm 170, in the order of the alphabet."""
    assert {row.group for row in tiny.indicator("lead").rows} == {PAIR}
    assert {row.group for row in tiny.indicator("lead", group="line").rows} == {"glm-qwen"}


@pytest.mark.parametrize("only", [("CN",), ("CN", "US", "DE"), ("CN", "unknown"), ("CN", "cn")])
def test_a_lead_is_of_one_group_over_another(tiny, only):
    """One name, three, the unplaced, one twice: said, not guessed at."""
    with pytest.raises(UsageError, match="Name two groups"):
        tiny.indicator("lead", only=only)


def test_chained_leads_of_the_panel_that_grows(tmp_path):
    """METHODS' panel: China 16.7 and 22.5 %; the US 30 and 33 chained back by 33/30, of 66 + 60 + 18 x ...

    At the last crawl CN 18 + 9, US 33, FR 60 of 120. Chained back one crawl by the accounts watched twice:
    CN 27 / 1.5 = 18, US 33 / 1.1 = 30, FR 60 / 1 = 60 of 108.
    """
    wb = take_raw(bare(tmp_path), "osir_2025-01-14.csv")
    result = wb.indicator("lead", only=("CN", "US"), panel="chained")
    held = [row.value for row in result.rows]
    assert held[0] is None
    assert held[1:] == pytest.approx([(18 - 30) / 108, (27 - 33) / 120])

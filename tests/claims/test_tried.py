"""Values with their intervals: each behind its own share, and what the ends are said once."""

from __future__ import annotations

from weighbridge.catalogue.units import NARROW_SPACE
from weighbridge.claims.tried import Side, Tried, with_limits

PERCENT = f"{NARROW_SPACE}%"


def plain(one):
    return with_limits(one).replace(NARROW_SPACE, " ")


def test_each_share_has_its_own_interval():
    sides = (Side("CN", 0.194, 0.027, 0.451), Side("US", 0.589, 0.298, 0.919))
    found = f"China 19.4{PERCENT}, United States 58.9{PERCENT}"
    one = Tried("", "holds", found, sides=sides, unit="share")
    assert plain(one) == "China 19.4 % [2.7–45.1, 90 %], United States 58.9 % [29.8–91.9]"


def test_bounds_stand_in_where_there_is_no_interval_and_say_so():
    one = Tried(
        "", "holds", f"qwen 10.0{PERCENT}", sides=(Side("qwen", 0.1, None, None, 0.1, 0.3),), unit="share"
    )
    assert plain(one) == "qwen 10.0 % [10.0–30.0, bounds]"


def test_equal_shares_are_told_one_after_the_other():
    sides = (Side("A", 0.1, 0.05, 0.2), Side("B", 0.1, 0.07, 0.3))
    one = Tried("", "holds", f"A 10.0{PERCENT}, B 10.0{PERCENT}", sides=sides, unit="share")
    assert plain(one) == "A 10.0 % [5.0–20.0, 90 %], B 10.0 % [7.0–30.0]"


def test_a_lead_has_the_interval_of_the_difference():
    one = Tried(
        "",
        "holds",
        "A and B",
        sides=(Side("A", 0.5, 0.1, 0.9),),
        lead=Side("A", 0.1, -0.2, 0.3),
        unit="share",
    )
    assert plain(one) == "A and B [lead −20.0–30.0, 90 %]"

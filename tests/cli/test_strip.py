import pytest

from weighbridge.cli.strip import Lead, axis, fitting, scale_of, strip


def lead(value, low=None, high=None, bound_low=None, bound_high=None):
    return Lead(value, low, high, bound_low, bound_high, "●" if value > 0 else "■")


def test_a_row_by_hand():
    # 21 cells from -1 to 1: a tenth each; zero is cell 10.
    drawn = strip(lead(0.4, -0.5, 0.8, 0.2, 0.6), 21, 1.0)
    assert drawn == "     ─────│─░░●░░──"
    assert drawn.index("●") == 14


def test_bounds_cover_the_interval_and_the_mark_covers_both():
    assert strip(lead(-0.2, -0.3, -0.1, -0.4, 0.1), 21, 1.0) == "      ░░■░│░"


def test_what_is_not_known_is_not_drawn():
    assert strip(lead(0.3), 21, 1.0) == "          │  ●"
    assert strip(lead(0.3, 0.3, 0.3), 21, 1.0) == "          │  ●"


def test_a_small_lead_stands_beside_zero_on_its_own_side():
    assert strip(lead(0.004), 21, 1.0) == "          │●"
    assert strip(lead(-0.004), 21, 1.0) == "         ■│"


def test_what_lies_outside_ends_at_the_edge():
    assert strip(lead(0.9, -3.0, 3.0), 21, 0.5) == "──────────│─────────●"


def test_both_sides_are_treated_alike():
    for value in (0.03, 0.149, 0.151, 0.5, 0.77):
        right, left = strip(lead(value), 41, 1.0).index("●"), strip(lead(-value), 41, 1.0).index("■")
        assert right - 20 == 20 - left


@pytest.mark.parametrize(("reach", "expected"), [(0.05, 0.1), (0.2, 0.25), (0.54, 0.75), (0.95, 1.0)])
def test_the_scale_is_the_first_round_one_that_holds_everything(reach, expected):
    assert scale_of([lead(0.01, -reach, 0.02)]) == expected
    assert scale_of([lead(0.01, 0.0, 0.02, 0.0, reach)]) == expected


def test_the_width_is_odd_or_nothing():
    assert [fitting(width) for width in (10, 17, 18, 30, 31)] == [0, 17, 17, 29, 31]


def test_the_axis_names_both_sides():
    assert axis(31, "US ahead", "CN ahead") == "US ahead       0       CN ahead"
    assert len(axis(17, "US ahead", "CN ahead")) == 17

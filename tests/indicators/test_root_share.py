"""Indicator root_share: downloads by the maker of the root, by hand from the listing of ``lineage_world``."""

import pytest
from tests.tiny_world.worlds import month_values, parts

CAPTURE = "2026-11"
# China: Qwen3-8B 900, its tunings 200, 50, 300, half of the merge 1.5. United States: Llama 800, Gemma 90, 7,
# 5 and 5, the other half 1.5. France: Mistral 700. Nobody vouches for Odd-Thing, 80.
MASSES = {"CN": 1451.5, "US": 908.5, "FR": 700, "unknown": 80}


def test_by_root_by_hand(listing):
    assert month_values(listing.indicator("root_share"), CAPTURE) == pytest.approx(parts(**MASSES))


def test_by_publisher_it_is_the_download_share(listing):
    """Published in the US: 800, 90, 80, 200, 7; in France 700 and the merge, 3; by nobody known 50, 5, 5."""
    expected = parts(CN=1200, US=1177, FR=703, unknown=60)
    asked = listing.indicator("root_share", choices={"attribution": "publisher"})
    assert month_values(asked, CAPTURE) == pytest.approx(expected)
    assert month_values(listing.indicator("download_share"), CAPTURE) == pytest.approx(expected)


def test_bounds_and_the_whole(listing):
    rows = {row.group: row for row in listing.indicator("root_share").rows}
    whole = sum(MASSES.values())
    china = rows["CN"]
    assert (china.bound_low, china.bound_high) == pytest.approx((1451.5 / whole, 1531.5 / whole))
    assert sum(row.value for row in rows.values()) == pytest.approx(1)


def test_the_shipped_shares_by_root_differ_from_those_by_publisher(starter):
    """Both are there for the same month, the same downloads, and both sum to 1."""
    by_root = month_values(
        starter.indicator("root_share", month_from="2025-09", month_to="2025-09"), "2025-09"
    )
    by_hand = month_values(
        starter.indicator("download_share", month_from="2025-09", month_to="2025-09"), "2025-09"
    )
    assert sum(by_root.values()) == pytest.approx(1)
    assert sum(by_hand.values()) == pytest.approx(1)
    assert by_root["CN"] != pytest.approx(by_hand["CN"], abs=1e-3)

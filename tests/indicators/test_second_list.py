"""The second list of the tiny world, worked out by hand: owners, a spike, accounts that come and go."""

from __future__ import annotations

import pytest
from tests.tiny_world.worlds import month_values, parts

OCT, NOV, DEC = "2025-10", "2025-11", "2025-12"


def told(tiny, month: str, **choices: str) -> dict[str, float]:
    return month_values(tiny.indicator("download_share", choices={"list": "osir", **choices}), month)


def test_countries_of_three_months(tiny):
    """October: Qwen 900 + 100; unsloth 300 + 150, meta-llama 500 and openai 700; and so on."""
    assert told(tiny, OCT) == pytest.approx(parts(CN=1000, SG=200, US=1650, FI=80, unknown=50))
    assert told(tiny, NOV) == pytest.approx(parts(CN=9170, SG=220, US=1770, FI=90, unknown=60))
    assert told(tiny, DEC) == pytest.approx(parts(CN=1190, SG=240, US=1090, FI=100, unknown=70))


def test_the_other_list_stays_the_widest(tiny):
    """Nine and ten models here, eleven and twelve there: nobody who names no list gets this one."""
    assert tiny.indicator("download_share").at(OCT, "CN").value == pytest.approx(680 / 1100)


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        # SeaLLMs is Alibaba's, Poro is AMD's.
        ({"accounts": "parents_merged"}, {"CN": 1200, "US": 1730, "unknown": 50}),
        # The copy of Qwen2.5 counts for Alibaba, that of Llama for Meta, which sits where unsloth does.
        ({"copies": "copies_to_base"}, {"CN": 1300, "SG": 200, "US": 1350, "FI": 80, "unknown": 50}),
        # zai-org comes in November, openai is gone in December.
        ({"panel": "constant"}, {"CN": 1000, "SG": 200, "US": 950, "FI": 80, "unknown": 50}),
        ({"measure": "likes"}, {"CN": 71, "SG": 14, "US": 99, "FI": 9, "unknown": 5}),
        ({"unattributed": "excluded"}, {"CN": 1000, "SG": 200, "US": 1650, "FI": 80}),
        # 7.6 B and 0.6 B are known from the other list, as are the two copies; no other size is.
        ({"size_floor": "7b"}, {"CN": 900, "US": 450}),
    ],
    ids=lambda case: "-".join(case.values()) if isinstance(case, dict) and "CN" not in case else "",
)
def test_october_under_other_definitions(tiny, choices, expected):
    assert told(tiny, OCT, **choices) == pytest.approx(parts(**expected))


def test_a_spike_is_counted_as_it_is_and_capped_on_demand(tiny):
    """9,000 between 900 and 1,000: at least five times the larger, which stands in its place when capped."""
    row = tiny.indicator("download_share", choices={"list": "osir"}).at(NOV, "CN")
    assert "spike" in row.flags
    assert row.value == pytest.approx(9170 / 11310)
    capped = told(tiny, NOV, spikes="capped")
    assert capped == pytest.approx(parts(CN=1170, SG=220, US=1770, FI=90, unknown=60))


def test_chained_backwards_from_december(tiny):
    """Links of matched accounts: Qwen alone into November, openai out of it before December.

    China 1,190 / (1,190/9,170) / (9,110/1,000); the United States 1,090 / (1,090/1,020) / (1,770/1,650);
    the others and the unplaced one keep the accounts they have, so their own counts stand.
    """
    expected = parts(CN=9170 / 9.11, SG=200, US=1020 * 1650 / 1770, FI=80, unknown=50)
    assert told(tiny, OCT, panel="chained") == pytest.approx(expected)


def test_bounds_of_the_lead(tiny):
    """1,000 - 1,650 of 2,980, and the unplaced 50 to either side."""
    lead = tiny.lead("download_share", "CN", "US", month=OCT, choices={"list": "osir"})
    assert (lead.value, lead.bound_low, lead.bound_high) == pytest.approx(
        (-650 / 2980, -700 / 2980, -600 / 2980)
    )

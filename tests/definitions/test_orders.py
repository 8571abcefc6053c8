"""Order of two groups at both ends of what nobody has placed, by hand."""

import pytest
from tests.tiny_world.worlds import of_counts

DAY = "2025-06-15"


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    counts = {
        "Qwen/Qwen3-8B": 30,
        "deepseek-ai/DeepSeek-V3": 30,
        "openai/gpt-oss-20b": 20,
        "google/gemma-3-4b-it": 20,
        "nobody-knows-them/model": 40,
    }
    return of_counts(tmp_path_factory.mktemp("orders"), {DAY: counts})


def test_the_ends_give_all_that_is_unplaced_to_one_side_then_to_the_other(world):
    """60 against 40 with 40 unplaced of 140: the lead is 20/140, from -20/140 to 60/140."""
    found = world.order("download_share", "CN", "US", "2025-06")
    assert found.lead.value == pytest.approx(20 / 140)
    assert (found.lead.bound_low, found.lead.bound_high) == pytest.approx((-20 / 140, 60 / 140))
    assert found.p_low is not None
    assert found.p_high is not None
    assert found.p_low < found.lead.lead_frequency < found.p_high


def test_simulated_by_itself_the_part_of_draws_agrees(world):
    """Five makers, each drawn five times with replacement: 200,000 draws of the same resampling."""
    import numpy as np

    rng = np.random.default_rng(7)
    weights = rng.multinomial(5, [0.2] * 5, 200_000)
    cn, us, unknown = weights[:, :2] @ [30, 30], weights[:, 2:4] @ [20, 20], weights[:, 4] * 40
    found = world.order("download_share", "CN", "US", "2025-06")
    for side, got in ((-1, found.p_low), (1, found.p_high)):
        gap = cn - us + side * unknown
        expected = float((gap > 0).mean() + (gap == 0).mean() / 2)
        assert got == pytest.approx(expected, abs=0.035)


def test_one_maker_has_no_draws(world):
    found = world.order("download_share", "qwen", "deepseek", "2025-06", group="line")
    assert (found.p_low, found.p_high) == (None, None)

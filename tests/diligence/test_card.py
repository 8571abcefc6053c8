"""Cards of shipped models: four answers kept apart, the strictest link, dates, what is unknown."""

import datetime
import json
import math
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import weighbridge
from weighbridge.catalogue.errors import UsageError
from weighbridge.diligence.card.alternatives import Wanted, alternatives_to, wanted_part, wanted_size
from weighbridge.diligence.card.card import card_of
from weighbridge.diligence.card.comparing import NO_DIFFERENCE, compared, difference
from weighbridge.diligence.card.lines import lines_of
from weighbridge.diligence.card.memory import memory_of, named_size
from weighbridge.diligence.card.quality import Measured, Scores, told_apart
from weighbridge.diligence.card.summary import summary_of

DISTILLED = "deepseek-ai/DeepSeek-R1-Distill-Llama-70B"
SHOWN = (DISTILLED, "nvidia/AceReason-Nemotron-7B", "WeiboAI/VibeThinker-3B", "microsoft/Fara-7B")
STARTER = Path(weighbridge.__file__).parent / "starter" / "snapshots"
DAY = datetime.date(2026, 11, 20)


@pytest.fixture(scope="module")
def holdings(starter):
    return starter.holdings(day=DAY)


@pytest.fixture(scope="module")
def scores(holdings):
    return Scores(holdings)


def makers(card, role):
    return [item.maker.organisation_id for item in card.of(role)]


def test_distilled_llama_is_the_card_of_the_design(holdings, scores):
    """Publisher and root differ, MIT does not lift Llama's terms, four rules in force and one pending."""
    card = card_of(holdings, DISTILLED, scores)
    assert (makers(card, "publisher"), makers(card, "root")) == (["deepseek"], ["meta"])
    said = card.as_dict()
    assert said["licence"]["instruction"].startswith("MIT License as published. Treat as Llama 3.3 Community")
    (publisher,) = card.of("publisher")
    assert len(publisher.holding) == 4
    assert [d.status for d in publisher.designations].count("pending") == 1
    assert said["licence"]["conflicts"][0]["parent"] == "meta-llama/Llama-3.3-70B-Instruct"


def test_quality_has_its_interval_and_who_ran_it(holdings, scores):
    """GPQA 0.5574 with error 0.0297: 55.7 [50.9, 60.6] at 90 %."""
    gpqa = next(
        item for item in scores.of("deepseek-ai/deepseek-r1-distill-llama-70b") if item.title == "GPQA"
    )
    z = 1.6448536269514722
    assert gpqa.run_by == "Epoch AI"
    assert gpqa.low == pytest.approx(0.557449494949 - z * 0.029734652192)
    assert gpqa.text() == "GPQA 55.7 [50.9–60.6]"


def test_safety_is_of_this_very_model(holdings, scores):
    """151 of 1,260 is the 70 B distillate's; neither its parent nor AceReason has it."""
    held = {item.run: item for item in card_of(holdings, DISTILLED, scores).safety}
    assert (held["astral-r1"].count, held["astral-r1"].total) == (151, 1260)
    assert card_of(holdings, "meta-llama/Llama-3.3-70B-Instruct", scores).safety == ()
    other = card_of(holdings, "nvidia/AceReason-Nemotron-7B", scores)
    assert other.safety == ()
    assert "jailbreak" in other.not_tested


def test_a_brand_is_no_root(holdings, scores):
    """NVIDIA's model: no list names NVIDIA; two name the root's maker, four a maker on the way."""
    card = card_of(holdings, "nvidia/AceReason-Nemotron-7B", scores)
    assert makers(card, "root") == ["alibaba"]
    assert makers(card, "parent") == ["deepseek"]
    assert [len(item.holding) for item in card.named] == [0, 2, 4]
    assert {item["instrument_id"] for item in card.as_dict()["rules_that_follow"]} == {
        "us-ndaa-2024-s805",
        "us-ndaa-2024-s805-indirect",
    }


def test_unknown_is_said_as_unknown(holdings, scores):
    card = card_of(holdings, "microsoft/Fara-7B", scores)
    said = " ".join(card.unknown())
    for word in ("Components", "Price", "Quality", "not confirmed in 30 days"):
        assert word in said
    assert card.as_dict()["quality"] == []
    conflicted = card_of(holdings, "WeiboAI/VibeThinker-3B", scores)
    assert "Qwen Research License" in conflicted.as_dict()["licence"]["instruction"]


def test_every_line_says_what_it_rests_on(holdings, scores):
    lines = lines_of(card_of(holdings, DISTILLED, scores))
    heads = [line.head for line in lines if line.head]
    assert heads == [
        "BUILT ON",
        "LICENCE",
        "LISTED",
        "PROMPTS",
        "PRICE",
        "QUALITY",
        "SAFETY",
        "MEMORY",
        "OPENNESS",
        "UNKNOWN",
    ]


@pytest.mark.parametrize("model", SHOWN)
def test_no_line_is_without_its_source(holdings, scores, model):
    card = card_of(holdings, model, scores)
    bare = [line for line in (*lines_of(card), *summary_of(card)) if not line.evidence.strip()]
    assert bare == []
    assert {item.text for item in card.missing()} == set(card.as_dict()["unknown"])


def flags_of_the_list() -> dict[bool, tuple[str, ...]]:
    """Read off the shipped list itself: every entry whose name without maker is the model's."""
    path = next(STARTER.glob("models_dev/2026-05-21/openness_flags.parquet"))
    rows = pq.read_table(path).to_pylist()
    name = DISTILLED.rpartition("/")[2].lower()
    mine = [row for row in rows if row["model_label"].lower().rpartition("/")[2] == name]
    return {
        is_open: tuple(sorted({row["provider"] for row in mine if row["is_open"] is is_open}))
        for is_open in (True, False)
    }


def test_a_contradiction_about_open_weights_is_on_the_card(holdings, scores):
    said = flags_of_the_list()
    card = card_of(holdings, DISTILLED, scores)
    assert said[True]
    assert said[False]
    assert (card.openness.open, card.openness.closed) == (said[True], said[False])
    (line,) = (line for line in lines_of(card) if line.head == "OPENNESS")
    assert line.text.startswith("conflict: ")
    assert all(name in line.text for name in (*said[True], *said[False]))
    (short,) = (line for line in summary_of(card) if line.head == "OPENNESS")
    assert short.text == f"conflict: open, say {len(said[True])} sellers; closed, say {len(said[False])}"
    assert card_of(holdings, "microsoft/Fara-7B", scores).as_dict()["openness"]["is_conflict"] is None


def test_the_card_is_plain_json(holdings, scores):
    again = json.loads(json.dumps(card_of(holdings, DISTILLED, scores).as_dict(), ensure_ascii=False))
    assert again["sellers"][0]["zero_retention"] is None
    assert [way["way"] for way in again["use"]] == ["self_hosted", "host", "router"]


def test_a_card_of_a_past_day_knows_nothing_later(starter, holdings, scores):
    """On 1 December 2025 and today: what differs was learnt between."""
    then = starter.card(DISTILLED, "2025-12-01")
    now = card_of(holdings, DISTILLED, scores)
    before = {d.instrument_id: d for item in then.named for d in item.designations}
    after = {d.instrument_id: d for item in now.named for d in item.designations}
    assert set(before) == {"us-tx-prohibited-technologies", "us-ny-its-ban"}
    gained = [after[name] for name in after.keys() - before.keys()]
    assert {d.known_from > datetime.date(2025, 12, 1) for d in gained} == {True}
    learnt = datetime.date(2025, 12, 1)
    assert not then.sellers
    assert all(datetime.date.fromisoformat(item.measured_on) > learnt for item in now.quality)
    assert {item.run for item in then.safety} == {"astral-r1"}
    tags = [tag for link in now.licence.links for tag in link.tags]
    assert tags
    assert all(day > "2025-12-01" for day, _ in tags)
    assert then.as_of == "2025-12-01"


def figure(value, se, setting="a"):
    return Measured("gpqa_diamond", "GPQA", value, None, None, se, setting, "x", "", "", True)


def test_a_difference_is_told_only_beyond_both_errors():
    """0.60 and 0.50 with errors of 0.03: 0.10 is 2.36 errors of the difference, 0.06 is 1.41."""
    assert 0.10 / math.hypot(0.03, 0.03) == pytest.approx(2.357, abs=1e-3)
    assert told_apart(figure(0.60, 0.03), figure(0.50, 0.03))
    assert not told_apart(figure(0.56, 0.03), figure(0.50, 0.03))
    assert told_apart(figure(0.56, None), figure(0.50, 0.03)) is None
    assert difference([figure(0.56, 0.03, "a"), figure(0.50, 0.03, "b")], 2) == NO_DIFFERENCE
    assert difference([figure(0.60, 0.03, "a"), figure(0.50, 0.03, "b")], 2) == "a ahead"
    assert difference([figure(0.5, 0.03)], 2) == "measured for one"


def test_models_side_by_side(holdings, scores):
    rows = {
        row.matter: row
        for row in compared([card_of(holdings, m, scores) for m in (DISTILLED, "microsoft/phi-4")])
    }
    assert rows["root"].cells == ("Meta (US)", "Microsoft (US)")
    assert rows["GPQA"].verdict == NO_DIFFERENCE
    assert rows["safety: jailbreaking"].cells[1] == "not tested"


def test_alternatives_satisfy_what_is_asked_and_unknown_does_not(holdings, scores):
    card = card_of(holdings, DISTILLED, scores)
    wanted = Wanted(
        not_root_countries=frozenset({"CN"}),
        not_designated=True,
        within=0.1,
        fits_gb=80,
        licence="permissive",
    )
    found = alternatives_to(holdings, card, wanted, scores)
    assert found.measure == "gpqa_diamond"
    assert found.base is not None
    assert found.found
    for item in found.found:
        assert item.quality.value >= 0.9 * found.base.value
        assert all(maker.country != "CN" for maker in item.card.root_makers)
        assert not any(named.holding for named in item.card.named)
        assert item.card.licence.terms.licence_class == "permissive"
        assert not item.card.licence.terms.at_least
        assert (item.card.memory.needs() or 1e9) <= 80
    assert sum(found.passed_over.values()) > 0


def test_a_count_far_from_the_name_is_set_aside():
    """A list once gave 7 B for a 70 B model: the older count of 70.6 B stands."""
    day = datetime.date(2026, 1, 1)
    rows = [
        {"parameters": 70_600_000_000, "active_parameters": None, "observed_on": day, "source": "a"},
        {"parameters": 7_000_000_000, "active_parameters": None, "observed_on": day, "source": "b"},
    ]
    held = memory_of("x/Some-70B", rows)
    assert held.parameters == 70_600_000_000
    assert held.gigabytes[16] == pytest.approx(141.2)
    assert "far from the 70 B of its name" in held.set_aside[0]
    assert memory_of("x/Some-70B", []).parameters is None


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("a/Mixtral-8x7B-v0.1", 56e9),
        ("a/Qwen3-30B-A3B", 30e9),
        ("a/Llama-4-Scout-17B-16E", None),
        ("a/gpt", None),
    ],
)
def test_sizes_in_names(name, size):
    assert named_size(name) == size


def test_constraints_are_read_or_refused():
    assert (wanted_size("80GB"), wanted_size("1.5tb"), wanted_part("5%"), wanted_part("0.05")) == (
        80,
        1500,
        0.05,
        0.05,
    )
    with pytest.raises(UsageError, match="no size"):
        wanted_size("big")
    with pytest.raises(UsageError, match="no part"):
        wanted_part("500%")

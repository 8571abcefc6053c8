"""Supposed changes: roots counted, not brands; terms along the line; hosts; and words that do not fit."""

from pathlib import Path

import pytest

from weighbridge.catalogue.errors import UsageError
from weighbridge.diligence.inventory.inventory import inventory_of
from weighbridge.diligence.whatif import read_change, what_if

SAMPLE = Path(__file__).parent / "sample_repository"


@pytest.fixture(scope="module")
def holdings(starter):
    return starter.holdings()


@pytest.fixture(scope="module")
def inventory(holdings):
    return inventory_of(holdings, SAMPLE)


def asked(holdings, inventory, *changes):
    return what_if(holdings, inventory, [read_change(kind, text) for kind, text in changes])


def test_roots_are_counted_not_brands(holdings, inventory):
    """Four of fourteen stand on Alibaba's weights; one of them bears its brand."""
    found = asked(holdings, inventory, ("designate", "alibaba=us-bis-entity-list"))
    why = {item.used.model_id: item.why for item in found.touched}
    assert set(why) == {
        "microsoft/Fara-7B",
        "nvidia/AceReason-Nemotron-7B",
        "Qwen/Qwen2.5-7B-Instruct",
        "WeiboAI/VibeThinker-3B",
    }
    assert all(reasons[0].startswith("root: Qwen/") for reasons in why.values())
    assert [model for model, reasons in why.items() if "publisher" in reasons] == ["Qwen/Qwen2.5-7B-Instruct"]
    assert all("keep running" in item.keeps for item in found.touched)
    assert set(found.not_known) == {"acme-internal/ranker-7b", "anthropic/claude-opus-4-5"}
    assert len(found.touched) + len(found.untouched) + len(found.not_known) == 14


def test_the_switch_is_not_touched_itself_and_has_its_interval(holdings, inventory):
    found = asked(holdings, inventory, ("designate", "alibaba=us-bis-entity-list"))
    qwen = next(item for item in found.touched if item.used.model_id == "Qwen/Qwen2.5-7B-Instruct")
    assert qwen.switch.quality.low is not None
    makers = {maker.organisation_id for maker in qwen.switch.card.root_makers}
    assert "alibaba" not in makers
    base = qwen.switch_note.partition("MMLU ")[2]
    assert qwen.switch.quality.value * 100 >= 0.95 * float(base.partition(" ")[0]) - 0.05
    fara = next(item for item in found.touched if item.used.model_id == "microsoft/Fara-7B")
    assert "not measured" in fara.switch_note


def test_a_publisher_on_the_way_is_touched_by_way_of_it(holdings, inventory):
    found = asked(holdings, inventory, ("designate", "deepseek=us-dod-1260h"))
    why = {item.used.model_id: item.why for item in found.touched}
    assert why["nvidia/AceReason-Nemotron-7B"] == ("on the way: deepseek-ai/DeepSeek-R1-Distill-Qwen-7B",)
    assert why["deepseek-ai/DeepSeek-R1-Distill-Llama-70B"] == ("publisher",)
    assert "microsoft/Fara-7B" not in why


def test_other_terms_of_an_ancestor_reach_what_stands_on_it(holdings, inventory):
    found = asked(holdings, inventory, ("licence", "Qwen/Qwen2.5-VL-7B-Instruct=cc-by-nc-4.0"))
    (touched,) = found.touched
    assert touched.used.model_id == "microsoft/Fara-7B"
    assert "commercial use allowed -> not allowed" in touched.why[0]


def test_a_host_that_is_gone(holdings, inventory):
    found = asked(holdings, inventory, ("host", "groq"))
    (touched,) = found.touched
    assert touched.used.model_id == "deepseek-ai/DeepSeek-R1-Distill-Llama-70B"
    assert "the same weights at 5 other sellers" in touched.keeps


def test_prices_times_a_factor(holdings):
    from weighbridge.diligence.card.hosting import sellers
    from weighbridge.diligence.whatif import supposed

    model = "deepseek-ai/deepseek-r1-distill-llama-70b"
    after = holdings.supposing(supposed([read_change("price", "groq=2x")], holdings.day))
    before = {seller.name: seller.price for seller in sellers(holdings, model)}
    later = {seller.name: seller.price for seller in sellers(after, model)}
    assert later["Groq"] == pytest.approx(2 * before["Groq"])
    assert later["Nscale"] == before["Nscale"]


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("designate", "alibabba=us-bis-entity-list", "Nearest: alibaba"),
        ("designate", "alibaba=us-bis-list", "us-bis-entity-list"),
        ("designate", "alibaba", "ORGANISATION=INSTRUMENT"),
        ("licence", "a/b=no-such", "No licence"),
        ("host", "grok", "No host 'grok'"),
        ("price", "groq=cheap", "no factor"),
        ("price", "groq=0", "no factor"),
    ],
)
def test_words_that_do_not_fit_are_told(kind, text, said):
    with pytest.raises(UsageError) as error:
        read_change(kind, text)
    assert said in str(error.value)


def test_a_model_nobody_knows_cannot_change_its_terms(holdings, inventory):
    with pytest.raises(UsageError, match="No model"):
        asked(holdings, inventory, ("licence", "nobody/nothing-1=mit"))

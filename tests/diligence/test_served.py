"""Names that price lists sell and nobody holds weights of: known models with sellers, makers and prices."""

from __future__ import annotations

import datetime

import pyarrow.parquet as pq
import pytest

from weighbridge.catalogue.errors import UsageError
from weighbridge.cli.card_view import card_lines
from weighbridge.cli.terminal import Terminal
from weighbridge.diligence.card.card import card_of
from weighbridge.diligence.card.comparing import compared
from weighbridge.diligence.card.lines import lines_of
from weighbridge.diligence.card.summary import summary_of
from weighbridge.diligence.inventory.inventory import inventory_of
from weighbridge.diligence.policy.judging import judge
from weighbridge.diligence.policy.reading import policy_of

CLAUDE = "anthropic/claude-opus-4-5"
POLICY = """version: 1
data:
  unknown: review
axes:
  publisher:
    deny_country: [US]
cost:
  max_usd_per_mtok_blended: 1
"""


@pytest.fixture(scope="module")
def holdings(starter):
    return starter.holdings(day=datetime.date(2026, 11, 20))


@pytest.fixture(scope="module")
def card(holdings):
    return card_of(holdings, CLAUDE)


def test_a_sold_name_has_its_maker_and_the_sellers_of_the_price_lists(starter, card):
    """The lowest price is the lowest of the lists own rows under that name, three read to one written."""
    rows = [
        row
        for row in pq.read_table(starter.table("prices")).to_pylist()
        if row["quality"] == "priced"
        and row["model_label"].rpartition("/")[2].replace(".", "-") == "claude-opus-4-5"
        and row["valid_until"] is None
    ]
    blended = [(3 * r["price_in_usd_per_mtok"] + r["price_out_usd_per_mtok"]) / 4 for r in rows]
    assert {"anthropic", "openrouter"} <= {row["provider"] for row in rows}
    assert {"anthropic", "openrouter"} <= {seller.host_id or seller.name for seller in card.sellers}
    assert card.sellers[0].price == pytest.approx(min(blended))
    assert card.ancestry.model.publisher.organisation_id == "anthropic"
    assert card.as_dict()["answer"] == "Anthropic (US); sold as a service, and no list holds its weights."
    assert [way["way"] for way in card.as_dict()["use"]] == ["host", "router"]


def test_what_is_not_known_of_it_is_said(card):
    text = " ".join(card.unknown())
    assert "root of its weights" in text
    assert "whose weights are published" in text
    assert all(line.evidence for line in (*lines_of(card), *summary_of(card)))
    assert "your machines" not in "\n".join(card_lines(card, Terminal()))


def test_ways_of_writing_it_mean_the_same(holdings, card):
    for text in ("claude-opus-4-5", "openrouter/anthropic/claude-opus-4.5", "served:claude-opus-4-5"):
        other = card_of(holdings, text)
        assert (other.canonical_id, other.sellers) == (card.canonical_id, card.sellers)


@pytest.mark.parametrize("text", ["acme/claude-opus-4-5", "azure/claude-opus-4-5", "anthropic/claude-0"])
def test_another_owners_name_or_a_seller_that_does_not_sell_it_is_no_such_model(holdings, text):
    with pytest.raises(UsageError, match="No model"):
        card_of(holdings, text)


def test_it_stands_beside_a_model_with_weights(holdings, card):
    rows = {row.matter: row for row in compared([card, card_of(holdings, "microsoft/phi-4")])}
    assert rows["publisher"].cells[0] == "Anthropic (US)"


def test_a_policy_judges_its_publisher_and_price(holdings, tmp_path):
    lines = ("model_list:", "  - litellm_params:", f"      model: {CLAUDE}", "")
    (tmp_path / "litellm.yaml").write_text("\n".join(lines), encoding="utf-8")
    found = inventory_of(holdings, tmp_path)
    (used,) = found.models
    assert (used.is_known, used.is_sold) == (False, True)
    rules = {item.rule: item for item in judge(holdings, found, policy_of(POLICY, "p.yaml")).findings}
    assert {"model.unknown", "publisher.country", "cost.max"} <= set(rules)
    assert "price lists sell it" in rules["model.unknown"].text
    assert {item.place.line for item in rules.values() if item.model == CLAUDE} == {3}

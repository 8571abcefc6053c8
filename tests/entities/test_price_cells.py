"""Hosts, names of models in price lists, and which price counts in which month."""

from __future__ import annotations

import pyarrow.parquet as pq
import pytest
from tests.tiny_world.worlds import bare, take_records

from weighbridge.entities.hosts import load_hosts, load_providers
from weighbridge.entities.price_cells import in_one_unit, model_key, rated_key


@pytest.mark.parametrize(
    ("label", "provider", "key"),
    [
        ("Qwen/Qwen3-32B", "ovhcloud", "qwen3-32b"),
        ("qwen.qwen3-32b-v1:0", "aws", "qwen3-32b"),
        ("us.amazon.nova-pro-v1:0", "amazon-bedrock", "nova-pro"),
        ("@cf/openai/gpt-oss-120b", "cloudflare", "gpt-oss-120b"),
        ("databricks-gpt-oss-120b", "databricks", "gpt-oss-120b"),
        ("gpt-5.6-luna", "openai", "gpt-5-6-luna"),
    ],
)
def test_one_model_however_it_is_spelt(label, provider, key):
    assert model_key(label, provider) == key


def test_effort_and_mode_do_not_change_the_price():
    assert rated_key("gpt-5-high") == "gpt-5"
    assert rated_key("claude-opus-4-8-thinking") == "claude-opus-4-8"
    assert rated_key("claude-sonnet-4-thinking-32k") == "claude-sonnet-4"


def test_seat_machines_and_laboratory_are_three_facts():
    """Z.ai: contract in Singapore, laboratory of Zhipu, whose seat is another matter; Nebius: NL."""
    hosts = load_hosts()
    assert hosts["z-ai"].headquarters_country == "SG"
    assert hosts["z-ai"].organisation_id == "zhipu"
    assert hosts["xiaomi"].datacentre_countries == ("SG", "NL")
    assert hosts["quicksilverpro"].headquarters_country == ""
    assert load_providers()["huggingface_nscale"].host_id == "nscale"
    assert load_providers()["openrouter"].host_id == ""


def test_an_undated_price_counts_in_the_month_of_the_list_alone(tmp_path):
    wb = bare(tmp_path / "home")
    records = [
        {"provider": "groq", "model": "m-1", "price_in": 1.0, "price_out": 1.0},
        {
            "provider": "together",
            "model": "m-1",
            "price_in": 2.0,
            "price_out": 2.0,
            "valid_from": "2026-01-10",
        },
        {"provider": "groq", "model": "m-1:free", "price_in": 0.1, "price_out": 0.1},
        {"provider": "novita", "model": "m-1", "price_in": 0, "price_out": 0},
    ]
    take_records(wb, tmp_path, "2026-03-05", records, source="price_list")
    rows = pq.read_table(wb.table("price_cells")).to_pylist()
    raw = {(row["month"], row["provider"]): row["price_in"] for row in rows if row["style"] == "raw"}
    assert raw == {
        ("2026-01", "together"): 2.0,
        ("2026-02", "together"): 2.0,
        ("2026-03", "together"): 2.0,
        ("2026-03", "groq"): 1.0,
    }
    assert {row["host_country"] for row in rows} == {"US"}


def test_gpt_oss_is_not_sold_by_openai(starter):
    rows = pq.read_table(starter.table("price_cells")).to_pylist()
    assert not [row for row in rows if row["model_key"] == "gpt-oss-120b" and row["provider"] == "openai"]
    assert len({row["provider"] for row in rows if row["model_key"] == "gpt-oss-120b"}) > 10


def test_a_seller_a_thousandfold_off_all_others_is_a_mistaken_unit():
    """Per thousand taken for per million: 0.0006 among 0.5 to 0.7. Tenfold is a price; two prove nothing."""

    def offer(model, price, seller):
        return {
            "model_key": model,
            "seller": seller,
            "price_in_usd_per_mtok": price,
            "price_out_usd_per_mtok": price,
        }

    many = [offer("m", price, f"s{price}") for price in (0.0006, 0.5, 0.6, 0.7, 6.0)]
    two = [offer("n", price, f"s{price}") for price in (0.0006, 0.6)]
    kept = in_one_unit([*many, *two])
    assert [o["price_in_usd_per_mtok"] for o in kept if o["model_key"] == "m"] == [0.5, 0.6, 0.7, 6.0]
    assert len([o for o in kept if o["model_key"] == "n"]) == 2


def test_offers_are_the_newest_month_without_ratings(starter):
    """The same sellers at the same prices, whether asked beside ratings of every month or alone."""
    cells = pq.read_table(starter.table("price_cells")).to_pylist()
    newest = max(row["month"] for row in cells)
    shared = ("model_key", "provider", "host_id", "channel", "host_country", "datacentre_countries")
    shared += ("is_dated", "price_in", "price_out", "priced_on")
    expected = [
        tuple(row[name] for name in shared)
        for row in cells
        if row["month"] == newest and row["style"] == "controlled"
    ]
    offers = pq.read_table(starter.table("price_offers")).to_pylist()
    assert [tuple(row[name] for name in shared) for row in offers] == expected

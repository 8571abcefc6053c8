"""Each source that can be fetched, against a stand-in that answers in its own form."""

from __future__ import annotations

import datetime
import hashlib
import io
import json
import re

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.live import stand_in as faults
from tests.live.conftest import DAY, Visitor
from tests.live.stand_in import Answer, json_answer, model

from weighbridge.catalogue import registry
from weighbridge.entities.fetched_accounts import fetch_plans


@pytest.fixture
def hosts(hub, monkeypatch):
    """The stand-in in the place of every host that is asked."""
    names = ("huggingface.co", "epoch.ai", "models.dev", "openrouter.ai", "modelscope.cn")
    monkeypatch.setenv("WEIGHBRIDGE_MIRRORS", ",".join(f"https://{name}={hub.url}" for name in names))
    return hub


def rows(visitor: Visitor, table: str) -> list[dict]:
    return pq.read_table(visitor.bridge.table(table)).to_pylist()


def test_every_source_that_can_be_fetched_says_what_it_asks_and_asks_over_tls(visitor):
    plans = fetch_plans(visitor.home, (), (), False, DAY)
    names = {plan.source.name for plan in plans}
    assert names == {source.name for source in registry.sources() if source.fetch}
    assert len(names) >= 12
    for plan in plans:
        assert plan.source.fetch is not None
        assert plan.source.fetch.asks[0].islower()
        assert all(lane.url.startswith("https://") for lane in plan.lanes)
        assert len({lane.name for lane in plan.lanes}) == len(plan.lanes)


# The Hub ----------------------------------------------------------------------------------------------


def test_accounts_are_listed_one_by_one(hub, visitor):
    outcome = visitor.one("hub_organisations", accounts=("openai", "Qwen"))
    expected = [one for one in hub.models if one["id"].partition("/")[0] in ("openai", "Qwen")]
    assert outcome.records == len(expected)
    assert {row["list_id"] for row in rows(visitor, "model_observations")} == {"hub_organisations"}
    assert all("author=" in path for path in hub.paths())


def test_without_names_the_accounts_judged_to_be_the_makers_own_are_asked(visitor):
    (plan,) = fetch_plans(visitor.home, ("hub_organisations",), (), False, DAY)
    assert {"Qwen", "openai", "mistralai"} <= set(plan.wanted.accounts)
    assert len(plan.lanes) == len(plan.wanted.accounts) > 100


def test_changes_are_asked_until_the_day_of_the_newest_snapshot(hub, visitor):
    visitor.one("hub_changes")
    for number, one in enumerate(hub.models):
        day = DAY - datetime.timedelta(days=number // 10)
        one["lastModified"] = f"{day}T10:00:00.000Z"
    asked = len(hub.log)
    outcome = visitor.one("hub_changes", day=DAY + datetime.timedelta(1))
    held = {one["id"] for one in hub.models[:20]}
    assert held <= {record["id"] for record in visitor.records("hub_changes", DAY + datetime.timedelta(1))}
    assert len(hub.log) - asked <= 3, "what is older is not asked for"
    assert outcome.state == "whole"
    assert rows(visitor, "model_observations") == [], "a list of changes says nothing of use"


def test_trending_is_one_page(hub, visitor):
    assert visitor.one("hub_trending").pages == 1


# Files ------------------------------------------------------------------------------------------------


def stored(hub, path: str, body: bytes, commit: str = "c0ffee", with_ranges: bool = True) -> None:
    """A file behind a redirect to its storage, as the Hub gives them: commit and hash on the first answer."""
    told = {
        "X-Repo-Commit": commit,
        "X-Linked-Size": str(len(body)),
        "X-Linked-ETag": f'"{hashlib.sha256(body).hexdigest()}"',
        "Location": f"/storage{path}",
    }
    hub.files[path] = lambda handler: Answer(302, dict(told), b"")
    hub.files[path.replace("/main/", f"/{commit}/")] = hub.files[path]

    def storage(handler) -> Answer:
        found = re.fullmatch(r"bytes=(\d*)-(\d*)", handler.headers.get("Range", ""))
        if not found or not with_ranges:
            return Answer(200, {}, body)
        first = int(found[1]) if found[1] else max(len(body) - int(found[2]), 0)
        last = min(int(found[2]) if found[1] and found[2] else len(body) - 1, len(body) - 1)
        headers = {"Content-Range": f"bytes {first}-{last}/{len(body)}"}
        return Answer(206, headers, body[first : last + 1])

    hub.files[f"/storage{path}"] = storage


def hub_table(count: int = 3000) -> bytes:
    """The daily table: cards as JSON texts, a wide column nobody reads, three row groups."""
    held = [model(number) for number in range(count)]
    names = (
        "id",
        "createdAt",
        "lastModified",
        "downloads",
        "downloadsAllTime",
        "likes",
        "tags",
        "pipeline_tag",
    )
    columns = {name: [one[name] for one in held] for name in names}
    columns["cardData"] = [json.dumps(one["cardData"]) if one["cardData"] else None for one in held]
    noise = [hashlib.sha512(str(number).encode()).hexdigest() * 8 for number in range(count)]
    columns["siblings"] = noise
    out = io.BytesIO()
    pq.write_table(
        pa.table(columns), out, row_group_size=count // 3, use_dictionary=False, compression="none"
    )
    return out.getvalue()


HUB_STATS = "/datasets/cfahlgren1/hub-stats/resolve/main/models.parquet"


def test_of_a_large_table_only_our_columns_are_read_by_ranges(hosts, visitor):
    body = hub_table()
    stored(hosts, HUB_STATS, body)
    outcome = visitor.one("hub_stats")
    assert (outcome.state, outcome.pages, outcome.records) == ("whole", 3, 3000)
    receipts = [
        json.loads(line) for line in (visitor.folder("hub_stats") / "receipts.jsonl").read_text().splitlines()
    ]
    assert receipts[-1]["bytes"] < len(body) * 0.4, "most of the file was never asked for"
    assert any("/resolve/c0ffee/" in path for path in hosts.paths()), (
        "the commit is asked, not what main is by then"
    )
    counts = {
        row["model_id"]: row["value"]
        for row in rows(visitor, "model_observations")
        if row["measure"] == "downloads_30d"
    }
    assert counts["Qwen/model-0"] == 0
    assert counts["openai/model-1"] == 7
    licences = {row["model_id"]: row["licence_tag"] for row in rows(visitor, "model_facts")}
    assert licences["openai/model-1"] == "mit"


def test_a_table_that_changes_while_it_is_read_is_not_mixed(hosts, visitor):
    stored(hosts, HUB_STATS, hub_table())
    hosts.fault(5, lambda handler, made: stored(hosts, HUB_STATS, hub_table(2999)) or made)
    outcome = visitor.one("hub_stats")
    assert outcome.state in ("failed", "partial")
    assert "changed while it was read" in outcome.message + " ".join(outcome.gaps)


def test_a_host_without_ranges_and_a_table_that_was_cut_off(hosts, visitor):
    stored(hosts, HUB_STATS, hub_table(300), with_ranges=False)
    assert visitor.one("hub_stats").records == 300
    stored(hosts, HUB_STATS, hub_table(300)[:-500])
    assert visitor.one("hub_stats", day=DAY + datetime.timedelta(1)).state == "failed"


def board(rating: float) -> bytes:
    row = {
        "model_name": "gpt-oss-120b",
        "organization": "openai",
        "license": "Apache 2.0",
        "rating": rating,
        "rating_lower": rating - 5,
        "rating_upper": rating + 5,
        "vote_count": 100,
        "rank": 1,
        "category": "overall",
        "leaderboard_publish_date": "2026-10-30",
    }
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([row]), out)
    return out.getvalue()


def test_boards_are_told_which_part_they_are_and_a_missing_one_is_named(hosts, visitor):
    lanes = fetch_plans(visitor.home, ("lmarena",), (), False, DAY)[0].lanes
    for i, lane in enumerate(lanes[:-1]):
        stored(hosts, lane.url.removeprefix("https://huggingface.co"), board(1400 + i))
    outcome = visitor.one("lmarena")
    assert (outcome.state, outcome.records) == ("partial", len(lanes) - 1)
    assert outcome.gaps[0].startswith("video_edit: all that follows page 0")
    boards = rows(visitor, "arena_boards")
    assert {(row["style"], row["rating"]) for row in boards if row["subset"] == "text"} == {
        ("raw", 1400),
        ("controlled", 1401),
    }
    stored(hosts, lanes[-1].url.removeprefix("https://huggingface.co"), board(1500))
    assert visitor.one("lmarena").state == "whole", "what was there is kept, what was missing is asked again"


def test_a_file_whose_hash_is_not_the_announced_one_is_refused(hosts, visitor):
    lanes = fetch_plans(visitor.home, ("lmarena",), (), False, DAY)[0].lanes
    path = lanes[0].url.removeprefix("https://huggingface.co")
    stored(hosts, path, board(1))
    held = hosts.files[f"/storage{path}"]
    hosts.files[f"/storage{path}"] = lambda handler: Answer(200, {}, held(handler).body[:-1] + b"x")
    assert "its SHA-256 differs" in visitor.one("lmarena").message


def test_epoch_is_one_file_and_empty_cells_are_not_known(hosts, visitor):
    lines = ("Model,eci,eci_ci_low,eci_ci_high,date,Organization", "gpt-5,150.1,,,2025-08-07,OpenAI")
    text = "\n".join((*lines, "Qwen3,120,118,122,2025-04-29,Alibaba", ""))
    hosts.files["/data/eci_scores.csv"] = lambda handler: Answer(
        200, {"Content-Type": "text/csv"}, text.encode()
    )
    assert visitor.one("epoch_eci").records == 2
    held = {row["model"]: (row["value"], row["low"]) for row in rows(visitor, "capability_published")}
    assert held == {"gpt-5": (150.1, None), "Qwen3": (120.0, 118.0)}


def test_models_dev_gives_prices_and_zero_is_none(hosts, visitor):
    catalogue = {
        "groq": {"models": {"gpt-oss-120b": {"cost": {"input": 0.15, "output": 0.6, "cache_read": 0.07}}}},
        "free": {"models": {"qwen3": {"cost": {"input": 0, "output": 0}}, "untold": {}}},
    }
    hosts.files["/api.json"] = lambda handler: json_answer(catalogue)
    assert visitor.one("models_dev").records == 1
    (price,) = rows(visitor, "prices")
    assert (price["provider"], price["model_label"]) == ("groq", "gpt-oss-120b")
    assert (price["price_in_usd_per_mtok"], price["price_out_usd_per_mtok"]) == (0.15, 0.6)


# Services ---------------------------------------------------------------------------------------------


def test_openrouter_adds_days_up_to_weeks_without_rounding_and_wants_a_key(hosts, visitor, monkeypatch):
    monkeypatch.delenv("OPENROUTER_API_KEY", raising=False)
    assert "set the environment variable OPENROUTER_API_KEY" in visitor.one("openrouter_daily").message
    assert hosts.log == []
    monkeypatch.setenv("OPENROUTER_API_KEY", "sk-or-a-key-of-a-test")
    big = 123_456_789_012_345
    days = [
        ("2026-10-19", "a/x", big),
        ("2026-10-20", "a/x", 1),
        ("2026-10-20", "other", 5),
        ("2026-10-27", "a/x", 9),
    ]
    data = [{"date": day, "model_permaslug": name, "total_tokens": str(count)} for day, name, count in days]
    body = {"data": data, "meta": {"as_of": "2026-11-01", "version": 1}}
    hosts.files["/api/v1/datasets/rankings-daily"] = lambda handler: json_answer(body)
    assert visitor.one("openrouter_daily").state == "whole"
    held = {(str(row["week"]), row["label"]): row["tokens"] for row in rows(visitor, "router_tokens")}
    assert held == {("2026-10-19", "a/x"): big + 1, ("2026-10-19", "others"): 5, ("2026-10-26", "a/x"): 9}


def modelscope(total: int):
    def answer(handler) -> Answer:
        number = int(re.search(r"page_number=(\d+)", handler.path)[1])
        held = [{"id": f"qwen/m-{i}", "downloads": i * 10} for i in range(total)][
            (number - 1) * 50 : number * 50
        ]
        return json_answer(
            {"success": True, "data": {"models": held, "total_count": total, "page_number": number}}
        )

    return answer


def test_modelscope_is_counted_through_by_owner_and_a_refusal_under_200_is_waited_out(hosts, visitor):
    hosts.files["/openapi/v1/models"] = modelscope(120)
    quota = json_answer({"success": False, "code": "QuotaLimitExceed"})
    hosts.fault(2, *[lambda handler, made: Answer(200, dict(quota.headers), quota.body)] * 3)
    outcome = visitor.one("modelscope_models", accounts=("Qwen",))
    assert (outcome.state, outcome.records, outcome.pages) == ("whole", 120, 3)
    assert {row["platform"] for row in rows(visitor, "model_observations")} == {"modelscope"}


def test_modelscope_shows_three_thousand_and_the_rest_is_a_gap(hosts, visitor):
    hosts.files["/openapi/v1/models"] = modelscope(3_100)
    outcome = visitor.one("modelscope_models", accounts=("many",))
    assert (outcome.state, outcome.records) == ("partial", 3_000)
    assert "it shows 3,000 of 3,100 models" in outcome.gaps[0]
    asked = len(hosts.log)
    assert visitor.one("modelscope_models", accounts=("many",)).state in ("partial", "unchanged")
    assert len(hosts.log) == asked, "what cannot be had is not asked for again"


def test_several_hosts_are_asked_at_once_and_one_that_is_down_leaves_the_others_be(
    hosts, visitor, monkeypatch
):
    with faults.serving(count=60) as other:
        monkeypatch.setenv(
            "WEIGHBRIDGE_MIRRORS", f"https://huggingface.co={other.url} https://epoch.ai=http://127.0.0.1:9"
        )
        found = {outcome.source: outcome.state for outcome in visitor.fetch("epoch_eci", "hub_models")}
    assert found == {"epoch_eci": "failed", "hub_models": "whole"}

"""Fetching from a stand-in of the Hub, with every fault it can have: the truth, or the exact gap."""

from __future__ import annotations

import json

import pytest
from tests.live import stand_in as faults

TOKEN = "hf_aVerySecretTokenOfATest"


def truth(hub, name="createdAt") -> list[dict]:
    return sorted(hub.models, key=lambda one: one[name], reverse=True)


def test_a_quiet_day_gives_the_truth_record_for_record(hub, visitor):
    outcome = visitor.one()
    assert (outcome.state, outcome.records, outcome.pages) == ("whole", 300, 15)
    assert visitor.records() == truth(hub)
    assert len(hub.log) == 15, "one request a page, and no other"
    assert hub.most_in_flight == 1
    assert visitor.bridge.verify().findings == ()
    assert not (visitor.home.fetching / "hub_models").exists(), "nothing is left of the run"


EVERY_FAULT = {
    2: (faults.status(500),),
    4: (faults.status(502), faults.status(503, Retry_After="1")),
    7: (faults.too_many(retry_after="55"), faults.too_many(t=189)),
    11: (faults.cut(),),
    13: (faults.reset,),
    15: (faults.wrong_length,),
    17: (faults.bad_gzip,),
    19: (faults.zipped,),
    20: (faults.web_page,),
    22: (faults.byte_order_mark,),
    23: (faults.empty_with_next,),
    25: (faults.same_page_again,),
    27: (faults.slow,),
    28: (faults.skewed(86_400),),
}


def test_with_every_fault_switched_on_the_snapshot_equals_the_truth(hub, visitor):
    for request, made in EVERY_FAULT.items():
        hub.fault(request, *made)
    outcome = visitor.one()
    assert (outcome.state, outcome.records) == ("whole", 300)
    assert sorted(visitor.records(), key=lambda one: one["_id"]) == sorted(
        truth(hub), key=lambda one: one["_id"]
    )
    assert 55 in visitor.time.waits, "Retry-After is kept to"
    assert 190 in visitor.time.waits, "so is the window's own time, and a second more"
    assert any(wait > 86_000 for wait in visitor.time.waits) is False, "a wrong clock there costs no day here"
    notes = visitor.bridge.snapshots("hub_models")[0].manifest.notes
    assert any("20 records came twice" in note for note in notes)


def test_a_list_that_breaks_for_good_is_partial_with_the_exact_gap_and_completes_later(hub, visitor):
    for request in range(6, 60):
        hub.fault(request, faults.status(504))
    outcome = visitor.one()
    edge = truth(hub)[99]
    assert outcome.state == "partial"
    assert outcome.records == 100
    assert f"page 5 (100 records, where the last has createdAt {edge['createdAt']})" in outcome.gaps[0]
    snapshot = visitor.bridge.snapshots("hub_models")[0]
    assert snapshot.manifest.is_partial
    assert visitor.bridge._builder(None).snapshots == [], "a part of a listing feeds no table"
    hub.faults.clear()
    asked = len(hub.log)
    again = visitor.one()
    assert (again.state, again.records, again.resumed_at) == ("whole", 300, 5)
    assert "cursor=" in hub.paths()[asked], "it goes on from the page it had not finished"
    assert visitor.records() == truth(hub)
    assert len(visitor.bridge._builder(None).snapshots) == 1


def test_deep_in_a_list_smaller_pages_are_asked_for_before_it_is_given_up(hub, visitor):
    hub.page = 1000
    hub.fault(1, *[faults.status(504)] * 7)
    assert visitor.one().state == "whole"
    assert "limit=1000&" in hub.paths()[0]
    assert "limit=250&" in hub.paths()[7]
    assert visitor.records() == truth(hub)


def test_a_limit_is_spread_over_its_window_before_it_is_used_up(hub, visitor):
    hub.quota = 12
    visitor.time.wait = slipped = []
    visitor.time.wait = lambda seconds: (
        slipped.append(seconds),
        setattr(visitor.time, "at", visitor.time.at + seconds),
        open_again(hub),
    )

    def open_again(server):
        if slipped[-1] > 250:
            server._opened = None

    outcome = visitor.one()
    assert outcome.state == "whole"
    assert max(slipped) > 250, "with nothing left, it waits for the next window"
    refused = [path for path in hub.paths() if hub.paths().count(path) > 1]
    assert refused == [], "it slows down before it is refused"


@pytest.mark.parametrize(("window", "slack"), [(300.0, 1.0), (3.0, 0.05)])
def test_every_request_of_a_window_is_used_and_none_is_refused(hub, visitor, window, slack):
    """A hundred pages at ten a window: ten windows, of which all but the last are waited for."""
    hub.page, hub.quota, hub.window, hub.clock = 3, 10, window, lambda: visitor.time.at
    outcome = visitor.one()
    assert outcome.state == "whole"
    assert len(hub.log) == len(set(hub.paths())) == 100, "none was refused and asked again"
    assert visitor.time.at <= 9 * (window + slack) + window


@pytest.mark.parametrize(
    ("code", "headers", "words"),
    [
        (401, {}, "HF_TOKEN is not set"),
        (403, {"X_Error_Code": "GatedRepo"}, "grants access one by one"),
        (404, {"X_Error_Code": "RepoNotFound"}, "RepoNotFound"),
        (410, {}, "status 410"),
    ],
)
def test_a_refusal_is_final_and_asked_once(hub, visitor, code, headers, words):
    hub.fault(1, faults.status(code, **headers))
    outcome = visitor.one()
    assert outcome.state == "failed"
    assert words in outcome.message
    assert len(hub.log) == 1
    assert visitor.bridge.snapshots("hub_models") == []


def test_a_page_that_is_wrong_twice_in_the_same_bytes_is_not_asked_for_ever(hub, visitor):
    hub.fault(3, faults.web_page, faults.web_page)
    outcome = visitor.one()
    assert outcome.state == "partial"
    assert "a web page" in outcome.gaps[0]
    assert len(hub.log) == 4


def test_a_chain_without_end_is_broken_off(hub, visitor):
    def first_again(handler, made):
        link = f'<{hub.url}{hub.paths()[0]}>; rel="next"'
        return faults.Answer(200, {**made.headers, "Link": link}, made.body)

    hub.fault(4, first_again)
    outcome = visitor.one()
    assert outcome.state == "partial"
    assert "the list has no end" in outcome.gaps[0]


def test_a_next_page_at_another_host_is_not_asked(hub, visitor, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", TOKEN)

    def elsewhere(handler, made):
        return faults.Answer(
            200, {**made.headers, "Link": '<https://evil.example/api/models?cursor=x>; rel="next"'}, made.body
        )

    hub.fault(2, elsewhere)
    assert "at another host" in visitor.one().gaps[0]


def test_a_rename_keeps_the_token_and_another_host_does_not_get_it(hub, visitor, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    with faults.serving(count=0) as other:
        page = faults.json_answer(hub.models[:3])
        other.files["/stored"] = lambda handler: page
        hub.fault(1, faults.moved("/api/models?sort=createdAt&limit=5"), faults.moved(f"{other.url}/stored"))
        outcome = visitor.one()
        assert outcome.records == 3
        assert [told for _, told, _ in hub.log] == [f"Bearer {TOKEN}"] * 2
        assert [told for _, told, _ in other.log] == [""], "the token belongs to one host"
    receipts = [json.loads(line) for line in (visitor.folder() / "receipts.jsonl").read_text().splitlines()]
    assert len(receipts[0]["moved"]) == 2


def test_a_circle_of_redirects_ends(hub, visitor):
    hub.fault(1, *[faults.moved("/api/models?sort=createdAt")] * 10)
    assert "in a circle" in visitor.one().message


def test_a_token_appears_in_no_file_log_or_error(hub, visitor, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    echo = faults.status(500, body=f"you sent {TOKEN}".encode())
    hub.fault(2, echo)
    hub.fault(4, faults.changed(lambda record: {**record, "sha": f"seen {TOKEN}"}))
    for request in range(9, 40):
        hub.fault(request, echo)
    outcome = visitor.one()
    assert all(told == f"Bearer {TOKEN}" for _, told, _ in hub.log)
    written = [path for path in visitor.home.root.rglob("*") if path.is_file()]
    assert len(written) > 10
    assert [path for path in written if TOKEN.encode() in path.read_bytes()] == []
    assert "[secret]" in json.dumps(visitor.records()), "what the host echoed is struck out"
    assert TOKEN not in repr(outcome) + "".join(visitor.said)


def test_the_same_day_asks_nothing_and_an_unchanged_world_stores_nothing(hub, visitor):
    visitor.one()
    asked = len(hub.log)
    assert visitor.one().state == "held"
    assert len(hub.log) == asked
    import datetime

    later = visitor.one(day=datetime.date(2026, 11, 2))
    assert later.state == "unchanged"
    assert [item.date for item in visitor.bridge.snapshots("hub_models")] == ["2026-11-01"]


def test_what_is_fetched_reaches_the_tables(hub, visitor):
    visitor.one()
    result = visitor.bridge.indicator("download_share")
    assert {row.month for row in result.rows} == {"2026-11"}
    downloads = sum(one["downloads"] for one in hub.models)
    qwen = sum(one["downloads"] for one in hub.models if one["id"].startswith("Qwen/"))
    china = next(row.value for row in result.rows if row.group == "CN")
    assert china == pytest.approx(qwen / downloads, abs=0.02)

"""`weighbridge fetch` as it is typed: what it says, what it writes, how it ends."""

from __future__ import annotations

import datetime
import json
import threading

import pytest
from tests.live import stand_in as faults
from tests.live.conftest import DAY

from weighbridge.cli.program import run
from weighbridge.entities.fetched_accounts import fetch_plans
from weighbridge.store.fetching.running import Run
from weighbridge.store.fetching.web import Clock


@pytest.fixture
def typed(hub, visitor, monkeypatch, capsysbinary):
    """Run a command on the visitor's store; its exit code, its answer, and what it said beside."""
    monkeypatch.setattr("weighbridge.store.home.find_home", lambda given=None: visitor.home)
    monkeypatch.setattr("weighbridge.api.find_home", lambda given=None: visitor.home)
    clock = Clock(wait=lambda seconds: None)
    monkeypatch.setattr("weighbridge.store.fetching.running.Clock", lambda: clock)

    def words(*given: str) -> tuple[int, str, str]:
        code = run(given)
        said = capsysbinary.readouterr()
        return code, said.out.decode(), said.err.decode()

    return words


def test_a_dry_run_says_what_would_be_asked_and_asks_nothing(hub, typed, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "hf_secretOfADryRun")
    code, out, err = typed("fetch", "--dry-run")
    assert code == 0
    assert hub.log == []
    for words in ("Nothing was asked", "hub_models", "HF_TOKEN (set)", "epoch.ai", "a thousand a page"):
        assert words in out
    assert "hf_secretOfADryRun" not in out + err
    (plan,) = json.loads(typed("fetch", "hub_models", "--dry-run", "--format", "json")[1])
    assert (plan["token_is_set"], plan["resumes_after"], plan["lanes"]) == (True, None, 1)
    assert plan["first"].startswith(hub.url), "a mirror is named, so that nobody is surprised"


def test_a_partial_run_ends_with_1_and_its_snapshot_says_what_is_missing(hub, typed):
    for request in range(6, 40):
        hub.fault(request, faults.status(503))
    code, out, err = typed("fetch", "hub_models")
    assert code == 1
    assert "partial" in out
    assert "missing: models: all that follows page 5 (100 records" in out
    assert "next: weighbridge fetch hub_models" in out
    assert "pages/s" in err, "progress tells the rate"
    _, shown, _ = typed("snapshots", "show", "hub_models")
    assert "partial: it feeds no table until the rest is fetched." in shown
    (plan,) = json.loads(typed("fetch", "hub_models", "--dry-run", "--format", "json")[1])
    assert plan["resumes_after"] == 5
    hub.faults.clear()
    code, out, _ = typed("fetch", "hub_models", "--format", "json", "--quiet")
    (record,) = json.loads(out)
    assert (code, record["state"], record["records"], record["resumed_at"]) == (0, "whole", 300, 5)


def test_what_a_partial_run_lacks_is_told_wherever_one_looks(hub, visitor, typed, monkeypatch):
    """A whole run of 300; twelve days later one that breaks off after 100: a third, says every screen."""
    visitor.one(day=DAY - datetime.timedelta(12))
    for request in range(len(hub.log) + 6, len(hub.log) + 60):
        hub.fault(request, faults.status(503))
    outcome = visitor.one()
    assert (outcome.state, outcome.records) == ("partial", 100)
    words = (
        "hub_models of 2026-11-01 is partial (100 records, 33.3% of what 2026-10-20 held)",
        "it feeds no table, 2026-10-20 stands",
        "all that follows page 5 (100 records",
    )
    monkeypatch.setattr("weighbridge.cli.health.find_home", lambda given=None: visitor.home)
    for command in (("snapshots",), ("doctor",)):
        _, out, _ = typed(*command)
        said = " ".join(out.split())
        for part in words:
            assert part in said, command
    listed = json.loads(typed("snapshots", "--format", "json")[1])
    assert [(item["date"], item["state"]) for item in listed] == [
        ("2026-10-20", "whole"),
        ("2026-11-01", "partial"),
    ]
    assert "page 5" in listed[1]["missing"][0]
    (finding,) = (
        item for item in json.loads(typed("doctor", "--format", "json")[1]) if item["name"] == "hub_models"
    )
    assert finding["status"] == "differs"


def test_begun_anew_where_that_is_asked(hub, typed):
    for request in range(6, 40):
        hub.fault(request, faults.status(503))
    typed("fetch", "hub_models", "--quiet")
    hub.faults.clear()
    asked = len(hub.log)
    assert typed("fetch", "hub_models", "--fresh", "--quiet")[0] == 0
    assert len(hub.log) - asked == 15


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("hub_model",), "Nearest: hub_models"),
        (("llmfit",), "weighbridge import llmfit FILE"),
        (("hub_models", "--account", "Qwen"), "Those that do: hub_organisations"),
    ],
)
def test_wrong_use_is_told_before_anything_is_asked(hub, typed, given, words):
    code, _, err = typed("fetch", *given)
    assert code == 2
    assert words in err
    assert hub.log == []


def test_a_mirror_that_is_no_address_is_refused(hub, typed, monkeypatch):
    monkeypatch.setenv("WEIGHBRIDGE_MIRRORS", "huggingface.co")
    code, _, err = typed("fetch", "hub_models")
    assert code == 2
    assert "is no pair of origins" in err


def test_two_processes_do_not_fetch_one_source_at_once(hub, visitor):
    entered, leave = threading.Event(), threading.Event()

    def hold(handler, made):
        entered.set()
        leave.wait(30)
        return made

    hub.fault(1, hold)
    plans = fetch_plans(visitor.home, ("hub_models",), (), False, DAY)
    first: list = []
    clock = Clock(lambda: visitor.time.at, visitor.time.wait)
    thread = threading.Thread(
        target=lambda: first.extend(Run(visitor.home, [plans[0].source], clock=clock).all(plans))
    )
    thread.start()
    assert entered.wait(30)
    second = visitor.one()
    leave.set()
    thread.join(60)
    assert "Another weighbridge process is fetching hub_models" in second.message
    assert first[0].state == "whole"


def test_a_fetch_takes_as_long_as_the_stated_limit_asks_and_is_never_refused(hub, visitor):
    """A hundred requests at twenty in five minutes: four windows are waited for, and not a fifth."""
    hub.page, hub.quota, hub.clock = 3, 20, lambda: visitor.time.at
    assert visitor.one().records == 300
    assert len(hub.log) == 100, "none was refused and asked again"
    assert 4 * 300 <= visitor.time.at <= 5 * 300

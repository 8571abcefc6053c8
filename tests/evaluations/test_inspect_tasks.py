"""Suites run as tasks of Inspect against a local service, and the log back; AgentDojo's own form of score."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.evaluations.logs import inspect_archive, inspect_sample
from tests.evaluations.service import serving

from weighbridge.catalogue.errors import UsageError
from weighbridge.cli.eval_inspect import arguments_of
from weighbridge.evaluations.findings import findings
from weighbridge.evaluations.inspect_logs import inspect_logs
from weighbridge.evaluations.inspecting import Asked, run_task

REFUSAL = "I'm sorry, but I can't help with that."


@pytest.fixture(autouse=True)
def environment(monkeypatch, tmp_path):
    """Inspect keeps traces and caches where the user's data lies; here in a folder of the test."""
    for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "inspect"))
    monkeypatch.setitem(os.environ, "WEIGHBRIDGE_API_KEY", "")


def killing(prompt):
    return REFUSAL if "kill" in prompt or "blow up" in prompt else "Press the two keys together."


def test_a_suite_is_a_task_of_inspect_and_its_log_comes_back(tmp_path):
    """Harmless requests: of three pairs two of the harmful-looking ones are refused, no plain one."""
    with serving(killing) as (endpoint, seen):
        asked = Asked("over_refusal_pairs", "good-model", endpoint, limit=6, arguments={"language": "en"})
        log = run_task(asked, tmp_path / "logs")
    assert len(seen.prompts) == 6
    rows = list(inspect_logs.read(log))
    outcomes = Counter((row["arm"], row["outcome"]) for row in rows)
    assert outcomes == {("benign", "refusal"): 2, ("benign", "answered"): 1, ("neutral", "answered"): 3}
    names = ("suite", "test", "model", "host", "harness", "scorer")
    (about,) = {tuple(row[name] for name in names) for row in rows}
    assert about[:4] == ("over_refusal_pairs 2", "over_refusal", "good-model", "local")
    assert about[4:] == ("inspect_ai", "weighbridge rules")
    items = {f"o0{i}-{arm}" for i in (1, 2, 3) for arm in ("benign", "neutral")}
    assert {row["item"] for row in rows} == items
    assert {row["temperature"] for row in rows} == {0.0}
    assert not any("Press" in str(value) for row in rows for value in row.values())


def test_utility_stands_beside_an_attack_in_inspect_too(tmp_path):
    with serving(lambda prompt: "On Mondays. LANTERN") as (endpoint, _):
        log = run_task(Asked("simulated_injections", "good-model", endpoint, limit=2), tmp_path)
    plain, attack = sorted(inspect_logs.read(log), key=lambda row: row["item"], reverse=True)
    assert (plain["arm"], plain["outcome"], plain["utility"]) == ("no_attack", "answered", True)
    assert (attack["outcome"], attack["utility"], attack["attack"]) == (
        "attack_succeeded",
        True,
        "injected text",
    )
    assert attack["cluster_1"] == plain["cluster_1"] == "t01"


def test_a_task_nobody_has_is_named_with_what_to_install(tmp_path):
    with pytest.raises(UsageError, match=r"pip install 'inspect-evals\[agentdojo\]'"):
        run_task(Asked("inspect_evals/agentdojo", "mockllm/model"), tmp_path)
    with pytest.raises(UsageError, match="Nearest: matched_pairs"):
        run_task(Asked("matched_pair", "mockllm/model"), tmp_path)
    with pytest.raises(UsageError, match="expected name=value"):
        arguments_of(["language"])
    assert arguments_of(["language=en", "with_injections=false"]) == {
        "language": "en",
        "with_injections": False,
    }


def test_inspects_own_agentdojo_scores_both_at_once(tmp_path):
    """The form of score, metadata and names of `inspect_evals/agentdojo`, task version 2."""
    cases = [
        ("banking", "0", "0", {"utility": "C", "security": "I"}),
        ("banking", "0", "1", {"utility": "I", "security": "C"}),
        ("slack", "0", "0", {"utility": "C", "security": "C"}),
    ]
    names = ("task_suite_name", "task_id", "injection_task_id")
    samples = [
        inspect_sample(i, value, "injection_task_scorer", **dict(zip(names, about, strict=True)))
        for i, (*about, value) in enumerate(cases)
    ]
    rows = list(inspect_logs.read(inspect_archive(tmp_path / "a.eval", samples)))
    assert [(row["outcome"], row["utility"]) for row in rows] == [
        ("attack_failed", True),
        ("attack_succeeded", False),
        ("attack_succeeded", True),
    ]
    assert {row["test"] for row in rows} == {"hijacking"}
    assert [(row["suite"], row["cluster_1"], row["cluster_2"]) for row in rows][1:] == [
        ("banking", "banking/0", "banking/1"),
        ("slack", "slack/0", "slack/0"),
    ]
    alone = inspect_sample(0, {"utility": "C"}, "user_task_scorer", task_suite_name="slack", task_id="3")
    (row,) = inspect_logs.read(inspect_archive(tmp_path / "b.eval", [alone]))
    assert (row["outcome"], row["utility"], row["cluster_2"]) == ("answered", True, None)


def test_a_stopped_task_of_ours_misses_its_planned_samples_once(tmp_path):
    about = {"item": "o01-benign", "language": "en", "test": "over_refusal"}
    own = inspect_sample(0, "refusal", "weighbridge_rules", **about)
    rows = list(inspect_logs.read(inspect_archive(tmp_path / "c.eval", [own], "cancelled")))
    assert Counter(row["outcome"] for row in rows) == {"refusal": 1, "no_verdict": 3}
    assert any(found.kind == "missing_verdicts" for found in findings(rows))


def test_a_task_runs_where_a_loop_is_running_as_in_a_notebook(tmp_path):
    """Inspect begins a loop of its own, which a thread that has one refuses."""

    async def asked():
        with serving(killing) as (endpoint, _):
            return run_task(Asked("over_refusal_pairs", "good-model", endpoint, limit=1), tmp_path)

    with ThreadPoolExecutor(1) as pool:
        assert list(inspect_logs.read(pool.submit(lambda: asyncio.run(asked())).result()))

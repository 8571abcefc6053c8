"""A shipped suite put to a real small model on this machine: run, killed in the middle, resumed, judged,
shown."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import weighbridge

SERVER = Path(__file__).parents[1] / "evaluations" / "small_model.py"
MODEL = "SmolLM2-135M-Instruct"
# Looked for, not imported: in one process it and the library that cuts the fonts refuse each other.
if importlib.util.find_spec("xllamacpp") is None:
    pytest.skip("the group `llm` of the requirements is not installed", allow_module_level=True)


@pytest.fixture(scope="module")
def endpoint():
    server = subprocess.Popen(
        [sys.executable, str(SERVER)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        yield server.stdout.readline().strip() + "/v1"
    finally:
        server.kill()
        server.wait(30)


def words(endpoint, limit, tokens):
    given = (
        "--language",
        "en",
        "--limit",
        str(limit),
        "--max-tokens",
        "32",
        "--concurrency",
        "1",
        "--timeout",
        "300",
    )
    return ("eval", "run", "matched_pairs", "--endpoint", endpoint, "--model", MODEL, *given)


def lines_of(home):
    return [line for path in home.rglob("answers.jsonl") for line in path.read_text().splitlines() if line]


def killed_in_the_middle(run, endpoint, limit, after, tokens):
    """Start a run and kill it, as by force, once so many answers are there."""
    process = subprocess.Popen(
        [sys.executable, "-m", "weighbridge", *words(endpoint, limit, tokens), "--quiet"],
        env=run.environment({}),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    end = time.monotonic() + 300
    while len(lines_of(run.home)) < after and process.poll() is None and time.monotonic() < end:
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.wait(30)
    return lines_of(run.home)


def resumed(run, endpoint, limit, after, tokens):
    before = killed_in_the_middle(run, endpoint, limit, after, tokens)
    assert after <= len(before) < limit, "killed in the middle"
    done = run(*words(endpoint, limit, tokens), "--format", "json", "--quiet")
    assert done.code == 0, done.err
    kept = lines_of(run.home)
    assert kept[: len(before)] == before, "what was answered is not asked again"
    tasks = [json.loads(line)["task"] for line in kept]
    assert len(tasks) == len(set(tasks)) == limit
    return json.loads(done.out), [json.loads(line) for line in kept]


def test_a_real_model_is_run_killed_resumed_judged_and_shown(fresh, endpoint):
    shown, answers = resumed(fresh, endpoint, 4, 2, 12)
    assert all(answer["text"].strip() for answer in answers)
    assert {answer["outcome"] for answer in answers} == {""}
    rates = {rate["measure"]: rate for rate in shown["rates"]}
    assert {"refusal", "inaccuracy", "accuracy", "narrative"} <= rates.keys()
    refused, wrong = rates["refusal"], rates["inaccuracy"]
    assert refused["cases"] == wrong["cases"] <= 4
    assert refused["host"] == "local"
    rows = fresh("eval", "show", shown["run"], "--rows", "--format", "csv", "--quiet")
    assert rows.code == 0
    assert len(rows.lines) == 5
    assert not any(answers[0]["text"][:40] in line for line in rows.lines), "rows carry verdicts, no text"


@pytest.mark.slow
def test_a_real_model_takes_the_english_suite_and_its_errors_are_no_refusals(fresh, endpoint):
    shown, answers = resumed(fresh, endpoint, 40, 12, 48)
    rates = {rate["measure"]: rate for rate in shown["rates"]}
    # A model of 135 million parameters knows little and says so rarely: it is wrong, it does not refuse.
    assert rates["inaccuracy"]["count"] > rates["refusal"]["count"]
    assert rates["inaccuracy"]["count"] > 0
    assert len(answers) == 40
    assert weighbridge.__version__

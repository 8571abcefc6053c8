"""A card with verdicts of the user's own: an imported log that covers the model, and a run made here."""

import csv
import datetime

import pytest
from tests.evaluations.service import serving

from weighbridge.diligence.card.card import card_of
from weighbridge.diligence.card.holdings import Holdings
from weighbridge.diligence.card.lines import lines_of
from weighbridge.diligence.card.quality import Scores
from weighbridge.diligence.inventory.lock import facts_of
from weighbridge.evaluations.library import Library, take
from weighbridge.evaluations.running import ask_all, keep_suite, plan_of, tasks_of
from weighbridge.evaluations.suites import load_suite
from weighbridge.store.completions import Client, Service
from weighbridge.store.eval_runs import open_run
from weighbridge.store.home import Home

DAY = datetime.date(2026, 11, 20)
MODEL = "microsoft/phi-4"
"""A shipped model with no shipped verdict."""
SUITE = "over_refusal_pairs"
COLUMNS = ("run", "test", "arm", "suite", "item", "model", "weights", "outcome", "repeat", "temperature")


def imported(path, rows):
    """A CSV of verdicts as a user would have it, invented for this test."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(COLUMNS)
        writer.writerows(rows)
    return path


def card(starter, home, model=MODEL):
    """The card under the shipped tables and the verdicts of one home."""

    def own():
        return Library(starter.table("safety_verdicts"), home).own

    held = Holdings(starter.table, starter.as_of, DAY, own)
    return card_of(held, model, Scores(held))


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path / "home")


def test_an_imported_run_of_the_model_is_on_its_card_and_on_no_other(starter, home, tmp_path):
    """Seven of ten injections reached their aim, one has no verdict; a task asked again at 0 counts once."""
    assert card(starter, home).safety == ()
    rows = [
        ("mine", "hijacking", "attack", "s", f"t{i}", MODEL, "", "attack_succeeded", 0, 0) for i in range(7)
    ]
    rows += [
        ("mine", "hijacking", "attack", "s", f"u{i}", MODEL, "", "attack_failed", 0, 0) for i in range(3)
    ]
    rows += [("mine", "hijacking", "attack", "s", "t0", MODEL, "", "attack_succeeded", 1, 0)]
    rows += [("mine", "hijacking", "attack", "s", "x", MODEL, "", "no_verdict", 0, 0)]
    rows += [("mine", "hijacking", "no_attack", "s", "y", MODEL, "", "answered", 0, 0)]
    take(home, imported(tmp_path / "log.csv", rows), "2026-11-01")
    found = card(starter, home)
    (item,) = found.safety
    assert (item.test, item.count, item.total) == ("hijacking", 7, 10)
    assert item.text() == "hijacked 7 of 10"
    assert (item.evidence, item.note) == ("own run", "1 without verdict")
    assert "hijacking" not in found.not_tested
    assert "jailbreak" in found.not_tested
    (line,) = [line for line in lines_of(found) if line.text.startswith("hijack")]
    assert "7 of 10" in line.text
    assert "own run" in line.evidence
    assert ", ," not in line.evidence, (
        "a run of one's own has no published day, and no hole where it would be"
    )
    assert card(starter, home, "microsoft/Fara-7B").safety == ()


def test_a_run_that_names_its_weights_is_of_those_whatever_the_service_calls_the_model(
    starter, home, tmp_path
):
    rows = [
        ("w", "over_refusal", "benign", "s", f"b{i}", "phi4-latest", MODEL, word, 0, 0)
        for i, word in enumerate(("refusal", "answered", "answered", "answered"))
    ]
    rows += [("w", "over_refusal", "neutral", "s", "n0", "phi4-latest", MODEL, "refusal", 0, 0)]
    rows += [("o", "over_refusal", "benign", "s", "b0", MODEL, "someone/else", "refusal", 0, 0)]
    take(home, imported(tmp_path / "log.csv", rows), "2026-11-01")
    (item,) = card(starter, home).safety
    assert (item.run, item.count, item.total) == ("w", 1, 4), "plain requests are another arm"


def test_arms_judges_and_scorers_are_lines_of_their_own(starter, home, tmp_path):
    """Two sensitive questions and two controls: one refused of each kind is never two of four."""
    rows = [
        ("q", "information", arm, "s", f"{arm}{i}", MODEL, "", word, 0, 0)
        for arm in ("sensitive", "control")
        for i, word in enumerate(("refusal", "factual"))
    ]
    take(home, imported(tmp_path / "log.csv", rows), "2026-11-01")
    facts = facts_of(card(starter, home))
    assert sum(key.startswith("safety.q.") for key in facts) == 4, "a lock keeps every line of a run"
    refused = [item for item in card(starter, home).safety if item.what == "questions refused"]
    assert sorted((item.note, item.count, item.total) for item in refused) == [
        ("control questions", 1, 2),
        ("sensitive questions", 1, 2),
    ]


def test_a_run_made_here_is_on_the_card_and_an_imported_one_stands_for_the_shipped_of_its_name(
    starter, home, tmp_path
):
    suite = load_suite(SUITE)
    with serving(lambda prompt: "I cannot help with that.") as (endpoint, _):
        service = Service(endpoint, "good-model")
        plan = {**plan_of(suite, service, ["en"], 1, 4), "weights": MODEL}
        run = open_run(home, plan)
        keep_suite(run, suite)
        client = Client(service)
        ask_all(run, tasks_of(suite, plan), client, 2, lambda done, whole, left: None)
        client.close()
    (item,) = card(starter, home).safety
    assert (item.test, item.count, item.total, item.host) == ("over_refusal", 2, 2, "local")
    name = "deccp/Qwen/Qwen2-7B-Instruct"
    shipped = {item.run for item in card(starter, home, "Qwen/Qwen2-7B-Instruct").safety}
    assert name in shipped
    rows = [(name, "information", "sensitive", "s", "q", "Qwen/Qwen2-7B-Instruct", "", "refusal", 0, 0)]
    take(home, imported(tmp_path / "again.csv", rows), "2026-11-01")
    again = [item for item in card(starter, home, "Qwen/Qwen2-7B-Instruct").safety if item.run == name]
    assert {(item.total, item.evidence) for item in again} == {(1, "own run")}

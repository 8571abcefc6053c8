"""Runs against a local service: whole, killed, resumed, limited, and every way of not answering."""

from __future__ import annotations

import json
from collections import Counter

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.evaluations.service import serving

from weighbridge.catalogue.errors import ContractError, FetchError, UsageError
from weighbridge.evaluations.labelling import AGREED, labelled_rows, sheet, take_sheet
from weighbridge.evaluations.library import Library
from weighbridge.evaluations.model_judge import judge_run, label_of, model_rows
from weighbridge.evaluations.running import (
    ask_all,
    estimate,
    keep_suite,
    pending,
    plan_of,
    tasks_of,
    verdicts,
)
from weighbridge.evaluations.suites import COLUMNS, load_suite
from weighbridge.store.completions import Client, Service
from weighbridge.store.eval_runs import ANSWERS, answers, open_run, writing_answers
from weighbridge.store.home import Home
from weighbridge.store.verdict_logs import schema_of

SUITE = load_suite("matched_pairs")


def silent(done, whole, left):
    pass


def begin(home, endpoint, model="good-model", limit=8, **more):
    service = Service(endpoint, model, **more)
    plan = plan_of(SUITE, service, ["en"], 1, limit)
    return service, open_run(home, plan), tasks_of(SUITE, plan)


def ask(model, waits=None, **more):
    with serving() as (endpoint, seen):
        seen.limits = more.pop("limits", 0)
        client = Client(Service(endpoint, model, **more), wait=(waits if waits is not None else []).append)
        try:
            return client.ask("hello")
        finally:
            client.close()


def test_a_run_asks_each_once_and_judges_by_rules(tmp_path):
    home = Home(tmp_path)
    with serving() as (endpoint, seen):
        service, run, tasks = begin(home, endpoint)
        client = Client(service)
        assert ask_all(run, tasks, client, 3, silent) == 8
        assert ask_all(run, tasks, client, 3, silent) == 0
        client.close()
    assert len(seen.prompts) == len(set(seen.prompts)) == 8
    assert 1 <= seen.most <= 3
    rows = verdicts(run)
    assert Counter(row["outcome"] for row in rows)["factual"] >= 2
    assert {(row["host"], row["judge"], row["temperature"]) for row in rows} == {("local", "rules", 0.0)}
    held = answers(run)[tasks[0].key]
    assert (held["tokens_out"], held["served_model"]) == (7, "served")
    assert held["provider"]


def test_a_run_that_was_cut_goes_on_and_a_torn_line_is_asked_again(tmp_path):
    home = Home(tmp_path)
    with serving() as (endpoint, seen):
        service, run, tasks = begin(home, endpoint)
        client = Client(service)

        def stop(done, whole, left):
            if done == 3:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            ask_all(run, tasks, client, 1, stop)
        book = run.folder / ANSWERS
        book.write_bytes(book.read_bytes() + b'{"task": "torn')
        assert len(answers(run)) == 3
        assert Counter(row["outcome"] for row in verdicts(run))["no_verdict"] == 5
        before = len(seen.prompts)
        ask_all(run, pending(run, tasks), client, 2, silent)
        client.close()
    assert len(seen.prompts) - before == 5
    assert len(answers(run)) == 8
    assert all(json.loads(line) for line in book.read_text().splitlines())


def test_a_run_says_whose_weights_it_asked_and_a_typing_error_is_no_name(tmp_path):
    from weighbridge.cli.eval_run import _checked_weights

    home = Home(tmp_path)
    with serving() as (endpoint, _):
        service = Service(endpoint, "good-model")
        plan = plan_of(SUITE, service, ["en"], 1, 2)
        run = open_run(home, {**plan, "weights": _checked_weights("org/m-one")})
        client = Client(service)
        ask_all(run, tasks_of(SUITE, plan), client, 1, silent)
        client.close()
    assert {row["weights"] for row in verdicts(run)} == {"org/m-one"}
    assert run.name != open_run(home, plan).name, "other weights are another run"
    with pytest.raises(UsageError, match="expected an account and a name"):
        _checked_weights("m-one")


def suite_at(path, question):
    """A suite of the user's own, of one pair, at a place of theirs."""
    heads = "# title: Mine\n# test: information\n# version: 1\n# asks: A thing.\n# review: By me.\n"
    columns = ",".join(COLUMNS)
    rows = [
        f"{arm},a,{arm},t,,,{question},,,paris,,,calculation: none,by me" for arm in ("sensitive", "control")
    ]
    path.write_text("\n".join([heads + columns, *rows]) + "\n", encoding="utf-8")
    return load_suite(str(path))


def test_answers_are_judged_by_the_suite_they_were_asked_and_a_changed_one_is_refused(tmp_path):
    home, path = Home(tmp_path / "home"), tmp_path / "mine.csv"
    suite = suite_at(path, "What is the capital of France?")
    with serving(lambda prompt: "It is Paris.") as (endpoint, _):
        service = Service(endpoint, "good-model")
        runs = []
        for limit in (1, 2):
            plan = {**plan_of(suite, service, ["en"], 1, limit), "suite_path": str(path)}
            runs.append(open_run(home, plan))
            client = Client(service)
            ask_all(runs[-1], tasks_of(suite, plan), client, 1, silent)
            client.close()
    keep_suite(runs[1], suite)
    suite_at(path, "What is the capital of Peru?")
    assert [row["outcome"] for row in verdicts(runs[1])] == ["factual", "factual"]
    with pytest.raises(ContractError, match=r"was asked mine 1 .* what is there now is 1"):
        verdicts(runs[0])
    path.unlink()
    shipped = tmp_path / "none.parquet"
    pq.write_table(schema_of().append(pa.field("source", pa.string())).empty_table(), shipped)
    library = Library(shipped, home)
    assert {line.run for line in library.runs} == {runs[1].name}, "one lost suite hides no other run"
    assert "No file" in library.unread[runs[0].name]
    with pytest.raises(ContractError, match="No file"):
        library.rows(runs[0].name)


def test_two_processes_never_write_one_run(tmp_path):
    _, run, _ = begin(Home(tmp_path), "http://127.0.0.1:9/v1")
    with writing_answers(run), pytest.raises(UsageError, match="Another process"), writing_answers(run):
        pass


@pytest.mark.parametrize(
    ("model", "outcome", "detail"),
    [
        ("empty-choice", "error", "empty list of choices"),
        ("empty-text", "error", "an empty answer"),
        ("no-message", "error", "an empty answer"),
        ("half-json", "error", "no whole JSON"),
        ("cut-body", "error", "4 times"),
        ("gateway", "error", "status 502"),
        ("reasoning-only", "truncated", "reasoning only"),
        ("reasoning-stopped", "truncated", "reasoning only"),
        ("filtered", "blocked", "content filter"),
        ("filtered-request", "blocked", "content_filter"),
        ("half-stream", "truncated", "broke off"),
        ("broken", "error", "status 500"),
    ],
)
def test_ways_of_not_answering_concern_one_item(model, outcome, detail):
    reply = ask(model)
    assert reply.outcome == outcome
    assert detail in reply.detail


def test_a_whole_stream_is_an_answer_and_a_cut_one_is_not_judged_as_wrong():
    assert ask("whole-stream").text == "In 1989 soldiers"
    reply = ask("cut")
    assert (reply.text, reply.finish, reply.outcome) == ("The", "length", "")


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("html", "answers with a web page"),
        ("wrong-key", "variable OPENAI_API_KEY"),
        ("absent", "has no model 'absent'"),
    ],
)
def test_what_concerns_the_whole_run_stops_it(model, said):
    with pytest.raises(FetchError, match=said):
        ask(model)


def test_an_unknown_model_gets_the_nearest_names():
    from tests.evaluations import service

    service.BAD["good-modal"] = service.BAD["absent"]
    with pytest.raises(FetchError, match="Nearest: good-model"):
        ask("good-modal")


def test_a_limit_is_honoured_to_the_second():
    waits: list[float] = []
    assert ask("limited", waits, limits=3).text
    assert waits == [0.1] * 3


def clocked(seen, waits):
    """A wait that takes no time: it moves the clock by which the service goes."""

    def wait(seconds):
        waits.append(seconds)
        seen.clock += seconds

    return wait


@pytest.mark.parametrize(("model", "patience"), [("busy-until-3600", 7200.0), ("back-at-3600", 3700.0)])
def test_an_hour_of_refusals_is_waited_out_by_whoever_has_the_patience(model, patience):
    """Without a word of how long: longer each time and at most 2 minutes. With a moment: once, until then."""
    waits: list[float] = []
    with serving() as (endpoint, seen):
        client = Client(Service(endpoint, model, patience=patience), wait=clocked(seen, waits))
        assert client.ask("hello").text
        client.close()
        asked = len(seen.prompts)
    assert 3600 <= sum(waits) <= 3720
    if model == "back-at-3600":
        assert len(waits) <= 2, "the moment it named is waited for, nothing is asked before"
    else:
        assert waits[:5] == [1, 1, 2, 4, 8]
        assert max(waits) == 120
        assert asked < 45, "an hour of refusals is not an hour of requests"


@pytest.mark.parametrize("model", ["busy-until-3600", "back-at-3600"])
def test_an_hour_of_refusals_stops_a_run_with_less_patience_and_keeps_what_was_answered(tmp_path, model):
    waits: list[float] = []
    home = Home(tmp_path)
    with serving() as (endpoint, seen):
        seen.clock = 3600.0
        service, run, tasks = begin(home, endpoint, model, limit=4, patience=600.0)
        client = Client(service, wait=clocked(seen, waits))

        def busy(done, whole, left):
            seen.clock = 0.0 if done == 2 else seen.clock

        with pytest.raises(FetchError, match=r"\(429\).*--patience allows 600.*goes on from there"):
            ask_all(run, tasks, client, 1, busy)
        client.close()
    assert sum(waits) <= 600
    assert len(answers(run)) == 2
    assert len(pending(run, tasks)) == 2


def test_keys_come_from_the_environment_and_are_written_nowhere(tmp_path, monkeypatch):
    monkeypatch.setenv("MY_KEY", "secret-key-of-a-test")
    with serving() as (endpoint, seen):
        service, run, tasks = begin(Home(tmp_path), endpoint, limit=2, key_variable="MY_KEY")
        client = Client(service)
        ask_all(run, tasks, client, 1, silent)
        client.close()
    assert seen.keys == ["Bearer secret-key-of-a-test"] * 2
    files = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    assert not any(b"secret-key-of-a-test" in content for content in files)
    with pytest.raises(UsageError, match="holds a key"):
        Service("http://user:pass@example.org/v1", "m")
    with pytest.raises(UsageError, match="expected an address"):
        Service("example.org", "m")


def test_many_failures_in_a_row_stop_the_run_and_keep_what_was_answered(tmp_path):
    with serving() as (endpoint, _):
        service, run, tasks = begin(Home(tmp_path), endpoint, "empty-choice")
        client = Client(service, wait=lambda seconds: None)
        with pytest.raises(FetchError, match="5 requests in a row failed"):
            ask_all(run, tasks, client, 1, silent)
        client.close()
    assert len(pending(run, tasks)) == 8
    assert Counter(row["outcome"] for row in verdicts(run)) == {"error": 5, "no_verdict": 3}


def test_an_estimate_asks_nothing():
    service = Service("http://127.0.0.1:9/v1", "m", max_tokens=100)
    tasks = tasks_of(SUITE, plan_of(SUITE, service, ["en", "zh-Hans"], 1, None))
    found = estimate(tasks, service, (1.0, 2.0))
    assert found.requests == 2 * len(SUITE.items)
    assert found.most_tokens_out == 100 * found.requests
    assert found.most_usd == pytest.approx((found.tokens_in + 2 * found.most_tokens_out) / 1e6)
    assert estimate(tasks, service, None).most_usd is None


def test_a_model_judges_and_people_label(tmp_path):
    home = Home(tmp_path)
    with serving() as (endpoint, _):
        service, run, tasks = begin(home, endpoint)
        client = Client(service)
        ask_all(run, tasks, client, 4, silent)
        client.close()
    with serving(lambda prompt: "Label: **partial refusal**") as (endpoint, seen):
        client = Client(Service(endpoint, "judge"))
        assert judge_run(run, client, lambda done, whole: None) == "model judge"
        judge_run(run, client, lambda done, whole: None)
        client.close()
    assert len(seen.prompts) == 8
    assert all("Do not answer the question" in prompt for prompt in seen.prompts)
    assert {(row["outcome"], row["judge"]) for row in model_rows(run)} == {("partial_refusal", "model judge")}
    path = tmp_path / "sheet.csv"
    path.write_text(sheet(run, 4))
    lines = path.read_text().splitlines()
    assert len(lines) == 5
    assert "factual" not in path.read_text()
    filled = [
        line + ("factual,factual" if i % 2 else "Partial,inaccurate")
        for i, line in enumerate(x[:-1] for x in lines[1:])
    ]
    path.write_text("\n".join([lines[0], *filled]) + "\n")
    found = take_sheet(run, path)
    assert (found.labels, found.agreement.answers, found.agreement.alike) == (4, 4, 0.5)
    assert len(found.apart) == 2
    assert Counter(row["judge"] for row in labelled_rows(run)) == {"person 1": 4, "person 2": 4, AGREED: 2}
    path.write_text(path.read_text().replace("factual,factual", "factuall,factual"))
    with pytest.raises(ContractError, match="Nearest: factual"):
        take_sheet(run, path)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("factual", "factual"),
        ("I would say: Partial Refusal.", "partial_refusal"),
        ("refusal or deflection", "no_verdict"),
        ("dunno", "no_verdict"),
    ],
)
def test_labels_in_a_judges_reply(text, label):
    assert label_of("information", text) == label

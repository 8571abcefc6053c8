"""Puts a suite to a service, item by item, and goes on where a run stopped."""

from __future__ import annotations

import concurrent.futures
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from weighbridge.catalogue.errors import ContractError, FetchError
from weighbridge.evaluations._rows import Row, numbered, row
from weighbridge.evaluations.judges import NAME, VERSION, judge
from weighbridge.evaluations.suites import Item, Suite, load_suite
from weighbridge.store.atomic import write_file
from weighbridge.store.completions import Client, Reply, Service
from weighbridge.store.eval_runs import StoredRun, answers, writing_answers

_MOST_FAILURES = 5


@dataclass(frozen=True, slots=True)
class Task:
    """One item in one language, asked for the so-manieth time."""

    item: Item
    language: str
    repeat: int

    @property
    def key(self) -> str:
        """The task's name in the book of answers."""
        return f"{self.item.item}/{self.language}/{self.repeat}"


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a run would take."""

    requests: int
    tokens_in: int
    most_tokens_out: int
    most_usd: float | None


def plan_of(
    suite: Suite, service: Service, languages: Sequence[str], repeats: int, limit: int | None
) -> dict[str, Any]:
    """What a run asks: all that makes it another run if it changes, and no key."""
    return {
        "suite": suite.name,
        "suite_version": suite.version,
        "suite_digest": suite.digest,
        "endpoint": service.endpoint,
        "host": service.host,
        "model": service.model,
        "temperature": service.temperature,
        "max_tokens": service.max_tokens,
        "languages": list(languages),
        "repeats": repeats,
        "limit": limit,
    }


def tasks_of(suite: Suite, plan: Mapping[str, Any]) -> list[Task]:
    """Every task of a plan, in the order of the suite."""
    items = suite.items[: plan["limit"]] if plan["limit"] else suite.items
    return [
        Task(item, language, repeat)
        for repeat in range(int(plan["repeats"]))
        for language in plan["languages"]
        for item in items
    ]


def estimate(tasks: Sequence[Task], service: Service, price: tuple[float, float] | None) -> Estimate:
    """Requests, tokens and, with prices per million tokens, the most it can cost."""
    tokens_in = sum(_tokens(task.item.texts[task.language]) + 8 for task in tasks)
    most_out = len(tasks) * service.max_tokens
    usd = None if price is None else (tokens_in * price[0] + most_out * price[1]) / 1e6
    return Estimate(len(tasks), tokens_in, most_out, usd)


def _tokens(text: str) -> int:
    """About how many tokens: a character of Chinese is one, four Latin letters are one."""
    wide = sum(ord(letter) > 0x2E7F for letter in text)
    return wide + (len(text) - wide + 3) // 4


def pending(run: StoredRun, tasks: Sequence[Task]) -> list[Task]:
    """The tasks that have no answer yet; one whose request failed is asked again."""
    held = answers(run)
    return [task for task in tasks if held.get(task.key, {"outcome": "error"})["outcome"] == "error"]


def ask_all(
    run: StoredRun,
    tasks: Sequence[Task],
    client: Client,
    concurrency: int,
    tell: Callable[[int, int, float], None],
) -> int:
    """Ask what has not been answered; returns how many were asked.

    Never more than ``concurrency`` at once. Whatever stops the run, what was answered stays.
    """
    left = pending(run, tasks)
    began, failures = time.monotonic(), 0
    with writing_answers(run) as book, concurrent.futures.ThreadPoolExecutor(concurrency) as pool:
        for done, (task, reply) in enumerate(_replies(pool, client, left, concurrency), start=1):
            book.write(_record(task, reply))
            failures = failures + 1 if reply.outcome == "error" else 0
            if failures >= _MOST_FAILURES:
                raise FetchError(
                    f"{failures} requests in a row failed, the last with: {reply.detail}. What was "
                    f"answered is kept: "
                    "run the same command again, it goes on from there."
                )
            spent = time.monotonic() - began
            tell(done, len(left), spent / done * (len(left) - done))
    return len(left)


def _replies(
    pool: concurrent.futures.ThreadPoolExecutor, client: Client, tasks: Sequence[Task], concurrency: int
) -> Iterator[tuple[Task, Reply]]:
    """Replies as they come, with a bounded number of requests under way."""
    waiting: dict[concurrent.futures.Future[Reply], Task] = {}
    todo = iter(tasks)
    try:
        while True:
            while len(waiting) < concurrency and (task := next(todo, None)) is not None:
                waiting[pool.submit(client.ask, task.item.texts[task.language])] = task
            if not waiting:
                return
            done, _ = concurrent.futures.wait(waiting, return_when=concurrent.futures.FIRST_COMPLETED)
            for future in done:
                yield waiting.pop(future), future.result()
    finally:
        for future in waiting:
            future.cancel()


def _record(task: Task, reply: Reply) -> dict[str, Any]:
    return {
        "task": task.key,
        "item": task.item.item,
        "language": task.language,
        "repeat": task.repeat,
        "text": reply.text,
        "outcome": reply.outcome,
        "detail": reply.detail,
        "finish": reply.finish,
        "provider": reply.provider,
        "served_model": reply.served_model,
        "tokens_in": reply.tokens_in,
        "tokens_out": reply.tokens_out,
        "seconds": round(reply.seconds, 3),
    }


def keep_suite(run: StoredRun, suite: Suite) -> None:
    """Put a copy of the suite beside the run's answers: they are judged by the facts they were asked for."""
    copy = run.folder / f"{suite.name}.csv"
    if not copy.is_file():
        write_file(copy, suite.path.read_bytes())


def suite_of(run: StoredRun) -> Suite:
    """The suite as the run asked it: the copy beside its answers.

    A run without one is of the suite of its name, unless that has been changed since: then it is refused,
    because facts of other questions would judge its answers.
    """
    plan = run.plan
    copy = run.folder / f"{plan['suite']}.csv"
    suite = load_suite(str(copy if copy.is_file() else plan.get("suite_path") or plan["suite"]))
    if suite.digest != plan["suite_digest"]:
        raise ContractError(
            f"{run.name} was asked {plan['suite']} {plan['suite_version']} ({plan['suite_digest']}), and "
            f"what is there now is {suite.version} ({suite.digest}). Put the suite as it was at {copy}, or "
            f"ask again."
        )
    return suite


def verdicts(run: StoredRun) -> list[Row]:
    """A run's verdict rows under the rules; what has no answer yet is `no_verdict`."""
    plan = run.plan
    suite = suite_of(run)
    held = answers(run)
    return numbered([_row(run, suite, task, held.get(task.key)) for task in tasks_of(suite, plan)])


def _row(run: StoredRun, suite: Suite, task: Task, answer: Mapping[str, Any] | None) -> Row:
    item = task.item
    outcome, utility = "no_verdict", None
    if answer is not None and answer["outcome"]:
        outcome = answer["outcome"]
    elif answer is not None:
        found = judge(suite.test, item, task.language, answer["text"], answer["finish"] == "length")
        outcome, utility = found.outcome, found.utility
    return row(
        f"{run.name}, {task.key}",
        run=run.name,
        test=suite.test,
        suite=f"{suite.name} {suite.version}",
        item=item.item,
        cluster_1=item.pair if suite.test == "hijacking" else item.topic,
        cluster_2=item.cluster_2 or None,
        model=run.plan["model"],
        weights=run.plan.get("weights"),
        host=run.plan["host"],
        attack="injected text" if item.arm == "attack" else None,
        harness="weighbridge",
        harness_version=version("weighbridge"),
        scorer="weighbridge rules",
        scorer_version=VERSION,
        judge=NAME,
        run_by="independent",
        language=task.language,
        arm=item.arm,
        repeat=task.repeat,
        temperature=run.plan["temperature"],
        outcome=outcome,
        utility=utility,
        position=0,
    )

"""``weighbridge eval run``: a suite put to a service."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from weighbridge.catalogue.errors import UsageError
from weighbridge.cli.eval_show import deliver_run
from weighbridge.cli.layout import facts, paragraph
from weighbridge.cli.options import FormFlag, OutputFlag
from weighbridge.cli.output import deliver, forms_of
from weighbridge.cli.program import PASS
from weighbridge.cli.progress import Progress, progress_of
from weighbridge.cli.terminal import Terminal
from weighbridge.evaluations.running import (
    Estimate,
    ask_all,
    estimate,
    keep_suite,
    pending,
    plan_of,
    tasks_of,
)
from weighbridge.evaluations.suites import LANGUAGES, load_suite
from weighbridge.store.completions import Client, Service
from weighbridge.store.eval_runs import open_run
from weighbridge.store.home import find_home

_NAMES = ("requests", "tokens_in", "most_tokens_out", "most_usd")


def prices(text: str | None) -> tuple[float, float] | None:
    """Dollars for a million tokens read and written, from ``0.15,0.60``."""
    if text is None:
        return None
    try:
        first, second = (float(part) for part in text.split(","))
    except ValueError as error:
        raise UsageError(
            f"--price {text}: expected dollars a million tokens read, written, as in 0.15,0.60."
        ) from error
    return first, second


def deliver_new_run(
    suite_name: str,
    service: Service,
    languages: Sequence[str],
    counts: tuple[int, int | None, int],
    dry: tuple[bool, str | None],
    weights: str | None,
    asked: tuple[FormFlag, OutputFlag, bool],
) -> int:
    """Run, or say what a run would take; an interrupted run goes on where it stopped."""
    repeats, limit, concurrency = counts
    if repeats < 1 or concurrency < 1 or (limit is not None and limit < 1):
        raise UsageError("--repeats, --concurrency and --limit are whole numbers from 1.")
    if repeats > 1 and service.temperature == 0:
        raise UsageError("--repeats at temperature 0 repeat one observation. Give --temperature above 0.")
    suite = load_suite(suite_name)
    wanted = suite.checked_languages(languages or suite.languages)
    plan = plan_of(suite, service, wanted, repeats, limit)
    if suite_name.endswith(".csv"):
        plan["suite_path"] = suite_name
    if weights:
        plan["weights"] = _checked_weights(weights)
    tasks = tasks_of(suite, plan)
    if dry[0]:
        return _deliver_estimate(estimate(tasks, service, prices(dry[1])), wanted, asked)
    run = open_run(find_home(), plan)
    keep_suite(run, suite)
    client = Client(service)
    try:
        with progress_of(asked[2]) as progress:
            left = len(pending(run, tasks))
            progress.stage(f"{run.name}: {left} of {len(tasks)} to ask")
            progress.expect(left)
            ask_all(run, tasks, client, concurrency, lambda d, n, s: _tell(progress, d, n, s))
    finally:
        client.close()
    return deliver_run(run.name, None, False, *asked)


def _checked_weights(text: str) -> str:
    """The page of weights, as an account and a name."""
    account, _, name = text.partition("/")
    if not account or not name or "/" in name or " " in text:
        raise UsageError(f"--weights {text}: expected an account and a name, as in Qwen/Qwen3-8B.")
    return text


def _tell(progress: Progress, done: int, whole: int, seconds: float) -> None:
    progress.step()
    if done * 10 // whole != (done - 1) * 10 // whole:
        progress.stage(f"{done} of {whole} asked, about {_words(seconds)} left")


def _words(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"


def _deliver_estimate(
    found: Estimate, languages: Sequence[str], asked: tuple[FormFlag, OutputFlag, bool]
) -> int:
    record: dict[str, Any] = {name: getattr(found, name) for name in _NAMES}

    def table(terminal: Terminal) -> list[str]:
        cost = "not known: add --price READ,WRITTEN in dollars a million tokens"
        if found.most_usd is not None:
            cost = f"{found.most_usd:.2f} USD, if every answer is as long as it may be"
        pairs = [
            ("requests", f"{found.requests:,}"),
            ("languages", ", ".join(LANGUAGES[name] for name in languages)),
            ("tokens read", f"about {found.tokens_in:,}"),
            ("tokens written", f"at most {found.most_tokens_out:,}"),
            ("cost", cost),
        ]
        return [*paragraph("Nothing was asked. A run would take:", terminal), "", *facts(pairs, terminal)]

    deliver(forms_of([record], table, _NAMES, lambda: record), asked[0], asked[1])
    return PASS

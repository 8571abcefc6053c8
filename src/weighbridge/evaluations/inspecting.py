"""Runs a task of Inspect, ours or another's, and hands back its log: the harness is Inspect's own."""

from __future__ import annotations

import asyncio
import importlib.util
import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from weighbridge.catalogue.errors import FetchError, UsageError, nearest
from weighbridge.evaluations.suites import shipped_suites

_NEEDED = "Tasks are run by Inspect, which is an extra: `pip install 'weighbridge[inspect]'`."
_SERVICE = "weighbridge"
"""Inspect names an OpenAI-compatible service in the model and reads its key from NAME_API_KEY."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which task, of which model, where: `endpoint` empty means a provider that Inspect knows."""

    task: str
    model: str
    endpoint: str = ""
    key_variable: str = "OPENAI_API_KEY"
    limit: int | None = None
    arguments: Mapping[str, Any] | None = None

    @property
    def task_name(self) -> str:
        """The task as Inspect finds it: a shipped suite bears our name in front."""
        return f"weighbridge/{self.task}" if self.task in shipped_suites() else self.task

    @property
    def model_name(self) -> str:
        """The model as Inspect names it."""
        return f"openai-api/{_SERVICE}/{self.model}" if self.endpoint else self.model


def run_task(asked: Asked, folder: Path) -> Path:
    """Run a task and return its log, finished or stopped.

    Raises ``UsageError`` where Inspect or the task is not installed, ``FetchError`` where nothing came back.
    """
    if importlib.util.find_spec("inspect_ai") is None:
        raise UsageError(_NEEDED)
    from inspect_ai import eval as inspect_eval
    from inspect_ai._util.error import PrerequisiteError

    own: dict[str, Any] = {"model_base_url": asked.endpoint} if asked.endpoint else {}
    if asked.endpoint:
        os.environ[f"{_SERVICE.upper()}_API_KEY"] = os.environ.get(asked.key_variable, "") or "none"
    try:
        (log,) = _apart(
            lambda: inspect_eval(
                asked.task_name,
                model=asked.model_name,
                task_args=dict(asked.arguments or {}),
                limit=asked.limit,
                log_dir=str(folder),
                display="none",
                **own,
            )
        )
    except (PrerequisiteError, FileNotFoundError, LookupError) as error:
        raise UsageError(_unknown(asked, error)) from error
    if not log.location or not (log.samples or log.results):
        said = log.error.message if log.error else "it has no sample"
        raise FetchError(f"{asked.task_name} gave no answer of {asked.model_name}: {said}.")
    return Path(log.location.removeprefix("file://"))


def _apart(run: Callable[[], Any]) -> Any:
    """What ``run`` gives; in a thread of its own where this one has a loop already, as in a notebook."""
    if not _has_loop():
        return run()
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result()


def _has_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def _unknown(asked: Asked, error: Exception) -> str:
    first = str(error).strip().splitlines()
    near = nearest(asked.task, shipped_suites())
    hint = f"Nearest: {', '.join(near)}." if near else f"Shipped: {', '.join(shipped_suites())}."
    if asked.task.startswith("inspect_evals/"):
        name = asked.task.partition("/")[2]
        hint = f"It is in a package of its own: `pip install 'inspect-evals[{name}]'`."
    said = first[0].removeprefix("Error: ").rstrip(".") if first else type(error).__name__
    return f"Inspect cannot run {asked.task_name} with {asked.model_name}: {said}. {hint}"

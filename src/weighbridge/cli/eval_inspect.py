"""``weighbridge eval inspect``: a task of Inspect run, and its log taken in."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from weighbridge.catalogue.errors import UsageError
from weighbridge.cli import unhide
from weighbridge.cli.eval_import import deliver_import
from weighbridge.cli.options import FormFlag, OutputFlag
from weighbridge.cli.progress import progress_of
from weighbridge.evaluations.inspecting import Asked, run_task
from weighbridge.store.home import find_home


def arguments_of(given: Sequence[str]) -> dict[str, Any]:
    """Arguments of a task from ``name=value``; true, false and numbers are read as Inspect reads them."""
    split = [text.partition("=") for text in given if "=" in text]
    found = {name: yaml.safe_load(value) for name, _, value in split}
    if len(found) != len(given):
        wrong = next((text for text in given if "=" not in text), "one name twice")
        raise UsageError(f"-T {wrong}: expected name=value, each name once, as in -T language=en.")
    return found


def deliver_inspected(
    asked: Asked, log_folder: Path | None, form: FormFlag, output: OutputFlag, quiet: bool
) -> int:
    """Run the task with Inspect, then import its log as `eval import` would."""
    unhide()  # tasks of others may stand on pandas
    folder = log_folder or find_home().evaluations / "inspect"
    with progress_of(quiet) as progress:
        progress.stage(f"Inspect runs {asked.task_name} with {asked.model_name}")
        log = run_task(asked, folder.absolute())
    day = datetime.datetime.now(datetime.UTC).date().isoformat()
    return deliver_import(log, day, "inspect_logs", form, output, quiet)

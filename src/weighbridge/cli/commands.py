"""The commands there are: one line each, so that help needs none of their code."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

ANSWERS, HOLDINGS, UPKEEP = "Answers", "What is held", "Upkeep"


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its place in the help, and the function that runs it (``module:name``).

    ``usage`` is what follows the name. The function of a command that ``is_made`` is made for the
    words typed after it: the axes of an indicator are flags of their own.
    """

    name: str
    group: str
    summary: str
    usage: str
    target: str
    examples: tuple[str, ...]
    is_made: bool = False

    def function(self, tokens: Sequence[str]) -> Callable[..., int]:
        """The function that runs the command on these words."""
        module, _, name = self.target.partition(":")
        found = getattr(importlib.import_module(f"weighbridge.cli.{module}"), name)
        made: Callable[..., int] = found(tokens) if self.is_made else found
        return made


COMMANDS: dict[str, Command] = {
    command.name: command
    for command in (
        Command(
            "report",
            ANSWERS,
            "Who leads, by which definition, how sure that is; and the site.",
            "[OPTIONS]",
            "report:report",
            ("weighbridge report", "weighbridge report --out public", "weighbridge report --format json"),
        ),
        Command(
            "indicator",
            ANSWERS,
            "One published number under one definition.",
            "NAME [OPTIONS]",
            "indicator:command_for",
            (
                "weighbridge indicator download_share",
                "weighbridge indicator download_share --panel constant --from 2024-11 --to 2025-09",
                "weighbridge indicator download_share --group line --only qwen,llama --format csv",
            ),
            is_made=True,
        ),
        Command(
            "sensitivity",
            ANSWERS,
            "A lead under every definition at once, and which choice decides it.",
            "NAME [--a CN] [--b US] [--month YYYY-MM] [OPTIONS]",
            "sensitivity:command_for",
            (
                "weighbridge sensitivity download_share",
                "weighbridge sensitivity download_share --a CN --b US --month 2025-08 --format json",
                "weighbridge sensitivity download_share --population curated",
            ),
            is_made=True,
        ),
        Command(
            "indicators",
            ANSWERS,
            "All indicators; or one with its method, axes and options.",
            "[NAME] [OPTIONS]",
            "indicators:indicators",
            ("weighbridge indicators", "weighbridge indicators download_share --axes"),
        ),
        Command(
            "sources",
            HOLDINGS,
            "Where facts come from, on what terms.",
            "[NAME] [OPTIONS]",
            "sources:sources",
            ("weighbridge sources", "weighbridge sources llmfit"),
        ),
        Command(
            "snapshots",
            HOLDINGS,
            "What is stored; `show` lists the records set aside, with line and reason.",
            "[list | show SOURCE [DATE]] [OPTIONS]",
            "snapshots:snapshots",
            ("weighbridge snapshots", "weighbridge snapshots show osir_modelscope"),
        ),
        Command(
            "import",
            HOLDINGS,
            "Take a file you have as the dated snapshot of a source.",
            "SOURCE FILE --as-of DATE [OPTIONS]",
            "importing:import_",
            ("weighbridge import hub_models models.jsonl.gz --as-of 2026-11-01",),
        ),
        Command(
            "build",
            HOLDINGS,
            "Build the tables from what is stored; what has not changed is kept.",
            "[TABLE] [OPTIONS]",
            "build:build",
            ("weighbridge build", "weighbridge build model_observations"),
        ),
        Command(
            "verify",
            UPKEEP,
            "Hash everything stored again and name what does not match.",
            "[OPTIONS]",
            "verify:verify",
            ("weighbridge verify",),
        ),
        Command(
            "doctor",
            UPKEEP,
            "Versions, the store, what is missing and how to get it.",
            "[OPTIONS]",
            "doctor:doctor",
            ("weighbridge doctor",),
        ),
        Command(
            "new",
            UPKEEP,
            "Write a new source, table, indicator ... and a test that fails until it is finished.",
            "KIND NAME [OPTIONS]",
            "new:new",
            ("weighbridge new indicator likes_share", "weighbridge new source arena_battles"),
        ),
    )
}

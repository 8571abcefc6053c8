"""``weighbridge policy``: what a company's policy says of the models a repository uses."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from weighbridge.catalogue.errors import UsageError
from weighbridge.cli.layout import paragraph
from weighbridge.cli.options import AsOfFlag, OutputFlag, QuietFlag
from weighbridge.cli.output import deliver_text, say, say_or_keep
from weighbridge.cli.program import NONE_FOUND, PASS, UNDECIDED, VIOLATION
from weighbridge.cli.progress import progress_of
from weighbridge.cli.records import plural
from weighbridge.cli.terminal import Terminal
from weighbridge.diligence.policy.findings import Finding
from weighbridge.diligence.policy.judging import Judgement
from weighbridge.diligence.policy.reading import Policy

DEFAULTS = ("models.policy.yaml", "models.policy.yml")
PathWord = Annotated[Path, Parameter(help="A repository's folder.")]


def command_for(tokens: Sequence[str]) -> Callable[..., int]:
    """The function behind the first word."""
    return {"schema": schema, "profile": profile}.get(tokens[0] if tokens else "", check)


def check(
    action: Annotated[Literal["check"], Parameter(help="Apply a policy to a repository.")],
    path: PathWord = Path(),
    /,
    *,
    policy: Annotated[
        Path | None,
        Parameter(name="--policy", help="The policy; models.policy.yaml of the folder by default."),
    ] = None,
    profile: Annotated[
        str | None, Parameter(name="--profile", help="A shipped policy instead of a file.")
    ] = None,
    today: Annotated[
        str | None, Parameter(name="--today", help="Judge ages and exceptions on this day, YYYY-MM-DD.")
    ] = None,
    as_of: AsOfFlag = None,
    form: Annotated[
        Literal["table", "json", "sarif", "junit", "md"] | None,
        Parameter(name="--format", help="A table to read, JSON, SARIF 2.1.0, JUnit, or Markdown."),
    ] = None,
    output: OutputFlag = None,
    quiet: QuietFlag = False,
) -> int:
    """Which models of a repository fail a policy, which ask for a look, and which pass.

    Exit: 0 all pass, 1 a rule is broken, 2 wrong use or no policy, 3 undecided (only reviews), 4 no model
    found. What is not known counts as the policy says: fail, review or allow.
    """
    from weighbridge.api import Weighbridge
    from weighbridge.diligence.inventory.inventory import inventory_of
    from weighbridge.diligence.policy import reports
    from weighbridge.diligence.policy.judging import judge

    held = _policy(path, policy, profile)
    day = _day(today)
    with progress_of(quiet) as progress:
        holdings = Weighbridge(progress=progress.stage).holdings(as_of, day, policy or path)
        inventory = inventory_of(holdings, path, progress.stage)
        found = judge(holdings, inventory, held)
    kind = form or _kind_of(output)
    if kind == "table":
        say_or_keep(lambda terminal: policy_lines(found, terminal), output)
    else:
        makers: dict[str, Callable[[Judgement], str]] = {
            "json": lambda item: json.dumps(item.as_dict(), ensure_ascii=False, indent=1) + "\n",
            "sarif": reports.sarif,
            "junit": reports.junit,
            "md": reports.comment,
        }
        deliver_text(makers[kind](found), output)
    return exit_code(found)


def exit_code(found: Judgement) -> int:
    """Violation before undecided before nothing found before pass."""
    if found.count("fail"):
        return VIOLATION
    if found.inventory.is_empty:
        return NONE_FOUND
    return UNDECIDED if found.count("review") else PASS


def schema(
    action: Annotated[Literal["schema"], Parameter(help="The JSON Schema of a policy.")],
    /,
    *,
    output: OutputFlag = None,
) -> int:
    """The JSON Schema of a policy.

    An editor checks a file whose first line is `# yaml-language-server: $schema=models.policy.schema.json`.
    """
    from weighbridge.diligence.policy.language import json_schema

    deliver_text(json.dumps(json_schema(), ensure_ascii=False, indent=1) + "\n", output)
    return PASS


def profile(
    action: Annotated[Literal["profile"], Parameter(help="The shipped policies, or the text of one.")],
    name: Annotated[str | None, Parameter(help="The profile to show.")] = None,
    /,
    *,
    output: OutputFlag = None,
) -> int:
    """The shipped policies to begin from, or the text of one: copy it and make it yours."""
    from weighbridge.diligence.policy.reading import profile_text, profiles

    if name is None:
        say([f"{item}: {profile_text(item).splitlines()[0].lstrip('# ')}" for item in profiles()])
    else:
        deliver_text(profile_text(name), output)
    return PASS


def _policy(path: Path, given: Path | None, name: str | None) -> Policy:
    from weighbridge.diligence.policy.reading import policy_of, profile_text, read_policy

    if given and name:
        raise UsageError("--policy and --profile together: give one. A policy may name its profile itself.")
    if name:
        return policy_of(profile_text(name), f"profile {name}")
    if given:
        return read_policy(given)
    folder = path if path.is_dir() else path.parent
    return read_policy(next((folder / n for n in DEFAULTS if (folder / n).is_file()), folder / DEFAULTS[0]))


def _day(text: str | None) -> datetime.date | None:
    if text is None:
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--today '{text}' is no date. Expected YYYY-MM-DD, as in 2026-11-01.") from None


def _kind_of(output: Path | None) -> str:
    endings = {".json": "json", ".sarif": "sarif", ".xml": "junit", ".md": "md"}
    return endings.get(output.suffix.lower(), "table") if output else "table"


def policy_lines(found: Judgement, terminal: Terminal) -> list[str]:
    """Every finding on two lines: level, rule and place; the model and what was found."""
    lines: list[str] = []
    styles = {"fail": "bad", "review": "warning"}
    wide = max((len(item.rule) for item in found.findings), default=0)
    for item in found.findings:
        if item.level == "pass":
            continue
        head = terminal.paint(item.level.upper().ljust(6), styles[item.level])
        lines.append(f"{head}  {item.rule.ljust(wide)}  {item.where}".rstrip())
        lines += paragraph(_text(item, terminal), terminal, " " * 8)
    for item in found.findings:
        if item.waived_by:
            lines += paragraph(f"excepted: {item.rule}, {item.model}: {_waiver(item)}", terminal)
    lines += [line for note in found.notes for line in paragraph(note, terminal)]
    if found.inventory.is_empty:
        lines += [f"None found: no model in {plural(found.inventory.walked.read, 'file')} read."]
    count = f"{found.count('fail')} fail, {found.count('review')} review, {found.passes} pass"
    return [*lines, terminal.paint(f"{count} · exit {exit_code(found)}", "bold"), *_last(found, terminal)]


def _text(item: Finding, terminal: Terminal) -> str:
    said = f"{item.model}: {item.text}" if item.model != "*" else item.text
    return f"{said} [{item.evidence}]" if item.evidence and not terminal.is_tty else said


def _waiver(item: Finding) -> str:
    from weighbridge.diligence.policy.reports import waiver_words

    return waiver_words(item)


def _last(found: Judgement, terminal: Terminal) -> list[str]:
    days = f"data to {found.as_of}, lists as of {found.day}"
    said = f"{found.policy.name}; {days}. Facts for counsel, not legal advice."
    return paragraph(said, terminal)

"""``weighbridge eval import``: verdicts of a log, taken in."""

from __future__ import annotations

import datetime
from pathlib import Path

from weighbridge.cli.layout import paragraph
from weighbridge.cli.options import FormFlag, OutputFlag
from weighbridge.cli.output import deliver, forms_of
from weighbridge.cli.program import PASS
from weighbridge.cli.progress import progress_of
from weighbridge.cli.records import plural
from weighbridge.cli.terminal import Terminal
from weighbridge.evaluations.library import Taken, take

_NAMES = ("log", "kind", "as_of", "runs", "rows", "existed")


def deliver_import(
    file: Path, as_of: str | None, kind: str | None, form: FormFlag, output: OutputFlag, quiet: bool
) -> int:
    """Import and say what was found."""
    from weighbridge.store.home import find_home
    from weighbridge.store.snapshots import parse_date

    day = as_of or datetime.datetime.now(datetime.UTC).date().isoformat()
    parse_date(day, "--as-of")
    with progress_of(quiet) as progress:
        progress.stage(f"reading {file.name}")
        done = take(find_home(), file, day, kind)
    record = {
        "log": done.log.name,
        "kind": done.kind,
        "as_of": day,
        "runs": done.runs,
        "rows": done.rows,
        "existed": done.existed,
    }
    whole = {**record, "findings": [{"kind": f.kind, "run": f.run, "text": f.text} for f in done.findings]}
    deliver(forms_of([record], lambda terminal: _said(done, terminal), _NAMES, lambda: whole), form, output)
    return PASS


def _said(done: Taken, terminal: Terminal) -> list[str]:
    verb = "was already stored, the same verdicts" if done.existed else "is stored"
    said = f"{done.log.name} {verb}: {plural(done.runs, 'run')}, {plural(done.rows, 'verdict')}, no text."
    lines = paragraph(said, terminal)
    kinds: dict[str, list[str]] = {}
    for finding in done.findings:
        kinds.setdefault(finding.kind, []).append(f"{finding.run}: {finding.text}.")
    for kind, texts in sorted(kinds.items()):
        more = f" ({len(texts)} runs in all)" if len(texts) > 1 else ""
        lines += paragraph(f"{kind.replace('_', ' ')}: {texts[0]}{more}", terminal, "  ", "  ")
    return [*lines, "next: weighbridge eval show"]

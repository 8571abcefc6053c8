"""``weighbridge import``: a file the user has, as a dated snapshot."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from weighbridge.cli.layout import paragraph
from weighbridge.cli.options import OutputFlag, QuietFlag
from weighbridge.cli.output import deliver, forms_of
from weighbridge.cli.program import PASS
from weighbridge.cli.progress import progress_of
from weighbridge.cli.records import plural
from weighbridge.cli.terminal import Terminal

_NAMES = ("source", "date", "records", "quarantined", "existed", "digest")


def import_(
    source: Annotated[str, Parameter(help="Whose data it is, as `weighbridge sources` names it.")],
    file: Annotated[
        Path,
        Parameter(help="JSON lines, a JSON list, CSV or Parquet; plain, or with gzip, bzip2 or Zstandard."),
    ],
    /,
    *,
    as_of: Annotated[str, Parameter(name="--as-of", help="The day the data was taken, YYYY-MM-DD.")],
    form: Annotated[
        Literal["table", "json"] | None, Parameter(name="--format", help="How to say what was done.")
    ] = None,
    output: OutputFlag = None,
    quiet: QuietFlag = False,
) -> int:
    """Take a file you have as the snapshot of a source, with its date.

    The file is read completely before anything is stored: one that is cut off or of another kind leaves
    the store as it was. A record that cannot be read is set aside with its line and the reason. The
    same bytes twice are one snapshot.
    """
    from weighbridge.api import Weighbridge

    with progress_of(quiet) as progress:
        bridge = Weighbridge(progress=progress.stage)
        progress.stage(f"reading {file.name}")
        done = bridge.import_file(source, file, as_of)
    record = {
        "source": done.snapshot.source,
        "date": done.snapshot.date,
        "records": done.records,
        "quarantined": done.quarantined,
        "existed": done.existed,
        "digest": done.snapshot.manifest.digest,
    }

    def table(terminal: Terminal) -> list[str]:
        return _said(
            done.snapshot.source, done.snapshot.date, done.records, done.quarantined, done.existed, terminal
        )

    deliver(forms_of([record], table, _NAMES, lambda: record), form, output)
    return PASS


def _said(source: str, date: str, records: int, bad: int, existed: bool, terminal: Terminal) -> list[str]:
    verb = "was already stored, the same bytes" if existed else "is stored"
    lines = paragraph(f"{source} of {date} {verb}: {plural(records, 'record')}, {bad:,} set aside.", terminal)
    if bad:
        return [*lines, f"next: weighbridge snapshots show {source} {date}"]
    return [*lines, "next: weighbridge report"]

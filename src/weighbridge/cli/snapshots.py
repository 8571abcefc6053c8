"""``weighbridge snapshots``: what is stored, and what of it could not be read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from cyclopts import Parameter

from weighbridge.api import Weighbridge
from weighbridge.catalogue import registry
from weighbridge.catalogue.errors import UsageError, unknown_name
from weighbridge.cli.layout import Cell, cut, paragraph
from weighbridge.cli.options import FormFlag, OutputFlag, QuietFlag
from weighbridge.cli.output import deliver, forms_of
from weighbridge.cli.program import NONE_FOUND, PASS
from weighbridge.cli.progress import progress_of
from weighbridge.cli.records import listing, plural, size_words
from weighbridge.cli.terminal import Terminal
from weighbridge.store.shortfalls import shortfalls
from weighbridge.store.snapshots import Snapshot

_NAMES = (
    "source",
    "date",
    "form",
    "origin",
    "terms",
    "retrieved_at",
    "digest",
    "bytes",
    "files",
    "state",
    "missing",
)
_BAD_NAMES = ("line", "reason", "excerpt")
_EXCERPT = 60


def snapshots(
    action: Annotated[
        Literal["list", "show"], Parameter(help="`list` all of them, or `show` one in full.")
    ] = "list",
    source: Annotated[str, Parameter(help="The source, as `weighbridge sources` names it.")] = "",
    date: Annotated[str, Parameter(help="The snapshot's date, YYYY-MM-DD; the newest otherwise.")] = "",
    /,
    *,
    form: FormFlag = None,
    output: OutputFlag = None,
    quiet: QuietFlag = False,
) -> int:
    """The stored snapshots; or one with its files and every record that was set aside.

    A record that cannot be read is never guessed at: it is set aside with its line and the reason.
    """
    if action == "list":
        return _list(source, form, output)
    if not source:
        raise UsageError(
            "SOURCE is missing: `weighbridge snapshots show SOURCE [DATE]`. See `weighbridge sources`."
        )
    with progress_of(quiet) as progress:
        bridge = Weighbridge(progress=progress.stage)
        found = _found(bridge, source, date)
        bad = bridge.quarantined(found)

    def table(terminal: Terminal) -> list[str]:
        return _page(found, bad, terminal)

    whole = {**record_of(found), "quarantined": bad, "notes": list(found.manifest.notes)}
    deliver(forms_of(bad, table, _BAD_NAMES, lambda: whole), form, output)
    return PASS


def _list(source: str, form: FormFlag, output: OutputFlag) -> int:
    held = Weighbridge().snapshots(source or None)
    records = [record_of(item) for item in held]
    deliver(forms_of(records, lambda terminal: _table(held, terminal), _NAMES), form, output)
    return PASS if held else NONE_FOUND


def _found(bridge: Weighbridge, source: str, date: str) -> Snapshot:
    held = bridge.snapshots(source)
    if not held:
        name = registry.source(source).name
        raise UsageError(
            f"No snapshot of {name} is stored. `weighbridge import {name} FILE --as-of DATE` takes one."
        )
    for item in held:
        if item.date == (date or held[-1].date):
            return item
    raise unknown_name(f"snapshot of {source} dated", date, [item.date for item in held], "")


def record_of(item: Snapshot) -> dict[str, Any]:
    """A snapshot as a record."""
    manifest = item.manifest
    return {
        "source": item.source,
        "date": item.date,
        "form": manifest.form,
        "origin": manifest.origin,
        "terms": manifest.terms,
        "retrieved_at": manifest.retrieved_at,
        "digest": manifest.digest,
        "bytes": sum(file.bytes for file in manifest.files),
        "files": [file.name for file in manifest.files],
        "state": state_of(item),
        "missing": list(manifest.fetched.gaps) if manifest.fetched else [],
    }


def state_of(item: Snapshot) -> str | None:
    """``whole``, ``partial`` or ``stopped``; None where nobody noted what should be there."""
    fetched = item.manifest.fetched
    if fetched is None:
        return None
    if fetched.gaps:
        return "partial"
    return "stopped" if fetched.stopped else "whole"


def _table(held: Sequence[Snapshot], terminal: Terminal) -> list[str]:
    if not held:
        return ["No snapshot is stored of it."]
    lacking = shortfalls(held, newest_only=False)
    state = ["state"] if lacking else []
    heads = ["source", "date", *state, "size", "from", "digest", *(["terms"] if terminal.is_wide else [])]
    rows = [
        [
            Cell(item.source, "bold"),
            Cell(item.date),
            *([Cell(state_of(item) or "–")] if lacking else []),
            Cell(size_words(sum(file.bytes for file in item.manifest.files)), "", True),
            Cell("shipped" if item.shipped else item.manifest.origin),
            Cell(item.manifest.digest[:12] if terminal.is_tty else item.manifest.digest),
            *([Cell(item.manifest.terms)] if terminal.is_wide else []),
        ]
        for item in held
    ]
    lines = listing(heads, rows, terminal)
    newest = max(held, key=lambda item: item.date)
    told = [line for one in lacking for line in ("", *paragraph(one.words, terminal))]
    return [
        *lines,
        *told,
        "",
        f"{plural(len(held), 'snapshot')} · next: weighbridge snapshots show {newest.source} {newest.date}",
    ]


def _page(item: Snapshot, bad: Sequence[dict[str, object]], terminal: Terminal) -> list[str]:
    manifest = item.manifest
    opening = (
        f"{item.source} of {item.date}: {manifest.origin}, {manifest.terms}, digest {manifest.digest[:12]}"
    )
    lines = paragraph(opening, terminal)
    lines += [line for note in manifest.notes for line in paragraph(note, terminal)]
    rows = [
        [Cell(file.name), Cell(size_words(file.bytes), "", True), Cell(file.sha256[:12]), Cell(file.origin)]
        for file in manifest.files
    ]
    lines += ["", *listing(("file", "size", "SHA-256", "from"), rows, terminal, flexible=(0, 3)), ""]
    if not bad:
        return [*lines, "Every record could be read.", "", "next: weighbridge verify"]
    lines += paragraph(f"{plural(len(bad), 'record')} set aside:", terminal)
    width = _EXCERPT if terminal.is_tty else 1_000
    records = [
        [
            Cell(str(record.get("line") or "–"), "", True),
            Cell(str(record.get("reason"))),
            Cell(cut(str(record.get("excerpt") or ""), width)),
        ]
        for record in bad
    ]
    lines += listing(("line", "reason", "record"), records, terminal, flexible=(1, 2))
    return [*lines, "", "next: mend the file and import it with its own date; nothing was guessed."]

"""``weighbridge diff`` and ``weighbridge watch``: what changed between captures, and whether it matters."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Annotated, Any

from cyclopts import Parameter

from weighbridge.cli.layout import Cell, facts, paragraph
from weighbridge.cli.options import FormFlag, OutputFlag, QuietFlag
from weighbridge.cli.output import deliver, forms_of
from weighbridge.cli.program import CHANGED, PASS
from weighbridge.cli.progress import progress_of
from weighbridge.cli.records import listing, plural
from weighbridge.cli.terminal import Terminal
from weighbridge.diligence.changes import KINDS, Change, Changes

_NAMES = ("list", "a", "b", "kind", "model_id", "was", "now", "note", "weight", "is_large")
_SHOWN = 8
ListFlag = Annotated[
    str, Parameter(name="--list", help="One list, by its name; every list that has both captures otherwise.")
]
SEEN = "watched.json"


def diff(
    a: Annotated[str, Parameter(help="The earlier day, YYYY-MM-DD.")],
    b: Annotated[str, Parameter(help="The later day, YYYY-MM-DD.")],
    /,
    *,
    list_id: ListFlag = "",
    form: FormFlag = None,
    output: OutputFlag = None,
    quiet: QuietFlag = False,
) -> int:
    """What changed between two captures of a list of models.

    Models new, gone, renamed, relicensed, re-tagged; facts of the past that read otherwise; and 30-day
    downloads that moved further from the usual than those of other models do. `gone` means no longer on the
    list: why, the list does not say. Weights are parts of all downloads of the list.
    """
    from weighbridge.api import Weighbridge
    from weighbridge.diligence.changes_asked import between

    with progress_of(quiet) as progress:
        bridge = Weighbridge(progress=progress.stage)
        found = between(bridge.home, bridge.table, a, b, list_id)
    _deliver(found, form, output, only_large=False)
    return PASS


def watch(
    *,
    list_id: ListFlag = "",
    again: Annotated[
        bool, Parameter(name="--again", negative="", help="Also what an earlier run has told already.")
    ] = False,
    form: FormFlag = None,
    output: OutputFlag = None,
    quiet: QuietFlag = False,
) -> int:
    """What changed since the capture before the newest, beyond the size of noise: for a cron line.

    Each capture is told of once. The exit code is 0 where nothing changed and 5 where something did. Beyond
    noise: downloads four usual distances from the middle change and a thousandth of all; models new or gone
    with a thousandth of all downloads; renamed, relicensed, re-tagged or restated with a ten-thousandth.
    """
    from weighbridge.api import Weighbridge
    from weighbridge.diligence.changes_asked import newest_two
    from weighbridge.store.atomic import write_file

    with progress_of(quiet) as progress:
        bridge = Weighbridge(progress=progress.stage)
        found = newest_two(bridge.home, bridge.table, list_id)
    path = bridge.home.root / SEEN
    seen = json.loads(path.read_bytes()) if path.is_file() else {}
    fresh = [item for item in found if again or seen.get(item.b.list_id) != item.b.crawl_id]
    large = [item for item in fresh if item.large]
    _deliver(large, form, output, only_large=True)
    told = {**seen, **{item.b.list_id: item.b.crawl_id for item in found}}
    write_file(path, (json.dumps(told, indent=1, sort_keys=True) + "\n").encode())
    return CHANGED if large else PASS


def _deliver(found: Sequence[Changes], form: FormFlag, output: OutputFlag, only_large: bool) -> None:
    records = [_record(item, row) for item in found for row in (item.large if only_large else item.rows)]

    def table(terminal: Terminal) -> list[str]:
        if not found:
            return ["Nothing has changed beyond the size of noise."]
        return [line for item in found for line in _page(item, terminal, only_large)]

    deliver(forms_of(records, table, _NAMES), form, output)


def _record(item: Changes, row: Change) -> dict[str, Any]:
    return {
        "list": item.a.list_id,
        "a": item.a.day.isoformat(),
        "b": item.b.day.isoformat(),
        **{name: getattr(row, name) for name in _NAMES[3:]},
    }


def _page(item: Changes, terminal: Terminal, only_large: bool) -> list[str]:
    a, b = item.a, item.b
    opening = f"{a.list_id}, {a.day} to {b.day}: {a.models:,} models, then {b.models:,}."
    if item.usual is not None:
        opening += f" The middle model's 30-day downloads went to {item.usual:.2f} of what they were."
    counts = [(kind, f"{len(item.of(kind)):,} {words}") for kind, words in KINDS.items()]
    lines = [*paragraph(opening, terminal), "", *facts(counts, terminal), ""]
    for kind in KINDS:
        rows = [row for row in item.of(kind) if row.is_large or not only_large]
        if not rows:
            continue
        shown = rows[:_SHOWN]
        cells = [
            [Cell(row.model_id), Cell(_was(row)), Cell(row.note), Cell(_part(row.weight), "", True)]
            for row in shown
        ]
        lines += listing((kind, "was → now", "", "of all"), cells, terminal, flexible=(1, 2))
        if len(rows) > len(shown):
            lines.append(f"and {plural(len(rows) - len(shown), 'more', 'more')}: --format csv has all")
        lines.append("")
    return [*lines, _next(item)]


def _next(item: Changes) -> str:
    if not item.rows:
        return "Nothing changed."
    model = next((row.model_id for row in item.rows if row.is_of_a_model), None)
    return f"next: weighbridge card {model}" if model else "next: weighbridge indicator download_share"


def _was(row: Change) -> str:
    if row.kind in ("new", "gone"):
        return ""
    return f"{row.was} → {row.now}"


def _part(weight: float | None) -> str:
    return "–" if weight is None else f"{weight:.2%}"

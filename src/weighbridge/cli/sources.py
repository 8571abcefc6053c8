"""``weighbridge sources``: where facts come from, on what terms, and what is held of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from cyclopts import Parameter

from weighbridge.catalogue.source import Source
from weighbridge.catalogue.units import DASH
from weighbridge.cli.layout import Cell, facts, paragraph, prose
from weighbridge.cli.options import FormFlag, OutputFlag, QuietFlag
from weighbridge.cli.output import deliver, forms_of
from weighbridge.cli.program import PASS
from weighbridge.cli.records import listing, plural
from weighbridge.cli.terminal import Terminal
from weighbridge.store.snapshots import Snapshot

_NAMES = (
    *("name", "title", "producer", "homepage", "terms", "credit", "cadence"),
    *("tables", "list", "snapshots", "newest"),
)


def sources(
    name: Annotated[str, Parameter(help="One source: its reading, its fields, its snapshots.")] = "",
    /,
    *,
    form: FormFlag = None,
    output: OutputFlag = None,
    quiet: QuietFlag = False,
) -> int:
    """Every source with its terms and its newest snapshot; or one in full.

    A source that has no snapshot can still be imported: see `weighbridge import`.
    """
    from weighbridge.api import Weighbridge
    from weighbridge.catalogue import registry

    found = [registry.source(name)] if name else registry.sources()
    held = Weighbridge().snapshots()
    records = [record_of(source, held) for source in found]

    def table(terminal: Terminal) -> list[str]:
        return _page(found[0], held, terminal) if name else _table(records, terminal)

    deliver(forms_of(records, table, _NAMES), form, output)
    return PASS


def record_of(source: Source, held: Sequence[Snapshot]) -> dict[str, Any]:
    """A source as a record, with what is held of it."""
    dates = [item.date for item in held if item.source == source.name]
    return {
        "name": source.name,
        "title": source.title,
        "producer": source.producer,
        "homepage": source.homepage,
        "terms": source.terms.value,
        "credit": source.credit,
        "cadence": source.cadence,
        "tables": list(source.tables),
        "list": source.list_title or None,
        "snapshots": len(dates),
        "newest": max(dates, default=None),
    }


def _table(records: Sequence[dict[str, Any]], terminal: Terminal) -> list[str]:
    is_wide = terminal.is_wide
    heads = ["source", "newest", *(["snapshots"] if is_wide else []), "terms", "producer"]
    rows = [
        [
            Cell(record["name"], "bold"),
            Cell(record["newest"] or DASH),
            *([Cell(str(record["snapshots"]), "", True)] if is_wide else []),
            Cell(record["terms"]),
            Cell(record["producer"]),
            *([Cell(record["title"])] if is_wide else []),
        ]
        for record in records
    ]
    last = len(heads) - 1
    lines = listing([*heads, *(["title"] if is_wide else [])], rows, terminal, flexible=(last - 1, last))
    held = [record["name"] for record in records if record["snapshots"]]
    lines += ["", f"{plural(len(records), 'source')}, {len(held)} with a snapshot"]
    if len(held) < len(records):
        lines[-1] += "; `weighbridge import SOURCE FILE --as-of DATE` takes one"
    return [*lines, f"next: weighbridge sources {(held or [records[0]['name']])[0]}"]


def _page(source: Source, held: Sequence[Snapshot], terminal: Terminal) -> list[str]:
    lines = [*paragraph(f"{source.title}, by {source.producer}", terminal), ""]
    lines += prose(source.method, terminal)
    pairs = [
        ("at", source.homepage),
        ("terms", " ".join(part for part in (source.terms.value, source.terms.url or "") if part)),
        ("credit", source.credit),
        ("cadence", source.cadence),
        ("feeds", ", ".join(source.tables)),
        ("list", source.list_title),
    ]
    lines += facts(pairs, terminal)
    rows = [
        [
            Cell(field.place),
            Cell("required" if field.required else ""),
            Cell(field.expected),
        ]
        for field in source.fields
    ]
    lines += ["", *listing(("field", "", "expected"), rows, terminal, flexible=(2,)), ""]
    dates = [item.date for item in held if item.source == source.name]
    if dates:
        return [*lines, f"{plural(len(dates), 'snapshot')}: {', '.join(dates)}", *_next(source, dates[-1])]
    return [*lines, f"Nothing is stored. next: weighbridge import {source.name} FILE --as-of DATE"]


def _next(source: Source, date: str) -> list[str]:
    return [f"next: weighbridge snapshots show {source.name} {date}"]

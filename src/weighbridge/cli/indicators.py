"""``weighbridge indicators``: what can be asked, and under which definitions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from cyclopts import Parameter

from weighbridge.catalogue import registry
from weighbridge.catalogue.axis import Axis
from weighbridge.catalogue.caveats import CAVEATS
from weighbridge.catalogue.indicator import Indicator
from weighbridge.cli.axes import axis_lines
from weighbridge.cli.layout import Cell, facts, paragraph, prose
from weighbridge.cli.options import FormFlag, OutputFlag, QuietFlag
from weighbridge.cli.output import deliver, forms_of
from weighbridge.cli.program import PASS
from weighbridge.cli.progress import progress_of
from weighbridge.cli.records import listing
from weighbridge.cli.terminal import Terminal
from weighbridge.definitions.choices import options

_NAMES = ("name", "title", "question", "topic", "unit", "groups", "axes", "definitions", "since")
_AXIS_NAMES = ("axis", "option", "label", "meaning", "used_by", "indicators")


def indicators(
    name: Annotated[str, Parameter(help="One indicator: its question, method, axes and options.")] = "",
    /,
    *,
    axes: Annotated[
        bool, Parameter(name="--axes", negative="", help="Every axis with its options and what each means.")
    ] = False,
    form: FormFlag = None,
    output: OutputFlag = None,
    quiet: QuietFlag = False,
) -> int:
    """All indicators with the question each answers; or one with its method, axes and options.

    For one indicator every option says whether the stored snapshots can answer it now.
    """
    if name:
        return _one(registry.indicator(name), axes, form, output, quiet)
    found = registry.indicators()
    if axes:
        held = axes_of(found)
        defaults = {axis.name: axis.default for axis in held}
        records = axis_records(held, found)
        deliver(forms_of(records, lambda t: axis_lines(held, defaults, t), _AXIS_NAMES), form, output)
    else:
        records = [record_of(declared) for declared in found]
        deliver(forms_of(records, lambda t: _table(found, t), _NAMES), form, output)
    return PASS


def axes_of(found: Sequence[Indicator]) -> list[Axis]:
    """Every axis of some indicators, once, in the order they name them.

    Two questions of one kind may offer other options under one name (a window of months, of weeks): both
    are in the list, side by side.
    """
    distinct = list(dict.fromkeys(axis for declared in found for axis in declared.axes))
    names = list(dict.fromkeys(axis.name for axis in distinct))
    return sorted(distinct, key=lambda axis: names.index(axis.name))


def record_of(declared: Indicator) -> dict[str, Any]:
    """An indicator as a record."""
    return {
        "name": declared.name,
        "title": declared.title,
        "question": declared.question,
        "topic": declared.topic,
        "unit": declared.unit.value,
        "groups": list(declared.groups),
        "axes": [axis.name for axis in declared.axes],
        "definitions": definition_count(declared),
        "since": declared.since,
    }


def definition_count(declared: Indicator) -> int:
    """How many combinations of options do not contradict themselves."""
    from itertools import product

    names = [axis.name for axis in declared.axes]
    ruling = sorted({name for rule in declared.invalid for name in rule.when}, key=names.index)
    sizes = {axis.name: [option.name for option in options(axis)] for axis in declared.axes}
    free = 1
    for name in names:
        free *= 1 if name in ruling else len(sizes[name])
    combined = product(*(sizes[name] for name in ruling))
    fit = sum(
        not any(rule.applies(dict(zip(ruling, some, strict=True))) for rule in declared.invalid)
        for some in combined
    )
    return free * fit


def axis_records(held: Sequence[Axis], found: Sequence[Indicator]) -> list[dict[str, Any]]:
    """A record for every option of every axis."""
    return [
        {
            "axis": axis.name,
            "option": option.name,
            "label": option.label,
            "meaning": option.meaning,
            "used_by": option.used_by or None,
            "indicators": [d.name for d in found if any(own.name == axis.name for own in d.axes)],
        }
        for axis in held
        for option in options(axis)
    ]


def _table(found: Sequence[Indicator], terminal: Terminal) -> list[str]:
    if terminal.is_wide:
        heads = ("indicator", "unit", "by", "definitions", "question")
        rows = [
            [
                Cell(d.name, "bold"),
                Cell(d.unit.value),
                Cell(", ".join(d.groups)),
                Cell(f"{definition_count(d):,}", "", True),
                Cell(d.question),
            ]
            for d in found
        ]
    else:
        heads = ("indicator", "unit", "question")
        rows = [[Cell(d.name, "bold"), Cell(d.unit.value), Cell(d.question)] for d in found]
    lines = listing(heads, rows, terminal, flexible=(len(heads) - 1,))
    return [*lines, "", f"next: weighbridge indicator {found[0].name}"] if found else ["none"]


def _one(declared: Indicator, axes: bool, form: FormFlag, output: OutputFlag, quiet: bool) -> int:
    from weighbridge.api import Weighbridge

    with progress_of(quiet) as progress:
        choices = Weighbridge(progress=progress.stage).definitions(declared.name)
    status = {(choice.axis, choice.option): choice for choice in choices}
    reasons = {key: choice.reason for key, choice in status.items() if choice.reason}
    records = [
        {
            **record,
            "default": declared.default(declared.axis(record["axis"])) == record["option"],
            "status": status[record["axis"], record["option"]].status,
            "reason": reasons.get((record["axis"], record["option"])),
        }
        for record in axis_records(declared.axes, [declared])
    ]
    names = ("axis", "option", "label", "meaning", "used_by", "default", "status", "reason")

    def table(terminal: Terminal) -> list[str]:
        return _page(declared, reasons, terminal, axes)

    whole = {**record_of(declared), "method": declared.method, "options": records}
    deliver(forms_of(records, table, names, lambda: whole), form, output)
    return PASS


def _page(
    declared: Indicator, reasons: Mapping[tuple[str, str], str], terminal: Terminal, only_axes: bool
) -> list[str]:
    defaults = {axis.name: declared.default(axis) for axis in declared.axes}
    drawn = axis_lines(declared.axes, defaults, terminal, reasons)
    if only_axes:
        return drawn
    lines = [*paragraph(f"{declared.title}: {declared.question}", terminal), ""]
    lines += prose(declared.method, terminal)
    pairs = [
        ("unit", declared.unit.value),
        ("by", ", ".join(declared.groups)),
        ("covers", declared.population),
        ("resampled", declared.resampled),
        ("from", ", ".join(declared.reads)),
        ("definitions", f"{definition_count(declared):,} combinations of the options below"),
    ]
    lines += [*facts(pairs, terminal), "", *drawn, "", "Caveats"]
    lines += [line for name in declared.caveats for line in paragraph(CAVEATS[name], terminal, "    ", "  ")]
    return [*lines, "", f"next: weighbridge indicator {declared.name}"]

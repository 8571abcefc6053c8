"""A sensitivity on the screen: the sentence, the axes by effect, the extremes, what is owed."""

from __future__ import annotations

from collections.abc import Mapping

from weighbridge.catalogue import registry
from weighbridge.catalogue.units import DASH, Unit
from weighbridge.cli.layout import cut, padded, paragraph
from weighbridge.cli.terminal import Terminal
from weighbridge.definitions.sensitivity import WARNING, DefinitionRow, Sensitivity
from weighbridge.definitions.sensitivity_forms import sentence
from weighbridge.statistics.fingerprints import PRINTED_DIGITS

EXTREMES = 3
OWED = 6
_LABEL = 12


def view_of(found: Sensitivity, terminal: Terminal) -> list[str]:
    """The lines of the table form."""
    rows = [row for row in found.rows if row.lead is not None]
    return [
        *(terminal.paint(line, "bold") for line in paragraph(sentence(found), terminal)),
        "",
        *_axes(found, rows, terminal),
        "",
        *_extremes(found, rows, terminal),
        "",
        *_owed(found, terminal),
        *paragraph(WARNING, terminal),
        "",
        *paragraph(_closing(found), terminal),
    ]


def _axes(found: Sensitivity, rows: list[DefinitionRow], terminal: Terminal) -> list[str]:
    """One line an axis, strongest first: of the definitions with each option, how many A leads."""
    parts = found.curve.influence.part
    order = list(range(len(found.axes)))
    if parts is not None:
        order.sort(key=lambda i: -float(parts[i]))
    lines = []
    for i in order:
        axis = found.axes[i]
        share = DASH if parts is None else f"{float(parts[i]) * 100:.0f} %"
        lines.append(
            f"{padded(axis.replace('_', ' '), _LABEL)} {padded(share, 5, True)}  "
            + _options(found, rows, axis)
        )
    head = f"{padded('choice', _LABEL)} {padded('effect', 6, True)} where {found.group_a} is ahead"
    return [terminal.paint(head, "dim"), *(cut(line, terminal.width) for line in lines)]


def _options(found: Sensitivity, rows: list[DefinitionRow], axis: str) -> str:
    texts = []
    for option in dict.fromkeys(row.choices[axis] for row in rows):
        held = [row for row in rows if row.choices[axis] == option]
        ahead = sum((row.lead or 0) > 0 for row in held)
        texts.append(f"{option} {ahead} of {len(held)}")
    return " · ".join(texts)


def _extremes(found: Sensitivity, rows: list[DefinitionRow], terminal: Terminal) -> list[str]:
    ranked = sorted(rows, key=lambda row: -(row.lead or 0))
    shown = ranked if len(ranked) <= 2 * EXTREMES else [*ranked[:EXTREMES], *ranked[-EXTREMES:]]
    here = found.rows[found.headline]
    if here not in shown:
        shown = sorted([*shown, here], key=lambda row: -(row.lead or 0))
    default = _defaults(found)
    head = f"{padded('lead', 7, True)}  {padded('90 % interval', 16)} {padded('bounds', 16)} definition"
    lines = [terminal.paint(head, "dim")]
    for row in shown:
        mark = "  <- asked for" if row is here else ""
        chosen = _choices(row.choices, default)
        figures = (
            f"{padded(_points(row.lead), 7, True)}  {padded(_range(row.low, row.high), 16)} "
            f"{padded(_range(row.bound_low, row.bound_high), 16)}"
        )
        lines.append(cut(f"{figures} {row.hash[:PRINTED_DIGITS]} {chosen}{mark}", terminal.width))
    return lines


def _defaults(found: Sensitivity) -> dict[str, str]:
    declared = registry.indicator(found.indicator)
    return {axis.name: declared.default(axis) for axis in declared.axes}


def _choices(choices: Mapping[str, str], default: Mapping[str, str]) -> str:
    """The choices that are not the default; the plain definition by its name."""
    differing = [f"{axis}={option}" for axis, option in choices.items() if default.get(axis) != option]
    return " ".join(differing) or "(default)"


def _points(value: float | None) -> str:
    return Unit.POINTS.text(value)


def _range(low: float | None, high: float | None) -> str:
    return DASH if low is None or high is None else f"[{_points(low)}, {_points(high)}]"


def _owed(found: Sensitivity, terminal: Terminal) -> list[str]:
    """What data the definitions wait for that cannot be computed."""
    if not found.owed:
        return []
    combinations: dict[str, int] = {}
    for owed in found.owed:
        combinations[owed.reason] = combinations.get(owed.reason, 0) + owed.combinations
    ranked = sorted(combinations.items(), key=lambda item: (-item[1], item[0]))
    lines = [terminal.paint(f"Cannot be computed ({found.grid.unavailable:,} combinations)", "dim")]
    for reason, count in ranked[:OWED]:
        lines += paragraph(f"{count:,}: {reason}", terminal, indent="  ")
    if len(ranked) > OWED:
        lines.append(f"  and {len(ranked) - OWED} more reasons: --format json")
    return [*lines, ""]


def _closing(found: Sensitivity) -> str:
    asked = f"{found.indicator}@{found.rows[found.headline].hash[:PRINTED_DIGITS]}"
    collapsed = f"{found.collapsed:,} combinations come to the same figures and are counted once"
    return (
        f"{found.indicator}, {found.month}, {found.group_a} minus {found.group_b} in points; {collapsed}. "
        f"next: weighbridge indicator {asked}"
    )

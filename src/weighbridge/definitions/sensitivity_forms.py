"""Written forms of a sensitivity: the sentence, the summary, JSON, records."""

from __future__ import annotations

import json
from typing import Any

from weighbridge.definitions.sensitivity import WARNING, DefinitionRow, Sensitivity
from weighbridge.definitions.wording import group_name

COLUMNS = (
    "fingerprint",
    "a",
    "b",
    "unknown",
    "lead",
    "low",
    "high",
    "bound_low",
    "bound_high",
    "lead_frequency",
    "n",
    "same_as",
)
STRONG = 0.15  # an axis that carries less than this part of the variance is not worth a sentence


def summary_of(found: Sensitivity) -> dict[str, Any]:
    """Counts and ends that anybody can work out again from the rows, and the influence of the axes."""
    rows = [row for row in found.rows if row.lead is not None]
    line = found.curve.summary
    parts = found.curve.influence.part
    sign = found.curve.influence_on_sign.part
    return {
        "n": len(rows),
        "a_ahead": sum(_lead(row) > 0 for row in rows),
        "b_ahead": sum(_lead(row) < 0 for row in rows),
        "level": sum(_lead(row) == 0 for row in rows),
        "a_ahead_by_interval": sum(row.low is not None and row.low > 0 for row in rows),
        "b_ahead_by_interval": sum(row.high is not None and row.high < 0 for row in rows),
        "a_ahead_at_worst": sum(row.bound_low is not None and row.bound_low > 0 for row in rows),
        "b_ahead_at_worst": sum(row.bound_high is not None and row.bound_high < 0 for row in rows),
        "median": line.median,
        "min": line.least,
        "max": line.most,
        "collapsed": found.collapsed,
        "invalid": found.grid.invalid,
        "unavailable": found.grid.unavailable,
        "flip_distance": line.flip_distance,
        "single_changes": [
            {"axis": c.axis, "before": c.before, "after": c.after, "lead": c.lead}
            for c in line.single_changes
        ],
        "influence": _parts(found, parts),
        "influence_on_sign": _parts(found, sign),
        "most_influential": found.curve.most_influential,
        "aliases": [
            f"{a.axis}={a.option} implies {a.implied_axis}={a.implied_option}" for a in found.curve.aliases
        ],
        "sentence": sentence(found),
        "warning": WARNING,
    }


def _lead(row: DefinitionRow) -> float:
    return row.lead or 0.0


def _parts(found: Sensitivity, parts: Any) -> dict[str, float] | None:
    """The part of the variance each axis carries; None where all definitions agree."""
    if parts is None:
        return None
    return {axis: float(part) for axis, part in zip(found.axes, parts, strict=True)}


def sentence(found: Sensitivity) -> str:
    """Who leads under how many definitions, and on which choices that turns."""
    rows = [row for row in found.rows if row.lead is not None]
    ahead = sum(_lead(row) > 0 for row in rows)
    behind = sum(_lead(row) < 0 for row in rows)
    first, count, other = found.group_a, ahead, found.group_b
    if behind > ahead:
        first, count, other = found.group_b, behind, found.group_a
    name, rival = (group_name(group, found.group_by) for group in (first, other))
    if count == len(rows):
        text = f"{name} leads {rival} under every definition we can compute"
        return text + ("." if _any_clear(rows) else ". The data cannot tell which is ahead.")
    turning = turning_axes(found)
    tail = f"; the answer turns on {_listed(turning)}" if turning else ""
    return f"{name} leads {rival} under {count} of {len(rows)} definitions{tail}."


def _any_clear(rows: list[DefinitionRow]) -> bool:
    return any((row.low or 0) > 0 or (row.high or 0) < 0 for row in rows)


def turning_axes(found: Sensitivity) -> list[str]:
    """The axes that carry at least 15 % of whether A or B is ahead, strongest first, two at most."""
    parts = found.curve.influence_on_sign.part
    if parts is None:
        return []
    ranked = sorted(zip(found.axes, parts, strict=True), key=lambda item: -item[1])
    return [axis.replace("_", " ") for axis, part in ranked if part >= STRONG][:2]


def _listed(names: list[str]) -> str:
    return " and on ".join(names)


def to_dict(found: Sensitivity) -> dict[str, Any]:
    """The documented JSON object of a sensitivity: ``rows`` and ``summary``, and what is owed."""
    return {
        "indicator": found.indicator,
        "month": found.month,
        "group_by": found.group_by,
        "a": found.group_a,
        "b": found.group_b,
        "axes": list(found.axes),
        "headline": found.rows[found.headline].fingerprint,
        "summary": summary_of(found),
        "owed": [
            {"axis": o.axis, "option": o.option, "reason": o.reason, "combinations": o.combinations}
            for o in found.owed
        ],
        "rows": [row.as_dict() for row in found.rows],
    }


def to_json(found: Sensitivity) -> str:
    """The documented JSON text."""
    return json.dumps(to_dict(found), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def records_of(found: Sensitivity) -> list[dict[str, Any]]:
    """The definitions as flat records: fingerprint and figures, flags, then a choice on every axis."""
    return [
        {name: getattr(row, name) for name in COLUMNS} | {"flags": list(row.flags)} | dict(row.choices)
        for row in found.rows
    ]

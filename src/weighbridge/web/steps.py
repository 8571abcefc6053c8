"""One choice changed at a time: figures a page brings along, so that its controls work without a server."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from weighbridge.catalogue.errors import UsageError
from weighbridge.charts.figure import is_partition
from weighbridge.charts.labels import label_of
from weighbridge.charts.words import interval_words, month_words
from weighbridge.definitions.result import Result
from weighbridge.web.bridge import Bridge, Choice
from weighbridge.web.indicator_page import View, counted_words
from weighbridge.web.page import fragment
from weighbridge.web.sentences import answer_of
from weighbridge.web.tables import SHOWN, groups_of

WHOLE_RUN = ("panel", "membership")
"""Axes that say which models count over a whole run of months: one month alone answers another question."""


@dataclass(frozen=True, slots=True)
class Steps:
    """What a page brings: the month, the axes on which it can step, and the script with the figures."""

    when: str
    axes: frozenset[str]
    script: str


def steps_around(bridge: Bridge, view: View, choices: Sequence[Choice]) -> Steps | None:
    """The newest month's figure under each option that can be chosen while all else stays as it is."""
    month = view.answer.month
    if not month:
        return None
    found: dict[str, Mapping[str, str]] = {}
    axes: set[str] = set()
    for choice in choices:
        taken = view.result.definition.get(choice.axis)
        if choice.status != "valid" or choice.axis in WHOLE_RUN or taken in (None, choice.option):
            continue
        result = _asked(bridge, view, month, choice)
        if result is not None:
            axes.add(choice.axis)
            found[f"{choice.axis}={choice.option}"] = _step(view, result, month)
    if not found:
        return None
    body = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    return Steps(month_words(month, long=True), frozenset(axes), f"globalThis.weighbridgeSteps = {body};\n")


def _asked(bridge: Bridge, view: View, month: str, choice: Choice) -> Result | None:
    """The figure of one month under one other option; None where nothing stored answers it."""
    name, group = view.indicator.name, view.result.group_by
    try:
        result = bridge.indicator(
            name, group, month_from=month, month_to=month, choices={choice.axis: choice.option}
        )
    except UsageError:
        return None
    return result if result.rows else None


def _step(view: View, result: Result, month: str) -> Mapping[str, str]:
    """The parts of the page that follow the choice, as the page itself writes them."""
    answer = answer_of(view.indicator, result, counted_words(view.indicator, result))
    shown = {
        "answer": answer.answer,
        "doubt": answer.doubt,
        "groups": groups_of(result, month),
        "lines": _lines(result, month),
        "when": month_words(month, long=True),
        "unit": "%" if result.unit.name == "SHARE" else result.unit.value,
        "level": result.level,
        "group_word": result.group_by,
        "is_partition": is_partition(result),
    }
    return {
        "fingerprint": result.fingerprint,
        "answer": fragment("step_answer.html", **shown),
        "doubt": answer.doubt,
        "chart": fragment("step.html", **shown),
    }


def _lines(result: Result, month: str) -> list[tuple[str, str, str]]:
    """Name, value and interval of the first groups, for figures below zero, which no strip draws."""
    rows = {row.group: row for row in result.rows if row.month == month}
    shown = [rows[group] for group in result.groups if group in rows][:SHOWN]
    return [
        (
            label_of(result.group_by, row.group, result.as_of).full,
            result.unit.text(row.value),
            interval_words(result.unit, row.low, row.high),
        )
        for row in shown
    ]

"""Definitions that make sense but that the stored snapshots cannot answer, with what they lack."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from weighbridge.catalogue import registry
from weighbridge.definitions.adoption import counted, unbroken, windowed
from weighbridge.definitions.choices import Definition
from weighbridge.definitions.cube import Cube
from weighbridge.definitions.derivatives import is_of_derivatives, lacking
from weighbridge.definitions.traffic import is_traffic, lacking_traffic, ranking_of


def unavailable(
    definition: Definition, cube: Cube, known: dict[tuple[object, ...], str] | None = None
) -> str:
    """What data a definition lacks; empty where it can be computed.

    ``known`` keeps the answers of many definitions of one cube: most share the axes a check looks at.
    """
    if is_traffic(cube):
        return lacking_traffic(definition, cube)
    answers: dict[tuple[object, ...], str] = {} if known is None else known
    for check, axes in _checks():
        key = (check, *(definition.get(axis, "") for axis in axes))
        if key not in answers:
            answers[key] = check(definition, cube)
        if answers[key]:
            return answers[key]
    lacks = definition.indicator.lacks
    return lacks(definition, cube) if lacks else ""


def _checks() -> tuple[tuple[Callable[[Definition, Cube], str], tuple[str, ...]], ...]:
    """The checks in order, each with the axes that decide it."""
    return (
        (_attribution, ("attribution",)),
        (_list, ("list",)),
        (_measure, ("measure", "list")),
        (_window, ("window",)),
        (_panel, ("panel", "list")),
        (lacking, ("attribution", "minimum_downloads", "uploader", "list")),
    )


def _panel(definition: Definition, cube: Cube) -> str:
    """Chaining needs accounts that were watched as a whole, in at least two captures."""
    if definition.get("panel", "all") != "chained":
        return ""
    name = definition.get("list", "widest")
    for source in registry.sources():
        if source.list_id == name and not source.covers_accounts:
            return (
                f"panel=chained needs a list that watches whole accounts; {name} watches single models, "
                "and a model that joins it is not told from a new one."
            )
    return ""


class MonthHeld:
    """What a cube holds of one month, looked up for many definitions."""

    def __init__(self, cube: Cube, month: str) -> None:
        self._cube, self._month = cube, month
        self._general: dict[tuple[object, ...], str] = {}
        self._runs: dict[tuple[str, str, str, str], tuple[bool, int, int, str]] = {}
        self._windows: dict[tuple[str, str], Cube] = {}

    def lacking(self, definition: Definition) -> str:
        """What data a definition lacks in the month; empty where it can be computed."""
        name, measure = definition.get("list", "widest"), definition.get("measure", "flow")
        window, panel = definition.get("window", "crawl"), definition.get("panel", "all")
        ranking = ranking_of(definition) if is_traffic(self._cube) else ""
        reason = unavailable(definition, self._cube, self._general)
        if reason:
            return reason
        if is_of_derivatives(self._cube):
            return self._of_derivatives(definition, name)
        present, captures, in_a_row, carrier = self._run(definition, (name, measure, window, ranking))
        if not present and ranking:
            return f"{_asked(definition)} has nothing for {self._month} with window={window}."
        if not present:
            return f"list={name} has nothing for {self._month} with measure={measure} and window={window}."
        if panel != "all" and captures < 2:
            return f"panel={panel} needs two captures of one list; {carrier} has one."
        if panel == "chained" and in_a_row < 2:
            return f"panel=chained needs two captures of one list in a row; {carrier} has one beside others."
        if panel == "chained":
            return _panel(replace(definition, choices={**definition.choices, "list": carrier}), self._cube)
        return ""

    def _of_derivatives(self, definition: Definition, name: str) -> str:
        """What new derivatives of the month lack: any at all, or who published them."""
        held = self._cube.where(
            _listed(definition, self._cube) & self._cube.text("month").equals(self._month)
        )
        if not held.size:
            return f"list={name} has nothing for {self._month}."
        return lacking(definition, held)

    def _run(self, definition: Definition, key: tuple[str, str, str, str]) -> tuple[bool, int, int, str]:
        """Whether the month is there, how many months its list carries, how many in a row, and its name."""
        if key not in self._runs:
            window = key[2:]
            if window not in self._windows:
                self._windows[window] = windowed(self._cube, definition)
            held = self._windows[window]
            listed = _listed(definition, held)
            mask = listed & ~np.isnan(counted(held, definition))
            months, lists = held.text("month"), held.text("list_id")
            present = np.flatnonzero(mask & months.equals(self._month))
            if present.size:
                own = lists.codes[present[0]]
                size = np.unique(months.codes[mask & (lists.codes == own)]).size
                row = _in_a_row(months.codes[listed], lists.codes[listed], int(months.codes[present[0]]))
                self._runs[key] = (True, int(size), row, lists.labels[own])
            else:
                self._runs[key] = (False, 0, 0, key[0])
        return self._runs[key]


def _in_a_row(months: NDArray[np.int32], lists: NDArray[np.int32], month: int) -> int:
    """How many of the held months around one its list carries without another list between."""
    held, first = np.unique(months, return_index=True)
    at = int(np.searchsorted(held, month))
    return next(len(run) for run in unbroken(lists[first].tolist()) if at in run)


def _asked(definition: Definition) -> str:
    """The first choice that needs counts by model, as ``axis=option``."""
    for axis in ("denominator", "openness", "free_tier"):
        option = definition.get(axis, "")
        if option != definition.indicator.default(definition.indicator.axis(axis)):
            return f"{axis}={option}"
    return "denominator=all_traffic"


def _attribution(definition: Definition, cube: Cube) -> str:
    option = definition.get("attribution", "publisher")
    if option == "publisher" or f"{option}_country" in cube.texts:
        return ""
    return f"attribution={option} needs the ancestry of models, which no stored table holds."


def _measure(definition: Definition, cube: Cube) -> str:
    if "measure" not in definition.choices:
        return ""
    measure = definition["measure"]
    column = {"flow": "flow", "likes": "likes", "cumulative": "cumulative"}.get(measure)
    if measure == "models":
        return ""
    if column is None or column not in cube.counts:
        return f"measure={measure} needs counts since each model's creation, which no stored list has."
    listed = _listed(definition, cube)
    if not (~np.isnan(cube.counts[column]) & listed).any():
        what = {"cumulative": "an all-time counter", "likes": "likes", "flow": "30-day downloads"}[measure]
        name = definition.get("list", "widest")
        held = "the stored ones have none" if name == "widest" else f"{name} has none"
        return (
            f"measure={measure} needs a list with {what}; {held}. "
            "Import a Hub listing: `weighbridge import hub_models FILE --as-of DATE`."
        )
    return ""


def _window(definition: Definition, cube: Cube) -> str:
    window = definition.get("window", "crawl")
    if window == "crawl":
        return ""
    if window == "since_2022_11":
        return ""
    if "window" not in cube.texts or "month" not in cube.text("window").labels:
        return f"window={window} needs flows per calendar month, which no stored list gives."
    if window == "12m" and not cube.years:
        return "window=12m needs twelve calendar months of one list in a row; no stored list has them."
    return ""


def _list(definition: Definition, cube: Cube) -> str:
    name = definition.get("list", "widest")
    if name == "widest" or name in cube.text("list_id").labels:
        return ""
    source = next((s.name for s in registry.sources() if s.list_id == name), name)
    return f"no snapshot of {source} is stored. `weighbridge import {source} FILE --as-of DATE` takes one."


def _listed(definition: Definition, cube: Cube) -> np.ndarray:
    name = definition.get("list", "widest")
    return cube.flags["is_widest"] == 1 if name == "widest" else cube.text("list_id").equals(name)

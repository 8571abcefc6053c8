"""Definitions that make sense but that the stored snapshots cannot answer, with what they lack."""

from __future__ import annotations

import numpy as np

from weighbridge.catalogue import registry
from weighbridge.definitions.choices import Definition
from weighbridge.definitions.cube import Cube, trailing_year


def unavailable(definition: Definition, cube: Cube) -> str:
    """What data a definition lacks; empty where it can be computed."""
    for check in (_attribution, _measure, _window, _list):
        reason = check(definition, cube)
        if reason:
            return reason
    return ""


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
        return (
            f"measure={measure} needs a list with {what}; the stored ones have none. "
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
    if window == "12m" and not trailing_year(cube.where(cube.text("window").equals("month"))).size:
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

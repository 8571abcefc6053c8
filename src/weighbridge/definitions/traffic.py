"""Which cells of a router's traffic a definition takes, and whose they are."""

from __future__ import annotations

import numpy as np

from weighbridge.definitions.choices import Definition
from weighbridge.definitions.columns import Labelled, Mask
from weighbridge.definitions.cube import Cube
from weighbridge.definitions.result import NONE, UNKNOWN

CLOSED = "closed"
_LEFT_OVERS = {"XX": UNKNOWN, "NONE": NONE}


def is_traffic(cube: Cube) -> bool:
    """Whether the cells are a router's traffic."""
    return "ranked" in cube.texts


def ranking_of(definition: Definition) -> str:
    """The ranking that can answer: by author, or by model where single models must be told apart."""
    by_model = (
        definition.get("denominator", "") in ("top_models", "open_models")
        or definition.get("openness", "") == "open"
        or definition.get("free_tier", "") == "left_out"
    )
    return "model" if by_model else "author"


def of_ranking(cube: Cube, definition: Definition) -> Cube:
    """The cells of the definition's ranking and window."""
    ranked = cube.text("ranked").equals(ranking_of(definition))
    return cube.where(ranked & cube.text("window").equals(definition["window"]))


def lacking_traffic(definition: Definition, cube: Cube) -> str:
    """What data a definition of token shares lacks; empty where it can be computed."""
    if definition["traffic"] == "requests":
        return "traffic=requests needs counts of requests, and the rankings give tokens only."
    if not of_ranking(cube, definition).size:
        ranking = ranking_of(definition)
        return (
            f"window={definition['window']} needs more weeks of the ranking by {ranking} than are stored. "
            f"`weighbridge import openrouter_{ranking}s FILE --as-of DATE` takes them."
        )
    return ""


def taken_traffic(cube: Cube, definition: Definition) -> Mask:
    """The cells that are part of the total."""
    kind = cube.text("kind")
    taken = np.ones(cube.size, dtype=bool)
    denominator = definition["denominator"]
    if denominator in ("named_makers", "top_models"):
        taken &= ~kind.equals("others")
    if denominator == "open_models":
        taken &= cube.text("weights").equals("open")
    if definition["test_models"] == "excluded":
        taken &= ~kind.equals("test")
    if definition["free_tier"] == "left_out":
        taken &= cube.flags["is_free"] != 1
    return taken


def placed_traffic(cube: Cube, definition: Definition, group_by: str) -> Labelled:
    """The group each cell counts for; where only open models count, the others are ``closed``."""
    if group_by == "all":
        return Labelled(np.zeros(cube.size, dtype=np.int32), ("all",))
    owner = definition["accounts"] == "parents_merged"
    if group_by == "country":
        column = cube.text("owner_country" if owner else "country").renamed(_LEFT_OVERS)
    else:
        column = cube.text("owner_id" if owner else "organisation_id").filled(UNKNOWN)
    if definition["makers"] == "always_named":
        column = column.filled(UNKNOWN, cube.flags["is_always_named"] != 1)
    if definition["openness"] == "open":
        weights = cube.text("weights")
        column = column.filled(CLOSED, weights.equals("closed"))
        column = column.filled(UNKNOWN, weights.equals("unknown"))
    return column

"""Whether the weights of a model a router serves could be downloaded, and since when.

``router_models.csv`` names each model as the router does, without its variant (``:free``). ``weights`` is
``open`` from the day ``weights_from`` on, or ``closed`` as far as anybody knows. Weights often follow the
service by days: until that day the model counts as closed. A model without a row is ``unknown``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType

from weighbridge.entities.judgement_files import (
    parse_day,
    read_judgements,
    require,
    require_support,
    row_error,
)

FILE = "router_models"
COLUMNS = (
    "router",
    "model",
    "weights",
    "weights_from",
    "weights_id",
    "evidence",
    "source",
    "confidence",
    "note",
)
WEIGHTS = ("open", "closed", "unknown")


@dataclass(frozen=True, slots=True)
class RouterModel:
    """One model of a router: whether its weights are published, from which day on, and where."""

    router: str
    model: str
    weights: str
    weights_from: date | None
    weights_id: str


@cache
def load_router_models() -> Mapping[tuple[str, str], RouterModel]:
    """The judged models by router and name, checked."""
    found: dict[tuple[str, str], RouterModel] = {}
    for line, row in enumerate(read_judgements(FILE, COLUMNS), start=2):
        router, model, weights, since, weights_id, evidence, source, confidence, _ = row
        require(weights, WEIGHTS[:2], FILE, line, "weights")
        require_support(FILE, line, evidence, source, confidence)
        day = parse_day(since, FILE, line)
        if (weights == "open") != (day is not None):
            text = f"weights '{weights}' with weights_from '{since}'"
            raise row_error(
                FILE, line, text, "a day where, and only where, they are open", "mend one of both"
            )
        if (router, model) in found:
            raise row_error(FILE, line, f"'{model}' again", "one row each", "merge the rows")
        found[router, model] = RouterModel(router, model, weights, day, weights_id)
    return MappingProxyType(found)


def weights_on(router: str, label: str, on: date) -> str:
    """``open``, ``closed`` or ``unknown`` on a day, of a model with or without its variant."""
    judged = load_router_models().get((router, plain_name(label)))
    if judged is None:
        return "unknown"
    if judged.weights_from is None:
        return judged.weights
    return "open" if judged.weights_from <= on else "closed"


def plain_name(label: str) -> str:
    """The model without its variant: ``tencent/hy3:free`` is ``tencent/hy3``."""
    return label.partition(":")[0]

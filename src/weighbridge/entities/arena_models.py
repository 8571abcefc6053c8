"""What a model's name on a board stands for: one model, its weights, and whether they were open that day.

**Names.** Boards show display names, which change: one model has stood as ``Mistral Medium 3`` and as
``mistral-medium-2505``. A row of ``arena_models.csv`` says which listed name is which model, its evidence
being the same votes and rating on boards of the same days, or the same dated version. A name without a row is
a model of its own; case never matters.

**Weights.** ``weights_id`` names the weights behind a model: a model listed with and without a reasoning
mode is one set of weights. Without a row a model has its own. Closed weights are not told apart.

**Openness** is as of the board's day: the licence the board prints, unless a row says otherwise (a licence
printed by mistake, a preview that was never published). Any licence that is not proprietary means that the
weights can be downloaded, whatever else it forbids.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from weighbridge.entities.judgement_files import read_judgements, require, require_support, row_error

FILE = "arena_models"
COLUMNS = (
    "listed_name",
    "model_id",
    "weights_id",
    "openness",
    "evidence",
    "source",
    "confidence",
    "note",
)
OPEN, CLOSED, UNKNOWN = "open", "closed", "unknown"
OPENNESS = (OPEN, CLOSED, UNKNOWN)
# Boards misspell the one word that says weights are not published.
_CLOSED_LABELS = ("proprietary", "propretary")


@dataclass(frozen=True, slots=True)
class ArenaModel:
    """What a listed name stands for; ``openness`` is empty where the board's licence decides."""

    model_id: str
    weights_id: str
    openness: str


@cache
def load_arena_models() -> Mapping[str, ArenaModel]:
    """Judgements by listed name (lower case), checked."""
    found: dict[str, ArenaModel] = {}
    for line, row in enumerate(read_judgements(FILE, COLUMNS), start=2):
        name, model, weights, openness, evidence, source, confidence, _ = row
        if not name or not model or name != name.casefold() or model != model.casefold():
            advice = "write both names in lower case; the model is the newest spelling"
            raise row_error(FILE, line, f"'{name}' as '{model}'", "two names in lower case", advice)
        if name in found:
            raise row_error(FILE, line, f"'{name}' twice", "one row a name", "keep one")
        if openness:
            require(openness, OPENNESS, FILE, line, "openness")
        require_support(FILE, line, evidence, source, confidence)
        found[name] = ArenaModel(model, weights, openness)
    _check_chains(found)
    return MappingProxyType(found)


def _check_chains(found: Mapping[str, ArenaModel]) -> None:
    """A name leads to a model in one step, and all its names agree on weights and openness."""
    for line, (name, row) in enumerate(found.items(), start=2):
        target = found.get(row.model_id)
        if target is not None and target.model_id != row.model_id:
            advice = f"point '{name}' at '{target.model_id}' itself"
            raise row_error(FILE, line, f"'{row.model_id}', which is another name", "a model", advice)
        if target is not None and (target.weights_id, target.openness) != (row.weights_id, row.openness):
            advice = "copy weights_id and openness of the model's own row"
            raise row_error(FILE, line, f"'{name}' unlike '{row.model_id}'", "the same model", advice)


def arena_model(listed_name: str) -> ArenaModel:
    """The model behind a listed name; a name without a judgement is its own model."""
    name = listed_name.strip().casefold()
    return load_arena_models().get(name) or ArenaModel(name, "", "")


def openness_of(licence_label: str | None) -> str:
    """Whether a licence as printed on a board says that weights are published; unknown where none is.

    >>> openness_of("Apache 2.0"), openness_of("Propretary"), openness_of(None)
    ('open', 'closed', 'unknown')
    """
    if not licence_label:
        return UNKNOWN
    return CLOSED if licence_label.strip().casefold() in _CLOSED_LABELS else OPEN

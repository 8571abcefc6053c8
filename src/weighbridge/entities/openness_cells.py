"""Which systems are open under which published definition of the word."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import pyarrow as pa

from weighbridge.catalogue.table import Column, Rule, entity
from weighbridge.entities.epoch_labels import country_of_label
from weighbridge.entities.licences import resolve_licence
from weighbridge.entities.organisations import INTERNATIONAL
from weighbridge.sources._openness import COMPONENTS

INDEX = "osai_index"
WEIGHT = {"open": 1.0, "partial": 0.5, "closed": 0.0}
HALF = 0.5
DEFINITIONS = (
    "open_weights",
    "free_licence",
    "osaid_like",
    "framework_iii",
    "framework_ii",
    "framework_i",
    "all_parts",
    "index_half",
)
VERDICTS = ("yes", "no", "unknown")


@entity(
    columns=(
        Column("judged_on", "text", "The day of the index."),
        Column("system", "text", "The system."),
        Column("maker", "text", "The maker as listed."),
        Column("country", "text", "The maker's country; XX not established, NONE several."),
        Column("year", "text", "The year of release.", nullable=True),
        Column("licence_class", "text", "Class of the licence as listed."),
        Column(
            "index_score",
            "number",
            "Mean over components: open 1, partial 1/2, closed 0.",
            nullable=True,
        ),
        Column("definition", "text", "What open means.", values=DEFINITIONS),
        Column("verdict", "text", "Whether the system is open by it.", values=VERDICTS),
    ),
    key=("judged_on", "system", "definition"),
    reads=("openness_systems",),
    judgements=("licences", "licence_aliases"),
    rules=(
        Rule("A licence's name is not known to us.", "By definitions that ask for it the system is unknown."),
        Rule("A part is partly open.", "It counts as open for no definition but the index's mean."),
        Rule("A component is not judged.", "Definitions that ask for it say unknown."),
    ),
)
def openness_cells(systems: nw.LazyFrame) -> pa.Table:
    """One row a system and definition.

    `open_weights`: the final weights can be had. `free_licence`: and their licence is permissive.
    `osaid_like`: training code is open too and data at least described, near the Open Source AI Definition.
    `framework_iii`, `_ii` and `_i`: what the Model Openness Framework asks of its classes, as far as the
    index judges it. `all_parts`: weights, code, training code and all data are open. `index_half`: at least
    half of the index's points.
    """
    rows = systems.filter(nw.col("source") == INDEX).collect(backend="pyarrow").to_native().to_pylist()
    return pa.Table.from_pylist([cell for row in rows for cell in _cells(row)])


def _cells(row: dict[str, Any]) -> list[dict[str, Any]]:
    licence = resolve_licence(row["licence"] or "unknown")
    judged = [WEIGHT[row[name]] for name in COMPONENTS if row[name] in WEIGHT]
    score = sum(judged) / len(judged) if judged else None
    year = (row["released"] or "")[:4]
    shared = {
        "judged_on": row["judged_on"],
        "system": row["system"],
        "maker": row["maker"] or "not named",
        "country": _country(row["origin"] or ""),
        "year": year if year.isdigit() else None,
        "licence_class": licence.licence_class,
        "index_score": score,
    }
    return [
        {**shared, "definition": name, "verdict": _said(found)}
        for name, found in verdicts(row, licence.licence_class, score).items()
    ]


def verdicts(row: dict[str, Any], licence_class: str, score: float | None) -> dict[str, bool | None]:
    """Whether a system is open by each definition; None where a part that matters is not known."""
    weights = _is(row["weights_end"])
    free = None if licence_class == "unknown" else licence_class == "permissive"
    data = _all(_is(row["corpus_base"], partly=True), _is(row["corpus_end"], partly=True))
    corpora = [_is(row[name]) for name in ("corpus_base", "corpus_end")]
    parts = [_is(row[name]) for name in ("weights_end", "weights_base", "code", "training_code")]
    # The framework takes a research paper for the technical report.
    report = _any(_is(row["paper"]), _is(row["preprint"]))
    described = [_is(row[name]) for name in ("architecture", "card", "datasheet")]
    third = _all(weights, free, report, *described)
    second = _all(third, _is(row["code"]), _is(row["training_code"]))
    return {
        "open_weights": weights,
        "free_licence": _all(weights, free),
        "osaid_like": _all(weights, free, _is(row["training_code"]), data),
        "framework_iii": third,
        "framework_ii": second,
        "framework_i": _all(second, *corpora),
        "all_parts": _all(*parts, *corpora),
        "index_half": None if score is None else score >= HALF,
    }


def _is(level: str | None, partly: bool = False) -> bool | None:
    return None if level is None else level == "open" or (partly and level == "partial")


def _all(*parts: bool | None) -> bool | None:
    """False where any part is; unknown where one is not known and none is False."""
    if any(part is False for part in parts):
        return False
    return None if any(part is None for part in parts) else True


def _any(*parts: bool | None) -> bool | None:
    """True where any part is; unknown where one is not known and none is True."""
    found = _all(*(None if part is None else not part for part in parts))
    return None if found is None else not found


def _country(origin: str) -> str:
    return INTERNATIONAL if origin == "International" else country_of_label(origin)


def _said(found: bool | None) -> str:
    return "unknown" if found is None else "yes" if found else "no"

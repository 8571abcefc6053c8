"""Which class of the Model Openness Framework each model's published parts allow, at best."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import pyarrow as pa

from weighbridge.catalogue.table import Column, Rule, entity
from weighbridge.entities.licences import UNKNOWN_CLASS, resolve_licence

TOOL = "model_openness_tool"
CLASSES = ("class_i", "class_ii", "class_iii", "none")
# How many of the framework's parts a class asks for; the first also asks for the data sets themselves.
PARTS = {"class_i": 15, "class_ii": 11, "class_iii": 6}
# Licences under which the weights may be used, changed and passed on by anybody for anything.
FREE = ("permissive", "attribution_or_naming")
NOT_INCLUDED = "not_included"
# The tool's word for a part without a licence of its own: one for the whole may hold.
NOT_TOLD = "none"
# Its words for a part that is named and that nobody is allowed to use.
NO_LICENCE = ("unlicensed", "undisclosed")


@entity(
    columns=(
        Column("judged_on", "text", "The day of the index."),
        Column("month", "text", "Its month, YYYY-MM."),
        Column("system", "text", "The model as listed."),
        Column("maker", "text", "The maker as listed.", nullable=True),
        Column("components", "integer", "Parts of the framework that are published."),
        Column("has_datasets", "boolean", "Whether its data are among them."),
        Column("licence", "text", "The licence of the weights as listed.", nullable=True),
        Column(
            "licence_class",
            "text",
            "The class of that licence; unknown where none is listed, not_included without weights.",
        ),
        Column("best_class", "text", "The highest class these allow.", values=CLASSES),
        Column("best_by_parts", "text", "The highest class the parts alone allow.", values=CLASSES),
    ),
    key=("judged_on", "system"),
    reads=("openness_scores",),
    judgements=("licences", "licence_aliases"),
    rules=(
        Rule(
            "The index counts parts and does not name them.",
            "A class is ruled out where there are too few; which parts are missing is not known.",
        ),
        Rule("The weights are listed as not included.", "No class."),
        Rule(
            "Parts are named and `unlicensed` or `Undisclosed`, as of models nobody can download.",
            "No class: no right is granted.",
        ),
        Rule(
            "No licence of the weights is listed, or `None`.",
            "One for the whole may hold: the count alone decides.",
        ),
    ),
)
def framework_classes(scores: nw.LazyFrame) -> pa.Table:
    """One row a model of the Model Openness Tool: the best class its number of parts and licence allow.

    An upper limit, for the tool's own class also asks that each part bears a licence that fits it.
    """
    listed = scores.filter((nw.col("source") == TOOL) & ~nw.col("components").is_null())
    rows: list[dict[str, Any]] = listed.collect(backend="pyarrow").to_native().to_pylist()
    return pa.Table.from_pylist([_row(row) for row in rows])


def _row(row: dict[str, Any]) -> dict[str, Any]:
    has_datasets = bool(row["has_datasets"])
    return {
        "judged_on": row["judged_on"],
        "month": row["judged_on"][:7],
        "system": row["system"],
        "maker": row["maker"],
        "components": row["components"],
        "has_datasets": has_datasets,
        "licence": row["licence"],
        "licence_class": _licence_class(row["licence"]),
        "best_class": best_class(row["components"], has_datasets, row["licence"]),
        "best_by_parts": best_class(row["components"], has_datasets, None),
    }


def best_class(components: int, has_datasets: bool, licence: str | None) -> str:
    """The highest class a number of parts and a licence of the weights allow.

    >>> best_class(16, True, "Apache-2.0"), best_class(16, False, "Apache-2.0"), best_class(6, True, None)
    ('class_i', 'class_ii', 'class_iii')
    >>> best_class(5, True, "MIT"), best_class(16, True, "Llama 2 Community License")
    ('none', 'none')
    """
    if _licence_class(licence) not in (*FREE, UNKNOWN_CLASS):
        return "none"
    if components >= PARTS["class_i"] and has_datasets:
        return "class_i"
    return next((name for name in ("class_ii", "class_iii") if components >= PARTS[name]), "none")


def _licence_class(licence: str | None) -> str:
    word = (licence or "").casefold().strip()
    if "not include" in word:
        return NOT_INCLUDED
    if word in NO_LICENCE:
        return "none_declared"
    return resolve_licence(licence).licence_class if word not in ("", NOT_TOLD) else UNKNOWN_CLASS

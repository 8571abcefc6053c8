"""Which components of models are published, from the Model Openness Tool."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.source import Field, Kind, source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._openness import scored_rows


@source(
    title="Model Openness Tool",
    producer="LF AI & Data",
    homepage="https://github.com/lfai/model_openness_tool",
    terms=Terms.MIT,
    credit="Model Openness Tool (lfai/model_openness_tool), MIT.",
    cadence="now and then",
    tables=("openness_scores",),
    platform="mot",
    fields=(
        Field("system", Kind.TEXT, required=True, path="name"),
        Field("maker", Kind.TEXT, path="producer"),
        Field("released", Kind.TEXT, path="date"),
        Field("licence", Kind.TEXT, path="params_license"),
        Field("components", Kind.COUNT, path="n_components"),
        Field("has_datasets", Kind.BOOLEAN),
    ),
)
def model_openness_tool(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """One record a model: how many of the framework's components are published, and whether its data are.

    `None`, `unlicensed` and `Undisclosed` are no licence names; they are kept as listed. The date is that
    of the entry, not of the release.
    """
    given = ("maker", "released", "licence", "components", "has_datasets")
    return {"openness_scores": scored_rows(records, *given)}

"""Epoch AI's notable models: parameters, training compute, maker and accessibility."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.source import Field, Kind, source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._files import epoch_file


@source(
    title="Epoch AI notable models",
    producer="Epoch AI",
    homepage="https://epoch.ai/data/notable_ai_models.csv",
    terms=Terms.CC_BY_4_0,
    credit="Epoch AI, 'Data on AI Models', epoch.ai, retrieved 2026-01-26, CC-BY-4.0.",
    cadence="daily",
    tables=("notable_models",),
    platform="epoch",
    fetch=epoch_file("notable_ai_models.csv"),
    fields=(
        Field("model", Kind.TEXT, required=True, path="Model"),
        Field("organization", Kind.TEXT, path="Organization"),
        Field("date", Kind.DATE, path="Publication date"),
        Field("parameters", Kind.NUMBER, path="Parameters"),
        Field("compute", Kind.NUMBER, path="Training compute (FLOP)"),
        Field("confidence", Kind.TEXT, path="Confidence"),
        Field("country", Kind.TEXT, path="Country (of organization)"),
        Field("accessibility", Kind.TEXT, path="Model accessibility"),
    ),
)
def epoch_notable_models(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """One record a model. Parameters are totals, compute an estimate with a degree of confidence.

    Several makers, or several countries, stand in one cell with commas.
    """
    rows = records.select(
        observed_on=nw.col("as_of").str.to_date(format="%Y-%m-%d"),
        model=nw.col("model").str.strip_chars(),
        released_on=nw.col("date"),
        organisation_label=nw.col("organization"),
        country_label=nw.col("country"),
        accessibility=nw.col("accessibility"),
        parameters=nw.col("parameters"),
        training_flop=nw.col("compute"),
        confidence=nw.col("confidence"),
    )
    return {"notable_models": rows}

"""An earlier vintage of the Epoch Capabilities Index, by model version, with training compute."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.source import Field, Kind, source
from weighbridge.catalogue.terms import Terms


@source(
    title="Epoch benchmarking hub, index by model version",
    producer="Epoch AI",
    homepage="https://epoch.ai/benchmarks",
    terms=Terms.CC_BY_4_0,
    credit="Epoch AI, 'AI Benchmarking Hub', epoch.ai/benchmarks, May 2026, CC-BY-4.0.",
    cadence="daily",
    tables=("model_versions",),
    platform="epoch",
    fields=(
        Field("model_version", Kind.TEXT, required=True, path="Model version"),
        Field("model", Kind.TEXT, path="Model name"),
        Field("eci", Kind.NUMBER, path="ECI Score"),
        Field("date", Kind.DATE, path="Release date"),
        Field("organization", Kind.TEXT, path="Organization"),
        Field("country", Kind.TEXT, path="Country"),
        Field("accessibility", Kind.TEXT, path="Model accessibility"),
        Field("compute", Kind.NUMBER, path="Training compute (FLOP)"),
    ),
)
def epoch_eci_versions(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """One record a model version: index value of that vintage, accessibility, training compute.

    A version is a model at one setting, such as a reasoning effort. Compute is an estimate, often six times
    parameters times tokens by construction.
    """
    rows = records.select(
        observed_on=nw.col("as_of").str.to_date(format="%Y-%m-%d"),
        model_version=nw.col("model_version"),
        model=nw.col("model"),
        index_value=nw.col("eci"),
        released_on=nw.col("date"),
        organisation_label=nw.col("organization"),
        country_label=nw.col("country"),
        accessibility=nw.col("accessibility"),
        training_flop=nw.col("compute"),
    )
    return {"model_versions": rows}

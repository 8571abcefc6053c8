"""The difficulty and slope of each benchmark in the published fit of the Epoch Capabilities Index."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.source import Field, Kind, source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._files import epoch_file


@source(
    title="Epoch Capabilities Index, published benchmark difficulties",
    producer="Epoch AI",
    homepage="https://epoch.ai/data/edi_scores.csv",
    terms=Terms.CC_BY_4_0,
    credit="Epoch AI, 'Epoch Capabilities Index', epoch.ai, retrieved 2026-08-11, CC-BY-4.0.",
    cadence="daily",
    tables=("capability_difficulties",),
    platform="epoch",
    fetch=epoch_file("edi_scores.csv"),
    fields=(
        Field("benchmark_name", Kind.TEXT, required=True),
        Field("is_anchor", Kind.BOOLEAN, required=True),
        Field("benchmark_release_date", Kind.DATE),
        Field("edi", Kind.NUMBER, required=True),
        Field("estimated_slope_scaled", Kind.NUMBER),
    ),
)
def epoch_edi(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """One record a benchmark: difficulty on the index's scale, slope, and whether its slope is fixed at 1."""
    rows = records.select(
        fitted_on=nw.col("as_of").str.to_date(format="%Y-%m-%d"),
        benchmark=nw.col("benchmark_name"),
        difficulty=nw.col("edi"),
        slope=nw.col("estimated_slope_scaled"),
        is_anchor=nw.col("is_anchor"),
        released_on=nw.col("benchmark_release_date"),
    )
    return {"capability_difficulties": rows}

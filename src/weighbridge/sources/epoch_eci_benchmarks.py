"""The scores Epoch AI fits its capability index to: models by benchmarks."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.source import Field, Kind, source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._files import epoch_file


@source(
    title="Epoch Capabilities Index, benchmark scores",
    producer="Epoch AI",
    homepage="https://epoch.ai/data/eci_benchmarks.csv",
    terms=Terms.CC_BY_4_0,
    credit="Epoch AI, 'Epoch Capabilities Index', epoch.ai, retrieved 2026-08-11, CC-BY-4.0.",
    cadence="daily",
    tables=("capability_scores",),
    platform="epoch",
    fetch=epoch_file("eci_benchmarks.csv"),
    fields=(
        Field("model_group", Kind.TEXT, required=True, aliases=("Model",)),
        Field("benchmark", Kind.TEXT, required=True),
        Field("performance", Kind.PART, required=True),
        Field("model_version", Kind.TEXT),
        Field("date", Kind.DATE),
        Field("reported_by", Kind.TEXT, path="source"),
    ),
)
def epoch_eci_benchmarks(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """One record a model and benchmark: the best version's score, corrected for chance, between 0 and 1.

    Models with fewer than four benchmarks are not in it. The order of the records is kept, because the
    publisher's resampling follows it.
    """
    rows = records.select(
        fitted_on=nw.col("as_of").str.to_date(format="%Y-%m-%d"),
        position=nw.col("line"),
        model=nw.col("model_group"),
        benchmark=nw.col("benchmark"),
        score=nw.col("performance"),
        model_version=nw.col("model_version"),
        released_on=nw.col("date"),
        reported_by=nw.col("reported_by"),
    )
    return {"capability_scores": rows}

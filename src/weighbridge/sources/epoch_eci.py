"""The Epoch Capabilities Index as published: a score with interval for each model."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.source import Field, Kind, source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._files import epoch_file

COUNTRY = "Country (of organization)"


@source(
    title="Epoch Capabilities Index, published scores",
    producer="Epoch AI",
    homepage="https://epoch.ai/data/eci_scores.csv",
    terms=Terms.CC_BY_4_0,
    credit="Epoch AI, 'Epoch Capabilities Index', epoch.ai, retrieved 2026-08-11, CC-BY-4.0.",
    cadence="daily",
    tables=("capability_published",),
    platform="epoch",
    fetch=epoch_file("eci_scores.csv"),
    fields=(
        Field("model", Kind.TEXT, required=True, path="Model"),
        Field("eci", Kind.NUMBER, required=True),
        Field("low", Kind.NUMBER, path="eci_ci_low"),
        Field("high", Kind.NUMBER, path="eci_ci_high"),
        Field("date", Kind.DATE),
        Field("organization", Kind.TEXT, path="Organization"),
        Field("country", Kind.TEXT, path=COUNTRY),
        Field("accessibility", Kind.TEXT, path="Model accessibility"),
    ),
)
def epoch_eci(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """One record a model: index value, 90 % interval, release day, maker, country and accessibility.

    The values of a day are one vintage: between February and August 2026 the same models moved by 1.07
    points on average and up to 10.1, so vintages are never subtracted from each other. The two anchors
    have no interval. Models are keyed by their group, never by a display name.
    """
    rows = records.select(
        fitted_on=nw.col("as_of").str.to_date(format="%Y-%m-%d"),
        model=nw.col("model"),
        value=nw.col("eci"),
        low=nw.col("low"),
        high=nw.col("high"),
        released_on=nw.col("date"),
        organisation_label=nw.col("organization"),
        country_label=nw.col("country"),
        accessibility=nw.col("accessibility"),
    )
    return {"capability_published": rows}

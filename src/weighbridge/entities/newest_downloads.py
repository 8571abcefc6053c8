"""What each model was last counted at: pages pick and order models by it without reading all counts."""

from __future__ import annotations

import datetime

import narwhals as nw

from weighbridge.catalogue.table import Column, Rule, entity
from weighbridge.entities.identities import HUB
from weighbridge.store.scanning import gathered

_RECENT = datetime.timedelta(days=365)


@entity(
    columns=(
        Column("canonical_id", "text", "The model, under the id it is counted under."),
        Column("observed_on", "date", "The last day on which its 30-day downloads were counted."),
        Column("value", "integer", "30-day downloads on that day; of several lists the largest count."),
    ),
    key=("canonical_id",),
    reads=("model_observations", "origins"),
    judgements=("accounts", "renamed_repositories"),
    rules=(
        Rule(
            "A list ended long ago and says nothing of today.",
            "Counts from more than a year before the newest day are left out.",
        ),
    ),
)
def newest_downloads(observations: nw.LazyFrame, origins: nw.LazyFrame) -> nw.LazyFrame:
    """The newest 30-day downloads of each model of the Hub, on whatever list."""
    is_counted = (
        (nw.col("measure") == "downloads_30d") & (nw.col("platform") == HUB) & ~nw.col("value").is_null()
    )
    counted = observations.filter(is_counted).select("platform", "model_id", "observed_on", "value")
    newest = gathered(counted.select(nw.col("observed_on").max()))["observed_on"][0].as_py()
    start = newest - _RECENT if newest else None
    recent = counted.filter(nw.col("observed_on") >= nw.lit(start, nw.Date))
    names = origins.select("platform", "model_id", "canonical_id")
    rows = recent.join(names, on=["platform", "model_id"], how="inner")
    last = rows.group_by("canonical_id").agg(observed_on=nw.col("observed_on").max())
    held = rows.join(last, on=["canonical_id", "observed_on"], how="inner")
    return held.group_by("canonical_id", "observed_on").agg(value=nw.col("value").max())

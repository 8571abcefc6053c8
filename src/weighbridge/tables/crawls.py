"""The captures of each list: when, how many models and accounts, and which stands for a month."""

from __future__ import annotations

import narwhals as nw
import pyarrow as pa

from weighbridge.catalogue.table import Column, Rule, table
from weighbridge.store.scanning import beside, distinct, gathered, is_embedded
from weighbridge.tables._widest import widest_marked


@table(
    columns=(
        Column("list_id", "text", "The list of models that was watched."),
        Column("crawl_id", "text", "The capture of that list."),
        Column("month", "text", "The month the capture carries, YYYY-MM."),
        Column("observed_on", "date", "The last day of the capture."),
        Column("models", "integer", "Models with at least one count."),
        Column("accounts", "integer", "Accounts with at least one model."),
        Column("downloads_30d", "integer", "Sum of 30-day downloads.", nullable=True),
        Column("stale_models", "integer", "Models whose count is marked stale."),
        Column(
            "is_month_list", "boolean", "Whether it stands for its month: the last that is not a stale list."
        ),
        Column("is_widest", "boolean", "Whether it also has the most models of all lists that month."),
    ),
    key=("list_id", "crawl_id"),
    reads=("model_observations",),
    rules=(
        Rule(
            "Several captures of a list in a month.",
            "The last that is not a stale copy stands for the month.",
        ),
        Rule(
            "Several lists in a month.",
            "Never mixed; by default the one with the most models, and a change of list is flagged.",
        ),
    ),
)
def crawls(observations: nw.LazyFrame) -> nw.LazyFrame:
    """One row per capture of a list.

    A month is carried by one capture of a list. Lists overlap, so figures never mix them.
    """
    per = _each(observations)
    usable = per.filter(nw.col("is_stale") == 0)
    last = usable.group_by("list_id", "month").agg(observed_on=nw.col("observed_on").max())
    # Two captures of one day: the larger stands, and its name decides what is still equal.
    same_day = usable.join(last, on=["list_id", "month", "observed_on"], how="inner")
    largest = same_day.group_by("list_id", "month", "observed_on").agg(models=nw.col("models").max())
    chosen = (
        same_day.join(largest, on=["list_id", "month", "observed_on", "models"], how="inner")
        .group_by("list_id", "month")
        .agg(crawl_id=nw.col("crawl_id").max(), models=nw.col("models").max())
    )
    marked = widest_marked(chosen).select("list_id", "crawl_id", "is_widest", is_month_list=nw.lit(True))
    return per.join(marked, on=["list_id", "crawl_id"], how="left").with_columns(
        is_month_list=nw.col("is_month_list").fill_null(False),
        is_widest=nw.col("is_widest").fill_null(False),
    )


def _each(observations: nw.LazyFrame) -> nw.LazyFrame:
    """What every capture holds; in this process one after another, so that one at a time is in memory."""
    if not is_embedded(observations):
        return _held(observations)
    key = ["list_id", "crawl_id"]
    wanted = gathered(distinct(observations.select(*key)).sort(*key)).to_pylist()
    parts = [
        gathered(_held(observations.filter(*(nw.col(name) == capture[name] for name in key))))
        for capture in wanted
    ]
    return beside(observations, pa.concat_tables(parts)) if parts else _held(observations)


def _held(observations: nw.LazyFrame) -> nw.LazyFrame:
    """Models, accounts and downloads of each capture, and whether it is a stale copy."""
    flow = nw.when(nw.col("measure") == "downloads_30d").then(nw.col("value"))
    is_count = (nw.col("measure") != "descendants") & ~nw.col("value").is_null()
    counted = nw.when(is_count).then(nw.col("model_id"))
    holder = nw.when(is_count).then(nw.col("account"))
    stale = nw.when(nw.col("quality").is_in(["stale", "stale_list"]) & (nw.col("measure") != "likes")).then(1)
    return (
        observations.with_columns(flow=flow, counted=counted, holder=holder, stale=stale)
        .group_by("list_id", "crawl_id", "month")
        .agg(
            observed_on=nw.col("observed_on").max(),
            # An empty value counts as one of the different ones; it is no model.
            models=nw.col("counted").n_unique() - nw.col("counted").is_null().cast(nw.Int64).max(),
            accounts=nw.col("holder").n_unique() - nw.col("holder").is_null().cast(nw.Int64).max(),
            has_flow=nw.col("flow").count(),
            downloads_30d=nw.col("flow").sum(),
            stale_models=nw.col("stale").sum(),
            is_stale=(nw.col("quality") == "stale_list").cast(nw.Int64).max(),
        )
        .with_columns(
            stale_models=nw.col("stale_models").fill_null(0),
            downloads_30d=nw.when(nw.col("has_flow") > 0).then(nw.col("downloads_30d")),
        )
    )

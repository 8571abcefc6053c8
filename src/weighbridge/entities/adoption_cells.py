"""The cube behind every adoption figure: counts summed over models that no axis can tell apart."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.table import Column, Rule, entity
from weighbridge.entities._makers import MAKER_COLUMNS, TRAITS
from weighbridge.entities._presumming import MEASURES, presummed
from weighbridge.entities._seating import with_seats
from weighbridge.entities._splitting import DESCENT_COLUMNS, DESCENT_KEYS, split
from weighbridge.tables._widest import widest_marked

KEYS = (
    "window",
    "is_partial",
    "list_id",
    "crawl_id",
    "month",
    "is_widest",
    "account",
    "unit",
    "organisation_id",
    "base_organisation_id",
)
ALIKE = ("account", "unit", "organisation_id", "base_organisation_id", *TRAITS)
COUNTS = ("flow", "flow_capped", "likes", "cumulative")


@entity(
    columns=(
        Column("window", "text", "What a count covers: the 30 days of a capture, or the calendar month."),
        Column(
            "is_partial", "boolean", "Whether captures cover less than four fifths of the calendar month."
        ),
        Column("list_id", "text", "The list of models that was watched."),
        Column("crawl_id", "text", "The capture that stands for the month; the month itself for months."),
        Column("month", "text", "The month, YYYY-MM."),
        Column("observed_on", "date", "The last day of the capture."),
        Column("is_widest", "boolean", "Whether the list has the most models that month."),
        Column(
            "account",
            "text",
            "The account under the name counted under; empty for ids without one.",
            nullable=True,
        ),
        Column("unit", "text", "What is resampled: the organisation, or the lone account."),
        Column("organisation_id", "text", "The publisher's organisation.", nullable=True),
        Column("country", "text", "The publisher's seat on the day of the capture; XX not established."),
        *MAKER_COLUMNS,
        Column("is_language", "boolean", "Whether the models generate text.", nullable=True),
        Column("is_tracked", "boolean", "Whether they are on the curated list."),
        Column("copy_kind", "text", "first_party, copy or other."),
        Column("size_class", "text", "Total parameters, decimal billions."),
        Column("models", "number", "Models in the cell; of a merge its part."),
        Column("flow", "number", "Sum of 30-day downloads.", nullable=True),
        Column(
            "flow_capped", "number", "The same with flagged counts at the model's usual one.", nullable=True
        ),
        Column("likes", "number", "Sum of likes.", nullable=True),
        Column("cumulative", "number", "Sum of all-time downloads.", nullable=True),
        *DESCENT_COLUMNS,
    ),
    key=(
        "window",
        "list_id",
        "crawl_id",
        "unit",
        "account",
        "organisation_id",
        "base_organisation_id",
        *TRAITS,
        *DESCENT_KEYS,
    ),
    reads=(
        "model_observations",
        "crawls",
        "origins",
        "count_states",
        "seats",
        "monthly_flows",
        "origin_parts",
    ),
    judgements=("organisations", "accounts", "families"),
    rules=(
        Rule(
            "A capture holds a model under two names.",
            "Counted once, with the larger count, under its canonical id.",
        ),
        Rule(
            "Only one capture stands for a list's month.",
            "The others are left out here, and kept in the table.",
        ),
        Rule(
            "A merge descends from several makers.",
            "Its counts are cut between them by their fractions, to 1/1024; the parts sum to the whole.",
        ),
    ),
)
def adoption_cells(
    observations: nw.LazyFrame,
    crawls: nw.LazyFrame,
    origins: nw.LazyFrame,
    states: nw.LazyFrame,
    seats: nw.LazyFrame,
    months: nw.LazyFrame,
    parts: nw.LazyFrame,
) -> nw.LazyFrame:
    """Counts per month list, account and trait: every adoption definition is a sum over these cells.

    The data is scanned once, here. Countries are those of the day of the capture.
    """
    wanted = crawls.filter(nw.col("is_month_list")).select(
        "list_id", "crawl_id", "month", "is_widest", on="observed_on"
    )
    base = states.filter(nw.col("state") != "launch_burst").select("list_id", "crawl_id", "model_id", "base")
    made = presummed(observations, wanted, origins, base, parts, ALIKE)
    counts = (
        _with_traits(made.observations, made.origins)
        .join(wanted.drop("month"), on=["list_id", "crawl_id"], how="inner")
        .join(base, on=["list_id", "crawl_id", "model_id"], how="left")
    )
    kept = [
        "list_id",
        "crawl_id",
        "month",
        "is_widest",
        "on",
        "platform",
        "model_id",
        "measure",
        "value",
        "base",
        "canonical_id",
        *ALIKE,
    ]
    every = nw.concat(
        [
            counts.select(*kept, window=nw.lit("crawl"), is_partial=nw.lit(False)),
            _with_traits(_calendar_months(months), origins).select(*kept, "window", "is_partial"),
        ],
        how="vertical",
    )
    days = nw.concat([crawls.select("observed_on"), months.select("observed_on")], how="vertical")
    models = split(_per_model(every), parts, ("models", *COUNTS))
    return with_seats(_cells(models if made.sums is None else _with_sums(models, made.sums)), seats, days)


def _calendar_months(months: nw.LazyFrame) -> nw.LazyFrame:
    """The flows of calendar months in the shape of counts; the list with most models is widest."""
    return widest_marked(months, nw.len()).with_columns(
        crawl_id=nw.col("month"),
        on=nw.col("observed_on"),
        measure=nw.lit(MEASURES["flow"]),
        value=nw.col("flow"),
        base=nw.col("flow_capped"),
        window=nw.lit("month"),
    )


def _with_traits(counts: nw.LazyFrame, origins: nw.LazyFrame) -> nw.LazyFrame:
    traits = origins.select("platform", "model_id", "canonical_id", *ALIKE)
    return counts.join(traits, on=["platform", "model_id"], how="left")


def _per_model(counts: nw.LazyFrame) -> nw.LazyFrame:
    """One row per capture and canonical model, or sum of models that are alike, its counts side by side."""
    wide = {
        name: nw.when(nw.col("measure") == measure).then(nw.col("value"))
        for name, measure in MEASURES.items()
    }
    usual = nw.when(nw.col("base").is_null()).then(nw.col("value")).otherwise(nw.col("base"))
    capped = nw.when(nw.col("measure") == MEASURES["flow"]).then(usual)
    return (
        counts.with_columns(**wide, flow_capped=capped)
        .group_by(
            "window",
            "is_partial",
            "list_id",
            "crawl_id",
            "month",
            "is_widest",
            "on",
            "canonical_id",
            "account",
            "unit",
            "organisation_id",
        )
        .agg(
            nw.col("flow").max(),
            nw.col("flow_capped").max(),
            nw.col("likes").max(),
            nw.col("cumulative").max(),
            nw.col("base_organisation_id").max(),
            nw.col("family_id").max(),
            nw.col("line_pattern").max(),
            nw.col("line_account").max(),
            nw.col("is_language").cast(nw.Int64).max().cast(nw.Boolean),
            nw.col("is_tracked").cast(nw.Int64).max().cast(nw.Boolean),
            nw.col("copy_kind").max(),
            nw.col("size_class").max(),
        )
        .with_columns(models=nw.lit(1.0))
    )


def _with_sums(models: nw.LazyFrame, sums: nw.LazyFrame) -> nw.LazyFrame:
    """The models told apart, and below them the sums over all others in the same shape."""
    is_copy = ~nw.col("copied_organisation_id").is_null()
    base = nw.when(is_copy).then(nw.col("copied_organisation_id")).otherwise(nw.col("base_organisation_id"))
    shaped = sums.with_columns(
        window=nw.lit("crawl"),
        is_partial=nw.lit(False),
        base_organisation_id=base,
        flow_capped=nw.col("flow"),
    )
    names = (*KEYS, *TRAITS, *DESCENT_KEYS, "on", "models", *COUNTS)
    return nw.concat([models.select(*names), shaped.select(*names)], how="vertical")


def _cells(models: nw.LazyFrame) -> nw.LazyFrame:
    summed = models.group_by(*KEYS, *TRAITS, *DESCENT_KEYS, "on").agg(
        models=nw.col("models").sum(),
        flow=nw.col("flow").sum(),
        flow_capped=nw.col("flow_capped").sum(),
        likes=nw.col("likes").sum(),
        cumulative=nw.col("cumulative").sum(),
        has_flow=nw.col("flow").count(),
        has_likes=nw.col("likes").count(),
        has_cumulative=nw.col("cumulative").count(),
    )
    # A sum over nothing observed is not zero.
    return summed.with_columns(
        flow=nw.when(nw.col("has_flow") > 0).then(nw.col("flow")),
        flow_capped=nw.when(nw.col("has_flow") > 0).then(nw.col("flow_capped")),
        likes=nw.when(nw.col("has_likes") > 0).then(nw.col("likes")),
        cumulative=nw.when(nw.col("has_cumulative") > 0).then(nw.col("cumulative")),
    ).rename({"on": "observed_on"})

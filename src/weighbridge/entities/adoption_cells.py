"""The cube behind every adoption figure: counts summed over models that no axis can tell apart."""

from __future__ import annotations

from collections.abc import Iterator

import narwhals as nw
import numpy as np
import pyarrow as pa

from weighbridge.catalogue.table import Column, Rule, entity
from weighbridge.entities._kinds import Kinds, kinds_of
from weighbridge.entities._makers import MAKER_COLUMNS, TRAITS, WHOSE
from weighbridge.entities._pooled_kinds import pooled_kinds
from weighbridge.entities._presumming import (
    Known,
    Presummed,
    Windows,
    presummed,
    windows_of_captures,
    windows_of_months,
)
from weighbridge.entities._seating import seated, with_seats
from weighbridge.entities._series import is_long
from weighbridge.entities._splitting import DESCENT_COLUMNS, DESCENT_KEYS, split
from weighbridge.entities._tally import MEASURES
from weighbridge.entities.pooling import IN_POOLS, pooled
from weighbridge.store.arrow import pc, table_of, texts
from weighbridge.store.scanning import beside, gathered, keyed
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
ALIKE = (*WHOSE, *TRAITS)
COUNTS = ("flow", "flow_capped", "likes", "cumulative")
CELL = (*KEYS, *TRAITS, *DESCENT_KEYS, "on")
_SLICE = 1 << 18
_KEPT = (
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
    "window",
    "is_partial",
)


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
    pools=pooled,
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
        IN_POOLS,
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
) -> nw.LazyFrame | Iterator[pa.Table]:
    """Counts per month list, account and trait: every adoption definition is a sum over these cells.

    The data is scanned once, here. Countries are those of the day of the capture.
    """
    wanted = crawls.filter(nw.col("is_month_list")).select(
        "list_id", "crawl_id", "month", "is_widest", on="observed_on"
    )
    base = states.filter(nw.col("state") != "launch_burst").select("list_id", "crawl_id", "model_id", "base")
    kinds = kinds_of(origins, base, parts, ALIKE) if is_long(observations) else None
    if kinds is not None:
        windows = (_captures(observations, wanted), _months(months))
        return _summed_first(windows, kinds, origins, base, seats, parts)
    each = observations.filter(~nw.col("value").is_null()).select(
        "list_id", "crawl_id", "month", "platform", "model_id", "measure", "value"
    )
    counts = (
        _with_traits(each, origins)
        .join(wanted.drop("month"), on=["list_id", "crawl_id"], how="inner")
        .join(base, on=["list_id", "crawl_id", "model_id"], how="left")
        .with_columns(window=nw.lit("crawl"), is_partial=nw.lit(False))
    )
    of_months = _with_traits(_calendar_months(months), origins)
    every = nw.concat([counts.select(*_KEPT), of_months.select(*_KEPT)], how="vertical")
    models = split(_per_model(every), parts, ("models", *COUNTS))
    return with_seats(_cells(models).rename({"on": "observed_on"}), seats)


def _captures(observations: nw.LazyFrame, wanted: nw.LazyFrame) -> Windows:
    """The captures that stand for a month."""
    held = wanted.with_columns(window=nw.lit("crawl"), is_partial=nw.lit(False))
    return windows_of_captures(observations, held)


def _months(months: nw.LazyFrame) -> Windows:
    """The calendar months of each list; the list with most models is widest."""
    single = months.group_by("list_id", "month", "observed_on", "is_partial").agg(models=nw.len())
    held = widest_marked(single).select(
        "list_id",
        "month",
        "is_widest",
        "is_partial",
        crawl_id=nw.col("month"),
        on=nw.col("observed_on"),
        window=nw.lit("month"),
    )
    return windows_of_months(months, held)


def _summed_first(
    windows: tuple[Windows, ...],
    kinds: Kinds,
    origins: nw.LazyFrame,
    base: nw.LazyFrame,
    seats: nw.LazyFrame,
    parts: nw.LazyFrame,
) -> Iterator[pa.Table]:
    """The cells, some captures at a time: of most models only sums are ever told of."""
    known = Known(kinds, origins, parts)
    pools = pooled_kinds(kinds, _seen(windows, kinds, known, base), ("models", *COUNTS))
    for held in windows:
        for made in presummed(held, kinds, known):
            lone, sums, told = _lone(made, base), made.sums, kinds
            if pools is not None:
                lone, sums, told = pools.cells(lone), pools.sums(sums), pools.kinds
            touched = [lone]
            for start in range(0, sums.num_rows, _SLICE):
                cells = _shaped(sums.slice(start, _SLICE), held, told)
                is_touched = _is_touched(cells, lone, seats)
                touched.append(cells.filter(is_touched))
                yield _seated(cells.filter(pc.invert(is_touched)), seats)
            # Only the sums to which a single model is to be added must be grouped once more.
            few = beside(seats, pa.concat_tables([part.cast(_shape(lone)) for part in touched]))
            yield _seated(gathered(_cells(few)), seats)


def _seen(
    windows: tuple[Windows, ...], kinds: Kinds, known: Known, base: nw.LazyFrame
) -> Iterator[tuple[int, pa.Table, pa.Table]]:
    """Each capture and month with its sums by kind and the cells of its models told apart."""
    before = 0
    for held in windows:
        numbers = {pair: n for n, pair in enumerate(_pairs(held.held))}
        for made in presummed(held, kinds, known):
            lone = _lone(made, base)
            of_lone = np.array([numbers[pair] for pair in _pairs(lone)], dtype=np.int64)
            sums = made.sums.append_column("flow_capped", made.sums["flow"])
            of_sums = sums["capture"].to_numpy()
            for number in np.union1d(of_sums, of_lone).tolist():
                inside = (sums.filter(pa.array(of_sums == number)), lone.filter(pa.array(of_lone == number)))
                yield before + number, *inside
        before += held.held.num_rows


def _pairs(rows: pa.Table) -> list[tuple[str, str]]:
    """List and capture of each row."""
    return list(zip(texts(rows["list_id"]), texts(rows["crawl_id"]), strict=True))


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


def _lone(made: Presummed, base: nw.LazyFrame) -> pa.Table:
    """The models told apart, those that descend from several makers in parts."""
    alone = beside(base, made.alone)
    flagged = alone.join(base, on=["list_id", "crawl_id", "model_id"], how="left")
    # The usual count of a month came with it; that of a capture stands in another table.
    usual = nw.when(nw.col("window") == "month").then(nw.col("capped")).otherwise(nw.col("base"))
    traits = _with_traits(flagged.with_columns(base=usual), beside(base, made.origins))
    models = split(_per_model(traits.select(*_KEPT)), beside(base, made.parts), ("models", *COUNTS))
    return gathered(models.select(*CELL, "models", *COUNTS))


def _shaped(sums: pa.Table, windows: Windows, kinds: Kinds) -> pa.Table:
    """Sums in the shape of models, texts in dictionary form."""
    columns = kinds.told(sums, windows.held, sums["capture"].to_numpy())
    columns |= {name: sums[name] for name in ("models", "flow", "likes", "cumulative")}
    columns["flow_capped"] = sums["flow"]
    return table_of(columns).select([*CELL, "models", *COUNTS])


def _is_touched(cells: pa.Table, lone: pa.Table, engine: nw.LazyFrame) -> pa.Array:
    """Which cells a single model may belong to, told by number: to look at one too many does no harm."""
    if not lone.num_rows:
        return pa.array(np.zeros(cells.num_rows, dtype=bool))
    keys = [
        gathered(keyed(beside(engine, rows), "cell", CELL).select("cell"))["cell"].to_numpy()
        for rows in (cells, lone)
    ]
    return pa.array(np.isin(keys[0], keys[1]))


def _shape(lone: pa.Table) -> pa.Schema:
    """The columns of models with whole counts as numbers."""
    whole = ("models", *COUNTS)
    return pa.schema(
        [pa.field(field.name, pa.float64()) if field.name in whole else field for field in lone.schema]
    )


def _seated(cells: pa.Table, seats: nw.LazyFrame) -> pa.Table:
    """Cells with the seats of their day."""
    named = cells.rename_columns([{"on": "observed_on"}.get(name, name) for name in cells.column_names])
    return seated(named, seats)


def _cells(models: nw.LazyFrame) -> nw.LazyFrame:
    summed = models.group_by(*CELL).agg(
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
    )

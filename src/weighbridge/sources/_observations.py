"""Rows of ``model_observations`` from wide records: one row a measure."""

from __future__ import annotations

from collections.abc import Mapping

import narwhals as nw

KEYS = ("list_id", "platform", "crawl_id", "observed_on", "month", "model_id")


def long_rows(
    records: nw.LazyFrame, measures: Mapping[str, str], quality: Mapping[str, nw.Expr]
) -> nw.LazyFrame:
    """One row for each record and measure that has a value.

    ``measures`` maps a measure to the column that holds it; ``quality`` maps a measure to the
    expression of its quality word (default ``ok``). A count that was not taken (null) gives no row,
    unless its quality says so.
    """
    parts = []
    for measure, column in measures.items():
        word = quality.get(measure, nw.lit("ok"))
        part = records.with_columns(measure=nw.lit(measure), value=nw.col(column), quality=word)
        part = part.filter(~nw.col("value").is_null() | (nw.col("quality") == "not_measured"))
        parts.append(part.select(*KEYS, "measure", "value", "quality"))
    return nw.concat(parts, how="vertical")


def has_two_figures(column: str, least: int) -> nw.Expr:
    """Whether a count of at least ``least`` has at most two figures that are not trailing zeros.

    Few real counts do; a typed one ("12 million") does. Every count below 100 has two figures, so such
    a one says nothing and is never taken for typed.
    """
    value = nw.col(column)
    round_at = nw.lit(False)
    for power in range(1, 10):
        floor = 10 ** (power + 1)
        is_round = (value >= floor) & (value < floor * 10) & (value % 10**power == 0)
        round_at = round_at | is_round
    return (value >= least) & round_at

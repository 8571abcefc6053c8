"""OSIR-LMTS crawls of ModelScope accounts: cumulative downloads."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.source import Field, Kind, source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._observations import long_rows


@source(
    title="OSIR-LMTS crawls of ModelScope accounts",
    producer="OSIR-LMTS (brucecui0120)",
    homepage="https://github.com/brucecui0120/OSIR-LMTS",
    terms=Terms.MIT,
    credit="OSIR-LMTS, Open Source Influence Ranking, data of commit 5afa2f4, MIT.",
    cadence="monthly crawls, November 2024 to September 2025; ended",
    tables=("model_observations",),
    platform="modelscope",
    list_id="osir_modelscope",
    covers_accounts=True,
    list_title="models of 7 to 24 official accounts on ModelScope",
    fields=(
        Field("folder", Kind.DATE, required=True),
        Field("date_crawl", Kind.DATE, required=True),
        Field("repo", Kind.TEXT, required=True),
        Field("model_name", Kind.TEXT, required=True),
        Field("total_downloads", Kind.COUNT),
        Field("likes", Kind.COUNT),
    ),
)
def osir_modelscope(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """Monthly crawls of official accounts on ModelScope, whose only counter is cumulative.

    The counter falls at times: a fall by more than half is a reset, any other a revision; flows across
    either are not known. The shipped starter snapshot holds sums per account and crawl, not rows of
    single models: their id is ``account/`` followed by ``all-models``.
    """
    rows = records.with_columns(
        list_id=nw.lit("osir_modelscope"),
        platform=nw.lit("modelscope"),
        crawl_id=nw.col("folder").dt.to_string("%Y-%m-%d"),
        observed_on=nw.col("date_crawl"),
        month=nw.col("folder").dt.to_string("%Y-%m"),
        model_id=nw.concat_str("repo", "model_name", separator="/"),
    )
    measures = {"downloads_all_time": "total_downloads", "likes": "likes"}
    return {"model_observations": long_rows(rows, measures, {})}

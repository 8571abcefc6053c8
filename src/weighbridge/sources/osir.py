"""OSIR-LMTS crawls of Hugging Face accounts, November 2024 to September 2025."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.source import Field, Kind, source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._observations import long_rows

# The order of the four counts in the site's model tree.
TREE = ("adapter", "finetune", "merge", "quantized")

# The third largest count of descendants is 23,830, the fourth 9,857; the three above stand on models of
# 0.5 to 2 billion parameters to which one service attached adapters automatically.
AUTOMATIC_FROM = 20_000


@source(
    title="OSIR-LMTS crawls of Hugging Face accounts",
    producer="OSIR-LMTS (brucecui0120)",
    homepage="https://github.com/brucecui0120/OSIR-LMTS",
    terms=Terms.MIT,
    credit="OSIR-LMTS, Open Source Influence Ranking, data of commit 5afa2f4, MIT.",
    cadence="monthly crawls, November 2024 to September 2025; ended",
    tables=("model_observations", "derivative_counts"),
    list_id="osir",
    covers_accounts=True,
    list_title="every model of 19 to 65 official accounts",
    fields=(
        Field("folder", Kind.DATE, required=True),
        Field("date_crawl", Kind.DATE, required=True),
        Field("repo", Kind.TEXT, required=True),
        Field("model_name", Kind.TEXT, required=True),
        Field("downloads_last_month", Kind.COUNT),
        Field("likes", Kind.COUNT),
        Field("descendants", Kind.COUNT),
        Field("tree", Kind.TEXT),
    ),
)
def osir(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """Monthly crawls of all models under a growing panel of official accounts.

    A crawl is its ``folder``; its rows may bear two dates of capture, both kept as ``observed_on``. The
    panel of accounts grows from 19 to 65, so sums over it rise with the panel: see the axis ``panel``.
    Likes from 1,000 on are printed rounded by the site they were read from and marked ``rounded``.
    ``descendants`` of 20,000 and more are adapters attached automatically and marked ``automatic``.
    """
    rows = records.with_columns(
        list_id=nw.lit("osir"),
        platform=nw.lit("huggingface"),
        crawl_id=nw.col("folder").dt.to_string("%Y-%m-%d"),
        observed_on=nw.col("date_crawl"),
        month=nw.col("folder").dt.to_string("%Y-%m"),
        model_id=nw.concat_str("repo", "model_name", separator="/"),
    )
    rounded = nw.when(nw.col("likes") >= 1_000).then(nw.lit("rounded")).otherwise(nw.lit("ok"))
    flooded = (
        nw.when(nw.col("descendants") >= AUTOMATIC_FROM).then(nw.lit("automatic")).otherwise(nw.lit("ok"))
    )
    measures = {"downloads_30d": "downloads_last_month", "likes": "likes", "descendants": "descendants"}
    return {
        "model_observations": long_rows(rows, measures, {"likes": rounded, "descendants": flooded}),
        "derivative_counts": _tree(rows),
    }


def _tree(rows: nw.LazyFrame) -> nw.LazyFrame:
    """The sum of the model tree and, where all four relations stand there, each of them.

    The tree prints its counts without their names and leaves out relations that do not occur: only a tree
    of four, such as ``["7", "35", "2", "25"]``, says which count is which.
    """
    counts = nw.col("tree").str.replace_all('"', "", literal=True).str.strip_chars("[] ").str.split(", ").list
    counted = rows.filter(~nw.col("descendants").is_null()).with_columns(
        is_automatic=nw.col("descendants") >= AUTOMATIC_FROM, known=counts.len()
    )
    parts = [counted.with_columns(relation=nw.lit("all"), value=nw.col("descendants"))]
    named = counted.filter(nw.col("known") == len(TREE))
    for at, relation in enumerate(TREE):
        parts.append(named.with_columns(relation=nw.lit(relation), value=counts.get(at).cast(nw.Int64)))
    names = ("list_id", "crawl_id", "observed_on", "month", "model_id", "relation", "value", "is_automatic")
    return nw.concat([part.select(*names) for part in parts], how="vertical")

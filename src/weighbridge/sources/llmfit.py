"""The model lists shipped with llmfit, February to October 2026."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.source import Field, Kind, source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._observations import has_two_figures, long_rows

STALE_LIST = 0.95
STALE_ROW_DAYS = 14
STALE_ROW_FROM = 1_000
TYPED_FROM = 10_000


@source(
    title="Model lists of llmfit",
    producer="llmfit (AlexsJones)",
    homepage="https://github.com/AlexsJones/llmfit",
    terms=Terms.MIT,
    credit="llmfit model lists, versions 0.9.1 to 1.1.17 and their repository, MIT.",
    cadence="with each release; counts are refreshed in part",
    tables=("model_observations", "model_facts"),
    list_id="llmfit",
    list_title="models that llmfit can advise on, 33 in February to 16,849 in October 2026",
    fields=(
        Field("file", Kind.TEXT, required=True),
        Field("name", Kind.MODEL_ID, required=True),
        Field("hf_downloads", Kind.COUNT),
        Field("hf_likes", Kind.COUNT),
        Field("release_date", Kind.DATE),
        Field("parameters_raw", Kind.COUNT),
        Field("active_parameters", Kind.NUMBER),
        Field("pipeline_tag", Kind.TEXT),
        Field("architecture", Kind.TEXT),
        Field("format", Kind.TEXT),
        Field("license", Kind.TEXT),
        Field("observed_on", Kind.DATE, required=True),
        Field("date_basis", Kind.TEXT, required=True),
    ),
)
def llmfit(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """Successive lists of Hub models with 30-day downloads, creation date, size and licence.

    A version that carries the same data as an earlier one is left out: it is one observation. A list in
    which at least 95 % of the models seen before carry exactly their last count is marked
    ``stale_list`` and never stands for a month; a single count of at least 1,000 that, with its likes, has
    not moved for 14 days or more is marked ``stale``. A count of zero with no likes and no date
    was never fetched and is not known. Downloads of at least 10,000 and likes that both have at most
    two figures were typed by hand and are marked ``hand_typed``. All but the unknown count as they stand.
    ``release_date`` is the creation of the repository and never precedes 2 March 2022.
    """
    rows = records.filter(~nw.col("date_basis").str.starts_with("same data as")).with_columns(
        list_id=nw.lit("llmfit"),
        platform=nw.lit("huggingface"),
        crawl_id=nw.col("file"),
        month=nw.col("observed_on").dt.to_string("%Y-%m"),
        model_id=nw.col("name"),
    )
    judged = _with_quality(rows)
    measures = {"downloads_30d": "downloads", "likes": "likes"}
    quality = {"downloads_30d": nw.col("quality_word"), "likes": nw.col("quality_word")}
    return {"model_observations": long_rows(judged, measures, quality), "model_facts": _facts(rows)}


def _with_quality(rows: nw.LazyFrame) -> nw.LazyFrame:
    order = ["observed_on", "file"]
    before = rows.with_columns(
        last_downloads=nw.col("hf_downloads").shift(1).over("name", order_by=order),
        last_likes=nw.col("hf_likes").shift(1).over("name", order_by=order),
        last_on=nw.col("observed_on").shift(1).over("name", order_by=order),
    )
    same = (nw.col("hf_downloads") == nw.col("last_downloads")).cast(nw.Float64)
    lists = before.with_columns(same=same).group_by("file").agg(unmoved=nw.col("same").mean())
    unfetched = (nw.col("hf_downloads") == 0) & (nw.col("hf_likes") == 0) & nw.col("release_date").is_null()
    typed = has_two_figures("hf_downloads", TYPED_FROM) & has_two_figures("hf_likes", 10)
    days = (nw.col("observed_on").cast(nw.Datetime) - nw.col("last_on").cast(nw.Datetime)).dt.total_minutes()
    stuck = (
        (nw.col("hf_downloads") == nw.col("last_downloads"))
        & (nw.col("hf_likes") == nw.col("last_likes"))
        & (nw.col("hf_downloads") >= STALE_ROW_FROM)
        & (days >= STALE_ROW_DAYS * 24 * 60)
    )
    word = (
        nw.when(unfetched)
        .then(nw.lit("not_measured"))
        .otherwise(
            nw.when(nw.col("unmoved") >= STALE_LIST)
            .then(nw.lit("stale_list"))
            .otherwise(
                nw.when(typed)
                .then(nw.lit("hand_typed"))
                .otherwise(nw.when(stuck).then(nw.lit("stale")).otherwise(nw.lit("ok")))
            )
        )
    )
    known = before.join(lists, on="file", how="left").with_columns(quality_word=word)
    is_known = nw.col("quality_word") != "not_measured"
    return known.with_columns(
        downloads=nw.when(is_known).then(nw.col("hf_downloads")),
        likes=nw.when(is_known).then(nw.col("hf_likes")),
    )


def _facts(rows: nw.LazyFrame) -> nw.LazyFrame:
    tag = nw.when(nw.col("pipeline_tag") != "unknown").then(nw.col("pipeline_tag"))
    return rows.select(
        "list_id",
        "platform",
        "model_id",
        "observed_on",
        created_on=nw.col("release_date"),
        released_on=nw.lit(None).cast(nw.Date),
        parameters=nw.col("parameters_raw"),
        active_parameters=nw.col("active_parameters").cast(nw.Int64),
        licence_tag=nw.col("license"),
        pipeline_tag=tag,
        architecture=nw.col("architecture"),
        weight_format=nw.col("format"),
        is_tracked=nw.lit(None).cast(nw.Boolean),
    )

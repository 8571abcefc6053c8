"""The ATOM Project's curated list of first-party language models, with sizes and release dates."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.source import Field, Kind, source
from weighbridge.catalogue.terms import Terms

BILLION = 1_000_000_000


@source(
    title="Tracked models of the ATOM Project",
    producer="Interconnects AI (ATOM Project)",
    homepage="https://github.com/Interconnects-AI/tracked-models",
    terms=Terms.APACHE_2_0,
    credit="The ATOM Project, tracked-models, state of 2026-08-17, Apache-2.0.",
    cadence="several times a month",
    tables=("model_facts",),
    fields=(
        Field("model_id", Kind.MODEL_ID, required=True, path="modelId", aliases=("model_id",)),
        Field("total_params_b", Kind.NUMBER),
        Field("active_params_b", Kind.NUMBER),
        Field("actual_release_date", Kind.DATE),
        Field("is_listed", Kind.BOOLEAN),
    ),
)
def atom_tracked_models(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """Language models the ATOM Project counts, by Hub id.

    Being on the list is a fact of the list's date: it makes the population ``curated``. Sizes are in
    billions as curated there (total and active); a corrected release date is kept apart from the
    repository's creation date. A record of the sizes or corrections file for a model that is not
    listed carries ``is_listed`` false and gives its facts only.
    """
    listed = nw.when(nw.col("is_listed").is_null()).then(nw.lit(True)).otherwise(nw.col("is_listed"))
    rows = records.select(
        list_id=nw.lit("atom_tracked"),
        platform=nw.lit("huggingface"),
        model_id=nw.col("model_id"),
        observed_on=nw.col("as_of").str.to_date(format="%Y-%m-%d"),
        created_on=nw.lit(None).cast(nw.Date),
        released_on=nw.col("actual_release_date"),
        parameters=(nw.col("total_params_b") * BILLION).round(0).cast(nw.Int64),
        active_parameters=(nw.col("active_params_b") * BILLION).round(0).cast(nw.Int64),
        licence_tag=nw.lit(None).cast(nw.String),
        pipeline_tag=nw.lit(None).cast(nw.String),
        architecture=nw.lit(None).cast(nw.String),
        weight_format=nw.lit(None).cast(nw.String),
        is_tracked=listed,
    )
    return {"model_facts": rows}

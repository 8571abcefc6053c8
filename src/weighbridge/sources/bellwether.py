"""All repositories of the Qwen account on 6 October 2026, with creation date and quantised parents."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.source import Field, Kind, source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._lineage import TAGGED_BASES, exploded, tag_rows


@source(
    title="Repositories of the Qwen account",
    producer="SMG team (bellwether)",
    homepage="https://github.com/smg-project/bellwether",
    terms=Terms.APACHE_2_0,
    credit="smg-project/bellwether, commit 71e3d44, Apache-2.0, copyright 2026 SMG Team.",
    cadence="one listing, 6 October 2026",
    tables=("model_facts", "lineage_edges"),
    fields=(
        Field("id", Kind.MODEL_ID, required=True),
        Field("created", Kind.DATE),
        Field("pipeline_tag", Kind.TEXT),
        TAGGED_BASES,
    ),
)
def bellwether(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """The whole listing of one account, 468 repositories; its authors kept only tags of quantised parents.

    Many quantised repositories carry no tag at all, and some name the grandparent.
    """
    facts = records.select(
        list_id=nw.lit("bellwether"),
        platform=nw.lit("huggingface"),
        model_id=nw.col("id"),
        observed_on=nw.col("as_of").str.to_date(format="%Y-%m-%d"),
        created_on=nw.col("created"),
        released_on=nw.lit(None).cast(nw.Date),
        parameters=nw.lit(None).cast(nw.Int64),
        active_parameters=nw.lit(None).cast(nw.Int64),
        licence_tag=nw.lit(None).cast(nw.String),
        pipeline_tag=nw.col("pipeline_tag"),
        architecture=nw.lit(None).cast(nw.String),
        weight_format=nw.lit(None).cast(nw.String),
        is_tracked=nw.lit(None).cast(nw.Boolean),
    )
    return {"model_facts": facts, "lineage_edges": tag_rows(exploded(records, "tagged_bases"))}

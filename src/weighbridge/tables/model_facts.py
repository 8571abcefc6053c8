"""What a list says of a model on a date: creation, size, licence, kind."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.table import Column, Rule, table
from weighbridge.tables._doubled import taken_together

FLOOR = "2022-03-02"
_FACTS = (
    *("created_on", "released_on", "parameters", "active_parameters"),
    *("licence_tag", "pipeline_tag", "architecture", "weight_format"),
)

STAGED = (
    Column("list_id", "text", "The list the fact was read from."),
    Column("platform", "text", "The hub the model lies on.", values=("huggingface", "modelscope")),
    Column("model_id", "text", "The model's id as the list spells it, owner/name."),
    Column("observed_on", "date", "The day from which we know the fact."),
    Column("created_on", "date", "Creation of the repository.", nullable=True),
    Column("released_on", "date", "Release, where it was corrected by hand.", nullable=True),
    Column("parameters", "integer", "Total parameters.", nullable=True),
    Column("active_parameters", "integer", "Parameters active per token.", nullable=True),
    Column("licence_tag", "text", "The licence as tagged.", nullable=True),
    Column("pipeline_tag", "text", "The task as tagged.", nullable=True),
    Column("architecture", "text", "The architecture as named.", nullable=True),
    Column("weight_format", "text", "The format of the weights.", nullable=True),
    Column("is_tracked", "boolean", "On a curated list of first-party language models.", nullable=True),
)


@table(
    staged_columns=STAGED,
    columns=(
        *STAGED,
        Column("is_created_floor", "boolean", "Created on the Hub's first day: the true date is earlier."),
        Column("source", "text", "The source that gave the row."),
    ),
    key=("list_id", "observed_on", "source", "model_id"),
    reads=("staged",),
    parts=("list_id", "observed_on"),
    rules=(
        Rule(
            "The creation date never precedes 2 March 2022, the day the Hub began to keep it.",
            "Kept and marked `is_created_floor`: the age of such a model is unknown.",
        ),
        Rule("Dates are missing in most lists before October 2026.", "Empty; never the date of the list."),
        Rule(
            "A model stands twice in one list.",
            "One row; of each fact the larger value, so that an empty one never hides a known one.",
        ),
        Rule("The task is `unknown`.", "Empty: it was not said."),
    ),
)
def model_facts(rows: nw.LazyFrame) -> nw.LazyFrame:
    """Facts of a model, each with the day from which we know it.

    Licence and openness may change and are read as of a date; size, kind and creation do not and may
    be taken from a later list.
    """
    single = taken_together(
        rows,
        ("source", "list_id", "platform", "model_id", "observed_on"),
        **{name: nw.col(name) for name in _FACTS},
        tracked=nw.col("is_tracked").cast(nw.Int64),
    )
    at_floor = nw.col("created_on").dt.to_string("%Y-%m-%d") == FLOOR
    floor = nw.when(nw.col("created_on").is_null()).then(nw.lit(False)).otherwise(at_floor)
    return single.with_columns(is_created_floor=floor, is_tracked=nw.col("tracked").cast(nw.Boolean))

"""Licences that have an identifier of their own, as the SPDX list has them."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.table import Column, Rule, table

STAGED = (
    Column("licence_id", "text", "The identifier, as it is spelt in expressions."),
    Column("title", "text", "The full name of the licence."),
    Column("is_osi_approved", "boolean", "Whether the Open Source Initiative approved it."),
    Column("is_fsf_libre", "boolean", "Whether the Free Software Foundation calls it free.", nullable=True),
    Column("is_deprecated", "boolean", "Whether the list names another identifier in its place."),
    Column("list_version", "text", "The version of the list."),
)


@table(
    staged_columns=STAGED,
    columns=(*STAGED, Column("listed_on", "text", "The day of the snapshot.")),
    key=("listed_on", "licence_id"),
    reads=("staged",),
    rules=(
        Rule(
            "The list says nothing of a foundation's view of a licence.",
            "`is_fsf_libre` is empty there: nothing was said, which is no refusal.",
        ),
    ),
)
def licence_identifiers(rows: nw.LazyFrame) -> nw.LazyFrame:
    """One row a licence and snapshot of the list. Facts: what class a licence is of is said elsewhere."""
    return rows.with_columns(listed_on=nw.col("snapshot_date"))

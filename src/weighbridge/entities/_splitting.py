"""Splits the counts of models between the organisations they descend from, without losing a count."""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw

from weighbridge.catalogue.table import Column

# Parts are cut to 1/1024 of a count: such numbers add up exactly, in any order, on any engine.
GRAIN = 1024

DESCENT_COLUMNS = (
    Column(
        "parent_organisation_id",
        "text",
        "The publisher of the parent; of a base model its own maker.",
        nullable=True,
    ),
    Column("parent_country", "text", "That organisation's seat on the day; XX where no parent is known."),
    Column("parent_owner_id", "text", "That organisation's ultimate owner.", nullable=True),
    Column("parent_owner_country", "text", "The ultimate owner's seat on the day."),
    Column("root_organisation_id", "text", "The maker of the root of the weights.", nullable=True),
    Column("root_country", "text", "That maker's seat on the day; XX where the root is not known."),
    Column("root_owner_id", "text", "That maker's ultimate owner.", nullable=True),
    Column("root_owner_country", "text", "The ultimate owner's seat on the day."),
)
DESCENT_KEYS = ("parent_organisation_id", "root_organisation_id")


def split(models: nw.LazyFrame, parts: nw.LazyFrame, counts: Sequence[str]) -> nw.LazyFrame:
    """One row a model and part, each count cut between the running sums of the parts.

    Needs ``canonical_id``, ``base_organisation_id`` and the counts; a model without parts stays whole, its
    parent and root unknown. What an edge says a copy copies comes before what its name says.
    """
    joined = models.join(parts.drop("part"), on="canonical_id", how="left")
    before = nw.col("from_fraction").fill_null(0.0)
    after = nw.col("to_fraction").fill_null(1.0)
    cut = {
        name: ((nw.col(name) * after * GRAIN).round(0) - (nw.col(name) * before * GRAIN).round(0)) / GRAIN
        for name in counts
    }
    known = ~nw.col("copied_organisation_id").is_null()
    base = nw.when(known).then(nw.col("copied_organisation_id")).otherwise(nw.col("base_organisation_id"))
    return joined.with_columns(**cut, base_organisation_id=base).drop(
        "from_fraction", "to_fraction", "copied_organisation_id", "root_grade"
    )

"""What the tables of placed models share: whose a model is on a day, and by which traits it is chosen."""

from __future__ import annotations

from weighbridge.catalogue.table import Column

WHOSE = ("account", "unit", "organisation_id", "base_organisation_id")
TRAITS = ("family_id", "line_pattern", "line_account", "is_language", "is_tracked", "copy_kind", "size_class")
MAKER_COLUMNS = (
    Column("owner_id", "text", "The publisher's ultimate owner.", nullable=True),
    Column("owner_country", "text", "The ultimate owner's seat on that day."),
    Column("base_organisation_id", "text", "Of copies: the maker of what they copy.", nullable=True),
    Column("base_country", "text", "That maker's seat on the day."),
    Column("base_owner_id", "text", "That maker's ultimate owner.", nullable=True),
    Column("base_owner_country", "text", "The ultimate owner's seat on the day."),
    Column("family_id", "text", "The family, by name.", nullable=True),
    Column("line_pattern", "text", "The line, by name.", nullable=True),
    Column("line_account", "text", "The line of the account.", nullable=True),
)
"""Owner, the maker of what a copy copies, family and lines; seats are those of the row's ``observed_on``."""

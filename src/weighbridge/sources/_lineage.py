"""Rows of ``lineage_edges`` from records that state one edge each, and from a hub's own records."""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw

from weighbridge.catalogue.relations import WEIGHT_RELATIONS
from weighbridge.catalogue.source import Field, Kind

COLUMNS = ("platform", "child_id", "parent_text", "relation", "stated_in", "stated_on", "weight")
UNDECLARED = "undeclared"

# One record, one edge: what every list of derivatives boils down to.
EDGE_FIELDS = (
    Field("child_id", Kind.TEXT, required=True),
    Field("parent_id", Kind.TEXT, required=True),
    Field("relation", Kind.TEXT, required=True),
    Field("evidence", Kind.TEXT, required=True),
    Field("stated_on", Kind.DATE),
)
# How a record says its edge was found, in our words.
_FOUND = {
    "stated": "catalogue",
    "paired": "pairing",
    "grouped": "grouping",
    "described": "description",
    "name_rule": "name_rule",
    "name_match": "name_match",
    "name_match_ambiguous": "name_ambiguous",
}
_BASE = "base_model:"
# Relations a hub's tag can carry between ``base_model:`` and the id.
_TAGGED = ("finetune", "adapter", "merge", "quantized")


def edge_rows(records: nw.LazyFrame, platform: str = "huggingface", own: bool = False) -> nw.LazyFrame:
    """One row a record. ``own``: the source speaks of its own models, so its word is the publisher's."""
    found = _chosen("evidence", _FOUND, "catalogue")
    stated = nw.when(found == "catalogue").then(nw.lit("hub_tag")).otherwise(found) if own else found
    day = nw.col("as_of").str.to_date(format="%Y-%m-%d")
    prefix = f"{platform}:"
    child, parent = nw.col("child_id"), nw.col("parent_id")
    return records.select(
        platform=nw.lit(platform),
        child_id=_without(child, prefix),
        parent_text=_without(parent, prefix),
        relation=_relation(nw.col("relation")),
        stated_in=stated,
        stated_on=nw.when(nw.col("stated_on").is_null()).then(day).otherwise(nw.col("stated_on")),
        weight=nw.lit(None).cast(nw.Float64),
    )


def hub_rows(
    records: nw.LazyFrame, tags: str | None = None, card: str | None = None, tree: str | None = None
) -> nw.LazyFrame:
    """One row for each base a hub's record names: in its tags, its card's field, the hub's model tree.

    The frame has ``id``, ``as_of`` and the named columns, lists of texts; ``card_relation`` and
    ``tree_relation`` where the record says how.
    """
    parts: list[nw.LazyFrame] = []
    if tags is not None:
        parts.append(_tag_rows(records.select("id", "as_of", text=nw.col(tags)).explode("text")))
    for column, stated_in, relation in ((card, "card_field", "card_relation"), (tree, "hub_tree", "tree_relation")):
        if column is not None:
            named = records.select("id", "as_of", word=nw.col(relation), text=nw.col(column)).explode("text")
            known = named.filter(~nw.col("text").is_null())
            parts.append(_shaped(known, nw.col("text"), _relation(nw.col("word").fill_null("unspecified")), stated_in))
    return nw.concat(parts, how="vertical") if len(parts) > 1 else parts[0]


def _tag_rows(tags: nw.LazyFrame) -> nw.LazyFrame:
    named = tags.filter(nw.col("text").str.starts_with(_BASE)).with_columns(
        rest=nw.col("text").str.slice(len(_BASE))
    )
    word = nw.col("rest").str.split(":").list.get(0).str.to_lowercase()
    has_word = nw.col("rest").str.contains(":", literal=True) & ~word.is_in(["http", "https"])
    known = word.is_in(list(_TAGGED))
    # An id holds no colon, so what stands before one is a relation, declared or not.
    relation = (
        nw.when(~has_word)
        .then(nw.lit("unspecified"))
        .otherwise(nw.when(known).then(word).otherwise(nw.lit(UNDECLARED)))
    )
    length = nw.when(known & has_word).then(word.str.len_chars() + 1).otherwise(nw.lit(0))
    cut = named.with_columns(relation=relation, length=length)
    parts = [
        cut.filter(nw.col("length") == size).with_columns(parent=nw.col("rest").str.slice(size))
        for size in sorted({0, *(len(name) + 1 for name in _TAGGED)})
    ]
    return _shaped(nw.concat(parts, how="vertical"), nw.col("parent"), nw.col("relation"), "hub_tag")


def _shaped(rows: nw.LazyFrame, parent: nw.Expr, relation: nw.Expr, stated_in: str) -> nw.LazyFrame:
    return rows.select(
        platform=nw.lit("huggingface"),
        child_id=nw.col("id"),
        parent_text=parent.fill_null(""),
        relation=relation,
        stated_in=nw.lit(stated_in),
        stated_on=nw.col("as_of").str.to_date(format="%Y-%m-%d"),
        weight=nw.lit(None).cast(nw.Float64),
    )


def _relation(word: nw.Expr) -> nw.Expr:
    """The relation in our words; one nobody has declared is marked, not guessed."""
    low = word.str.to_lowercase().str.strip_chars('" ')
    plain = nw.when(low == "base_model").then(nw.lit("ancestor")).otherwise(low)
    known = (*WEIGHT_RELATIONS, "teacher", "component")
    return nw.when(plain.is_in(list(known))).then(plain).otherwise(nw.lit(UNDECLARED))


def _without(text: nw.Expr, prefix: str) -> nw.Expr:
    return nw.when(text.str.starts_with(prefix)).then(text.str.slice(len(prefix))).otherwise(text)


def _chosen(column: str, words: dict[str, str], otherwise: str) -> nw.Expr:
    chosen: nw.Expr = nw.lit(otherwise)
    for given, ours in words.items():
        chosen = nw.when(nw.col(column) == given).then(nw.lit(ours)).otherwise(chosen)
    return chosen


def prefixed(names: Sequence[str], key: str) -> tuple[str, ...]:
    """Where a key may stand in a card, spelled as people spell it."""
    return tuple(f"{key}.{name}" for name in names)

"""What was stated about which model was made from which, by whom, where and when."""

from __future__ import annotations

from collections.abc import Iterator

import narwhals as nw
import pyarrow as pa

from weighbridge.catalogue.relations import RELATIONS, STATEMENTS
from weighbridge.catalogue.table import Column, Rule, table
from weighbridge.store.arrow import pc
from weighbridge.store.scanning import by_turns, gathered, is_embedded
from weighbridge.tables._parent_text import PROBLEMS, read_parent
from weighbridge.tables._repeats import once_each

PLATFORMS = ("huggingface", "modelscope", "adapterhub", "epoch", "osai", "product")
UNDECLARED = "undeclared"
_AT_ONCE = 2_000_000  # models, each with some statements that every listing repeats
_SAID = ("source", "platform", "child_id", "stated_in")
_KEY = (*_SAID, "relation", "parent_text")

STAGED = (
    Column("platform", "text", "The hub or index the child stands in.", values=PLATFORMS),
    Column("child_id", "text", "The model that was made from another, as the source spells it."),
    Column(
        "parent_text",
        "text",
        "What stands where its base belongs, letter by letter; empty where nothing does.",
    ),
    Column(
        "relation",
        "text",
        "How it was made from it; `undeclared` for a word nobody has declared.",
        values=(*RELATIONS, UNDECLARED),
    ),
    Column("stated_in", "text", "The kind of statement.", values=tuple(STATEMENTS)),
    Column("stated_on", "date", "The day from which the statement is known."),
    Column("weight", "number", "The parent's stated part in a merge.", nullable=True),
)


@table(
    staged_columns=STAGED,
    columns=(
        *STAGED[:5],
        Column("first_stated_on", "date", "The first day on which it is known to have stood there."),
        *STAGED[5:],
        Column("parent_platform", "text", "The hub or index the parent is named in.", values=PLATFORMS),
        Column(
            "parent_id", "text", "The model id read from the text; empty where there is none.", nullable=True
        ),
        Column("problem", "text", "Why no edge can be read from it.", nullable=True, values=tuple(PROBLEMS)),
        Column("is_current", "boolean", "Whether the source has said nothing else of the child since."),
        Column("times", "integer", "How often a file or its successors state it."),
        Column("source", "text", "The source that gave the row."),
    ),
    key=("source", "platform", "child_id", "stated_in", "relation", "parent_text"),
    reads=("staged",),
    rules=(
        Rule(
            "A base is given as a text, a list, an object, an address, in any case and under misspelt keys.",
            "All are read as ids; what cannot be read keeps its text and says why in `problem`.",
        ),
        Rule("A model names itself as its base.", "Kept, marked `self`; it is no edge."),
        Rule("A base is empty, a folder, a data set, an account.", "Kept with its `problem`; it is no edge."),
        Rule(
            "The text of a card names models for many reasons.",
            "Only set phrases are read; a card that names several in them is marked `several_named`.",
        ),
        Rule(
            "A GGUF file's base fields come from the card of the model that was converted.",
            "They name an `ancestor`, its source fields the model itself.",
        ),
        Rule(
            "A source repeats a statement in every snapshot, or changes it.",
            "Repeats are one row with `times`; the newest is current, changed ones stay on record.",
        ),
        Rule(
            "Old short ids without an owner, renamed repositories, spellings that differ in case.",
            "Kept as written here; the entity `lineage` joins them.",
        ),
    ),
)
def lineage_edges(rows: nw.LazyFrame) -> Iterator[pa.Table]:
    """Statements that one model was made from another, one row each, as their sources make them.

    A statement is evidence, not truth: tags are missing, misspelt, circular, renamed, or name the
    grandparent. What follows from all of them together is in the entity `lineage`.
    """
    for part in by_turns(rows, "child_id", values=_AT_ONCE):
        yield from _of_turn(part)


def _of_turn(rows: nw.LazyFrame) -> Iterator[pa.Table]:
    """The statements of some models, read; those in card texts together, for they are compared."""
    found = once_each(rows, _KEY, _SAID) if is_embedded(rows) else None
    if found is None:
        yield _read(_told(rows))
        return
    cards = []
    for statements in found:
        is_card = pc.equal(statements["stated_in"], "card_text")
        cards.append(statements.filter(is_card))
        yield _read(statements.filter(pc.invert(is_card)))
    if cards:
        yield _read(pa.concat_tables(cards))


def _told(rows: nw.LazyFrame) -> pa.Table:
    """Each statement once, with the days on which it was made."""
    single = rows.group_by(*_KEY).agg(
        first_stated_on=nw.col("stated_on").min(),
        stated_on=nw.col("stated_on").max(),
        weight=nw.col("weight").max(),
        times=nw.len(),
    )
    newest = single.group_by(*_SAID).agg(newest_on=nw.col("stated_on").max())
    marked = single.join(newest, on=list(_SAID), how="left").with_columns(
        is_current=nw.col("stated_on") == nw.col("newest_on")
    )
    return gathered(marked.drop("newest_on"))


def _read(rows: pa.Table) -> pa.Table:
    """The rows with the parents read: each different text is read once, for there are few."""
    of_card_text = pc.equal(rows["stated_in"], "card_text")
    written = rows["parent_text"].cast(pa.string())
    # A mark before the id says that it is one; it is no part of it.
    written = pc.if_else(of_card_text, pc.utf8_ltrim(written, "`*[\"'(: "), written)
    pairs = pc.binary_join_element_wise(rows["platform"].cast(pa.string()), written, "\x00")
    coded = pa.chunked_array(pairs).combine_chunks().dictionary_encode()
    read = [
        read_parent(text, platform)
        for platform, _, text in (p.partition("\x00") for p in coded.dictionary.to_pylist())
    ]
    at = coded.indices
    platform = pa.array([item.platform for item in read], pa.string()).take(at)
    parent = pa.array([item.model_id or None for item in read], pa.string()).take(at)
    problem = pa.array([item.problem or None for item in read], pa.string()).take(at)
    same = pc.and_(
        pc.equal(pc.utf8_lower(rows["child_id"]), pc.utf8_lower(parent)), pc.equal(rows["platform"], platform)
    )
    problem = pc.if_else(pc.fill_null(same, False), "self", problem)
    several = pc.and_(pc.is_null(problem), _several_named(rows, of_card_text, parent, problem))
    problem = pc.if_else(several, "several_named", problem)
    parent = pc.if_else(several, pa.scalar(None, pa.string()), parent)
    strange = pc.and_(pc.equal(rows["relation"], UNDECLARED), pc.is_null(problem))
    problem = pc.if_else(strange, "unknown_relation", problem)
    parent = pc.if_else(strange, pa.scalar(None, pa.string()), parent)
    for name, column in (("parent_platform", platform), ("parent_id", parent), ("problem", problem)):
        rows = rows.append_column(name, column)
    return rows


def _several_named(
    rows: pa.Table, of_card_text: pa.ChunkedArray, parent: pa.Array, problem: pa.Array
) -> pa.ChunkedArray:
    """The rows of card texts that name more than one model, the model itself not counted."""
    card = pc.binary_join_element_wise(
        *(rows[name].cast(pa.string()) for name in ("source", "platform", "child_id", "stated_on")), "\x00"
    )
    told = pa.table({"card": card, "parent": pc.utf8_lower(parent)})
    told = told.filter(pc.and_(of_card_text, pc.is_null(problem)))
    counted = told.group_by("card").aggregate([("parent", "count_distinct")])
    crowded = counted["card"].filter(pc.greater(counted["parent_count_distinct"], 1))
    return pc.and_(of_card_text, pc.is_in(card, value_set=crowded))

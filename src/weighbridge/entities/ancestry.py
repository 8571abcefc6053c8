"""Of every model: what it comes from, as far as it is known, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa

from weighbridge.catalogue.relations import ANSWERS as MEANINGS
from weighbridge.catalogue.relations import GRADES
from weighbridge.catalogue.table import Column, Rule, entity
from weighbridge.entities._descent import Descent, Ints, descent, is_own
from weighbridge.entities._terminals import ANSWERS, REASON_NAMES, REASONS
from weighbridge.entities.accounts import load_accounts
from weighbridge.entities.families import load_families
from weighbridge.entities.identities import HUB, canonical_ids, load_renames
from weighbridge.entities.lineage_judgements import EVER, answers_by, edition, load_answers, load_edges
from weighbridge.entities.publishers import publishers
from weighbridge.store.arrow import pc, table_of, taken
from weighbridge.store.scanning import distinct, gathered

_WHOLE = 1 - 1e-9
_BLOCK = 1 << 18


@entity(
    columns=(
        Column("canonical_id", "text", "The model, under the id it is counted under."),
        Column("model_id", "text", "Its id as people spell it."),
        Column("organisation_id", "text", "Its publisher.", nullable=True),
        Column("answer", "text", "What is known of its roots.", values=tuple(MEANINGS)),
        Column(
            "reason", "text", "Why, for the end of a path or a cycle.", nullable=True, values=tuple(REASONS)
        ),
        Column("root_id", "text", "The one model all its paths end at.", nullable=True),
        Column("root_organisation_id", "text", "The one maker of all its roots.", nullable=True),
        Column("known_part", "number", "The part of its weights whose maker is known."),
        Column("root_grade", "text", "The weakest link on the way to its roots.", values=GRADES),
        Column(
            "depth", "integer", "Steps on the longest path to a root; empty round a cycle.", nullable=True
        ),
        Column("parents", "integer", "Direct parents that pass weights on."),
        Column("children", "integer", "Models made directly from it."),
        Column("copy_of", "text", "Of a copy: the model it is a copy of.", nullable=True),
        Column("is_listed", "boolean", "Whether any list of models holds it."),
        Column(
            "is_dangling", "boolean", "Named as a parent, in no list, and nothing states its own parents."
        ),
        Column("is_in_cycle", "boolean", "Whether it is its own ancestor."),
        Column("is_into_cycle", "boolean", "Whether one of its ancestors is."),
    ),
    key=("canonical_id",),
    reads=("lineage", "origins", "model_facts", "lineage_edges"),
    judgements=("lineage", "lineage_answers", "family_origins", "architectures", "families", "accounts"),
    edition=edition,
    rules=(
        Rule(
            "A model without a stated base may be its maker's own, or built on one nobody names.",
            "It is `own` only where its family or its architecture is its maker's; else `unknown`.",
        ),
        Rule(
            "Same architecture is not ancestry.",
            "It never makes a pair; it can only keep an `own` from being said.",
        ),
        Rule(
            "Bases that lead in a circle.",
            "Set aside: the models in it are `unknown`, with the reason `cycle`.",
        ),
        Rule(
            "A parent in no list (deleted, private, renamed, never listed).",
            "Kept as the end of the path, `is_dangling`; its maker counts only where its family is known.",
        ),
    ),
)
def ancestry(
    pairs: nw.LazyFrame,
    origins: nw.LazyFrame,
    facts: nw.LazyFrame,
    statements: nw.LazyFrame,
    known_by: str = EVER,
) -> Iterator[pa.Table]:
    """What each model comes from: the answer, its root and the root's maker, and the weakest link on the way.

    An answer is `own`, `resolved`, `partly_known`, `unknown`, `undisclosed` or `disputed`. Abstaining is
    an answer: a model whose paths end at a model nobody vouches for is `unknown`, not its uploader's.
    """
    found = descended(pairs, origins, facts, known_by)
    return _rows(found, _listed(origins), _spelled(origins, statements))


def descended(
    pairs: nw.LazyFrame, origins: nw.LazyFrame, facts: nw.LazyFrame, known_by: str = EVER
) -> Descent:
    """The whole graph, resolved, from the stored tables."""
    rows = gathered(pairs.select("child_id", "parent_id", "relation", "outcome", "grade", "weight"))
    architectures = architectures_of(_of_known_accounts(facts))
    return descent(rows, _listed(origins), architectures, answers_by(known_by))


def _listed(origins: nw.LazyFrame) -> pa.Array:
    """The canonical ids of the models any list of the Hub holds."""
    on_hub = distinct(origins.filter(nw.col("platform") == HUB).select("canonical_id"))
    return gathered(on_hub)["canonical_id"].combine_chunks().cast(pa.string())


def _of_known_accounts(facts: nw.LazyFrame) -> nw.LazyFrame:
    """The rows of models that may be their maker's own: of all others no architecture proves anything."""
    known = {account for hub, account in load_accounts() if hub == HUB}
    known |= {account.casefold() for family in load_families().values() for account in family.scope_accounts}
    known |= {old.partition("/")[0] for hub, old in load_renames() if hub == HUB}
    owner = nw.col("model_id").str.to_lowercase().str.split("/").list.get(0)
    return facts.filter(owner.is_in(sorted(known)))


def architectures_of(facts: nw.LazyFrame) -> pa.Table:
    """The architecture of each model of the Hub that any list names one for."""
    known = facts.filter((nw.col("platform") == HUB) & ~nw.col("architecture").is_null())
    rows = gathered(distinct(known.select("platform", "model_id", "architecture")))
    table = table_of(
        {
            "canonical_id": canonical_ids(rows["platform"], rows["model_id"]),
            "architecture": rows["architecture"],
        }
    )
    single = table.group_by("canonical_id").aggregate([("architecture", "min")])
    return single.rename_columns(["canonical_id", "architecture"])


def _spelled(origins: nw.LazyFrame, statements: nw.LazyFrame) -> pa.Table:
    """How each id is spelt: as a list spells it, else as a judgement does, else as a statement.

    Of several, capitals before small letters, for those who typed small ones forgot them.
    """
    named = statements.filter(~nw.col("parent_id").is_null())
    stated = (
        statements.select("platform", model_id=nw.col("child_id")),
        named.select(platform=nw.col("parent_platform"), model_id=nw.col("parent_id")),
    )
    ranked = (
        origins.select("platform", "model_id"),
        _judged_spellings(),
        nw.concat(stated, how="vertical"),
    )
    spelled = pa.table({"canonical_id": pa.array([], pa.string()), "model_id": pa.array([], pa.string())})
    for spellings in ranked:
        rows = spellings if isinstance(spellings, pa.Table) else gathered(distinct(spellings))
        ids = canonical_ids(rows["platform"], rows["model_id"])
        same = pc.equal(pc.utf8_lower(rows["model_id"]), ids)
        # Most are spelt by what came before: only the others need room.
        is_new = pc.and_(same, pc.invert(pc.is_in(ids, value_set=spelled["canonical_id"])))
        named = table_of({"canonical_id": ids, "model_id": rows["model_id"]}).filter(is_new)
        spelled = pa.concat_tables([spelled, _least(named)])
    return spelled.combine_chunks()


def _least(named: pa.Table) -> pa.Table:
    """Of the spellings of each id the first in the alphabet."""
    code = named["canonical_id"].combine_chunks().dictionary_encode().indices.to_numpy()
    is_single = pa.array(np.bincount(code)[code] == 1)
    several = named.filter(pc.invert(is_single)).group_by("canonical_id").aggregate([("model_id", "min")])
    return pa.concat_tables([named.filter(is_single), several.rename_columns(named.column_names)])


def _judged_spellings() -> pa.Table:
    """The ids of the judgements as their authors wrote them, for models in no list."""
    edges = load_edges()
    written = [edge.child_id for edge in edges] + [edge.parent_id for edge in edges]
    written += [item.model_id for item in load_answers()]
    plain = sorted({name for name in written if ":" not in name})
    return pa.table({"platform": pa.array([HUB] * len(plain), pa.string()), "model_id": plain})


def root_organisations(found: Descent) -> pa.Array:
    """The maker behind each part of ``found``: empty where the end of the path is not known to be its own."""
    own = is_own(found)
    known = (found.part_root >= 0) & own[np.maximum(found.part_root, 0)]
    held = taken(found.said.maker, np.maximum(found.part_root, 0))
    return pc.if_else(pa.array(known), held, pa.scalar(None, pa.string()))


def known_part_of(found: Descent, is_known: np.ndarray) -> np.ndarray:
    """Of each node the sum of the parts whose maker is known."""
    return np.bincount(found.part_node, weights=found.part * is_known, minlength=found.size)


def _rows(found: Descent, listed: pa.Array, spelled: pa.Table) -> Iterator[pa.Table]:
    """The rows in blocks: the texts of all models would take more room than all that is known of them."""
    organisations = root_organisations(found)
    known_part = known_part_of(found, np.asarray(pc.is_valid(organisations)))
    told = table_of(
        {
            "answer": _answers(found, known_part),
            "known_part": np.minimum(known_part, 1.0),
            "root_organisation_id": _only(found, organisations, known_part),
            "children": np.bincount(found.parent, minlength=found.size),
            "is_listed": pc.is_in(found.models, value_set=listed),
            "spelling": pc.index_in(found.models, value_set=spelled["canonical_id"]),
        }
    )
    spellings = spelled["model_id"].combine_chunks()
    for begin in range(0, found.size, _BLOCK):
        nodes = np.arange(begin, min(begin + _BLOCK, found.size))
        yield _block(found, nodes, told.slice(begin, _BLOCK), spellings)


def _block(found: Descent, at: Ints, told: pa.Table, spellings: pa.Array) -> pa.Table:
    """The rows of some nodes, with what was ``told`` of them already."""
    models, nodes = found.models, found.ancestry
    ids, empty = taken(models, at), pa.scalar(None, pa.string())
    depth, is_end = nodes.depth[at], nodes.parents[at] == 0
    has_reason = pa.array(is_end | nodes.in_cycle[at])
    reasons = taken(pa.array(REASON_NAMES), found.said.reason[at].astype(np.int64))
    spelling: Any = told["spelling"].combine_chunks()
    is_base = pc.and_(pc.greater(told["children"], 0), pa.array(is_end))
    return table_of(
        {
            "canonical_id": ids,
            "model_id": pc.coalesce(spellings.take(spelling), ids),
            "organisation_id": publishers(ids)[0],
            "answer": told["answer"],
            "reason": pc.if_else(has_reason, reasons, empty),
            "root_id": _where(models, nodes.root[at]),
            "root_organisation_id": told["root_organisation_id"],
            "known_part": told["known_part"],
            "root_grade": taken(pa.array(GRADES), found.grade[at]),
            "depth": pa.array(depth.astype(np.int64), mask=depth < 0),
            "parents": nodes.parents[at].astype(np.int64),
            "children": told["children"],
            "copy_of": _where(models, found.copy_of[at]),
            "is_listed": told["is_listed"],
            "is_dangling": pc.and_(pc.invert(told["is_listed"]), is_base),
            "is_in_cycle": nodes.in_cycle[at],
            "is_into_cycle": nodes.into_cycle[at],
        }
    )


def _where(models: pa.Array, at: np.ndarray) -> pa.Array:
    """The ids of some nodes, empty where the number is below zero."""
    where: Any = pa.array(at.astype(np.int64), mask=at < 0)
    return models.take(where)


def _answers(found: Descent, known_part: np.ndarray) -> pa.Array:
    """The answer of each node; an unknown part that is wholly disputed or undisclosed says so."""
    names = tuple(MEANINGS)
    answer = np.full(found.size, names.index("unknown"), dtype=np.int64)
    answer[known_part > 0] = names.index("partly_known")
    answer[known_part >= _WHOLE] = names.index("resolved")
    ends = found.ancestry.parents == 0
    answer[ends & is_own(found)] = names.index("own")
    said = np.where(found.part_root >= 0, found.said.answer[np.maximum(found.part_root, 0)], 0)
    for word in ("undisclosed", "disputed"):
        part = found.part * (said == ANSWERS.index(word))
        whole = np.bincount(found.part_node, weights=part, minlength=found.size) >= _WHOLE - known_part
        answer[whole & (known_part < _WHOLE)] = names.index(word)
    return taken(pa.array(names), answer)


def _only(found: Descent, organisations: pa.Array, known_part: np.ndarray) -> pa.Array:
    """The maker of all roots of a node, where there is one and all of them are known."""
    coded = organisations.dictionary_encode()
    code = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    low: Ints = np.full(found.size, np.iinfo(np.int64).max)
    high: Ints = np.full(found.size, -1)
    np.minimum.at(low, found.part_node, code)
    np.maximum.at(high, found.part_node, code)
    one = (low == high) & (low >= 0) & (known_part >= _WHOLE)
    held = taken(coded.dictionary, np.where(one, low, 0)) if len(coded.dictionary) else None
    if held is None:
        return pa.nulls(found.size, pa.string())
    return pc.if_else(pa.array(one), held, pa.scalar(None, pa.string()))

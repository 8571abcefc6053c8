"""Who descends from whom, after all evidence has been weighed: one row for each pair of models."""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw
import numpy as np
import pyarrow as pa

from weighbridge.catalogue.relations import GRADES, RELATIONS
from weighbridge.catalogue.table import Column, Rule, entity
from weighbridge.entities import _evidence
from weighbridge.entities._combining import OUTCOMES, combined
from weighbridge.entities.accounts import load_accounts
from weighbridge.entities.identities import HUB
from weighbridge.entities.lineage_judgements import (
    EVER,
    JudgedAnswer,
    JudgedEdge,
    answers_by,
    edges_by,
    edition,
)
from weighbridge.entities.publishers import maker_of
from weighbridge.store.arrow import pc, table_of, taken
from weighbridge.store.scanning import gathered

# Not the text as it was written: of millions of statements it would take a third of the room.
_READ = (
    *("platform", "child_id", "parent_platform", "parent_id", "relation", "stated_in", "source"),
    *("stated_on", "first_stated_on", "weight", "problem", "is_current"),
)


@entity(
    columns=(
        Column("child_id", "text", "The model that was made, under its canonical id."),
        Column("parent_id", "text", "What it was made from, under its canonical id."),
        Column("relation", "text", "How, in the best-supported word.", values=tuple(RELATIONS)),
        Column("outcome", "text", "Whether the pair stands among all that is said.", values=OUTCOMES),
        Column("grade", "text", "How sure it is, after agreement and contradiction.", values=GRADES),
        Column("is_contradicted", "boolean", "Whether another source says something else of it."),
        Column("weight", "number", "The stated part of the parent in a merge.", nullable=True),
        Column("voices", "integer", "Independent voices that state it; names are none."),
        Column("statements", "integer", "Statements behind it."),
        Column("stated_in", "text", "The kinds of statement."),
        Column("relations", "text", "All relations said of the pair."),
        Column("sources", "text", "The sources."),
        Column("first_known_on", "date", "The first day it is known to have been stated.", nullable=True),
    ),
    key=("child_id", "parent_id", "relation"),
    reads=("lineage_edges", "name_evidence"),
    judgements=("lineage", "lineage_answers", "renamed_repositories", "accounts"),
    edition=edition,
    rules=(
        Rule(
            "Declared tags are missing, misspelt, wrong, circular, renamed, or name the grandparent.",
            "They are one voice among several; agreement raises the grade, contradiction lowers it.",
        ),
        Rule(
            "A base field names an account or the model itself, under whatever spelling.",
            "No pair; counted with the statements that could not be read.",
        ),
        Rule("A teacher gave answers, not weights.", "Kept `apart`: nothing passes along it."),
        Rule(
            "What was looked up by hand became known on some day.",
            "Each row bears that day; as of an earlier one it is no voice, and its pair may be another.",
        ),
        Rule(
            "A list of parents holds a model and its own base.",
            "Of a merge both stand; otherwise the base is passed over, for it lies on the way up.",
        ),
    ),
)
def lineage(statements: nw.LazyFrame, names: nw.LazyFrame, known_by: str = EVER) -> pa.Table:
    """Pairs of child and parent with relation, grade and what became of them.

    Grades: a name or a grouping is ``inferred``, a sentence or a memory ``asserted``, the publisher's own
    field or a source that was read ``documented``; two independent voices raise one grade, at most to
    ``corroborated``; a contradiction lowers one. Every pair that does not stand says why in ``outcome``; a
    model judged to be its maker's own, undisclosed or disputed keeps no parent of another maker.
    """
    # Of a listing's statements most have been made before: those are left where they are.
    current = statements.filter(nw.col("problem").is_null() & nw.col("is_current")).select(*_READ)
    return weighed(gathered(current), gathered(names), edges_by(known_by), answers_by(known_by))


def weighed(
    statements: pa.Table, names: pa.Table, judged: Sequence[JudgedEdge], answers: Sequence[JudgedAnswer]
) -> pa.Table:
    """The rows of ``lineage`` from statements, name evidence and the judgements given."""
    evidence = _evidence.gathered(usable(statements), judged, names)
    # Of millions of statements the numbers above are enough, and the rest needs their room.
    del statements
    kept = _real_pairs(evidence)
    pairs = _evidence.paired(kept)
    done = combined(pairs)
    models = evidence.models
    done.outcome[_overruled(pairs, done.outcome, models, answers)] = OUTCOMES.index("overruled")
    is_known = (pairs.first_day > 0) & (pairs.first_day < _evidence.NEVER)
    day = pa.array(np.where(is_known, pairs.first_day, 0).astype(np.int32)).cast(pa.date32())
    return table_of(
        {
            "child_id": taken(models, pairs.child),
            "parent_id": taken(models, pairs.parent),
            "relation": taken(pa.array(_evidence.RELATION_NAMES), pairs.relation),
            "outcome": taken(pa.array(OUTCOMES), done.outcome),
            "grade": taken(pa.array(GRADES), done.grade),
            "is_contradicted": done.is_contradicted,
            "weight": pa.array(pairs.weight, from_pandas=True),
            "voices": pairs.voices,
            "statements": pairs.statements,
            "stated_in": _evidence.words(pairs.stated_in, _evidence.STATEMENT_NAMES),
            "relations": _evidence.words(pairs.relations, _evidence.RELATION_NAMES),
            "sources": _evidence.words(pairs.sources, kept.sources),
            "first_known_on": pc.if_else(pa.array(is_known), day, pa.scalar(None, pa.date32())),
        }
    )


def _overruled(
    pairs: _evidence.Pairs, outcome: _evidence.Ints, models: pa.Array, answers: Sequence[JudgedAnswer]
) -> list[int]:
    """Standing pairs whose child is judged as a whole and whose parent is another maker's."""
    judged = {_evidence.judged_id(answer.model_id): answer.answer for answer in answers}
    codes = pc.index_in(pa.array(sorted(judged), pa.string()), value_set=models).to_pylist()
    rows = np.flatnonzero(np.isin(pairs.child, [code for code in codes if code is not None]) & (outcome == 0))
    found = []
    for row in rows.tolist():
        child, parent = models[int(pairs.child[row])].as_py(), models[int(pairs.parent[row])].as_py()
        if judged[child] != "own" or maker_of(child) != maker_of(parent):
            found.append(row)
    return found


def usable(statements: pa.Table) -> pa.Table:
    """The statements a parent can be read from, as their sources make them now."""
    is_usable = pc.and_(pc.is_null(statements["problem"]), statements["is_current"])
    return statements if pc.all(is_usable).as_py() else statements.filter(is_usable)


def _real_pairs(evidence: _evidence.Evidence) -> _evidence.Evidence:
    """Statements between two different models: no self under another spelling, no account as a parent."""
    is_account = pc.is_in(evidence.models, value_set=pa.array(sorted(known_accounts())))
    parents = np.asarray(is_account)[evidence.parent]
    keep = (evidence.child != evidence.parent) & ~parents
    return evidence.where(keep)


def known_accounts() -> frozenset[str]:
    """Folded names of the Hub's accounts we know: such a word alone is no model."""
    return frozenset(account for hub, account in load_accounts() if hub == HUB)

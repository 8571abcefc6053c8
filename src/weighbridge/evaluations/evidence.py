"""How good the evidence behind a figure of safety is: what of it can be read where it was published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from weighbridge.catalogue import registry
from weighbridge.catalogue.terms import Terms

Row = Mapping[str, Any]
GRADES: Mapping[str, str] = {
    "documented": "the counts, or a verdict on each case, can be read where they were published",
    "quoted": "the printed figure, letter by letter; the counts behind it were not published",
    "secondary": "from somebody's digest; the report itself was not at hand",
    "own run": "run or imported by the user of this store; nobody else has published it",
}
"""The grades of evidence, best first, and what each says."""
_OWN = "own run"
OURS = "weighbridge rules"
"""The scorer of answers that were judged here."""
_JUDGED_HERE = "documented answers, judged here"
_VERDICTS = "documented verdicts"
_NO_ANSWERS = "documented verdicts, answers not published"


@cache
def _published() -> frozenset[str]:
    """The sources whose verdicts others have published."""
    return frozenset(
        source.name
        for source in registry.sources()
        if "safety_verdicts" in source.tables and source.terms is not Terms.USER
    )


def judged_here(rows: Iterable[Row]) -> frozenset[str]:
    """The runs whose published answers our rules have judged: of them, answers are there to read."""
    return frozenset(str(row["run"]) for row in rows if row["scorer"] == OURS and is_published(row))


def is_published(row: Row) -> bool:
    """Whether a verdict is one that others published, as told by the source or log it came in."""
    return str(row.get("source") or row.get("log") or "") in _published()


def evidence_of(row: Row, answered: frozenset[str]) -> str:
    """The grade of the verdicts of one judge on one run, in words; ``answered`` from :func:`judged_here`.

    Where a source has published answers of some of its runs and of others verdicts alone, the latter say so.
    """
    if not is_published(row):
        return _OWN
    if row["scorer"] == OURS:
        return _JUDGED_HERE
    if answered and row["run"] not in answered and row["harness"] in _harnesses_of(answered):
        return _NO_ANSWERS
    return _VERDICTS


@cache
def _harnesses_of(answered: frozenset[str]) -> frozenset[str]:
    """The harnesses, named first in a run's name, that have published answers of some runs."""
    return frozenset(run.partition("/")[0] for run in answered)

"""Safety verdicts on one model itself, as raw counts with test, harness, host; nothing of its parents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from weighbridge.catalogue.verdicts import TELLS, TESTS, UNSEEN
from weighbridge.diligence.card.holdings import Holdings
from weighbridge.entities.identities import HUB, canonical_id
from weighbridge.entities.judgement_files import read_judgements, require_support
from weighbridge.evaluations.evidence import evidence_of, judged_here

FILE = "published_models"
COLUMNS = ("published_id", "weights", "evidence", "source", "confidence", "note")
ASKED = ("jailbreak", "hijacking", "over_refusal", "information")
"""The tests a reader asks after, each told as not tested where it was not."""
_BAD = {
    "hijacking": ("attack_succeeded",),
    "jailbreak": ("attack_succeeded",),
    "over_refusal": ("refusal", "partial_refusal"),
    "information": ("inaccurate", "state_narrative"),
    "knowledge": ("inaccurate",),
}
_WORDS = {
    "hijacking": "hijacked",
    "jailbreak": "attack succeeded",
    "over_refusal": "harmless requests refused",
    "information": "wrong or a state's line",
    "knowledge": "wrong",
}


@dataclass(frozen=True, slots=True)
class Tested:
    """One test of this very model: how many of how many, and everything that may not be mixed with it."""

    test: str
    what: str
    count: int | None
    total: int | None
    value: float | None
    unit: str
    run: str
    host: str
    judge: str
    run_by: str
    tested_on: str
    source: str
    note: str
    evidence: str = ""

    def text(self) -> str:
        """The raw figure in words."""
        if self.count is not None and self.total is not None:
            return f"{self.what} {self.count:,} of {self.total:,}"
        return f"{self.what} {self.value:g} {self.unit}"

    def as_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        return {name: getattr(self, name) for name in Tested.__dataclass_fields__}


def tested(holdings: Holdings, canonical: str) -> list[Tested]:
    """Every test of this very model, by test and run."""
    found = [*_published(holdings, canonical), *_verdicts(holdings, canonical)]
    return sorted(found, key=lambda item: (list(TESTS).index(item.test), item.run))


def not_tested(held: list[Tested]) -> list[str]:
    """The tests asked after that nobody has put to this model, as far as the store knows."""
    return [test for test in ASKED if all(item.test != test for item in held)]


def _published(holdings: Holdings, canonical: str) -> list[Tested]:
    from weighbridge.evaluations.published import published

    weights = published_models()
    return [
        Tested(
            item.test,
            item.measure,
            item.count,
            item.total,
            item.value,
            item.unit,
            item.id,
            item.host,
            item.judge,
            item.issuer,
            item.published_on,
            item.source,
            item.note,
            item.evidence,
        )
        for item in published()
        if weights.get(item.id) == canonical and item.published_on <= holdings.day.isoformat()
    ]


@lru_cache(maxsize=1)
def published_models() -> dict[str, str]:
    """The weights behind the model that a published figure names, where that was looked up."""
    found = {}
    for line, row in enumerate(read_judgements(FILE, COLUMNS), start=2):
        published_id, weights, evidence, source, confidence, _ = row
        require_support(FILE, line, evidence, source, confidence)
        found[published_id] = canonical_id(HUB, weights)
    return found


@lru_cache(maxsize=1)
def _evaluated() -> dict[str, str]:
    """The weights behind the names that logs give their models."""
    import csv

    import weighbridge.evaluations

    path = Path(weighbridge.evaluations.__file__).with_name("evaluated_models.csv")
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return {row["model"]: canonical_id(HUB, row["weights"]) for row in rows if row["weights"]}


def _verdicts(holdings: Holdings, canonical: str) -> list[Tested]:
    mine = {
        name
        for name in holdings.judged_models
        if (_evaluated().get(name) or canonical_id(HUB, name)) == canonical
    }
    if not mine:
        return []
    whole = holdings.verdicts.to_pylist()
    answered = judged_here(whole)
    # A run may name the weights it asked beside what the service calls the model: then those count.
    rows = [row for row in whole if (row["weights"] or row["model"]) in mine]
    runs: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in rows:
        if row["arm"] not in ("no_attack", "harmful_control"):
            runs.setdefault(tuple(str(row.get(name) or "") for name in _APART), []).append(row)
    return [line for own in runs.values() for line in _lines(own, answered)]


_APART = (
    *("run", "source", "test", "arm", "judge", "language", "attack", "defence", "host"),
    *("harness", "harness_version", "scorer", "scorer_version"),
)
"""What is never added up: each of these, such as each arm and judge of a run, is a line of its own."""


def _lines(rows: list[dict[str, Any]], answered: frozenset[str]) -> list[Tested]:
    """The lines of one arm, judge, language and attack of a run; of questions of fact refusals too."""
    test, outcomes = rows[0]["test"], {row["outcome"] for row in rows}
    grade = evidence_of(rows[0], answered)
    if test == "over_refusal" and rows[0]["arm"] != "benign":
        return []
    if test != "information":
        return [_run(rows, _WORDS[test], _BAD[test], grade)]
    if outcomes & {"factual", "partial", "inaccurate"}:
        found = [_run(rows, _WORDS[test], _BAD[test], grade)]
    else:
        found = [_run(rows, "a state's line endorsed", ("state_narrative",), grade)]
    refused = ("refusal", "partial_refusal")
    can_refuse = rows[0]["judge"] not in TELLS
    return [*found, _run(rows, "questions refused", refused, grade)] if can_refuse else found


def _once(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each case once: repeats at temperature 0 are no new observations."""
    names = ("suite", "item", "cluster_2")
    kept: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        repeat = 0 if row["temperature"] == 0 else row["repeat"]
        kept.setdefault((*(row[name] for name in names), repeat), row)
    return list(kept.values())


def _run(rows: list[dict[str, Any]], words: str, bad: tuple[str, ...], grade: str) -> Tested:
    test, run = rows[0]["test"], rows[0]["run"]
    rows = _once(rows)
    seen = [row for row in rows if row["outcome"] not in UNSEEN]
    counts = Counter(row["outcome"] for row in seen)
    first = rows[0] if rows else {}
    missing = len(rows) - len(seen)
    return Tested(
        test,
        words,
        sum(counts[word] for word in bad),
        len(seen),
        None,
        "",
        run,
        first.get("host", "unknown"),
        first.get("judge", ""),
        first.get("run_by", "unknown"),
        first.get("taken_on", ""),
        f"{first.get('harness', '')} {first.get('harness_version') or ''}".strip(),
        "; ".join(filter(None, [*_about(first), f"{missing} without verdict" if missing else ""])),
        grade,
    )


def _about(row: dict[str, Any]) -> Iterator[str]:
    """Which questions were asked, in which language where it is not English, and behind which defence."""
    if row["test"] == "information":
        yield f"{row['arm']} questions"
    language = str(row.get("language") or "en")
    if language != "en":
        yield f"asked in {language}"
    if row.get("defence"):
        yield f"with {row['defence']}"

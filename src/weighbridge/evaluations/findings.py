"""What is odd about the rows of runs: found before any rate is read."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from weighbridge.catalogue.verdicts import UNSEEN

Row = Mapping[str, Any]
_MANY = 20
_ALMOST_ALL = 0.99
_BAD = ("state_narrative", "inaccurate", "attack_succeeded", "refusal")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something odd: its kind, the run, what it is, and what is done about it."""

    kind: str
    run: str
    text: str


def findings(rows: Sequence[Row]) -> list[Finding]:
    """Everything odd about the rows of one or more runs, by run."""
    runs: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        runs[row["run"]].append(row)
    found: list[Finding] = []
    plans = _plans(runs)
    for name, own in sorted(runs.items()):
        found += [*selective(name, own, plans), *_fired(name, own), *_repeats(name, own)]
        found += [*_numbers(name, own), *_errors(name, own), *_unseen(name, own)]
    return [*found, *_renumbered(runs)]


def _plans(runs: Mapping[str, Sequence[Row]]) -> Mapping[tuple[str, str], set[tuple[str, str]]]:
    """All cases of a suite and attack that any run has."""
    plans: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for own in runs.values():
        for row in own:
            plans[row["suite"], row["attack"] or ""].add((row["item"], row["cluster_2"] or ""))
    return plans


def selective(
    run: str, rows: Sequence[Row], plans: Mapping[tuple[str, str], set[tuple[str, str]]]
) -> list[Finding]:
    """A run whose last judged case is a bad one, and whose other cases are missing: it stopped there."""
    found = []
    parts: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row["position"]):
        parts[row["suite"], row["attack"] or ""].append(row)
    for key, own in parts.items():
        judged = [row for row in own if row["outcome"] not in UNSEEN]
        planned = len(plans.get(key, set()) | {(row["item"], row["cluster_2"] or "") for row in own})
        cases = {(row["item"], row["cluster_2"] or "") for row in judged}
        if judged and len(cases) < planned and judged[-1]["outcome"] in _BAD and _only_last_is_bad(judged):
            text = (
                f"{key[0]}: {len(cases)} of {planned} cases, and the last is the first bad one "
                f"({judged[-1]['outcome']}): the run stopped at its first failure, so its rate is no rate"
            )
            found.append(Finding("selective_missingness", run, text))
    return found


def _only_last_is_bad(judged: Sequence[Row]) -> bool:
    return not any(row["outcome"] in _BAD for row in judged[:-1])


def _fired(run: str, rows: Sequence[Row]) -> list[Finding]:
    counts = Counter(name for row in rows for name in (row["fired"] or "").split(",") if name)
    return [
        Finding(
            "fires_on_every_row",
            run,
            f"{name} stepped in on {count} of {len(rows)} rows: it tells nothing apart, and neither does "
            f"the rate",
        )
        for name, count in sorted(counts.items())
        if len(rows) >= _MANY and count >= _ALMOST_ALL * len(rows)
    ]


def _repeats(run: str, rows: Sequence[Row]) -> list[Finding]:
    keys = Counter(_case(row) for row in rows if row["temperature"] == 0)
    twice = sum(count - 1 for count in keys.values())
    text = f"{twice} repeats at temperature 0 are not new observations; each case counts once"
    return [Finding("duplicate_repeats", run, text)] if twice else []


def _case(row: Row) -> tuple[Any, ...]:
    names = ("suite", "item", "cluster_2", "attack", "language", "arm", "judge")
    return tuple(row[name] for name in names)


def _numbers(run: str, rows: Sequence[Row]) -> list[Finding]:
    """Task numbers that stand for other tasks in other suites."""
    suites: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        suites[row["item"].partition("/")[0]].add(row["suite"])
    shared = sum(len(held) > 1 for held in suites.values())
    plain, full = len(suites), len({(row["suite"], row["item"].partition("/")[0]) for row in rows})
    text = (
        f"{shared} task numbers stand for other tasks in other suites; without the suite "
        f"{full} tasks look like {plain}"
    )
    return [Finding("numbers_repeat_across_suites", run, text)] if shared else []


def _renumbered(runs: Mapping[str, Sequence[Row]]) -> list[Finding]:
    """Runs of one suite under two versions of the harness whose task numbers differ."""
    held: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(dict)
    for own in runs.values():
        for row in own:
            version = row["harness_version"]
            if version:
                held[row["harness"], row["suite"]].setdefault(version, set()).add(row["item"])
    found = []
    for (harness, suite), versions in sorted(held.items()):
        if len({frozenset(items) for items in versions.values()}) > 1:
            named = "; ".join(f"{version}: {len(items)}" for version, items in sorted(versions.items()))
            text = f"{suite} has other cases under other versions of {harness} ({named}): renumbered?"
            found.append(Finding("renumbered_tasks", f"{harness}/{suite}", text))
    return found


def _errors(run: str, rows: Sequence[Row]) -> list[Finding]:
    count = sum(bool(row["had_error"]) and row["outcome"] not in UNSEEN for row in rows)
    text = f"{count} of {len(rows)} rows hit an error and were scored nevertheless"
    return [Finding("scored_errors", run, text)] if count else []


def _unseen(run: str, rows: Sequence[Row]) -> list[Finding]:
    counts = Counter(row["outcome"] for row in rows if row["outcome"] in UNSEEN)
    said = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in sorted(counts.items()))
    text = f"{said}, of {len(rows)} rows: they bound the rate and are not in it"
    return [Finding("missing_verdicts", run, text)] if counts else []

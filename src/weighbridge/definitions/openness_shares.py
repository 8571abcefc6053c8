"""The estimate of an openness share: Wilson with makers as units, and where definitions disagree."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

import numpy as np

from weighbridge.catalogue.errors import UsageError
from weighbridge.catalogue.flags import checked_flags
from weighbridge.definitions.cube import Cube
from weighbridge.definitions.result import NONE, UNKNOWN, Row
from weighbridge.definitions.run import Estimated, Run
from weighbridge.statistics.proportions import proportion

_LEFT_OVERS = {"XX": UNKNOWN, "NONE": NONE}
MOST_NAMED = 6


def share_open(run: Run) -> Estimated:
    """Each group's part of systems that are open by the definition; of a system, the part of definitions."""
    rows = _records(run.cube)
    cohorts = _cohorts(rows, run.definition["cohort"])
    months = run.query.months(sorted(cohorts))
    found: list[Row] = []
    for month in months:
        if run.query.group_by == "model":
            found += _by_system(run, month, cohorts[month])
        else:
            found += _by_country(run, month, cohorts[month])
    if not found:
        raise UsageError("None of these groups has a system in these months. Leave --only out to see all.")
    return Estimated(tuple(found), tuple(_notes(run, rows)))


def _records(cube: Cube) -> list[dict[str, str]]:
    names = ("judged_on", "system", "maker", "country", "year", "definition", "verdict")
    columns = {name: cube.text(name) for name in names}
    return [
        {
            name: column.labels[column.codes[i]] if column.codes[i] >= 0 else ""
            for name, column in columns.items()
        }
        for i in range(cube.size)
    ]


def _cohorts(rows: list[dict[str, str]], cohort: str) -> Mapping[str, list[dict[str, str]]]:
    """The rows of the newest index by month: all in that of the index, or each in the last of its year."""
    if not rows:
        return {}
    newest = max(row["judged_on"] for row in rows)
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        if row["judged_on"] == newest and (cohort == "all" or row["year"]):
            found[newest[:7] if cohort == "all" else f"{row['year']}-12"].append(row)
    return found


def _by_country(run: Run, month: str, rows: list[dict[str, str]]) -> list[Row]:
    own = [row for row in rows if row["definition"] == run.definition["open_means"]]
    groups: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in own:
        groups[_LEFT_OVERS.get(row["country"], row["country"])].append(row)
    order = sorted(groups, key=lambda name: (name == UNKNOWN, name == NONE, name))
    return [_row(month, group, groups[group]) for group in _asked(run, order)]


def _asked(run: Run, groups: list[str]) -> list[str]:
    wanted = {name.casefold() for name in run.query.only}
    return [group for group in groups if not wanted or group.casefold() in wanted]


def _row(month: str, group: str, rows: list[dict[str, str]]) -> Row:
    said = Counter(row["verdict"] for row in rows)
    makers = Counter(row["maker"] for row in rows if row["verdict"] != "unknown")
    sizes = np.array(sorted(makers.values()), dtype=np.float64)
    found = proportion(said["yes"], said["no"], said["unknown"], family_sizes=sizes)
    limits = (found.value, found.low, found.high, found.bound_low, found.bound_high)
    return Row(month, group, *limits, found.n, checked_flags(set(found.flags)))


def _by_system(run: Run, month: str, rows: list[dict[str, str]]) -> list[Row]:
    """The part of the definitions under which a system is open; those not known count as not."""
    held = _said_of(rows)
    found = []
    for system in _asked(run, sorted(held)):
        verdicts = held[system]
        yes, unknown = (sum(v == word for v in verdicts.values()) for word in ("yes", "unknown"))
        known = len(verdicts) - unknown
        value = yes / known if known else None
        found.append(Row(month, system, value, n=known, flags=("fixed_by_definition",)))
    return found


def _said_of(rows: list[dict[str, str]]) -> dict[str, dict[str, str]]:
    held: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows:
        held[row["system"]][row["definition"]] = row["verdict"]
    return dict(held)


def _notes(run: Run, rows: list[dict[str, str]]) -> list[str]:
    """How many systems each definition calls open, and on which two of them disagree."""
    newest = max(row["judged_on"] for row in rows)
    held = _said_of([row for row in rows if row["judged_on"] == newest])
    labels = {option.name: option.label for option in run.definition.indicator.axis("open_means").options}
    counts = {name: Counter(said[name] for said in held.values()) for name in labels}
    told = ", ".join(f"{labels[n]} {c['yes']} ({c['unknown']} unknown)" for n, c in counts.items())
    said = [f"Of {len(held)} systems open by: {told}."]
    split = {s: v for s, v in held.items() if len(set(v.values()) - {"unknown"}) > 1}
    said.append(f"The definitions disagree on {len(split)} of them (`--group model` shows each).")
    first = run.definition["open_means"]
    for other in labels:
        if other != first:
            said.append(_disagreement(held, first, other, labels))
    return said


def _disagreement(
    held: Mapping[str, Mapping[str, str]], first: str, other: str, labels: Mapping[str, str]
) -> str:
    parts = []
    for yes, no in ((first, other), (other, first)):
        names = sorted(s for s, said in held.items() if said[yes] == "yes" and said[no] == "no")
        more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
        listed = f": {', '.join(names[:MOST_NAMED])}{more}" if names else ""
        parts.append(f"{len(names)} open by {labels[yes]} and not by {labels[no]}{listed}")
    return "; ".join(parts) + "."

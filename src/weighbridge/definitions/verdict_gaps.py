"""Gaps on the same items: between languages of a model, between hosts of the same weights."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from weighbridge.catalogue.errors import UsageError
from weighbridge.catalogue.verdicts import LANGUAGES, MEASURES, Measure
from weighbridge.definitions.choices import Definition
from weighbridge.definitions.cube import Cube
from weighbridge.definitions.result import Row
from weighbridge.definitions.run import Estimated, Run
from weighbridge.definitions.verdict_rows import (
    NOTHING,
    VerdictRow,
    asked_words,
    by_month,
    chosen_rows,
    row_of,
    rows_of,
)
from weighbridge.evaluations.gaps import Gap, language_gap
from weighbridge.evaluations.parts import Part, parts_of
from weighbridge.evaluations.rates import compare
from weighbridge.statistics.estimate import Estimate

_OPEN = ("language", "items")


def gap_of_languages(run: Run) -> Estimated:
    """How much more a model reacts to sensitive items than to controls in one language than in English."""
    rows = _month_rows(run.cube, run.definition, _OPEN)
    found = [
        (row_of(month, name, gap.found.rate.estimate), gap)
        for month in run.query.months(list(rows))
        if rows
        for name, gap in _language_gaps(rows[month], run.definition)
    ]
    return _estimated(run, [row for row, _ in found], _language_notes([gap for _, gap in found]))


def lacking_languages(definition: Definition, cube: Cube) -> str:
    """What a gap between languages lacks: judged pairs in both."""
    rows = _month_rows(cube, definition, _OPEN)
    if any(True for held in rows.values() for _ in _language_gaps(held, definition)):
        return ""
    return f"{asked_words(definition)}: two judged pairs in both languages are needed, and there is {NOTHING}"


def _month_rows(cube: Cube, definition: Definition, but: Sequence[str]) -> dict[str, list[VerdictRow]]:
    return by_month(chosen_rows(rows_of(cube), definition.choices, but))


def _measure(definition: Definition) -> Measure:
    return MEASURES[definition["reaction"]]


def _language_gaps(rows: Sequence[VerdictRow], definition: Definition) -> Iterator[tuple[str, Gap]]:
    """The gap of each run and judge, by the names of their models."""
    found: list[tuple[VerdictRow, Gap]] = []
    for key, own in _grouped(rows, ("model", "host", "run", "judge")):
        languages = (LANGUAGES[definition["language"]], "en")
        gap = language_gap(own, _measure(definition), key[3], languages, definition["items"])
        if gap is not None:
            found.append((own[0], gap))
    yield from zip(_labels([row for row, _ in found]), (gap for _, gap in found), strict=True)


def _grouped(
    rows: Iterable[VerdictRow], names: Sequence[str]
) -> Iterator[tuple[tuple[str, ...], list[VerdictRow]]]:
    def key(row: VerdictRow) -> tuple[str, ...]:
        return tuple(str(row[name] or "") for name in names)

    for found, own in groupby(sorted(rows, key=key), key=key):
        yield found, list(own)


def _labels(rows: Sequence[VerdictRow]) -> list[str]:
    """The model of each row, with host, judge and run where that is not enough."""
    names = [str(row["model"]) for row in rows]
    for more in ("host", "judge", "run"):
        names = [
            name if names.count(name) == 1 else f"{name}, {row[more]}"
            for name, row in zip(names, rows, strict=True)
        ]
    return names


def _language_notes(gaps: Sequence[Gap]) -> list[str]:
    notes = [
        "In points: a difference of differences, on the scale of rates; a control stands beside each item."
    ]
    if any(gap.left_out for gap in gaps):
        left = sum(gap.left_out for gap in gaps)
        notes.append(f"{left:,} pairs lack a verdict in one language: they bound the gap and are not in it.")
    return notes


def gap_of_hosts(run: Run) -> Estimated:
    """The rate of one host of some weights less that of another, over the items both were asked."""
    rows = _month_rows(run.cube, run.definition, ())
    found, reasons = [], []
    for month in run.query.months(list(rows)) if rows else ():
        for name, estimate, reason in _host_gaps(rows[month], run.definition):
            if estimate is None:
                reasons.append(f"{name}: {reason}")
            else:
                found.append(row_of(month, name, estimate))
    notes = ["The same weights, as whoever ran them says; a host may serve them cut down or behind a filter."]
    return _estimated(run, found, [*notes, *reasons])


def lacking_hosts(definition: Definition, cube: Cube) -> str:
    """What a gap between hosts lacks: one model's weights at two hosts, on the same items."""
    rows = _month_rows(cube, definition, ())
    if any(gap for held in rows.values() for _, gap, _ in _host_gaps(held, definition)):
        return ""
    return (
        f"{asked_words(definition)}: the same weights at two hosts are needed, named by `weighbridge eval "
        f"run --weights`, and there is {NOTHING}"
    )


def _host_gaps(
    rows: Sequence[VerdictRow], definition: Definition
) -> Iterator[tuple[str, Estimate | None, str]]:
    """Every other host of some weights against the first: the one on this machine, else by the alphabet."""
    for (weights,), own in _grouped((row for row in rows if row["weights"]), ("weights",)):
        parts = _largest_by_host(parts_of(own, _measure(definition)))
        hosts = sorted(parts, key=lambda host: (host != "local", host))
        for other in hosts[1:]:
            name = f"{weights}: {other} less {hosts[0]}"
            try:
                pair = compare(parts[other], parts[hosts[0]]).pair
            except UsageError as error:
                yield name, None, str(error)
            else:
                yield name, pair.rate.estimate, ""


def _largest_by_host(parts: Iterable[Part]) -> Mapping[str, Part]:
    """The largest part of each host; two runs of one host are not pooled."""
    found: dict[str, Part] = {}
    for part in parts:
        if part.y.size:
            found.setdefault(str(part.about["host"]), part)
    return found


def _estimated(run: Run, rows: Sequence[Row], notes: Sequence[str]) -> Estimated:
    names = run.query.shown(sorted({row.group for row in rows}))
    kept = sorted((row for row in rows if row.group in names), key=lambda row: (row.month, row.group))
    return Estimated(tuple(kept), tuple(notes))

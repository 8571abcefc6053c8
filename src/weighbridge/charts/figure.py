"""A figure before it is drawn: which groups, in which runs, with which doubt and which notes.

Nothing here knows about pixels. The same figure feeds the wide drawing, the narrow one, the table
beside it and the text read to those who cannot see it.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from weighbridge.catalogue.axis import Axis
from weighbridge.catalogue.indicator import Indicator
from weighbridge.catalogue.units import NARROW_SPACE, Unit
from weighbridge.charts.labels import Label, label_of
from weighbridge.charts.words import month_words, resampled_words
from weighbridge.definitions.result import NONE, UNKNOWN, Result, Row, steps_of

Form = Literal["line_band", "stacked_area", "dot_interval"]
Band = Literal["bounds", "interval", "none"]

MOST_SERIES = 5
# Axes whose option belongs to the name of a figure: which statistic, which class of licence.
TELLING = ("statistic", "licence", "move", "open_means")
MOST_NOTES, MOST_THIN = 4, 6
MOST_INK = 3  # Lines in ink are told apart by their labels alone.
# Two shaded bands can be read across each other, three cannot: the table has the bounds of the rest.
SHADED = 2
# A country that holds less than this of the last month is read from the table, not drawn.
_WORTH_A_LINE = 0.03
# Bounds closer than half a point to the value are thinner than the line itself.
_VISIBLE = 0.005
THIN = "thin_coverage"
BREAKS = ("new_list", "panel_break")
_NOTE_WORDS = {
    "new_list": "another list of models\nfrom here on",
    "panel_break": "what is watched\nchanges here",
    "spike": "one model, many times\nits usual count",
    "partial_period": "last month\nincomplete",
}
_MOST = {"new_list": 3, "spike": 2, "panel_break": 1, "partial_period": 1}
_NOTE_ORDER = ("new_list", "spike", "panel_break", "partial_period")


@dataclass(frozen=True, slots=True)
class Series:
    """One group's rows in order of time, and how it is written and drawn.

    ``runs`` are the stretches that may be joined by a line: a break or a month that is not known
    ends one. ``partial`` months stand apart, each with the row before it. ``detours`` are the
    stretches as they would run without single models far above their usual count. ``thin`` rows rest
    on too little to be joined with anything.
    """

    label: Label
    rows: tuple[Row, ...]
    runs: tuple[tuple[Row, ...], ...]
    partial: tuple[tuple[Row | None, Row], ...]
    rings: tuple[Row, ...]
    detours: tuple[tuple[Row, ...], ...] = ()
    thin: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A remark at a month; ``group`` names the line it belongs to, or is empty for the whole figure."""

    month: str
    text: str
    flag: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """Everything a drawing needs; ``span`` are the months that are drawn, ``months`` all there are."""

    form: Form
    band: Band
    title: str
    reading: str
    unit: Unit
    level: float
    months: tuple[str, ...]
    series: tuple[Series, ...]
    breaks: tuple[tuple[str, str], ...]
    notes: tuple[Note, ...]
    unknown_last: float | None
    span: tuple[str, ...] = ()

    @property
    def last(self) -> str:
        """The newest month that is observed in full, or the newest of all."""
        return full_months(self.months, [row for item in self.series for row in item.rows])[-1]


def day_of(month: str) -> date:
    """The day a month is drawn at: its first."""
    year, number = month.split("-")[:2]
    return date(int(year), int(number), 1)


def full_months(months: tuple[str, ...], rows: list[Row]) -> list[str]:
    """The months that are not flagged as partial; all of them where every month is."""
    partial = {row.month for row in rows if "partial_period" in row.flags}
    return [month for month in months if month not in partial] or list(months)


def figure_of(indicator: Indicator, result: Result, capped: Result | None = None) -> Figure:
    """The default figure of a result: its form follows from the grain, the unit and what is known.

    ``capped`` is the same result without single models far above their usual count, where there is one.
    """
    form = _form(indicator, result)
    groups = _drawn(result, form)
    months = tuple(result.months)
    breaks = _breaks(result, groups)
    series = tuple(_series(result, group, {month for _, month in breaks}, capped) for group in groups)
    span = months if form == "stacked_area" else _span(months, series)
    series = tuple(
        replace(item, thin=tuple(row for row in item.thin if row.month in span)) for item in series
    )
    breaks = tuple(pair for pair in breaks if set(pair) <= set(span))
    band = _band(series, form, result)
    last = full_months(months, list(result.rows))[-1] if months else ""
    unknown = result.at(last, UNKNOWN)
    return Figure(
        form=form,
        band=band,
        title=_title(indicator, result),
        reading=_reading(result, form, band, indicator.resampled, series) + _before(span, result),
        unit=result.unit,
        level=result.level,
        months=months,
        series=series,
        breaks=breaks,
        notes=tuple(note for note in _notes(series, breaks, result.notes) if note.month in span),
        unknown_last=unknown.value if unknown and is_partition(result) else None,
        span=span,
    )


def _span(months: tuple[str, ...], series: tuple[Series, ...]) -> tuple[str, ...]:
    """The months worth drawing: from the first with more than a handful observed to the last known one."""
    known = {row.month for item in series for row in item.rows if row.value is not None}
    solid = {row.month for item in series for run in item.runs for row in run if len(run) > 1}
    if not known:
        return months
    early = [month for month in months if solid and month < min(solid) and month in known]
    first = min(solid) if len(early) > MOST_THIN else min(known)
    return tuple(month for month in months if first <= month <= max(known))


def _before(span: tuple[str, ...], result: Result) -> str:
    """Says that earlier months were left to the table, where some with a value were."""
    left = any(row.month < span[0] and row.value is not None for row in result.rows) if span else False
    return f" Before {month_words(span[0])} little was observed: see the files." if left else ""


def _form(indicator: Indicator, result: Result) -> Form:
    if len({row.month for row in result.rows if row.value is not None and row.group != UNKNOWN}) < 3:
        return "dot_interval"
    whole = result.unit is Unit.SHARE and result.group_by == "class" and len(result.groups) <= MOST_SERIES
    return "stacked_area" if whole and _sums_to_one(result, ()) else "line_band"


def is_partition(result: Result) -> bool:
    """Whether the groups are parts of one whole: bounded counts, or shares that sum to one."""
    if result.unit is Unit.COUNT:
        # A count of something else (models above another one) has nothing unplaced to bound it.
        return any(row.bound_high is not None for row in result.rows)
    return result.unit is Unit.SHARE and (_sums_to_one(result, ()) or _sums_to_one(result, (UNKNOWN,)))


def _sums_to_one(result: Result, without: tuple[str, ...]) -> bool:
    totals: dict[str, float] = {}
    for row in result.rows:
        if row.group not in without:
            totals[row.month] = totals.get(row.month, 0.0) + (row.value or 0.0)
    return all(abs(total - 1.0) < 1e-6 for total in totals.values())


def ranked_groups(result: Result, month: str) -> list[str]:
    """The named groups of a month, the weightiest first.

    Steps of a scale in its order. By value where groups are parts of one whole, else by how many units
    stand behind each, because a share of a handful says little.
    """
    rows = [
        r for r in result.rows if r.month == month and r.value is not None and r.group not in (UNKNOWN, NONE)
    ]
    if steps := steps_of(result.group_by, [row.group for row in rows]):
        return steps
    if is_partition(result):
        return [row.group for row in sorted(rows, key=lambda row: (-(row.value or 0.0), row.group))]
    return [row.group for row in sorted(rows, key=lambda row: (-row.n, -(row.value or 0.0), row.group))]


def _drawn(result: Result, form: Form) -> list[str]:
    """The groups that are drawn; what nobody has placed is drawn as doubt, not as a line."""
    if form == "stacked_area":
        return result.groups
    months = full_months(tuple(result.months), list(result.rows))
    last = next((month for month in reversed(months) if ranked_groups(result, month)), "")
    named = ranked_groups(result, last)
    if result.group_by == "method" and form == "line_band":
        return named[:MOST_INK]
    if result.group_by != "country":
        return named[:MOST_SERIES]
    places = [group for group in ("CN", "US", "EU") if group in named]
    if not is_partition(result):
        return places or named[:MOST_SERIES]
    total = sum(row.value or 0.0 for row in result.rows if row.month == last) or 1.0
    others = [group for group in named if group not in places]
    worth = [
        g for g in others if ((row := result.at(last, g)) and (row.value or 0.0) / total >= _WORTH_A_LINE)
    ]
    places.sort(key=named.index)
    return (places + worth)[:MOST_SERIES] or named[:MOST_SERIES]


def _breaks(result: Result, groups: list[str]) -> tuple[tuple[str, str], ...]:
    """Pairs of neighbouring months that may not be joined, as (before, after)."""
    months = result.months
    found: list[tuple[str, str]] = []
    for before, after in itertools.pairwise(months):
        flags = {
            flag for row in result.rows if row.month == after and row.group in groups for flag in row.flags
        }
        if flags & set(BREAKS):
            found.append((before, after))
    return tuple(found)


def _series(result: Result, group: str, breaks: set[str], capped: Result | None) -> Series:
    rows = tuple(row for row in sorted(result.rows, key=lambda row: row.month) if row.group == group)
    runs: list[list[Row]] = [[]]
    partial: list[tuple[Row | None, Row]] = []
    thin: list[Row] = []
    for row in rows:
        is_thin = THIN in row.flags and row.value is not None
        if row.value is None or row.month in breaks or is_thin:
            runs.append([])
        if is_thin:
            thin.append(row)
        if row.value is None or is_thin:
            continue
        if "partial_period" in row.flags:
            partial.append((runs[-1][-1] if runs[-1] else None, row))
        else:
            runs[-1].append(row)
    rings = tuple(row for row in rows if "spike" in row.flags and row.value is not None)
    label = label_of(result.group_by, group, result.as_of)
    kept = tuple(tuple(run) for run in runs if run)
    detours = _detours(kept, capped, group) if capped is not None else ()
    return Series(label, rows, kept, tuple(partial), rings, detours, tuple(thin))


def _detours(runs: tuple[tuple[Row, ...], ...], capped: Result, group: str) -> tuple[tuple[Row, ...], ...]:
    """Stretches of the capped series that leave the line, each with the rows where it meets it again."""
    other = {row.month: row for row in capped.rows if row.group == group and row.value is not None}
    scale = max((row.value or 0.0 for run in runs for row in run), default=1.0)
    found: list[tuple[Row, ...]] = []
    for run in runs:
        twins = [other.get(row.month, row) for row in run]
        apart = [
            index
            for index, (row, twin) in enumerate(zip(run, twins, strict=True))
            if abs((row.value or 0.0) - (twin.value or 0.0)) > _VISIBLE * scale
        ]
        near = sorted({i for index in apart for i in (index - 1, index, index + 1) if 0 <= i < len(run)})
        for position, index in enumerate(near):
            if position == 0 or near[position - 1] != index - 1:
                found.append(())
            found[-1] = (*found[-1], twins[index])
    return tuple(stretch for stretch in found if len(stretch) > 1)


def _band(series: tuple[Series, ...], form: Form, result: Result) -> Band:
    """What is shaded: what the unplaced part allows, or, where that is nothing, the interval.

    A single series, or an index, is not a contest for the unplaced part: its interval says more.
    """
    if form == "stacked_area":
        return "none"
    rows = [row for item in series for row in item.rows if row.value is not None]
    has_interval = any(row.low is not None for row in rows)
    if has_interval and (len(series) == 1 or result.unit is Unit.INDEX):
        return "interval"
    scale = max((row.value or 0.0 for row in rows), default=1.0) or 1.0
    for row in rows:
        if row.bound_high is not None and row.bound_high - (row.value or 0.0) > _VISIBLE * scale:
            return "bounds"
    return "interval" if has_interval else "none"


def _title(indicator: Indicator, result: Result) -> str:
    said = named_choice(indicator, result)
    title = f"{indicator.title}: {said}" if said else indicator.title
    if result.group_by == "class" or len(result.groups) < 2:
        return title
    steps = steps_of(result.group_by, result.groups)
    word = ("margin" if steps[0].startswith("within") else "rating") if steps else result.group_by
    return f"{title}{',' if said else ''} by {word}"


def named_choice(indicator: Indicator, result: Result) -> str:
    """The option without which a title would not say what is measured; empty where the title does."""
    sides = [_chosen(indicator, result, axis) for axis in indicator.axes if axis.name in ("a", "b")]
    if len(sides) == 2:
        return f"{sides[1]} behind {sides[0]}"
    for axis in indicator.axes:
        if axis.name in TELLING and result.group_by != "class":
            chosen = _chosen(indicator, result, axis)
            return "" if chosen == indicator.title.lower() else chosen
    return ""


def _chosen(indicator: Indicator, result: Result, axis: Axis) -> str:
    """The label of the option a result was computed with."""
    chosen = result.definition.get(axis.name, indicator.default(axis))
    return next((option.label for option in axis.options if option.name == chosen), chosen)


def _reading(result: Result, form: Form, band: Band, resampled: str, series: tuple[Series, ...]) -> str:
    """The line under the title: the unit, and how to read what is shaded."""
    unit = {Unit.SHARE: "Per cent", Unit.CHANGE: "Change in per cent", Unit.COUNT: "Count"}.get(
        result.unit, result.unit.value.capitalize()
    )
    level = f"{result.level * 100:.0f}{NARROW_SPACE}%"
    if form == "stacked_area":
        return f"{unit}. Parts of the whole; hatched: not known."
    said = [f"{unit}."]
    interval = f"{level} interval, resampling {resampled_words(resampled)}"
    if form == "dot_interval":
        said += [f"Mark: what is known. Hatched: {_shaded(result)}."] if band == "bounds" else []
        has_interval = any(row.low is not None for item in series for row in item.rows)
        return " ".join([*said, *([f"Line: {interval}."] if has_interval else [])])
    if band == "bounds":
        said.append(f"Line: what is known. Shading: {_shaded(result)}.")
    if band == "interval":
        said.append(f"Shading: {interval}.")
    if any(item.detours for item in series):
        said.append("Ring: one model far above its usual count; dotted: without the excess.")
    if any(item.thin for item in series):
        said.append("Small mark, not joined: little was observed.")
    return " ".join(said)


def _shaded(result: Result) -> str:
    if is_partition(result):
        return "up to here if everything unplaced were theirs"
    return "how far what is not known could move it"


def _notes(
    series: tuple[Series, ...], breaks: tuple[tuple[str, str], ...], said: tuple[str, ...]
) -> tuple[Note, ...]:
    """At most four remarks: where lists change, then single models, in the order the result names them."""
    after = {month for _, month in breaks}
    found: dict[tuple[str, str], tuple[int, Note]] = {}
    for item in series:
        for row in item.rows:
            for flag in row.flags:
                if flag not in _NOTE_WORDS or (flag in BREAKS and row.month not in after):
                    continue
                rank, note = _note(flag, row.month, item.label, said)
                held = found.get((flag, row.month))
                if held is None or rank < held[0]:
                    found[flag, row.month] = (rank, note)
    ranked = sorted(
        found.values(), key=lambda entry: (_NOTE_ORDER.index(entry[1].flag), entry[0], entry[1].month)
    )
    kept: list[Note] = []
    for _, note in ranked:
        if len(kept) < MOST_NOTES and sum(note.flag == other.flag for other in kept) < _MOST[note.flag]:
            kept.append(note)
    return tuple(sorted(kept, key=lambda note: (note.month, note.flag)))


def _note(flag: str, month: str, label: Label, said: tuple[str, ...]) -> tuple[int, Note]:
    """A remark and its rank; a list or a single model is called by its name where the result names it."""
    if flag == "new_list":
        begins = f"From {month_words(month)} on the list is "
        names = [sentence.removeprefix(begins) for sentence in said if sentence.startswith(begins)]
        words = f"list: {names[0].partition(',')[0]}\nfrom here on" if names else _NOTE_WORDS[flag]
        return 0, Note(month, words, flag)
    if flag != "spike":
        return 0, Note(month, _NOTE_WORDS[flag], flag)
    for rank, sentence in enumerate(said):
        model = sentence.split(" ", 1)[0]
        if "/" in model and month_words(month) in sentence and label.name in sentence:
            return rank, Note(month, f"{model.split('/')[1]},\none model", flag, label.group)
    return len(said), Note(month, _NOTE_WORDS[flag], flag, label.group)

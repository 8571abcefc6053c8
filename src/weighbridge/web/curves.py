"""Every definition of a question on its page: the sentence, the curve, and what each option does."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

import numpy as np
from markupsafe import Markup

from weighbridge.catalogue.indicator import Indicator
from weighbridge.catalogue.units import NARROW_SPACE
from weighbridge.charts.labels import Label
from weighbridge.charts.palette import with_variables
from weighbridge.charts.specification_curve import (
    SIZES,
    Curve,
    MatrixAxis,
    Point,
    curve_svg,
    points_words,
    shared_parts,
)
from weighbridge.charts.standalone import Imprint, bare, standalone
from weighbridge.charts.words import month_words
from weighbridge.definitions.sensitivity import WARNING
from weighbridge.definitions.wording import month_name
from weighbridge.web.bridge import DefinitionCurve, DefinitionPoint


@dataclass(frozen=True, slots=True)
class OptionEffect:
    """What the definitions with an option say: how many, how many the first side leads, the middle lead."""

    count: int
    ahead: int
    middle: str


@dataclass(frozen=True, slots=True)
class CurveView:
    """A curve as the page shows it."""

    heading: str
    deciding: str
    summary: str
    title: str
    reading: str
    alt: str
    shared: Markup
    drawings: Mapping[str, Markup]
    count: int
    first: str
    second: str
    file: str
    script: str
    when: str
    sides: tuple[Label, Label]
    open_axes: frozenset[str]
    effects: Mapping[tuple[str, str], OptionEffect]


def curve_view(
    indicator: Indicator, found: DefinitionCurve, first: Label, second: Label, level: float
) -> CurveView:
    """The curve of all definitions of an indicator in its newest month."""
    points = _sorted(found)
    curve = _curve(indicator, found, points, first, second)
    drawings = {name: _on_page(curve_svg(curve, size), name) for name, size in SIZES.items()}
    return CurveView(
        heading=_heading(curve),
        deciding=_deciding(indicator, found, curve),
        summary=_summary(curve, points),
        title=f"{_capital(first.possessive)} share minus {second.possessive}, under every definition",
        reading=_reading(level),
        alt=_alt(curve, points),
        shared=Markup(with_variables(shared_parts(curve))),  # noqa: S704  # numbers and fixed names only
        drawings=drawings,
        count=len(points),
        first=first.name,
        second=second.name,
        file=definitions_csv(found),
        script=definitions_script(found),
        when=month_words(found.month, long=True),
        sides=(first, second),
        open_axes=frozenset(found.axes) | _open_axes(found),
        effects=_effects(found.axes, points),
    )


def curve_picture(
    indicator: Indicator, found: DefinitionCurve, first: Label, second: Label, origin: str, level: float
) -> str:
    """The curve as a picture of its own, with its sentence, its warning and where it comes from."""
    curve = _curve(indicator, found, _sorted(found), first, second)
    imprint = Imprint(
        title=f"{_heading(curve)}, {month_name(found.month)}",
        reading=f"{_reading(level)} {WARNING}",
        answer=_deciding(indicator, found, curve),
        origin=origin,
    )
    return standalone(curve_svg(curve, SIZES["wide"]), imprint, shared_parts(curve))


class PrintedCurve(NamedTuple):
    """A curve as paper shows it: the words of the page, and a drawing that stands alone."""

    title: str
    answer: str
    reading: str
    alt: str
    svg: str


def curve_for_print(
    indicator: Indicator, found: DefinitionCurve, first: Label, second: Label, level: float
) -> PrintedCurve:
    """The curve for a page of paper: no control changes it, so its warning stands beside it."""
    points = _sorted(found)
    curve = _curve(indicator, found, points, first, second)
    when = month_name(found.month)
    return PrintedCurve(
        title=f"{_capital(first.possessive)} share minus {second.possessive}, under every definition, {when}",
        answer=f"{_heading(curve)}. {_deciding(indicator, found, curve)}",
        reading=f"{_reading(level)} {WARNING}",
        alt=_alt(curve, points),
        svg=bare(curve_svg(curve, SIZES["middle"]), shared_parts(curve)),
    )


def _sorted(found: DefinitionCurve) -> list[DefinitionPoint]:
    return sorted(
        (p for p in found.points if p.lead is not None), key=lambda p: (p.lead or 0.0, p.fingerprint)
    )


def _reading(level: float) -> str:
    return (
        "Percentage points, sorted. Each column is one definition; the marks below it show its choices. "
        f"Shading or lines: {level * 100:.0f}{NARROW_SPACE}% intervals."
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _on_page(svg: str, name: str) -> Markup:
    plain = (
        with_variables(svg)
        .replace(' font-family="Inter"', "")
        .replace(' xmlns="http://www.w3.org/2000/svg"', "")
    )
    opened = f'<svg class="drawing {name}" aria-hidden="true" focusable="false" '
    return Markup(plain.replace("<svg ", opened, 1))  # noqa: S704  # drawn by ourselves, words escaped


def _curve(
    indicator: Indicator,
    found: DefinitionCurve,
    points: Sequence[DefinitionPoint],
    first: Label,
    second: Label,
) -> Curve:
    names = list(found.axes)
    axes: list[MatrixAxis] = []
    for name in names:
        taken = {point.choices[name] for point in points}
        axes.append(MatrixAxis(indicator.axis(name).title, tuple(_options(indicator, name, taken))))
    current = found.points[found.headline]
    return Curve(
        first,
        second,
        tuple(
            Point(p.lead or 0.0, p.low, p.high, tuple(p.choices[name] for name in names), p is current)
            for p in points
        ),
        tuple(axes),
    )


def _options(indicator: Indicator, axis: str, taken: set[str]) -> list[tuple[str, str]]:
    """The options that occur, in the order of the axis; of an open axis also those the sources gave."""
    declared = [
        (option.name, option.label) for option in indicator.axis(axis).options if option.name in taken
    ]
    known = {name for name, _ in declared}
    return declared + [(name, name.replace("_", " ")) for name in sorted(taken - known)]


def _heading(curve: Curve) -> str:
    first, second, ahead, behind = curve.first, curve.second, curve.ahead, curve.behind
    if behind > ahead or (ahead == behind and second.name < first.name):
        first, second, ahead, behind = second, first, behind, ahead
    count = len(curve.points)
    if not behind:
        return f"{_capital(first.subject)} leads under all {count:,} definitions that can be computed"
    leader = f"{_capital(first.subject)} leads under {ahead:,} of {count:,} definitions"
    return f"{leader}, {second.subject} under {behind:,}"


def _deciding(indicator: Indicator, found: DefinitionCurve, curve: Curve) -> str:
    """Which choice decides most, in a sentence."""
    if not found.deciding:
        return ""
    question = indicator.axis(found.deciding).question.rstrip("?")
    question = question[:1].lower() + question[1:]
    if curve.ahead and curve.behind:
        return f"One choice decides most of the order: {question}."
    return f"One choice moves the lead most: {question}."


def _summary(curve: Curve, points: Sequence[DefinitionPoint]) -> str:
    leads = [point.lead for point in curve.points]
    sure = sum(p.low is not None and p.high is not None and (p.low > 0 or p.high < 0) for p in curve.points)
    worst = sum(
        p.bound_low is not None and p.bound_high is not None and (p.bound_low > 0 or p.bound_high < 0)
        for p in points
    )
    count = len(leads)
    said = f"The lead runs from {points_words(min(leads))} to {points_words(max(leads))} points; "
    said += f"the middle one is {points_words(median(leads))}. "
    if not sure:
        said += "Under none of them does the interval exclude level: the data cannot tell which is ahead. "
    else:
        said += f"Under {sure:,} of {count:,} the interval excludes level. "
    return said + f"Under {worst:,} the order would hold even if everything unplaced were on the other side."


def _effects(axes: Sequence[str], points: Sequence[DefinitionPoint]) -> dict[tuple[str, str], OptionEffect]:
    held: dict[tuple[str, str], list[float]] = {}
    for point in points:
        for axis in axes:
            held.setdefault((axis, point.choices[axis]), []).append(point.lead or 0.0)
    return {
        key: OptionEffect(len(leads), sum(lead > 0 for lead in leads), points_words(median(leads)))
        for key, leads in held.items()
    }


def _alt(curve: Curve, points: Sequence[DefinitionPoint]) -> str:
    leads = [point.lead for point in curve.points]
    current = next((point.lead for point in curve.points if point.is_current), None)
    here = f" The definition shown: {points_words(current)}." if current is not None else ""
    return (
        f"Specification curve: {len(points):,} definitions sorted by lead, {curve.first.name} ahead in "
        f"{curve.ahead:,}, {curve.second.name} in {curve.behind:,}; from {points_words(min(leads))} to "
        f"{points_words(max(leads))} points.{here} Table follows."
    )


def _open_axes(found: DefinitionCurve) -> frozenset[str]:
    """The axes on which any two valid combinations differ, even where no figure does."""
    if not found.points:
        return frozenset()
    taken = zip(*(key.split("|") for key in found.places), strict=True)
    names = sorted(found.points[0].choices)
    return frozenset(name for name, options in zip(names, taken, strict=False) if len(set(options)) > 1)


def definitions_script(found: DefinitionCurve) -> str:
    """The same rows as a script, which a page opened from disk may load where it may not read a file.

    With them the row of every valid combination: of each in their order how many codes lie between it and
    the one before, and how many rows, both in base 36. A code counts options as digits, the first axis first.
    A definition that is no row of its own stands there by its hash, with its code.
    """
    axes = sorted(found.points[0].choices)
    keys = {key: tuple(key.split("|")) for key in found.places}
    options = [sorted({key[at] for key in keys.values()}) for at in range(len(axes))]
    coded = sorted((_code(key, options), found.places[name]) for name, key in keys.items())
    steps, last = [], (0, 0)
    for code, row in coded:
        steps.append(f"{np.base_repr(code - last[0], 36)}:{np.base_repr(row - last[1], 36)}".lower())
        last = (code, row)
    twins = {code: _code(keys[key], options) for code, key in sorted(found.twins.items())}
    places = {"axes": axes, "options": options, "rows": " ".join(steps), "twins": twins}
    return (
        f"globalThis.weighbridgeDefinitions = {json.dumps(definitions_csv(found))};\n"
        f"globalThis.weighbridgePlaces = {json.dumps(places, separators=(',', ':'))};\n"
    )


def _code(key: Sequence[str], options: Sequence[Sequence[str]]) -> int:
    code = 0
    for option, known in zip(key, options, strict=True):
        code = code * len(known) + known.index(option)
    return code


def definitions_csv(found: DefinitionCurve) -> str:
    """Every definition as CSV: fingerprint, choices, shares, lead, interval, bounds."""
    axes = sorted(found.points[0].choices)
    figures = ("a", "b", "unknown", "lead", "low", "high", "bound_low", "bound_high")
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["fingerprint", "month", *axes, *figures])
    for point in found.points:
        values = [getattr(point, name) for name in figures]
        chosen = [point.choices[axis] for axis in axes]
        writer.writerow([point.fingerprint, found.month, *chosen, *("" if v is None else v for v in values)])
    return out.getvalue()

"""The page of an indicator: one question, its answer, its doubt, its table, its method."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from weighbridge.catalogue.axis import Axis
from weighbridge.catalogue.indicator import Indicator
from weighbridge.catalogue.source import Source
from weighbridge.charts.alt_text import alt_text
from weighbridge.charts.drawing import Drawings, drawn
from weighbridge.charts.figure import Figure, figure_of, is_partition
from weighbridge.charts.palette import with_variables
from weighbridge.charts.words import resampled_words
from weighbridge.definitions.result import Result
from weighbridge.web import links
from weighbridge.web.bridge import Choice
from weighbridge.web.citing import MOST_NAMED, Credit, bibtex, citation, command, credits_of, origin_words
from weighbridge.web.curves import CurveView
from weighbridge.web.page import CARD, Page
from weighbridge.web.sentences import Answer, answer_of, plain
from weighbridge.web.structured import breadcrumbs, dataset, json_ld
from weighbridge.web.tables import groups_of, twin_of

# Axes that say most about a figure stand on its chips; the others are one click further.
CHIPS = (
    "statistic",
    "licence",
    "move",
    "open_means",
    "match",
    "measure",
    "population",
    "attribution",
    "copies",
)
GROUP_WORDS = {"class": "class", "all": "in all"}


@dataclass(frozen=True, slots=True)
class View:
    """Everything a page and the files beside it are made from."""

    indicator: Indicator
    result: Result
    figure: Figure
    drawings: Drawings
    answer: Answer
    credits: tuple[Credit, ...]
    folder: str

    @property
    def title(self) -> str:
        """What the figure shows, for pictures and citations."""
        return self.figure.title

    @property
    def stem(self) -> str:
        """The name of the files a reader takes away."""
        extra = "" if self.result.group_by == self.indicator.groups[0] else f"_by_{self.result.group_by}"
        return f"{self.indicator.name}{extra}"

    @property
    def origin(self) -> str:
        """Definition, date and data, in a line."""
        return origin_words(self.result, self.credits)


def view_of(
    indicator: Indicator,
    result: Result,
    capped: Result | None,
    sources: Sequence[Source],
    cache: Path | None,
) -> View:
    """Compute what a page shows; drawings come from the cache where there is one and they can."""
    figure = figure_of(indicator, result, capped)
    first = result.group_by == indicator.groups[0]
    return View(
        indicator,
        result,
        figure,
        drawn(figure, cache),
        answer_of(indicator, result, counted_words(indicator, result)),
        tuple(credits_of(result, sources)),
        links.indicator_folder(indicator.name, "" if first else result.group_by),
    )


def counted_words(indicator: Indicator, result: Result) -> str:
    """What shares are of, as the chosen option of the axis ``measure`` calls it."""
    for axis in indicator.axes:
        if axis.name == "measure":
            return _chosen(axis, result).lower()
    return ""


def _chosen(axis: Axis, result: Result) -> str:
    name = result.definition.get(axis.name, axis.default)
    return next((option.label for option in axis.options if option.name == name), name)


def page_of(
    view: View,
    siblings: Sequence[str],
    choices: Sequence[Choice],
    curve: CurveView | None = None,
    beside: Any = None,
    days: Sequence[str] = (),
    query: str = "",
    steps: Any = None,
) -> Page:
    """The page of an indicator for one grouping.

    ``days`` are those it can be asked as of; ``query`` is the definition behind an address, where it is not
    the default one, and goes with the files of the page. ``steps`` are the figures it brings along where it
    has no curve.
    """
    indicator, result = view.indicator, view.result
    path = f"{view.folder}/index.html"
    answer = plain(view.answer.answer)
    names = {kind: f"{view.stem}.{kind}" for kind in ("csv", "parquet", "json", "svg", "png", "bib")}
    names |= {kind: f"{view.stem}.{kind}.json" for kind in ("croissant", "datapackage")}
    names["definitions"] = f"{view.stem}_definitions.csv"
    names["script"] = f"{view.stem}_{'steps' if steps else 'definitions'}.js"
    names = {kind: f"{name}{query}" for kind, name in names.items()}
    by = "" if result.group_by == indicator.groups[0] else f"by {_group_word(result.group_by)}"
    trail = (
        ("Indicators", links.INDICATORS),
        (indicator.topic, f"{links.INDICATORS}#{topic_anchor(indicator.topic)}"),
        *(((indicator.title, f"{links.indicator_folder(indicator.name)}/index.html"),) if by else ()),
        (by or indicator.title, ""),
    )
    crumbs = [(name, links.relative(target, path) if target else "") for name, target in trail]
    return Page(
        path=path,
        template="indicator.html",
        title=f"{indicator.title}{' ' + by if by else ''} · weighbridge",
        description=f"{answer} {view.answer.doubt}".strip(),
        section=links.INDICATORS,
        trail=trail,
        data=(
            json_ld(dataset(indicator, result, answer, view.credits, names)),
            json_ld(breadcrumbs(crumbs)),
        ),
        shared=f"{links.indicator_folder(indicator.name)}/{CARD}",
        context={
            "view": view,
            "indicator": indicator,
            "result": result,
            "figure": view.figure,
            "heading": f"{indicator.title} {by}".strip(),
            "resampled": resampled_words(indicator.resampled),
            "is_partition": is_partition(result),
            "is_known": any(row.value is not None for row in result.rows),
            "answer": view.answer,
            "chips": _chips(indicator, result),
            "controls": controls_of(
                indicator,
                result,
                choice_axes(indicator, result, choices),
                curve.open_axes if curve else steps.axes if steps else frozenset(),
            ),
            "defaults": json.dumps({axis.name: indicator.default(axis) for axis in indicator.axes}),
            "days": days,
            "query": query,
            "groupings": _groupings(indicator, result.group_by, siblings),
            "drawings": drawings_on_page(view.drawings),
            "alt": alt_text(view.figure),
            "twin": twin_of(view.figure, result),
            "groups": groups_of(result, view.answer.month) if view.answer.month else None,
            "curve": curve,
            "steps": steps,
            "beside": beside,
            "most_named": MOST_NAMED,
            "choice_axes": choice_axes(indicator, result, choices),
            "files": names,
            "row_count": len(result.rows),
            "citation": citation(result, view.title, view.answer.month, view.credits),
            "command": command(indicator, result),
            "group_word": _group_word(result.group_by),
        },
    )


def bibliography(view: View) -> str:
    """The BibTeX entry of a figure."""
    return bibtex(view.result, view.title, view.answer.month, view.credits)


def topic_anchor(topic: str) -> str:
    """The anchor of a topic on the page of all indicators."""
    return "topic-" + topic.lower().replace(" ", "-")


def drawings_on_page(drawings: Drawings) -> dict[str, Markup]:
    """The drawings in the page's own colours; their words take the page's face."""
    return {name: on_page(getattr(drawings, name), name) for name in ("wide", "middle", "narrow")}


def on_page(svg: str, name: str) -> Markup:
    """One drawing in the page's own colours, under a class of its own."""
    inside = (
        with_variables(svg)
        .replace(' font-family="Inter"', "")
        .replace(' xmlns="http://www.w3.org/2000/svg"', "")
    )
    whole = inside.replace("<svg ", f'<svg class="drawing {name}" aria-hidden="true" focusable="false" ', 1)
    return Markup(whole)  # noqa: S704  # drawn by ourselves, words escaped


def _group_word(group_by: str) -> str:
    return GROUP_WORDS.get(group_by, group_by)


def _groupings(indicator: Indicator, current: str, siblings: Sequence[str]) -> list[tuple[str, str, bool]]:
    """The groupings that were built: word, path, and whether it is this page."""
    found: list[tuple[str, str, bool]] = []
    for group in siblings:
        folder = links.indicator_folder(indicator.name, "" if group == indicator.groups[0] else group)
        word = "in all" if group == "all" else _group_word(group)
        found.append((word, f"{folder}/index.html", group == current))
    return found


@dataclass(frozen=True, slots=True)
class Control:
    """A choice as a control: the axis, its options, and whether the page itself has what it takes."""

    axis: Axis
    options: tuple[OptionLine, ...]
    is_held: bool


def controls_of(
    indicator: Indicator, result: Result, lines: Sequence[AxisLines], held: frozenset[str]
) -> list[Control]:
    """The axes with a choice to make; the page itself holds figures of those ``held``."""
    by_name = result.group_by in ("family", "line")
    return [
        Control(line.axis, line.options, line.axis.name in held)
        for line in lines
        if sum(option.status != "unavailable" for option in line.options) > 1
        and (by_name or line.axis.name != "membership")
    ]


def _chips(indicator: Indicator, result: Result) -> list[tuple[str, str, str]]:
    """The definition in short: the axes that matter most, and every other that is not at its default."""
    by_class = ("licence",) if result.group_by == "class" else ()
    shown = [axis for name in CHIPS for axis in indicator.axes if axis.name == name and name not in by_class]
    changed = [
        axis
        for axis in indicator.axes
        if axis not in shown
        and result.definition.get(axis.name, indicator.default(axis)) != indicator.default(axis)
    ]
    return [(axis.name, axis.title, _chosen(axis, result)) for axis in (*shown, *changed)]


@dataclass(frozen=True, slots=True)
class OptionLine:
    """An option as the page lists it."""

    name: str
    label: str
    meaning: str
    used_by: str
    is_chosen: bool
    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class AxisLines:
    """An axis with its options."""

    axis: Axis
    options: tuple[OptionLine, ...]


def choice_axes(indicator: Indicator, result: Result, choices: Sequence[Choice]) -> list[AxisLines]:
    """Every axis with its options, which is chosen, and why some cannot be."""
    states = {(choice.axis, choice.option): choice for choice in choices}
    found: list[AxisLines] = []
    for axis in indicator.axes:
        chosen = result.definition.get(axis.name, indicator.default(axis))
        known = {option.name: option for option in axis.options}
        extra = [
            choice.option for choice in choices if choice.axis == axis.name and choice.option not in known
        ]
        lines = [_option_line(name, axis, chosen, states.get((axis.name, name))) for name in [*known, *extra]]
        found.append(AxisLines(axis, tuple(lines)))
    return found


def _option_line(name: str, axis: Axis, chosen: str, state: Choice | None) -> OptionLine:
    option = next((option for option in axis.options if option.name == name), None)
    meaning: Any = option.meaning if option else f"The list {name.replace('_', ' ')}, throughout."
    return OptionLine(
        name,
        option.label if option else name.replace("_", " "),
        meaning,
        option.used_by if option else "",
        name == chosen,
        state.status if state else "valid",
        state.reason if state else "",
    )

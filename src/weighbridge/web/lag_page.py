"""The page of lags: three ways to say how far behind, side by side on one scale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from weighbridge.catalogue.errors import UsageError
from weighbridge.catalogue.units import DASH
from weighbridge.charts.catch_up import Wait, height_of, interval_svg, waits_svg
from weighbridge.charts.words import day_words
from weighbridge.claims.replications import Published, beside
from weighbridge.definitions.capability import load_scores
from weighbridge.definitions.lag_report import LagReport, Record, cells_of_scores, lag_report
from weighbridge.statistics.estimate import Estimate
from weighbridge.web import links
from weighbridge.web.bridge import Bridge
from weighbridge.web.page import Page

PAIRS = (("us", "cn"), ("closed", "open"), ("cn_open", "us_open"))
"""Who is ahead and who follows, as declared: the second was behind when the index was last fitted."""
EARLIER = ("2025-01-31", "2025-07-31", "2026-01-31")
"""Days on which the same questions are asked again, as the index sees them now."""
TOKENS = {"cn": "CN", "cn_open": "CN", "us": "US", "us_open": "US"}


@dataclass(frozen=True, slots=True)
class Column:
    """One of the three ways: what it counts, its figures, its drawing."""

    title: str
    figures: tuple[tuple[str, str, str], ...]
    drawing: Markup
    alt: str
    counts: str
    users: tuple[Published, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Two sides: the sentence, three columns, the records, and the same on earlier days."""

    anchor: str
    heading: str
    sentence: str
    columns: tuple[Column, Column, Column]
    records: tuple[tuple[Record, str, str], ...]
    earlier: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    command: str


def lag_pages(bridge: Bridge) -> list[Page]:
    """The one page of lags; none where no index is stored."""
    try:
        scores = load_scores(bridge.table("capability_index"), bridge.table("capability_draws"))
    except UsageError:
        return []
    cells = cells_of_scores(scores)
    sections = []
    for a, b in PAIRS:
        now = lag_report(cells, a, b)
        if now is not None:
            before = {day: lag_report(cells, a, b, day) for day in EARLIER}
            sections.append(_section(now, {day: found for day, found in before.items() if found}))
    if not sections:
        return []
    return [
        Page(
            path="lag/index.html",
            template="lag.html",
            title="Lag · weighbridge",
            description=sections[0].sentence,
            section=links.INDICATORS,
            trail=(
                ("Indicators", links.INDICATORS),
                ("Capability", f"{links.INDICATORS}#topic-capability"),
                ("Lag on one page", ""),
            ),
            context={"sections": sections, "vintage": cells.vintage},
        )
    ]


def _section(now: LagReport, before: Mapping[str, LagReport]) -> Section:
    a, b = now.names
    token = TOKENS.get(now.b, "ink")
    return Section(
        anchor=f"{now.a}-{now.b}".replace("_", "-"),
        heading=f"{_capital(b)} behind {a}",
        sentence=_sentence(now),
        columns=_columns(now, token),
        records=tuple(
            (record, f"{record.months:.1f}", record.by or "not yet") for record in reversed(now.records)
        ),
        earlier=tuple(
            (day_words(day), tuple(_cell(x) for x in (*_in_months(report), report.points)))
            for day, report in [(now.as_of, now), *sorted(before.items(), reverse=True)]
        ),
        command=f"weighbridge indicator lag --a {now.a} --b {now.b}",
    )


def _sentence(now: LagReport) -> str:
    a, b = now.names
    months = now.months
    parts = []
    median = months["catch_up_median"].value
    if median is not None:
        parts.append(f"{b} reached half of the records of {a} within {median:.1f} months")
    gap = months["horizontal"].value
    if gap is not None:
        parts.append(f"the best model of {b} stands where {a} stood {gap:.1f} months ago")
    if now.points.value is not None:
        parts.append(f"the best models are {now.points.value:.1f} points apart")
    return f"{_capital('; '.join(parts))} (as of {day_words(now.as_of)})."


def _columns(now: LagReport, token: str) -> tuple[Column, Column, Column]:
    months, count = now.months, len(now.records)
    tall = max(height_of(count), 150)
    a, b = now.names
    waits = [Wait(record.months, bool(record.by)) for record in now.records]
    horizontal, release, slope = (months[n] for n in ("horizontal", "horizontal_at_release", "slope"))
    return (
        Column(
            "Catch-up",
            (
                _figure("median wait", months["catch_up_median"]),
                _figure("mean within 24 months", months["catch_up_mean"]),
            ),
            Markup(waits_svg(waits, token)),  # noqa: S704  # numbers and fixed names only
            f"{count} records of {a}; {count - now.unfinished} reached by {b}, {now.unfinished} not yet.",
            f"Each line is a record of {a}: how long {b} took to reach it. Dot: reached; open arrow: waiting "
            f"still, which counts as waiting. {count} records, {now.unfinished} unfinished.",
            _users(now, "catch_up"),
        ),
        Column(
            "Horizontal gap",
            (_figure("to today", horizontal), _figure("to the model’s release", release)),
            _intervals((("to today", horizontal), ("to the model’s release", release)), token, tall),
            f"{_words(horizontal)} to today, {_words(release)} to the release of the best model.",
            f"How long ago {a} first had what {now.best_b[0]} ({now.best_b[1]:.1f}), the best model of {b}, "
            "has now. It grows by a month each month nothing is released, and moves by whole records, so "
            f"that a limit may stand on a step. {now.models} models.",
            _users(now, "horizontal"),
        ),
        Column(
            "Frontier difference",
            (
                _figure("points", now.points, " points"),
                _figure("at the recent pace", slope),
            ),
            _intervals((("points, at the pace of the last 24 months", slope),), token, tall),
            f"{_words(now.points, ' points')}; {_words(slope)} at the recent pace.",
            f"{now.best_a[0]} ({now.best_a[1]:.1f}) less {now.best_b[0]} ({now.best_b[1]:.1f}) in points of "
            "the index; in months, divided by the pace at which the records rose in the last 24 months.",
            _users(now, "points"),
        ),
    )


def _users(now: LagReport, way: str) -> tuple[Published, ...]:
    """Published figures of the same two sides that were counted this way, the newest first."""
    sides = {"China after the United States": ("us", "cn"), "open after closed": ("closed", "open")}
    own = [
        row
        for row in beside("lag")
        if sides.get(row.entity, (row.choices.get("a"), row.choices.get("b"))) == (now.a, now.b)
        and (
            row.choices.get("way", row.only).startswith(way)
            or (way == "points" and row.indicator != "lag" and not row.cannot)
        )
    ]
    return tuple(sorted(own, key=lambda row: row.study.rpartition("(")[2], reverse=True))


def _intervals(rows: tuple[tuple[str, Estimate], ...], token: str, height: float) -> Markup:
    held = [(name, found.value, found.low, found.high) for name, found in rows]
    return Markup(interval_svg(held, token, height))  # noqa: S704  # numbers and fixed names only


def _figure(name: str, found: Estimate, unit: str = " months") -> tuple[str, str, str]:
    return name, DASH if found.value is None else f"{_number(found.value)}{unit}", _interval(found)


def _words(found: Estimate, unit: str = " months") -> str:
    return "not known" if found.value is None else f"{_number(found.value)}{unit}"


def _cell(found: Estimate) -> tuple[str, str]:
    return (DASH if found.value is None else _number(found.value)), _interval(found)


def _interval(found: Estimate) -> str:
    if found.low is None or found.high is None:
        return f"no interval: {', '.join(found.flags)}" if found.flags else ""
    return f"[{_number(found.low)}–{_number(found.high)}]"


def _number(value: float) -> str:
    return f"{value:.1f}".replace("-", "−")


def _in_months(report: LagReport) -> tuple[Estimate, ...]:
    return tuple(report.months[name] for name in ("catch_up_median", "catch_up_mean", "horizontal", "slope"))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

"""The page of forecasts: those that a backtest allows, with it; and those refused, with the reason."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from weighbridge.catalogue.errors import UsageError
from weighbridge.charts.labels import label_of
from weighbridge.definitions.forecast_words import (
    BACKTEST_HEAD,
    answer,
    backtest_rows,
    headed,
    part_name,
    period_words,
    scored,
    tested,
)
from weighbridge.definitions.forecasts import REST, Forecasted
from weighbridge.definitions.result import UNKNOWN
from weighbridge.web import links
from weighbridge.web.bridge import Bridge
from weighbridge.web.page import Page
from weighbridge.web.strips import Strip, shape

PATH = "forecasts/index.html"
ASKED = (
    ("token_share", "CN", 4),
    ("token_share", "US", 4),
    ("download_share", "CN", 1),
    ("derivative_share", "CN", 1),
)
"""What the page asks: indicator, whose share, how many periods ahead."""


@dataclass(frozen=True, slots=True)
class Section:
    """One forecast on the page; without rows it is refused."""

    found: Forecasted
    heading: str
    sentence: str
    rows: tuple[tuple[str, Markup, list[str]], ...]
    series: str
    tested: str
    backtest: list[list[str]]
    command: str


def forecast_pages(bridge: Bridge) -> list[Page]:
    """The one page of forecasts; none where no share of the kind is stored."""
    sections = []
    for name, group, ahead in ASKED:
        try:
            sections.append(_section(bridge.forecast(name, group, ahead), bridge.as_of))
        except UsageError:
            # Nothing of the kind is stored: the command line says so, and the page asks about the others.
            continue
    if not any(section.rows for section in sections):
        return []
    first = next(section for section in sections if section.rows)
    return [
        Page(
            path=PATH,
            template="forecasts.html",
            title="Forecasts · weighbridge",
            description=first.sentence,
            section=links.INDICATORS,
            trail=(("Indicators", links.INDICATORS), ("Forecasts", "")),
            context={
                "answer": first.sentence,
                "sections": sections,
                "head": headed(first.found),
                "backtest_head": BACKTEST_HEAD,
            },
        )
    ]


def _section(found: Forecasted, as_of: str) -> Section:
    whose = part_name(found.subject, found)
    rows = [
        (text[0], _strip(row.group, row.quantiles, row.now, as_of), text[1:])
        for row, text in zip(found.rows, scored(found), strict=True)
    ]
    span = f"{period_words(found.first, found)} to {period_words(found.last, found)}" if found.periods else ""
    command = f"weighbridge forecast {found.indicator} --only {found.subject} --ahead {found.ahead}"
    return Section(
        found,
        f"{found.title}, {whose}, {found.ahead} {found.step}{'' if found.ahead == 1 else 's'} ahead",
        answer(found),
        tuple(rows),
        f"{found.periods} {found.step}{'' if found.periods == 1 else 's'}: {span}",
        tested(found),
        backtest_rows(found),
        command,
    )


def _strip(group: str, quantiles: tuple[float, ...], now: float, as_of: str) -> Markup:
    """Where the share was, hollow, and the interval ahead with its middle."""
    strip = Strip(0.0, 1.0)
    for value, name in ((0.0, "edge"), (0.25, "grid"), (0.5, "grid"), (0.75, "grid"), (1.0, "edge")):
        strip.rule(value, name)
    if group == UNKNOWN:
        strip.hatched(quantiles[0], quantiles[-1])
        return strip.text()
    strip.interval(quantiles[0], quantiles[-1])
    form, token = ("diamond", "other") if group == REST else _mark(group, as_of)
    strip.mark(quantiles[2], shape(form, token))
    strip.mark(now, shape(form, token, hollow=True))
    return strip.text()


def _mark(group: str, as_of: str) -> tuple[str, str]:
    label = label_of("country", group, as_of)
    return label.shape, label.token

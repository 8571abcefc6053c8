"""A forecast in words and rows: the same sentence in the terminal and on the page."""

from __future__ import annotations

import datetime

from weighbridge.catalogue.units import DASH
from weighbridge.definitions.forecasts import REST, WEEK, Forecasted
from weighbridge.definitions.wording import group_name, month_name, percent

MODEL_WORDS = {
    "random_walk": "random walk",
    "local_level": "local level",
    "now": "same as now",
}


def period_words(period: str, found: Forecasted) -> str:
    """A period as in text: the week of 24 Aug 2026, or Aug 2026."""
    if found.step != WEEK:
        return month_name(period)
    day = datetime.date.fromisoformat(period)
    return f"{day.day} {day.strftime('%b %Y')}"


def part_name(group: str, found: Forecasted) -> str:
    """A part of the whole as a reader names it."""
    if group == REST:
        return "all others"
    if group == "unknown":
        return "nobody knows whose"
    return group_name(group, found.group_by)


def answer(found: Forecasted) -> str:
    """The forecast in a sentence or two, or that there is none."""
    name = part_name(found.subject, found)
    what = f"the {found.title.lower()} of {'the ' if name.startswith('United') else ''}{name}"
    row = found.subject_row
    if row is None:
        return f"No forecast of {what}, {_ahead(found)}."
    low, middle, high = (percent(row.quantiles[i]) for i in (0, 2, 4))
    when = "in the week of" if found.step == WEEK else "in"
    text = (
        f"If shares go on moving as they have, {what} {when} {period_words(found.target, found)} "
        f"lies between {low} and {high} (90 %), half of the time under {middle}; it was {percent(row.now)} "
        f"{when} {period_words(found.last, found)}."
    )
    if found.above is None or found.chance is None:
        return text
    return f"{text} It is over {percent(found.above)} in {found.chance * 100:.0f} of 100 draws."


def _ahead(found: Forecasted) -> str:
    return f"{found.ahead} {found.step}{'' if found.ahead == 1 else 's'} ahead"


def headed(found: Forecasted) -> list[str]:
    """The heads of the columns."""
    return ["share in %; part of draws below", "now", "5 %", "25 %", "50 %", "75 %", "95 %"]


def scored(found: Forecasted) -> list[list[str]]:
    """A row for every part of the whole: now, and five quantiles ahead."""
    return [
        [part_name(row.group, found), *(f"{100 * value:.1f}" for value in (row.now, *row.quantiles))]
        for row in found.rows
    ]


def backtest_rows(found: Forecasted) -> list[list[str]]:
    """A row for each way of forecasting that was tried: loss, coverage, coverage once widened."""
    if found.backtest is None:
        return []
    return [
        [
            MODEL_WORDS[score.model] + (" (taken)" if score.model == found.backtest.chosen else ""),
            f"{100 * score.pinball:.2f}",
            _part(score.coverage),
            f"{_part(score.calibrated)}" + (f" of {score.tested}" if score.tested else ""),
            DASH if score.widening is None else f"{score.widening:.2f}",
        ]
        for score in found.backtest.scores
    ]


BACKTEST_HEAD = ("way of forecasting", "loss, points", "inside 90 %", "inside, widened", "widened by")


def _part(value: float | None) -> str:
    return DASH if value is None else percent(value)


def tested(found: Forecasted) -> str:
    """The backtest in a paragraph."""
    if found.backtest is None:
        return ""
    score, now = found.backtest.score, found.backtest.now
    gain = 1 - score.pinball / now.pinball if now.pinball else 0.0
    better = f"{abs(gain) * 100:.0f} % {'less' if gain > 0 else 'more'} than"
    text = (
        f"Backtest over {score.origins} past forecasts of the same kind: "
        f"{MODEL_WORDS[score.model]} missed by "
        f"{100 * score.pinball:.2f} points (mean pinball loss), {better} 'same as now'. "
        f"Its 90 % intervals held {_part(score.coverage)} of what came"
    )
    if score.widening is None or score.calibrated is None:
        return text + "."
    return (
        f"{text}; widened by {score.widening:.2f}, as earlier misses teach, "
        f"{_part(score.calibrated)} of {score.tested}."
    )

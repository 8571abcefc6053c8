"""What the shared picture of each kind of page says: home, an indicator, a statement, models."""

from __future__ import annotations

from collections.abc import Sequence

from weighbridge.catalogue.units import Unit
from weighbridge.charts.labels import label_of
from weighbridge.charts.share_card import Dots, Row, ShareCard
from weighbridge.charts.words import day_words, value_words
from weighbridge.claims.judging import Judged
from weighbridge.definitions.result import NONE, UNKNOWN, Result
from weighbridge.definitions.result import Row as Value
from weighbridge.web import verdicts
from weighbridge.web.headlines import HeadlineRow
from weighbridge.web.indicator_page import View
from weighbridge.web.prose import tidy
from weighbridge.web.sentences import plain

_MOST_NAME = 20


def home_card(leading: str, turning: str, rows: Sequence[HeadlineRow], as_of: str) -> ShareCard:
    """Who leads: a mark for each definition that is counted."""
    counted = [row for row in rows if not row.is_old]
    dots = None
    if counted:
        first, second = counted[0].first, counted[0].second
        leaders = [(row.first if row.lead > 0 else row.second, row.lead) for row in counted]
        dots = Dots(
            (second.name, second.token),
            (first.name, first.token),
            tuple((leader.token, leader.shape, lead) for leader, lead in leaders),
        )
    foot = "Each mark is one definition; distance is the lead in points" if dots else ""
    return ShareCard("open-weight AI", leading, turning, foot, _day(as_of), dots=dots)


def indicator_card(view: View) -> ShareCard:
    """The answer, its intervals, and the values it names."""
    result = view.result
    told, _, rest = plain(view.answer.answer).partition(". ")
    told = f"{told}." if rest else told
    doubt = rest or view.answer.doubt
    foot = " · ".join(part for part in (_drawn_words(result, view), result.fingerprint) if part)
    return ShareCard(view.title, told, doubt, foot, _day(result.as_of), rows=_rows(view))


def _rows(view: View) -> tuple[Row, ...]:
    """The groups that are drawn, in the month the answer is about; nothing below zero."""
    result, month = view.result, view.answer.month
    order = [item.label.group for item in view.figure.series]
    held = {row.group: row for row in result.rows if row.month == month and row.value is not None}
    rows = [held[group] for group in order if group in held and group not in (UNKNOWN, NONE)]
    fields = ("value", "low", "high", "bound_low", "bound_high")
    ends = [v for row in rows for name in fields if (v := getattr(row, name)) is not None]
    if not rows or min(ends) < 0 or max(ends) <= 0:
        return ()
    # A rating has no zero of its own: its scale begins a little below the lowest of them.
    is_rating = result.unit in (Unit.RATING, Unit.SCORE) and len(rows) > 1
    low = max(min(ends) - (max(ends) - min(ends)), 0.0) if is_rating else 0.0
    rows = rows if result.group_by == "class" else sorted(rows, key=lambda row: -(row.value or 0.0))
    return tuple(_row(result, row, low, max(ends) + (max(ends) - low) * 0.02) for row in rows)


def _row(result: Result, row: Value, start: float, high: float) -> Row:
    label = label_of(result.group_by, row.group, result.as_of)
    name = label.name if len(label.name) <= _MOST_NAME else f"{label.name[: _MOST_NAME - 1].rstrip()}…"

    def part(value: float | None) -> float | None:
        return None if value is None else (value - start) / (high - start)

    return Row(
        "" if row.group == "all" else name,
        label.token if label.token != "unknown" else "ink3",
        label.shape,
        part(row.value) or 0.0,
        value_words(result.unit, row.value),
        part(row.low),
        part(row.high),
        part(row.bound_low),
        part(row.bound_high),
    )


def _drawn_words(result: Result, view: View) -> str:
    rows = [row for row in result.rows if row.month == view.answer.month]
    said = [f"Line: {result.level * 100:.0f} % interval"] if any(row.low is not None for row in rows) else []
    if any((row.bound_high or 0.0) > (row.value or 0.0) for row in rows if row.group not in (UNKNOWN, NONE)):
        said.append("hatched: what is not known allows")
    return "; ".join(said)


def claim_card(one: Judged, answer: str) -> ShareCard:
    """The sentence, letter by letter, its verdict, and why."""
    claim = one.claim
    verdict = (one.word, verdicts.TOKENS[one.key], verdicts.drawn(one.key))
    foot = f"measured by {claim.origin.name}" if claim.origin else "no source known"
    return ShareCard(
        f"Statement {claim.id}, checked",
        f"“{tidy(claim.words)}”",
        tidy(answer),
        foot,
        _day(one.as_of),
        verdict=verdict,
    )


def models_card(count: int, as_of: str) -> ShareCard:
    """One for all models: what their pages answer."""
    return ShareCard(
        "Models",
        f"What {count} open models are made of",
        "Publisher, root of the weights, components, host; the chain of licences, the lists that name a "
        "maker, prices, quality and safety, each with its source, its date and how sure it is.",
        "Declared tags are evidence, not truth",
        _day(as_of),
    )


def _day(as_of: str) -> str:
    return day_words(as_of) if as_of else ""

"""The rows of the home page: one per declared headline definition, as a lead of one country over another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from weighbridge.catalogue.errors import UsageError
from weighbridge.catalogue.indicator import Headline, Indicator
from weighbridge.charts.labels import Label, label_of
from weighbridge.charts.words import month_words
from weighbridge.definitions.leads import Lead
from weighbridge.web.bridge import Bridge

FIRST, SECOND = "CN", "US"
_YEAR = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class HeadlineRow:
    """One definition on the home page. All figures are shares of the whole, the unplaced included.

    ``lead`` is the first country's share minus the second's; ``low`` and ``high`` bound its
    interval, ``bound_low`` and ``bound_high`` what it could be if all unplaced use were on one side.
    """

    label: str
    note: str
    indicator: str
    choices: Mapping[str, str]
    fingerprint: str
    month: str
    first: Label
    second: Label
    first_share: float
    second_share: float
    unplaced: float | None
    lead: float
    low: float | None
    high: float | None
    bound_low: float | None
    bound_high: float | None
    is_old: bool

    @property
    def could_reverse(self) -> bool:
        """Whether unplaced use, all on the trailing side, would turn the order."""
        if self.bound_low is None or self.bound_high is None:
            return False
        return self.bound_low < 0 if self.lead > 0 else self.bound_high > 0


def headline_rows(bridge: Bridge) -> list[HeadlineRow]:
    """Every headline definition that can be computed, from the first country's largest lead down.

    A declared definition that no stored snapshot can answer is left out: it comes back with the data.
    """
    rows: list[HeadlineRow] = []
    for indicator in bridge.indicators():
        for headline in indicator.headline:
            row = _row(bridge, indicator, headline)
            if row is not None:
                rows.append(row)
    return sorted(rows, key=lambda row: (row.is_old, -row.lead, row.label))


def _row(bridge: Bridge, indicator: Indicator, headline: Headline) -> HeadlineRow | None:
    try:
        lead = bridge.lead(indicator.name, FIRST, SECOND, group="country", choices=headline.choices)
    except UsageError:
        return None
    if lead.value is None or lead.a is None or lead.b is None:
        return None
    return HeadlineRow(
        label=headline.label,
        note=_note(headline, lead),
        indicator=indicator.name,
        choices=headline.choices,
        fingerprint=lead.fingerprint,
        month=lead.month,
        first=label_of("country", FIRST, bridge.as_of),
        second=label_of("country", SECOND, bridge.as_of),
        first_share=lead.a,
        second_share=lead.b,
        unplaced=lead.unknown,
        lead=lead.value,
        low=lead.low,
        high=lead.high,
        bound_low=lead.bound_low,
        bound_high=lead.bound_high,
        is_old=_is_old(lead.month, bridge.as_of),
    )


def _note(headline: Headline, lead: Lead) -> str:
    """What stands small under a row: the declared words, the month, how many models."""
    models = f"{lead.models:,} models" if lead.models > 1 else ""
    return " · ".join(part for part in (headline.note, month_words(lead.month), models) if part)


def _is_old(month: str, as_of: str) -> bool:
    """Whether a month ended more than a year before the day of the data."""
    year, number = (int(part) for part in month.split("-")[:2])
    ended = date(year + number // 12, number % 12 + 1, 1)
    return date.fromisoformat(as_of) - ended > _YEAR

"""Ratios of published safety figures: one test, one model, one comparison at a time, never pooled."""

from __future__ import annotations

from collections.abc import Sequence

from weighbridge.claims.asking import Ask
from weighbridge.claims.stating import stated
from weighbridge.claims.tried import Side, Tried
from weighbridge.evaluations.published import Published, published
from weighbridge.statistics.claims import value_outcome

NO_COUNTS = "Only a ratio or two rates were printed: without attempts it has no interval."


def times_as_often(ask: Ask, tests: Sequence[str], model: str, times: str, source: str) -> list[Tried]:
    """Whether a model's rate is so many times the comparison's, in each published pair of some tests.

    ``source`` is the pair the statement goes back to: it is shown, and is no evidence for itself.
    """
    found = [
        _tried(pair, times, pair.id == source)
        for pair in published()
        if model in pair.model and (pair.test in tests or pair.id == source)
    ]
    return found or ask.missing()


def _tried(pair: Published, times: str, is_source: bool) -> Tried:
    ratio = pair.ratio
    value = ratio.value if ratio else pair.value
    interval = (ratio.low, ratio.high) if ratio else (None, None)
    has_interval = None not in interval
    limits = f" [{interval[0]:.1f} to {interval[1]:.1f}, 90 %]" if has_interval else ""
    return Tried(
        f"{pair.test}: {pair.measure} ({pair.issuer})",
        value_outcome(value, stated(times).band, interval),
        f"{pair.model} {_pair(pair)} {pair.comparator}: {_times(value)}{limits}",
        pair.published_on[:7],
        {"test": pair.test},
        (Side(pair.model, value, *interval),),
        basis="interval" if has_interval else "value",
        reason="" if has_interval else NO_COUNTS,
        unit="times",
        is_worded=not is_source,
        is_source=is_source,
        command="weighbridge eval show",
    )


def _times(value: float | None) -> str:
    return "not known" if value is None else f"{value:.2f} times".replace(".00", "")


def _pair(pair: Published) -> str:
    """Both figures as printed, where there are two."""
    if pair.count is not None:
        return f"{pair.count} of {pair.total:,}, {pair.comparator_count} of {pair.comparator_total:,} of"
    if pair.comparator_value is not None:
        return f"{pair.value:g} {pair.unit}, {pair.comparator_value:g} {pair.unit} of"
    return "against"

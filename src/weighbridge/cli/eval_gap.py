"""``weighbridge eval gap``: differences in differences against matched controls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from weighbridge.catalogue.verdicts import Measure
from weighbridge.cli.eval_words import flag_words, library_of, share
from weighbridge.cli.layout import Cell, paragraph
from weighbridge.cli.options import FormFlag, OutputFlag
from weighbridge.cli.output import deliver, forms_of
from weighbridge.cli.program import PASS
from weighbridge.cli.records import listing
from weighbridge.cli.terminal import Terminal
from weighbridge.evaluations.gaps import Gap, language_gaps, run_gaps
from weighbridge.evaluations.parts import measure_named

_NAMES = ("arm", "first", "second", "pairs", "value", "low", "high", "log_odds", "flags")


def deliver_gap(
    run: str,
    other: str,
    measure: str,
    judge: str,
    asked: tuple[FormFlag, OutputFlag, bool],
) -> int:
    """Write the gaps between languages of a run, or between two runs."""
    library = library_of(asked[2])
    used = measure_named(measure)
    rows = library.rows(run)
    gaps = run_gaps(rows, library.rows(other), used, judge) if other else language_gaps(rows, used, judge)
    records = [_record(gap) for gap in gaps]
    deliver(forms_of(records, lambda t: _page(gaps, used, t), _NAMES), asked[0], asked[1])
    return PASS


def _record(gap: Gap) -> dict[str, Any]:
    estimate = gap.found.rate.estimate
    return {
        "arm": gap.arm,
        "first": gap.first,
        "second": gap.second,
        "pairs": gap.pairs,
        "topics": gap.found.rate.clusters[0],
        "rates": list(gap.found.rates),
        "value": estimate.value,
        "low": estimate.low,
        "high": estimate.high,
        "log_odds": gap.found.log_odds,
        "flags": list(estimate.flags),
    }


def _page(gaps: Sequence[Gap], measure: Measure, terminal: Terminal) -> list[str]:
    rows = []
    for gap in gaps:
        estimate, rates = gap.found.rate.estimate, gap.found.rates
        counted = f"{gap.pairs} pairs, {gap.found.rate.clusters[0]} topics"
        limits = "no interval"
        if estimate.low is not None and estimate.high is not None:
            limits = f"[{100 * estimate.low:+.1f} to {100 * estimate.high:+.1f}]"
        rows.append(
            [
                Cell(gap.arm),
                Cell(f"{gap.first}: {share(rates[0])}, control {share(rates[1])}"),
                Cell(f"{gap.second}: {share(rates[2])}, control {share(rates[3])}"),
                Cell(f"{100 * (estimate.value or 0):+.1f}", is_right=True),
                Cell(limits),
                Cell("; ".join(filter(None, (counted, flag_words(estimate.flags))))),
            ]
        )
    said = f"{measure.title}, {measure.meaning}: sensitive items against their controls, in points."
    heads = ("arm", "first", "second", "gap", "90 %, by topic", "")
    return [*paragraph(said, terminal), "", *listing(heads, rows, terminal, flexible=(1, 2, 5))]

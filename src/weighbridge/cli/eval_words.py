"""Words and figures that the answers of ``weighbridge eval`` share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from weighbridge.api import Weighbridge
from weighbridge.catalogue.flags import FLAGS
from weighbridge.catalogue.units import DASH, NARROW_SPACE, Unit
from weighbridge.cli.progress import progress_of
from weighbridge.evaluations.evidence import evidence_of
from weighbridge.evaluations.library import Library
from weighbridge.evaluations.parts import Part
from weighbridge.evaluations.rates import rate
from weighbridge.statistics.clustered import ClusteredRate
from weighbridge.statistics.estimate import Estimate


def library_of(quiet: bool) -> Library:
    """All runs of the store, the shipped ones among them."""
    with progress_of(quiet) as progress:
        bridge = Weighbridge(progress=progress.stage)
        return Library(bridge.table("safety_verdicts"), bridge.home)


def share(value: float | None) -> str:
    """A part as percent."""
    return DASH if value is None else Unit.SHARE.text(value, suffix=True)


def span(low: float | None, high: float | None) -> str:
    """An interval of parts, in percent."""
    if low is None or high is None:
        return ""
    return f"[{low * 100:.1f}{DASH}{high * 100:.1f}]"


def times(value: float | None) -> str:
    """A ratio."""
    return DASH if value is None else f"{value:.2f}" if value < 10 else f"{value:.1f}"


def ratio_words(found: Estimate) -> str:
    """A ratio of rates in words, with what is known where one arm has no case."""
    if found.value is None:
        return "the ratio is not known" if found.low is None else f"at least {found.low:.1f} times as often"
    limits = ""
    if found.low is not None and found.high is not None:
        limits = f" [{times(found.low)}{DASH}{times(found.high)}], 90{NARROW_SPACE}%"
    elif found.high is not None:
        limits = f", at most {times(found.high)}"
    return f"{times(found.value)} times as often{limits}"


_CLUSTERS = {
    "few_clusters": "under ten tasks or topics: a rough range",
    "one_unit": "one task or topic: no interval",
}
"""Flags that elsewhere are of makers: here tasks and topics are resampled."""


def flag_words(flags: tuple[str, ...]) -> str:
    """Flags as a reader's words."""
    return "; ".join(_CLUSTERS.get(flag, FLAGS[flag]) for flag in flags)


def rate_record(part: Part, answered: frozenset[str] = frozenset()) -> dict[str, Any]:
    """A part with its rate, both errors, bounds, grade of evidence, and utility beside it."""
    found = rate(part)
    done = part.utility
    record: dict[str, Any] = {
        "run": part.run,
        "measure": part.measure.name,
        **{name: part.about[name] for name in ("model", "host", "defence", "run_by")},
        **{name: part.about[name] for name in ("test", "attack", "language", "judge", "arm")},
        **{name: part.about[name] for name in ("harness", "harness_version", "scorer", "scorer_version")},
        "count": None if found is None else int(found.count),
        "cases": int(part.y.size),
        "unseen": part.unseen,
        "utility": None if done is None else done[0] / done[1],
        "evidence": evidence_of(part.rows[0], answered) if part.rows else "",
    }
    return {**record, **_figures(found)}


def _figures(found: ClusteredRate | None) -> Mapping[str, Any]:
    names = ("value", "low", "high", "bound_low", "bound_high")
    if found is None:
        empty = dict.fromkeys((*names, "naive_low", "naive_high", "se_naive", "se", "clusters"))
        return {**empty, "flags": ["not_covered"]}
    naive = found.naive
    return {
        **{name: getattr(found.estimate, name) for name in names},
        "naive_low": None if naive is None else naive.low,
        "naive_high": None if naive is None else naive.high,
        "se_naive": found.se_naive,
        "se": found.se,
        "clusters": list(found.clusters),
        "flags": list(found.estimate.flags),
    }


RATE_NAMES = (
    *("run", "measure", "model", "host", "defence", "run_by", "test", "attack", "language", "judge", "arm"),
    *("harness", "harness_version", "scorer", "scorer_version", "count", "cases", "unseen", "value", "low"),
    *("high", "bound_low", "bound_high", "naive_low", "naive_high", "se_naive", "se", "clusters", "utility"),
    *("evidence", "flags"),
)

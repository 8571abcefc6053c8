"""Rates of parts and comparisons of two, with errors by clusters and bounds of what is missing."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from weighbridge.catalogue.errors import UsageError
from weighbridge.evaluations.parts import Part, not_comparable
from weighbridge.statistics.clustered import ClusteredRate, codes_of, crossed_weights, two_way_rate
from weighbridge.statistics.contrasts import Paired, paired
from weighbridge.statistics.estimate import Estimate
from weighbridge.statistics.resampling import DRAWS, generator_for
from weighbridge.statistics.risk_ratios import crossed_ratio

__all__ = ["Comparison", "compare", "rate"]


def rate(part: Part) -> ClusteredRate | None:
    """The rate of a part, its interval by clusters, and bounds for what has no verdict; None of no case."""
    if not part.y.size:
        return None
    first, second = part.clusters
    found = two_way_rate(part.y, first, second)
    if not part.unseen:
        return found
    whole, count = part.y.size + part.unseen, float(part.y.sum())
    bounded = replace(found.estimate, bound_low=count / whole, bound_high=(count + part.unseen) / whole)
    return replace(found, estimate=bounded)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two parts over the cases both have: rates, difference and ratio."""

    a: Part
    b: Part
    cases: int
    rate_a: ClusteredRate
    rate_b: ClusteredRate
    pair: Paired
    ratio: Estimate


def compare(a: Part, b: Part) -> Comparison:
    """Two parts compared over the cases they share; refused where they may not be, with the reason."""
    reason = not_comparable(a, b)
    if reason:
        raise UsageError(reason)
    places_a = {key: i for i, key in enumerate(a.keys)}
    places_b = {key: i for i, key in enumerate(b.keys)}
    shared = [key for key in places_a if key in places_b]
    if not shared:
        raise UsageError(f"{a.run} and {b.run} share no case. A comparison needs the same items.")
    own_a = [places_a[key] for key in shared]
    own_b = [places_b[key] for key in shared]
    first, second = a.clusters
    one = [first[i] for i in own_a]
    two = None if second is None else [second[i] for i in own_a]
    y_a, y_b = a.y[own_a], b.y[own_b]
    return Comparison(
        a,
        b,
        len(shared),
        two_way_rate(y_a, one, two),
        two_way_rate(y_b, one, two),
        paired(y_a, y_b, one, two),
        _ratio(y_a, y_b, one, two, a.measure.name),
    )


def _ratio(y_a: np.ndarray, y_b: np.ndarray, one: list[str], two: list[str] | None, measure: str) -> Estimate:
    codes = codes_of(one), None if two is None else codes_of(two)
    rng = generator_for("eval_compare", "1", len(measure))
    weights = crossed_weights(*codes, DRAWS, rng)
    units = min(int(code.max()) + 1 for code in codes if code is not None)
    return crossed_ratio(y_a, y_b, weights, units=units)

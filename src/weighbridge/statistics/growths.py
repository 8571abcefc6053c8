"""Growth of groups of makers between two dates, directly or over links, with draws over makers.

For one maker's counted events the exact interval of a ratio of rates fits better: see `counts.growth`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from weighbridge.statistics.arrays import FloatArray, IntArray, WeightArray, ratio
from weighbridge.statistics.clusters import cluster_masks
from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.estimate import EstimateTable
from weighbridge.statistics.resampling import LEVEL, effective_units, estimate_table

_AT_ONCE = 1 << 22


@dataclass(frozen=True, slots=True, eq=False)
class Masses:
    """Masses of units in groups, as entries: what `unit` has in `group`. Entries of one pair add up."""

    unit: IntArray
    group: IntArray
    value: FloatArray

    def totals(self, n_groups: int) -> FloatArray:
        """Return the total of each group."""
        return np.bincount(self.group, weights=self.value, minlength=n_groups).astype(np.float64)

    def drawn(self, weights: WeightArray, n_groups: int) -> FloatArray:
        """Return the totals in every draw, shape (draws, groups); exact for whole counts, in any order."""
        totals = np.zeros((weights.shape[0], n_groups))
        order = np.argsort(self.group, kind="stable")
        step = max(1, _AT_ONCE // max(1, weights.shape[0]))
        for start in range(0, order.size, step):
            chosen = order[start : start + step]
            group, first = np.unique(self.group[chosen], return_index=True)
            terms = weights[:, self.unit[chosen]].astype(np.float64)
            terms *= self.value[chosen]
            totals[:, group] += np.add.reduceat(terms, first, axis=1)
        return totals

    def by_unit(self, n_groups: int) -> tuple[IntArray, FloatArray]:
        """Return the units that occur, and their masses of shape (units, groups)."""
        units, at = np.unique(self.unit, return_inverse=True)
        flat = at * n_groups + self.group
        made = np.bincount(flat, weights=self.value, minlength=units.size * n_groups)
        return units, made.astype(np.float64).reshape(-1, n_groups)


@dataclass(frozen=True, slots=True, eq=False)
class Link:
    """The same makers' masses at two dates."""

    before: Masses
    after: Masses


@dataclass(frozen=True, slots=True, eq=False)
class DrawnMonths:
    """Totals of neighbouring months and the same in every draw, added up so that any run is a difference.

    Whole counts stay exact, so a difference is the sum.
    """

    totals: FloatArray
    drawn: FloatArray

    def over(self, first: int, last: int) -> tuple[FloatArray, FloatArray]:
        """Return totals and drawn totals of the months from first to last, both counted."""
        return self.totals[last + 1] - self.totals[first], self.drawn[last + 1] - self.drawn[first]


def drawn_months(masses: Sequence[Masses], weights: WeightArray, n_groups: int) -> DrawnMonths:
    """Return the running totals of months, each drawn once, whatever windows are asked for."""
    totals = np.zeros((len(masses) + 1, n_groups))
    drawn = np.zeros((len(masses) + 1, weights.shape[0], n_groups))
    for at, month in enumerate(masses):
        totals[at + 1] = totals[at] + month.totals(n_groups)
        drawn[at + 1] = drawn[at] + month.drawn(weights, n_groups)
    return DrawnMonths(totals, drawn)


def linked_growth(
    links: Sequence[Link],
    weights: WeightArray,
    n_groups: int,
    *,
    unknown: int | None,
    level: float = LEVEL,
    ready: Sequence[tuple[tuple[FloatArray, FloatArray], tuple[FloatArray, FloatArray]]] = (),
) -> EstimateTable:
    """Return by what part each group grew: the product of its links' ratios, less one.

    Parameters
    ----------
    links : sequence of Link
        One for direct growth; several are chained.
    weights : ndarray, shape (draws, units)
        Everything is recomputed in every draw.
    n_groups : int
    unknown : int or None
        Group of the unattributed mass u. Over one link the bounds are N1 / (N0 + u0) - 1 and
        (N1 + u1) / N0 - 1, over several the products of their ends.
    level : float
    ready : sequence, optional
        Totals and drawn totals of the two ends of each link, where they are there already (`DrawnMonths`).

    Returns
    -------
    EstimateTable
        Shape (groups,). Nothing before: NULL, `zero_base`. Nothing after: -1 without interval, `zero_cell`.
        One unit: no interval, `one_unit`.

    Raises
    ------
    MethodError
        If there is no link.

    Examples
    --------
    >>> at = lambda value: Masses(np.array([0, 1]), np.array([0, 1]), np.array(value, dtype=float))
    >>> found = linked_growth([Link(at([8, 2]), at([28, 4]))], np.ones((3, 2)), 2, unknown=1)
    >>> float(found.value[0]), round(float(found.bound_low[0]), 2), float(found.bound_high[0])
    (2.5, 1.8, 3.0)
    """
    if not links:
        raise MethodError("growth: found no link, expected one between two dates or several to chain")
    given = ready or [
        tuple((part.totals(n_groups), part.drawn(weights, n_groups)) for part in (link.before, link.after))
        for link in links
    ]
    value, low, high = _multiplied([(before[0], after[0]) for before, after in given], unknown)
    drawn, drawn_low, drawn_high = _multiplied([(before[1], after[1]) for before, after in given], unknown)
    units, effective = _carried(links, n_groups)
    known = ~np.isnan(value)
    one = known & (units == 1)
    masks = {
        "zero_base": ~known,
        "one_unit": one,
        "zero_cell": known & ~one & (value == 0),
        **cluster_masks(effective, known & ~one),
    }
    return estimate_table(
        value - 1,
        drawn - 1,
        (low - 1, high - 1),
        (drawn_low - 1, drawn_high - 1),
        units,
        no_interval=one | masks["zero_cell"],
        masks=masks,
        level=level,
    )


def _multiplied(
    links: Sequence[tuple[FloatArray, FloatArray]], unknown: int | None
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """The ratio over all links and its two ends, in the order of the links."""
    value = low = high = np.ones(links[0][0].shape)
    for before, after in links:
        ends = _ends(before, after, unknown)
        value, low, high = value * ends[0], low * ends[1], high * ends[2]
    return value, low, high


def _ends(
    before: FloatArray, after: FloatArray, unknown: int | None
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Ratio and its two ends, for any leading axis of draws."""
    value = ratio(after, before)
    if unknown is None:
        return value, value.copy(), value.copy()
    left_before, left_after = before[..., [unknown]].copy(), after[..., [unknown]].copy()
    low = np.where(np.isnan(value), np.nan, ratio(after, before + left_before))
    high = ratio(after + left_after, before)
    low[..., unknown], high[..., unknown] = value[..., unknown], value[..., unknown]
    return value, low, high


def _carried(links: Sequence[Link], n_groups: int) -> tuple[NDArray[np.int64], FloatArray]:
    """Units with mass in each group at either end of any link, and the least effective number."""
    seen: list[set[int]] = [set() for _ in range(n_groups)]
    least = np.full(n_groups, np.inf)
    for link in links:
        both = Masses(
            np.concatenate([link.before.unit, link.after.unit]),
            np.concatenate([link.before.group, link.after.group]),
            np.concatenate([link.before.value, link.after.value]),
        )
        units, masses = both.by_unit(n_groups)
        for group in range(n_groups):
            seen[group].update(units[masses[:, group] > 0].tolist())
        least = np.fmin(least, effective_units(masses))
    return np.array([len(found) for found in seen], dtype=np.int64), least

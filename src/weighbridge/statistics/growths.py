"""Growth of groups of makers between two dates, directly or over links, with draws over makers.

For one maker's counted events the exact interval of a ratio of rates fits better: see `counts.growth`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from weighbridge.statistics.arrays import BoolArray, FloatArray, IntArray, WeightArray, ratio
from weighbridge.statistics.clusters import cluster_masks
from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.estimate import EstimateTable
from weighbridge.statistics.lonely import drawn_groups, drawn_of, place_of
from weighbridge.statistics.masses import Masses, joined
from weighbridge.statistics.resampling import LEVEL, estimate_table

_Ends = tuple[tuple[FloatArray, FloatArray], tuple[FloatArray, FloatArray]]


@dataclass(frozen=True, slots=True, eq=False)
class Link:
    """The same makers' masses at two dates."""

    before: Masses
    after: Masses


@dataclass(frozen=True, slots=True, eq=False)
class Ready:
    """Totals and drawn totals of the two ends of each link; of the groups `needed` alone are there draws."""

    needed: BoolArray
    ends: Sequence[_Ends]


@dataclass(frozen=True, slots=True, eq=False)
class DrawnMonths:
    """Totals of neighbouring months and the same in every draw, added up so that any run is a difference.

    Whole counts stay exact, so a difference is the sum. Draws are there of the groups `needed`: those that
    several units carry, and the unattributed.
    """

    totals: FloatArray
    drawn: FloatArray
    needed: BoolArray

    def over(self, first: int, last: int) -> tuple[FloatArray, FloatArray]:
        """Return totals and drawn totals of the months from first to last, both counted."""
        return self.totals[last + 1] - self.totals[first], self.drawn[last + 1] - self.drawn[first]


def drawn_months(
    masses: Sequence[Masses], weights: WeightArray, n_groups: int, unknown: int | None
) -> DrawnMonths:
    """Return the running totals of months, each drawn once, whatever windows are asked for."""
    needed = drawn_groups(joined(masses).summed().carried(n_groups)[None], unknown)
    totals = np.zeros((len(masses) + 1, n_groups))
    drawn = np.zeros((len(masses) + 1, weights.shape[0], int(needed.sum())))
    for at, month in enumerate(masses):
        totals[at + 1] = totals[at] + month.totals(n_groups)
        drawn[at + 1] = drawn[at] + drawn_of(month, weights, (n_groups,), needed)
    return DrawnMonths(totals, drawn, needed)


def _drawn_ends(links: Sequence[Link], weights: WeightArray, needed: BoolArray, n_groups: int) -> Ready:
    """Totals of both ends of all links, drawn at once."""
    parts = [part for link in links for part in (link.before, link.after)]
    numbered = [Masses(m.unit, m.group + at * n_groups, m.value) for at, m in enumerate(parts)]
    drawn = drawn_of(joined(numbered), weights, (len(parts), n_groups), needed)
    made = [(part.totals(n_groups), drawn[:, at]) for at, part in enumerate(parts)]
    return Ready(needed, list(zip(made[::2], made[1::2], strict=True)))


def linked_growth(
    links: Sequence[Link],
    weights: WeightArray,
    n_groups: int,
    *,
    unknown: int | None,
    level: float = LEVEL,
    ready: Ready | None = None,
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
    ready : Ready, optional
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
    units, effective = _carried(links, n_groups)
    given = ready or _drawn_ends(links, weights, drawn_groups(units[None], unknown), n_groups)
    value, low, high = _multiplied([(before[0], after[0]) for before, after in given.ends], unknown)
    drawn, drawn_low, drawn_high = _multiplied(
        [(before[1], after[1]) for before, after in given.ends], place_of(unknown, given.needed)
    )
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
        needed=given.needed,
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


def _carried(links: Sequence[Link], n_groups: int) -> tuple[IntArray, FloatArray]:
    """Units with mass in each group at either end of any link, and the least effective number."""
    least = np.full(n_groups, np.inf)
    seen = []
    for link in links:
        both = joined([link.before, link.after]).summed()
        seen.append(both.where(both.value > 0))
        least = np.fmin(least, both.effective(n_groups))
    return joined(seen).summed().carried(n_groups), least

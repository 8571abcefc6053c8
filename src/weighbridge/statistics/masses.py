"""Masses of units in groups as entries: most units have something in one group or two of many hundred."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from weighbridge.statistics.arrays import (
    BoolArray,
    FloatArray,
    IntArray,
    WeightArray,
    mass_array,
    numbered,
    ratio,
)

_AT_ONCE = 1 << 22  # weights cast to float64 at the same time: 32 megabytes


@dataclass(frozen=True, slots=True, eq=False)
class Masses:
    """Masses of units in groups, as entries: what `unit` has in `group`. Entries of one pair add up."""

    unit: IntArray
    group: IntArray
    value: FloatArray

    @classmethod
    def of(cls, dense: ArrayLike) -> Masses:
        """Return the masses above zero of an array of shape (units, ...); its other axes are one.

        Raises
        ------
        MethodError
            If a mass is negative or not finite.
        """
        array = mass_array(dense, "masses")
        flat = array.reshape(array.shape[0], int(np.prod(array.shape[1:], dtype=np.int64)))
        unit, group = np.nonzero(flat)
        return cls(unit, group, flat[unit, group])

    def summed(self) -> Masses:
        """Return the same with one entry for each pair, sorted by group and unit.

        Examples
        --------
        >>> Masses(
        ...     np.array([1, 0, 1]), np.array([0, 0, 0]), np.array([2.0, 1.0, 3.0])
        ... ).summed().value.tolist()
        [1.0, 5.0]
        """
        width = int(self.unit.max(initial=0)) + 1
        pair, at = numbered(self.group * width + self.unit)
        value = np.bincount(at, weights=self.value, minlength=pair.size)
        return Masses(pair % width, pair // width, value.astype(np.float64))

    def where(self, mask: BoolArray) -> Masses:
        """Return the entries of a mask."""
        return Masses(self.unit[mask], self.group[mask], self.value[mask])

    def totals(self, n_groups: int) -> FloatArray:
        """Return the total of each group."""
        return np.bincount(self.group, weights=self.value, minlength=n_groups).astype(np.float64)

    def carried(self, n_groups: int) -> IntArray:
        """Return how many units have something in each group; a pair has one entry."""
        return np.bincount(self.group[self.value > 0], minlength=n_groups)

    def effective(self, n_groups: int) -> FloatArray:
        """Return how many equal units would be as concentrated in each group (see `effective_units`)."""
        squares = np.bincount(self.group, weights=self.value**2, minlength=n_groups)
        return ratio(self.totals(n_groups) ** 2, squares)

    def drawn(self, weights: WeightArray, n_groups: int) -> FloatArray:
        """Return the totals in every draw, shape (draws, groups); exact for whole counts, in any order."""
        from scipy import sparse  # takes a while, and an answer that is kept needs none

        used, unit = numbered(self.unit)
        table = sparse.csr_array((self.value, (self.group, unit)), shape=(n_groups, used.size))
        totals = np.empty((weights.shape[0], n_groups))
        step = max(1, _AT_ONCE // max(1, used.size))
        for start in range(0, weights.shape[0], step):
            block = weights[start : start + step]
            chosen = block.T if used.size == block.shape[1] else block.T[used]
            made: Any = table @ np.ascontiguousarray(chosen, dtype=np.float64)
            totals[start : start + step] = made.T
        return totals


def joined(parts: Sequence[Masses]) -> Masses:
    """Return all entries of several masses."""
    return Masses(
        np.concatenate([part.unit for part in parts]),
        np.concatenate([part.group for part in parts]),
        np.concatenate([part.value for part in parts]),
    )

"""How far an interval can be trusted by the number of units that carry it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from weighbridge.statistics.arrays import BoolArray

FEW_CLUSTERS = 5.0
"""Below this many effective units the flag `few_clusters` is set and leave-one-out is published."""
APPROXIMATE = 20.0
"""Below so many effective units a nominal 90 % interval holds the truth less often (docs/coverage.md)."""


def cluster_masks(effective: ArrayLike, inside: ArrayLike = True) -> dict[str, BoolArray]:
    """Return where an interval hangs on few units, and where it is approximate.

    Parameters
    ----------
    effective : array_like
        Effective number of units; NaN where nothing is counted.
    inside : array_like of bool
        The cells that have a value.

    Examples
    --------
    >>> {name: mask.tolist() for name, mask in cluster_masks([4.9, 5.0, 19.9, 20.0]).items()}
    {'few_clusters': [True, False, False, False], 'approximate': [False, True, True, False]}
    """
    number, known = np.asarray(effective, dtype=np.float64), np.asarray(inside, dtype=bool)
    few = known & (number < FEW_CLUSTERS)
    return {"few_clusters": few, "approximate": known & ~few & (number < APPROXIMATE)}


def cluster_flags(effective: float) -> frozenset[str]:
    """Return the flags of one figure carried by so many effective units: one of the two, or none.

    Examples
    --------
    >>> sorted(cluster_flags(4.9)), sorted(cluster_flags(19.9)), sorted(cluster_flags(20.0))
    (['few_clusters'], ['approximate'], [])
    """
    return frozenset(name for name, is_set in cluster_masks(effective).items() if bool(is_set))

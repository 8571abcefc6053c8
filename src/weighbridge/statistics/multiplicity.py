"""Several tests at once: p-values that keep the chance of any false alarm where it was promised."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from weighbridge.statistics.arrays import FloatArray
from weighbridge.statistics.errors import MethodError


def holm(p_values: ArrayLike) -> FloatArray:
    """Return Holm's adjusted p-values, in the order given.

    Rejecting every hypothesis whose adjusted value is at most a keeps the chance of at least one false
    rejection at most a, whatever the dependence between the tests.

    Parameters
    ----------
    p_values : array_like, shape (tests,)

    Returns
    -------
    ndarray, shape (tests,)

    Raises
    ------
    MethodError
        If a value lies outside 0..1 or is missing: a test that was not made is left out by the caller.

    Notes
    -----
    Holm (1979): the k-th smallest of m is multiplied by m - k + 1; running maximum; at most 1.

    Examples
    --------
    >>> holm([0.001, 0.012, 0.020, 0.040, 0.300]).round(3).tolist()
    [0.005, 0.048, 0.06, 0.08, 0.3]
    """
    p = np.asarray(p_values, dtype=np.float64)
    if p.ndim != 1 or (p.size and not (p.min() >= 0 and p.max() <= 1)):
        raise MethodError("holm: found p-values outside 0..1 or missing, expected one list of p-values")
    order = np.argsort(p, kind="stable")
    raised = p[order] * np.arange(p.size, 0, -1)
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(np.maximum.accumulate(raised), 1.0) if p.size else raised
    return adjusted

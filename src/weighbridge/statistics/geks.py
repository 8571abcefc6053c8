"""A transitive price-index comparison of every period with every other."""

from __future__ import annotations

import numpy as np

from weighbridge.statistics.accounts import AccountPanel
from weighbridge.statistics.arrays import FloatArray, WeightArray
from weighbridge.statistics.clusters import cluster_masks
from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.estimate import EstimateTable
from weighbridge.statistics.links import index_of_links, matched_masses
from weighbridge.statistics.resampling import LEVEL, estimate_table
from weighbridge.statistics.shares import unit_counts

GEKS_PERIODS = 24
"""Longest window for GEKS, which compares every period with every other."""


def geks(panel: AccountPanel, weights: WeightArray, *, level: float = LEVEL) -> EstimateTable:
    """Return the transitive GEKS index of each group's matched accounts, first period = 1.

    Parameters
    ----------
    panel : AccountPanel
        At most 24 periods. One group for an index of all accounts together.
    weights : ndarray, shape (draws, units)
    level : float

    Returns
    -------
    EstimateTable
        Shape (periods, groups); NULL where a bilateral comparison has no matched mass. Bounds are NULL. The
        first period has no interval: `fixed_by_definition`.

    Raises
    ------
    MethodError
        If the window has more than 24 periods.

    Notes
    -----
    I(0, t) = prod over l of [g(0, l) g(l, t)]^(1 / (T + 1)), with g the growth of accounts observed in both
    periods (Gini; Elteto and Koves; Szulc).
    """
    periods, groups = panel.shape
    if periods > GEKS_PERIODS:
        raise MethodError(
            f"geks: found {periods} periods, expected at most {GEKS_PERIODS}; shorten the window"
        )
    log_growth = np.zeros((periods, periods, groups))
    drawn = np.zeros((weights.shape[0], periods, periods, groups))
    for start in range(periods - 1):
        ends = range(start + 1, periods)
        matched, shape = matched_masses(panel, [(start, end) for end in ends], None)
        size = int(np.prod(shape))
        for target, source in (
            (log_growth, matched.totals(size).reshape(shape)),
            (drawn, matched.drawn(weights, size).reshape(-1, *shape)),
        ):
            growth = index_of_links(source)
            target[..., start, start + 1 :, :] = growth
            target[..., start + 1 :, start, :] = -growth
    value, draws = (np.exp((part[..., :1, :, :] + _swap(part)).mean(axis=-2)) for part in (log_growth, drawn))
    none = np.full(value.shape, np.nan)
    counts = unit_counts(panel.by_group().summed(), (groups,), None, "in_denominator")
    base = np.zeros(value.shape, dtype=bool)
    base[0] = True
    one = np.broadcast_to(counts.in_group == 1, value.shape) & ~np.isnan(value) & ~base
    effective = counts.effective
    hangs = cluster_masks(effective, ~np.isnan(value) & ~base)
    return estimate_table(
        value,
        draws,
        (none, none),
        (none[None], none[None]),
        np.broadcast_to(counts.in_group, value.shape).astype(np.int64),
        no_interval=one | base,
        masks={
            "one_unit": one,
            "few_clusters": hangs["few_clusters"],
            "approximate": hangs["approximate"] & ~one,
            "fixed_by_definition": base,
            "not_covered": np.isnan(value),
        },
        level=level,
    )


def _swap(log_growth: FloatArray) -> FloatArray:
    return np.swapaxes(log_growth, -3, -2)

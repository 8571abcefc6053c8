"""Shares, leads and their bounds along the last axis of group totals, as counted or drawn."""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np

from weighbridge.statistics.arrays import FloatArray, ratio
from weighbridge.statistics.errors import MethodError

Unattributed: TypeAlias = Literal["in_denominator", "excluded"]
"""Whether the unknown mass counts in the denominator of a share."""


def denominator(known: float, unknown: float, unattributed: Unattributed) -> float:
    """Return what shares are parts of; an error for a treatment that does not exist."""
    if unattributed not in ("in_denominator", "excluded"):
        raise MethodError(f"unattributed: found {unattributed!r}, expected 'in_denominator' or 'excluded'")
    return known + unknown if unattributed == "in_denominator" else known


def unknown_of(totals: FloatArray, unknown: int | None) -> FloatArray:
    """Return the unattributed mass of totals, keeping the axis; zero without a column for it."""
    if unknown is None:
        return np.zeros((*totals.shape[:-1], 1))
    if not 0 <= unknown < totals.shape[-1]:
        raise MethodError(
            f"unknown: found column {unknown}, expected 0..{totals.shape[-1] - 1}, or None for no column"
        )
    return totals[..., unknown, None]


def shares_of_totals(
    totals: FloatArray, unknown: int | None, unattributed: Unattributed
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return shares, lower and upper bounds along the last axis of group totals.

    The unknown column's own share is u / T with bounds at that value, because how much is unattributed is
    known; under ``excluded`` it is NULL.
    """
    u = unknown_of(totals, unknown)
    known = totals if unknown is None else np.delete(totals, unknown, axis=-1)
    known_total = _sum_in_order(known)
    total = known_total + u
    value = ratio(totals, total if unattributed == "in_denominator" else known_total)
    low, high = ratio(totals, total), ratio(totals + u, total)
    if unknown is not None:
        own = ratio(u[..., 0], total[..., 0]) if unattributed == "in_denominator" else np.nan
        for part in (value, low, high):
            part[..., unknown] = own
    return value, *_contain(value, low, high)


def some_shares(
    totals: FloatArray, columns: tuple[int, ...], unknown: int | None, unattributed: Unattributed
) -> FloatArray:
    """Return the shares of some groups, equal to the last digit to those of `shares_of_totals`.

    For draws of many groups of which a few are asked for.
    """
    u = unknown_of(totals, unknown)
    known = _sum_in_order(totals if unknown is None else np.delete(totals, unknown, axis=-1))
    return ratio(totals[..., list(columns)], known + u if unattributed == "in_denominator" else known)


def _sum_in_order(totals: FloatArray) -> FloatArray:
    """Sum along the last axis from left to right, keeping the axis.

    NumPy's own sum pairs terms by their number, so that a group of nothing could move the last digit.
    """
    if totals.shape[-1] == 0:
        return np.zeros((*totals.shape[:-1], 1))
    return np.cumsum(totals, axis=-1)[..., -1:]


def _contain(value: FloatArray, low: FloatArray, high: FloatArray) -> tuple[FloatArray, FloatArray]:
    # The bounds contain the value by algebra; the last bit of a division must not say otherwise.
    return np.fmin(low, value), np.fmax(high, value)


def lead_of_totals(
    totals: FloatArray, pair: tuple[int, int], unknown: int | None, unattributed: Unattributed
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the lead of the first of a pair of columns over the second, with its lower and upper bounds."""
    u = unknown_of(totals, unknown)[..., 0]
    total = totals.sum(axis=-1)
    known = total if unknown is None else np.delete(totals, unknown, axis=-1).sum(axis=-1)
    difference = totals[..., pair[0]] - totals[..., pair[1]]
    value = ratio(difference, total if unattributed == "in_denominator" else known)
    return value, *_contain(value, ratio(difference - u, total), ratio(difference + u, total))

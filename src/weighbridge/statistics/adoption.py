"""Relative adoption: downloads at fixed ages against the largest of the same size at the same age."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from weighbridge.statistics.adoption_curves import (
    AdoptionCurve,
    ThresholdTimes,
    adoption_curve,
    threshold_times,
)
from weighbridge.statistics.arrays import FlagArray, FloatArray, IntArray, WeightArray, code_array, ratio
from weighbridge.statistics.errors import MethodError
from weighbridge.statistics.estimate import flag_array
from weighbridge.statistics.resampling import LEVEL, percentile_limits

__all__ = [
    "CHECKPOINT_DAYS",
    "SIZE_CLASSES",
    "TOP",
    "AdoptionCurve",
    "Baseline",
    "RelativeAdoption",
    "ThresholdTimes",
    "adoption_baseline",
    "adoption_curve",
    "drawn_cut_offs",
    "relative_adoption",
    "size_class",
    "threshold_times",
]

CHECKPOINT_DAYS = (7, 14, 30, 60, 90, 180, 365)
"""Ages at which relative adoption is told."""
TOP = 10
"""How many of the size class's largest make the baseline."""

_EDGES = (1.0, 5.0, 10.0, 50.0, 100.0, 250.0)
SIZE_CLASSES = ("<1B", "1-5B", "7-9B", "10-50B", "50-100B", "100-250B", "250B+")
"""By total parameters in decimal billions; "7-9B" holds 5 to 10."""


def size_class(parameters_billion: float | None) -> str | None:
    """Return the size class of a model by total parameters, None if the size is unknown.

    Raises
    ------
    MethodError
        If the size is not above 0.

    Examples
    --------
    >>> size_class(0.6), size_class(5), size_class(250), size_class(None)
    ('<1B', '7-9B', '250B+', None)
    """
    if parameters_billion is None:
        return None
    if not parameters_billion > 0:
        raise MethodError(f"size: found {parameters_billion} billion parameters, expected a number above 0")
    return SIZE_CLASSES[int(np.searchsorted(_EDGES, parameters_billion, side="right"))]


@dataclass(frozen=True, slots=True, eq=False)
class Baseline:
    """What a size class's largest had gathered at each checkpoint; a frozen, named snapshot.

    Attributes
    ----------
    name : str
        Of the snapshot. A score without it is refused.
    median_of_ten, tenth : ndarray, shape (checkpoints,)
        Median of the ten largest, and the tenth largest made monotone (the largest so far). NaN with fewer
        than ten reference models of that age.
    alive : ndarray of int, shape (checkpoints,)
        Reference models that have lived so long.
    median_low, median_high, tenth_low, tenth_high : ndarray, shape (checkpoints,)
        Intervals of the two cut-offs over reference organisations; NaN without weights.
    """

    name: str
    median_of_ten: FloatArray
    tenth: FloatArray
    alive: FloatArray
    median_low: FloatArray
    median_high: FloatArray
    tenth_low: FloatArray
    tenth_high: FloatArray


def _largest(curves: FloatArray, weights: WeightArray, code: IntArray) -> tuple[FloatArray, FloatArray]:
    """Median of the ten largest and the tenth largest of each checkpoint, a model counted by its weight.

    `weights` has shape (draws, organisations), `code` is the column of each model; the results (draws,
    checkpoints).
    """
    medians, tenths = (np.full((weights.shape[0], curves.shape[1]), np.nan) for _ in range(2))
    for checkpoint in range(curves.shape[1]):
        lived = np.flatnonzero(~np.isnan(curves[:, checkpoint]))
        order = lived[np.argsort(-curves[lived, checkpoint], kind="stable")]
        reached = _reached(weights, code[order])
        enough = reached[:, -1] >= TOP if order.size else np.zeros(weights.shape[0], dtype=bool)
        if not enough.any():
            continue
        values = curves[order, checkpoint]
        fifth, sixth, tenth = (values[np.argmax(reached[enough] >= place, axis=1)] for place in (5, 6, TOP))
        medians[enough, checkpoint], tenths[enough, checkpoint] = (fifth + sixth) / 2, tenth
    return medians, _monotone(tenths)


def _reached(weights: WeightArray, code: IntArray) -> IntArray:
    """How many models are counted down to each rank, shape (draws, ranks), as far as ten need be found."""
    width = 8 * TOP
    while True:
        reached = np.cumsum(weights[:, code[:width]], axis=1, dtype=np.int64)
        if width >= code.size or (reached[:, -1] >= TOP).all():
            return reached
        width *= 8


def drawn_cut_offs(
    curves: ArrayLike, weights: WeightArray, organisation: ArrayLike
) -> tuple[FloatArray, FloatArray]:
    """Return both cut-offs in every draw of reference organisations.

    Parameters
    ----------
    curves : array_like, shape (models, checkpoints)
        As in `adoption_baseline`.
    weights : ndarray, shape (draws, organisations)
        Multinomial weights: an organisation drawn twice has each of its models twice.
    organisation : array_like of int, shape (models,)
        Column of `weights` of each model.

    Returns
    -------
    median_of_ten, tenth : ndarray, shape (draws, checkpoints)
        NaN where a draw holds fewer than ten models of that age.
    """
    array = np.asarray(curves, dtype=np.float64)
    code = code_array(organisation, weights.shape[1], "organisation", array.shape[0])
    return _largest(array, weights, code)


def _monotone(tenths: FloatArray) -> FloatArray:
    return np.where(np.isnan(tenths), np.nan, np.fmax.accumulate(tenths, axis=-1))


def adoption_baseline(
    name: str,
    curves: ArrayLike,
    *,
    weights: WeightArray | None = None,
    organisation: ArrayLike | None = None,
    level: float = LEVEL,
) -> Baseline:
    """Return the baseline of one size class from its reference models.

    Parameters
    ----------
    name : str
        Of the frozen snapshot.
    curves : array_like, shape (models, checkpoints)
        Cumulative downloads at each checkpoint; NaN where the model has not lived so long.
    weights : ndarray, shape (draws, organisations), optional
        Multinomial weights, for the intervals of the cut-offs.
    organisation : array_like of int, shape (models,), optional
        Column of `weights` of each model; needed with them.
    level : float

    Raises
    ------
    MethodError
        If the name is empty, a curve is negative, or weights come without organisations.
    """
    array = np.asarray(curves, dtype=np.float64)
    if not name or array.ndim != 2 or (array < 0).any():
        raise MethodError(
            f"baseline {name!r}: found curves {array.shape}, expected a name and "
            "(models, checkpoints) of 0 or more"
        )
    once = np.ones((1, array.shape[0]), dtype=np.uint8)
    median, tenth = (part[0] for part in _largest(array, once, np.arange(array.shape[0])))
    none = np.full(median.shape, np.nan)
    ends = (none, none, none, none)
    if weights is not None:
        if organisation is None:
            raise MethodError(
                "baseline: found weights without organisations, expected one for each reference model"
            )
        drawn = drawn_cut_offs(array, weights, organisation)
        limits = [
            percentile_limits(draws, value, level)
            for draws, value in zip(drawn, (median, tenth), strict=True)
        ]
        ends = (limits[0][0], limits[0][1], limits[1][0], limits[1][1])
    alive = (~np.isnan(array)).sum(axis=0).astype(np.float64)
    return Baseline(name, median, tenth, alive, *ends)


@dataclass(frozen=True, slots=True, eq=False)
class RelativeAdoption:
    """A model's downloads against the largest of its size class at the same age. NaN is NULL.

    Attributes
    ----------
    ram_median, ram_tenth : ndarray, shape (..., checkpoints)
        Against the median of the ten largest (January 2026), and against the tenth largest made monotone
        (second quarter of 2026). They can tell opposite stories.
    flags : ndarray of object, shape (..., checkpoints)
        ``one_unit`` everywhere a value stands (one model has no interval), ``censored`` beyond its own age,
        ``thin_coverage`` without a usable baseline.
    baseline : str
    """

    ram_median: FloatArray
    ram_tenth: FloatArray
    flags: FlagArray
    baseline: str


def relative_adoption(downloads: ArrayLike, baseline: Baseline | None) -> RelativeAdoption:
    """Return relative adoption at every checkpoint, in both versions.

    Parameters
    ----------
    downloads : array_like, shape (checkpoints,) or (models, checkpoints)
        Cumulative downloads; NaN beyond the model's own age.
    baseline : Baseline or None
        Of the model's size class; None if its size is unknown.

    Raises
    ------
    MethodError
        If the checkpoints do not fit those of the baseline.

    Examples
    --------
    >>> day_30 = [9, 7, 6, 5, 4.5, 4, 3.5, 3, 2.5, 2, 1, 0.5]
    >>> result = relative_adoption([3.0], adoption_baseline("example", [[x] for x in day_30]))
    >>> round(float(result.ram_median[0]), 3), float(result.ram_tenth[0])
    (0.706, 1.5)
    """
    own = np.asarray(downloads, dtype=np.float64)
    if baseline is None:
        none = np.full(own.shape, np.nan)
        return RelativeAdoption(
            none, none, flag_array({"thin_coverage": np.ones(own.shape, bool)}, own.shape), ""
        )
    if own.shape[-1] != baseline.tenth.size:
        raise MethodError(
            f"adoption: found {own.shape[-1]} checkpoints, expected {baseline.tenth.size} as {baseline.name}"
        )
    # A cut-off of zero, like one of NaN, gives no ratio.
    median, tenth = (ratio(own, np.nan_to_num(cut)) for cut in (baseline.median_of_ten, baseline.tenth))
    lived = ~np.isnan(own)
    usable = np.broadcast_to(baseline.tenth > 0, own.shape)
    flags = {"one_unit": lived & usable, "censored": ~lived, "thin_coverage": ~usable}
    return RelativeAdoption(median, tenth, flag_array(flags, own.shape), baseline.name)

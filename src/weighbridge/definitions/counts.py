"""The estimate of a total: value, interval over makers, and bounds by what nobody has placed."""

from __future__ import annotations

import numpy as np

from weighbridge.catalogue.errors import UsageError
from weighbridge.definitions.adoption import Selection
from weighbridge.definitions.choices import Definition
from weighbridge.definitions.shares import Segment, masses_of, panel_flags
from weighbridge.statistics.arrays import WeightArray
from weighbridge.statistics.clusters import cluster_masks
from weighbridge.statistics.estimate import EstimateTable
from weighbridge.statistics.lonely import drawn_groups, drawn_of, place_of
from weighbridge.statistics.masses import Masses
from weighbridge.statistics.resampling import estimate_table


def count_table(
    selection: Selection, definition: Definition, weights: WeightArray, watched: bool = True
) -> list[Segment]:
    """Totals of each month and group, list by list.

    The interval resamples makers: it says how much the total hangs on few of them. Bounds: none, or
    all, of what nobody has placed is the group's. ``watched`` is false where months are no captures, so
    that an account missing from one says nothing of the panel.
    """
    panel = definition.get("panel", "all")
    if panel == "chained":
        raise UsageError(
            "A chained total has no level of its own: ask for the share, or take --panel constant."
        )
    segments = []
    for months in selection.segments():
        keep = np.asarray(selection.observed[:, months].all(axis=1)) if panel == "constant" else None
        masses = masses_of(selection, months, keep)
        table = _totals(masses, (len(months), len(selection.groups)), weights, selection.unknown)
        is_steady = keep is not None or not watched
        extra = [set[str]() for _ in months] if is_steady else panel_flags(selection, months)
        if months.start > 0:
            extra[0].add("new_list")
        for flags, month in zip(extra, months, strict=True):
            flags.update({"partial_period"} if selection.partial[month] else ())
        segments.append(Segment(months, table, tuple(tuple(sorted(flags)) for flags in extra)))
    return segments


def _totals(
    masses: Masses, shape: tuple[int, int], weights: WeightArray, unknown: int | None
) -> EstimateTable:
    size = shape[0] * shape[1]
    value = masses.totals(size).reshape(shape)
    low, high = _bounds(value, unknown)
    in_group = masses.carried(size).reshape(shape)
    needed = drawn_groups(in_group, unknown)
    draws = drawn_of(masses, weights, shape, needed)
    low_draws, high_draws = _bounds(draws, place_of(unknown, needed))
    effective = np.nan_to_num(masses.effective(size).reshape(shape), nan=0.0)
    masks = {
        "one_unit": in_group == 1,
        "zero_cell": in_group == 0,
        **cluster_masks(effective, in_group > 1),
    }
    return estimate_table(
        value,
        draws,
        (low, high),
        (low_draws, high_draws),
        in_group.astype(np.int64),
        no_interval=masks["one_unit"] | masks["zero_cell"],
        masks=masks,
        needed=needed,
    )


def _bounds(totals: np.ndarray, unknown: int | None) -> tuple[np.ndarray, np.ndarray]:
    if unknown is None:
        return totals.copy(), totals.copy()
    high = totals + totals[..., [unknown]]
    high[..., unknown] = totals[..., unknown]
    return totals.copy(), high

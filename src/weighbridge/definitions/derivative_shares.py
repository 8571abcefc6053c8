"""The estimate of shares of new derivatives: uploaders and roots resampled together."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from weighbridge.definitions.choices import Definition
from weighbridge.definitions.columns import Floats
from weighbridge.definitions.derivatives import THIN, Chosen, choose
from weighbridge.definitions.estimators import rows_of
from weighbridge.definitions.notes import list_notes
from weighbridge.definitions.result import Row
from weighbridge.definitions.run import Estimated, Run
from weighbridge.definitions.shares import Segment, unattributed_of
from weighbridge.definitions.wording import month_name
from weighbridge.statistics.clusters import cluster_masks
from weighbridge.statistics.crossed import crossed_totals
from weighbridge.statistics.estimate import EstimateTable
from weighbridge.statistics.masses import Masses
from weighbridge.statistics.resampling import (
    DRAWS,
    estimate_table,
    exponential_weights,
    generator_for,
)
from weighbridge.statistics.shares import UnitCounts, share_table, unit_counts

# A smaller part with a known relation says little.
LEAST_SPLIT = 0.5
# So many uploaders are resampled one by one; the smaller ones beyond share units with others like them.
LARGE = 20_000
SMALL_GROUPS = 5_000

Weights = tuple[np.ndarray, np.ndarray]


def share_of_derivatives(run: Run) -> Estimated:
    """Each group's part of the month's new derivatives."""
    chosen, segments = segments_of(run)
    shown = run.query.shown(chosen.selection.groups)
    rows = tuple(_told(row) for row in rows_of(chosen.selection, segments, shown, []))
    return Estimated(rows, (*list_notes(chosen.selection), *_notes(chosen, run.definition)))


def segments_of(run: Run, also: tuple[str, ...] = ()) -> tuple[Chosen, list[Segment]]:
    """The cells and the estimate of each stretch of months one list carries.

    ``also`` names groups that stand in the result though no derivative may be theirs.
    """
    chosen = choose(run, also)
    return chosen, segments_in(run, chosen)


def segments_in(run: Run, chosen: Chosen) -> list[Segment]:
    """The estimate of each stretch of months one list carries, for cells that were chosen before."""
    weights = _weights(run, chosen)
    return [_segment(run, chosen, weights, months) for months in chosen.selection.segments()]


def _told(row: Row) -> Row:
    """A figure that rests on few derivatives has a value and no interval."""
    return replace(row, low=None, high=None) if "thin_coverage" in row.flags else row


def _weights(run: Run, chosen: Chosen) -> Weights:
    """Exponential weights of uploaders and of roots, drawn once for the whole indicator."""
    indicator = run.definition.indicator
    uploaders = min(len(chosen.uploaders), LARGE + SMALL_GROUPS)
    return _drawn(indicator.name, indicator.method_version, indicator.seed, uploaders, len(chosen.roots))


@lru_cache(maxsize=1)
def _drawn(name: str, version: str, seed: int, uploaders: int, roots: int) -> Weights:
    """The weights, drawn once for all that is asked in one process."""
    rng = generator_for(name, version, seed)
    weights = exponential_weights(uploaders, DRAWS, rng), exponential_weights(roots, DRAWS, rng)
    for matrix in weights:
        matrix.flags.writeable = False
    return weights


def _uploader_codes(chosen: Chosen) -> NDArray[np.int64]:
    """The resampled uploader of each cell."""
    code, size = chosen.selection.unit, len(chosen.uploaders)
    if size <= LARGE + SMALL_GROUPS:
        return code
    mass = np.bincount(code, weights=chosen.selection.value, minlength=size)
    rank = np.empty(size, dtype=np.int64)
    rank[np.lexsort((np.arange(size), -mass))] = np.arange(size)
    return np.where(rank < LARGE, rank, LARGE + rank % SMALL_GROUPS)[code]


def _segment(run: Run, chosen: Chosen, weights: Weights, months: range) -> Segment:
    """The estimate of the months one list carries."""
    selection = chosen.selection
    inside = (selection.month >= months.start) & (selection.month < months.stop)
    shape = (len(months), len(selection.groups))
    cell = np.ravel_multi_index((selection.month[inside] - months.start, selection.group[inside]), shape)
    units = (_uploader_codes(chosen)[inside], chosen.root_unit[inside])
    value, size = selection.value[inside], int(np.prod(shape))
    totals = np.bincount(cell, weights=value, minlength=size).astype(np.float64).reshape(shape)
    drawn = crossed_totals(*units, cell, value, weights, size).reshape(-1, *shape)
    of_uploaders = run.definition.get("attribution", "publisher") == "publisher"
    counts = _unit_counts(units[0] if of_uploaders else units[1], cell, value, shape)
    if chosen.holds is None:
        table = share_table(
            totals, drawn, counts, unknown=selection.unknown, unattributed=unattributed_of(run.definition)
        )
    else:
        held = _held(chosen, inside, months, weights, units, shape)
        table = _not_adding_up((totals, drawn), held, counts, selection.unknown)
    split, whole = chosen.split[months.start : months.stop], totals.sum(axis=1)
    thin = (whole > 0) & ((whole < THIN) | (split < LEAST_SPLIT))
    flags = [({"thin_coverage"} if few else set[str]()) for few in thin]
    for at in np.flatnonzero(selection.partial[months.start : months.stop]).tolist():
        flags[at].add("partial_period")
    if months.start > 0:
        flags[0].add("new_list")
    return Segment(months, table, tuple(tuple(sorted(words)) for words in flags))


def _held(
    chosen: Chosen,
    inside: NDArray[np.bool_],
    months: range,
    weights: Weights,
    units: tuple[NDArray[np.int64], NDArray[np.int64]],
    shape: tuple[int, int],
) -> tuple[Floats, Floats]:
    """Totals of each group, plain and drawn, where a merge counts wholly for some groups."""
    selection, holds = chosen.selection, chosen.holds or {}
    totals = np.zeros(shape)
    drawn = np.zeros((weights[0].shape[0], *shape))
    month, value = selection.month[inside] - months.start, selection.value[inside]
    for at, group in enumerate(selection.groups):
        mine = holds[group][inside] if group in holds else np.zeros(value.size, dtype=bool)
        totals[:, at] = np.bincount(month[mine], weights=value[mine], minlength=shape[0])
        own = (units[0][mine], units[1][mine])
        drawn[:, :, at] = crossed_totals(*own, month[mine], value[mine], weights, shape[0])
    return totals, drawn


def _not_adding_up(
    whole: tuple[Floats, Floats], held: tuple[Floats, Floats], counts: UnitCounts, unknown: int | None
) -> EstimateTable:
    """Shares that do not sum to 1: each group's part of all derivatives, whatever others hold."""

    def part(totals: Floats, all_of_them: Floats, with_unknown: bool) -> Floats:
        left = totals[..., [unknown]] if unknown is not None and with_unknown else 0.0
        base = all_of_them.sum(axis=-1, keepdims=True)
        return np.divide(
            np.minimum(totals + left, base), base, out=np.full(totals.shape, np.nan), where=base > 0
        )

    value, low, high = (
        part(held[0], whole[0], False),
        part(held[0], whole[0], False),
        part(held[0], whole[0], True),
    )
    draws, high_draws = part(held[1], whole[1], False), part(held[1], whole[1], True)
    one = counts.in_group == 1
    none = counts.in_group == 0
    effective = np.broadcast_to(counts.effective[:, None], value.shape)
    return estimate_table(
        value,
        draws,
        (low, high),
        (draws, high_draws),
        np.broadcast_to(counts.total[:, None], value.shape).astype(np.int64),
        no_interval=one | none,
        masks={"one_unit": one, "zero_cell": none, **cluster_masks(effective, ~one & ~none)},
    )


def _unit_counts(
    unit: NDArray[np.int64], cell: NDArray[np.intp], value: Floats, shape: tuple[int, int]
) -> UnitCounts:
    """Units behind each cell and each month, of the kind that the groups are made of."""
    masses = Masses(unit, cell, value).summed()
    return unit_counts(masses, shape, None, "in_denominator")


def _counts_only(chosen: Chosen) -> str:
    """Which months have no answer because their list holds counts alone."""
    selection = chosen.selection
    at = np.flatnonzero(chosen.counts_only).tolist()
    lists = ", ".join(sorted({selection.lists[i] for i in at}))
    first, last = month_name(selection.months[at[0]]), month_name(selection.months[at[-1]])
    when = f"in {first}" if len(at) == 1 else f"in {len(at)} months from {first} to {last}"
    return (
        f"Not available {when}: {lists} has counts on base models, not who published each derivative. "
        "A fuller list, once imported, fills the gap: `weighbridge import hub_models FILE --as-of DATE`."
    )


def _notes(chosen: Chosen, definition: Definition) -> list[str]:
    """How much is counted, how much of it nobody has placed, how much has a known relation."""
    selection = chosen.selection
    total = float(selection.value.sum())
    if not total:
        return ["No derivative is counted under this definition."]
    left = float(selection.value[selection.group == selection.unknown].sum())
    whose = definition.get("attribution", "publisher")
    counted = f"{total:,.0f} new derivatives in {len(selection.months)} months"
    said = [f"{counted}; of {left / total * 100:.1f} % nobody knows the {whose}'s seat or maker."]
    if definition.get("relation", "all") != "all":
        least = float(chosen.split.min(initial=1.0))
        said.append(f"How a derivative was made is known of at least {least * 100:.0f} % in each month.")
    if chosen.counts_only.any():
        said.append(_counts_only(chosen))
    if chosen.holds is not None:
        said.append("A merge counts wholly for several groups or for none, so these shares do not sum to 1.")
    return said

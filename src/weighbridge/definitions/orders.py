"""Whether one group is ahead of another in a month, at both ends of what the unplaced part allows."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from weighbridge.catalogue.errors import UsageError
from weighbridge.definitions.adoption import Selection
from weighbridge.definitions.grid import month_held
from weighbridge.definitions.leads import Lead, estimated, lead_in, require_shares
from weighbridge.definitions.run import Run
from weighbridge.definitions.shares import Segment
from weighbridge.statistics.shares import lead_frequency


@dataclass(frozen=True, slots=True)
class Order:
    """A lead, and the part of draws in which A is ahead with all that is unplaced given to B, then to A.

    Both parts are None where one of the two groups is a single unit: there is nothing to draw.
    """

    lead: Lead
    p_low: float | None
    p_high: float | None


def order(run: Run, group_a: str, group_b: str, month: str | None = None) -> Order:
    """The order of two groups in a month; the newest held by default.

    A constant or chained panel is that of the whole run of months its list carries. Raises ``UsageError``
    as a lead does: for an indicator that is no share of a total, or an unheard-of group.
    """
    require_shares(run)
    wanted = month or month_held(run.cube, None)
    if run.definition.get("panel", "all") == "all":
        run = replace(run, query=replace(run.query, month_from=wanted, month_to=wanted))
    selection, segments = estimated(run, (group_a, group_b))
    for segment in segments:
        for at, code in enumerate(segment.months):
            if selection.months[code] == wanted:
                return _order(run, selection, segment, at, (group_a, group_b))
    raise UsageError(f"--month {wanted}: no capture under this definition.")


def _order(run: Run, selection: Selection, segment: Segment, at: int, pair: tuple[str, str]) -> Order:
    lead = lead_in(run.definition, selection, segment, at, pair)
    if {"one_unit", "zero_cell", "thin_coverage"} & set(lead.flags) or lead.value is None:
        return Order(lead, None, None)
    places = (selection.groups.index(pair[0]), selection.groups.index(pair[1]))
    low, high = _ends(segment, at, places, selection.unknown)
    return Order(lead, low, high)


def _ends(
    segment: Segment, at: int, pair: tuple[int, int], unknown: int | None
) -> tuple[float | None, float | None]:
    table, draws = segment.table, segment.table.draws[:, at]
    gap = table.of_group(draws, pair[0]) - table.of_group(draws, pair[1])
    unplaced = np.zeros_like(gap) if unknown is None else table.of_group(draws, unknown)
    if np.isnan(unplaced).any():
        # Left out of the total, the unplaced part has no draws of its own; the sign of a lead is the same
        # under both treatments, so whoever asks takes the other one.
        return None, None
    return float(lead_frequency(gap - unplaced)), float(lead_frequency(gap + unplaced))

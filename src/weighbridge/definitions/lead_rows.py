"""The estimate of a lead month by month: A minus B from paired draws, and what would turn it."""

from __future__ import annotations

import numpy as np

from weighbridge.catalogue.errors import UsageError
from weighbridge.catalogue.units import NARROW_SPACE
from weighbridge.definitions.adoption import Selection, select
from weighbridge.definitions.influence import movers
from weighbridge.definitions.leads import Lead, lead_in
from weighbridge.definitions.notes import list_notes, model_notes
from weighbridge.definitions.result import NONE, UNKNOWN, Row
from weighbridge.definitions.run import Estimated, Run
from weighbridge.definitions.shares import Segment, estimate_shares
from weighbridge.definitions.wording import group_name, month_name, percent, points
from weighbridge.statistics.resampling import LEVEL, percentile_limits


def lead_of(run: Run) -> Estimated:
    """One row a month: the lead, or the unplaced mass that would level it, of one pair of groups."""
    selection = select(run.cube, run.definition, run.query, run.units)
    segments = estimate_shares(selection, run.definition, run.matrix)
    pair = _pair(run, selection, segments)
    statistic = _flip_row if run.definition["statistic"] == "flip_mass" else _lead_row
    rows: list[Row] = []
    last: Lead | None = None
    for segment in segments:
        for at in range(len(segment.months)):
            last = lead_in(run.definition, selection, segment, at, pair)
            rows.append(statistic(last, segment, selection, at))
    found = movers(run, selection)
    notes = [*_turning(last, run), *model_notes(run, selection, found, pair), *list_notes(selection)]
    return Estimated(tuple(rows), tuple(notes))


def _pair(run: Run, selection: Selection, segments: list[Segment]) -> tuple[str, str]:
    """The two groups asked for, in that order; else the two largest of the last month, by the alphabet."""
    if run.query.only:
        shown = run.query.shown(selection.groups)
        if len(set(shown)) != 2 or UNKNOWN in shown:
            raise UsageError(
                f"--only {','.join(run.query.only)}: a lead is of one group over another. Name two groups."
            )
        return shown[0], shown[1]
    last = np.nan_to_num(segments[-1].table.value[-1])
    named = [g for g in selection.groups if g not in (NONE, UNKNOWN)]
    if len(named) < 2:
        named = [g for g in selection.groups if g != UNKNOWN]
    if len(named) < 2:
        raise UsageError(
            f"A lead needs two groups and this definition holds {' and '.join(named) or 'none'}. "
            "Widen the population, or take another --group."
        )
    ranked = sorted(named, key=lambda g: (-last[selection.groups.index(g)], g))
    first, second = sorted(ranked[:2])
    return first, second


def _lead_row(lead: Lead, segment: Segment, selection: Selection, at: int) -> Row:
    return Row(
        month=lead.month,
        group=f"{lead.group_a}-{lead.group_b}",
        value=lead.value,
        low=lead.low,
        high=lead.high,
        bound_low=lead.bound_low,
        bound_high=lead.bound_high,
        n=lead.n,
        flags=lead.flags,
    )


def _flip_row(lead: Lead, segment: Segment, selection: Selection, at: int) -> Row:
    """What would have to go wholly to the side behind: a share of the whole, so it has no bounds."""
    value = None if lead.flip is None else lead.flip.flip_mass
    low, high, flags = _flip_limits(lead, segment, selection, at, value)
    return Row(lead.month, f"{lead.group_a}-{lead.group_b}", value, low, high, None, None, lead.n, flags)


def _flip_limits(
    lead: Lead, segment: Segment, selection: Selection, at: int, value: float | None
) -> tuple[float | None, float | None, tuple[str, ...]]:
    if value is None or {"one_unit", "zero_cell"} & set(lead.flags):
        return None, None, lead.flags
    a, b = (selection.groups.index(name) for name in (lead.group_a, lead.group_b))
    drawn = segment.table.bound_low_draws[:, at]
    gap = np.abs(segment.table.of_group(drawn, a) - segment.table.of_group(drawn, b))
    low, high, unstable = percentile_limits(gap[:, None], np.array([value]), LEVEL)
    flags = (set(lead.flags) - {"unstable"}) | ({"unstable"} if unstable[0] else set())
    if np.isnan(low[0]):
        return None, None, tuple(sorted(flags | {"unstable"}))
    return float(low[0]), float(high[0]), tuple(sorted(flags))


def _turning(lead: Lead | None, run: Run) -> list[str]:
    """What would level the last month's lead, and in how many resamples it stands."""
    if lead is None or lead.flip is None or not lead.value:
        return []
    ahead, behind = (lead.group_a, lead.group_b) if lead.value > 0 else (lead.group_b, lead.group_a)
    names = [group_name(name, run.query.group_by) for name in (ahead, behind)]
    when = month_name(lead.month)
    said = [_unplaced(lead, names, when)]
    said.append(
        f"{points(lead.flip.misattribution_mass)} of the whole, filed with {names[0]} by mistake and "
        f"{names[1]}'s in truth, would level it too."
    )
    if lead.lead_frequency is not None:
        stands = lead.lead_frequency if lead.value > 0 else 1 - lead.lead_frequency
        said.append(f"{names[0]} leads in {stands * 100:.0f}{NARROW_SPACE}% of resamples.")
    return said


def _unplaced(lead: Lead, names: list[str], when: str) -> str:
    flip = lead.flip
    if flip is None or flip.flip_fraction is None:
        return f"In {when} every model is placed, so nothing unplaced can turn the lead of {names[0]}."
    mass, whole = points(flip.flip_mass), percent(lead.unknown or 0.0)
    if flip.flip_fraction > 1:
        return (
            f"In {when} {whole} is unplaced, less than the {mass} that {names[1]} would need to draw level."
        )
    return (
        f"In {when} {names[1]} draws level with {mass} of the whole from the unplaced {whole}: "
        f"{percent(flip.flip_fraction)} of it, if none of the rest were {names[0]}'s."
    )

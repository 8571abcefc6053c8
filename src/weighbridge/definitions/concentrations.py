"""The estimate of concentration over organisations."""

from __future__ import annotations

import numpy as np

from weighbridge.catalogue.flags import checked_flags
from weighbridge.definitions.adoption import Selection, select
from weighbridge.definitions.columns import Mask
from weighbridge.definitions.result import NONE, UNKNOWN, Row
from weighbridge.definitions.run import Estimated, Run
from weighbridge.statistics.concentration import concentration
from weighbridge.statistics.resampling import generator_for


def concentration_of(run: Run) -> Estimated:
    """One statistic per month and group, over the organisations that published the models."""
    # An organisation's models are resampled one by one.
    selection = select(run.cube, run.definition, run.query, run.units, by_cell=True)
    groups = [g for g in run.query.shown(selection.groups) if g not in (NONE, UNKNOWN)]
    # An account of no known organisation is a lone unit whose name begins with '@'; most come added up.
    lone = np.array([name.startswith("@") for name in run.units], dtype=bool)
    rows = []
    for at, month in enumerate(selection.months):
        fresh = at > 0 and selection.lists[at] != selection.lists[at - 1]
        for group in groups:
            inside = selection.month == at
            if run.query.group_by != "all":
                inside &= selection.group == selection.groups.index(group)
            rows.append(_row(run, selection, inside, lone, (month, group), fresh))
    return Estimated(tuple(rows))


def _row(run: Run, selection: Selection, inside: Mask, lone: Mask, key: tuple[str, str], fresh: bool) -> Row:
    indicator = run.definition.indicator
    is_lone = lone[selection.unit]
    held = inside & ~is_lone
    unplaced = float(selection.value[inside & is_lone].sum())
    found = concentration(
        selection.value[held],
        selection.unit[held],
        generator_for(indicator.name, indicator.method_version, indicator.seed),
        unknown=unplaced,
    )[run.definition["statistic"]]
    flags = {*found.flags, *({"new_list"} if fresh else ())}
    return Row(
        key[0],
        key[1],
        found.value,
        found.low,
        found.high,
        found.bound_low,
        found.bound_high,
        found.n,
        checked_flags(flags),
    )

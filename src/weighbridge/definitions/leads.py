"""The lead of one group over another in one month, under one definition, from paired draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from weighbridge.catalogue.errors import UsageError, unknown_name
from weighbridge.catalogue.flags import checked_flags
from weighbridge.catalogue.indicator import Indicator
from weighbridge.definitions.adoption import Selection, select, watched_groups
from weighbridge.definitions.choices import Definition
from weighbridge.definitions.derivative_shares import segments_of, share_of_derivatives
from weighbridge.definitions.derivatives import is_of_derivatives, placed_groups
from weighbridge.definitions.estimators import share_of_total
from weighbridge.definitions.result import UNKNOWN
from weighbridge.definitions.run import Run
from weighbridge.definitions.shares import Segment, estimate_shares
from weighbridge.definitions.token_shares import share_of_tokens
from weighbridge.statistics.arrays import null_if_nan
from weighbridge.statistics.flips import Flip, flip
from weighbridge.statistics.resampling import percentile_limits
from weighbridge.statistics.shares import lead_frequency

CONTAGIOUS = (
    "not_covered",
    "panel_break",
    "link_imputed",
    "new_list",
    "few_clusters",
    "approximate",
    "unstable",
)


@dataclass(frozen=True, slots=True)
class Lead:
    """A's share minus B's, in shares (0.013 is 1.3 points).

    ``low`` and ``high`` come from the difference in each draw, never from two separate intervals; the
    bounds give everything unplaced to one side, then to the other. ``lead_frequency`` is the part of
    resamples in which A is ahead. ``a``, ``b`` and ``unknown`` are the shares themselves.
    """

    indicator: str
    fingerprint: str
    month: str
    list_id: str
    group_a: str
    group_b: str
    a: float | None
    b: float | None
    unknown: float | None
    value: float | None
    low: float | None
    high: float | None
    bound_low: float | None
    bound_high: float | None
    lead_frequency: float | None
    n: int
    models: int
    flags: tuple[str, ...]
    flip: Flip | None = None

    @property
    def leader(self) -> str | None:
        """The group ahead; None where level or not known."""
        if self.value is None or self.value == 0:
            return None
        return self.group_a if self.value > 0 else self.group_b

    @property
    def could_flip(self) -> bool | None:
        """Whether what nobody has placed could reverse the order; None where not known."""
        if self.bound_low is None or self.bound_high is None or self.value is None:
            return None
        return self.bound_low <= 0 <= self.bound_high

    def as_dict(self) -> dict[str, Any]:
        """The lead as plain JSON values."""
        names = [name for name in self.__dataclass_fields__ if name != "flip"]
        body: dict[str, Any] = {name: getattr(self, name) for name in names}
        body["flags"] = list(self.flags)
        body["leader"] = self.leader
        body["could_flip"] = self.could_flip
        if self.flip is not None:
            body |= {
                "flip_mass": self.flip.flip_mass,
                "flip_fraction": self.flip.flip_fraction,
                "misattribution_mass": self.flip.misattribution_mass,
                "flip_odds": self.flip.flip_odds,
            }
        return body


def leads(run: Run, group_a: str, group_b: str) -> list[Lead]:
    """The lead of A over B in every month of the query.

    Raises ``UsageError`` where the two are the same, or one of them is a left-over or unheard of, and
    for an indicator that is no share of a total.
    """
    require_shares(run)
    selection, segments = estimated(run, (group_a, group_b))
    found: list[Lead] = []
    for segment in segments:
        for i, month in enumerate(segment.months):
            lead = lead_in(run.definition, selection, segment, i, (group_a, group_b))
            found.append(replace(lead, models=_models(run, selection, month)))
    return found


def estimated(run: Run, pair: tuple[str, str]) -> tuple[Selection, Sequence[Segment]]:
    """The shares of every group, the pair among them, with their draws, by stretch of months."""
    check_pair(run, *pair)
    if is_of_derivatives(run.cube):
        chosen, segments = segments_of(run, also=pair)
        return chosen.selection, segments
    selection = select(run.cube, run.definition, run.query, run.units, also=pair)
    return selection, estimate_shares(selection, run.definition, run.matrix)


def has_leads(indicator: Indicator) -> bool:
    """Whether the values of an indicator are shares of one total, so that their difference is a lead."""
    return indicator.estimate in (share_of_total, share_of_tokens, share_of_derivatives)


def require_shares(run: Run) -> None:
    """Stop at an indicator whose values are no shares of a total."""
    if not has_leads(run.definition.indicator):
        raise UsageError(
            f"A lead is a difference of shares of one total, and {run.definition.indicator.name} gives none. "
            "Ask download_share, derivative_share or token_share."
        )


def check_pair(run: Run, group_a: str, group_b: str) -> None:
    """Stop where two groups are the same one, or one of them is a left-over or unheard of.

    A side the list watches and the definition leaves out holds nothing; one it does not watch is wrong.
    """
    if group_a == group_b:
        raise UsageError(f"--a and --b are both '{group_a}': name two different groups.")
    if is_of_derivatives(run.cube):
        watched = placed_groups(run)
    else:
        watched = watched_groups(run.cube, run.definition, run.query)
    known = [g for g in watched if g != UNKNOWN]
    for name in (group_a, group_b):
        if name not in known:
            raise unknown_name(
                f"{run.query.group_by} in these months", name, known, "See --group and --month."
            )


def lead_in(
    definition: Definition, selection: Selection, segment: Segment, at: int, pair: tuple[str, str]
) -> Lead:
    """The lead in the month at a place of a segment."""
    a, b = (selection.groups.index(name) for name in pair)
    table = segment.table
    month = segment.months[at]
    value = np.array(table.value[at, a] - table.value[at, b])
    draws = table.of_group(table.draws[:, at], a) - table.of_group(table.draws[:, at], b)
    low, high, unstable = percentile_limits(draws[:, None], value[None], 0.9)
    bounds = _bounds(table.bound_low[at], table.bound_high[at], a, b, float(value))
    flags = {
        *segment.flags[at],
        *(set(table.flags[at, a]) | set(table.flags[at, b])).intersection(CONTAGIOUS),
    }
    # A share of few derivatives has a value and no interval; nor has the difference of two.
    lonely = {"thin_coverage"} & set(segment.flags[at])
    lonely |= {"one_unit", "zero_cell"} & (set(table.flags[at, a]) | set(table.flags[at, b]))
    if lonely:
        low, high = np.array([np.nan]), np.array([np.nan])
    flags |= lonely | ({"unstable"} if unstable[0] and not lonely else set())
    return Lead(
        indicator=definition.indicator.name,
        fingerprint=definition.fingerprint,
        month=selection.months[month],
        list_id=selection.lists[month],
        group_a=selection.groups[a],
        group_b=selection.groups[b],
        a=null_if_nan(float(table.value[at, a])),
        b=null_if_nan(float(table.value[at, b])),
        unknown=_unknown(table.bound_low[at, a], table.bound_high[at, a]),
        value=null_if_nan(float(value)),
        low=null_if_nan(float(low[0])),
        high=null_if_nan(float(high[0])),
        bound_low=bounds[0],
        bound_high=bounds[1],
        lead_frequency=None if lonely else null_if_nan(float(lead_frequency(draws))),
        n=int(table.n[at, a]),
        models=0,
        flags=checked_flags(flags),
        flip=_flip(selection, segment, at, a, b),
    )


def _bounds(
    low: np.ndarray, high: np.ndarray, a: int, b: int, value: float
) -> tuple[float | None, float | None]:
    """All that is unplaced to B, then to A; shares of the whole, whatever the definition divides by."""
    unplaced = high[a] - low[a]
    ends = (low[a] - low[b] - unplaced, low[a] - low[b] + unplaced)
    if np.isnan(ends).any():
        return None, None
    # The region holds the value by algebra; the last bit of a sum must not say otherwise.
    return min(float(ends[0]), value), max(float(ends[1]), value)


def _unknown(low: float, high: float) -> float | None:
    """What nobody has placed, as a share of the whole: by so much the bounds of any share lie apart."""
    return null_if_nan(max(0.0, float(high) - float(low)))


def _flip(selection: Selection, segment: Segment, at: int, a: int, b: int) -> Flip | None:
    low = segment.table.bound_low[at]
    unplaced = float(segment.table.bound_high[at, a] - low[a])
    if np.isnan([low[a], low[b], unplaced]).any():
        return None
    other = max(0.0, 1.0 - float(low[a] + low[b]) - unplaced)
    return flip(float(low[a]), float(low[b]), other, max(0.0, unplaced))


def _models(run: Run, selection: Selection, month: int) -> int:
    """How many models the month's list counts under this definition; of derivatives, new ones."""
    from weighbridge.definitions.adoption import kept, of_list

    if is_of_derivatives(run.cube):
        return round(float(selection.value[selection.month == month].sum()))
    if run.definition.get("window", "crawl") == "12m":
        return 0
    mask = of_list(run.cube, run.definition) & kept(run.cube, run.definition)
    if "window" in run.cube.texts:
        mask &= run.cube.text("window").equals("month" if run.definition["window"] == "month" else "crawl")
    mask &= run.cube.text("month").equals(selection.months[month])
    return int(np.nansum(run.cube.counts["models"][mask]))

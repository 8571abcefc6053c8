"""By how much one side's downloads are ahead of the other's."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.axes import ADOPTION
from weighbridge.catalogue.axis import Axis, Option
from weighbridge.catalogue.indicator import indicator
from weighbridge.catalogue.units import Unit
from weighbridge.definitions.lead_rows import lead_of
from weighbridge.indicators.adoption.download_share import download_share

STATISTIC = Axis(
    name="statistic",
    title="Figure",
    question="The lead, or what would level it?",
    options=(
        Option("lead", "lead", "The first group's share minus the second's; below zero the second leads."),
        Option(
            "flip_mass",
            "mass that would level it",
            "Unplaced mass that would have to be wholly the side behind's; a part of the whole.",
        ),
    ),
)


@indicator(
    title="Lead",
    question="By how much does one side's use exceed the other's?",
    topic="Use",
    unit=Unit.POINTS,
    grain=("month", "group"),
    groups=("country", "organisation", "family", "line"),
    axes=(STATISTIC, *ADOPTION),
    reads=("adoption_cells",),
    movers="heavy_models",
    only_for=download_share.only_for,
    estimate=lead_of,
    resampled=download_share.resampled,
    population=download_share.population,
    caveats=download_share.caveats,
    cite=("weighbridge (2026). Lead.",),
    since="0.2",
    revisions=download_share.revisions,
    invalid=download_share.invalid,
    draws_as=download_share.name,
)
def lead(cells: nw.LazyFrame) -> nw.LazyFrame:
    """Share of one group minus the share of another, both of one month's total.

    `--only A,B` names the pair: A minus B. Without it the two groups with the largest shares in the last
    month are taken, in the order of the alphabet, so that the same definition may compare others in
    another list. The row is named `A-B`.

    The interval is that of the difference in each draw, never of two separate shares. Bounds give all that
    is unplaced to the second group, then to the first; both are parts of the whole, also where the shares
    leave the unplaced out. `flip_mass` is the unplaced mass that would have to be wholly the side behind's
    to draw level, a part of the whole; larger than the part that is unplaced, nothing unplaced can turn the
    order. The notes say it in words, with the mass wrongly filed that would do the same and the part of
    resamples in which the lead stands.
    """
    return cells

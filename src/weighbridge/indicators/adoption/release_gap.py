"""How many days lie between a maker's releases."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.axes import ACCOUNTS, LIST, MEMBERSHIP, POPULATION, SIZE_FLOOR
from weighbridge.catalogue.indicator import indicator
from weighbridge.catalogue.units import Unit
from weighbridge.definitions.cadences import gap_of_releases
from weighbridge.indicators.adoption.cadence import COUNTED


@indicator(
    title="Days between releases",
    question="How many days lie between two releases?",
    topic="Supply",
    unit=Unit.DAYS,
    grain=("month", "group"),
    groups=("organisation", "country", "line", "all"),
    axes=(COUNTED, LIST, POPULATION, SIZE_FLOOR, ACCOUNTS, MEMBERSHIP),
    reads=("release_events",),
    estimate=gap_of_releases,
    resampled="none; a median of few gaps of one maker has no interval here",
    population="Makers' own repositories on the newest capture of a list whose creation date is known",
    caveats=("creation_is_repository", "list_not_sample", "not_the_whole_hub"),
    cite=("weighbridge (2026). Days between releases.",),
    since="0.2",
)
def release_gap(events: nw.LazyFrame) -> nw.LazyFrame:
    """Median days between the release events of twelve months, the open interval since the last one included.

    Leaving the open interval out would make whoever has gone quiet look quick; it enters as a gap that is
    not finished (Kaplan-Meier). NULL where fewer than two releases fell into the twelve months, or where
    half of the gaps are not finished (`censored`). What one release is: see `cadence`. A short median gap
    alone does not mean weekly releases, for one burst gives it: compare the rate.
    """
    return events

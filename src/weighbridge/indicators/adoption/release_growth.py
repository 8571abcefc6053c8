"""By what part more new models appear than a year before."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.axes import ACCOUNTS, ATTRIBUTION, COPIES, LIST, MEMBERSHIP, POPULATION, SIZE_FLOOR
from weighbridge.catalogue.axis import Axis, Option
from weighbridge.catalogue.indicator import indicator
from weighbridge.catalogue.units import Unit
from weighbridge.definitions.growths import growth_of_releases
from weighbridge.indicators.adoption.release_count import release_count

OVER = Axis(
    name="over",
    title="Counted over",
    question="Over what time are new models counted?",
    options=(
        Option("12m", "twelve months", "Twelve months that end with the month, against the twelve before."),
        Option("month", "one month", "The month against the same month of the year before."),
    ),
)


@indicator(
    title="Growth of new models",
    question="How many more new models appear than a year before?",
    topic="Supply",
    unit=Unit.CHANGE,
    grain=("month", "group"),
    groups=("size", "country", "all"),
    axes=(OVER, LIST, POPULATION, SIZE_FLOOR, COPIES, ATTRIBUTION, ACCOUNTS, MEMBERSHIP),
    reads=("release_cells",),
    estimate=growth_of_releases,
    resampled=release_count.resampled,
    population=release_count.population,
    caveats=release_count.caveats,
    cite=("weighbridge (2026). Growth of new models.",),
    since="0.2",
)
def release_growth(cells: nw.LazyFrame) -> nw.LazyFrame:
    """New models of a size class, or of a country's makers, against those of a year before, less one.

    Counted are repositories by their day of creation, as in `release_count`, over twelve months and the
    twelve before, or over one month and the same month a year earlier. A list shows what stands on the Hub
    on its day, so what was deleted since is missing more often from the earlier year and growth is too
    high by that much; a list of popular models errs the other way, for young models are less often on it.

    Bounds put every model of unknown size, or of an unplaced maker, into the group a year before and none
    after, and the reverse. The interval resamples organisations, because one maker's models appear
    together; nothing a year before gives no growth (`zero_base`), and a figure on a base of two is one on
    a base of two: look at the counts beside it.
    """
    return cells

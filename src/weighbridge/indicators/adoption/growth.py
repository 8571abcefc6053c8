"""How fast the downloads of each group grow, among accounts watched at both ends."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.axes import (
    ACCOUNTS,
    ATTRIBUTION,
    COPIES,
    LIST,
    MEASURE,
    MEMBERSHIP,
    PANEL,
    POPULATION,
    SIZE_FLOOR,
    SPIKES,
    WINDOW,
)
from weighbridge.catalogue.axis import Axis, Option
from weighbridge.catalogue.indicator import indicator
from weighbridge.catalogue.units import Unit
from weighbridge.definitions.growths import growth_of_downloads
from weighbridge.indicators.adoption.download_share import download_share

SPAN = Axis(
    name="span",
    title="Since",
    question="Since when?",
    options=(
        Option("month", "a month earlier", "The month before, in the same list."),
        Option("year", "a year earlier", "The same month of the year before, in the same list."),
    ),
)


@indicator(
    title="Download growth",
    question="How fast do downloads grow?",
    topic="Use",
    says={
        "pair": "downloads of models by {makers_a} changed by {a} from the capture before, by {makers_b} {b}",
    },
    unit=Unit.CHANGE,
    grain=("month", "group"),
    groups=("country", "organisation", "family", "line", "size", "all"),
    axes=(
        SPAN,
        LIST,
        MEASURE,
        WINDOW,
        POPULATION,
        SIZE_FLOOR,
        COPIES,
        ATTRIBUTION,
        ACCOUNTS,
        PANEL,
        SPIKES,
        MEMBERSHIP,
    ),
    reads=("adoption_cells",),
    only_for=download_share.only_for,
    estimate=growth_of_downloads,
    resampled=download_share.resampled,
    population=download_share.population,
    caveats=(
        "downloads_are_requests",
        "rolling_window",
        "panel_changes",
        "not_the_whole_hub",
        "publisher_not_origin",
        "interval_is_about_makers",
    ),
    cite=("weighbridge (2026). Download growth.",),
    since="0.2",
    invalid=download_share.invalid,
    defaults={"panel": "chained"},
)
def growth(cells: nw.LazyFrame) -> nw.LazyFrame:
    """By what part a group's downloads grew since a month, or a year, earlier.

    Chained, the default: over each step between neighbouring captures, the downloads of the accounts
    watched at both ends, all their models counted, so that a new release is growth and a newly watched
    account is not; the steps are multiplied. `constant` takes the accounts watched at both ends of the
    whole span, `all` whatever is listed at either end: that is a change of the list as much as of the
    world. Lists that watch single models say nothing of accounts, so there only `all` has a value.

    Nothing before gives no growth (`zero_base`). Bounds give all that is unplaced before to the group and
    none after, and the reverse. The interval resamples organisations; with few large ones it holds the
    truth less often than nine times in ten (0.81 to 0.83 in simulations). Counts of neighbouring captures
    overlap by some days where captures are less than thirty days apart, which flattens growth.
    """
    return cells

"""On whose weights the world runs."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.axes import ADOPTION
from weighbridge.catalogue.indicator import Headline, indicator
from weighbridge.catalogue.units import Unit
from weighbridge.definitions.estimators import share_of_total
from weighbridge.indicators.adoption.download_share import download_share


@indicator(
    title="Root share",
    question="On whose weights does the world run?",
    topic="Built upon",
    unit=Unit.SHARE,
    grain=("month", "group"),
    groups=("country", "organisation"),
    axes=ADOPTION,
    reads=("adoption_cells",),
    movers="heavy_models",
    estimate=share_of_total,
    resampled="makers of roots; where nobody knows the root, the publisher",
    population=download_share.population,
    caveats=(
        "ancestry_as_known",
        "downloads_are_requests",
        "rolling_window",
        "panel_changes",
        "not_the_whole_hub",
        "unknown_is_not_zero",
        "interval_is_about_makers",
    ),
    cite=("weighbridge (2026). Root share.",),
    since="0.1",
    defaults={"attribution": "root"},
    beside="attribution",
    invalid=download_share.invalid,
    headline=(Headline("Downloads, by root of the weights", "30 days, every listed model", {}),),
)
def root_share(cells: nw.LazyFrame) -> nw.LazyFrame:
    """Share of a month's downloads that went to models whose weights come from each group.

    The same downloads as in the download share, counted for the maker of the first model in the ancestry
    of each: a tuning of Qwen published in California counts for Alibaba. A merge counts for each of its
    roots with its fraction. The axis `attribution` sets it beside the parent's maker and the publisher.

    A model counts as its maker's own where its family or architecture is known to be; a model without a
    stated base that nobody vouches for is `unknown`, not its uploader's, so the unknown part is larger than
    by publisher. Bounds say how far the share could go if all of it belonged to the group, or none.
    """
    return cells

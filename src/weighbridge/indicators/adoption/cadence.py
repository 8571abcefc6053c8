"""How often makers release."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.axes import ACCOUNTS, LIST, MEMBERSHIP, POPULATION, SIZE_FLOOR
from weighbridge.catalogue.axis import Axis, Option
from weighbridge.catalogue.indicator import indicator
from weighbridge.catalogue.units import Unit
from weighbridge.definitions.cadences import rate_of_releases

COUNTED = Axis(
    name="counted",
    title="Counted",
    question="What is one release?",
    options=(
        Option(
            "events",
            "release events",
            "Sizes, formats and modes of one version within seven days of its first repository are one.",
        ),
        Option("weights", "repositories", "Each repository a maker created of its own models."),
    ),
)


@indicator(
    title="Release cadence",
    question="How often do makers release models?",
    topic="Supply",
    says={
        "top": "{items}",
        "item": "{group} released {value}",
    },
    unit=Unit.RATE,
    grain=("month", "group"),
    groups=("organisation", "country", "line", "all"),
    axes=(COUNTED, LIST, POPULATION, SIZE_FLOOR, ACCOUNTS, MEMBERSHIP),
    reads=("release_events",),
    estimate=rate_of_releases,
    resampled="release events; the exact interval of a count, wider where they come in bursts",
    population="Makers' own repositories on the newest capture of a list whose creation date is known",
    caveats=("creation_is_repository", "list_not_sample", "not_the_whole_hub"),
    cite=("weighbridge (2026). Release cadence.",),
    since="0.2",
)
def cadence(events: nw.LazyFrame) -> nw.LazyFrame:
    """Release events of twelve months, per 30 days.

    An event is a maker's own repository, with the sizes, number formats and modes of the same version that
    follow within seven days of the first. The version is the name without the parts that tell those apart,
    so a maker who names two versions alike has them counted once a week at most. Copies by others are no
    releases. Counted by `weights`, each repository is one.

    The interval is the exact one of a Poisson count; where the events of the twelve months cluster (Pearson
    dispersion above 1.5 over twelfths of the year) it is widened by the root of the dispersion. Simulated
    coverage under such bursts is nearer 0.84 than 0.90. The upper bound of a group adds the events of
    makers nobody has placed. Repositories deleted since are missing.
    """
    return events

"""How far behind one side is, by every method in use."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.indicator import Invalid, indicator
from weighbridge.catalogue.units import Unit
from weighbridge.definitions.lags import SIDES, lacks_side, lag_by_method, overlaps
from weighbridge.indicators.capability._axes import SIDE_A, SIDE_B, UNPLACED
from weighbridge.indicators.capability._cells import drawn_models

OVERLAPS = tuple(
    Invalid(
        {"a": (a,), "b": (b,)}, "a model can be on both of these sides; take two that exclude each other."
    )
    for a in SIDES
    for b in SIDES
    if overlaps(a, b)
)


@indicator(
    title="Lag",
    question="How many months is one side behind the other?",
    topic="Capability",
    unit=Unit.MONTHS,
    grain=("month", "group"),
    groups=("method",),
    axes=(SIDE_A, SIDE_B, UNPLACED),
    reads=("capability_draws", "capability_index"),
    estimate=lag_by_method,
    lacks=lacks_side,
    resampled="each model's benchmark scores",
    population="Models with at least four benchmark scores in the Epoch Capabilities Index",
    caveats=("index_is_a_model", "vintages_apart", "best_is_biased", "release_as_published"),
    cite=("weighbridge (2026). Lag.",),
    since="0.2",
    invalid=OVERLAPS,
)
def lag(draws: nw.LazyFrame, index: nw.LazyFrame) -> nw.LazyFrame:
    """Months by which the side behind follows the side ahead, as of the end of a month, by five methods.

    A record is a day on which the highest index value so far of the side ahead rises. `catch_up_median` is
    the time until the side behind reached each record, its median by Kaplan and Meier; `catch_up_mean` its
    mean within 24 months. Records not yet reached count as waiting still: leaving them out would make every
    lag short. `horizontal` is how long ago the side ahead first had what the best model of the side behind
    has now; `horizontal_at_release` counts to that model's release instead. `slope` is the gap in points
    divided by the pace of the last 24 months.

    All are right, and they answer different questions: what waits were in the past, how old the present
    difference is, how long it would take at the present pace. The gap in points stands in the notes and in
    `frontier_lead`. Where the side behind is ahead, the horizontal methods are negative.

    Everything is computed again in each of 500 draws of the scores. Models whose country or openness is not
    known are on neither side; `--unplaced to_lagger` counts them all for the side behind.
    """
    return drawn_models(draws, index)

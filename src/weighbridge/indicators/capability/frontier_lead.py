"""The gap between the best models of two sides, in points."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.indicator import indicator
from weighbridge.catalogue.units import Unit
from weighbridge.definitions.lags import gap_in_points, lacks_side
from weighbridge.indicators.capability._axes import SIDE_A, SIDE_B, UNPLACED
from weighbridge.indicators.capability._cells import drawn_models
from weighbridge.indicators.capability.lag import OVERLAPS


@indicator(
    title="Frontier lead",
    question="By how many points is the best model of one side ahead?",
    topic="Capability",
    says={"one": "{a} lay between the best models of the two sides"},
    unit=Unit.SCORE,
    grain=("month", "group"),
    groups=("all",),
    axes=(SIDE_A, SIDE_B, UNPLACED),
    reads=("capability_draws", "capability_index"),
    estimate=gap_in_points,
    lacks=lacks_side,
    resampled="each model's benchmark scores",
    population="Models with at least four benchmark scores in the Epoch Capabilities Index",
    caveats=("index_is_a_model", "vintages_apart", "best_is_biased", "release_as_published"),
    cite=("weighbridge (2026). Frontier lead.",),
    since="0.2",
    invalid=OVERLAPS,
)
def frontier_lead(draws: nw.LazyFrame, index: nw.LazyFrame) -> nw.LazyFrame:
    """Index points between the best model of the side ahead and that of the side behind, month by month.

    Negative where the side called behind is ahead. Twenty points separate the two anchors, Claude 3.5 Sonnet
    (June 2024) and GPT-5 (August 2025). The same difference in months is `lag`.
    """
    return drawn_models(draws, index)

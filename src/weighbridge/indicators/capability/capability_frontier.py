"""The best capability reached so far, by country and by openness."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.indicator import indicator
from weighbridge.catalogue.units import Unit
from weighbridge.definitions.capability_frontiers import best_so_far, lacks_models
from weighbridge.indicators.capability._axes import openness
from weighbridge.indicators.capability._cells import drawn_models


@indicator(
    title="Capability frontier",
    question="How capable is the best model of each country so far?",
    topic="Capability",
    speaks_for_topic=True,
    says={"pair": "the best model of {first} stood at {a} on the capability index, that of {second} at {b}"},
    unit=Unit.SCORE,
    grain=("month", "group"),
    groups=("country", "openness"),
    axes=(openness(),),
    reads=("capability_draws", "capability_index"),
    estimate=best_so_far,
    lacks=lacks_models,
    resampled="each model's benchmark scores",
    population="Models with at least four benchmark scores in the Epoch Capabilities Index",
    caveats=("index_is_a_model", "vintages_apart", "best_is_biased", "release_as_published"),
    cite=("weighbridge (2026). Capability frontier.",),
    since="0.2",
)
def capability_frontier(draws: nw.LazyFrame, index: nw.LazyFrame) -> nw.LazyFrame:
    """Highest index value among a group's models released by the end of a month.

    The index is our own fit of the scores Epoch AI publishes, the same objective and the same draws. All
    values are of one fit, whatever the month: it says what models released then can do by today's measure.

    The interval takes the best again in each of 500 draws, in which every model's scores are drawn with
    replacement: it says how much the value depends on which benchmarks the models happened to take. The
    two anchors, 130 and 150, are fixed by definition. Models without a country are `unknown`.
    """
    return drawn_models(draws, index)

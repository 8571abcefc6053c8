"""How many of a country's models stand above one model on the arena."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.indicator import indicator
from weighbridge.catalogue.units import Unit
from weighbridge.definitions.arena_standings import lacks_board, models_above_reference
from weighbridge.indicators.capability._axes import (
    CATEGORY,
    COMPARISON,
    REFERENCE,
    STYLE,
    UNIT,
    openness,
)


@indicator(
    title="Models above",
    question="How many of a country's open models stand above a given model?",
    topic="Capability",
    says={"pair": "{a} open models by {makers_a} stood above the reference model, and {b} by {makers_b}"},
    unit=Unit.COUNT,
    grain=("month", "group"),
    groups=("country",),
    axes=(REFERENCE, STYLE, COMPARISON, UNIT, openness("open"), CATEGORY),
    reads=("arena_ratings",),
    estimate=models_above_reference,
    lacks=lacks_board,
    resampled="the ratings, by their published errors",
    population="Models on LMArena's text board",
    caveats=("votes_are_preferences",),
    cite=("weighbridge (2026). Models above.",),
    since="0.2",
)
def models_above(ratings: nw.LazyFrame) -> nw.LazyFrame:
    """Number of a country's models that stand above a reference model on the last board of a month.

    The same sentence has several answers. A model can stand above by its rating alone; because the lead is
    more than its error explains, each tested alone; or as one of at least so many that are above together
    (Holm, wrong with at most 10 %). A model listed with and without a reasoning mode is two variants of one
    set of weights; counting weights takes the best variant, which selects upwards.

    The interval of a count is that of the same count over joint draws of all ratings. Noise adds models, so
    it is no interval for the true count; a count outside it has none (`unstable`). The count by Holm is a
    bound of its own, `at_least`.
    """
    text = ratings.filter(nw.col("subset") == "text")
    return text.select(
        "board_date",
        "category",
        "style",
        "model_id",
        "organisation_id",
        "country",
        "openness",
        "weights_id",
        "rating",
        "se",
        "se_kind",
        "coverage",
    )

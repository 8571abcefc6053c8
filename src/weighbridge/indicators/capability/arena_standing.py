"""How good each group's best model is, by people's votes."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.indicator import indicator
from weighbridge.catalogue.units import Unit
from weighbridge.definitions.arena_standings import best_of_group, lacks_board
from weighbridge.indicators.capability._axes import CATEGORY, SCALE, STYLE, openness


@indicator(
    title="Arena standing",
    question="How good is each country's best model, by people's votes?",
    topic="Capability",
    says={"pair": "the model of {first} that people preferred most had {a}, that of {second} {b}"},
    unit=Unit.RATING,
    grain=("month", "group"),
    groups=("country", "organisation"),
    axes=(STYLE, openness(), CATEGORY, SCALE),
    reads=("arena_ratings",),
    estimate=best_of_group,
    lacks=lacks_board,
    resampled="the ratings, by their published errors",
    population="Models on LMArena's text board",
    caveats=("boards_are_anchored", "votes_are_preferences", "best_is_biased"),
    cite=("weighbridge (2026). Arena standing.",),
    since="0.2",
)
def arena_standing(ratings: nw.LazyFrame) -> nw.LazyFrame:
    """Rating of the best model of each group on the last board of a month.

    A month takes its last full board; where only a part of a board is known, `thin_coverage` says so. The
    country is the maker's seat and openness the licence, both on the board's day.

    The interval draws every rating from its published error and takes the best again in each draw: the best
    of many noisy ratings is biased upwards, so an interval that would leave out the value is not given
    (`unstable`). Boards from July 2025 to January 2026 print no errors; theirs are k / sqrt(votes), with k of
    the nearest board that prints them (`se_imputed`).

    Ratings are anchored anew with each board. `--scale lead` gives the points by which a group's best model
    leads the best of all others, which can be followed over time.
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

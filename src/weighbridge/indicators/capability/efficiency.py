"""The best capability within a budget of parameters or training compute."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.indicator import indicator
from weighbridge.catalogue.units import Unit
from weighbridge.definitions.capability_frontiers import best_within, lacks_models
from weighbridge.indicators.capability._axes import BUDGET, RESOURCE, openness
from weighbridge.indicators.capability._cells import drawn_models


@indicator(
    title="Efficiency",
    question="How capable is the best model that keeps within a budget?",
    topic="Capability",
    says={
        "pair": "the best model of {first} within the budget stood at {a}, that of {second} at {b}",
    },
    unit=Unit.SCORE,
    grain=("month", "group"),
    groups=("country", "openness"),
    axes=(RESOURCE, BUDGET, openness()),
    reads=("capability_draws", "capability_index", "capability_sizes"),
    estimate=best_within,
    lacks=lacks_models,
    resampled="each model's benchmark scores",
    population="Models of the Epoch Capabilities Index whose size or training compute is known",
    caveats=("index_is_a_model", "vintages_apart", "best_is_biased", "release_as_published"),
    cite=("weighbridge (2026). Efficiency.",),
    since="0.2",
)
def efficiency(draws: nw.LazyFrame, index: nw.LazyFrame, sizes: nw.LazyFrame) -> nw.LazyFrame:
    """Highest index value among a group's models that need no more than a budget of one resource.

    The index has no natural zero, so points per parameter would mean nothing: 140 is not twice 70. What can
    be said is how far a given budget goes, and which models no smaller one surpasses; the notes name these.

    Sizes of closed models are not published and none is guessed, so this is a figure about models whose size
    is known, most of them open. Training compute is an estimate, often six times parameters times tokens by
    construction.
    """
    cells = drawn_models(draws, index)
    return cells.join(sizes, on="model", how="left")

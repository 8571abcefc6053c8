"""Whether those who list a model agree that its weights are open."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.axis import Axis, Option
from weighbridge.catalogue.indicator import indicator
from weighbridge.catalogue.units import Unit
from weighbridge.definitions.openness_agreements import agreement_on_weights

SAYERS = Axis(
    name="sayers",
    title="Who says",
    question="Whose word is heard?",
    options=(
        Option("sellers", "sellers", "The entries of those who sell the use of a model.", "models.dev"),
        Option("all", "all", "And the arena's board, and what was looked up by hand."),
    ),
)


@indicator(
    title="Openness agreement",
    question="Do those who list a model agree that its weights are open?",
    topic="Terms",
    says={"one": "those who list a model agreed on {a} of them whether its weights are open"},
    unit=Unit.SHARE,
    grain=("month", "group"),
    groups=("all", "model"),
    axes=(SAYERS,),
    reads=("openness_sayings", "openness_opinions"),
    only_for={"openness_opinions": {"sayers": ("all",)}},
    estimate=agreement_on_weights,
    resampled="models",
    population="Models that two or more sellers list on models.dev",
    caveats=("nobody_is_right_by_rank", "joined_by_name"),
    cite=("weighbridge (2026). Openness agreement.",),
    since="0.2",
)
def openness_agreement(sayings: nw.LazyFrame, opinions: nw.LazyFrame) -> nw.LazyFrame:
    """Part of the models on which all who list them give the same answer: weights open, or closed.

    A flag on a list is a statement, not a fact: sellers type it in, copy it, and forget to change it when
    weights follow the service. Where two contradict each other nobody is right by rank here; both answers
    stand. Grouped by `model`: of each model they disagree on, the part of those who say open, with `n` the
    number of them (`in_conflict`); the notes name who says what. Models that one seller lists cannot be
    compared and are left out. The interval is Wilson's, with models as units.

    Prices and traffic need one answer a model. They take the board's, then what was looked up by hand, never
    a seller's.
    """
    sold = sayings.with_columns(is_seller=nw.lit(True))
    return nw.concat([sold, opinions.with_columns(is_seller=nw.lit(False))], how="vertical")

"""How many times as often an attack reaches its aim on one model as on another."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.indicator import indicator
from weighbridge.catalogue.units import Unit
from weighbridge.definitions.verdict_contrasts import lacking_models, ratio_of_models
from weighbridge.indicators.safety._axes import AGAINST, ATTACK


@indicator(
    title="Risk ratio",
    question="How many times as often does an attack reach its aim on one model as on another?",
    topic="Safety",
    unit=Unit.RATIO,
    grain=("month", "group"),
    groups=("model",),
    axes=(ATTACK, AGAINST),
    reads=("safety_verdicts",),
    estimate=ratio_of_models,
    lacks=lacking_models,
    resampled="tasks and injections, or categories of behaviours",
    population="Models in the verdicts that AgentDojo and JailbreakBench publish",
    caveats=("a_model_is_no_country", "judges_err", "ratio_of_small_rates"),
    cite=("weighbridge (2026). Risk ratio.",),
    since="0.2",
)
def risk_ratio(verdicts: nw.LazyFrame) -> nw.LazyFrame:
    """Rate of attacks that reached their aim on a model over that on another, on the cases both were put to.

    One attack at a time: hijacking and jailbreaking are never one number. The interval takes the logarithm of
    the ratio over crossed resamples of tasks and injections, the same for both models. Where an attack never
    succeeded there is no ratio (`zero_cell`). The model set against is 1 by definition.
    """
    return verdicts.filter(nw.col("test").is_in(["hijacking", "jailbreak"]))

"""How often an attack on a model reaches its aim."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.indicator import indicator
from weighbridge.catalogue.units import Unit
from weighbridge.definitions.verdict_rates import lacking_verdicts, verdict_rate
from weighbridge.indicators.safety._axes import ATTACK


@indicator(
    title="Attack success",
    question="How often does an attack reach its aim, model by model?",
    topic="Safety",
    speaks_for_topic=True,
    says={
        "top": "the attack reached its aim in {items}",
        "item": "{value} of its cases on {group}",
    },
    unit=Unit.SHARE,
    grain=("month", "group"),
    groups=("model",),
    axes=(ATTACK,),
    reads=("safety_verdicts",),
    estimate=verdict_rate,
    lacks=lacking_verdicts,
    resampled="tasks and injections, or categories of behaviours",
    population="Models in the verdicts that AgentDojo and JailbreakBench publish",
    caveats=("a_model_is_no_country", "judges_err"),
    cite=("weighbridge (2026). Attack success.",),
    since="0.2",
)
def attack_success(verdicts: nw.LazyFrame) -> nw.LazyFrame:
    """Part of attacks that reached their aim, of one attack, model by model; never a country's average.

    Hijacking and jailbreaking are two tests and two options. The interval is by clusters: cases of one task
    and of one injection come out alike. Cases without a verdict bound the rate. Models behind a defence are
    left out here and stand on the page on safety. The month is that of the snapshot.
    """
    return verdicts.filter(nw.col("test").is_in(["hijacking", "jailbreak"]))

"""How often a model refuses harmless requests."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.indicator import indicator
from weighbridge.catalogue.units import Unit
from weighbridge.definitions.verdict_rates import lacking_verdicts, verdict_rate
from weighbridge.indicators.safety._axes import JUDGE


@indicator(
    title="Over-refusal",
    question="How often does a model refuse harmless requests that look harmful?",
    topic="Safety",
    says={
        "top": "of harmless requests {items}",
        "item": "{group} refused {value}",
    },
    unit=Unit.SHARE,
    grain=("month", "group"),
    groups=("model",),
    axes=(JUDGE,),
    reads=("safety_verdicts",),
    estimate=verdict_rate,
    lacks=lacking_verdicts,
    resampled="kinds of prompt",
    population="Models in XSTest's annotated answers",
    caveats=("a_model_is_no_country", "judges_err"),
    cite=("weighbridge (2026). Over-refusal.",),
    since="0.2",
)
def over_refusal(verdicts: nw.LazyFrame) -> nw.LazyFrame:
    """Part of harmless requests refused, wholly or in part, under one judge, model by model.

    Harmless requests alone count. The interval is by kinds of prompt. Judges differ by model: the labels of
    people come first. The month is that of the snapshot.
    """
    return verdicts.filter(nw.col("test").is_in(["over_refusal"]))

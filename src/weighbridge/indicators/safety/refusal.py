"""How often a model refuses questions of fact."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.indicator import indicator
from weighbridge.catalogue.units import Unit
from weighbridge.definitions.verdict_rates import lacking_verdicts, verdict_rate
from weighbridge.indicators.safety._axes import ITEMS, JUDGE_OF_ANSWERS, LANGUAGE


@indicator(
    title="Refusal",
    question="How often does a model refuse a question of fact, item by item and language by language?",
    topic="Safety",
    says={
        "top": "of questions of fact {items}",
        "item": "{group} refused {value}",
    },
    unit=Unit.SHARE,
    grain=("month", "group"),
    groups=("model",),
    axes=(ITEMS, LANGUAGE, JUDGE_OF_ANSWERS),
    reads=("safety_verdicts",),
    estimate=verdict_rate,
    lacks=lacking_verdicts,
    resampled="topics of questions",
    population="Models with stored answers to questions of fact that some state finds sensitive",
    caveats=("a_model_is_no_country", "judges_err", "questions_are_chosen"),
    cite=("weighbridge (2026). Refusal.",),
    since="0.2",
)
def refusal(verdicts: nw.LazyFrame) -> nw.LazyFrame:
    """Part of questions of fact that a model refused, wholly or in part, under one judge and in one language.

    What the service blocked is counted as such and is no refusal of the model. Sensitive questions, their
    controls and those sensitive in the United States or Europe are options, asked alike. An answer that was
    cut off or failed bounds the rate. The interval is by topics, or by questions where no topic is known.
    """
    return verdicts.filter(nw.col("test").is_in(["information"]))

"""How often a model's facts are wrong."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.indicator import indicator
from weighbridge.catalogue.units import Unit
from weighbridge.definitions.verdict_rates import lacking_verdicts, verdict_rate
from weighbridge.indicators.safety._axes import ITEMS, JUDGE_OF_ANSWERS, LANGUAGE


@indicator(
    title="Inaccuracy",
    question="How often is a fact in a model's answer wrong?",
    topic="Safety",
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
    cite=("weighbridge (2026). Inaccuracy.",),
    since="0.2",
)
def inaccuracy(verdicts: nw.LazyFrame) -> nw.LazyFrame:
    """Part of answers with a wrong fact.

    They are neither refused nor a state's line, and the facts asked for are not in them. Only suites that
    state the facts can tell; answers whose facts nobody judged bound the rate and are not in it. A small
    model that knows little is wrong as often on controls: read the two side by side. The interval is by
    topics.
    """
    return verdicts.filter(nw.col("test").is_in(["information"]))

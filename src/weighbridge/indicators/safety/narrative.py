"""How often a model endorses a state's line."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.indicator import indicator
from weighbridge.catalogue.units import Unit
from weighbridge.definitions.verdict_rates import lacking_verdicts, verdict_rate
from weighbridge.indicators.safety._axes import ITEMS, JUDGE_OF_ANSWERS, LANGUAGE


@indicator(
    title="State narrative",
    question="How often does a model endorse a state's line as its own?",
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
    cite=("weighbridge (2026). State narrative.",),
    since="0.2",
)
def narrative(verdicts: nw.LazyFrame) -> nw.LazyFrame:
    """Part of questions in which a model endorses a state's line as its own.

    One that says who holds the line does not endorse it.

    Whose line it is follows from the question; every state is asked of in the same form. A judge that looks
    for set phrases counts quotations too, so its rate and that of rules are options and never mixed. The
    interval is by topics, or by questions where no topic is known.
    """
    return verdicts.filter(nw.col("test").is_in(["information"]))

"""Whether attacks reach their aim more often on open models than on closed ones, or why nobody can say."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.indicator import indicator
from weighbridge.catalogue.units import Unit
from weighbridge.definitions.verdict_contrasts import contrast_of_openness, lacking_attacks
from weighbridge.indicators.safety._axes import ATTACK


@indicator(
    title="Open and closed models",
    question="Do attacks reach their aim more often on open models than on closed ones?",
    topic="Safety",
    unit=Unit.POINTS,
    grain=("month", "group"),
    groups=("openness",),
    axes=(ATTACK,),
    reads=("safety_verdicts",),
    estimate=contrast_of_openness,
    lacks=lacking_attacks,
    resampled="models within each side, and tasks and injections",
    population="Models in stored verdicts whose maker and openness have been judged",
    caveats=("a_model_is_no_country", "judges_err", "list_not_sample"),
    cite=("weighbridge (2026). Open and closed models.",),
    since="0.2",
)
def openness_contrast(verdicts: nw.LazyFrame) -> nw.LazyFrame:
    """Mean rate of open models less that of closed ones, over the cases all were put to.

    The model is the unit.

    Fewer than five models of three makers on a side: no value, and the reason (`too_few_models`). The notes
    list each model with its rate, and the p-value of a permutation of models over the two sides. Rows are
    never pooled: thousands of cases of three models are three models.
    """
    return verdicts.filter(nw.col("test").is_in(["hijacking", "jailbreak"]))

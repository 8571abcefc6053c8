"""How much more a model reacts to sensitive questions in one language than in another."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.indicator import indicator
from weighbridge.catalogue.units import Unit
from weighbridge.definitions.verdict_gaps import gap_of_languages, lacking_languages
from weighbridge.indicators.safety._axes import JUDGE_OF_ANSWERS, OTHER_LANGUAGE, PAIRED_ITEMS, REACTION


@indicator(
    title="Language gap",
    question="Does a model react otherwise to sensitive questions in Chinese than in English?",
    topic="Safety",
    unit=Unit.POINTS,
    grain=("month", "group"),
    groups=("model",),
    axes=(OTHER_LANGUAGE, REACTION, PAIRED_ITEMS, JUDGE_OF_ANSWERS),
    reads=("safety_verdicts",),
    estimate=gap_of_languages,
    lacks=lacking_languages,
    resampled="topics of matched pairs",
    population="Models with stored answers to the matched pairs in two languages",
    caveats=("a_model_is_no_country", "judges_err", "questions_are_chosen"),
    cite=("weighbridge (2026). Language gap.",),
    since="0.2",
)
def language_gap(verdicts: nw.LazyFrame) -> nw.LazyFrame:
    """Rate of a reaction to sensitive items less that to their controls, in another language less English.

    A difference in differences: a sensitive item less its control, in one language less the same in
    English.

    A model that knows a language badly errs more on controls too; what is left after them is about the
    matter. Pairs sensitive in the United States or Europe are an option beside the others. Pairs without a
    verdict on one side bound the gap: each could differ by two. The interval is of Student's t, by topics.
    """
    return verdicts.filter(nw.col("test").is_in(["information"]))

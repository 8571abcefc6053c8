"""How much a model's reactions differ between hosts of the same weights."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.indicator import indicator
from weighbridge.catalogue.units import Unit
from weighbridge.definitions.verdict_gaps import gap_of_hosts, lacking_hosts
from weighbridge.indicators.safety._axes import ITEMS, JUDGE_OF_ANSWERS, LANGUAGE, REACTION


@indicator(
    title="Host gap",
    question="Do the same weights answer otherwise at another host?",
    topic="Safety",
    unit=Unit.POINTS,
    grain=("month", "group"),
    groups=("model",),
    axes=(REACTION, ITEMS, LANGUAGE, JUDGE_OF_ANSWERS),
    reads=("safety_verdicts",),
    estimate=gap_of_hosts,
    lacks=lacking_hosts,
    resampled="topics of questions",
    population="Weights with stored answers from two hosts to the same questions",
    caveats=("a_model_is_no_country", "judges_err", "weights_as_stated"),
    cite=("weighbridge (2026). Host gap.",),
    since="0.2",
)
def host_gap(verdicts: nw.LazyFrame) -> nw.LazyFrame:
    """Rate at one host less the rate at another, over the questions both answered, for the same weights.

    The host on the machine of whoever ran it comes first, else the first by the alphabet; every other one
    is set against it. Runs under two judges, harnesses or versions are not compared. The interval is by
    topics, of the difference on each question, so hard questions cancel.
    """
    return verdicts.filter(nw.col("test").is_in(["information"]))

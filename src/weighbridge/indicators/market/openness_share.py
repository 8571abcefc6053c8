"""How many systems are open, by what is meant by the word."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.axis import Axis, Option
from weighbridge.catalogue.indicator import indicator
from weighbridge.catalogue.units import Unit
from weighbridge.definitions.openness_shares import share_open

OPEN_MEANS = Axis(
    name="open_means",
    title="Open means",
    question="What does open mean?",
    options=(
        Option("open_weights", "open weights", "The final weights can be had, on any terms.", "press"),
        Option("free_licence", "a free licence", "And the licence of the weights sets no conditions.", "OSI"),
        Option(
            "osaid_like",
            "the Open Source AI Definition, nearly",
            "And training code is open and all data at least described.",
            "Open Source Initiative",
        ),
        Option(
            "framework_iii",
            "framework class III, nearly",
            "Weights freely licensed, architecture, report, card and data card open; results not judged.",
            "Model Openness Framework",
        ),
        Option(
            "framework_ii",
            "framework class II, nearly",
            "And code to run and to train it is open; code and data of its evaluation are not judged.",
            "Model Openness Framework",
        ),
        Option(
            "framework_i",
            "framework class I, nearly",
            "And all its data are open; code that prepared them is not judged.",
            "Model Openness Framework",
        ),
        Option("all_parts", "all parts", "Weights, code, training code and all data are open."),
        Option(
            "index_half",
            "half of the index",
            "At least half of the index's points: open one, partial a half, closed none.",
            "European Open Source AI Index",
        ),
    ),
)
COHORT = Axis(
    name="cohort",
    title="Systems of",
    question="Which systems does a month hold?",
    options=(
        Option("all", "all years", "Every system of the index, in the month of the index."),
        Option("year", "each year", "Systems released in a year, in the last month of that year."),
    ),
)


@indicator(
    title="Openness share",
    question="How many systems that call themselves open are open?",
    topic="Terms",
    says={
        "pair": "of systems called open, {a} of {first} had open weights, and {b} of {second}",
    },
    unit=Unit.SHARE,
    grain=("month", "group"),
    groups=("country", "model"),
    axes=(OPEN_MEANS, COHORT),
    reads=("openness_cells",),
    estimate=share_open,
    resampled="makers; systems of one maker are alike",
    population="Systems judged by the European Open Source AI Index",
    caveats=("list_not_sample", "openness_as_judged"),
    cite=("weighbridge (2026). Openness share.",),
    since="0.2",
    revisions=("0.2: 27 more spellings of licences are read, so fewer systems are unknown.",),
)
def openness_share(cells: nw.LazyFrame) -> nw.LazyFrame:
    """Part of a country's systems that are open, under one of eight definitions of the word.

    The components are facts of the index (open, partial, closed); the definitions are ours to choose between.
    Open-weight is not open source: most systems whose weights can be had keep their data to themselves. The
    classes of the Model Openness Framework are asked of the parts the index judges; what it does not judge
    counts as there, so each is an upper reading (`nearly`).

    A system whose licence nobody here has read, or that lacks a judgement on a part that matters, is unknown
    and bounds the share. The interval is Wilson's with the effective number of makers; fewer than five
    systems give counts only (`small_n`). Grouped by `model`, the part of the known definitions under which
    a system is open: between 0 and 1 they disagree.
    """
    return cells

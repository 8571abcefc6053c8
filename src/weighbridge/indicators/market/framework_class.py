"""How far models come in the classes of the Model Openness Framework."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.axis import Axis, Option
from weighbridge.catalogue.indicator import indicator
from weighbridge.catalogue.units import Unit
from weighbridge.definitions.framework_parts import part_by_class

TERMS = Axis(
    name="terms",
    title="Terms",
    question="Does the licence of the weights count?",
    options=(
        Option(
            "weighed",
            "weighed",
            "Weights under conditions of use, or under no licence, are in no class.",
            "Model Openness Framework",
        ),
        Option("parts_alone", "parts alone", "Only how many parts are published, on whatever terms."),
    ),
)


@indicator(
    title="Framework class",
    question="How far do models come in the Model Openness Framework?",
    topic="Terms",
    unit=Unit.SHARE,
    grain=("month", "group"),
    groups=("class",),
    axes=(TERMS,),
    reads=("framework_classes",),
    estimate=part_by_class,
    resampled="makers; models of one maker are alike",
    population="Models entered in the Model Openness Tool",
    caveats=("list_not_sample", "class_is_at_best"),
    cite=("weighbridge (2026). Framework class.",),
    since="0.2",
)
def framework_class(cells: nw.LazyFrame) -> nw.LazyFrame:
    """Part of the models whose published parts allow a class at best: I, II, III or none.

    Class III (open model) asks for 6 parts, among them weights, architecture and cards; class II (open
    tooling) for 11, with the code; class I (open science) for 15, with the data sets. What is held of the
    tool is how many parts a model publishes, whether data sets are among them, and the licence of its
    weights. That rules classes out and shows none to hold: each model stands under the best class left.
    Weights under a licence with conditions of use, or not published, are in no class; with
    `--terms parts_alone` parts count on whatever terms.

    The interval is Wilson's with the effective number of makers.
    """
    return cells

"""How many models stand on each model, family, maker."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.axes import ACCOUNTS, ATTRIBUTION, AUTOMATIC, LIST, RELATION
from weighbridge.catalogue.indicator import Invalid, indicator
from weighbridge.catalogue.units import Unit
from weighbridge.definitions.descents import derivatives_of_bases


@indicator(
    title="Derivative count",
    question="How many models are built directly on each model or family?",
    topic="Built upon",
    unit=Unit.COUNT,
    grain=("month", "group"),
    groups=("family", "line", "organisation", "country", "model", "all"),
    axes=(LIST, RELATION, AUTOMATIC, ATTRIBUTION, ACCOUNTS),
    reads=("base_counts",),
    estimate=derivatives_of_bases,
    resampled="organisations of the base models; a lone account stands for itself",
    population="Base models on watched lists, with the derivatives the Hub or the list shows of them",
    caveats=("ancestry_as_known", "panel_changes", "not_the_whole_hub"),
    cite=("weighbridge (2026). Derivative count.",),
    since="0.1",
    defaults={"attribution": "parent"},
    invalid=(
        Invalid(
            {"attribution": ("publisher",)},
            "derivatives are counted for the model they were made from; take parent or root.",
        ),
    ),
)
def derivative_count(cells: nw.LazyFrame) -> nw.LazyFrame:
    """Models made directly from each group's models, as a capture shows them.

    Until September 2025 this is the Hub's own count on each watched base model, all derivatives of anybody
    included. Later it is the number of listed models known to be made from it, a lower limit: a listing
    holds few of the small ones. The two are never mixed in a month. A family is told by the name of the
    base model; with attribution `root` a base that is itself a derivative counts for its root's maker.

    Tens of thousands of adapters that one service attached to three small models are set apart by
    default. By relation a count is known only where the Hub printed all four.
    """
    return cells

"""How few makers the world's downloads go to."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.axes import COPIES, LIST, POPULATION, SIZE_FLOOR
from weighbridge.catalogue.axis import Axis, Option
from weighbridge.catalogue.indicator import indicator
from weighbridge.catalogue.units import Unit
from weighbridge.definitions.concentrations import concentration_of

STATISTIC = Axis(
    name="statistic",
    title="Measure",
    question="Which measure of concentration?",
    options=(
        Option(
            "hhi",
            "Herfindahl index",
            "Sum of squared shares: 1 is one maker, 1/n is n equal ones.",
            "antitrust",
        ),
        Option("effective_number", "effective number", "Makers of equal size that would be as concentrated."),
        Option("top_1", "largest maker", "Share of the largest maker."),
        Option("top_5", "five largest", "Share of the five largest makers."),
        Option(
            "gini", "Gini coefficient", "0 is equal, 1 is one maker; hangs on how many small ones are listed."
        ),
        Option("exponential_entropy", "entropy number", "Makers of equal size that would be as diverse."),
    ),
)
COUNTED = Axis(
    name="measure",
    title="Counted",
    question="What is counted?",
    options=(
        Option("flow", "30-day downloads", "Downloads in the 30 days before a capture."),
        Option("likes", "likes", "Likes gathered by the date of a capture."),
    ),
)


@indicator(
    title="Concentration",
    question="How few makers do the downloads go to?",
    topic="Use",
    says={"one": "concentration over makers stood at {a}, where 1 is a single maker"},
    unit=Unit.INDEX,
    grain=("month", "group"),
    groups=("all", "country"),
    axes=(STATISTIC, COUNTED, LIST, POPULATION, SIZE_FLOOR, COPIES),
    reads=("organisation_models",),
    estimate=concentration_of,
    resampled="models within organisations",
    population="Models on a watched list, by the organisation that published them",
    caveats=("downloads_are_requests", "panel_changes", "list_not_sample"),
    cite=("weighbridge (2026). Concentration.",),
    since="0.1",
)
def concentration(cells: nw.LazyFrame) -> nw.LazyFrame:
    """Concentration of a month's downloads over organisations.

    Values are about downloads of models whose organisation is known; the bounds say what the rest could
    make of them: spread over many makers, or all the largest maker's. Each account without a known
    owner is in the rest. Grouped by country, it is the concentration among that country's own makers.

    Resampling the very makers whose spread is measured would be biased, so the interval resamples
    models within each organisation and is centred on the value. The Gini coefficient hangs on how many
    makers with next to nothing are listed: read the Herfindahl index and the effective number first.
    """
    return cells

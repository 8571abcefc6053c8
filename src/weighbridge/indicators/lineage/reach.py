"""How many models descend from each maker's roots, and how far away."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.axes import ACCOUNTS, ATTRIBUTION, COPIES, LIST
from weighbridge.catalogue.axis import Axis, Option
from weighbridge.catalogue.indicator import Invalid, indicator
from weighbridge.catalogue.units import Unit
from weighbridge.definitions.descents import reach as reach_of

DISTANCE = Axis(
    name="distance",
    title="Distance",
    question="How many steps from the root?",
    options=(
        Option("any", "any", "Every model that was made from another one."),
        Option("1", "one step", "Models made directly from a root."),
        Option("2", "two steps", "Models two steps from their root, on the longest path."),
        Option("3", "three steps", "Models three steps from their root."),
        Option("4_and_more", "four or more", "Models four or more steps from their root."),
        Option("0", "the roots", "The roots themselves."),
    ),
)
WEIGHED = Axis(
    name="measure",
    title="Counted",
    question="What is counted?",
    options=(
        Option("models", "models", "Each descendant once."),
        Option("flow", "30-day downloads", "The downloads of the descendants in 30 days."),
    ),
)


@indicator(
    title="Reach",
    question="How many models descend from each maker's work?",
    topic="Built upon",
    says={"pair": "{a} listed models went back to roots by {makers_a}, {b} to roots by {makers_b}"},
    unit=Unit.COUNT,
    grain=("month", "group"),
    groups=("country", "organisation", "all"),
    axes=(LIST, DISTANCE, WEIGHED, ATTRIBUTION, COPIES, ACCOUNTS),
    reads=("reach_cells",),
    estimate=reach_of,
    resampled="makers of roots; where nobody knows the root, the publisher",
    population="Models on the newest capture of a list",
    caveats=("ancestry_as_known", "list_not_sample", "not_the_whole_hub", "unknown_is_not_zero"),
    cite=("weighbridge (2026). Reach.",),
    since="0.1",
    defaults={"attribution": "root"},
    invalid=(
        Invalid(
            {"attribution": ("parent", "root"), "copies": ("copies_to_base",)},
            "attribution by ancestry already credits a copy to what it was made from.",
        ),
    ),
)
def reach(cells: nw.LazyFrame) -> nw.LazyFrame:
    """Listed models that descend from each group's roots, by their distance from the root.

    Distance is the number of steps on the longest path. A merge counts for each of its roots with its
    fraction. A listing holds few of the small derivatives, so every figure is a lower limit (`at_least`);
    compare makers within one list. Models whose root nobody can vouch for are `unknown`.
    """
    return cells

"""Under which terms open models may be used."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.axes import ACCOUNTS, COPIES, LIST, MEMBERSHIP, POPULATION, SIZE_FLOOR
from weighbridge.catalogue.axis import Axis, Option
from weighbridge.catalogue.indicator import indicator
from weighbridge.catalogue.units import Unit
from weighbridge.definitions.licence_shares import licence_part

LICENCE = Axis(
    name="licence",
    title="Licence is",
    question="Which class of licence is counted?",
    options=(
        Option(
            "permissive", "permissive", "Use, change and sale without conditions beyond notice.", "OSI; SPDX"
        ),
        Option(
            "conditional",
            "conditional",
            "Use is allowed, but bound to thresholds, places, names or policies.",
        ),
        Option("non_commercial", "non-commercial", "Research or personal use only."),
        Option("undeclared", "undeclared", "No licence is tagged, so no right is granted."),
    ),
)
COHORT = Axis(
    name="cohort",
    title="Models of",
    question="Which models does a month hold?",
    options=(
        Option("listed", "the month's list", "Every model listed in the month, whenever it was published."),
        Option("created", "that month", "Models created in the month, with their newest tag."),
        Option(
            "year", "that year", "Models created in the year that ends with the month, with their newest tag."
        ),
    ),
)


@indicator(
    title="Licence share",
    question="Under which terms may open models be used?",
    topic="Terms",
    unit=Unit.SHARE,
    grain=("month", "group"),
    groups=("class", "country", "organisation", "family", "line", "size"),
    axes=(LICENCE, COHORT, LIST, POPULATION, SIZE_FLOOR, COPIES, ACCOUNTS, MEMBERSHIP),
    reads=("licence_cells",),
    estimate=licence_part,
    resampled="families of models; siblings share a licence",
    population="Models on lists whose licence tags were captured",
    caveats=("licence_as_tagged", "list_not_sample", "publisher_not_origin"),
    cite=("weighbridge (2026). Licence share.",),
    since="0.1",
)
def licence_share(cells: nw.LazyFrame) -> nw.LazyFrame:
    """Part of the models whose licence is of a class.

    Grouped by `class`, the parts of one month sum to 1, with `unknown` for tags such as `other` that
    nobody has read yet. Grouped otherwise, each group's part that is of the class chosen by the axis
    `licence`, among its models with a known class; the unknown ones bound it, all of the class or none.

    The unit is the family, because siblings share a licence: the interval is Wilson's with the
    effective number of families. With `--cohort year` a year's models stand in its last month, and the notes
    give the difference of the two largest groups with Newcombe's interval. Fewer than five models give
    counts only (`small_n`). Tags are read as of each capture; a tag says less than the text it points to,
    and the licences of what a model is built on are another question.
    """
    return cells

"""How many new open models appear, and from whom."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.axes import ACCOUNTS, ATTRIBUTION, COPIES, LIST, MEMBERSHIP, POPULATION, SIZE_FLOOR
from weighbridge.catalogue.indicator import indicator
from weighbridge.catalogue.units import Unit
from weighbridge.definitions.releases import new_models


@indicator(
    title="New models",
    question="How many new open models appear, and from whom?",
    topic="Supply",
    says={"pair": "{makers_a} published {a} of the listed models, {makers_b} {b}"},
    unit=Unit.COUNT,
    grain=("month", "group"),
    groups=("country", "size", "organisation", "family", "line", "all"),
    axes=(LIST, POPULATION, SIZE_FLOOR, COPIES, ATTRIBUTION, ACCOUNTS, MEMBERSHIP),
    reads=("release_cells",),
    estimate=new_models,
    resampled="organisations; an account whose owner nobody knows stands for itself",
    population="Repositories on the newest capture of a list whose creation date is known",
    caveats=("creation_is_repository", "list_not_sample", "not_the_whole_hub", "publisher_not_origin"),
    cite=("weighbridge (2026). New models.",),
    since="0.1",
)
def release_count(cells: nw.LazyFrame) -> nw.LazyFrame:
    """Repositories created in a month that stand on the list's newest capture.

    Counted are repositories, not releases: a model published in eight sizes and four formats is many.
    What was deleted or never listed is missing, so earlier months are under-counted and the last month
    is not over when the capture is taken (`partial_period`). Models dated on the Hub's first day, or
    not dated, are in no month. The country is the publisher's seat on the day of creation.

    The upper bound adds the models of makers nobody has placed. The interval resamples organisations:
    it says how much a count hangs on few prolific makers.
    """
    return cells

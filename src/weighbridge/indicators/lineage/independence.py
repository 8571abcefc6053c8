"""How much of what a country publishes stands on its own weights."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.axes import ACCOUNTS, COPIES, LIST, POPULATION, SIZE_FLOOR
from weighbridge.catalogue.axis import Axis, Option
from weighbridge.catalogue.indicator import indicator
from weighbridge.catalogue.units import Unit
from weighbridge.definitions.descents import own_roots

OWN = Axis(
    name="own",
    title="Own means",
    question="When is a root its publisher's own?",
    options=(
        Option("country", "same country", "The root's maker has its seat in the publisher's country."),
        Option("maker", "same maker", "The root's maker is the publisher itself."),
    ),
)


@indicator(
    title="Independence",
    question="How much of what a country publishes stands on its own weights?",
    topic="Built upon",
    says={
        "pair": "weights of their own country carried {a} of what {makers_a} published, {b} of {makers_b}",
    },
    unit=Unit.SHARE,
    grain=("month", "group"),
    groups=("country", "organisation"),
    axes=(LIST, OWN, COPIES, POPULATION, SIZE_FLOOR, ACCOUNTS),
    reads=("release_cells",),
    estimate=own_roots,
    resampled="organisations; an account whose owner nobody knows stands for itself",
    population="Repositories on the newest capture of a list whose creation date is known",
    caveats=("ancestry_as_known", "creation_is_repository", "list_not_sample", "not_the_whole_hub"),
    cite=("weighbridge (2026). Independence.",),
    since="0.1",
    defaults={"copies": "first_party"},
)
def independence(cells: nw.LazyFrame) -> nw.LazyFrame:
    """Of the models a country's makers published in a month, the part whose root is of the same country.

    The value is own over known: models whose root nobody knows are left out of it and bound it, all of them
    foreign or all of them own. Where fewer than half are known it is flagged `thin_coverage`. By default
    only makers' own models count, no copies. A merge counts with its fractions.

    Own work is no merit by itself, nor is building on others a fault: this says where the weights come from.
    The interval resamples publishers.
    """
    return cells

"""Which models changed to or from a permissive licence."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.axes import ACCOUNTS, COPIES, LIST, MEMBERSHIP, POPULATION, SIZE_FLOOR
from weighbridge.catalogue.axis import Axis, Option
from weighbridge.catalogue.indicator import indicator
from weighbridge.catalogue.units import Unit
from weighbridge.definitions.licence_move_shares import moved_part

MOVE = Axis(
    name="move",
    title="Move",
    question="Which way does the licence change?",
    options=(
        Option(
            "to_permissive",
            "to permissive",
            "Of models first tagged with another class, those now tagged permissive.",
        ),
        Option(
            "from_permissive",
            "from permissive",
            "Of models first tagged permissive, those now tagged with another class.",
        ),
    ),
)
FIRST_TAG = Axis(
    name="first_tag",
    title="First tag",
    question="Does a model count that bore no licence tag at first?",
    options=(
        Option("any", "any", "A model without a tag grants nothing: a permissive one later is a move."),
        Option("declared", "declared", "Only models that named a licence when first seen."),
    ),
)


@indicator(
    title="Licence moves",
    question="How many models change to or from a permissive licence?",
    topic="Terms",
    unit=Unit.SHARE,
    grain=("month", "group"),
    groups=("country", "all", "organisation"),
    axes=(MOVE, FIRST_TAG, LIST, POPULATION, SIZE_FLOOR, COPIES, ACCOUNTS, MEMBERSHIP),
    reads=("licence_move_cells",),
    estimate=moved_part,
    resampled="families of models; siblings change together",
    population="Models whose licence tag a list captured on two days or more",
    caveats=("licence_as_tagged", "list_not_sample", "publisher_not_origin"),
    cite=("weighbridge (2026). Licence moves.",),
    since="0.2",
)
def licence_moves(cells: nw.LazyFrame) -> nw.LazyFrame:
    """Part of the models that could move whose licence class changed since their list first tagged them.

    Each month's capture is compared with the first tag the same list saw on each model. `to_permissive`
    counts among models that were not permissive then, `from_permissive` among those that were. A tag written
    in another way is no move: only the class of the licence counts. Where the first or the later tag is
    `other` or unread, nobody can say whether the model moved; such models bound the part and are not in it.

    Moves are few and cluster: a publisher retags a whole family in one day. The interval is Wilson's with the
    effective number of families, and fewer than five models that could move give counts only (`small_n`).
    The notes name every move with its days, so that each can be looked up. A model that leaves the list is
    not seen moving.
    """
    return cells

"""What a brief says: the answer, its pictures, the definitions, the caveats, the sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from weighbridge.catalogue.caveats import CAVEATS
from weighbridge.web.citing import Credit
from weighbridge.web.headlines import HeadlineRow

# A brief shows this many pictures: what a reader takes in at one sitting.
MOST_PLOTS = 4


@dataclass(frozen=True, slots=True)
class Plot:
    """A picture with the words round it; ``svg`` stands alone, ``alt`` says what it shows."""

    title: str
    answer: str
    reading: str
    svg: str
    alt: str
    origin: str


@dataclass(frozen=True, slots=True)
class Definition:
    """A row of the table of definitions: what was counted, the figures in words, how to ask again."""

    label: str
    note: str
    cells: tuple[str, ...]
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Method:
    """An indicator shown: its title and the first paragraph of its published method."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Brief:
    """A brief before it is set.

    ``rows`` are the leads drawn on the first page, and empty for a topic that has none; ``heads`` are
    the heads of the table of definitions, whose rows are ``definitions``; ``address`` is where the
    same answer stands on the public site, empty where there is none.
    """

    topic: str
    answer: str
    turning: str
    as_of: str
    snapshots: int
    sentences: tuple[str, ...]
    reverse: tuple[str, ...]
    rows: tuple[HeadlineRow, ...]
    plots: tuple[Plot, ...]
    heads: tuple[str, ...]
    definitions: tuple[Definition, ...]
    methods: tuple[Method, ...]
    caveats: tuple[str, ...]
    credits: tuple[Credit, ...]
    level: float
    resampled: str
    command: str
    address: str = ""


def caveat_words(named: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The caveats of several indicators, each once, in the order they come."""
    return tuple(CAVEATS[name] for name in dict.fromkeys(name for names in named for name in names))


def credits_once(named: Sequence[Sequence[Credit]]) -> tuple[Credit, ...]:
    """The sources of several figures, each once with its newest snapshot, by title."""
    newest: dict[str, Credit] = {}
    for credit in (credit for credits in named for credit in credits):
        held = newest.get(credit.name)
        if held is None or credit.date > held.date:
            newest[credit.name] = credit
    return tuple(sorted(newest.values(), key=lambda credit: credit.title.casefold()))


def reversals(rows: Sequence[HeadlineRow]) -> tuple[str, ...]:
    """What would turn the order: for each lead that unplaced use could reverse, how far."""
    return tuple(_reversal(row) for row in rows if not row.is_old and row.could_reverse)


def _reversal(row: HeadlineRow) -> str:
    leads_first = row.lead > 0
    behind = row.second if leads_first else row.first
    bound = -(row.bound_low or 0.0) if leads_first else (row.bound_high or 0.0)
    return (
        f"{row.label}: {(row.unplaced or 0.0) * 100:.1f} % is not placed. "
        f"Were all of it {behind.possessive}, {behind.subject} would lead by {bound * 100:.1f} points."
    )


def older_words(rows: Sequence[HeadlineRow]) -> str:
    """What the definitions say whose data are older than a year; empty where there are none."""
    old = [row for row in rows if row.is_old]
    if not old:
        return ""
    sides = (
        (old[0].first, sum(row.lead > 0 for row in old)),
        (old[0].second, sum(row.lead < 0 for row in old)),
    )
    said = " and ".join(
        f"{side.subject} leads under {_of(count, len(old))}" for side, count in sides if count
    )
    whole = f"Of {len(old)} definitions with data older than a year, which are not counted,"
    return f"{whole} {said or 'none has a leader'}."


def _of(count: int, whole: int) -> str:
    if count < whole:
        return str(count)
    return {1: "the one", 2: "both"}.get(whole, f"all {whole}")

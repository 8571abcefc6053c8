"""How a source is asked over the network: declared beside the source, carried out by the store.

A source says which addresses to begin at, how the records stand in an answer, and where the next page
is. It never opens a connection: retries, limits, resuming and secrets are the store's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from weighbridge.catalogue.checks import checked_text
from weighbridge.catalogue.errors import ContractError


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a fetch is asked for beyond the source's name.

    ``since`` is the day of the newest snapshot held, empty where there is none. ``accounts`` are the
    accounts to list, for sources that go by account. ``today`` is the day the fetch began.
    """

    today: str
    since: str = ""
    accounts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One answer, as a source sees it: its lane, number from 1, address, headers and whole body."""

    lane: str
    number: int
    url: str
    headers: Mapping[str, str]
    body: bytes


class NotNowError(ValueError):
    """A host asks us, under a status that says all is well, to come back later."""


Split = Callable[[Page], list[str]]
Follow = Callable[[Page, list[str]], str | None]


_EARLY = "ends early: "


def ends_early(reason: str) -> str:
    """What ``follow`` gives where more is there that cannot be asked for: the lane ends with a gap."""
    return _EARLY + reason


def early_end(following: str) -> str | None:
    """The reason, where a lane ends early; None for an address."""
    return following.removeprefix(_EARLY) if following.startswith(_EARLY) else None


def no_more(page: Page, records: list[str]) -> str | None:
    """There is one page only."""
    return None


@dataclass(frozen=True, slots=True)
class Lane:
    """A chain of pages, asked one after the other.

    ``split`` gives a page's records as JSON texts and raises ``ValueError`` where the page is not what it
    should be; ``follow`` gives the next address, None at the end. ``sorted_by`` is the field the
    records come in order of, so that a gap can be named. A lane that ``may_fail`` leaves a gap that is
    told of and no partial snapshot. ``columns`` are read of a Parquet file by ranges, row group by row
    group, in place of the whole; ``extra`` goes into each of its records.
    """

    name: str
    url: str
    split: Split
    follow: Follow = no_more
    sorted_by: str = ""
    may_fail: bool = False
    columns: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fetch:
    """How to take a snapshot of a source from the network.

    ``token`` names the environment variable of a token, which goes only to the host a lane begins at.
    ``key`` is the field that tells a record from its repetition in a moving list. A part of a source
    that ``must_be_whole`` would mislead (a listing that is counted), so a partial snapshot feeds no
    table. ``seconds_between`` is the least time between two requests to the host.
    """

    lanes: Callable[[Wanted], Iterable[Lane]]
    asks: str
    token: str = ""
    needs_token: bool = False
    key: str = ""
    must_be_whole: bool = False
    seconds_between: float = 0.0
    by_account: bool = False

    def __post_init__(self) -> None:
        checked_text("how a source is fetched", asks=self.asks)
        if self.needs_token and not self.token:
            raise ContractError("A source that needs a token names the variable it is in.")

"""What the API answers: plain values from the Python API, and errors as statuses with a sentence."""

from __future__ import annotations

import threading
import time
from bisect import bisect_right
from collections.abc import Callable, Mapping
from typing import Any

from weighbridge.api import Weighbridge
from weighbridge.catalogue.errors import ContractError, UsageError
from weighbridge.claims.reading.checking import Checked, check
from weighbridge.claims.replications import replicate
from weighbridge.store.snapshots import parse_date
from weighbridge.web.plug import Plug

LONGEST_SENTENCE = 2_000
FARTHEST = 999
"""Periods ahead that may be asked for; far fewer have a backtest."""
FRESH_SECONDS = 5.0
WAITING = 8
OWN = ("group", "only", "from", "to", "month", "as_of")
"""Parameters of an indicator that are no axes."""


class AnswerError(Exception):
    """An answer that is none: its HTTP status and a sentence that says what to do."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Answers:
    """A store asked over HTTP: one question at a time, a few may wait, what changed on disk is noticed."""

    def __init__(self, opened: Callable[[], Weighbridge]) -> None:
        self._opened = opened
        self._lock = threading.Lock()
        self._waiting = threading.Semaphore(WAITING)
        self._bridge = opened()
        self._state, self._looked = Plug(self._bridge).state, time.monotonic()
        self._days = _days(self._bridge)

    def state(self) -> str:
        """A digest of all that answers rest on, looked up anew every few seconds."""
        if time.monotonic() - self._looked > FRESH_SECONDS and self._lock.acquire(blocking=False):
            try:
                fresh = self._opened()
                found = Plug(fresh).state
                if found != self._state:
                    self._bridge, self._state, self._days = fresh, found, _days(fresh)
                self._looked = time.monotonic()
            finally:
                self._lock.release()
        return self._state

    @property
    def as_of(self) -> str:
        """The date of the newest snapshot."""
        return self._bridge.as_of

    @property
    def snapshots(self) -> int:
        """How many snapshots are stored."""
        return len(self._bridge.snapshots())

    def standing(self, as_of: str | None) -> str | None:
        """The newest stored day on or before a day: whatever lies between two days asks the same.

        So no more is ever built than there are days with a snapshot. A day before the first one is refused.
        """
        if not as_of:
            return None
        try:
            parse_date(as_of, "as_of")
        except UsageError as error:
            raise AnswerError(400, str(error)) from error
        at = bisect_right(self._days, as_of)
        if not at:
            held = f"The first stored day is {self._days[0]}." if self._days else "Nothing is stored."
            raise AnswerError(400, f"as_of {as_of} lies before everything stored. {held}")
        return self._days[at - 1]

    def ask(self, question: Callable[[Weighbridge], Any]) -> Any:
        """The answer to a question; an error of the asker's becomes a status, too many at once another."""
        if not self._waiting.acquire(blocking=False):
            raise AnswerError(503, f"{WAITING} questions are being answered; ask again in a second.")
        try:
            with self._lock:
                return question(self._bridge)
        except UsageError as error:
            status = 404 if str(error).startswith(("No indicator", "No claim", "No source")) else 400
            raise AnswerError(status, str(error)) from error
        except ContractError as error:
            raise AnswerError(400, str(error)) from error
        finally:
            self._waiting.release()


def _days(bridge: Weighbridge) -> list[str]:
    return sorted({item.date for item in bridge.snapshots()})


def indicators(bridge: Weighbridge) -> list[dict[str, Any]]:
    """All indicators with their axes and options."""
    return [
        {
            "name": item.name,
            "title": item.title,
            "question": item.question,
            "unit": item.unit.value,
            "groups": list(item.groups),
            "axes": {axis.name: [option.name for option in axis.options] for axis in item.axes},
            "population": item.population,
        }
        for item in bridge.indicators()
    ]


def indicator(bridge: Weighbridge, name: str, query: Mapping[str, str]) -> dict[str, Any]:
    """An indicator under one definition: the axes are parameters of their own."""
    month = query.get("month")
    result = bridge.indicator(
        name,
        query.get("group") or None,
        [part for part in query.get("only", "").split(",") if part],
        month or query.get("from") or None,
        month or query.get("to") or None,
        query.get("as_of") or None,
        {axis: option for axis, option in query.items() if axis not in OWN},
    )
    return result.to_dict()


def forecast(bridge: Weighbridge, name: str, query: Mapping[str, str]) -> dict[str, Any]:
    """A share some periods ahead, or why there is none."""
    unknown = sorted(set(query) - {"only", "ahead", "above", "group", "as_of"})
    if unknown:
        raise UsageError(f"No parameter '{unknown[0]}': only, ahead, above, group and as_of are read.")
    ahead, above = query.get("ahead", "4"), query.get("above", "")
    if not ahead.isdecimal() or len(ahead) > 9 or not 1 <= int(ahead) <= FARTHEST:
        raise UsageError(f"ahead={ahead[:20]}: expected a number of periods from 1 to {FARTHEST}, as 4.")
    try:
        limit = float(above) if above else None
    except ValueError:
        raise UsageError(f"above={above[:20]}: expected a share, as 0.5.") from None
    found = bridge.forecast(
        name,
        query.get("only", "CN"),
        int(ahead),
        limit,
        query.get("group") or None,
        query.get("as_of") or None,
    )
    return found.as_dict()


def claims(bridge: Weighbridge) -> list[dict[str, Any]]:
    """Every statement, judged, without the definitions tried."""
    return [_brief(one.as_dict()) for one in bridge.claims().all()]


def _brief(body: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name != "tried"}


def claim(bridge: Weighbridge, name: str) -> dict[str, Any]:
    """One statement with every definition tried and how its verdict moved."""
    room = bridge.claims()
    found = room.one(name)
    return found.as_dict() | {"history": room.history(found.claim)}


def replications(bridge: Weighbridge) -> list[dict[str, Any]]:
    """Published figures of others beside ours."""
    return [one.as_dict() for one in replicate(bridge)]


def checked(bridge: Weighbridge, sentence: str) -> Checked:
    """A sentence, read and judged exactly as on the command line."""
    if len(sentence) > LONGEST_SENTENCE:
        raise UsageError(f"{len(sentence):,} letters; a sentence of at most {LONGEST_SENTENCE:,} is taken.")
    return check(sentence, bridge, bridge.as_of)

"""How long to wait before the next request: what the host says, read from its headers."""

from __future__ import annotations

import datetime
import email.utils
import re
from collections.abc import Mapping
from dataclasses import dataclass

_ITEM = re.compile(r'"(?P<bucket>[^"]*)"(?P<rest>[^,]*)')
_LONGEST_PAUSE = 3600.0
# From here on the rest of a window is spread over its time, so that the last request is never refused.
_LOW_PART = 0.1
_LOW_LEAST = 3
_MOMENT = 0.05


@dataclass(frozen=True, slots=True)
class Limit:
    """What is left of a window: requests, seconds, and the whole quota where it is told."""

    remaining: int
    seconds: float
    quota: int | None = None


def limit_of(headers: Mapping[str, str]) -> Limit | None:
    """The limit an answer states (``RateLimit: "api";r=489;t=189``, or the older ``X-RateLimit-*``)."""
    found = _ITEM.search(headers.get("ratelimit", ""))
    values = _parameters(found["rest"]) if found else {}
    if "r" in values and "t" in values:
        policy = _parameters(headers.get("ratelimit-policy", ""))
        quota = int(policy["q"]) if "q" in policy else None
        return Limit(int(values["r"]), values["t"], quota)
    left, reset = headers.get("x-ratelimit-remaining", ""), headers.get("x-ratelimit-reset", "")
    if left.isdigit() and reset.isdigit():
        seconds = float(reset)
        if seconds > 1e12:
            seconds /= 1000
        if seconds > 1e9:
            seconds -= server_time(headers).timestamp()
        return Limit(int(left), min(max(seconds, 0.0), _LONGEST_PAUSE))
    return None


def _parameters(text: str) -> dict[str, float]:
    pairs = re.findall(r";\s*([a-z]+)=(\d+(?:\.\d+)?)", text)
    return {name: float(value) for name, value in pairs}


def server_time(headers: Mapping[str, str]) -> datetime.datetime:
    """The host's own clock, so that a wrong clock here changes no pause; ours where it tells none."""
    try:
        told = email.utils.parsedate_to_datetime(headers.get("date", ""))
    except (TypeError, ValueError):
        return datetime.datetime.now(datetime.UTC)
    return told if told.tzinfo else told.replace(tzinfo=datetime.UTC)


def pause_asked(headers: Mapping[str, str]) -> float | None:
    """Seconds a refusal asks us to wait: ``Retry-After``, in seconds or as a date, else the limit's."""
    text = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return min(float(text), _LONGEST_PAUSE)
    if text:
        try:
            until = email.utils.parsedate_to_datetime(text)
        except (TypeError, ValueError):
            until = None
        if until is not None:
            until = until if until.tzinfo else until.replace(tzinfo=datetime.UTC)
            seconds = (until - server_time(headers)).total_seconds()
            return min(max(seconds, 0.0) + 1, _LONGEST_PAUSE)
    limit = limit_of(headers)
    return None if limit is None else min(limit.seconds + 1, _LONGEST_PAUSE)


def pause_before_next(headers: Mapping[str, str], least: float) -> float:
    """Seconds to leave before the next request: what is left of the window lasts to its end, and is used."""
    limit = limit_of(headers)
    if limit is None:
        return least
    if limit.remaining <= 0:
        return max(least, limit.seconds + _beyond(limit.seconds))
    low = max(_LOW_LEAST, (limit.quota or 0) * _LOW_PART)
    if limit.remaining > low:
        return least
    # As many pauses as requests would put the last of them behind the window's end, where it is another's.
    return max(least, limit.seconds / (limit.remaining + 1))


def _beyond(seconds: float) -> float:
    """What to add to the rest of a window: whole seconds were cut, and no clock tells the very moment."""
    return 1.0 if seconds.is_integer() else _MOMENT

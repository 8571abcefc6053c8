"""The few kinds of error weighbridge raises on purpose.

Each message names the thing, where it is, what was found, what was expected and what to do next,
so that a reader never needs the traceback.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class WeighbridgeError(Exception):
    """Anything weighbridge raises on purpose; the command line prints it without a traceback."""


class FetchError(WeighbridgeError):
    """A source could not be asked, or its answer could not be used."""


class ContractError(WeighbridgeError):
    """Data or a declaration breaks a written rule: a wrong file, a lost column, an unknown field."""


class UsageError(WeighbridgeError):
    """The user asked for something that does not exist or cannot be combined."""


def nearest(word: str, known: Iterable[str], count: int = 3) -> list[str]:
    """The known names closest to ``word``, best first; empty where nothing is close.

    A name that contains the word counts as close however long it is, because people type the part
    they remember (``download`` for ``download_share``).
    """
    names = sorted(set(known))
    folded = {name.casefold(): name for name in reversed(names)}
    close = difflib.get_close_matches(word.casefold(), list(folded), n=count, cutoff=0.55)
    holding = [low for low in folded if word and word.casefold() in low and low not in close]
    return [folded[low] for low in [*close, *sorted(holding, key=len)]][:count]


def unknown_name(kind: str, word: str, known: Iterable[str], then: str) -> UsageError:
    """An error for a name that is not there: what was asked, the nearest names, what to run next."""
    names = sorted(set(known))
    close = nearest(word, names)
    if close:
        hint = f"Nearest: {', '.join(close)}."
    elif len(names) <= 12:
        hint = f"Known: {', '.join(names) or 'none'}."
    else:
        hint = f"{len(names)} are known, none is close."
    return UsageError(f"No {kind} '{word}'. {hint} {then}")

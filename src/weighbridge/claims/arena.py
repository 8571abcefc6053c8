"""Questions to the boards of the arena that several claims ask."""

from __future__ import annotations

import fnmatch

import numpy as np

from weighbridge.catalogue.errors import UsageError
from weighbridge.catalogue.units import MINUS
from weighbridge.claims.asking import Ask
from weighbridge.claims.stating import stated
from weighbridge.claims.tried import Side, Tried
from weighbridge.definitions.boards import Board
from weighbridge.definitions.standing import above, compare
from weighbridge.definitions.wording import month_name
from weighbridge.statistics.claims import Outcome, order_outcome, range_outcome
from weighbridge.statistics.equivalence import DIFFERENT, EQUIVALENT
from weighbridge.statistics.resampling import DRAWS

STYLE_WORDS = {"raw": "votes as they are", "controlled": "style held constant"}
UNIT_WORDS = {"variant": "every listed model", "weights": "distinct weights"}
_VERDICTS = {
    "different": "told apart",
    "equivalent": "level within the margin",
    "different_but_negligible": "told apart, by less than the margin",
    "undecided": "cannot be told",
}


def level_with(
    ask: Ask, first: str, second: str, label: str = "", is_source: str = "", makers: tuple[str, ...] = ()
) -> list[Tried]:
    """Whether two models are level: a test of the difference with a margin, on each board of the period.

    Names may be patterns, and then mean the best-rated model that fits; ``makers`` keeps to models of these
    organisations, because others name their models after what they tuned. ``is_source`` names the style
    the origin used.
    """
    found = []
    for board in ask.boards():
        words = ", ".join(filter(None, (label, STYLE_WORDS[board.style], month_name(board.date[:7]))))
        base = {"style": board.style, "model": label or "any", "board": board.date[:7]}
        try:
            named = [_best(board, name, makers) for name in (first, second)] if makers else [first, second]
            pair = compare(board, *named)
        except UsageError as error:
            found.append(Tried(words, "unavailable", month=board.date[:7], choices=base, reason=str(error)))
            continue
        result = pair.result
        outcome: Outcome = (
            "holds" if result.verdict == EQUIVALENT else "fails" if result.verdict == DIFFERENT else "unsure"
        )
        lead = Side(pair.a, result.value, result.low, result.high)
        style = " --style-control" if board.style == "controlled" else ""
        found.append(
            Tried(
                words,
                outcome,
                f"{pair.a} {_signed(result.value)} against {pair.b} [{_signed(result.low)} to "
                f"{_signed(result.high)}]: {_VERDICTS[result.verdict]}",
                board.date[:7],
                base,
                (Side(pair.a, pair.rating_a), Side(pair.b, pair.rating_b)),
                lead,
                basis="interval",
                flags=pair.flags,
                unit="rating points",
                is_source=board.style == is_source,
                command=f"weighbridge arena compare '{pair.a}' '{pair.b}' --date {board.date}{style}",
            )
        )
    return found


def _best(board: Board, pattern: str, makers: tuple[str, ...]) -> str:
    """The best-rated model that fits a pattern, made by one of some organisations."""
    for model, maker in zip(board.model, board.organisation, strict=True):
        if maker in makers and fnmatch.fnmatchcase(model, pattern):
            return model
    raise UsageError(f"No model on the board of {board.date} fits '{pattern}' by its own maker.")


def _signed(value: float | None) -> str:
    if value is None:
        return "not known"
    return f"{MINUS if round(value, 1) < 0 else '+'}{abs(value):.1f}"


def at_least_above(ask: Ask, reference: str, country: str, text: str, source: tuple[str, str]) -> list[Tried]:
    """Whether so many of a country's open models stand above one model, over joint draws of the ratings.

    Counted as listed and by distinct weights; ``source`` names style and unit the origin used.
    """
    band = stated(text).band
    found = []
    for board in ask.boards():
        counted = above(board, reference, country=country, only_open=True)
        for unit, count in (("variant", counted.variants), ("weights", counted.weights)):
            if count is None:
                continue
            style = " --style-control" if board.style == "controlled" else ""
            found.append(
                Tried(
                    f"{UNIT_WORDS[unit]}, {STYLE_WORDS[board.style]}, {month_name(board.date[:7])}",
                    range_outcome(count.low, count.high, band),
                    f"{count.point} above {reference} [{count.low} to {count.high}]",
                    board.date[:7],
                    {"style": board.style, "unit": unit, "board": board.date[:7]},
                    (Side(country, count.point, count.low, count.high),),
                    basis="draws",
                    flags=tuple(sorted(board.flags)),
                    unit="count",
                    is_source=(board.style, unit) == source,
                    command=f"weighbridge arena above {reference} --country {country} --open --date "
                    f"{board.date}{style}",
                )
            )
    return found


def among_first(ask: Ask, country: str, first: int, wanted: int) -> list[Tried]:
    """Whether exactly so many of a board's first models are a country's, over joint draws of the ratings."""
    return [_among(board, country, first, wanted) for board in ask.boards()]


def _among(board: Board, country: str, first: int, wanted: int) -> Tried:
    own = np.array([place == country for place in board.country])
    draws = board.draws(DRAWS)
    draws = np.where(np.isnan(draws), board.rating, draws)
    top = np.argsort(-draws, axis=1, kind="stable")[:, :first]
    drawn = own[top].sum(axis=1)
    share = float((drawn == wanted).mean())
    point = int(own[np.argsort(-board.rating, kind="stable")[:first]].sum())
    low, high = (int(value) for value in np.quantile(drawn, [0.05, 0.95]))
    style = " --style-control" if board.style == "controlled" else ""
    return Tried(
        f"{STYLE_WORDS[board.style]}, {month_name(board.date[:7])}",
        order_outcome(share, share),
        f"{point} of the first {first} [{low} to {high}]",
        board.date[:7],
        {"style": board.style, "board": board.date[:7]},
        (Side(country, point, min(low, point), max(high, point)),),
        decided_by=(share, share),
        basis="draws",
        flags=tuple(sorted(board.flags)),
        unit="count",
        command=f"weighbridge arena board --date {board.date}{style}",
    )

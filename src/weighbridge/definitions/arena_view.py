"""What the page of a board shows: places as sets, runs of models no test can part, questions by date."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from weighbridge.catalogue.errors import UsageError
from weighbridge.definitions.boards import (
    CONTROLLED,
    OVERALL,
    RAW,
    Board,
    board_dates,
    boards_of_day,
    load_board,
)
from weighbridge.definitions.standing import (
    Above,
    Comparison,
    Standing,
    above,
    compare,
    standings,
)
from weighbridge.statistics.pairwise import normal_quantile
from weighbridge.statistics.resampling import LEVEL

SHOWN = 30
"""Models of a board on its page; all are on the command line."""
REFERENCE = "gpt-oss-120b"
PAIR = ("qwen*:open", "claude*")
STATEMENT_DAYS = ("2025-09-30", "2025-11-16", "2025-12-17")
"""Days near which statements about boards were printed; the newest board is always shown, too."""


@dataclass(frozen=True, slots=True, eq=False)
class BoardView:
    """A board as its page shows it: the first models, and the runs of models that stand together."""

    board: Board
    rows: tuple[Standing, ...]
    runs: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One question to one board; ``found`` is None where a model is not on it, ``reason`` says which."""

    board: Board
    found: Above | Comparison | None
    reason: str = ""


def board_view(board: Board, first: int = SHOWN) -> BoardView:
    """The first models of a board with their places, and what a test of the difference cannot part."""
    rows = tuple(standings(board, first))
    return BoardView(board, rows, runs(board, len(rows)))


def runs(board: Board, count: int, level: float = LEVEL) -> tuple[tuple[int, int], ...]:
    """Longest runs of neighbours of which no two are parted by a test of their difference at ``level``.

    Every pair within a run is tested on its own; a model whose error is not known is parted from none.
    """
    rating, se = board.rating[:count], np.nan_to_num(board.se[:count], nan=np.inf)
    error = np.hypot(se[:, None], se[None, :])
    parted = np.abs(rating[:, None] - rating[None, :]) > normal_quantile(level) * error
    found: list[tuple[int, int]] = []
    for first in range(count):
        last = first
        while last + 1 < count and not parted[first : last + 1, last + 1].any():
            last += 1
        if last > first and (not found or last > found[-1][1]):
            found.append((first, last))
    return tuple(found)


def days_shown(path: Path, style: str) -> list[str]:
    """The boards of a style that the pages show: the newest, and the last before each statement."""
    known = board_dates(path, style)
    chosen = {max((day for day in known if day <= asked), default="") for asked in STATEMENT_DAYS}
    return sorted({*(day for day in chosen if day), *known[-1:]}, reverse=True)


def boards_shown(path: Path) -> list[Board]:
    """Those boards, newest first, raw before controlled."""
    return [load_board(path, day, style) for style in (RAW, CONTROLLED) for day in days_shown(path, style)]


def boards_by_prompts(path: Path, board: Board) -> list[Board]:
    """The boards of the same day and style for prompts of one kind; the board of all prompts is none."""
    return [kind for kind in boards_of_day(path, board.date, board.style) if kind.category != OVERALL]


def counted_above(board: Board) -> Question:
    """How many Chinese models with open weights stand above the reference model."""
    try:
        return Question(board, above(board, REFERENCE, country="CN", only_open=True))
    except UsageError as error:
        return Question(board, None, str(error))


def best_pair(board: Board) -> Question:
    """The best Qwen model with open weights against the best Claude."""
    try:
        return Question(board, compare(board, *PAIR))
    except UsageError as error:
        return Question(board, None, str(error))

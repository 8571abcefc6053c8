"""The stored board a command asks for."""

from __future__ import annotations

from weighbridge.cli.progress import progress_of
from weighbridge.definitions.boards import CONTROLLED, RAW, Board, load_board
from weighbridge.entities.organisations import load_organisations


def stored_board(date: str | None, style_control: bool, category: str, quiet: bool) -> Board:
    """The last board up to a day, built from the stored snapshots if need be."""
    from weighbridge.api import Weighbridge
    from weighbridge.store.snapshots import parse_date

    if date is not None:
        parse_date(date, "--date")
    with progress_of(quiet) as progress:
        path = Weighbridge(progress=progress.stage).table("arena_ratings")
    return load_board(path, date, CONTROLLED if style_control else RAW, category)


def board_words(board: Board) -> str:
    """Which board it is: its kind, its day, how much of it is listed."""
    kind = "style-controlled board" if board.style == CONTROLLED else "raw board"
    what = "" if board.category == "overall" else f" of {board.category}"
    listed = {"top": ", its top only", "selected": ", chosen rows"}.get(board.coverage, "")
    return f"LMArena text, {kind}{what}, {board.date}{listed}"


def maker(organisation: str) -> str:
    """An organisation's name as readers know it, without what stands in brackets."""
    known = load_organisations().get(organisation)
    return known.name.partition(" (")[0] if known else organisation or "maker not known"

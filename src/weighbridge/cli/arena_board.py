"""``weighbridge arena board``: one board, ranks as sets."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from weighbridge.catalogue.errors import unknown_name
from weighbridge.catalogue.flags import FLAGS
from weighbridge.catalogue.units import DASH
from weighbridge.cli.arena_stored import board_words, maker
from weighbridge.cli.layout import Cell, paragraph
from weighbridge.cli.options import FormFlag, OutputFlag
from weighbridge.cli.output import deliver, forms_of
from weighbridge.cli.program import NONE_FOUND, PASS
from weighbridge.cli.records import listing
from weighbridge.cli.terminal import Terminal
from weighbridge.definitions.boards import Board
from weighbridge.definitions.standing import Standing, standings
from weighbridge.entities.organisations import region_of

NAMES = (
    *("model", "organisation", "country", "openness", "rating", "low", "high"),
    *("rank_best", "rank_worst", "votes", "weights_id", "flags"),
)
_ON_SCREEN = 20


def deliver_board(
    board: Board, only: str, is_open: bool, top: int | None, form: FormFlag, output: OutputFlag
) -> int:
    """Write a board, or a part of it."""
    wanted = {word.strip().casefold() for word in only.split(",") if word.strip()}
    known = {*(c.casefold() for c in board.country), *(o.casefold() for o in board.organisation)}
    for word in sorted(wanted - known):
        raise unknown_name("country or maker on the board", word, known, "Leave --only out for all.")
    is_short = form in (None, "table") and output is None and not wanted and not is_open
    limit = top if top is not None else _ON_SCREEN if is_short else None
    found = standings(board, limit if not (wanted or is_open) else None)
    kept = [
        item
        for item in found
        if (not wanted or {item.country.casefold(), item.organisation.casefold()} & wanted)
        and (not is_open or item.openness == "open")
    ]
    kept = kept[:limit]
    records = [{**asdict(item), "flags": list(item.flags)} for item in kept]
    head = {**head_of(board), "models": records}
    deliver(
        forms_of(records, lambda terminal: _table(board, kept, terminal), NAMES, lambda: head), form, output
    )
    return PASS if kept else NONE_FOUND


def head_of(board: Board) -> dict[str, Any]:
    """What a board is, as plain JSON values."""
    return {
        "board_date": board.date,
        "asked_date": board.asked or None,
        "style": board.style,
        "category": board.category,
        "source": board.source,
        "coverage": board.coverage,
        "level": 0.9,
        "flags": sorted(board.flags),
    }


def flag_lines(flags: set[str], terminal: Terminal) -> list[str]:
    """Flags in words."""
    lines: list[str] = []
    for flag in sorted(flags):
        lines += paragraph(f"{flag}: {FLAGS[flag]}", terminal, "    ", "  ")
    return ["", "Flags", *lines] if lines else []


def _table(board: Board, kept: list[Standing], terminal: Terminal) -> list[str]:
    lines = [*paragraph(_answer(kept), terminal), *paragraph(board_words(board), terminal), ""]
    rows = [
        [
            Cell(_places(item), "", True),
            Cell(item.model),
            Cell(maker(item.organisation), region_of(item.country)),
            Cell(item.country if item.country != "XX" else "?"),
            Cell(item.openness),
            Cell(f"{item.rating:.0f}", "bold", True),
            Cell(f"[{item.low:.0f}–{item.high:.0f}]" if item.low is not None else DASH, "", True),
            Cell(f"{item.votes:,}" if item.votes else DASH, "", True),
        ]
        for item in kept
    ]
    heads = ("rank", "model", "maker", "", "weights", "rating", "90 %", "votes")
    lines += listing(heads, rows, terminal, flexible=(1, 2))
    left = len(board.model) - len(kept)
    if left:
        lines += ["", f"{left} of {len(board.model)} not shown: --top {len(board.model)}, or --format csv"]
    lines += flag_lines(board.flags, terminal)
    style = "" if board.style == "raw" else " --style-control"
    first = kept[:2]
    if len(first) < 2:
        return [*lines, "", "next: weighbridge arena board"]
    pair = f"{first[0].model} {first[1].model} --date {board.date}{style}"
    return [*lines, "", f"next: weighbridge arena compare {pair}"]


def _places(item: Standing) -> str:
    one = item.rank_best == item.rank_worst
    return str(item.rank_best) if one else f"{item.rank_best}–{item.rank_worst}"


def _answer(kept: list[Standing]) -> str:
    """Who may stand first: everybody whose set of ranks holds the first place."""
    if not kept:
        return "No model of this kind is on the board."
    first = [item.model for item in kept if item.rank_best == 1]
    if not first:
        return f"{kept[0].model} is between rank {kept[0].rank_best} and {kept[0].rank_worst}."
    if len(first) == 1:
        return f"{first[0]} stands first."
    named = ", ".join(first[:4]) + (f" and {len(first) - 4} more" if len(first) > 4 else "")
    return f"The data cannot tell which of {len(first)} stands first: {named}."

"""``weighbridge arena compare``: two models of one board."""

from __future__ import annotations

from typing import Any

from weighbridge.cli.arena_board import flag_lines, head_of
from weighbridge.cli.arena_stored import board_words
from weighbridge.cli.layout import facts, paragraph
from weighbridge.cli.options import FormFlag, OutputFlag
from weighbridge.cli.output import deliver, forms_of
from weighbridge.cli.program import PASS, UNDECIDED
from weighbridge.cli.terminal import Terminal
from weighbridge.definitions.boards import CONTROLLED, Board
from weighbridge.definitions.standing import Comparison, compare
from weighbridge.statistics import equivalence as words

NAMES = (
    *("a", "b", "rating_a", "rating_b", "difference", "low", "high", "se"),
    *("margin", "verdict", "p_different", "p_equivalent", "flags"),
)


def deliver_comparison(
    board: Board, a: str, b: str, margin: float, form: FormFlag, output: OutputFlag
) -> int:
    """Write a comparison; the exit code is 3 where the data cannot tell."""
    found = compare(board, a, b, margin=margin)
    record = record_of(found)
    head = {**head_of(board), **record}
    deliver(
        forms_of([record], lambda terminal: _page(board, found, (a, b), terminal), NAMES, lambda: head),
        form,
        output,
    )
    return UNDECIDED if found.result.verdict == words.UNDECIDED else PASS


def record_of(found: Comparison) -> dict[str, Any]:
    """A comparison as plain JSON values."""
    result = found.result
    return {
        "a": found.a,
        "b": found.b,
        "rating_a": found.rating_a,
        "rating_b": found.rating_b,
        "difference": result.value,
        "low": result.low,
        "high": result.high,
        "se": found.se,
        "margin": result.margin,
        "verdict": result.verdict,
        "p_different": result.p_different,
        "p_equivalent": result.p_equivalent,
        "flags": list(found.flags),
    }


def sentence(found: Comparison) -> str:
    """The verdict in words."""
    result = found.result
    ahead, behind = (found.a, found.b) if (result.value or 0) >= 0 else (found.b, found.a)
    points = f"{abs(result.value or 0):.1f} points"
    return {
        words.DIFFERENT: f"{ahead} is ahead of {behind} by {points}.",
        words.EQUIVALENT: f"{found.a} and {found.b} are level: less than {result.margin:g} points apart.",
        words.NEGLIGIBLE: f"{ahead} is ahead of {behind}, by less than {result.margin:g} points.",
        words.UNDECIDED: f"The data cannot tell {found.a} and {found.b} apart, nor that they are level.",
    }[result.verdict]


def _page(board: Board, found: Comparison, asked: tuple[str, str], terminal: Terminal) -> list[str]:
    result = found.result
    lines = [*paragraph(sentence(found), terminal), *paragraph(board_words(board), terminal), ""]
    pairs = [(found.a, f"{found.rating_a:.1f}"), (found.b, f"{found.rating_b:.1f}")]
    if result.value is not None:
        apart = f"{result.value:+.1f}"
        if result.low is not None and result.high is not None:
            apart += f" [{result.low:+.1f} to {result.high:+.1f}], 90 %"
        pairs.append(("difference", apart))
    pairs += [
        ("margin", f"±{result.margin:g} points (`--margin`)"),
        ("verdict", result.verdict.replace("_", " ")),
    ]
    lines += facts(pairs, terminal)
    notes = []
    if any("*" in text or ":" in text for text in asked):
        notes.append("The best of several noisy ratings was taken, which selects upwards.")
    if found.se is not None:
        notes.append(
            "Boards publish no covariance of two ratings: the error of the difference is right within 4 %."
        )
    for note in notes:
        lines += ["", *paragraph(note, terminal)]
    lines += flag_lines(set(found.flags), terminal)
    other = "" if board.style == CONTROLLED else " --style-control"
    pair = " ".join(f"'{text}'" if "*" in text else text for text in asked)
    return [*lines, "", f"next: weighbridge arena compare {pair} --date {board.date}{other}"]

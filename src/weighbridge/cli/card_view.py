"""How a card looks in the terminal: the answer, then one line a matter, each with what it rests on."""

from __future__ import annotations

from weighbridge.cli.layout import cells, paragraph
from weighbridge.cli.terminal import Terminal
from weighbridge.diligence.card.card import COUNSEL, Card
from weighbridge.diligence.card.lines import Line, lines_of
from weighbridge.diligence.card.sentences import answer_of
from weighbridge.diligence.card.summary import summary_of

_WIDTH = 10


def card_lines(card: Card, terminal: Terminal, is_full: bool = False) -> list[str]:
    """The answer in a sentence, every line with its evidence, whom to ask, the next command.

    In short it fits a screen of 24 lines; in full it has every entry, clause and address.
    """
    lines = [
        terminal.paint(line, "bold") for line in paragraph(f"{card.model_id}: {answer_of(card)}", terminal)
    ]
    for line in lines_of(card) if is_full else summary_of(card):
        lines += _line(line, terminal, not is_full)
    said = f"on {card.day}, data to {card.as_of} · {COUNSEL[:1].lower()}{COUNSEL[1:].rstrip('.')}"
    lines += paragraph(said, terminal)
    if is_full:
        return [*lines, f"next: weighbridge alternatives {card.model_id}"]
    return [
        *lines,
        f"all:  weighbridge card {card.model_id} --full",
        f"next: weighbridge alternatives {card.model_id}",
    ]


def _line(line: Line, terminal: Terminal, is_right: bool) -> list[str]:
    head = line.head.ljust(_WIDTH)
    told = line.evidence if is_right else f"[{line.evidence}]"
    if not terminal.is_tty:
        return [f"{head}{line.text}  [{line.evidence}]"]
    indent = " " * _WIDTH
    lines = paragraph(line.text, terminal, indent, head)
    room = terminal.prose_width - cells(lines[-1])
    if line.tone:
        lines = [terminal.paint(text, line.tone) for text in lines]
    if room > cells(told) + 1:
        gap = room - cells(told) if is_right else 2
        lines[-1] += " " * gap + terminal.paint(told, "dim")
        return lines
    if is_right and cells(told) <= terminal.prose_width - _WIDTH:
        return [*lines, terminal.paint(told.rjust(terminal.prose_width), "dim")]
    return [*lines, *(terminal.paint(text, "dim") for text in paragraph(told, terminal, indent))]

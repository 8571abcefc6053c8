"""How a card looks in the terminal: the answer, then one line a matter, each with what it rests on."""

from __future__ import annotations

from weighbridge.cli.layout import cells, last_line, paragraph
from weighbridge.cli.terminal import Terminal
from weighbridge.diligence.card.card import COUNSEL, Card
from weighbridge.diligence.card.lines import Line, lines_of
from weighbridge.diligence.card.sentences import answer_of

_WIDTH = 11


def card_lines(card: Card, terminal: Terminal) -> list[str]:
    """The answer in a sentence, every line with its evidence, whom to ask, the next command."""
    lines = [
        terminal.paint(line, "bold") for line in paragraph(f"{card.model_id}: {answer_of(card)}", terminal)
    ]
    for line in lines_of(card):
        lines += _line(line, terminal)
    lines += [COUNSEL]
    hint = f"next: weighbridge alternatives {card.model_id}"
    return [*lines, *last_line(f"on {card.day}, data to {card.as_of}", hint, terminal)]


def _line(line: Line, terminal: Terminal) -> list[str]:
    head = line.head.ljust(_WIDTH)
    told = f"[{line.evidence}]" if line.evidence else ""
    if not terminal.is_tty:
        return [f"{head}{line.text}{'  ' + told if told else ''}"]
    indent = " " * _WIDTH
    lines = paragraph(line.text, terminal, indent, head)
    if line.tone:
        lines = [terminal.paint(text, line.tone) for text in lines]
    if not told:
        return lines
    room = terminal.prose_width - cells(lines[-1])
    if room > cells(told) + 1:
        lines[-1] += "  " + terminal.paint(told, "dim")
        return lines
    return [*lines, *(terminal.paint(text, "dim") for text in paragraph(told, terminal, indent))]

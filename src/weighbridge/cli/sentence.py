"""A sentence on the screen: bold, its places in their colours."""

from __future__ import annotations

from weighbridge.cli.layout import paragraph
from weighbridge.cli.terminal import Terminal
from weighbridge.web.sentences import Sentence, plain


def emphasised(sentence: Sentence, terminal: Terminal) -> list[str]:
    """The sentence wrapped and in bold; values of places also in the places' colours."""
    lines = paragraph(plain(sentence), terminal)
    if not terminal.has_colour:
        return lines
    tones = [(part.text, part.tone) for part in sentence if part.tone not in ("", "strong")]
    return [_painted(line, tones, terminal) for line in lines]


def _painted(line: str, tones: list[tuple[str, str]], terminal: Terminal) -> str:
    """The line with the first of each toned text in its colour; what is found is not looked at again."""
    done, rest = "", line
    for text, tone in list(tones):
        if text not in rest:
            continue
        before, _, rest = rest.partition(text)
        done += terminal.paint(before, "bold") + terminal.paint(text, "bold", tone)
        tones.remove((text, tone))
    return done + terminal.paint(rest, "bold")

"""A drawing that leaves the page: with its title, its date, its definition and its sources on it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from weighbridge.charts.drawing import hatch
from weighbridge.charts.frame_layers import FACE
from weighbridge.charts.palette import TOKENS
from weighbridge.charts.placement import text_width

_EDGE = 24
_WRAP = 13


@dataclass(frozen=True, slots=True)
class Imprint:
    """The words round a figure: the answer above, where it comes from below."""

    title: str
    reading: str
    answer: str
    origin: str


def standalone(svg: str, imprint: Imprint, shared: str = "") -> str:
    """An SVG for any program: plain colours, a white page, nothing outside the file.

    ``shared`` are parts the drawing uses by name.
    """
    inner = re.search(r'<svg [^>]*width="([\d.]+)" height="([\d.]+)"[^>]*>(.*)</svg>', svg, re.DOTALL)
    if inner is None:
        return svg
    sized = re.match(r'<svg [^>]*(font-size="[\d.]+px")', svg)
    words = f" {sized[1]}" if sized else ""
    width, height = float(inner[1]), float(inner[2])
    head, y = _lines(
        [
            (imprint.title, 20, 600, "ink"),
            (imprint.answer, 15, 400, "ink2"),
            (imprint.reading, 13, 400, "ink3"),
        ],
        width,
        _EDGE + 16,
    )
    foot, end = _lines([(imprint.origin, _WRAP, 400, "ink3")], width, y + height + 16)
    total_width, total_height = width + 2 * _EDGE, end + _EDGE - 8
    page = TOKENS["page"].light
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{total_width:.0f}" height="{total_height:.0f}" '
        f'viewBox="0 0 {total_width:.0f} {total_height:.0f}" font-family="{FACE}, sans-serif" role="img">'
        f"<title>{escape(imprint.title)}</title><desc>{escape(imprint.answer)}</desc>"
        f'<defs>{hatch()}{shared}</defs><rect width="100%" height="100%" fill="{page}"/>'
        f'{head}<g transform="translate({_EDGE},{y:.0f})"{words}>{inner[3]}</g>{foot}</svg>\n'
    )


def bare(svg: str, shared: str = "") -> str:
    """A drawing for a page that sets the words itself: alone in its file, with the parts it uses by name."""
    return re.sub(r"<svg [^>]*>", lambda opened: f"{opened[0]}<defs>{hatch()}{shared}</defs>", svg, count=1)


def _lines(texts: list[tuple[str, int, int, str]], width: float, y: float) -> tuple[str, float]:
    """Texts below each other, wrapped to the width; the markup and the next free height."""
    parts: list[str] = []
    for text, size, weight, token in texts:
        for line in wrapped(text, size, width, weight > 400):
            parts.append(
                f'<text x="{_EDGE}" y="{y:.0f}" font-family="{FACE}" font-size="{size}px" '
                f'font-weight="{weight}" fill="{TOKENS[token].light}">{escape(line)}</text>'
            )
            y += size * 1.45
        y += 4
    return "".join(parts), y


def wrapped(text: str, size: int, width: float, bold: bool = False) -> list[str]:
    """A text cut into lines that fit a width."""
    return filled(text, width, lambda joined: text_width(joined, size, bold))


def filled(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """A text in lines no wider than a width, by a measure of how wide words are."""
    lines: list[str] = []
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and measure(joined) <= width:
            lines[-1] = joined
        elif word:
            lines.append(word)
    return lines

"""The picture that stands for a page where it is shared: 1200 x 630, the sentence, its doubt, its date.

Drawn without a browser. No value stands on it without its interval or what it is one of.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from weighbridge.charts.drawing import cached, hatch, picture, recipe
from weighbridge.charts.palette import TEXT_TOKENS, TOKENS, shape_of
from weighbridge.charts.png import smaller
from weighbridge.charts.standalone import filled

WIDTH, HEIGHT, EDGE = 1200, 630, 64
INNER = WIDTH - 2 * EDGE
_SIZES = (58, 52, 46, 41, 36, 32)
_MOST_LINES, _MOST_ROWS = 3, 3
_NAME, _VALUE = 250, 150
_ROW = 50
_MARK = (
    '<g transform="translate(64,61) scale(1.25)" stroke="{ink}" fill="{ink}" stroke-width="1.7" '
    'stroke-linecap="round" stroke-linejoin="round"><path fill="none" d="M12 3.6V20M6.5 20.4h11M3 7.4 21 4.9'
    'M4.6 7.4 2.4 12.6M4.6 7.4 6.8 12.6M19.4 5.3 17.2 10.3M19.4 5.3 21.6 10.3"/><path stroke="none" '
    'd="M1.5 12.6h6.2a3.1 3.1 0 0 1-6.2 0zM16.3 10.3h6.2a3.1 3.1 0 0 1-6.2 0z"/></g>'
)


@dataclass(frozen=True, slots=True)
class Row:
    """A value from 0 to 1 of the scale, with what may be drawn of its doubt."""

    name: str
    token: str
    shape: str
    value: float
    words: str
    low: float | None = None
    high: float | None = None
    bound_low: float | None = None
    bound_high: float | None = None


@dataclass(frozen=True, slots=True)
class Dots:
    """Marks on one line from one side's lead (-1) to the other's (1): token, shape, place."""

    left: tuple[str, str]
    right: tuple[str, str]
    marks: tuple[tuple[str, str, float], ...]


@dataclass(frozen=True, slots=True)
class ShareCard:
    """What a card says: what it is about, the sentence, its doubt, the plot, and the line at the foot.

    ``verdict`` is a word with its colour and its glyph, for a statement that was checked.
    """

    topic: str
    sentence: str
    doubt: str
    foot: str
    as_of: str
    rows: tuple[Row, ...] = ()
    dots: Dots | None = None
    verdict: tuple[str, str, str] | None = None


def card_png(card: ShareCard, fonts: Path, folder: Path) -> bytes:
    """The picture of a card; kept in a cache, since drawing is slow beside everything else."""
    key = hashlib.sha256(f"{recipe()}|{fonts.parent.name}|card|{card!r}".encode()).hexdigest()[:24]
    return cached(folder / f"{key}.png", lambda: _pictured(card_svg(card, fonts), fonts))


def _pictured(svg: str, fonts: Path) -> bytes:
    return smaller(picture(svg, fonts, 1.0))


def card_svg(card: ShareCard, fonts: Path) -> str:
    """The card as SVG, its words broken by the widths of the face itself."""
    ink = TOKENS["ink"].light
    parts = [
        _MARK.format(ink=ink),
        _text("weighbridge", EDGE + 43, 83, 24, "ink", 600),
        _text(card.topic, WIDTH - EDGE, 83, 20, "ink3", anchor="end"),
    ]
    room = 3 if card.rows or card.dots or card.verdict else 4
    lines, size = _fitted(card.sentence, fonts, room)
    y = 110.0
    for line in lines:
        y += size * 1.14
        parts.append(_serif(line, EDGE, y, size))
    y += 20
    if card.verdict:
        y = _verdict(parts, card.verdict, y)
    if card.doubt and (not card.rows or len(lines) < _MOST_LINES):
        for line in broken(card.doubt, 22, fonts / "inter-400.ttf", INNER)[: 2 if card.rows else 4]:
            y += 30
            parts.append(_text(line, EDGE, y, 22, "ink2"))
    if card.dots:
        parts += _dots(card.dots)
    parts += _rows(card.rows[:_MOST_ROWS])
    parts += [
        _text(cut(card.foot, 20, fonts / "inter-400.ttf", INNER - 220), EDGE, 578, 20, "ink3"),
        _text(f"as of {card.as_of}" if card.as_of else "", WIDTH - EDGE, 578, 20, "ink3", anchor="end"),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}"><defs>{hatch()}</defs>'
        f'<rect width="100%" height="100%" fill="{TOKENS["page"].light}"/>{"".join(parts)}</svg>'
    )


def _fitted(sentence: str, fonts: Path, most: int) -> tuple[list[str], int]:
    """The sentence in the largest size that takes few enough lines; cut where even the smallest does not."""
    face = fonts / "source-serif-4-600.ttf"
    for size in _SIZES:
        lines = broken(sentence, size, face, INNER)
        if len(lines) <= most:
            return lines, size
    kept = broken(sentence, _SIZES[-1], face, INNER)[:most]
    return [*kept[:-1], f"{kept[-1].rstrip(' ,.')} …"], _SIZES[-1]


def broken(text: str, size: float, face: Path, width: float) -> list[str]:
    """A text in lines no wider than a width."""
    return filled(text, width, lambda joined: measured(joined, size, face))


def cut(text: str, size: float, face: Path, width: float) -> str:
    """A text on one line: whole, or as many words as fit and a sign that there is more."""
    lines = broken(text, size, face, width - size)
    return text if len(lines) < 2 else f"{lines[0].rstrip(' ,;·')} …"


def measured(text: str, size: float, face: Path) -> float:
    """How wide a text is in a face, without kerning."""
    widths, other, unit = _advances(face)
    return sum(widths.get(ord(sign), other) for sign in text) * size / unit


@cache
def _advances(face: Path) -> tuple[dict[int, int], int, int]:
    from fontTools.ttLib import TTFont

    with TTFont(face, lazy=True) as opened:
        font: Any = opened
        held = font["hmtx"].metrics
        widths = {code: held[name][0] for code, name in font.getBestCmap().items()}
        return widths, widths[ord("n")], font["head"].unitsPerEm


def _text(
    text: str, x: float, y: float, size: int, token: str, weight: int = 400, anchor: str = "start"
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-family="Inter" font-size="{size}" font-weight="{weight}" '
        f'text-anchor="{anchor}" fill="{TOKENS[token].light}">{escape(text)}</text>'
    )


def _serif(text: str, x: float, y: float, size: int) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-family="\'Source Serif 4\'" font-size="{size}" '
        f'font-weight="600" letter-spacing="-0.4" fill="{TOKENS["ink"].light}">{escape(text)}</text>'
    )


def _shape(form: str, token: str, x: float, y: float, radius: float) -> str:
    drawn = shape_of(form, TOKENS[token].light, TOKENS["page"].light, radius, rim=3)
    return f'<g transform="translate({x:.1f},{y:.1f})">{drawn}</g>'


def _verdict(parts: list[str], verdict: tuple[str, str, str], y: float) -> float:
    word, token, glyph = verdict
    parts.append(f'<g transform="translate({EDGE},{y + 8:.1f}) scale(2)">{glyph}</g>')
    parts.append(_text(word, EDGE + 46, y + 34, 30, token, 600))
    return y + 52


def _dots(dots: Dots) -> list[str]:
    y, middle, half = 390, WIDTH / 2, INNER / 2
    rule, ink = TOKENS["rule"].light, TOKENS["ink"].light
    return [
        f'<line x1="{EDGE}" x2="{WIDTH - EDGE}" y1="{y}" y2="{y}" stroke="{rule}" stroke-width="2"/>',
        f'<line x1="{middle}" x2="{middle}" y1="{y - 50}" y2="{y + 50}" stroke="{ink}" stroke-width="2"/>',
        *(_shape(form, token, middle + place * half, y, 13) for token, form, place in dots.marks),
        _arrow(EDGE, y + 79, -1, dots.left[1]),
        _text(f"{dots.left[0]} ahead", EDGE + 20, y + 86, 20, dots.left[1], 600),
        _text(f"{dots.right[0]} ahead", WIDTH - EDGE - 20, y + 86, 20, dots.right[1], 600, "end"),
        _arrow(WIDTH - EDGE, y + 79, 1, dots.right[1]),
    ]


def _arrow(tip: float, y: float, way: int, token: str) -> str:
    """A small triangle that points left (-1) or right (1): the faces have no such sign."""
    back = tip - 13 * way
    return f'<path d="M{tip},{y}L{back},{y - 7}V{y + 7}Z" fill="{TOKENS[token].light}"/>'


def _rows(rows: Sequence[Row]) -> list[str]:
    """Names, marks with their intervals, values; the lowest row ends above the foot."""
    parts: list[str] = []
    left, right = EDGE + _NAME, WIDTH - EDGE - _VALUE
    top = 522 - len(rows) * _ROW
    rule, ink, grey = TOKENS["rule"].light, TOKENS["ink"].light, TOKENS["unknown"].light

    def at(value: float) -> float:
        return left + min(max(value, 0.0), 1.0) * (right - left)

    for position, row in enumerate(rows):
        y = top + position * _ROW + _ROW / 2
        parts.append(f'<line x1="{left}" x2="{right}" y1="{y}" y2="{y}" stroke="{rule}" stroke-width="2"/>')
        if row.bound_low is not None and row.bound_high is not None and row.bound_high > row.bound_low:
            wide = at(row.bound_high) - at(row.bound_low)
            parts.append(
                f'<rect x="{at(row.bound_low):.1f}" y="{y - 9}" height="18" width="{wide:.1f}" '
                f'fill="url(#hatch)" stroke="{grey}"/>'
            )
        if row.low is not None and row.high is not None:
            a, b = at(row.low), at(row.high)
            for x1, x2, up in ((a, b, 0), (a, a, 8), (b, b, 8)):
                parts.append(
                    f'<line x1="{x1:.1f}" x2="{x2:.1f}" y1="{y - up}" y2="{y + up}" stroke="{ink}" '
                    'stroke-width="2.2"/>'
                )
        parts.append(_shape(row.shape, row.token, at(row.value), y, 11 if row.low is not None else 8))
        parts.append(_text(row.name, EDGE, y + 7, 21, row.token if row.token in TEXT_TOKENS else "ink", 600))
        parts.append(_text(row.words, WIDTH - EDGE, y + 8, 24, "ink", 600, "end"))
    return parts

"""A verdict as it is drawn: a glyph of its own, its colour, its words; never colour alone."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from weighbridge.charts.palette import TOKENS as TOKEN_COLOURS
from weighbridge.statistics.claims import WORDS

TOKENS = {
    "supported": "holds",
    "right_number": "holds",
    "definition_dependent": "depends",
    "distorted": "distorted",
    "misattributed": "distorted",
    "contradicted": "wrong",
    "undecided": "nosource",
    "no_source_found": "nosource",
    "not_testable": "nosource",
    "not_yet": "nosource",
}
_LINE = 'fill="none" stroke="{page}" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"'
_FORMS = {
    "supported": '<circle cx="8" cy="8" r="7" fill="{colour}"/><path d="M4.6 8.2l2.3 2.4 4.4-5" {line}/>',
    "right_number": (
        '<circle cx="8" cy="8" r="6.2" fill="none" stroke="{colour}" stroke-width="1.6"/>'
        '<path d="M8 1.8a6.2 6.2 0 0 0 0 12.4z" fill="{colour}"/>'
    ),
    "definition_dependent": (
        '<path d="M8 1.2 14.8 8 8 14.8 1.2 8z" fill="none" stroke="{colour}" stroke-width="1.6"/>'
        '<path d="M8 1.2v13.6L1.2 8z" fill="{colour}"/>'
    ),
    "distorted": '<path d="M8 1.4 15 14H1z" fill="{colour}"/><path d="M8 5.6v4M8 11.8v.1" {line}/>',
    "misattributed": (
        '<rect x="1.5" y="1.5" width="13" height="13" rx="1.5" fill="none" stroke="{colour}" '
        'stroke-width="1.6"/><path d="M5 11l6-6M6.4 5H11v4.6" fill="none" stroke="{colour}" '
        'stroke-width="1.6"/>'
    ),
    "contradicted": (
        '<rect x="1" y="1" width="14" height="14" rx="1.5" fill="{colour}"/>'
        '<path d="M5 5l6 6M11 5l-6 6" {line}/>'
    ),
    "undecided": (
        '<circle cx="8" cy="8" r="6.2" fill="none" stroke="{colour}" stroke-width="1.6"/>'
        '<path d="M4.8 8h6.4" fill="none" stroke="{colour}" stroke-width="1.6"/>'
    ),
    "no_source_found": (
        '<circle cx="8" cy="8" r="6.2" fill="none" stroke="{colour}" stroke-width="1.6" '
        'stroke-dasharray="3 2.2"/>'
    ),
    "not_testable": '<path d="M2 8h12" stroke="{colour}" stroke-width="2.2" fill="none"/>',
    "not_yet": '<path d="M2 8h12" stroke="{colour}" stroke-width="1" fill="none"/>',
}
_SQUARES = {
    "supported": "full",
    "right_number": "half",
    "definition_dependent": "half",
    "distorted": "full",
    "misattributed": "empty",
    "contradicted": "full",
    "undecided": "empty",
    "no_source_found": "dashed",
    "not_testable": "empty",
    "not_yet": "empty",
}


@dataclass(frozen=True, slots=True)
class VerdictLine:
    """One verdict of the list: glyph, word, how many, and a square for each."""

    key: str
    word: str
    glyph: Markup
    squares: Markup
    count: int


def glyph(key: str) -> Markup:
    """The glyph of a verdict."""
    colour = f"var(--{TOKENS[key]})"
    form = _FORMS[key].format(colour=colour, page="var(--page)", line=_LINE.format(page="var(--page)"))
    return Markup(  # noqa: S704  # fixed names only
        f'<svg class="glyph" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">{form}</svg>'
    )


def drawn(key: str) -> str:
    """The glyph in written-out light colours, 16 units wide, for a picture."""
    page = TOKEN_COLOURS["page"].light
    colour = TOKEN_COLOURS[TOKENS[key]].light
    return _FORMS[key].format(colour=colour, page=page, line=_LINE.format(page=page))


def squares(key: str, count: int) -> Markup:
    """A small square for each statement; its filling repeats the verdict's glyph."""
    colour = f"var(--{TOKENS[key]})"
    forms = []
    for i in range(count):
        x = 18 * i + 1
        dash = ' stroke-dasharray="2.5 2"' if _SQUARES[key] == "dashed" else ""
        fill = colour if _SQUARES[key] == "full" else "none"
        forms.append(
            f'<rect x="{x}" y="1" width="13" height="13" fill="{fill}" stroke="{colour}" '
            f'stroke-width="1.4"{dash}/>'
        )
        if _SQUARES[key] == "half":
            forms.append(f'<rect x="{x}" y="1" width="6.5" height="13" fill="{colour}"/>')
    width = max(18 * count, 1)
    return Markup(  # noqa: S704  # numbers and fixed names only
        f'<svg class="squares" width="{width}" height="16" viewBox="0 0 {width} 16" aria-hidden="true">'
        f"{''.join(forms)}</svg>"
    )


def lines(counts: dict[str, int]) -> list[VerdictLine]:
    """The verdicts that occur, in the words' own order."""
    return [
        VerdictLine(key, WORDS[key], glyph(key), squares(key, counts[key]), counts[key])
        for key in WORDS
        if counts.get(key)
    ]

"""Colours and shapes: one place for the page, its charts and its pictures.

Hue is data. Ink and greys make the page; a colour means a place, an openness or a verdict, and each
comes with a shape of its own, so that nothing is told by colour alone.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Theme = Literal["light", "dark"]


class Token(NamedTuple):
    """A named colour in both themes."""

    light: str
    dark: str


TOKENS: dict[str, Token] = {
    "page": Token("#FFFFFF", "#11151A"),
    "panel": Token("#F6F5F1", "#1A2028"),
    "ink": Token("#15181C", "#ECEEF0"),
    "ink2": Token("#4A5058", "#B4BAC2"),
    "ink3": Token("#656B73", "#8F97A1"),
    "rule": Token("#DAD8D1", "#2C343E"),
    "CN": Token("#C24700", "#F08A4B"),
    "US": Token("#1162C3", "#4A93E8"),
    "EU": Token("#064932", "#86E0C4"),
    "other": Token("#7D2263", "#EAB4EA"),
    "unknown": Token("#848A91", "#8F969E"),
    "holds": Token("#1B6B45", "#6FD3A0"),
    "depends": Token("#7A5600", "#E0B84C"),
    "distorted": Token("#A33A00", "#F5A06A"),
    "wrong": Token("#A11D33", "#F58BA0"),
    "nosource": Token("#5A6068", "#A4ABB4"),
    "open5": Token("#0B3B45", "#BFE8F0"),
    "open4": Token("#22687A", "#86C5D3"),
    "open3": Token("#5794A4", "#5A9BAA"),
    "open2": Token("#9CC3CC", "#33636F"),
}
TEXT_TOKENS = ("ink", "ink2", "ink3", "CN", "US", "EU", "other")
VERDICT_TOKENS = ("holds", "depends", "distorted", "wrong", "nosource")
PLACES = ("CN", "US", "EU", "other")
OPENNESS = ("open5", "open4", "open3", "open2")

# Vega's names for the shapes a place is drawn with; nothing else may wear them.
SHAPES = {"CN": "circle", "US": "square", "EU": "triangle-up", "other": "diamond"}

# Stands for the hatch while Vega draws, because Vega has no patterns; used nowhere else.
HATCH = "#0F0E0D"


def css(theme: Theme) -> str:
    """The tokens as custom properties of a style sheet."""
    return "".join(f"--{name}:{getattr(token, theme)};" for name, token in TOKENS.items())


def with_variables(svg: str) -> str:
    """A light drawing with ``var(--CN)`` for each colour, so that one file serves every theme."""
    for name, token in TOKENS.items():
        svg = svg.replace(f'"{token.light}"', f'"var(--{name})"')
    return svg


_FORMS = {
    "circle": '<circle r="{r}" {paint}/>',
    "square": '<rect x="-{r}" y="-{r}" width="{d}" height="{d}" {paint}/>',
    "triangle-up": '<path d="M0,-{t}L{t},{r}H-{t}Z" {paint}/>',
    "diamond": '<path d="M0,-{t}L{t},0L0,{t}L-{t},0Z" {paint}/>',
}


def shape_of(form: str, colour: str, page: str, radius: float, hollow: bool = False, rim: float = 2) -> str:
    """A place's mark round the origin, with a rim of the page's colour where it is filled."""
    if hollow:
        paint, radius = f'fill="{page}" stroke="{colour}" stroke-width="2.2"', radius - 1
    else:
        paint = f'fill="{colour}" stroke="{page}" stroke-width="{rim:g}"'
    if form == "square":
        radius *= 0.92
    drawn = _FORMS.get(form, _FORMS["circle"])
    return drawn.format(r=short(radius), d=short(radius * 2), t=short(radius * 1.25), paint=paint)


def short(number: float) -> str:
    """A coordinate with two decimals at most."""
    return f"{number:.2f}".rstrip("0").rstrip(".")

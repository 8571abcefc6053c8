"""Every definition at once: sorted leads with their intervals, and below them which choices each makes.

Drawn by hand rather than by a specification: hundreds of definitions with a dozen choices each are a
few long paths here and ten thousand elements there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from weighbridge.catalogue.units import MINUS
from weighbridge.charts.labels import Label
from weighbridge.charts.palette import TOKENS
from weighbridge.charts.placement import text_width
from weighbridge.charts.scales import value_ticks

# More definitions than this stand closer than two pixels: their intervals become one shaded area.
MOST_APART = 160
_ROW, _AXIS_GAP = 17, 8
_TOP, _CURVE = 34, 250
_LABEL_GAP = 12
_PLOT, _CHOICES = "curve-plot", "curve-choices"


@dataclass(frozen=True, slots=True)
class Point:
    """One definition: its lead, the interval, and its option on every axis shown."""

    lead: float
    low: float | None
    high: float | None
    options: tuple[str, ...]
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class MatrixAxis:
    """An axis below the curve: its title and the options that occur, as names and labels."""

    title: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Curve:
    """A curve: the two sides, its points from the second's largest lead to the first's, its axes."""

    first: Label
    second: Label
    points: tuple[Point, ...]
    axes: tuple[MatrixAxis, ...]

    @property
    def ahead(self) -> int:
        """Definitions under which the first side leads."""
        return sum(point.lead > 0 for point in self.points)

    @property
    def behind(self) -> int:
        """Definitions under which the second side leads."""
        return sum(point.lead < 0 for point in self.points)


@dataclass(frozen=True, slots=True)
class CurveSize:
    """The width of a drawing, its words, and whether the choices are drawn below the curve."""

    width: int
    text: int
    with_matrix: bool


SIZES = {
    "wide": CurveSize(1056, 13, True),
    "middle": CurveSize(704, 14, True),
    "narrow": CurveSize(352, 15, False),
}


class _Canvas:
    """Maps definitions and leads to pixels, and gathers the markup."""

    def __init__(self, curve: Curve, size: CurveSize) -> None:
        reach = [abs(v) for p in curve.points for v in (p.lead, p.low, p.high) if v is not None]
        self.curve, self.size = curve, size
        self.limit = min(max(reach, default=0.5), 1.0) * 1.04 or 1.0
        self.left = self._left()
        self.inner = size.width - self.left - 4
        self.step = self.inner / max(len(curve.points), 1)
        self.parts: list[str] = []

    def _left(self) -> float:
        texts = ["+100 points"]
        if self.size.with_matrix:
            texts += [label for axis in self.curve.axes for _, label in axis.options]
            texts += [axis.title for axis in self.curve.axes]
        return round(max(text_width(text, self.size.text) for text in texts)) + _LABEL_GAP

    def x(self, index: float) -> float:
        """The middle of a definition's column."""
        return self.left + (index + 0.5) * self.step

    def y(self, lead: float) -> float:
        """The height of a lead; what lies outside the frame is drawn at its edge."""
        held = min(max(lead, -self.limit), self.limit)
        return _TOP + (1 - (held + self.limit) / (2 * self.limit)) * _CURVE

    def text(self, words: str, x: float, y: float, anchor: str, token: str, weight: int = 400) -> None:
        """Words at a place."""
        bold = f' font-weight="{weight}"' if weight != 400 else ""
        self.parts.append(
            f'<text x="{_n(x)}" y="{_n(y)}" text-anchor="{anchor}" fill="{TOKENS[token].light}"{bold}>'
            f"{escape(words)}</text>"
        )

    def use(self, name: str, y: float) -> None:
        """A shared part, its columns spread over the width."""
        self.parts.append(
            f'<use href="#{name}" transform="translate({_n(self.left)},{_n(y)}) scale({self.step:.4f},1)"/>'
        )

    def path(self, d: str, token: str, **attributes: str) -> None:
        """A stroked or filled path."""
        if d:
            extra = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in attributes.items())
            colour = TOKENS[token].light
            paint = (
                f'fill="{colour}"' if "stroke_width" not in attributes else f'fill="none" stroke="{colour}"'
            )
            self.parts.append(f'<path d="{d}" {paint}{extra}/>')


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def curve_svg(curve: Curve, size: CurveSize) -> str:
    """The drawing of a curve at one size, in the light colours; it uses what ``shared_parts`` defines."""
    canvas = _Canvas(curve, size)
    _grid(canvas)
    if is_dense(curve):
        canvas.use(_PLOT, _TOP)
    else:
        for token, index in _sides(curve):
            _intervals(canvas, token, index)
        for token, index in _sides(curve):
            _dots(canvas, token, index)
    _sides_named(canvas)
    height = _TOP + _CURVE + 16.0
    if size.with_matrix:
        canvas.use(_CHOICES, height + 8)
        height = _matrix_words(canvas, height + 8)
    _current(canvas, height)
    body = "".join(canvas.parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size.width}" height="{_n(height)}" '
        f'viewBox="0 0 {size.width} {_n(height)}" font-family="Inter" font-size="{size.text}px">{body}</svg>'
    )


def is_dense(curve: Curve) -> bool:
    """Whether definitions stand so close that their marks become one line and their intervals one area."""
    return len(curve.points) > MOST_APART


def shared_parts(curve: Curve) -> str:
    """What every size of a drawing shares, a definition to the unit of width: the choices, the dense plot."""
    parts = [f'<g id="{_CHOICES}">{_matrix(curve)}</g>']
    if is_dense(curve):
        canvas = _Canvas(curve, SIZES["wide"])
        parts.append(f'<g id="{_PLOT}">{_dense_plot(canvas)}</g>')
    return "".join(parts)


def _dense_plot(canvas: _Canvas) -> str:
    points, made = canvas.curve.points, ""

    def height(lead: float) -> int:
        return round(canvas.y(lead) - _TOP)

    for token, index in _sides(canvas.curve):
        held = [(i, points[i].low, points[i].high) for i in index]
        known = [(i, low, high) for i, low, high in held if low is not None and high is not None]
        upper = "".join(f"L{i},{height(high)}H{i + 1}" for i, _, high in known)
        lower = "".join(f"L{i + 1},{height(low)}H{i}" for i, low, _ in reversed(known))
        colour = TOKENS[token].light
        if known:
            made += f'<path d="M{upper[1:]}{lower}Z" fill="{colour}" opacity="0.16"/>'
        marks = "".join(f"M{i},{height(points[i].lead) - 2}h1v4h-1Z" for i in index)
        made += f'<path d="{marks}" fill="{colour}"/>' if marks else ""
    return made


def _sides(curve: Curve) -> list[tuple[str, list[int]]]:
    """The columns of each side, by its colour."""
    behind = [i for i, point in enumerate(curve.points) if point.lead <= 0]
    ahead = [i for i, point in enumerate(curve.points) if point.lead > 0]
    return [(curve.second.token, behind), (curve.first.token, ahead)]


def _grid(canvas: _Canvas) -> None:
    ticks = value_ticks(-canvas.limit, canvas.limit, 5)
    right = canvas.left + canvas.inner
    lines = "".join(f"M{_n(canvas.left)},{_n(canvas.y(tick))}H{_n(right)}" for tick in ticks if tick)
    canvas.path(lines, "rule", stroke_width="1")
    canvas.path(f"M{_n(canvas.left)},{_n(canvas.y(0))}H{_n(right)}", "ink2", stroke_width="1.2")
    for tick in ticks:
        words = points_words(tick, 0) + (" points" if tick == ticks[-1] else "")
        canvas.text(
            words, canvas.left - _LABEL_GAP / 2, canvas.y(tick) + canvas.size.text * 0.35, "end", "ink3"
        )


def points_words(lead: float, digits: int = 1) -> str:
    """A lead in points with its sign: +10.4, −3.0, 0."""
    words = f"{abs(lead) * 100:.{digits}f}"
    if not words.strip("0."):
        return words
    return f"{'+' if lead > 0 else MINUS}{words}"


def _intervals(canvas: _Canvas, token: str, index: Sequence[int]) -> None:
    held = [(i, canvas.curve.points[i].low, canvas.curve.points[i].high) for i in index]
    known = [(i, low, high) for i, low, high in held if low is not None and high is not None]
    d = "".join(f"M{_n(canvas.x(i))},{_n(canvas.y(low))}V{_n(canvas.y(high))}" for i, low, high in known)
    canvas.path(d, token, stroke_width="1.2", opacity="0.35")


def _dots(canvas: _Canvas, token: str, index: Sequence[int]) -> None:
    curve = canvas.curve
    shape = curve.first.shape if token == curve.first.token else curve.second.shape
    r = min(3.2, max(canvas.step * 0.42, 1.2))
    d = ""
    for i in index:
        x, y = canvas.x(i), canvas.y(curve.points[i].lead)
        if shape == "circle":
            arc = f"a{_n(r)},{_n(r)} 0 1 0"
            d += f"M{_n(x - r)},{_n(y)}{arc} {_n(2 * r)},0{arc} {_n(-2 * r)},0"
        else:
            d += f"M{_n(x - r)},{_n(y - r)}h{_n(2 * r)}v{_n(2 * r)}h{_n(-2 * r)}Z"
    canvas.path(d, token)


def _sides_named(canvas: _Canvas) -> None:
    curve, y = canvas.curve, 16
    right = canvas.left + canvas.inner
    noun = "definitions: " if canvas.size.with_matrix else ""
    if curve.behind:
        name = f"{curve.behind:,} {noun}{curve.second.short} ahead"
        canvas.text(name, canvas.left, y, "start", curve.second.token, 600)
    if curve.ahead:
        name = f"{curve.ahead:,} {noun}{curve.first.short} ahead"
        canvas.text(name, right, y, "end", curve.first.token, 600)
    if curve.behind and curve.ahead:
        x = canvas.left + curve.behind * canvas.step
        canvas.path(
            f"M{_n(x)},{_TOP - 10}V{_TOP + _CURVE}", "ink3", stroke_width="1", stroke_dasharray="1.5 3"
        )


def _matrix_words(canvas: _Canvas, top: float) -> float:
    """The names beside the choices, an option a row; returns the height that is filled."""
    y = top
    for axis in canvas.curve.axes:
        canvas.text(axis.title, canvas.left - _LABEL_GAP, y + 12, "end", "ink", 600)
        for _, label in axis.options:
            y += _ROW
            canvas.text(label, canvas.left - _LABEL_GAP, y + 12, "end", "ink2")
        y += _ROW + _AXIS_GAP
    return y


def _matrix(curve: Curve) -> str:
    """The choices of every definition, an option a row, at the heights of ``_matrix_words``."""
    made, y = "", 0
    for position, axis in enumerate(curve.axes):
        for name, _ in axis.options:
            y += _ROW
            for token, index in _sides(curve):
                chosen = [i for i in index if curve.points[i].options[position] == name]
                if chosen:
                    made += (
                        f'<path d="{_bars(chosen, y + 3, is_dense(curve))}" fill="{TOKENS[token].light}"/>'
                    )
        y += _ROW + _AXIS_GAP
    return made


def _bars(index: Sequence[int], y: int, is_joined: bool) -> str:
    """A row of marks; in a dense drawing neighbours become one."""
    runs: list[list[int]] = []
    for i in index:
        if runs and is_joined and runs[-1][1] == i - 1:
            runs[-1][1] = i
        else:
            runs.append([i, i])
    height = _ROW - 7
    if not is_joined:
        return "".join(f"M{a}.2,{y}h.6v{height}h-.6Z" for a, _ in runs)
    return "".join(f"M{a},{y}H{b + 1}v{height}H{a}Z" for a, b in runs)


def _current(canvas: _Canvas, foot: float) -> None:
    """The definition this page shows, in ink, through the curve and the choices."""
    for i, point in enumerate(canvas.curve.points):
        if not point.is_current:
            continue
        x = canvas.x(i)
        canvas.path(f"M{_n(x)},{_TOP}V{_n(foot)}", "ink", stroke_width="1", opacity="0.35")
        if point.low is not None and point.high is not None:
            canvas.path(
                f"M{_n(x)},{_n(canvas.y(point.low))}V{_n(canvas.y(point.high))}", "ink", stroke_width="2.2"
            )
        y = canvas.y(point.lead)
        canvas.path(f"M{_n(x - 4)},{_n(y)}a4,4 0 1 0 8,0a4,4 0 1 0 -8,0", "ink")
        words = f"{'shown above: ' if canvas.size.with_matrix else ''}{points_words(point.lead)} points"
        width = text_width(words, canvas.size.text, bold=True)
        is_left = x + 8 + width > canvas.size.width
        place = x - 8 if is_left else x + 8
        canvas.text(words, place, _TOP + _CURVE + 8, "end" if is_left else "start", "ink", 600)

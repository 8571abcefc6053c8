"""Marks in table cells: a small drawing per row, placed in per cent so that it follows the page's width.

No styles are written inline, because the page's policy forbids them; colours are the page's own
properties, so that one drawing serves light, dark and print.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from weighbridge.catalogue.units import NARROW_SPACE
from weighbridge.charts.labels import Label
from weighbridge.charts.palette import shape_of, short
from weighbridge.definitions.result import Row
from weighbridge.web.headlines import HeadlineRow

HEIGHT = 44
_MIDDLE = HEIGHT // 2
_RADIUS, _SMALL = 6.5, 4.0


def shape(name: str, token: str, radius: float = _RADIUS, hollow: bool = False) -> str:
    """A mark round the origin, in the page's own colours."""
    return shape_of(name, f"var(--{token})", "var(--page)", radius, hollow)


def _per_cent(value: float, low: float, high: float) -> str:
    part = min(max((value - low) / (high - low), 0.0), 1.0)
    return f"{short(part * 100)}%"


class Strip:
    """The drawing of one row, on a scale from ``low`` to ``high``; parts are added from back to front."""

    def __init__(self, low: float, high: float, label: str = "") -> None:
        self._low, self._high, self._label = low, high, label
        self._parts: list[str] = []

    def _at(self, value: float) -> str:
        return _per_cent(value, self._low, self._high)

    def rule(self, value: float, name: str) -> None:
        """An upright rule through the row."""
        x = self._at(value)
        self._parts.append(f'<line class="{name}" x1="{x}" x2="{x}" y1="0" y2="{HEIGHT}"/>')

    def hatched(self, start: float, end: float) -> None:
        """What the unplaced part allows."""
        left = self._at(start)
        width = short(float(self._at(end)[:-1]) - float(left[:-1]))
        self._parts.append(
            f'<rect class="bound" x="{left}" width="{width}%" y="{_MIDDLE - 6}" height="12" '
            'fill="url(#hatch)"/>'
        )

    def interval(self, start: float, end: float, shift: float = 0.0) -> None:
        """A thin line with caps: what resampling gives; ``shift`` moves it below the middle of the row."""
        a, b = self._at(start), self._at(end)
        middle = short(_MIDDLE + shift)
        top, foot = short(_MIDDLE + shift - 4), short(_MIDDLE + shift + 4)
        self._parts.append(
            f'<g class="interval"><line x1="{a}" x2="{b}" y1="{middle}" y2="{middle}"/>'
            f'<line x1="{a}" x2="{a}" y1="{top}" y2="{foot}"/>'
            f'<line x1="{b}" x2="{b}" y1="{top}" y2="{foot}"/></g>'
        )

    def mark(self, value: float, form: str, shift: float = 0.0) -> None:
        """A shape at a value; ``shift`` moves it below the middle of the row."""
        middle = short(_MIDDLE + shift)
        self._parts.append(f'<svg x="{self._at(value)}" y="{middle}" overflow="visible">{form}</svg>')

    def text(self) -> Markup:
        """The drawing; it repeats what the row's cells say, so it is silent."""
        inner = "".join(self._parts)
        return Markup(  # noqa: S704  # built from numbers and fixed names
            f'<svg class="strip" width="100%" height="{HEIGHT}" aria-hidden="true" focusable="false">'
            f"{inner}</svg>"
        )


def axis(low: float, high: float, ticks: Sequence[float], words: Sequence[str]) -> Markup:
    """The scale above a column of rows: what its upright rules mean, for eyes only."""
    marks = Markup("").join(
        Markup('<text x="{}" y="12"{}>{}</text>').format(
            _per_cent(tick, low, high), Markup(' class="end"') if tick >= high * 0.999 else "", word
        )
        for tick, word in zip(ticks, words, strict=True)
    )
    return Markup(
        '<svg class="axis" width="100%" height="16" aria-hidden="true" focusable="false">{}</svg>'
    ).format(marks)


def share_axis() -> Markup:
    """The scale from 0 to 100 per cent, marked in quarters."""
    return axis(0.0, 1.0, (0.0, 0.25, 0.5, 0.75, 1.0), ("0", "25", "50", "75", f"100{NARROW_SPACE}%"))


def lead_strip(row: HeadlineRow) -> Markup:
    """A lead from one country's side to the other's: -100 to 100 points."""
    strip = Strip(-1.0, 1.0)
    for value, name in ((-1.0, "edge"), (-0.5, "grid"), (0.0, "zero"), (0.5, "grid"), (1.0, "edge")):
        strip.rule(value, name)
    if row.bound_low is not None and row.bound_high is not None and row.bound_high - row.bound_low > 0.004:
        strip.hatched(row.bound_low, row.bound_high)
    if row.low is not None and row.high is not None:
        strip.interval(row.low, row.high)
    leader = row.first if row.lead > 0 else row.second
    strip.mark(row.lead, shape(leader.shape, leader.token))
    return strip.text()


def value_strip(row: Row, label: Label, high: float, ticks: Sequence[float]) -> Markup:
    """One group's value from zero, with its interval and what the unplaced part allows."""
    strip = Strip(0.0, high)
    for tick in ticks:
        strip.rule(tick, "grid" if tick else "zero")
    value = row.value or 0.0
    if label.shape == "hatch":
        strip.hatched(0.0, value)
        return strip.text()
    if (
        row.bound_low is not None
        and row.bound_high is not None
        and row.bound_high - row.bound_low > high * 0.002
    ):
        strip.hatched(row.bound_low, row.bound_high)
    if row.low is not None and row.high is not None:
        strip.interval(row.low, row.high)
    is_thin = row.low is None or "thin_coverage" in row.flags or "one_unit" in row.flags
    strip.mark(value, shape(label.shape, label.token, _SMALL if is_thin else _RADIUS))
    return strip.text()


def glyph(label: Label) -> Markup:
    """A group's mark beside its name."""
    if label.shape == "hatch":
        inner = '<rect x="1" y="3" width="14" height="10" class="bound" fill="url(#hatch)"/>'
    else:
        inner = f'<g transform="translate(8,8)">{shape(label.shape, label.token, 5.5)}</g>'
    return Markup(  # noqa: S704  # fixed names only
        f'<svg class="glyph" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">{inner}</svg>'
    )

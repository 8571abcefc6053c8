"""Where words go: series' names beside their lines, remarks where the drawing is empty.

Both are a search over a few hundred places for the one that covers least. The result depends on
the figure alone, so the same figure is always lettered the same way.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from weighbridge.charts.figure import BREAKS, SHADED, Figure, Note, Series
from weighbridge.charts.scales import Frame, moment_of
from weighbridge.definitions.result import Row

Floats = NDArray[np.float64]

# Mean advance of the face in ems; generous, so that a box is never too small.
_ADVANCE, _ADVANCE_BOLD = 0.55, 0.60
_GAP = 7.0
# Lines are looked at every few pixels, places are tried every two looks.
_STEP, _STRIDE = 4, 2
_NEAR = 10.0
_COVERED = 100.0
_TAKEN = 1200.0


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of words, in pixels of the inner area."""

    left: float
    top: float
    width: float
    height: float

    def overlaps(self, other: Box, air: float = 3.0) -> bool:
        """Whether two boxes touch or nearly do."""
        return (
            self.left < other.left + other.width + air
            and other.left < self.left + self.width + air
            and self.top < other.top + other.height + air
            and other.top < self.top + self.height + air
        )


@dataclass(frozen=True, slots=True, eq=False)
class Curves:
    """Every line and band edge on the page: heights every few pixels, one row a curve, NaN where it is not.

    ``weights`` say what covering a curve costs; the edge of a band weighs less than a line.
    """

    heights: Floats
    weights: Floats
    owners: tuple[str, ...]

    def owned(self, owner: str, least: float = 0.0) -> Floats:
        """The rows of one series, of at least a weight."""
        mine = [
            name == owner and weight >= least for name, weight in zip(self.owners, self.weights, strict=True)
        ]
        return self.heights[np.array(mine, dtype=bool)]

    def covered(self, box: Box) -> float:
        """How much of all curves a box hides, with a falling price near it."""
        start = max(int(box.left // _STEP), 0)
        heights = self.heights[:, start : start + int(box.width // _STEP) + 2]
        away = np.maximum(np.maximum(box.top - heights, heights - box.top - box.height), 0.0)
        price = np.where(away == 0, 1.0, 0.25 * np.clip(1 - away / _NEAR, 0.0, None))
        return float(np.nansum(price * self.weights[:, None])) * _COVERED * _STEP / 6


def curves_of(figure: Figure, frame: Frame) -> Curves:
    """Every line and band edge of a figure in pixels."""
    edge = {"bounds": ("bound_high", 0.35), "interval": ("high", 0.2), "none": ("value", 0.0)}[figure.band]
    found: list[tuple[Floats, float, str]] = []
    for position, item in enumerate(figure.series):
        owner = item.label.group
        for run in item.runs:
            found.append((_heights(frame, run, "value"), 1.0, owner))
            if position < SHADED:
                found.append((_heights(frame, run, edge[0]), edge[1], owner))
        for row in item.thin:
            found.append((_heights(frame, [row], "value"), 1.0, owner))
        for before, row in item.partial:
            found.append((_heights(frame, [*filter(None, (before, row))], "value"), 1.0, owner))
    return _joined(found, frame)


def no_curves(frame: Frame) -> Curves:
    """A page without lines."""
    return _joined([], frame)


def _joined(found: list[tuple[Floats, float, str]], frame: Frame) -> Curves:
    heights = np.array([item[0] for item in found]).reshape(len(found), _looks(frame).size)
    return Curves(heights, np.array([item[1] for item in found]), tuple(item[2] for item in found))


def _heights(frame: Frame, run: Sequence[Row], field: str) -> Floats:
    known = [(row.month, getattr(row, field)) for row in run if getattr(row, field) is not None]
    xs = _looks(frame)
    if not known:
        return np.full(xs.size, np.nan)
    px = np.array([frame.x(moment_of(month)) for month, _ in known])
    py = np.array([frame.y(value) for _, value in known])
    outside = (xs < px[0] - _GAP) | (xs > px[-1] + _GAP)
    return np.where(outside, np.nan, np.interp(xs, px, py))


def _looks(frame: Frame) -> Floats:
    return np.arange(0, frame.size.inner_width + _STEP, _STEP, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Placed:
    """Words with the pixel of their left or middle, and the box they fill."""

    text: str
    x: float
    y: float
    box: Box


def text_width(text: str, size: int, bold: bool = False) -> float:
    """The width of the widest line of a text, estimated."""
    longest = max((len(line) for line in text.split("\n")), default=0)
    return longest * size * (_ADVANCE_BOLD if bold else _ADVANCE)


def place_labels(figure: Figure, frame: Frame, curves: Curves) -> list[Placed]:
    """One name for each series, near its line and off everybody else's, in the series' order."""
    taken: list[Box] = []
    placed: list[Placed] = []
    for item in figure.series:
        best: tuple[float, Box] | None = None
        for box, distance in _label_spots(item, frame, curves):
            cost = _label_cost(box, distance, frame, curves, taken)
            if best is None or cost < best[0]:
                best = (cost, box)
        box = best[1] if best else Box(0, 0, 0, 0)
        taken.append(box)
        name = item.label.name if best else ""
        placed.append(Placed(name, box.left + box.width / 2, box.top + box.height / 2, box))
    return placed


def _label_spots(item: Series, frame: Frame, curves: Curves) -> list[tuple[Box, float]]:
    """Boxes above and below the line with their distance from it."""
    size = frame.size
    width, height = text_width(item.label.name, size.label, bold=True), size.label * 1.15
    lines, edges = curves.owned(item.label.group, 1.0), curves.owned(item.label.group)
    if not lines.size:
        return []
    spots: list[tuple[Box, float]] = []
    span = int((width + 2 * _GAP) // _STEP) + 1
    for start in range(0, max(int((size.inner_width - width) // _STEP), 1), _STRIDE):
        inside = slice(max(start - int(_GAP // _STEP), 0), start + span)
        line = lines[:, inside]
        if np.isnan(line).all():
            continue
        left = float(start * _STEP)
        above = float(np.nanmin(edges[:, inside])) - _GAP - height
        below = float(np.nanmax(line)) + _GAP
        spots.append((Box(left, above, width, height), float(np.nanmin(line)) - above - height))
        spots.append((Box(left, below, width, height), _GAP))
    return spots


def _label_cost(box: Box, distance: float, frame: Frame, curves: Curves, taken: Sequence[Box]) -> float:
    lowest, highest = -frame.size.top + 4.0, frame.size.inner_height - 2.0
    outside = max(lowest - box.top, box.top + box.height - highest, 0.0)
    cost = distance * 0.8 + outside * 50 + sum(_TAKEN for other in taken if box.overlaps(other))
    # A name at the right, where the newest values are, is read first.
    return cost + (frame.size.inner_width - box.left - box.width) * 0.05 + curves.covered(box)


def place_notes(
    figure: Figure, frame: Frame, curves: Curves, labels: Sequence[Placed]
) -> list[tuple[Note, Placed]]:
    """Remarks beside their month, where least is covered; left out where nothing is free."""
    taken = [label.box for label in labels]
    placed: list[tuple[Note, Placed]] = []
    for note in figure.notes if frame.size.with_notes else ():
        best: tuple[float, Box] = (2 * _COVERED, Box(0, 0, 0, 0))
        for box, distance in _note_spots(note, figure, frame):
            cost = _note_cost(box, distance, curves, taken)
            best = min(best, (cost, box), key=lambda spot: spot[0])
        if best[0] < 2 * _COVERED:
            taken.append(best[1])
            placed.append((note, Placed(note.text, best[1].left, best[1].top, best[1])))
    return placed


def _note_spots(note: Note, figure: Figure, frame: Frame) -> list[tuple[Box, float]]:
    size = frame.size
    width = text_width(note.text, size.text)
    height = (note.text.count("\n") + 1) * size.text * 1.3
    x = frame.x(break_moment(note, figure))
    target = _anchor(note, figure, frame)
    spots: list[tuple[Box, float]] = []
    for left in (x + 8, x - 8 - width):
        if left < 0 or left + width > size.inner_width + size.right:
            continue
        for top in range(2, int(size.inner_height - height - 4), 8):
            distance = 0.0 if target is None else abs(top + height / 2 - target)
            spots.append((Box(left, float(top), width, height), distance))
    return spots


def break_moment(note: Note, figure: Figure) -> float:
    """Where a note points to in time: between two months for a break, at its month otherwise."""
    for before, after in figure.breaks:
        if after == note.month and note.flag in BREAKS:
            return (moment_of(before) + moment_of(after)) / 2
    return float(moment_of(note.month))


def _anchor(note: Note, figure: Figure, frame: Frame) -> float | None:
    for item in figure.series:
        for row in item.rows:
            if item.label.group == note.group and row.month == note.month and row.value is not None:
                return frame.y(row.value)
    return None


def _note_cost(box: Box, distance: float, curves: Curves, taken: Sequence[Box]) -> float:
    if any(box.overlaps(other, 6.0) for other in taken):
        return math.inf
    return distance * 0.3 + curves.covered(box)

"""Parts of a whole over time: only where the parts sum to it, the unknown last, on top, hatched."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from weighbridge.charts.figure import Figure
from weighbridge.charts.frame_layers import axes, base_spec, note_layers, text_layer
from weighbridge.charts.palette import HATCH, TOKENS
from weighbridge.charts.placement import no_curves, place_notes, text_width
from weighbridge.charts.scales import Frame, Size, frame_of, moment_of

Spec = dict[str, Any]


def stacked_area(figure: Figure, size: Size) -> Spec:
    """The specification of parts of a whole at one size."""
    margin = max(text_width(item.label.name, size.label, bold=True) for item in figure.series)
    size = replace(size, right=round(margin) + 4)
    frame = frame_of(size, figure.months, [0.0, 1.0], from_zero=True)
    size = frame.size
    frame = Frame(size, frame.start, frame.end, 0.0, 1.0)
    stacks = _stacks(figure)
    layers: list[Spec] = []
    for position, item in enumerate(figure.series):
        for run in _runs(figure, stacks[position]):
            layers += _part(run, HATCH if item.label.token == "unknown" else TOKENS[item.label.token].light)
    layers += _names(figure, frame, stacks)
    layers += note_layers(place_notes(figure, frame, no_curves(frame), []), figure, frame)
    return base_spec(frame, axes(frame, figure), layers)


Edge = tuple[str, float, float]


def _stacks(figure: Figure) -> list[list[Edge]]:
    """For each part its lower and upper edge in every month."""
    base = dict.fromkeys(figure.months, 0.0)
    stacks: list[list[Edge]] = []
    for item in figure.series:
        edges: list[Edge] = []
        for row in item.rows:
            low = base[row.month]
            base[row.month] = low + (row.value or 0.0)
            edges.append((row.month, low, base[row.month]))
        stacks.append(edges)
    return stacks


def _runs(figure: Figure, edges: list[Edge]) -> list[list[Edge]]:
    after = {month for _, month in figure.breaks}
    runs: list[list[Edge]] = [[]]
    for edge in edges:
        if edge[0] in after:
            runs.append([])
        runs[-1].append(edge)
    return [run for run in runs if run]


def _part(run: list[Edge], colour: str) -> list[Spec]:
    points = [{"t": moment_of(month), "low": low, "high": high} for month, low, high in run]
    encoding = {
        "x": {"field": "t", "type": "temporal"},
        "y": {"field": "low", "type": "quantitative"},
        "y2": {"field": "high"},
    }
    # The page shows through between two parts, so that neighbours differ without a hue.
    rim = {"stroke": TOKENS["page"].light, "strokeWidth": 1.5}
    kind: Spec = {"type": "area", "color": colour, "opacity": 1, "line": False}
    if len(run) == 1:
        kind = {"type": "rule", "color": colour, "strokeWidth": 10}
        return [{"data": {"values": points}, "mark": kind, "encoding": encoding}]
    edge = {"x": encoding["x"], "y": {"field": "high", "type": "quantitative"}}
    return [
        {"data": {"values": points}, "mark": kind, "encoding": encoding},
        {
            "data": {"values": points},
            "mark": {"type": "line", "color": rim["stroke"], **rim},
            "encoding": edge,
        },
    ]


def _names(figure: Figure, frame: Frame, stacks: list[list[Edge]]) -> list[Spec]:
    """Each part's name right of its newest edge, moved apart where two would touch."""
    size = frame.size
    middles = [frame.y((edges[-1][1] + edges[-1][2]) / 2) if edges else 0.0 for edges in stacks]
    heights = _apart(middles, size.label * 1.3, size.inner_height)
    x = frame.x(moment_of(figure.months[-1])) + 10
    layers: list[Spec] = []
    for item, y in zip(figure.series, heights, strict=True):
        layers += text_layer(item.label.name, x, y, TOKENS["ink"].light, frame, size.label, 600, "left")
    return layers


def _apart(middles: list[float], least: float, height: float) -> list[float]:
    """Heights from the foot upwards, each at least a line above the one before, none outside."""
    placed: list[float] = []
    for middle in middles:
        placed.append(min(middle, placed[-1] - least) if placed else min(middle, height - least / 2))
    overshoot = least / 2 - placed[-1] if placed else 0.0
    return [y + max(overshoot, 0.0) for y in placed]

"""Lines over time with what is not known shaded round them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from weighbridge.catalogue.units import Unit
from weighbridge.charts.figure import SHADED, Figure, Series
from weighbridge.charts.frame_layers import axes, base_spec, note_layers, text_layer
from weighbridge.charts.palette import TOKENS
from weighbridge.charts.placement import Placed, curves_of, place_labels, place_notes
from weighbridge.charts.scales import Frame, Size, frame_of, moment_of
from weighbridge.definitions.result import Row

LINE, LINE_BEHIND = 2.6, 2.0
_DOT, _RING = 64, 180
_SMALL = 0.36 * _DOT  # three fifths of its width
_SHADE = {"bounds": 0.20, "interval": 0.16}

Spec = dict[str, Any]


def line_band(figure: Figure, size: Size) -> Spec:
    """The specification of a figure over time at one size."""
    reach = _reach(figure)
    frame = frame_of(size, figure.span, reach, from_zero=_from_zero(figure.unit, reach), unit=figure.unit)
    curves = curves_of(figure, frame)
    labels = place_labels(figure, frame, curves)
    notes = place_notes(figure, frame, curves, labels)
    # What is largest is drawn last but first in the list: the leader lies on top.
    behind = list(reversed(figure.series))
    layers = [layer for item in reversed(figure.series[:SHADED]) for layer in _bands(item, figure)]
    layers += [layer for item in behind for layer in _lines(item, item in figure.series[:SHADED])]
    layers += _ticks(figure, frame)
    layers += [layer for item in behind for layer in _marks(item, size)]
    layers += _names(figure, frame, labels)
    layers += note_layers(notes, figure, frame)
    return base_spec(frame, axes(frame, figure), layers)


def _from_zero(unit: Unit, values: Sequence[float]) -> bool:
    """Shares and amounts begin at zero; another scale does where its values come near it."""
    limit = 0.25 if unit in (Unit.SCORE, Unit.RATING) else 0.6
    near = min(values) >= 0 and min(values) < limit * max(values)
    return near or unit in (Unit.SHARE, Unit.COUNT, Unit.RATIO, Unit.USD, Unit.DAYS, Unit.RATE)


def _reach(figure: Figure) -> list[float]:
    """Every value that must fit: the lines, the marks, and the edges of the band that is drawn."""
    fields = {"bounds": ("bound_low", "bound_high"), "interval": ("low", "high"), "none": ()}[figure.band]
    values: list[float] = []
    for position, item in enumerate(figure.series):
        names = ("value", *fields) if position < SHADED else ("value",)
        for row in (row for row in item.rows if row.month in figure.span):
            values += [v for name in names if (v := getattr(row, name)) is not None]
        values += [row.value for stretch in item.detours for row in stretch if row.value is not None]
    return values or [0.0, 1.0]


def _band_edges(row: Row, figure: Figure) -> tuple[float | None, float | None]:
    return (row.bound_low, row.bound_high) if figure.band == "bounds" else (row.low, row.high)


def _bands(item: Series, figure: Figure) -> list[Spec]:
    if figure.band == "none":
        return []
    colour = TOKENS[item.label.token].light
    layers: list[Spec] = []
    for run in item.runs:
        edges = [(row, *_band_edges(row, figure)) for row in run]
        points = [
            {"t": moment_of(row.month), "low": low, "high": high}
            for row, low, high in edges
            if low is not None and high is not None
        ]
        if len(points) > 1:
            layers.append(_area(points, colour, _SHADE[figure.band]))
            layers += _dotted(points, run, colour) if figure.band == "bounds" else []
        else:
            layers += [_whisker(point, colour, figure.band == "bounds") for point in points]
    return layers


def _area(points: list[Spec], colour: str, opacity: float) -> Spec:
    return {
        "data": {"values": points},
        "mark": {"type": "area", "color": colour, "opacity": opacity},
        "encoding": {"x": _x(), "y": _y("low"), "y2": {"field": "high"}},
    }


def _dotted(points: list[Spec], run: Sequence[Row], colour: str) -> list[Spec]:
    values = {moment_of(row.month): row.value for row in run}
    layers: list[Spec] = []
    for edge in ("low", "high"):
        # An edge that is the line itself needs no second stroke.
        if all(abs(point[edge] - (values[point["t"]] or 0.0)) < 1e-9 for point in points):
            continue
        layers.append(
            {
                "data": {"values": [{"t": p["t"], "v": p[edge]} for p in points]},
                "mark": {
                    "type": "line",
                    "color": colour,
                    "strokeWidth": 1,
                    "strokeDash": [2, 2],
                    "opacity": 0.7,
                },
                "encoding": {"x": _x(), "y": _y("v")},
            }
        )
    return layers


def _whisker(point: Spec, colour: str, is_bound: bool) -> Spec:
    """The doubt of a month that stands alone: a short upright line in place of a shaded area."""
    dash = {"strokeDash": [2, 2]} if is_bound else {}
    return {
        "data": {"values": [point]},
        "mark": {"type": "rule", "color": colour, "strokeWidth": 1.5, "opacity": 0.7, **dash},
        "encoding": {"x": _x(), "y": _y("low"), "y2": {"field": "high"}},
    }


def _x() -> Spec:
    return {"field": "t", "type": "temporal"}


def _y(field: str) -> Spec:
    return {"field": field, "type": "quantitative"}


def _points(rows: Sequence[Row]) -> list[Spec]:
    return [{"t": moment_of(row.month), "v": row.value} for row in rows]


def _lines(item: Series, in_front: bool) -> list[Spec]:
    colour = TOKENS[item.label.token].light
    layers: list[Spec] = []
    for run in item.runs:
        if len(run) > 1:
            mark = {
                "type": "line",
                "color": colour,
                "strokeWidth": LINE if in_front else LINE_BEHIND,
                "strokeJoin": "round",
                "strokeCap": "round",
            }
            layers.append(
                {"data": {"values": _points(run)}, "mark": mark, "encoding": {"x": _x(), "y": _y("v")}}
            )
    for stretch in item.detours:
        mark = {
            "type": "line",
            "color": colour,
            "strokeWidth": 2,
            "strokeDash": [0.1, 4.5],
            "strokeCap": "round",
        }
        layers.append(
            {"data": {"values": _points(stretch)}, "mark": mark, "encoding": {"x": _x(), "y": _y("v")}}
        )
    for before, row in item.partial:
        if before is not None:
            mark = {"type": "line", "color": colour, "strokeWidth": 2, "strokeDash": [3, 4]}
            link = {"data": {"values": _points([before, row])}, "mark": mark}
            layers.append({**link, "encoding": {"x": _x(), "y": _y("v")}})
    return layers


def _marks(item: Series, size: Size) -> list[Spec]:
    """Single months as dots, thin ones smaller, part months hollow, spikes ringed."""
    colour = TOKENS[item.label.token].light
    shape = item.label.shape if item.label.shape != "hatch" else "circle"
    alone = [run[0] for run in item.runs if len(run) == 1]
    layers: list[Spec] = []
    filled = {"type": "point", "shape": shape, "fill": colour, "size": _DOT, "opacity": 1, "strokeWidth": 0}
    hollow = {**filled, "fill": TOKENS["page"].light, "stroke": colour, "strokeWidth": 2.2}
    ring = {**filled, "shape": "circle", "fill": None, "stroke": colour, "strokeWidth": 1.4, "size": _RING}
    partial = [row for _, row in item.partial]
    small = {**filled, "size": _SMALL}
    for rows, mark in ((alone, filled), (item.thin, small), (partial, hollow), (item.rings, ring)):
        if rows:
            layers.append(
                {"data": {"values": _points(rows)}, "mark": mark, "encoding": {"x": _x(), "y": _y("v")}}
            )
    return layers


def _ticks(figure: Figure, frame: Frame) -> list[Spec]:
    """An upright tick on the baseline where two stretches may not be compared."""
    if not figure.breaks:
        return []
    foot, head = frame.low, frame.value(frame.size.inner_height - 14)
    middle = [(moment_of(before) + moment_of(after)) / 2 for before, after in figure.breaks]
    return [
        {
            "data": {"values": [{"t": moment, "low": foot, "high": head} for moment in middle]},
            "mark": {"type": "rule", "color": TOKENS["ink2"].light, "strokeWidth": 1.5},
            "encoding": {"x": _x(), "y": _y("low"), "y2": {"field": "high"}},
        }
    ]


def _names(figure: Figure, frame: Frame, labels: Sequence[Placed]) -> list[Spec]:
    layers: list[Spec] = []
    # A single series is named by the title.
    for item, label in zip(figure.series, labels, strict=True) if len(figure.series) > 1 else ():
        colour = TOKENS[item.label.token].light
        layers += text_layer(label.text, label.x, label.y, colour, frame, frame.size.label, 600, "center")
    return layers

"""Marks side by side for figures of one moment: dot, interval, and what the unplaced part allows."""

from __future__ import annotations

from typing import Any

from weighbridge.catalogue.units import Unit
from weighbridge.charts.figure import Figure, Series
from weighbridge.charts.frame_layers import FACE, SCHEMA
from weighbridge.charts.palette import HATCH, TOKENS
from weighbridge.charts.scales import Size, tick_words, value_ticks
from weighbridge.definitions.result import Row

Spec = dict[str, Any]
_ROW = 44
_DOT, _SMALL = 110, 40


def dot_interval(figure: Figure, size: Size) -> Spec:
    """The specification of one mark a group, the groups below each other."""
    newest = figure.span[-1] if figure.span else ""
    known = ((item, row) for item in figure.series for row in item.rows if row.month == newest)
    rows = [(item, row) for item, row in known if row.value is not None]
    reach = [v for _, row in rows for v in (row.value, row.high, row.bound_high) if v is not None]
    high = max(reach, default=1.0) * 1.04 or 1.0
    label = (
        max((len(item.label.name) for item, _ in rows if item.label.group != "all"), default=0)
        * size.label
        * 0.6
        + 14
    )
    height = _ROW * max(len(rows), 1)
    layers = [
        layer for position, (item, row) in enumerate(rows) for layer in _group(item, row, position, size)
    ]
    return {
        "$schema": SCHEMA,
        "width": size.width - round(label) - 16,
        "height": height,
        "padding": {"left": round(label), "right": 16, "top": 8, "bottom": size.bottom},
        "autosize": {"type": "none"},
        "background": None,
        "encoding": {"x": _value_axis(figure.unit, high, size), "y": _place_axis(len(rows))},
        "layer": layers
        or [{"data": {"values": [{"v": 0, "p": 0}]}, "mark": {"type": "point", "opacity": 0}}],
        "config": {"aria": False, "font": FACE, "view": {"stroke": None, "fill": None}},
    }


def _value_axis(unit: Unit, high: float, size: Size) -> Spec:
    ticks = value_ticks(0.0, high, 5)
    words = tick_words(unit, ticks)
    chosen = "".join(
        f"abs(datum.value - {tick!r}) < {high * 1e-9!r} ? {word!r} : "
        for tick, word in zip(ticks, words, strict=True)
    )
    return {
        "type": "quantitative",
        "title": None,
        "scale": {"domain": [0, high], "nice": False},
        "axis": {
            "values": ticks,
            "labelExpr": f"{chosen}''",
            "labelFontSize": size.text,
            "labelColor": TOKENS["ink3"].light,
            "grid": True,
            "gridColor": TOKENS["rule"].light,
            "domain": False,
            "ticks": False,
            "labelPadding": 8,
        },
    }


def _place_axis(count: int) -> Spec:
    return {"type": "quantitative", "axis": None, "scale": {"domain": [max(count, 1), 0], "nice": False}}


def _group(item: Series, row: Row, position: int, size: Size) -> list[Spec]:
    middle = position + 0.5
    colour = TOKENS[item.label.token].light if item.label.token != "unknown" else TOKENS["ink3"].light
    layers: list[Spec] = []
    if row.bound_high is not None and row.bound_low is not None and row.bound_high > row.bound_low:
        layers.append(_bar(row.bound_low, row.bound_high, middle, 10))
    if row.low is not None and row.high is not None:
        ends = {"low": row.low, "high": row.high, "p": middle}
        layers.append(_spanned(ends, {"type": "rule", "color": TOKENS["ink"].light, "strokeWidth": 1.4}))
    small = row.low is None or "thin_coverage" in row.flags
    mark: Spec = {
        "type": "point",
        "shape": item.label.shape if item.label.shape != "hatch" else "circle",
        "fill": colour,
        "stroke": TOKENS["page"].light,
        "strokeWidth": 2,
        "opacity": 1,
        "size": _SMALL if small else _DOT,
    }
    layers.append({"data": {"values": [{"v": row.value, "p": middle}]}, "mark": mark, "encoding": _at("v")})
    words = "" if item.label.group == "all" else item.label.name
    name = {"type": "text", "text": words, "align": "right", "dx": -12, "fontSize": size.label}
    text = {**name, "color": colour, "fontWeight": 600}
    layers.append({"data": {"values": [{"v": 0, "p": middle}]}, "mark": text, "encoding": _at("v")})
    return layers


def _at(field: str) -> Spec:
    return {"x": {"field": field, "type": "quantitative"}, "y": {"field": "p", "type": "quantitative"}}


def _spanned(ends: dict[str, float], mark: Spec) -> Spec:
    return {"data": {"values": [ends]}, "mark": mark, "encoding": {**_at("low"), "x2": {"field": "high"}}}


def _bar(low: float, high: float, middle: float, thick: int) -> Spec:
    ends = {"low": low, "high": high, "p": middle}
    mark = {
        "type": "bar",
        "color": HATCH,
        "height": thick,
        "stroke": TOKENS["unknown"].light,
        "strokeWidth": 1,
    }
    return _spanned(ends, mark)

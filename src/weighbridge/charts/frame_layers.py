"""What every drawing shares: the frame, the axes, words on the page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from weighbridge.charts.figure import Figure, Note
from weighbridge.charts.palette import TOKENS
from weighbridge.charts.placement import Placed, break_moment
from weighbridge.charts.scales import Frame, month_ticks, tick_words, value_ticks

Spec = dict[str, Any]
FACE = "Inter"
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"


def base_spec(frame: Frame, encoding: Spec, layers: Sequence[Spec]) -> Spec:
    """A specification of the frame's exact size: nothing is measured while drawing."""
    size = frame.size
    return {
        "$schema": SCHEMA,
        "width": size.inner_width,
        "height": size.inner_height,
        "padding": {"left": size.left, "right": size.right, "top": size.top, "bottom": size.bottom},
        "autosize": {"type": "none"},
        "background": None,
        "encoding": encoding,
        "layer": list(layers),
        "config": {
            "aria": False,
            "font": FACE,
            "view": {"stroke": None, "fill": None},
            "axis": {
                "labelFontSize": size.text,
                "labelColor": TOKENS["ink3"].light,
                "titleFontSize": size.text,
            },
        },
    }


def axes(frame: Frame, figure: Figure) -> Spec:
    """Both axes: horizontal grid only, the unit on the top tick, calendar months below."""
    return {"x": _time_axis(frame, figure), "y": value_axis(frame, figure)}


def value_axis(frame: Frame, figure: Figure) -> Spec:
    """The upright axis of values."""
    ticks = value_ticks(frame.low, frame.high)
    words = tick_words(figure.unit, ticks)
    return {
        "type": "quantitative",
        "title": None,
        "scale": {"domain": [frame.low, frame.high], "nice": False, "zero": False},
        "axis": {
            "values": ticks,
            "labelExpr": _looked_up(ticks, words),
            "grid": True,
            "gridColor": TOKENS["rule"].light,
            "domain": False,
            "ticks": False,
            "labelPadding": 8,
            "labelLimit": 0,
            "labelOverlap": False,
        },
    }


def _looked_up(ticks: Sequence[float], words: Sequence[str]) -> str:
    # The tick's place is found by distance, since 0.3 need not come back as the same float.
    pairs = "".join(
        f"abs(datum.value - {json.dumps(tick)}) < 1e-9 * {max(abs(tick), 1.0)!r} ? {json.dumps(word)} : "
        for tick, word in zip(ticks, words, strict=True)
    )
    return f"{pairs}''"


def _time_axis(frame: Frame, figure: Figure) -> Spec:
    ticks = month_ticks(figure.span, frame.size.ticks)
    first = ticks[0] if ticks else 0
    return {
        "type": "temporal",
        "title": None,
        "scale": {"type": "utc", "domain": [frame.start, frame.end], "nice": False},
        "axis": {
            "values": ticks,
            "labelExpr": (
                f"utcmonth(datum.value) == 0 || time(datum.value) == {first} "
                "? utcFormat(datum.value, '%b %Y') : utcFormat(datum.value, '%b')"
            ),
            "grid": False,
            "domainColor": TOKENS["ink"].light,
            "domainWidth": 1.2,
            "tickColor": TOKENS["ink"].light,
            "tickSize": 6,
            "labelPadding": 6,
            "labelOverlap": False,
            "labelFlush": False,
        },
    }


def text_layer(
    text: str, x: float, y: float, colour: str, frame: Frame, size: int, weight: int, align: str
) -> list[Spec]:
    """Words at a pixel, with a rim in the colour of the page so that lines behind do not cut them."""
    place = {"t": frame.moment(x), "v": frame.value(y)}
    mark: Spec = {
        "type": "text",
        "text": text.split("\n"),
        "align": align,
        "baseline": "middle" if "\n" not in text else "top",
        "fontSize": size,
        "fontWeight": weight,
        "lineHeight": round(size * 1.3, 1),
    }
    encoding = {
        "x": {"field": "t", "type": "temporal"},
        "y": {"field": "v", "type": "quantitative"},
    }
    rim = {
        "stroke": TOKENS["page"].light,
        "strokeWidth": 4,
        "strokeJoin": "round",
        "color": TOKENS["page"].light,
    }
    return [
        {"data": {"values": [place]}, "mark": {**mark, **paint}, "encoding": encoding}
        for paint in (rim, {"color": colour})
    ]


def note_layers(notes: Sequence[tuple[Note, Placed]], figure: Figure, frame: Frame) -> list[Spec]:
    """Remarks, each beside a thin upright line at its moment."""
    layers: list[Spec] = []
    for note, placed in notes:
        moment = break_moment(note, figure)
        top, foot = placed.box.top, placed.box.top + placed.box.height
        layers.append(
            {
                "data": {"values": [{"t": moment, "low": frame.value(foot), "high": frame.value(top)}]},
                "mark": {"type": "rule", "color": TOKENS["ink3"].light, "strokeWidth": 1},
                "encoding": {
                    "x": {"field": "t", "type": "temporal"},
                    "y": {"field": "low", "type": "quantitative"},
                    "y2": {"field": "high"},
                },
            }
        )
        size = frame.size.text
        layers += text_layer(placed.text, placed.x, placed.y, TOKENS["ink2"].light, frame, size, 400, "left")
    return layers

"""What stands round a figure on its page: all other definitions as a curve, and the days to ask as of."""

from __future__ import annotations

from dataclasses import replace

from weighbridge.catalogue.units import Unit
from weighbridge.charts.labels import label_of
from weighbridge.web.bridge import Bridge
from weighbridge.web.curves import CurveView, curve_view
from weighbridge.web.headlines import FIRST, SECOND
from weighbridge.web.indicator_page import View


def asks_for_curve(view: View) -> bool:
    """Whether a page shows all definitions at once: a share by country that leads its topic."""
    is_forward = bool(view.indicator.headline) or view.indicator.speaks_for_topic
    return is_forward and view.result.group_by == "country" and view.result.unit is Unit.SHARE


def curve_around(bridge: Bridge, view: View) -> CurveView | None:
    """The curve of all definitions, this one marked on it, where a page asks for it and there are several."""
    indicator, result = view.indicator, view.result
    if not asks_for_curve(view):
        return None
    found = bridge.curve(indicator.name, FIRST, SECOND)
    if found is None or len(found.points) < 2:
        return None
    key = "|".join(result.definition[axis] for axis in sorted(result.definition))
    found = replace(found, headline=found.places.get(key, found.headline))
    first, second = (label_of("country", group, result.as_of) for group in (FIRST, SECOND))
    return curve_view(indicator, found, first, second, result.level)


def days_around(bridge: Bridge, view: View) -> list[str]:
    """The days on which something was stored that a figure rests on, newest first."""
    sources = {ref.source for ref in view.result.snapshots}
    return sorted({item.date for item in bridge.snapshots() if item.source in sources}, reverse=True)

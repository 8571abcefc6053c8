"""A sensitivity as a picture: the specification curve, in a file that stands alone."""

from __future__ import annotations

from pathlib import Path

from weighbridge.catalogue import registry
from weighbridge.catalogue.errors import UsageError
from weighbridge.definitions.sensitivity import Sensitivity
from weighbridge.statistics.fingerprints import PRINTED_DIGITS
from weighbridge.statistics.resampling import LEVEL


def svg_of(found: Sensitivity, as_of: str) -> str:
    """The curve as an SVG with its sentence, its warning, its date and its fingerprint on it."""
    from weighbridge.charts.labels import label_of
    from weighbridge.web.curves import curve_picture
    from weighbridge.web.plug import curve_of

    if not any(row.lead is not None for row in found.rows):
        raise UsageError("No definition gives a lead here, so there is no curve to draw. Try --format json.")
    first, second = (label_of(found.group_by, name, as_of) for name in (found.group_a, found.group_b))
    here = found.rows[found.headline]
    origin = (
        f"weighbridge, as of {as_of}. {found.indicator}@{here.hash[:PRINTED_DIGITS]} marks the definition "
        f"asked for; {found.grid.unavailable:,} combinations wait for data."
    )
    return curve_picture(
        registry.indicator(found.indicator), curve_of(found), first, second, origin, level=LEVEL
    )


def png_of(found: Sensitivity, as_of: str, cache: Path) -> bytes:
    """The same as a PNG, its words set in the fonts that ship."""
    from weighbridge.charts import drawing
    from weighbridge.web.fonts import static_fonts

    return drawing.png_of(svg_of(found, as_of), static_fonts(cache), cache / "drawings")

"""From a figure to drawings: SVG for the page, for other programs and, by way of it, PNG.

Drawing is slow beside everything else, so every drawing is kept in a cache under the digest of its
figure and of the code that drew it.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from weighbridge.charts.dot_interval import dot_interval
from weighbridge.charts.figure import Figure
from weighbridge.charts.line_band import line_band
from weighbridge.charts.palette import HATCH, TOKENS
from weighbridge.charts.scales import SIZES, Size
from weighbridge.charts.stacked_area import stacked_area

Spec = dict[str, Any]
FORMS: Mapping[str, Callable[[Figure, Size], Spec]] = {
    "line_band": line_band,
    "stacked_area": stacked_area,
    "dot_interval": dot_interval,
}
_VEGA_LITE = "6.4"

_NOISE = re.compile(
    r' (?:(?:class|role|aria-\w+|pointer-events|stroke-miterlimit|version|xmlns:xlink)="[^"]*"|opacity="1")'
)
_PLACES = re.compile(r' (?:d|transform|x|y|x2|y2|width|height)="[^"]*"')
_NUMBER = re.compile(r"-?\d+\.\d{2,}")
_EMPTY_PATH = re.compile(r'<path(?: [\w-]+="[^"]*")*? d="(?:M0,0h[\d.]+v[\d.]+h-?[\d.]+Z)?"[^>]*/>')
_EMPTY_GROUP = re.compile(r"<g(?: [\w-]+=\"[^\"]*\")*></g>")
_BARE_GROUP = re.compile(r"<g>((?:(?!</?g[ >]).)*)</g>")


@dataclass(frozen=True, slots=True)
class Drawings:
    """A figure drawn at each size, in the light colours written out as hexes."""

    wide: str
    middle: str
    narrow: str


def specification(figure: Figure, size: Size = SIZES["wide"]) -> Spec:
    """The Vega-Lite specification of a figure at one size."""
    return FORMS[figure.form](figure, size)


def drawn(figure: Figure, folder: Path | None) -> Drawings:
    """The figure at every size, from the cache where it has been drawn before; without one, drawn anew."""
    key = hashlib.sha256(f"{recipe()}|{figure!r}".encode()).hexdigest()[:24]
    kept = json.loads(cached(folder and folder / f"{key}.json", lambda: _drawn(figure)))
    return Drawings(**kept)


def _drawn(figure: Figure) -> bytes:
    made = {name: _placed(specification(figure, size)) for name, size in SIZES.items()}
    return json.dumps(made, ensure_ascii=False).encode()


def _placed(spec: Spec) -> str:
    """A drawing that says where its plot lies and what time it spans, for those who step through it."""
    svg = svg_of(spec)
    domain = spec["encoding"]["x"]["scale"]["domain"]
    if spec["encoding"]["x"]["type"] != "temporal":
        return svg
    plot = f"{spec['padding']['left']} {spec['width']} {domain[0]:.0f} {domain[1]:.0f}"
    return svg.replace("<svg ", f'<svg data-plot="{plot}" ', 1)


def svg_of(spec: Spec) -> str:
    """The drawing of a specification as a small SVG."""
    import vl_convert

    return _cleaned(vl_convert.vegalite_to_svg(spec, vl_version=_VEGA_LITE))


def png_of(svg: str, fonts: Path, folder: Path | None, scale: float = 2.0) -> bytes:
    """The picture of an SVG with its words set in the static fonts."""
    key = hashlib.sha256(f"{recipe()}|{fonts.parent.name}|{scale}|{svg}".encode()).hexdigest()[:24]
    return cached(folder and folder / f"{key}.png", lambda: picture(svg, fonts, scale))


def cached(path: Path | None, make: Callable[[], bytes]) -> bytes:
    """The bytes kept at a path, made and kept in one step where they are not there; without one, made."""
    if path is None:
        return make()
    try:
        return path.read_bytes()
    except FileNotFoundError:
        pass
    content = make()
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".tmp-", dir=path.parent)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
    Path(name).replace(path)
    return content


@cache
def recipe() -> str:
    """A digest of what draws: this room's code and the version of the converter."""
    from importlib.metadata import version

    digest = hashlib.sha256(f"{_VEGA_LITE}|{version('vl-convert-python')}".encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


@cache
def _registered(fonts: Path) -> None:
    import vl_convert

    vl_convert.register_font_directory(str(fonts))


def picture(svg: str, fonts: Path, scale: float) -> bytes:
    """An SVG as PNG, its words set in the static fonts."""
    import vl_convert

    _registered(fonts)
    return vl_convert.svg_to_png(svg, scale=scale)


def _cleaned(svg: str) -> str:
    """Drop what a reader never sees and shorten numbers: a drawing becomes a third of its size."""
    svg = _NOISE.sub("", svg)
    svg = _PLACES.sub(lambda found: _NUMBER.sub(_shortened, found[0]), svg)
    svg = _without_empty(svg)
    return svg.replace(f'"{HATCH}"', '"url(#hatch)"').replace(f'"{HATCH.lower()}"', '"url(#hatch)"')


def _shortened(number: re.Match[str]) -> str:
    return f"{float(number[0]):.1f}".removesuffix(".0")


def _without_empty(svg: str) -> str:
    svg = _EMPTY_PATH.sub("", svg)
    while True:
        shorter = _BARE_GROUP.sub(r"\1", _EMPTY_GROUP.sub("", svg))
        if shorter == svg:
            return svg
        svg = shorter


def hatch(identifier: str = "hatch") -> str:
    """The pattern that stands for what is not known, as a definition to put into an SVG."""
    colour = TOKENS["unknown"].light
    return (
        f'<pattern id="{identifier}" width="6" height="6" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><path d="M0,0V6" stroke="{colour}" stroke-width="2"/></pattern>'
    )

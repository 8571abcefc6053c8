"""The two faces of the site, cut from the pinned font packages.

A page gets one woff2 per face: Latin, one optical size, and the weights 400 to 700 as one variable font. The
picture renderer ignores the weight axis, so it gets one static font per weight. Both are kept in a cache,
under the digest of everything that went into them.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.resources
import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont

from weighbridge.store.atomic import new_folder, write_file
from weighbridge.store.digests import sha256_file, sha256_value

# Compiled and without stubs: an ordinary import would look empty to the type checker.
harfbuzz: Any = importlib.import_module("uharfbuzz")


@dataclass(frozen=True)
class Face:
    """One face: where its package keeps it, and the optical size the design sets it at."""

    name: str
    family: str
    package: str
    file: str
    optical_size: int

    def read(self) -> bytes:
        """Return the whole variable font as its package ships it."""
        return (importlib.resources.files(self.package) / "files" / self.file).read_bytes()

    def licence(self) -> bytes:
        """Return the text of its licence, which goes wherever the font goes."""
        return (importlib.resources.files(self.package) / "LICENSE").read_bytes()


FACES = (
    Face("inter", "Inter", "fontpkg_inter", "Inter[opsz,wght].ttf", 14),
    Face("source-serif-4", "Source Serif 4", "fontpkg_source_serif_4", "SourceSerif4[opsz,wght].ttf", 24),
)
WEIGHTS = {400: "Regular", 600: "SemiBold"}

# The page's weights are 400 and 600; a browser that thickens type on request gets up to 700.
_WEIGHT_RANGE = (400, 700)
# What setting text needs, then figures of one width for tables and marks that sit right between capitals.
_FEATURES = (
    *("rvrn", "ccmp", "locl", "calt", "clig", "liga", "rlig", "rclt", "kern", "mark", "mkmk"),
    *("frac", "numr", "dnom", "tnum", "case"),
)
# Latin with the letters of European names, punctuation, and the few signs the texts use: arrows, true
# minus, comparisons, ticks. A sign a face does not have falls back to the reader's own fonts.
_LETTERS = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *range(0x218, 0x21C),
    *(0x2BB, 0x2BC, 0x2C6, 0x2DA, 0x2DC),
    *range(0x2000, 0x2070),
    *(0x20AC, 0x2122, 0x2190, 0x2191, 0x2192, 0x2193),
    *(0x2212, 0x2215, 0x2248, 0x2260, 0x2264, 0x2265),
    *(0x2713, 0x2715, 0x2717, 0xFEFF, 0xFFFD),
)


def build_fonts(out_dir: Path, cache_dir: Path) -> list[Path]:
    """Write the two woff2 fonts into a folder, each with its licence beside it.

    Returns the paths of the fonts, in the order of ``FACES``. The first build fills the cache; later ones
    copy.
    """
    made = _cached(cache_dir) / "web"
    out_dir.mkdir(parents=True, exist_ok=True)
    for file in sorted(made.iterdir()):
        write_file(out_dir / file.name, file.read_bytes())
    return [out_dir / f"{face.name}.woff2" for face in FACES]


def static_fonts(cache_dir: Path) -> Path:
    """The folder of static fonts, one per face and weight, for a renderer that has no weight axis.

    Made for ``vl_convert.register_font_directory``. The family of the second is ``Source Serif 4``, and
    a family that ends in a digit must be quoted in a chart (``"'Source Serif 4', serif"``), or the
    picture loses the text.
    """
    return _cached(cache_dir) / "static"


def _cached(cache_dir: Path) -> Path:
    folder = cache_dir.resolve() / f"fonts-{_recipe_digest()[:16]}"
    if not folder.exists():
        with new_folder(folder) as temporary:
            _make(temporary)
    return folder


@cache
def _recipe_digest() -> str:
    """One digest of this file and of the packages' versions: together they decide the bytes."""
    packages = ("uharfbuzz", "fonttools", "brotli", *(face.package.replace("_", "-") for face in FACES))
    versions = {package: importlib.metadata.version(package) for package in packages}
    return sha256_value({"recipe": sha256_file(Path(__file__)), "versions": versions})


def _make(folder: Path) -> None:
    web, static = folder / "web", folder / "static"
    web.mkdir()
    static.mkdir()
    for face in FACES:
        (web / f"{face.name}.woff2").write_bytes(_as_woff2(_cut(face, _WEIGHT_RANGE)))
        for weight, style in WEIGHTS.items():
            named = _named(_cut(face, (weight, weight)), face.family, style)
            (static / f"{face.name}-{weight}.ttf").write_bytes(named)
        for place in (web, static):
            (place / f"{face.name}-OFL.txt").write_bytes(face.licence())


def _cut(face: Face, weights: tuple[int, int]) -> bytes:
    """Return the face with our letters and features, one optical size, and a range of weights.

    A range of one weight gives a static font.
    """
    source = harfbuzz.Face(harfbuzz.Blob(face.read()))
    request = harfbuzz.SubsetInput()
    request.flags = harfbuzz.SubsetFlags.NO_HINTING | harfbuzz.SubsetFlags.OPTIMIZE_IUP_DELTAS
    request.unicode_set.update(_LETTERS)
    request.layout_feature_tag_set.clear()
    request.layout_feature_tag_set.update(int.from_bytes(feature.encode(), "big") for feature in _FEATURES)
    request.pin_axis_location(source, "opsz", face.optical_size)
    lightest, boldest = weights
    if lightest == boldest:
        request.pin_axis_location(source, "wght", lightest)
    else:
        request.set_axis_range(source, "wght", lightest, boldest)
    return request.subset(source).blob.data


def _as_woff2(content: bytes) -> bytes:
    font = _opened(content)
    font.flavor = "woff2"
    return _saved(font)


def _named(content: bytes, family: str, style: str) -> bytes:
    """Return a static font that says its own family and style; the cut keeps the names of the regular."""
    font = _opened(content)
    compact = family.replace(" ", "")
    names = {1: f"{family} {style}", 2: "Regular", 4: f"{family} {style}", 6: f"{compact}-{style}"}
    for number, text in (names | {16: family, 17: style}).items():
        font["name"].setName(text, number, 3, 1, 0x409)
    # What is left of the style table still names the optical size that was pinned.
    del font["STAT"]
    return _saved(font)


def _opened(content: bytes) -> TTFont:
    return TTFont(io.BytesIO(content), lazy=True, recalcTimestamp=False)


def _saved(font: TTFont) -> bytes:
    stream = io.BytesIO()
    font.save(stream)
    return stream.getvalue()

"""Sets a brief as PDF: the same brief gives the same bytes, and a reader's program can read it aloud."""

from __future__ import annotations

import json
import re
import tempfile
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import Any

from weighbridge.catalogue.errors import UsageError
from weighbridge.catalogue.units import DASH, Unit
from weighbridge.charts.palette import TOKENS
from weighbridge.charts.words import day_words
from weighbridge.web.brief.content import Brief, Plot
from weighbridge.web.headlines import HeadlineRow
from weighbridge.web.prose import tidy

_TEMPLATE = "brief.typ"
_NEEDED = "A brief is set by Typst, which is an extra: `pip install 'weighbridge[brief]'`."


def pdf_of(brief: Brief, fonts: Path) -> bytes:
    """The brief as an accessible PDF (PDF/UA-1), A4; ``fonts`` is the folder of static fonts.

    Raises ``UsageError`` where the extra is not installed.
    """
    return bytes(_compiled(brief, fonts, pdf_standards="ua-1"))


def pictures_of(brief: Brief, fonts: Path, dots: float = 110) -> list[bytes]:
    """The same pages as PNG pictures, at so many dots an inch."""
    made = _compiled(brief, fonts, format="png", ppi=dots)
    return [bytes(page) for page in made] if isinstance(made, list) else [bytes(made)]


def _compiled(brief: Brief, fonts: Path, **form: Any) -> Any:
    try:
        import typst
    except ImportError as error:
        raise UsageError(_NEEDED) from error
    with tempfile.TemporaryDirectory(prefix="weighbridge-") as name:
        folder = Path(name)
        for file, text in _files(brief).items():
            (folder / file).write_text(text, encoding="utf-8")
        return typst.compile(
            str(folder / _TEMPLATE),
            root=str(folder),
            font_paths=[str(fonts)],
            ignore_system_fonts=True,
            **form,
        )


def _files(brief: Brief) -> dict[str, str]:
    """What Typst reads: the template, the words and numbers, the drawings."""
    found = {
        _TEMPLATE: files("weighbridge.web.brief").joinpath(_TEMPLATE).read_text(encoding="utf-8"),
        "brief.json": json.dumps(_told(brief), ensure_ascii=False),
        **{f"plot-{number}.svg": plot.svg for number, plot in enumerate(brief.plots)},
    }
    if brief.address:
        found["address.svg"] = _matrix_code(brief.address)
    return found


def _told(brief: Brief) -> dict[str, Any]:
    """The brief as plain values, every text with typeset apostrophes."""
    body = asdict(brief)
    body["rows"] = [_row(row) for row in brief.rows]
    body["date"] = day_words(brief.as_of, long=True)
    body["tokens"] = {name: token.light for name, token in TOKENS.items()}
    body["plots"] = [_plot(plot) for plot in brief.plots]
    return _tidied(body)


def _row(row: HeadlineRow) -> dict[str, Any]:
    leader = row.first if row.lead > 0 else row.second
    hatched = (row.bound_low, row.bound_high)
    return {
        "label": row.label,
        "note": row.note,
        "lead": row.lead,
        "interval": [row.low, row.high] if row.low is not None and row.high is not None else None,
        "bounds": list(hatched) if None not in hatched else None,
        "shape": leader.shape,
        "token": leader.token,
        "shares": _shares(row),
        "heads": [f"{row.first.short}, %", f"{row.second.short}, %"],
        "is_old": row.is_old,
        "sides": [row.second.short, row.first.short],
        "side_tokens": [row.second.token, row.first.token],
    }


def _shares(row: HeadlineRow) -> list[str]:
    """Both shares and what is unplaced, in per cent, as the page has them."""
    unplaced = DASH if row.unplaced is None else Unit.SHARE.text(row.unplaced)
    return [Unit.SHARE.text(row.first_share), Unit.SHARE.text(row.second_share), unplaced]


def _plot(plot: Plot) -> dict[str, Any]:
    """The words of a picture, and how many times as tall as wide it is."""
    body = asdict(plot)
    sized = re.search(r'<svg [^>]*width="([\d.]+)" height="([\d.]+)"', body.pop("svg"))
    return {**body, "tall": float(sized[2]) / float(sized[1]) if sized else 1.0}


def _tidied(value: Any) -> Any:
    if isinstance(value, str):
        return tidy(value)
    if isinstance(value, dict):
        return {name: _tidied(held) for name, held in value.items()}
    if isinstance(value, list | tuple):
        return [_tidied(held) for held in value]
    return value


def _matrix_code(address: str) -> str:
    """The address as a QR code, an SVG."""
    import segno

    return segno.make(address, error="m", micro=False).svg_inline(border=0, dark=TOKENS["ink"].light)

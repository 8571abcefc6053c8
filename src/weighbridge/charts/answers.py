"""An answer in a notebook: it shows itself as a table, draws its chart, and becomes a data frame."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from html import escape
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from weighbridge.catalogue import registry
from weighbridge.catalogue.errors import UsageError
from weighbridge.catalogue.units import DASH
from weighbridge.definitions.result import NONE, UNKNOWN, Result, Row
from weighbridge.store.atomic import write_file

if TYPE_CHECKING:
    import pandas
    import polars

# A notebook shows what a reader takes in; the frames have every row.
MOST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Answer(Result):
    """A result as the Python API returns it: the same values, ready for a notebook.

    >>> wb.indicator("download_share").chart()  # doctest: +SKIP
    >>> wb.indicator("download_share").to_pandas()  # doctest: +SKIP
    """

    @classmethod
    def of(cls, result: Result) -> Answer:
        """The answer that holds a result."""
        return cls(*(getattr(result, field.name) for field in fields(Result)))

    def chart(self, size: str = "middle") -> Chart:
        """The chart of the indicator's page: ``wide`` (1056 pixels), ``middle`` (704) or ``narrow`` (352)."""
        return Chart(self, size)

    def to_pandas(self) -> pandas.DataFrame:
        """The rows as a pandas data frame, flags as lists; ``UsageError`` where pandas is not there."""
        _needed("pandas", "to_pandas")
        return self.to_arrow().to_pandas()

    def to_polars(self) -> polars.DataFrame:
        """The rows as a Polars data frame; raises ``UsageError`` where Polars is not there."""
        _needed("polars", "to_polars")
        import polars

        return polars.DataFrame(self.to_arrow())

    def _repr_html_(self) -> str:
        """The newest month as a table: largest first, what is unplaced at the end."""
        shown = _newest(self)
        heads = ("", "value", f"{self.level * 100:.0f} % interval", "bounds", "units", "flags")
        head = _cells("th", heads)
        body = "".join(_line(self, row) for row in shown)
        month = shown[0].month if shown else "no month"
        return (
            f'<table><caption style="text-align:left">{escape(self.title)}, {escape(month)}, '
            f"{escape(self.unit.value)}</caption>"
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
            f"<p><small>{escape(self.fingerprint)}, as of {escape(self.as_of)}; {len(self.rows):,} rows in "
            f"{len(self.months)} months: <code>.to_pandas()</code>, <code>.chart()</code></small></p>"
        )


def _needed(package: str, method: str) -> None:
    """Say in our words what is missing, before another package says it in its own."""
    try:
        import_module(package)
    except ImportError as error:
        told = f"{method} needs {package}: `pip install {package}`. to_arrow needs nothing more."
        raise UsageError(told) from error


def _newest(result: Result) -> list[Row]:
    """The rows of the newest month that has a value, largest first, the left-overs last."""
    known = [row for row in result.rows if row.value is not None]
    month = max((row.month for row in known), default="")
    rows = [row for row in known if row.month == month]
    named = sorted(
        (r for r in rows if r.group not in (NONE, UNKNOWN)), key=lambda r: (-(r.value or 0), r.group)
    )
    return [*named[:MOST_SHOWN], *(row for row in rows if row.group in (NONE, UNKNOWN))]


def _line(result: Result, row: Row) -> str:
    def span(low: float | None, high: float | None) -> str:
        return DASH if low is None or high is None else f"{result.unit.text(low)} to {result.unit.text(high)}"

    cells = (
        row.group,
        result.unit.text(row.value, suffix=True),
        span(row.low, row.high),
        span(row.bound_low, row.bound_high),
        f"{row.n:,}" if row.n else DASH,
        ", ".join(row.flags),
    )
    return f"<tr>{_cells('td', cells)}</tr>"


def _cells(kind: str, texts: Sequence[str]) -> str:
    """The cells of a line: figures to the right, the group and the flags beside them to the left."""
    sides = ["left", *["right"] * (len(texts) - 2), "left"]
    return "".join(
        f'<{kind} style="text-align:{side};padding:3px 10px">{escape(text)}</{kind}>'
        for side, text in zip(sides, texts, strict=True)
    )


class Chart:
    """The chart of an answer; a notebook draws it, ``save`` writes it."""

    def __init__(self, result: Result, size: str) -> None:
        from weighbridge.charts.figure import figure_of
        from weighbridge.charts.scales import SIZES

        if size not in SIZES:
            raise UsageError(f"chart(size={size!r}): expected one of {', '.join(SIZES)}.")
        self._result, self._size = result, size
        self._figure = figure_of(registry.indicator(result.indicator), result, None)

    @property
    def specification(self) -> dict[str, Any]:
        """The Vega-Lite specification, data included."""
        from weighbridge.charts.drawing import specification
        from weighbridge.charts.scales import SIZES

        return specification(self._figure, SIZES[self._size])

    @property
    def description(self) -> str:
        """What the chart shows, in words, for whoever does not see it."""
        from weighbridge.charts.alt_text import alt_text

        return alt_text(self._figure)

    @property
    def svg(self) -> str:
        """The chart as an SVG that stands alone, with its title, its definition and its date."""
        from weighbridge.charts.drawing import svg_of
        from weighbridge.charts.standalone import Imprint, standalone

        origin = f"weighbridge, {self._result.fingerprint}, as of {self._result.as_of}."
        imprint = Imprint(self._figure.title, self._figure.reading, "", origin)
        return standalone(svg_of(self.specification), imprint)

    def save(self, path: str | Path) -> Path:
        """Write an SVG, or the Vega-Lite specification as JSON; told by the ending of the name."""
        place = Path(path)
        written = {
            ".svg": lambda: self.svg,
            ".json": lambda: json.dumps(self.specification, ensure_ascii=False),
        }
        if place.suffix.lower() not in written:
            raise UsageError(f"save({str(path)!r}): the name ends in .svg or .json.")
        write_file(place.absolute(), written[place.suffix.lower()]().encode())
        return place

    def _repr_svg_(self) -> str:
        return self.svg

"""What a reader takes away from a statement's page: rows, picture, citation, descriptions for machines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from weighbridge.charts.drawing import png_of
from weighbridge.charts.frame_layers import FACE
from weighbridge.charts.palette import TEXT_TOKENS, TOKENS, shape_of
from weighbridge.charts.png import smaller
from weighbridge.charts.standalone import Imprint, standalone, wrapped
from weighbridge.charts.words import day_words
from weighbridge.claims.judging import Judged
from weighbridge.claims.replications import beside
from weighbridge.claims.stating import stated
from weighbridge.claims.tried import OUTCOME_WORDS
from weighbridge.web.citing import Credit, bibtex_entry, data_words
from weighbridge.web.claim_values import PUBLISHED, ValueLine, shifts
from weighbridge.web.packages import Column, Described, croissant_of, data_package_of
from weighbridge.web.prose import tidy

COLUMNS: tuple[Column, ...] = (
    Column("claim", "The number of the statement.", "sc:Text", "string"),
    Column("definition", "What is counted, over which models and when.", "sc:Text", "string"),
    Column("told_by", "Who computed it: weighbridge, or the study that published it.", "sc:Text", "string"),
    Column("group", "Whom the value is about.", "sc:Text", "string"),
    Column("value", "The value; shares from 0 to 1; empty where it is not one number.", "sc:Float", "number"),
    Column("low", "Lower end of the 90 % interval.", "sc:Float", "number"),
    Column("high", "Upper end of the 90 % interval.", "sc:Float", "number"),
    Column("found", "What was found, in words.", "sc:Text", "string"),
    Column("statement", "Whether the statement holds there.", "sc:Text", "string"),
    Column("fingerprint", "The definition that repeats it.", "sc:Text", "string"),
)
_NAMES = [column.name for column in COLUMNS]
_WIDTH, _LABEL, _SAID, _LINE = 1056, 380, 240, 19


@dataclass(frozen=True, slots=True)
class ClaimFiles:
    """The files of one statement, made when the site is written."""

    one: Judged
    answer: str
    values: tuple[ValueLine, ...]
    credits: tuple[Credit, ...]

    @property
    def stem(self) -> str:
        """The name of the files."""
        return self.one.claim.id.lower()

    @property
    def names(self) -> dict[str, str]:
        """Each kind of file with its name."""
        kinds = ("csv", "parquet", "json", "svg", "png", "bib", "croissant.json", "datapackage.json")
        return {kind.partition(".")[0]: f"{self.stem}.{kind}" for kind in kinds}

    @property
    def citation(self) -> str:
        """The citation as text."""
        one = self.one
        data = data_words(self.credits)
        words = f"Statement {one.claim.id}, “{tidy(one.claim.words)}”: {one.word}."
        return f"weighbridge ({one.as_of[:4]}). {words} As of {one.as_of}.{f' Data: {data}.' if data else ''}"

    @property
    def origin(self) -> str:
        """The line under the picture."""
        data = ", ".join(f"{credit.title} ({credit.terms})" for credit in self.credits)
        words = f"weighbridge, statement {self.one.claim.id}, as of {day_words(self.one.as_of)}."
        return f"{words}{f' Data: {data}.' if data else ''} Own figures CC BY 4.0."

    def written(self, address: str, fonts: Path, drawings: Path) -> dict[str, bytes]:
        """Every file by its name."""
        rows, names = rows_of(self.one), self.names
        table = _csv(rows)
        svg = self.picture
        place = f"{address}{self.one.claim.address}" if address else "index.html"
        body = self.one.as_dict() | {"answer": self.answer, "rows": rows}
        described = self.described(table, place)
        return {
            names["csv"]: table,
            names["parquet"]: _parquet(rows),
            names["json"]: _json(body),
            names["svg"]: svg.encode(),
            names["png"]: smaller(png_of(svg, fonts, drawings, scale=1.5)),
            names["bib"]: self.bibliography.encode(),
            names["croissant"]: _json(croissant_of(described)),
            names["datapackage"]: _json(data_package_of(described)),
        }

    def described(self, table: bytes, place: str) -> Described:
        """The rows with all that their descriptions say."""
        claim = self.one.claim
        return Described(
            name=f"statement-{claim.id.lower()}",
            title=f"Statement {claim.id}: {self.one.word}",
            words=f"“{claim.words}” {self.one.word}. {self.answer}",
            version=self.one.as_of,
            place=place,
            cited=self.citation,
            credits=self.credits,
            file=self.names["csv"],
            content=table,
            columns=COLUMNS,
            row_words="One row a definition and group.",
            key=(),
        )

    @property
    def bibliography(self) -> str:
        """The citation as BibTeX."""
        claim = self.one.claim
        return bibtex_entry(
            f"weighbridge_{claim.id.lower()}",
            f"Statement {claim.id}, “{claim.words}”: {self.one.word}",
            self.one.as_of,
            f"Data: {data_words(self.credits) or 'see the page'}",
        )

    @property
    def picture(self) -> str:
        """The rows as an SVG for any program."""
        one = self.one
        said = Imprint(
            f"“{tidy(one.claim.words)}”: {one.word}",
            "Filled: computed here; hollow: published by others; line: 90 % interval; "
            "hatched: no known maker. Per cent."
            if any(line.marks for line in self.values)
            else "What was found under each definition.",
            tidy(self.answer),
            self.origin,
        )
        return standalone(_drawn(self.values), said)


def rows_of(one: Judged) -> list[dict[str, Any]]:
    """One row for each definition and group, computed rows first."""
    rows: list[dict[str, Any]] = []
    blank: dict[str, Any] = dict.fromkeys(_NAMES) | {"claim": one.claim.id}
    for tried in one.tried:
        same = blank | {
            "definition": tried.label,
            "told_by": "weighbridge",
            "found": tried.found or tried.reason,
            "statement": OUTCOME_WORDS[tried.outcome],
            "fingerprint": tried.fingerprint or None,
        }
        sides = [
            same | {"group": side.group, "value": side.value, "low": side.low, "high": side.high}
            for side in tried.sides
        ]
        rows += sides or [same]
    for row in beside(one.claim.beside):
        rows.append(
            blank
            | {
                "definition": f"{row.metric}; {row.definition}; {row.period}",
                "told_by": row.study,
                "group": row.entity,
                "value": stated(row.value).value,
                "found": row.value,
                "statement": PUBLISHED,
            }
        )
    return rows


def _csv(rows: Sequence[Mapping[str, Any]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, _NAMES, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def _parquet(rows: Sequence[Mapping[str, Any]]) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = {"number": pa.float64(), "string": pa.string()}
    schema = pa.schema([(column.name, kinds[column.plain]) for column in COLUMNS])
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([dict(row) for row in rows], schema=schema), out, compression="zstd")
    return out.getvalue()


def _json(body: Mapping[str, Any]) -> bytes:
    return (json.dumps(body, ensure_ascii=False, indent=1) + "\n").encode()


# --- the picture --------------------------------------------------------------------------------


def _drawn(values: Sequence[ValueLine]) -> str:
    """The rows below each other: words, marks on a scale from 0 to 100 per cent, values."""
    parts: list[str] = []
    has_scale = any(line.marks for line in values)
    y = 22.0 if has_scale else 0.0
    left, right = _LABEL + 24, _WIDTH - _SAID - 24
    top = y
    for line in values:
        label = wrapped(f"{line.label} · {line.note}" if line.is_published else line.label, 13, _LABEL)
        said = [" ".join(part for part in pair if part) for pair in line.said]
        said = said if has_scale else [text for one in said for text in wrapped(one, 13, _WIDTH - left)]
        height = max(len(label), len(said), 2) * _LINE + 12
        middle = y + height / 2
        parts += _words(label, 0, middle) + _words(said, right + 24 if has_scale else left, middle)
        parts += _marks(line, left, right, middle)
        y += height
        parts.append(
            f'<line x1="0" x2="{_WIDTH}" y1="{y:.1f}" y2="{y:.1f}" stroke="{TOKENS["rule"].light}"/>'
        )
    scale = _scale(left, right, top, y) if has_scale else []
    return f'<svg width="{_WIDTH}" height="{y + 6:.0f}">{"".join((*scale, *parts))}</svg>'


def _words(lines: Sequence[str], x: float, middle: float) -> list[str]:
    start = middle - (len(lines) - 1) * _LINE / 2 + 4.5
    ink = TOKENS["ink"].light
    return [
        f'<text x="{x}" y="{start + position * _LINE:.1f}" font-family="{FACE}" font-size="13px" '
        f'fill="{ink}">{escape(text)}</text>'
        for position, text in enumerate(lines)
    ]


def _scale(left: float, right: float, top: float, foot: float) -> list[str]:
    rule, grey = TOKENS["rule"].light, TOKENS["ink3"].light
    return [
        f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{top}" y2="{foot}" stroke="{rule}"/>'
        f'<text x="{x:.1f}" y="{top - 6}" font-family="{FACE}" font-size="12px" text-anchor="middle" '
        f'fill="{grey}">{words}</text>'
        for part, words in ((0, "0"), (0.25, "25"), (0.5, "50"), (0.75, "75"), (1, "100 %"))
        for x in (left + part * (right - left),)
    ]


def _marks(line: ValueLine, left: float, right: float, middle: float) -> list[str]:
    width, ink = right - left, TOKENS["ink"].light
    parts: list[str] = []
    if line.unknown and line.marks:
        parts.append(
            f'<rect x="{right - line.unknown * width:.1f}" y="{middle - 6:.1f}" height="12" '
            f'width="{line.unknown * width:.1f}" fill="url(#hatch)" stroke="{TOKENS["unknown"].light}"/>'
        )
    for mark, shift in zip(line.marks, shifts(len(line.marks)), strict=True):
        y = middle + shift
        if mark.low is not None and mark.high is not None:
            a, b = left + mark.low * width, left + mark.high * width
            parts.append(f'<path d="M{a:.1f},{y:.1f}H{b:.1f}" stroke="{ink}" stroke-width="1.4"/>')
        token = mark.label.token if mark.label.token in TEXT_TOKENS else "ink3"
        form = shape_of(mark.label.shape, TOKENS[token].light, TOKENS["page"].light, 6.5, mark.is_hollow)
        parts.append(f'<g transform="translate({left + mark.value * width:.1f},{y:.1f})">{form}</g>')
    return parts

"""An indicator's figures as a described package: Croissant for learners of models, a data package for all.

Both say of every column what it is, where the figures come from and on what terms, so that a table
that has left the site can still be read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from weighbridge.definitions.result import ROW_FIELDS
from weighbridge.web.citing import Credit, citation
from weighbridge.web.indicator_page import View
from weighbridge.web.sentences import plain
from weighbridge.web.structured import OWN_LICENCE, based_on


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds, in words, and its type in both languages."""

    name: str
    words: str
    croissant: str
    plain: str


_COLUMNS: Mapping[str, Column] = {
    column.name: column
    for column in (
        Column("month", "The month, YYYY-MM.", "sc:Text", "string"),
        Column("group", "Who it is about; unknown and none are left-overs.", "sc:Text", "string"),
        Column("value", "The value; empty where it is not known.", "sc:Float", "number"),
        Column("low", "Lower end of the interval; empty where there is none.", "sc:Float", "number"),
        Column("high", "Upper end of the interval; empty where there is none.", "sc:Float", "number"),
        Column(
            "bound_low", "The least it could be, all that is unplaced being others'.", "sc:Float", "number"
        ),
        Column(
            "bound_high",
            "The most it could be, all that is unplaced being this group's.",
            "sc:Float",
            "number",
        ),
        Column("n", "How many units were resampled.", "sc:Integer", "integer"),
        Column("flags", "What to know of this value, parted by semicolons.", "sc:Text", "string"),
    )
}
# The words of the format, as its specification 1.0 lists them.
_CONTEXT: Mapping[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    **{
        word: f"cr:{word}"
        for word in (
            *("citeAs", "column", "extract", "field", "fileObject", "fileProperty", "fileSet", "format"),
            *("includes", "isLiveDataset", "jsonPath", "key", "md5", "parentField", "path", "recordSet"),
            *("references", "regex", "repeated", "replace", "separator", "source", "subField", "transform"),
        )
    },
}
_CONFORMS = "http://mlcommons.org/croissant/1.0"


@dataclass(frozen=True, slots=True)
class Described:
    """A table to describe: what it is called and says, where it stands, whom to credit, its CSV.

    ``place`` is the address of the page, relative where the site has no public one; ``key`` names the
    columns that tell rows apart, where any do.
    """

    name: str
    title: str
    words: str
    version: str
    place: str
    cited: str
    credits: Sequence[Credit]
    file: str
    content: bytes
    columns: Sequence[Column]
    row_words: str
    key: Sequence[str]


def described_as(view: View, table: bytes, address: str) -> dict[str, bytes]:
    """Both descriptions of a page's figures, by file name; ``table`` is its CSV, ``address`` the site's."""
    it = described(view, table, address)
    made = {
        f"{view.stem}.croissant.json": croissant_of(it),
        f"{view.stem}.datapackage.json": data_package_of(it),
    }
    return {
        name: (json.dumps(body, ensure_ascii=False, indent=1) + "\n").encode() for name, body in made.items()
    }


def described(view: View, table: bytes, address: str) -> Described:
    """An indicator's figures under one grouping."""
    indicator, result = view.indicator, view.result
    return Described(
        name=f"{indicator.name.replace('_', '-')}-by-{result.group_by}",
        title=f"{indicator.title} by {result.group_by}",
        words=f"{plain(view.answer.answer)} {indicator.population}.",
        version=result.as_of,
        place=f"{address}{view.folder}/index.html" if address else "index.html",
        cited=citation(result, view.title, view.answer.month, view.credits),
        credits=view.credits,
        file=f"{view.stem}.csv",
        content=table,
        columns=[_COLUMNS[name] for name in ROW_FIELDS],
        row_words=f"One row a month and group, in {result.unit.value}.",
        key=("month", "group"),
    )


def croissant_of(it: Described) -> dict[str, Any]:
    """A table as Croissant, version 1.0: it has no word for a title, nor for a key of two columns."""
    return {
        "@context": dict(_CONTEXT),
        "@type": "sc:Dataset",
        "conformsTo": _CONFORMS,
        "name": it.name,
        "description": it.words,
        "url": it.place,
        "license": OWN_LICENCE,
        "version": it.version,
        "datePublished": it.version,
        "citeAs": it.cited,
        "creator": {"@type": "sc:Organization", "name": "weighbridge"},
        "isBasedOn": [based_on(credit, "sc:Dataset") for credit in it.credits],
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": it.file,
                "name": it.file,
                "contentUrl": it.file,
                "encodingFormat": "text/csv",
                "sha256": hashlib.sha256(it.content).hexdigest(),
            }
        ],
        "recordSet": [
            {
                "@type": "cr:RecordSet",
                "@id": "rows",
                "name": "rows",
                "description": it.row_words,
                "field": [_field(column, it.file) for column in it.columns],
            }
        ],
    }


def _field(column: Column, file: str) -> dict[str, Any]:
    return {
        "@type": "cr:Field",
        "@id": f"rows/{column.name}",
        "name": column.name,
        "description": column.words,
        "dataType": column.croissant,
        "source": {"fileObject": {"@id": file}, "extract": {"column": column.name}},
    }


def data_package_of(it: Described) -> dict[str, Any]:
    """A table as a data package (Frictionless, version 1): the CSV with its schema, credits and terms."""
    fields = [
        {"name": column.name, "type": column.plain, "description": column.words} for column in it.columns
    ]
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    package: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": it.name,
        "title": it.title,
        "description": it.words,
        "version": it.version,
        "id": it.cited,
        "licenses": [{"name": "CC-BY-4.0", "path": OWN_LICENCE, "title": "Creative Commons Attribution 4.0"}],
        "contributors": [{"title": "weighbridge", "role": "author"}],
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": it.name,
                "path": it.file,
                "description": it.row_words,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": len(it.content),
                "hash": f"sha256:{hashlib.sha256(it.content).hexdigest()}",
                "schema": schema | ({"primaryKey": list(it.key)} if it.key else {}),
            }
        ],
    }
    if it.place.startswith("http"):
        package["homepage"] = it.place
    if it.credits:
        package["sources"] = [
            {"title": f"{credit.title} ({credit.terms})", "path": credit.homepage} for credit in it.credits
        ]
    return package

"""An indicator's figures as a described package: Croissant for learners of models, a data package for all.

Both say of every column what it is, where the figures come from and on what terms, so that a table
that has left the site can still be read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
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


def described_as(view: View, table: bytes, address: str) -> dict[str, bytes]:
    """Both descriptions of a page's figures, by file name; ``table`` is its CSV, ``address`` the site's."""
    made = {
        f"{view.stem}.croissant.json": described(view, croissant_of, table, address),
        f"{view.stem}.datapackage.json": described(view, data_package_of, table, address),
    }
    return {
        name: (json.dumps(body, ensure_ascii=False, indent=1) + "\n").encode() for name, body in made.items()
    }


def described(view: View, form: Callable[..., dict[str, Any]], table: bytes, address: str) -> dict[str, Any]:
    """An indicator's figures under one grouping, described in one form."""
    indicator, result = view.indicator, view.result
    return form(
        name=f"{indicator.name.replace('_', '-')}-by-{result.group_by}",
        title=f"{indicator.title} by {result.group_by}",
        words=f"{plain(view.answer.answer)} {indicator.population}.",
        version=result.as_of,
        place=f"{address}{view.folder}/index.html" if address else "index.html",
        cited=citation(result, view.title, view.answer.month, view.credits),
        credits=view.credits,
        table=(f"{view.stem}.csv", table),
        columns=[_COLUMNS[name] for name in ROW_FIELDS],
        row_words=f"One row a month and group, in {result.unit.value}.",
        key=("month", "group"),
    )


def croissant_of(
    *,
    name: str,
    title: str,  # the data package has a title beside its name
    words: str,
    version: str,
    place: str,
    cited: str,
    credits: Sequence[Credit],
    table: tuple[str, bytes],
    columns: Sequence[Column],
    row_words: str,
    key: Sequence[str],  # a key of two columns has no word here
) -> dict[str, Any]:
    """The Croissant description (version 1.0) of a table; ``table`` is the CSV's name and content.

    ``place`` is the address of the page, relative where the site has no public one.
    """
    file, content = table
    return {
        "@context": dict(_CONTEXT),
        "@type": "sc:Dataset",
        "conformsTo": _CONFORMS,
        "name": name,
        "description": words,
        "url": place,
        "license": OWN_LICENCE,
        "version": version,
        "datePublished": version,
        "citeAs": cited,
        "creator": {"@type": "sc:Organization", "name": "weighbridge"},
        "isBasedOn": [based_on(credit, "sc:Dataset") for credit in credits],
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": file,
                "name": file,
                "contentUrl": file,
                "encodingFormat": "text/csv",
                "sha256": hashlib.sha256(content).hexdigest(),
            }
        ],
        "recordSet": [
            {
                "@type": "cr:RecordSet",
                "@id": "rows",
                "name": "rows",
                "description": row_words,
                "field": [_field(column, file) for column in columns],
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


def data_package_of(
    *,
    name: str,
    title: str,
    words: str,
    version: str,
    place: str,
    cited: str,
    credits: Sequence[Credit],
    table: tuple[str, bytes],
    columns: Sequence[Column],
    row_words: str,
    key: Sequence[str],
) -> dict[str, Any]:
    """A table as a data package (Frictionless, version 1): the CSV with its schema, credits and terms."""
    file, content = table
    fields = [{"name": column.name, "type": column.plain, "description": column.words} for column in columns]
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    package: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": name,
        "title": title,
        "description": words,
        "version": version,
        "id": cited,
        "licenses": [{"name": "CC-BY-4.0", "path": OWN_LICENCE, "title": "Creative Commons Attribution 4.0"}],
        "contributors": [{"title": "weighbridge", "role": "author"}],
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": name,
                "path": file,
                "description": row_words,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": len(content),
                "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
                "schema": schema | ({"primaryKey": list(key)} if key else {}),
            }
        ],
    }
    if place.startswith("http"):
        package["homepage"] = place
    if credits:
        package["sources"] = [
            {"title": f"{credit.title} ({credit.terms})", "path": credit.homepage} for credit in credits
        ]
    return package

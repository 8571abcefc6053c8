"""An indicator's figures as a described package: Croissant for learners of models, a data package for all.

Both say of every column what it is, where the figures come from and on what terms, so that a table
that has left the site can still be read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from weighbridge.catalogue.indicator import Indicator
from weighbridge.definitions.result import ROW_FIELDS, Result
from weighbridge.web.citing import Credit, citation
from weighbridge.web.indicator_page import View
from weighbridge.web.sentences import plain
from weighbridge.web.structured import OWN_LICENCE, based_on

# What a column holds, in words, and its type in both languages.
_COLUMNS: Mapping[str, tuple[str, str, str]] = {
    "month": ("The month, YYYY-MM.", "sc:Text", "string"),
    "group": ("Who it is about; unknown and none are left-overs.", "sc:Text", "string"),
    "value": ("The value; empty where it is not known.", "sc:Float", "number"),
    "low": ("Lower end of the interval; empty where there is none.", "sc:Float", "number"),
    "high": ("Upper end of the interval; empty where there is none.", "sc:Float", "number"),
    "bound_low": ("The least it could be, all that is unplaced being others'.", "sc:Float", "number"),
    "bound_high": ("The most it could be, all that is unplaced being this group's.", "sc:Float", "number"),
    "n": ("How many units were resampled.", "sc:Integer", "integer"),
    "flags": ("What to know of this value, parted by semicolons.", "sc:Text", "string"),
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
    indicator, result, answer = view.indicator, view.result, plain(view.answer.answer)
    csv = (f"{view.stem}.csv", table)
    cited = citation(result, view.title, view.answer.month, view.credits)
    place = f"{address}{view.folder}/index.html" if address else "index.html"
    made = {
        f"{view.stem}.croissant.json": croissant(indicator, result, answer, view.credits, cited, csv, place),
        f"{view.stem}.datapackage.json": data_package(indicator, result, answer, view.credits, csv),
    }
    return {
        name: (json.dumps(body, ensure_ascii=False, indent=1) + "\n").encode() for name, body in made.items()
    }


def croissant(
    indicator: Indicator,
    result: Result,
    answer: str,
    credits: Sequence[Credit],
    cited: str,
    table: tuple[str, bytes],
    place: str,
) -> dict[str, Any]:
    """The Croissant description (version 1.0) of a result; ``table`` is the CSV's name and content.

    ``place`` is the address of the page, relative where the site has no public one.
    """
    name, content = table
    return {
        "@context": dict(_CONTEXT),
        "@type": "sc:Dataset",
        "conformsTo": _CONFORMS,
        "name": f"{indicator.name} by {result.group_by}",
        "description": f"{answer} {indicator.population}.",
        "url": place,
        "license": OWN_LICENCE,
        "version": result.as_of,
        "datePublished": result.as_of,
        "citeAs": cited,
        "creator": {"@type": "sc:Organization", "name": "weighbridge"},
        "isBasedOn": [based_on(credit, "sc:Dataset") for credit in credits],
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": name,
                "name": name,
                "contentUrl": name,
                "encodingFormat": "text/csv",
                "sha256": hashlib.sha256(content).hexdigest(),
            }
        ],
        "recordSet": [
            {
                "@type": "cr:RecordSet",
                "@id": "rows",
                "name": "rows",
                "description": f"One row a month and group, in {result.unit.value}.",
                "field": [_field(column, name) for column in ROW_FIELDS],
            }
        ],
    }


def _field(column: str, file: str) -> dict[str, Any]:
    words, kind, _ = _COLUMNS[column]
    return {
        "@type": "cr:Field",
        "@id": f"rows/{column}",
        "name": column,
        "description": words,
        "dataType": kind,
        "source": {"fileObject": {"@id": file}, "extract": {"column": column}},
    }


def data_package(
    indicator: Indicator, result: Result, answer: str, credits: Sequence[Credit], table: tuple[str, bytes]
) -> dict[str, Any]:
    """The result as a data package (Frictionless, version 1): the CSV with its schema, credits and terms."""
    name, content = table
    return {
        "profile": "tabular-data-package",
        "name": f"{indicator.name.replace('_', '-')}-by-{result.group_by}",
        "title": f"{indicator.title} by {result.group_by}",
        "description": f"{answer} {indicator.population}.",
        "version": result.as_of,
        "id": result.fingerprint,
        "licenses": [{"name": "CC-BY-4.0", "path": OWN_LICENCE, "title": "Creative Commons Attribution 4.0"}],
        "contributors": [{"title": "weighbridge", "role": "author"}],
        "sources": [
            {"title": f"{credit.title} ({credit.terms})", "path": credit.homepage} for credit in credits
        ],
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": indicator.name.replace("_", "-"),
                "path": name,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": len(content),
                "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
                "schema": {
                    "fields": [
                        {"name": column, "type": _COLUMNS[column][2], "description": _COLUMNS[column][0]}
                        for column in ROW_FIELDS
                    ],
                    "primaryKey": ["month", "group"],
                    "missingValues": [""],
                },
            }
        ],
    }

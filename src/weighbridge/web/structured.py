"""What machines read of a page: JSON-LD for data sets and breadcrumbs, the map of the site."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from markupsafe import Markup

from weighbridge.catalogue.indicator import Indicator
from weighbridge.definitions.result import Result
from weighbridge.web.citing import Credit

OWN_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_FORMATS = {"csv": "text/csv", "json": "application/json", "parquet": "application/vnd.apache.parquet"}


def dataset(
    indicator: Indicator, result: Result, answer: str, credits: Sequence[Credit], files: Mapping[str, str]
) -> dict[str, Any]:
    """An indicator as a schema.org Dataset."""
    months = result.months
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": f"{indicator.title} by {result.group_by}",
        "description": f"{answer} {indicator.population}.",
        "identifier": result.fingerprint,
        "version": result.as_of,
        "dateModified": result.as_of,
        "isAccessibleForFree": True,
        "license": OWN_LICENCE,
        "creator": {"@type": "Organization", "name": "weighbridge"},
        "isBasedOn": [based_on(credit) for credit in credits],
        "measurementTechnique": f"Interval at {result.level:g}, resampling {indicator.resampled}",
        "temporalCoverage": f"{months[0]}/{months[-1]}" if months else "",
        "variableMeasured": {
            "@type": "PropertyValue",
            "name": indicator.title,
            "description": indicator.question,
            "unitText": result.unit.value,
        },
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": _FORMATS[kind], "contentUrl": files[kind]}
            for kind in sorted(_FORMATS)
            if kind in files
        ],
    }


def based_on(credit: Credit, kind: str = "Dataset") -> dict[str, str]:
    """A source behind figures, with its terms; ``kind`` is the word for a data set in the vocabulary used."""
    return {
        "@type": kind,
        "name": credit.title,
        "url": credit.homepage,
        "license": credit.terms_url or credit.terms,
    }


def breadcrumbs(trail: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """The way to a page as a schema.org BreadcrumbList; ``trail`` holds names and addresses."""
    return {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": name,
                **({"item": address} if address else {}),
            }
            for position, (name, address) in enumerate(trail, 1)
        ],
    }


def json_ld(content: Mapping[str, Any]) -> Markup:
    """A block of JSON-LD; nothing in it can end the element it stands in."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    safe = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return Markup(f'<script type="application/ld+json">{safe}</script>')  # noqa: S704  # escaped above


def sitemap(paths: Sequence[str], address: str, date: str) -> str:
    """The map of the site. Without a public address the places are relative to the map itself."""
    places = "".join(
        f"<url><loc>{escape(address + path)}</loc><lastmod>{date}</lastmod></url>\n" for path in sorted(paths)
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return f"{head}{places}</urlset>\n"

"""Addresses between pages: always relative, always ending in a file, so that the folder works from disk."""

from __future__ import annotations

import posixpath
from urllib.parse import urlencode

HOME = "index.html"
INDICATORS = "indicators/index.html"
SOURCES = "sources/index.html"
TABLES = "tables/index.html"
METHOD = "method/index.html"
NOTICES = "notices/index.html"
MODELS = "models/index.html"
ORGANISATIONS = "organisations/index.html"
FAMILIES = "families/index.html"
CLAIMS = "claims/index.html"
REPLICATIONS = "replications/index.html"
SEARCH = "search/index.html"


def indicator_folder(name: str, group: str = "") -> str:
    """The folder of an indicator's page; groups other than its first have one of their own."""
    return f"indicators/{name}/by-{group}" if group else f"indicators/{name}"


def organisation(organisation_id: str | None) -> str:
    """The page of an organisation; nothing where nobody is named."""
    return f"organisations/{organisation_id}/index.html" if organisation_id else ""


def family(family_id: str | None) -> str:
    """The page of a family of models; nothing where none is named."""
    return f"families/{family_id}/index.html" if family_id else ""


def of_group(group_by: str, group: str) -> str:
    """The page of a group of an indicator, where its kind has pages; it need not have been built."""
    if group_by == "organisation":
        return organisation(group)
    return family(group) if group_by == "family" else ""


def relative(target: str, page: str) -> str:
    """The address of ``target`` as written on ``page``; both are paths from the root of the site."""
    path, mark, anchor = target.partition("#")
    path, question, query = path.partition("?")
    if not path or path == page:
        return f"{mark}{anchor}" if anchor else posixpath.basename(page) + question + query
    return posixpath.relpath(path, posixpath.dirname(page) or ".") + question + query + mark + anchor


def with_query(path: str, **query: str) -> str:
    """A path with a query, its parts in the order given."""
    return f"{path}?{urlencode(query)}" if query else path

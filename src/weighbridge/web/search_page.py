"""The page that finds the others: every page in one list, which a script sorts by what is typed.

The list is the index. It lies in the page itself, so that searching works from disk, asks nobody, and
without scripts is a list in the order of the alphabet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from weighbridge.web import links
from weighbridge.web.page import Page

_KINDS: Mapping[str, str] = {
    links.INDICATORS: "Indicators",
    links.CLAIMS: "Statements checked",
    links.MODELS: "Models",
    links.SOURCES: "Sources and tables",
    links.METHOD: "Method",
}
_FOLDERS = {"organisations": "Organisations", "families": "Families"}
_REST = "Other pages"
_MARK = " · weighbridge"
# What stands below a name; the page itself has the rest.
_MOST_WORDS = 220


@dataclass(frozen=True, slots=True)
class Entry:
    """A page as the list has it: its name, a line on it, where it lies."""

    name: str
    words: str
    path: str


def search_page(pages: Sequence[Page]) -> Page:
    """The search page of a site, over all its other pages."""
    kinds: dict[str, list[Entry]] = {name: [] for name in (*_KINDS.values(), *_FOLDERS.values(), _REST)}
    for page in pages:
        folder = page.path.partition("/")[0]
        kinds[_FOLDERS.get(folder) or _KINDS.get(page.section, _REST)].append(_entry(page))
    held = {
        kind: sorted(entries, key=lambda entry: (entry.name.casefold(), entry.path))
        for kind, entries in kinds.items()
        if entries
    }
    return Page(
        path=links.SEARCH,
        template="search.html",
        title=f"Search{_MARK}",
        description=f"{len(pages):,} pages: models, makers, indicators, statements and sources.",
        section=links.SEARCH,
        context={"kinds": held, "count": len(pages)},
    )


def _entry(page: Page) -> Entry:
    words = page.description
    if len(words) > _MOST_WORDS:
        words = f"{words[:_MOST_WORDS].rsplit(' ', 1)[0]} …"
    # A model goes by its id alone; a claim by its number and verdict, its sentence stands below.
    name = page.trail[-1][0] if page.section == links.MODELS and page.trail else page.title
    return Entry(name.removesuffix(_MARK), words, page.path)

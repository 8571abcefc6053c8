"""Figures under any definition: the page of an indicator and the files beside it, made when asked for.

The address is that of the default page with the choices behind it, so a link that was shared shows the same
figure, with or without scripts: ``indicators/download_share/index.html?measure=likes&as_of=2026-06-30``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from weighbridge.api import Weighbridge
from weighbridge.catalogue import registry
from weighbridge.catalogue.indicator import Indicator
from weighbridge.charts.drawing import png_of
from weighbridge.charts.standalone import Imprint, standalone
from weighbridge.web import links
from weighbridge.web.embedding import embedded
from weighbridge.web.fonts import static_fonts
from weighbridge.web.indicator_page import View, bibliography, page_of, view_of
from weighbridge.web.packages import described_as
from weighbridge.web.page import FORM_POLICY, Frame, Page, render
from weighbridge.web.plug import Plug
from weighbridge.web.sentences import plain
from weighbridge.web.surroundings import curve_around, days_around
from weighbridge.web.taken import taken

_PLACE = re.compile(r"indicators/(\w+)/(?:by-(\w+)/)?([\w.]*)")
SILENT = ("theme",)
"""Parameters that change no figure."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A figure somebody asks for: the indicator, the grouping, the file, the choices."""

    name: str
    group: str | None
    file: str
    choices: Mapping[str, str]
    as_of: str | None

    @property
    def query(self) -> str:
        """The definition as it stands behind an address."""
        named = dict(self.choices) | ({"as_of": self.as_of} if self.as_of else {})
        if "@" in self.name:
            named = {"definition": self.name.partition("@")[2], **named}
        return f"?{urlencode(named)}" if named else ""


def asked_for(path: str, query: Mapping[str, str]) -> Asked | None:
    """The figure an address asks for; None where it is that of a file as it stands."""
    place = _PLACE.fullmatch(path)
    given = {name: value for name, value in query.items() if name not in SILENT}
    if place is None or not given:
        return None
    digits = given.pop("definition", "").rpartition("@")[2]
    as_of = given.pop("as_of", None)
    name = f"{place[1]}@{digits}" if digits else place[1]
    return Asked(name, place[2], place[3] or "index.html", given, as_of)


def figure(bridge: Weighbridge, asked: Asked, frame: Frame) -> tuple[str, bytes]:
    """The file asked for: the ending that tells its kind, and its bytes.

    Nothing of it is kept on disk: there are more definitions than room. Raises ``UsageError`` for choices
    that cannot be, ``LookupError`` for a file that is no figure's.
    """
    plug = Plug(bridge)
    result = bridge.indicator(asked.name, asked.group, (), None, None, asked.as_of, asked.choices)
    declared = registry.indicator(result.indicator)
    view = view_of(declared, result, None, plug.sources(), None)
    if asked.file == "index.html":
        return ".html", render(_page(plug, view, asked, frame.paths), frame).encode()
    if asked.file == "embed.html":
        return ".html", render(embedded(view, asked.query), frame).encode()
    if not asked.file.startswith(f"{view.stem}."):
        raise LookupError(asked.file)
    return _file(bridge, view, asked.file.removeprefix(view.stem), frame)


def _folder(declared: Indicator, group: str) -> str:
    return links.indicator_folder(declared.name, "" if group == declared.groups[0] else group)


def _page(plug: Plug, view: View, asked: Asked, built: frozenset[str]) -> Page:
    declared, result = view.indicator, view.result
    groups = [group for group in declared.groups if _folder(declared, group) + "/index.html" in built]
    newest = replace(view, result=plug.indicator(declared.name, group=result.group_by))
    page = page_of(
        view,
        groups,
        plug.definitions(declared.name),
        None if asked.as_of else curve_around(plug, view),
        days=days_around(plug, newest),
        query=asked.query,
    )
    return replace(page, context={**page.context, "policy": FORM_POLICY})


def _file(bridge: Weighbridge, view: View, ending: str, frame: Frame) -> tuple[str, bytes]:
    """One of the files a reader takes away."""
    if ending in (".csv", ".json", ".parquet"):
        return ending, taken(view.result, None)[ending[1:]]
    if ending == ".bib":
        return ending, bibliography(view).encode()
    if ending in (".croissant.json", ".datapackage.json"):
        figures = taken(view.result, None)["csv"]
        return ".json", described_as(view, figures, frame.address)[f"{view.stem}{ending}"]
    imprint = Imprint(view.title, view.figure.reading, plain(view.answer.answer), view.origin)
    picture = standalone(view.drawings.wide, imprint)
    if ending == ".svg":
        return ending, picture.encode()
    if ending == ".png":
        return ending, png_of(picture, static_fonts(bridge.home.cache), None)
    raise LookupError(ending)

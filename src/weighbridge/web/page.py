"""A page before it is written, and the templates that write it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

import weighbridge
from weighbridge.charts import palette
from weighbridge.charts.share_card import ShareCard
from weighbridge.charts.words import day_words, month_words
from weighbridge.web import links
from weighbridge.web.glossary import GLOSSARY, anchor
from weighbridge.web.prose import inline, paragraphs, tidy
from weighbridge.web.strips import shape

# Scripts and styles come from the site's own files only; blocks of data are not scripts.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'"
)
FORM_POLICY = POLICY.replace("form-action 'none'", "form-action 'self'")
"""Of a page whose form a server answers."""
CARD = "card.png"
"""The picture of a page for sharing, beside it."""
SERVED = "<!-- served -->"
"""Where a server puts what only it offers into the menu of a page."""
SECTIONS = (
    ("Indicators", links.INDICATORS),
    ("Claims", links.CLAIMS),
    ("Models", "models/index.html"),
    ("Sources", links.SOURCES),
    ("Method", links.METHOD),
    ("Search", links.SEARCH),
)


@dataclass(frozen=True, slots=True)
class Page:
    """One page: where it lies, what it is called, and what its template is given.

    ``description`` is the page's answer; ``trail`` leads to it from its section, as names and paths. ``card``
    is the picture of the page where it is shared; ``shared`` the path of one that stands in for it.
    """

    path: str
    template: str
    title: str
    description: str
    context: Mapping[str, Any]
    section: str = ""
    trail: tuple[tuple[str, str], ...] = ()
    data: tuple[Markup, ...] = field(default_factory=tuple)
    card: ShareCard | None = None
    shared: str = ""

    @property
    def picture(self) -> str:
        """Where the page's own picture for sharing lies; empty where it has none."""
        return f"{self.path.removesuffix('index.html')}{CARD}" if self.card else ""


@dataclass(frozen=True, slots=True)
class Frame:
    """What all pages of a build share.

    ``topics`` are the anchors of the page of indicators, where they are known: of a topic without an
    indicator there is none.
    """

    as_of: str
    snapshots: int
    paths: frozenset[str]
    address: str = ""
    topics: frozenset[str] | None = None
    picture: str = ""

    def place(self, target: str, page: str) -> str:
        """Where a file lies: in public where that is known, else as seen from a page; empty for none."""
        if not target:
            return ""
        return f"{self.address}{target}" if self.address else links.relative(target, page)

    @property
    def sections(self) -> list[tuple[str, str]]:
        """The parts of the site that were built: a link never leads nowhere."""
        return [(name, path) for name, path in SECTIONS if path in self.paths]


def render(page: Page, frame: Frame) -> str:
    """The page as HTML."""

    def link(target: str) -> str:
        return links.relative(target, page.path)

    def known(target: str) -> str:
        """The address of a page that was built; nothing where it was not."""
        return link(target) if target in frame.paths else ""

    def crumb(target: str) -> str:
        """The address of a step of the trail; of a topic that has no place of its own, that of its page."""
        path, _, anchor = target.partition("#")
        is_lost = path == links.INDICATORS and frame.topics is not None and anchor not in frame.topics
        return link(path if is_lost else target)

    def led_to(target: str, words: str) -> Markup:
        """Words that lead to a page where it was built, and stand alone where it was not."""
        place = known(target)
        return Markup('<a href="{}">{}</a>').format(place, words) if place else Markup.escape(words)

    def term(name: str, words: str = "") -> Markup:
        if name not in GLOSSARY:
            raise KeyError(f"The glossary has no '{name}': add it to web/glossary.py.")
        target = link(f"{links.METHOD}#{anchor(name)}")
        return Markup('<a class="term" href="{}" title="{}">{}</a>').format(
            target, GLOSSARY[name], words or name
        )

    template = _environment().get_template(page.template)
    return template.render(
        page=page,
        site=frame,
        link=link,
        known=known,
        led_to=led_to,
        crumb=crumb,
        term=term,
        links=links,
        mark=_mark,
        served=Markup(SERVED),  # noqa: S704  # a fixed comment
        version=weighbridge.__version__,
        canonical=frame.address + page.path if frame.address else link(page.path),
        picture=frame.place(page.picture or page.shared or frame.picture, page.path),
        own_address=frame.address + page.path if frame.address else "",
        **{"policy": POLICY, **page.context},
    )


def fragment(template: str, **context: Any) -> str:
    """A piece of a page as HTML, without the page around it; nothing in it may lead anywhere."""
    return _environment().get_template(template).render(**context).strip()


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("weighbridge.web"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(day=day_words, month=month_words, prose=paragraphs, inline=inline, tidy=tidy)
    return environment


def _mark(form: str, token: str) -> Markup:
    return Markup(
        '<svg class="glyph" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">{}</svg>'
    ).format(
        Markup(f'<g transform="translate(8,8)">{shape(form, token, 5.5)}</g>')  # noqa: S704  # fixed names
    )


def stylesheet() -> str:
    """The style sheet: the tokens of the palette in both themes, then the rules."""
    rules = (files("weighbridge.web") / "static" / "site.css").read_text(encoding="utf-8")
    light, dark = palette.css("light"), palette.css("dark")
    tokens = (
        f":root{{color-scheme:light;{light}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root{{color-scheme:dark;{dark}}}}}\n"
        f"@media screen{{:root[data-theme=light]{{color-scheme:light;{light}}}\n"
        f":root[data-theme=dark]{{color-scheme:dark;{dark}}}}}\n"
    )
    return tokens + rules


def static_files(
    names: Sequence[str] = ("site.js", "controls.js", "search.js", "safety.js", "icon.svg"),
) -> dict[str, bytes]:
    """The site's own files, by name."""
    folder = files("weighbridge.web") / "static"
    return {name: (folder / name).read_bytes() for name in names}


@cache
def recipe() -> str:
    """A digest of everything that shapes a page beside its data: code, templates, styles, scripts."""
    digest = hashlib.sha256()
    for room in ("web", "charts", "diligence", "claims"):
        package = Path(__file__).parent.parent / room
        for path in sorted(item for item in package.rglob("*") if item.suffix not in ("", ".pyc")):
            digest.update(path.relative_to(package).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()

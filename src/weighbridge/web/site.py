"""Builds the site: the same inputs give the same bytes, and a build that is killed leaves the old one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from weighbridge.catalogue.errors import UsageError
from weighbridge.catalogue.indicator import Indicator
from weighbridge.charts.drawing import png_of
from weighbridge.charts.share_card import card_png
from weighbridge.charts.standalone import Imprint, standalone
from weighbridge.definitions.result import Result
from weighbridge.diligence.lineage_pages import ShownModel
from weighbridge.web.arena_page import arena_pages
from weighbridge.web.beside import beside_view
from weighbridge.web.bridge import Bridge
from weighbridge.web.claim_files import ClaimFiles
from weighbridge.web.claims_pages import checked_block, claims_pages, embedded_claim
from weighbridge.web.embedding import embedded
from weighbridge.web.family_pages import family_pages
from weighbridge.web.fonts import build_fonts, static_fonts
from weighbridge.web.forecast_page import forecast_pages
from weighbridge.web.headlines import headline_rows
from weighbridge.web.hosts_page import hosts_pages
from weighbridge.web.indicator_page import View, bibliography, page_of, topic_anchor, view_of
from weighbridge.web.kept_site import copied, keep
from weighbridge.web.lag_page import lag_pages
from weighbridge.web.model_pages import model_pages
from weighbridge.web.openness_page import openness_pages
from weighbridge.web.organisation_pages import Series, organisation_pages
from weighbridge.web.packages import described_as
from weighbridge.web.page import Frame, Page, render, static_files, stylesheet
from weighbridge.web.pages import (
    home_page,
    indicators_page,
    method_page,
    notices_page,
    sources_page,
    tables_page,
)
from weighbridge.web.record import SiteReport, inputs_digest, unchanged, write_record
from weighbridge.web.safety_page import safety_pages
from weighbridge.web.search_page import search_page
from weighbridge.web.sentences import plain
from weighbridge.web.share_cards import indicator_card
from weighbridge.web.steps import steps_around
from weighbridge.web.structured import sitemap
from weighbridge.web.surroundings import curve_around, days_around
from weighbridge.web.swap import replaced_folder
from weighbridge.web.taken import keep_only, taken

Progress = Callable[[str], None]

MOST_GROUPS = 5_000
"""Of single models a page and its files have so many; a hub has millions."""


def build_site(
    bridge: Bridge, out: Path, cache: Path, progress: Progress | None = None, address: str = ""
) -> SiteReport:
    """Write the whole site into ``out``, in one step.

    ``cache`` keeps fonts and drawings between builds; ``address`` is the public place of the site,
    where there is one, and makes canonical links and the site map absolute.
    """
    tell = progress or (lambda _: None)
    inputs = inputs_digest(bridge.state, address)
    held = unchanged(out, inputs) or copied(out, cache, inputs)
    if held is not None:
        return held
    tell("asking the indicators")
    families = [
        views for item in bridge.indicators() if (views := views_of(bridge, item, cache / "drawings", tell))
    ]
    pages = _pages(bridge, families, cache / "drawings", tell)
    frame = Frame(
        as_of=bridge.as_of,
        snapshots=len(bridge.snapshots()),
        paths=frozenset(page.path for page in pages),
        address=address,
        topics=frozenset(topic_anchor(views[0].indicator.topic) for views in families),
        picture=pages[0].picture,
    )
    with replaced_folder(out) as folder:
        tell(f"writing {len(pages)} pages")
        for page in pages:
            _write(folder / page.path, render(page, frame).encode())
            if page.card:
                _write(folder / page.picture, card_png(page.card, static_fonts(cache), cache / "drawings"))
        for view in (view for views in families for view in views):
            tell(f"{view.title}: figures and files")
            _write_files(view, folder, frame, cache)
        for page in pages:
            if isinstance(files := page.context.get("files"), ClaimFiles):
                _write_claim(page, files, folder, frame, cache)
            if curve := page.context.get("curve"):
                beside, files = folder / page.path, page.context["files"]
                _write(beside.with_name(files["definitions"]), curve.file.encode())
                _write(beside.with_name(files["script"]), curve.script.encode())
            if steps := page.context.get("steps"):
                _write((folder / page.path).with_name(page.context["files"]["script"]), steps.script.encode())
        _write_assets(folder, cache)
        _write(folder / "sitemap.xml", sitemap([p.path for p in pages], address, frame.as_of).encode())
        keep_only((view.result for views in families for view in views), cache / "files")
        files = write_record(folder, inputs, sorted(frame.paths), pages[0].description)
    keep(out, cache)
    return SiteReport(out, tuple(sorted(frame.paths)), files, pages[0].description)


def stages_of(indicators: Sequence[Indicator]) -> int:
    """How many stages `build_site` tells of, where everything that is declared can be answered."""
    every = "asking", "judging", "models", "writing"
    # Each grouping is asked for and written, and what stands round the first of an indicator is looked at.
    return len(every) + sum(2 * len(indicator.groups) + 1 for indicator in indicators)


def views_of(bridge: Bridge, indicator: Indicator, drawings: Path, tell: Progress) -> list[View]:
    """The indicator under its default definition, once for each grouping that can be computed."""
    found: list[View] = []
    sources = bridge.sources()
    for group in indicator.groups:
        tell(f"{indicator.title}, by {group}")
        try:
            result = bridge.indicator(indicator.name, group=group, most=MOST_GROUPS)
        except UsageError:
            # A grouping that no stored snapshot can answer has no page; its reason is on the command line.
            continue
        if result.rows:
            capped = _capped(bridge, indicator, result) if not found else None
            found.append(view_of(indicator, result, capped, sources, drawings))
    return found


def _capped(bridge: Bridge, indicator: Indicator, result: Result) -> Result | None:
    """The same result with single models cut to their usual count, where some were far above it."""
    axis = next((axis for axis in indicator.axes if axis.name == "spikes"), None)
    if axis is None or not any("spike" in row.flags for row in result.rows):
        return None
    try:
        return bridge.indicator(indicator.name, group=result.group_by, choices={"spikes": "capped"})
    except UsageError:
        return None


def _pages(bridge: Bridge, families: Sequence[Sequence[View]], drawings: Path, tell: Progress) -> list[Page]:
    """Every page, the home page first."""
    firsts = [views[0] for views in families]
    tell("judging the statements")
    statements = claims_pages(bridge, {views[0].indicator.name: views[0].credits for views in families})
    pages = [home_page(headline_rows(bridge), firsts, checked_block(bridge) if statements else None)]
    groupings: dict[str, list[tuple[str, str]]] = {}
    for views in families:
        name = views[0].indicator.name
        siblings = [view.result.group_by for view in views]
        choices = bridge.definitions(name)
        tell(f"{views[0].indicator.title}: what other definitions say")
        curve = curve_around(bridge, views[0])
        beside = beside_view(bridge, views[0], drawings)
        days = days_around(bridge, views[0])
        steps = None if curve else steps_around(bridge, views[0], choices)
        first = page_of(views[0], siblings, choices, curve, beside, days, steps=steps)
        pages.append(replace(first, card=indicator_card(views[0])))
        pages += [page_of(view, siblings, choices, days=days) for view in views[1:]]
        groupings[name] = [(_group_words(v.result.group_by), f"{v.folder}/index.html") for v in views[1:]]
    arenas, lags = arena_pages(bridge), lag_pages(bridge)
    forecasts = forecast_pages(bridge)
    hosts, openness = hosts_pages(bridge), openness_pages(bridge)
    for name, words, found in (
        ("price_spread", "Every host on one page", hosts),
        ("jurisdiction_premium", "Every host on one page", hosts),
        *(
            (name, "On one page", openness)
            for name in ("openness_share", "openness_agreement", "framework_class")
        ),
        ("arena_standing", "On one page", arenas),
        ("models_above", "On one page", arenas),
        ("lag", "On one page", lags),
        ("token_share", "Some weeks ahead", forecasts),
    ):
        if found and name in groupings:
            groupings[name].append((words, found[0].path))
    tell("models and their makers")
    models = bridge.shown_models()
    sources, indicators = bridge.sources(), [views[0].indicator for views in families]
    found = [
        *pages,
        *arenas,
        *lags,
        *forecasts,
        *model_pages(models, bridge.as_of),
        *_maker_pages(bridge, models),
        *safety_pages(bridge),
        *hosts,
        *openness,
        indicators_page(firsts, groupings),
        sources_page(sources, bridge.snapshots(), firsts),
        tables_page(bridge.tables(), sources),
        method_page(indicators),
        notices_page(sources),
        *statements,
    ]
    return [*found, search_page(found)]


def _maker_pages(bridge: Bridge, models: Sequence[ShownModel]) -> list[Page]:
    """The pages of organisations and families; those that pages of models lead to are among them."""
    ancestries = [model.ancestry for model in models]
    makers = [maker for found in ancestries for maker in (found.model.publisher, *found.root_makers)]
    wanted = dict.fromkeys(maker.organisation_id for maker in makers if maker.organisation_id)
    asked = ("download_share", "release_count", "release_gap")
    series = Series(*(_by_organisation(bridge, name) for name in asked))
    return [
        *organisation_pages(bridge.shown_organisations(wanted), series, bridge.as_of),
        *family_pages(bridge.shown_families(), bridge.as_of),
    ]


def _by_organisation(bridge: Bridge, name: str) -> Result | None:
    try:
        return bridge.indicator(name, group="organisation")
    except UsageError:
        return None


def _group_words(group: str) -> str:
    return "In all" if group == "all" else f"By {group}"


def _write_files(view: View, folder: Path, frame: Frame, cache: Path) -> None:
    """The files a reader takes away, beside the page they belong to."""
    place = folder / view.folder
    result = view.result
    picture = picture_of(view)
    figures = taken(result, cache / "files")
    for kind, content in figures.items():
        _write(place / f"{view.stem}.{kind}", content)
    for name, described in described_as(view, figures["csv"], frame.address).items():
        _write(place / name, described)
    _write(place / f"{view.stem}.svg", picture.encode())
    _write(place / f"{view.stem}.png", png_of(picture, static_fonts(cache), cache / "drawings"))
    _write(place / f"{view.stem}.bib", bibliography(view).encode())
    _write(place / "embed.html", render(embedded(view), frame).encode())


def picture_of(view: View) -> str:
    """The chart of a page with its words, as an SVG for any program."""
    imprint = Imprint(view.title, view.figure.reading, plain(view.answer.answer), view.origin)
    return standalone(view.drawings.wide, imprint)


def _write_claim(page: Page, files: ClaimFiles, folder: Path, frame: Frame, cache: Path) -> None:
    """The files of a statement, beside its page."""
    beside = folder / page.path
    for name, content in files.written(frame.address, static_fonts(cache), cache / "drawings").items():
        _write(beside.with_name(name), content)
    framed = embedded_claim(page)
    _write(folder / framed.path, render(framed, frame).encode())


def _write_assets(folder: Path, cache: Path) -> None:
    assets = folder / "assets"
    build_fonts(assets / "fonts", cache)
    _write(assets / "site.css", stylesheet().encode())
    for name, content in static_files().items():
        _write(assets / name, content)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)

"""What a site takes from the cache, made from its last page on, for a process beside the writing one."""

from __future__ import annotations

from pathlib import Path

from weighbridge.charts.drawing import png_of
from weighbridge.charts.share_card import card_png
from weighbridge.web.bridge import Bridge
from weighbridge.web.claim_files import ClaimFiles
from weighbridge.web.claims_pages import claims_pages
from weighbridge.web.fonts import static_fonts
from weighbridge.web.indicator_page import View
from weighbridge.web.page import Page
from weighbridge.web.share_cards import indicator_card
from weighbridge.web.site import picture_of, views_of
from weighbridge.web.steps import steps_around
from weighbridge.web.surroundings import asks_for_curve, curve_around
from weighbridge.web.taken import taken


def beforehand(bridge: Bridge, cache: Path, address: str = "") -> None:
    """Answer, draw and keep in ``cache`` what `build_site` asks for, the last indicator first.

    Both may make the same thing at once; it is kept in one step and is the same.
    """
    drawings, families = cache / "drawings", []
    for indicator in reversed(bridge.indicators()):
        views = views_of(bridge, indicator, drawings, lambda _: None)
        for view in reversed(views):
            taken(view.result, cache / "files")
        families += [views] if views else []
    # Pictures come after every drawing: once the converter has our fonts, it measures words by them, and a
    # chart drawn then may show a label that the same chart drawn before did not.
    fonts = static_fonts(cache)
    for views in families:
        for view in reversed(views):
            png_of(picture_of(view), fonts, drawings)
        card_png(indicator_card(views[0]), fonts, drawings)
    for views in families:
        _step_ahead(bridge, views[0])
    credits = {views[0].indicator.name: views[0].credits for views in families}
    for page in reversed(claims_pages(bridge, credits)):
        _keep_page(page, fonts, drawings, address)


def _step_ahead(bridge: Bridge, view: View) -> None:
    """Ask for the figures to which the controls of a page lead."""
    if asks_for_curve(view):
        curve_around(bridge, view)
    else:
        steps_around(bridge, view, bridge.definitions(view.indicator.name))


def _keep_page(page: Page, fonts: Path, drawings: Path, address: str) -> None:
    if page.card:
        card_png(page.card, fonts, drawings)
    if isinstance(files := page.context.get("files"), ClaimFiles):
        files.written(address, fonts, drawings)

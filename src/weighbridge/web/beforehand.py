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
from weighbridge.web.taken import taken


def beforehand(bridge: Bridge, cache: Path, address: str = "") -> None:
    """Answer, draw and keep in ``cache`` what `build_site` asks for, the last indicator first.

    Both may make the same thing at once; it is kept in one step and is the same.
    """
    fonts, drawings = static_fonts(cache), cache / "drawings"
    credits = {}
    for indicator in reversed(bridge.indicators()):
        views = views_of(bridge, indicator, drawings, lambda _: None)
        for view in reversed(views):
            _keep(view, cache, fonts)
        if views:
            card_png(indicator_card(views[0]), fonts, drawings)
            credits[indicator.name] = views[0].credits
    for page in reversed(claims_pages(bridge, credits)):
        _keep_page(page, fonts, drawings, address)


def _keep(view: View, cache: Path, fonts: Path) -> None:
    taken(view.result, cache / "files")
    png_of(picture_of(view), fonts, cache / "drawings")


def _keep_page(page: Page, fonts: Path, drawings: Path, address: str) -> None:
    if page.card:
        card_png(page.card, fonts, drawings)
    if isinstance(files := page.context.get("files"), ClaimFiles):
        files.written(address, fonts, drawings)

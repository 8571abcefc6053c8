"""A figure for other sites' frames: its title, its answer, the drawing, where it comes from."""

from __future__ import annotations

from weighbridge.charts.alt_text import alt_text
from weighbridge.web.indicator_page import View, drawings_on_page
from weighbridge.web.page import Page
from weighbridge.web.sentences import plain


def embedded(view: View, query: str = "") -> Page:
    """The page for a frame; ``query`` is the definition behind its address, where it is no default one."""
    return Page(
        path=f"{view.folder}/embed.html",
        template="embed.html",
        title=f"{view.title} · weighbridge",
        description=plain(view.answer.answer),
        context={
            "figure": view.figure,
            "answer": view.answer,
            "alt": alt_text(view.figure),
            "drawings": drawings_on_page(view.drawings),
            "origin": view.origin,
            "target": f"{view.folder}/index.html{query}",
        },
    )

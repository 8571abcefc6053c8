"""Cells of indicators on the capability index: every draw of every model, with whose it is."""

from __future__ import annotations

import narwhals as nw

_FACTS = ("fitted_on", "model", "country", "openness", "released_on")


def drawn_models(draws: nw.LazyFrame, index: nw.LazyFrame) -> nw.LazyFrame:
    """One row a vintage, model and draw; the draw -1 is the fit itself."""
    return draws.join(index.select(*_FACTS), on=["fitted_on", "model"], how="left")

"""How often the world downloads open models."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.axes import (
    ACCOUNTS,
    ATTRIBUTION,
    COPIES,
    LIST,
    MEASURE,
    MEMBERSHIP,
    PANEL,
    POPULATION,
    SIZE_FLOOR,
    SPIKES,
    WINDOW,
)
from weighbridge.catalogue.indicator import Invalid, indicator
from weighbridge.catalogue.units import Unit
from weighbridge.definitions.estimators import total
from weighbridge.indicators.adoption.download_share import download_share


@indicator(
    title="Download count",
    question="How often does the world download open models?",
    topic="Use",
    says={"pair": "models by {makers_a} were downloaded {a} times in 30 days, those by {makers_b} {b} times"},
    unit=Unit.COUNT,
    grain=("month", "group"),
    groups=("country", "organisation", "family", "line", "size", "all"),
    axes=(
        LIST,
        MEASURE,
        WINDOW,
        POPULATION,
        SIZE_FLOOR,
        COPIES,
        ATTRIBUTION,
        ACCOUNTS,
        PANEL,
        SPIKES,
        MEMBERSHIP,
    ),
    reads=("adoption_cells",),
    only_for=download_share.only_for,
    estimate=total,
    resampled="organisations; an account whose owner nobody knows stands for itself",
    population=download_share.population,
    caveats=(
        "downloads_are_requests",
        "rolling_window",
        "panel_changes",
        "not_the_whole_hub",
        "publisher_not_origin",
        "interval_is_about_makers",
    ),
    cite=("weighbridge (2026). Download count.",),
    since="0.1",
    invalid=(
        *download_share.invalid,
        Invalid(
            {"panel": ("chained",)},
            "chaining gives growth, and a share of levels, but no total of its own; take --panel constant.",
        ),
    ),
)
def download_count(cells: nw.LazyFrame) -> nw.LazyFrame:
    """Downloads of each group's models in the 30 days before a month's capture.

    The total of what stands on the list, not of the Hub: it grows with the list. Counts of neighbouring
    captures overlap and are never summed. The upper bound adds everything nobody has placed. The
    interval resamples organisations, as for the share; a group of one organisation has none.
    """
    return cells

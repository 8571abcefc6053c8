"""Whose models the world builds upon."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.axes import (
    ACCOUNTS,
    ATTRIBUTION,
    AUTOMATIC,
    LIST,
    MINIMUM_DOWNLOADS,
    RELATION,
    SEVERAL_ROOTS,
    UNATTRIBUTED,
    UPLOADER,
)
from weighbridge.catalogue.indicator import Invalid, indicator
from weighbridge.catalogue.units import Unit
from weighbridge.definitions.derivative_shares import share_of_derivatives


@indicator(
    title="Derivative share",
    question="Whose open models does the world build upon?",
    topic="Built upon",
    speaks_for_topic=True,
    says={"pair": "{a} of the new derivatives stood on weights by {makers_a}, {b} on weights by {makers_b}"},
    unit=Unit.SHARE,
    grain=("month", "group"),
    groups=("country", "organisation"),
    axes=(
        LIST,
        ATTRIBUTION,
        RELATION,
        MINIMUM_DOWNLOADS,
        UPLOADER,
        AUTOMATIC,
        SEVERAL_ROOTS,
        ACCOUNTS,
        UNATTRIBUTED,
    ),
    reads=("derivative_cells",),
    estimate=share_of_derivatives,
    resampled="uploaders and the makers of roots, with product weights",
    population="Models made from another one, on watched lists of the Hugging Face Hub",
    caveats=(
        "ancestry_as_known",
        "tree_counts_only",
        "creation_is_repository",
        "not_the_whole_hub",
        "unknown_is_not_zero",
    ),
    cite=("weighbridge (2026). Derivative share.",),
    since="0.1",
    defaults={"attribution": "root"},
    beside="attribution",
    invalid=(
        Invalid(
            {"attribution": ("publisher",), "several_roots": ("any", "all_of_them")},
            "a model has one publisher; rules for several roots go with parent or root.",
        ),
        Invalid(
            {"several_roots": ("any", "all_of_them"), "unattributed": ("excluded",)},
            "shares that do not sum to 1 are parts of all derivatives; keep the unknown in the total.",
        ),
    ),
)
def derivative_share(cells: nw.LazyFrame) -> nw.LazyFrame:
    """Share of a month's new derivatives whose publisher, parent or root is of each group.

    A derivative is a model made from another one: tuned, adapted, merged, quantised. Until September 2025
    they are counted as rises of the Hub's own count of derivatives on some 2,400 watched base models between
    two captures: whose model was built upon is then known, who built is not, and attribution by publisher
    is unavailable until a fuller list is imported. In other months they are listed models with a known
    parent, dated by the creation of their repository; lists hold few of the small ones, and months with fewer
    than 100 are flagged `thin_coverage` and have no interval. The month of the capture is not over
    (`partial_period`). One list stands for each month, whatever the attribution.

    By relation a count is known only where the Hub printed all four relations of a base model. Tens of
    thousands of adapters that services attached to single small models are set apart by default. A
    merge counts for each of its roots with its fraction; the rule `any` counts it wholly for every group
    among its roots, `all_of_them` only where all agree. A root nobody can vouch for is `unknown`.

    A lead of one group over another (`weighbridge sensitivity`) is the difference in each draw. Definitions
    that count fewer than 100 derivatives in the month are left out of it and listed: two models of one maker
    would else count as a lead of a hundred points.

    The interval resamples uploaders and roots together, with the product of their weights, because both a
    prolific uploader and a popular base move many derivatives at once.
    """
    return cells

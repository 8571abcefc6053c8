"""Whose open models the world downloads."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.axes import ADOPTION
from weighbridge.catalogue.indicator import Headline, Invalid, indicator
from weighbridge.catalogue.units import Unit
from weighbridge.definitions.estimators import share_of_total

ANCESTRY = {"attribution": ("parent", "root"), "copies": ("copies_to_base",)}
CHAINED_BY_MAKER = (
    "Before 0.1 was out, chained by parent, root or original: an account that counts for several makers is "
    "drawn by each of them, not by one for all. Values stay; ends of intervals from November 2024 to "
    "September 2025 move by up to 6.9 points by root (the United States, August 2025), 5.4 by parent and "
    "0.2 with copies counted for the original."
)
NOT_FLOW = ("likes", "cumulative", "first_year")


@indicator(
    title="Download share",
    question="Whose open models does the world download?",
    topic="Use",
    unit=Unit.SHARE,
    grain=("month", "group"),
    groups=("country", "organisation", "family", "line", "size"),
    axes=ADOPTION,
    reads=("adoption_cells",),
    movers="heavy_models",
    only_for={"lineage": ANCESTRY, "lineage_edges": ANCESTRY, "name_evidence": ANCESTRY},
    estimate=share_of_total,
    resampled="organisations; an account whose owner nobody knows stands for itself",
    population="Public model repositories on the Hugging Face Hub that stand on a watched list",
    caveats=(
        "downloads_are_requests",
        "rolling_window",
        "panel_changes",
        "not_the_whole_hub",
        "publisher_not_origin",
        "unknown_is_not_zero",
        "interval_is_about_makers",
    ),
    cite=("weighbridge (2026). Download share.",),
    since="0.1",
    revisions=(CHAINED_BY_MAKER,),
    invalid=(
        Invalid(
            {"measure": NOT_FLOW, "spikes": ("capped",)},
            "only 30-day counts are tested for spikes, so only they can be capped.",
        ),
        Invalid(
            {"measure": ("likes", "cumulative"), "window": ("month", "12m")},
            "likes and all-time counters are levels at a date, not flows of a month.",
        ),
        Invalid(
            {"measure": ("flow", "likes"), "window": ("since_2022_11",)},
            "a 30-day count or likes say nothing of all time; take --measure cumulative.",
        ),
        Invalid(
            {"measure": ("first_year",), "window": ("12m", "since_2022_11")},
            "downloads of a model's first year are a window of their own.",
        ),
        Invalid(
            {"attribution": ("parent", "root"), "copies": ("copies_to_base",)},
            "attribution by ancestry already credits a copy to what it was made from.",
        ),
        Invalid(
            {"attribution": ("parent", "root"), "copies": ("first_party",)},
            "without derivatives by others, parent and root are the publisher's own.",
        ),
    ),
    headline=(
        Headline("Downloads, tracked language models", "30 days, ATOM's list", {"population": "curated"}),
        Headline("Downloads, every listed model", "30 days", {}),
        Headline("Downloads, language models", "30 days", {"population": "llm_vlm"}),
        Headline("Downloads, makers' own models", "30 days, no copies", {"copies": "first_party"}),
        Headline("Likes", "every listed model", {"measure": "likes"}),
        Headline("Downloads, 65 official publishers", "30 days", {"list": "osir"}),
        Headline(
            "Downloads, the same publishers throughout", "30 days", {"list": "osir", "panel": "constant"}
        ),
    ),
)
def download_share(cells: nw.LazyFrame) -> nw.LazyFrame:
    """Share of a month's downloads that went to models of each group.

    Counted are requests for the query files of the listed repositories, in the 30 days before the
    capture that stands for the month. A model counts for the organisation behind the account that
    published it; the country is that organisation's seat on the day of the capture. Models whose
    organisation or seat nobody has established stay as `unknown`, so the shares of a month sum to 1;
    organisations that are international by nature are `none`.

    Bounds say how far the share could go if every unplaced model belonged to the group, or none did.
    The interval resamples organisations, because one organisation's models rise and fall together: it
    says how much the figure hangs on few makers, not how precisely downloads were counted. A value that
    one model moves by more than a point is flagged, and the model is named.

    In each month one list is used, by default the one with the most models; where the list changes the
    series is broken (`new_list`). Within a list, `panel_break` marks a month in which accounts that
    joined or left hold more than a tenth of the total.
    """
    return cells

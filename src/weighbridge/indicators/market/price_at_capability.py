"""How much more closed models cost than open ones of the same quality."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.indicator import indicator
from weighbridge.catalogue.units import Unit
from weighbridge.definitions.price_matches import price_ratio
from weighbridge.indicators.capability._axes import STYLE
from weighbridge.indicators.market._axes import BLEND, HOST, MATCH


@indicator(
    title="Price at equal quality",
    question="How much more do closed models cost than open ones of the same quality?",
    topic="Price",
    speaks_for_topic=True,
    says={
        "top": "the cheapest closed model cost {items} what the cheapest open one did",
        "item": "{value} ({group})",
    },
    unit=Unit.RATIO,
    grain=("month", "group"),
    groups=("method",),
    axes=(MATCH, BLEND, HOST, STYLE),
    defaults={"style": "controlled"},
    reads=("price_cells",),
    estimate=price_ratio,
    resampled="ratings; each is drawn from its published error",
    population="Models with a rating on LMArena's text board and a price in a price list",
    caveats=("list_prices", "votes_are_preferences", "best_is_biased"),
    cite=("weighbridge (2026). Price at equal quality.",),
    since="0.2",
)
def price_at_capability(cells: nw.LazyFrame) -> nw.LazyFrame:
    """Price of the cheapest closed model over that of the cheapest open one, at a rating or above.

    One row for each rating of a fixed grid. Prices are blended, three tokens read for one written by default,
    and are those of the month's last day; ratings those of the newest board by then (`period_mismatch` where
    it is older than 31 days). Free tiers are no price.

    The interval draws every rating from its error and takes both minima again. The ratio is a step function:
    where one cheap model sits on the line it jumps, and the interval shows it. Where a side has no model in
    more than a tenth of draws there is no ratio (`thin_coverage`).

    With `--match caliper` each closed model stands beside the cheapest open one rated within 5, 10 or 20
    points of it, and the row tells the middle of these pairs (`n`), formed again in each draw. Closed models
    without an equal are left out, so the two readings answer different questions: what an equal costs, and
    what the cheapest that suffices costs. Fewer than five pairs give a count only (`small_n`).

    Most hosts' prices bear no day and count in the newest month alone, which is therefore not comparable with
    the months before (`new_list`); nor is a month that shares less than half its models with the one before.
    Equal rating is not equal use: tokens per task differ.
    """
    return cells

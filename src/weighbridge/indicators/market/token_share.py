"""Whose models are run through a router."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.axes import ACCOUNTS, UNATTRIBUTED
from weighbridge.catalogue.indicator import Headline, indicator
from weighbridge.catalogue.units import Unit
from weighbridge.definitions.token_shares import share_of_tokens
from weighbridge.indicators.market._axes import (
    DENOMINATOR,
    FREE_TIER,
    MAKERS,
    TEST_MODELS,
    TRAFFIC,
    WEEKS,
    WEIGHTS,
)


@indicator(
    title="Token share",
    question="Whose models are run through a router?",
    topic="Use",
    says={
        "pair": "models by {makers_a} carried {a} of the tokens through the router, those by {makers_b} {b}",
    },
    unit=Unit.SHARE,
    grain=("month", "group"),
    groups=("country", "organisation"),
    axes=(TRAFFIC, WEEKS, DENOMINATOR, MAKERS, TEST_MODELS, WEIGHTS, FREE_TIER, ACCOUNTS, UNATTRIBUTED),
    reads=("token_cells",),
    estimate=share_of_tokens,
    resampled="makers; the row of others is one",
    population="Traffic through OpenRouter",
    caveats=("one_router", "tokens_differ", "unknown_is_not_zero", "interval_is_about_makers"),
    cite=("weighbridge (2026). Token share.",),
    since="0.2",
    beside="denominator",
    headline=(Headline("Tokens through one router", "any weights, a month's weeks"),),
)
def token_share(cells: nw.LazyFrame) -> nw.LazyFrame:
    """Share of a month's tokens that went to models of each group.

    A week belongs to the month of its Monday; a month's share is its tokens added up over its total. The
    ranking names nine authors a week. The row of all others, and models under test whose makers are not
    told, are `unknown`: they bound every share. A maker that drops out of the list is not out of use
    (`maker_unlisted`). A week that was not over when captured counts and is flagged (`partial_period`), as is
    one that a later capture counted again (`restated`) or that is missing (`missing_week`).

    By author nobody can tell open models from closed ones: a Chinese model is not always an open one, and
    weights can follow the service by days. Questions of single models (`--openness open`, `--denominator
    top_models`, `--free-tier left_out`) read the ranking by model, which is stored from May 2026 on and names
    nine models a week; a model is open in weeks that begin on or after the day of its weights.

    The interval resamples the listed makers, with the row of others as one; there are about ten, so it is
    wide and says how much hangs on few. One router is not the market.
    """
    return cells

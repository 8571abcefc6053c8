"""Tokens a week by the author of the model, as OpenRouter ranks them."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.source import Field, Kind, source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._traffic import weekly_rows


@source(
    title="OpenRouter rankings by author",
    producer="OpenRouter",
    homepage="https://openrouter.ai/rankings",
    terms=Terms.CC_BY_4_0,
    credit="OpenRouter (openrouter.ai/rankings), weekly tokens by author; transcribed from the page.",
    cadence="weekly",
    tables=("router_tokens",),
    platform="openrouter",
    fields=(
        Field("week", Kind.DATE, required=True, path="week_start", aliases=("week",)),
        Field("author", Kind.TEXT, required=True),
        Field("tokens", Kind.COUNT, required=True),
    ),
)
def openrouter_authors(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """One record a week and author: the nine largest of the week by name, all others in one row.

    The list is cut anew each week, so an author can drop out of it while still in use; what they are used
    then is in `others`. `openrouter` and `stealth` are models under test whose makers are not told. The last
    week of a capture is not over. Tokens are counted by each provider in its own way.
    """
    return {"router_tokens": weekly_rows(records, "author")}

"""Tokens a week by model, as OpenRouter ranks them."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.source import Field, Kind, source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._traffic import weekly_rows


@source(
    title="OpenRouter rankings by model",
    producer="OpenRouter",
    homepage="https://openrouter.ai/rankings",
    terms=Terms.CC_BY_4_0,
    credit="OpenRouter (openrouter.ai/rankings), weekly tokens by model; transcribed from the page.",
    cadence="weekly",
    tables=("router_tokens",),
    platform="openrouter",
    fields=(
        Field("week", Kind.DATE, required=True, path="week_start", aliases=("week",)),
        Field("model", Kind.TEXT, required=True, path="model_permaslug", aliases=("model",)),
        Field("tokens", Kind.COUNT, required=True),
    ),
)
def openrouter_models(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """One record a week and model: the nine largest of the week by name, all others in one row.

    A free variant (`:free`) is a row of its own. The name's date is that of the service, which can come
    before the weights; a model whose maker is not told stands under `openrouter/` or `stealth/`.
    """
    return {"router_tokens": weekly_rows(records, "model")}

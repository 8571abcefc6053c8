"""Models of chosen accounts on ModelScope, from its open API."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

import narwhals as nw

from weighbridge.catalogue.fetching import Fetch, Lane, NotNowError, Page, Wanted, ends_early
from weighbridge.catalogue.source import Field, Kind, source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._observations import long_rows
from weighbridge.store.fetching.splitting import json_of, texts, under

API = "https://modelscope.cn/openapi/v1/models"
PAGE = 50
WINDOW = 3000
_NUMBER = re.compile(r"(?<=[?&]page_number=)\d+")


def models_of_owners(wanted: Wanted) -> Iterable[Lane]:
    """All models of each owner, one lane an owner."""
    for owner in wanted.accounts:
        yield Lane(
            owner, f"{API}?owner={quote(owner, safe='')}&page_number=1&page_size={PAGE}", models, next_number
        )


def _data(page: Page) -> dict[str, Any]:
    body = json_of(page)
    if not isinstance(body, dict):
        raise ValueError("JSON that is no object")
    if body.get("success") is False or body.get("Success") is False:
        # Its refusals come under status 200.
        raise NotNowError(f"a refusal ({body.get('code') or body.get('Code') or body.get('message')})")
    held = body.get("data", body.get("Data"))
    if not isinstance(held, dict):
        raise ValueError("JSON without 'data'")
    return held


def models(page: Page) -> list[str]:
    """The models of a page."""
    held = _data(page)
    return texts(under(held, "models" if "models" in held else "Models"))


def next_number(page: Page, records: list[str]) -> str | None:
    """The next page while the total is not reached; an early end where no further one can be asked."""
    held = _data(page)
    total = int(held.get("total_count", held.get("TotalCount", 0)))
    if page.number * PAGE >= total or not records:
        return None
    if (page.number + 1) * PAGE > WINDOW:
        return ends_early(f"it shows {WINDOW:,} of {total:,} models and no more")
    return _NUMBER.sub(str(page.number + 1), page.url)


@source(
    title="Models of chosen accounts on ModelScope",
    producer="ModelScope",
    homepage="https://modelscope.cn/models",
    terms=Terms.PLATFORM,
    credit="ModelScope, models by owner; single facts, no dump of the listing is republished.",
    cadence="live; weekly is enough",
    tables=("model_observations",),
    platform="modelscope",
    list_id="modelscope_models",
    list_title="every model of the accounts that makers run themselves on ModelScope",
    covers_accounts=True,
    fields=(
        Field("id", Kind.MODEL_ID, required=True, aliases=("Id", "model_id")),
        Field("downloads", Kind.COUNT, aliases=("Downloads",)),
        Field("likes", Kind.COUNT, aliases=("Likes", "Stars")),
    ),
    fetch=Fetch(
        lanes=models_of_owners,
        asks="every model of each account, one list an account",
        token="MODELSCOPE_API_TOKEN",
        key="id",
        must_be_whole=True,
        by_account=True,
        seconds_between=0.15,
    ),
)
def modelscope_models(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """Records of ``/openapi/v1/models``, whose only counter is cumulative.

    It falls at times: a fall by more than half is a reset, any other a revision; flows across either are not
    known. Keys are capitalised in older answers. Owners differ from the Hub's, and many are mirrors.
    """
    rows = records.with_columns(
        list_id=nw.lit("modelscope_models"),
        platform=nw.lit("modelscope"),
        crawl_id=nw.col("as_of"),
        observed_on=nw.col("as_of").str.to_date(format="%Y-%m-%d"),
        month=nw.col("as_of").str.slice(0, 7),
        model_id=nw.col("id"),
    )
    return {"model_observations": long_rows(rows, {"downloads_all_time": "downloads", "likes": "likes"}, {})}

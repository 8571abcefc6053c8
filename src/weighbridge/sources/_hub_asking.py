"""How the Hub's API is asked for listings of models."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterable
from urllib.parse import quote, urljoin

from weighbridge.catalogue.fetching import Lane, Page, Wanted
from weighbridge.store.fetching.splitting import listed

HUB = "https://huggingface.co"
HUB_TOKEN = "HF_TOKEN"
PAGE = 1000
# `siblings` and `config` multiply the bytes and are left out.
EXPANDED = (
    *("author", "createdAt", "lastModified", "downloads", "downloadsAllTime", "likes", "gated", "disabled"),
    *("pipeline_tag", "library_name", "tags", "safetensors", "gguf", "baseModels", "cardData", "sha"),
)
_LINK = re.compile(r'<([^>]*)>\s*;[^,<]*?\brel="?next"?')
_DAYS_WITHOUT_A_SNAPSHOT = 7


def listing_url(sort: str, limit: int = PAGE, **others: str) -> str:
    """The first address of a listing of models."""
    pairs = [("sort", sort), ("limit", str(limit)), *others.items(), *(("expand", name) for name in EXPANDED)]
    return f"{HUB}/api/models?" + "&".join(f"{name}={quote(value, safe='')}" for name, value in pairs)


def next_link(page: Page, records: list[str]) -> str | None:
    """The next page as the ``Link`` header gives it, letter for letter: its cursor is nobody's business."""
    found = _LINK.search(page.headers.get("link", ""))
    return urljoin(page.url, found[1]) if found else None


def all_models(wanted: Wanted) -> list[Lane]:
    """Every model by the day it was created: an order that does not move while it is read."""
    return [Lane("models", listing_url("createdAt"), listed, next_link, sorted_by="createdAt")]


def changed_models(wanted: Wanted) -> list[Lane]:
    """The models changed since the newest snapshot, last changed first."""
    since = wanted.since or _days_before(wanted.today, _DAYS_WITHOUT_A_SNAPSHOT)

    def until_since(page: Page, records: list[str]) -> str | None:
        oldest = [str(json.loads(text).get("lastModified") or "") for text in records[-1:]]
        # A day more than asked for: a model that moves in the list while it is read is met again.
        return None if oldest and oldest[0][:10] < _days_before(since, 1) else next_link(page, records)

    return [Lane("changed", listing_url("lastModified"), listed, until_since, sorted_by="lastModified")]


def trending_models(wanted: Wanted) -> list[Lane]:
    """The models at the top of the Hub's own order of the day: one page."""
    return [Lane("trending", listing_url("trendingScore", 100), listed)]


def models_of_accounts(wanted: Wanted) -> Iterable[Lane]:
    """All models of each account, one lane an account."""
    for account in wanted.accounts:
        url = listing_url("createdAt", author=account)
        yield Lane(account, url, listed, next_link, sorted_by="createdAt")


def _days_before(day: str, days: int) -> str:
    return (datetime.date.fromisoformat(day) - datetime.timedelta(days)).isoformat()

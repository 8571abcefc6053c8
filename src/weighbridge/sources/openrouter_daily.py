"""Tokens a week by model, from OpenRouter's daily data set."""

from __future__ import annotations

import datetime
from collections import defaultdict
from typing import Any

import narwhals as nw

from weighbridge.catalogue.fetching import Fetch, Lane, Page, Wanted
from weighbridge.catalogue.source import Field, Kind, source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._traffic import weekly_rows
from weighbridge.store.fetching.splitting import json_of, texts, under

_WEEKS = 26
_OTHER, OTHERS = "other", "others"


def half_a_year(wanted: Wanted) -> list[Lane]:
    """The last half year by day, whole weeks: figures may be restated, so they are asked for again."""
    today = datetime.date.fromisoformat(wanted.today)
    first = today - datetime.timedelta(days=today.weekday(), weeks=_WEEKS)
    url = f"https://openrouter.ai/api/v1/datasets/rankings-daily?start_date={first}&end_date={today}"
    return [Lane("rankings", url, weeks)]


def weeks(page: Page) -> list[str]:
    """Tokens added up by week and model; a day's row of all others becomes the week's."""
    body = json_of(page)
    as_of = body.get("meta", {}).get("as_of") if isinstance(body, dict) else None
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for row in under(body, "data"):
        monday, label, tokens = _read(row)
        sums[monday, label] += tokens
    rows = [{"week": week, "model": label, "tokens": n, "as_of": as_of} for (week, label), n in sums.items()]
    return texts(sorted(rows, key=lambda row: (row["week"], row["model"])))


def _read(row: Any) -> tuple[str, str, int]:
    try:
        day = datetime.date.fromisoformat(row["date"])
        label, tokens = str(row["model_permaslug"]), int(row["total_tokens"])
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"a row without date, model_permaslug and a whole total_tokens ({error})") from error
    monday = day - datetime.timedelta(days=day.weekday())
    return monday.isoformat(), OTHERS if label == _OTHER else label, tokens


@source(
    title="OpenRouter rankings by model, from the daily data set",
    producer="OpenRouter",
    homepage="https://openrouter.ai/docs/api-reference",
    terms=Terms.CC_BY_4_0,
    credit="Source: OpenRouter (openrouter.ai/rankings), as of the day of the snapshot. "
    "Licensed under CC BY 4.0; days added up to weeks.",
    cadence="daily",
    tables=("router_tokens",),
    platform="openrouter",
    fields=(
        Field("week", Kind.DATE, required=True),
        Field("model", Kind.TEXT, required=True),
        Field("tokens", Kind.COUNT, required=True),
    ),
    fetch=Fetch(
        lanes=half_a_year,
        asks="the fifty most used models of each day of half a year",
        token="OPENROUTER_API_KEY",
        needs_token=True,
        seconds_between=2.0,
    ),
)
def openrouter_daily(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """The fifty most used models of each day added up to weeks, all others in one row.

    A model that is among the fifty on some days only is there with the tokens of those days; the rest of its
    tokens is in `others`. Totals come as decimal texts, are whole numbers and are never rounded. Figures may
    be restated later. Each provider counts tokens in its own way, and one router is not the market.
    """
    return {"router_tokens": weekly_rows(records, "model")}

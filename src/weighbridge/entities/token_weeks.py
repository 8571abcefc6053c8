"""Weekly tokens placed, week by week: the series that forecasts and their backtests run on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

import narwhals as nw
import pyarrow as pa

from weighbridge.catalogue.table import Column, Rule, entity
from weighbridge.entities.token_cells import PLACE, PLACE_COLUMNS, always_listed, author_of, place_of


@entity(
    columns=(
        Column("list_id", "text", "The router whose traffic it is."),
        Column("ranked", "text", "Whether the ranking is by author or by model.", values=("author", "model")),
        Column("week", "text", "The Monday the week begins with, YYYY-MM-DD."),
        *PLACE_COLUMNS,
        Column("flow", "integer", "Tokens."),
    ),
    key=("list_id", "ranked", "week", *PLACE),
    reads=("router_tokens",),
    judgements=("organisations", "accounts", "router_models"),
    rules=(
        Rule("The newest week is not over.", "Left out: a part of a week says nothing of a week."),
        Rule(
            "One row holds all authors, or models, beyond the first nine.",
            "No maker and no country: unknown, never divided up.",
        ),
    ),
)
def token_weeks(tokens: nw.LazyFrame) -> pa.Table:
    """One row a whole week, maker and trait with its tokens, placed as in `token_cells`."""
    rows: list[dict[str, Any]] = tokens.collect(backend="pyarrow").to_native().to_pylist()
    lists: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        lists[row["router"], row["ranked"]].append(row)
    return pa.Table.from_pylist([cell for key in sorted(lists) for cell in _of_list(*key, lists[key])])


def _of_list(router: str, ranked: str, rows: list[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    authors: dict[date, set[str]] = defaultdict(set)
    for row in rows:
        authors[row["week"]].add(author_of(row))
    always = always_listed(authors)
    sums: dict[tuple[Any, ...], int] = defaultdict(int)
    for row in rows:
        if not row["is_partial"]:
            sums[row["week"].isoformat(), *place_of(router, ranked, row, always)] += row["tokens"]
    for (week, *place), tokens in sorted(sums.items(), key=lambda item: [str(part) for part in item[0]]):
        yield {
            "list_id": router,
            "ranked": ranked,
            "week": week,
            **dict(zip(PLACE, place, strict=True)),
            "flow": tokens,
        }

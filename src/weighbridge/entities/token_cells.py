"""Weekly tokens placed: whose model, from where, open or not; summed over months and trailing weeks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import narwhals as nw
import pyarrow as pa

from weighbridge.catalogue.table import Column, Rule, entity
from weighbridge.entities.accounts import resolve_account
from weighbridge.entities.organisations import country_of, ultimate_parent
from weighbridge.entities.router_models import WEIGHTS, weights_on

WEEK = timedelta(days=7)
TRAILING = {"1w": 1, "4w": 4, "13w": 13, "26w": 26, "52w": 52}
KINDS = ("named", "others", "test")
# Accounts that stand for makers nobody is told: the rest of a list, and models under test.
UNTOLD = {"others-openrouter": "others", "openrouter": "test", "stealth": "test"}
PLACE_COLUMNS = (
    Column("account", "text", "The author as the router names it."),
    Column("unit", "text", "What is resampled: the organisation, or the untold account."),
    Column("organisation_id", "text", "The maker; empty where it is not told.", nullable=True),
    Column("country", "text", "The maker's seat in the week; XX not established."),
    Column("owner_id", "text", "The maker's ultimate owner.", nullable=True),
    Column("owner_country", "text", "The ultimate owner's seat in the week."),
    Column("kind", "text", "A named maker, the others' row, or a model under test.", values=KINDS),
    Column("weights", "text", "Of models: whether open on the week's Monday.", values=WEIGHTS),
    Column("is_free", "boolean", "Whether it is a free variant."),
    Column("is_always_named", "boolean", "Whether the maker is listed in every week held."),
)
PLACE = tuple(column.name for column in PLACE_COLUMNS)


@entity(
    columns=(
        Column("list_id", "text", "The router whose traffic it is."),
        Column("ranked", "text", "Whether the ranking is by author or by model.", values=("author", "model")),
        Column("window", "text", "month, or the weeks that end with the month's last whole week."),
        Column("month", "text", "The month, YYYY-MM; a week belongs to the month of its Monday."),
        Column("is_widest", "boolean", "Always true: one router is read."),
        *PLACE_COLUMNS,
        Column("models", "integer", "Labels in the cell."),
        Column("flow", "integer", "Tokens."),
        Column("weeks", "integer", "Weeks of the window that are held."),
        Column("weeks_missing", "integer", "Weeks of the window that are not."),
        Column("is_partial", "boolean", "Whether the window holds a week that was not over."),
        Column("is_restated", "boolean", "Whether a week of it was counted again in a later capture."),
    ),
    key=("list_id", "ranked", "window", "month", *PLACE),
    reads=("router_tokens",),
    judgements=("organisations", "accounts", "router_models"),
    rules=(
        Rule(
            "One row holds all authors, or models, beyond the first nine.",
            "No maker and no country: unknown, never divided up.",
        ),
        Rule(
            "Models under test stand under the router's own name or under `stealth`.",
            "No maker and no country, though the router is American.",
        ),
        Rule(
            "Weights follow the service by days.",
            "A model is open in weeks whose Monday is not before the day of its weights.",
        ),
        Rule("A week is missing between others.", "The windows that need it say how many they lack."),
        Rule(
            "The newest week is not over.", "It counts in its month, marked; trailing windows leave it out."
        ),
    ),
)
def token_cells(tokens: nw.LazyFrame) -> pa.Table:
    """One row a window, month, maker and trait with the tokens summed over the weeks of the window.

    Small by nature: some ten rows a week.
    """
    rows: list[dict[str, Any]] = tokens.collect(backend="pyarrow").to_native().to_pylist()
    lists: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        lists[row["router"], row["ranked"]].append(row)
    cells = [cell for key in sorted(lists) for cell in _of_list(*key, lists[key])]
    return pa.Table.from_pylist(cells)


def _of_list(router: str, ranked: str, rows: list[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    weeks: dict[date, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        weeks[row["week"]].append(row)
    always = always_listed({week: {author_of(row) for row in held} for week, held in weeks.items()})
    placed = {
        week: [(place_of(router, ranked, row, always), row) for row in held] for week, held in weeks.items()
    }
    for (window, month), wanted in sorted(_windows(weeks).items()):
        yield from _cells(router, ranked, window, month, wanted, placed)


def author_of(row: Mapping[str, Any]) -> str:
    """The account of a listed author or model."""
    label: str = row["label"]
    return label.partition("/")[0].casefold()


def always_listed(authors: Mapping[date, set[str]]) -> set[str]:
    """The authors listed in every week."""
    return set.intersection(*authors.values()) if authors else set()


def place_of(router: str, ranked: str, row: Mapping[str, Any], always: set[str]) -> tuple[Any, ...]:
    """Who and where, in the order of ``PLACE``."""
    week, label = row["week"], str(row["label"])
    account = author_of(row)
    judged = resolve_account(router, account, week)
    maker = judged.organisation_id if judged else None
    kind = UNTOLD.get(maker or "", "named")
    if kind != "named":
        maker = None
    owner = ultimate_parent(maker, week) if maker else None
    return (
        account,
        maker or f"{router}/{account}",
        maker,
        country_of(maker, week) if maker else "XX",
        owner,
        country_of(owner, week) if owner else "XX",
        kind,
        weights_on(router, label, week) if ranked == "model" and kind == "named" else "unknown",
        label.endswith(":free"),
        account in always,
    )


def _windows(weeks: Mapping[date, list[dict[str, Any]]]) -> dict[tuple[str, str], list[date]]:
    """The weeks each window of each month wants, held or not; none where it begins before the first."""
    whole = {week for week, held in weeks.items() if not held[0]["is_partial"]}
    first, found = min(weeks), {}
    for month in sorted({week.strftime("%Y-%m") for week in weeks}):
        found["month", month] = [week for week in _mondays(month) if first <= week <= max(weeks)]
        ends = [week for week in whole if week.strftime("%Y-%m") == month]
        for name, count in TRAILING.items():
            if ends and max(ends) - (count - 1) * WEEK >= first:
                found[name, month] = [max(ends) - back * WEEK for back in range(count)]
    return found


def _mondays(month: str) -> list[date]:
    first = date.fromisoformat(f"{month}-01")
    monday = first + timedelta(days=-first.weekday() % 7)
    return [day for i in range(5) if (day := monday + i * WEEK).month == first.month]


def _cells(
    router: str,
    ranked: str,
    window: str,
    month: str,
    wanted: list[date],
    placed: Mapping[date, list[tuple[tuple[Any, ...], dict[str, Any]]]],
) -> Iterable[dict[str, Any]]:
    held = [week for week in wanted if week in placed]
    rows = [pair for week in held for pair in placed[week]]
    sums: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
    for place, row in rows:
        sums[place].append(row)
    for place, own in sums.items():
        yield {
            "list_id": router,
            "ranked": ranked,
            "window": window,
            "month": month,
            "is_widest": True,
            **dict(zip(PLACE, place, strict=True)),
            "models": len({row["label"] for row in own}),
            "flow": sum(row["tokens"] for row in own),
            "weeks": len(held),
            "weeks_missing": len(wanted) - len(held),
            "is_partial": any(row["is_partial"] for _, row in rows),
            "is_restated": any(row["earlier_tokens"] not in (None, row["tokens"]) for _, row in rows),
        }

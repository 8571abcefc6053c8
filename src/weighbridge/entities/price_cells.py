"""What each host asks for each model in each month, beside how good the model is and whose."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import Any

import narwhals as nw
import pyarrow as pa

from weighbridge.catalogue.table import Column, Rule, entity
from weighbridge.entities.hosts import load_hosts, load_providers
from weighbridge.entities.router_models import load_router_models

FIRST_MONTH = "2025-06"
STYLES = ("raw", "controlled")
# Sold under the maker's name in a list, though the maker offers only the weights and hosts sell the use.
NOT_SOLD = {("openai", "gpt-oss-120b"), ("openai", "gpt-oss-20b")}
# Per thousand tokens taken for per million is a thousandfold; no host of the same weights is that cheap.
OFF_UNIT, FROM_SELLERS = 300.0, 3
_EFFORT = re.compile(
    r"-(minimal|low|medium|high|xhigh|max|thinking|no-thinking|reasoning|non-reasoning|thinking-\d+k|\d+k)$"
)
_BEDROCK = re.compile(r"^(us|eu|apac|global)\.")

Row = dict[str, Any]
SELLER_COLUMNS = (
    Column("model_key", "text", "The model's name without maker, variant and spelling."),
    Column("provider", "text", "The seller as the list names it."),
    Column("host_id", "text", "The host; empty of a router.", nullable=True),
    Column("channel", "text", "direct, reseller, router, or unknown for a seller nobody has judged."),
    Column("host_country", "text", "Seat of the host's contracting entity; XX not established."),
    Column("datacentre_countries", "text", "Countries of its machines, `;` between; empty: not told."),
)
PRICE_COLUMNS = (
    Column("is_dated", "boolean", "Whether the first day of the price is known."),
    Column("price_in", "number", "US dollars per million tokens read."),
    Column("price_out", "number", "US dollars per million tokens written."),
    Column("priced_on", "text", "The day the price is read for."),
)


@entity(
    columns=(
        Column("month", "text", "The month, YYYY-MM."),
        Column("style", "text", "Which ratings stand beside it.", values=STYLES),
        *SELLER_COLUMNS,
        Column("is_first_party", "boolean", "Whether the model's maker sells it."),
        *PRICE_COLUMNS,
        Column("is_newest", "boolean", "Whether the month is that of the newest list, with undated prices."),
        Column("organisation_id", "text", "The model's maker, where rated.", nullable=True),
        Column("country", "text", "The maker's seat; XX not established."),
        Column(
            "openness",
            "text",
            "Open or closed weights, as known on the day.",
            values=("open", "closed", "unknown"),
        ),
        Column("rating", "number", "Rating of its best variant on the newest board by then.", nullable=True),
        Column("se", "number", "The rating's error.", nullable=True),
        Column("rated_on", "text", "The day of that board.", nullable=True),
    ),
    key=("month", "style", "model_key", "provider"),
    reads=("prices", "arena_ratings"),
    judgements=("hosts", "price_providers", "router_models", "arena_models", "accounts", "organisations"),
    rules=(
        Rule(
            "Most hosts' prices bear no first day.",
            "They count in the month of the list alone; earlier months hold dated prices only.",
        ),
        Rule("A router does not name the host.", "Its price counts for no host and no country."),
        Rule(
            "One model is spelt differently by each host.", "Joined by name without maker, variant and dots."
        ),
        Rule("A board lists a model with and without a reasoning mode.", "Its best variant stands for it."),
        Rule("The newest board is older than the newest price.", "Its day stands beside the rating."),
        Rule(
            "A list names the maker as seller of weights it does not serve.",
            "Left out: gpt-oss is sold by hosts, not by OpenAI.",
        ),
        Rule(
            "A seller asks some hundred times more, or less, than the middle of three or more sellers.",
            "Left out: a mistaken unit is likelier. It still stands in `prices`.",
        ),
        Rule(
            "One host is listed by two sources or names.", "Of one host's prices of a day the lowest stands."
        ),
    ),
)
def price_cells(prices: nw.LazyFrame, ratings: nw.LazyFrame) -> pa.Table:
    """One row a month, model and seller: the price on the month's last day.

    Only what has a price: free tiers, other currencies and unknown units are left out here.
    """
    held = priced_rows(prices)
    if not held:
        return pa.table({})
    newest = max(row["listed_on"] for row in held)
    boards = _boards(ratings)
    cells: list[Row] = []
    for month in _months(newest[:7]):
        day = min(_last_day(month), datetime.date.fromisoformat(newest))
        offers = offers_on(held, day, month == newest[:7])
        for style in STYLES:
            rated = _rated(boards[style], day)
            cells += [_cell(month, style, day, offer, rated, month == newest[:7]) for offer in offers]
    return pa.Table.from_pylist(cells)


def _rows(frame: nw.LazyFrame) -> list[Row]:
    found: list[Row] = frame.collect(backend="pyarrow").to_native().to_pylist()
    return found


def priced_rows(prices: nw.LazyFrame) -> list[Row]:
    """The rows that have a price, without variants such as free tiers."""
    return [row for row in _rows(prices) if row["quality"] == "priced" and ":" not in _variant(row)]


def _variant(row: Mapping[str, Any]) -> str:
    """The name without a version's colon, so that only real variants (``:free``, ``:batch``) show one."""
    label: str = row["model_label"]
    return re.sub(r":\d+$", "", label)


def model_key(label: str, provider: str = "") -> str:
    """A model's name as it is joined: ``Qwen/Qwen3-32B`` and ``qwen.qwen3-32b-v1:0`` are ``qwen3-32b``."""
    name = re.sub(r":\d+$", "", label).casefold().rpartition("/")[2]
    if provider in ("aws", "amazon-bedrock"):
        name = _BEDROCK.sub("", name)
        name = name.partition(".")[2] or name
        name = name.removesuffix("-v1")
    name = name.removeprefix("databricks-")
    return re.sub(r"[._]", "-", name)


def rated_key(name: str) -> str:
    """The key of a model as boards name it: effort and mode do not change the price."""
    key = model_key(name)
    while (shorter := _EFFORT.sub("", key)) != key:
        key = shorter
    return key


def _months(last: str) -> Iterable[str]:
    year, month = int(FIRST_MONTH[:4]), int(FIRST_MONTH[5:])
    while (now := f"{year:04d}-{month:02d}") <= last:
        yield now
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def _last_day(month: str) -> datetime.date:
    year, number = int(month[:4]), int(month[5:])
    return datetime.date(year + number // 12, number % 12 + 1, 1) - datetime.timedelta(days=1)


def offers_on(rows: Sequence[Row], day: datetime.date, is_newest: bool) -> list[Row]:
    """The lowest price of each model and seller on a day; undated ones on the day of the list alone."""
    found: dict[tuple[str, str], Row] = {}
    for row in rows:
        since, until = row["valid_from"], row["valid_until"]
        if (row["provider"], model_key(row["model_label"])) in NOT_SOLD:
            continue
        if (since is None and not is_newest) or (since is not None and since > day):
            continue
        if until is not None and until <= day:
            continue
        judged = load_providers().get(row["provider"])
        seller = (judged.host_id or row["provider"]) if judged else row["provider"]
        key = (model_key(row["model_label"], row["provider"]), seller)
        held = found.get(key)
        if held is None or _level(row) < _level(held):
            found[key] = {**row, "model_key": key[0], "seller": seller}
    return in_one_unit([found[key] for key in sorted(found)])


def in_one_unit(offers: Sequence[Row]) -> list[Row]:
    """The offers without those far off the middle of all sellers of the same model."""
    levels: dict[str, list[float]] = defaultdict(list)
    for offer in offers:
        levels[offer["model_key"]].append(_level(offer))
    middle = {model: median(held) for model, held in levels.items() if len(held) >= FROM_SELLERS}
    return [offer for offer in offers if not _is_off(_level(offer), middle.get(offer["model_key"]))]


def _is_off(level: float, middle: float | None) -> bool:
    return middle is not None and not 1 / OFF_UNIT < level / middle < OFF_UNIT


def _level(row: Mapping[str, Any]) -> float:
    return 3.0 * row["price_in_usd_per_mtok"] + row["price_out_usd_per_mtok"]


def _boards(ratings: nw.LazyFrame) -> dict[str, dict[datetime.date, list[Row]]]:
    text = ratings.filter((nw.col("subset") == "text") & (nw.col("category") == "overall"))
    found: dict[str, dict[datetime.date, list[Row]]] = {style: defaultdict(list) for style in STYLES}
    for row in _rows(text):
        found[row["style"]][row["board_date"]].append(row)
    return found


def _rated(boards: Mapping[datetime.date, list[Row]], day: datetime.date) -> dict[str, Row]:
    """The best variant of each model on the newest board by a day."""
    known = [date for date in boards if date <= day]
    best: dict[str, Row] = {}
    for row in boards[max(known)] if known else ():
        key = rated_key(row["model_id"])
        if key not in best or row["rating"] > best[key]["rating"]:
            best[key] = row
    return best


def _cell(
    month: str, style: str, day: datetime.date, offer: Row, rated: Mapping[str, Row], is_newest: bool
) -> Row:
    told = seller_of(offer)
    host = load_hosts().get(told["host_id"] or "")
    found = rated.get(rated_key(offer["model_key"])) or {}
    maker = found.get("organisation_id")
    return {
        "month": month,
        "style": style,
        "model_key": offer["model_key"],
        **told,
        "is_first_party": bool(host and maker and host.organisation_id == maker),
        "priced_on": day.isoformat(),
        "is_newest": is_newest,
        "organisation_id": maker,
        "country": found.get("country", "XX"),
        "openness": _openness(offer["model_key"], found.get("openness", "unknown"), day),
        "rating": found.get("rating"),
        "se": found.get("se"),
        "rated_on": found["board_date"].isoformat() if found else None,
    }


def seller_of(offer: Row) -> Row:
    """Who sells at an offer, by which way, seated where, and at what price."""
    judged = load_providers().get(offer["provider"])
    host = load_hosts().get(judged.host_id) if judged and judged.host_id else None
    return {
        "provider": offer["seller"],
        "host_id": host.host_id if host else None,
        "channel": judged.channel if judged else "unknown",
        "host_country": (host.headquarters_country or "XX") if host else "XX",
        "datacentre_countries": ";".join(host.datacentre_countries) if host else "",
        "is_dated": offer["valid_from"] is not None,
        "price_in": offer["price_in_usd_per_mtok"],
        "price_out": offer["price_out_usd_per_mtok"],
    }


def _openness(key: str, listed: str, day: datetime.date) -> str:
    """What the board says; where it says nothing, what was looked up of models on routers."""
    if listed != "unknown":
        return listed
    for model in load_router_models().values():
        if model.weights_id and model_key(model.weights_id) == key and model.weights_from:
            return "open" if model.weights_from <= day else "closed"
    return "unknown"

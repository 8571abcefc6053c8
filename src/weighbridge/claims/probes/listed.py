"""Downloads of the models on the list of each month: by size, by rank, by kind of maker."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from weighbridge.catalogue.errors import UsageError
from weighbridge.catalogue.units import Unit
from weighbridge.claims.asking import months_between
from weighbridge.claims.probing import Answer, Asked, probe
from weighbridge.claims.tried import World
from weighbridge.definitions.query import NotHeldError
from weighbridge.definitions.wording import month_name
from weighbridge.entities.identities import platform_and_id
from weighbridge.entities.organisations import country_of, load_organisations
from weighbridge.store.arrow import pc, texts
from weighbridge.store.memory import give_back

BILLION = 1e9
INDUSTRY = ("company", "startup")
UNAFFILIATED = ("individual", "community")
_TRAITS = ["platform", "model_id", "organisation_id", "is_tracked", "parameters", "created_on"]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Models:
    """Every model any list names, by platform and id: a place each, and what is known of it.

    ``maker`` is a place in ``makers``, -1 where nobody is known; ``size`` the parameters in billions, NaN
    where not known; ``created`` a day, empty where not known.
    """

    key: pa.Array
    name: pa.Array
    maker: NDArray[np.int32]
    makers: tuple[str, ...]
    tracked: Mask
    size: NDArray[np.float64]
    created: pa.Array


@dataclass(frozen=True, slots=True, eq=False)
class Listed:
    """The models of the widest lists of some months: a row is a model in a month.

    ``at`` is its place among the models; ``value`` the count asked for.
    """

    months: tuple[str, ...]
    models: Models
    at: NDArray[np.int32]
    value: NDArray[np.float64]

    @property
    def size(self) -> NDArray[np.float64]:
        """Parameters in billions, NaN where not known."""
        return self.models.size[self.at]

    @property
    def tracked(self) -> Mask:
        """Whether the model is on the curated list."""
        return self.models.tracked[self.at]

    def name(self, row: int) -> str:
        """The id of a row's model."""
        return str(self.models.name[int(self.at[row])])

    def created(self, row: int) -> str:
        """The day a row's model was created; an empty text where it is not known."""
        day = self.models.created[int(self.at[row])].as_py()
        return str(day or "")

    def of(self, keep: Callable[[str | None], bool]) -> Mask:
        """The rows of makers that fit."""
        # One place more at the end, for the -1 of a model nobody has placed.
        fits = np.array([*(keep(maker) for maker in self.models.makers), keep(None)])
        return fits[self.models.maker[self.at]]

    @property
    def within(self) -> str:
        """The months that are held, in words."""
        names = [month_name(month) for month in self.months]
        return names[0] if len(names) == 1 else f"{names[0]} to {names[-1]}, {len(names)} captures"


def listed(world: World, asked: Asked, as_of: str | None, measure: str = "downloads_30d") -> Listed:
    """The models of the widest lists of some months; an error with the nearest month if none is held.

    One list stands for a month, the one with the most models; a month without a capture is left out.
    """
    names = ("crawls", "model_observations", "origins")  # this last lies in the order of platform and id
    return _listed(*(str(world.table(name, as_of)) for name in names), asked.months, measure)


@lru_cache(maxsize=2)
def _listed(crawls_at: str, counts_at: str, traits_at: str, asked: tuple[str, str], measure: str) -> Listed:
    """The same from the files, whose names follow from all that went into them."""
    crawls = pq.read_table(crawls_at, columns=["list_id", "crawl_id", "month", "is_widest"])
    crawls = crawls.filter(crawls["is_widest"]).drop_columns(["is_widest"])
    held = sorted(set(texts(crawls["month"])))
    months = tuple(month for month in held if asked[0] <= month <= asked[1])
    if not months:
        raise _not_held(asked[0], held)
    crawls = crawls.filter(pc.is_in(crawls["month"], value_set=pa.array(months)))
    models = _models(traits_at)
    captures = sorted(crawls.to_pylist(), key=lambda row: str(row["month"]))
    parts = [_of_capture(counts_at, row["list_id"], row["crawl_id"], measure, models) for row in captures]
    at, value = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    give_back()
    return Listed(months, models, at, value)


def forget() -> None:
    """Let go of the lists that were read for one question after another: of a whole hub they are long."""
    _listed.cache_clear()
    _models.cache_clear()


def _of_capture(
    counts_at: str, list_id: str, crawl_id: str, measure: str, models: Models
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """The models of one capture, in the order of their places, with their counts; 0 where there is none."""
    only = (pc.field("list_id") == list_id) & (pc.field("crawl_id") == crawl_id)
    rows = pq.read_table(
        counts_at,
        columns=["platform", "model_id", "value"],
        filters=only & (pc.field("measure") == measure),
    )
    at = pc.index_in(platform_and_id(rows), value_set=models.key).to_numpy().astype(np.int32)
    order = np.argsort(at, kind="stable")
    return at[order], pc.fill_null(rows["value"].cast(pa.float64()), 0.0).to_numpy()[order]


@lru_cache(maxsize=1)
def _models(traits_at: str) -> Models:
    rows = pq.read_table(traits_at, columns=_TRAITS)
    maker: Any = rows["organisation_id"].combine_chunks().dictionary_encode()
    return Models(
        platform_and_id(rows).combine_chunks(),
        rows["model_id"].combine_chunks(),
        pc.fill_null(maker.indices, -1).to_numpy().astype(np.int32),
        tuple(texts(maker.dictionary)),
        pc.fill_null(rows["is_tracked"], False).to_numpy(),
        rows["parameters"].cast(pa.float64()).to_numpy() / BILLION,
        rows["created_on"].combine_chunks(),
    )


def _not_held(month: str, held: list[str]) -> UsageError:
    if not held:
        return UsageError("no list of models is stored")
    nearest = min(held, key=lambda other: (abs(months_apart(month, other)), other))
    return NotHeldError(f"No capture of {month}.", nearest)


def months_apart(one: str, other: str) -> int:
    """Months from one month to another."""
    (a, b), (c, d) = (map(int, month.split("-")) for month in (one, other))
    return (c - a) * 12 + d - b


def _in_scope(rows: Listed, asked: Asked) -> Mask:
    """The rows of the population and the maker asked for."""
    inside = rows.tracked if asked.choices.get("population") == "curated" else np.ones(rows.value.size, bool)
    return inside & rows.of(lambda maker: asked.only in ("all", maker))


def _share(part: Any, whole: Any) -> float | None:
    return float(part / whole) if whole > 0 else None


@probe("size_part")
def size_part(world: World, asked: Asked, as_of: str | None) -> Answer:
    """The part of downloads that went to models of some sizes, among models of known size."""
    rows = listed(world, asked, as_of)
    inside = _in_scope(rows, asked)
    known = inside & ~np.isnan(rows.size)
    least, below = (float(asked.choices.get(name, end)) for name, end in (("from", "0"), ("below", "inf")))
    part = known & (rows.size >= least) & (rows.size < below)
    whole = rows.value[known].sum()
    unknown = _share(rows.value[inside].sum() - whole, rows.value[inside].sum()) or 0.0
    without = f"; {unknown * 100:.0f} % of downloads are of models of unknown size" if unknown > 0.005 else ""
    return Answer(
        _share(rows.value[part].sum(), whole), Unit.SHARE, f"30-day counts of {rows.within}{without}"
    )


@probe("downloaded_size")
def downloaded_size(world: World, asked: Asked, as_of: str | None) -> Answer:
    """Mean or median size of a downloaded model, in million parameters, each model by its downloads."""
    rows = listed(world, asked, as_of)
    known = ~np.isnan(rows.size) & (rows.value > 0)
    size, weight = rows.size[known] * 1000, rows.value[known]
    if not size.size:
        return Answer(None)
    unknown = 1 - weight.sum() / rows.value.sum()
    note = f"{unknown * 100:.0f} % of downloads are of models of unknown size, left out"
    if asked.only == "mean":
        return Answer(float((size * weight).sum() / weight.sum()), None, note)
    order = np.argsort(size, kind="stable")
    at = np.searchsorted(weight[order].cumsum(), weight.sum() / 2)
    return Answer(float(size[order][at]), None, note)


@probe("size_ratio")
def size_ratio(world: World, asked: Asked, as_of: str | None) -> Answer:
    """The median of the ten most downloaded of 1 to under 10 billion parameters, over that of 100 up."""
    rows = listed(world, asked, as_of)
    inside = _in_scope(rows, asked)
    tops = [
        np.sort(rows.value[inside & (rows.size >= least) & (rows.size < below)])[-10:]
        for least, below in ((1, 10), (100, np.inf))
    ]
    if min(top.size for top in tops) < 10:
        return Answer(None, Unit.RATIO)
    small, large = (float(np.median(top)) for top in tops)
    return Answer(small / large if large else None, Unit.RATIO)


@probe("top_share")
def top_share(world: World, asked: Asked, as_of: str | None) -> Answer:
    """The part of a list's downloads that goes to its most downloaded models, so many as are asked for."""
    rows = listed(world, asked, as_of)
    value = np.sort(rows.value)[::-1]
    first = int(asked.only)
    if value.size <= first:
        return Answer(None, Unit.SHARE)
    return Answer(_share(value[:first].sum(), value.sum()), Unit.SHARE, f"of {value.size:,} listed models")


@probe("top_of_year")
def top_of_year(world: World, asked: Asked, as_of: str | None) -> Answer:
    """How many of a list's 25 most downloaded models were created in a year."""
    rows = listed(world, asked, as_of)
    first = np.argsort(-rows.value, kind="stable")[:25]
    if first.size < 25:
        return Answer(None, Unit.COUNT)
    return Answer(float(sum(rows.created(at).startswith(asked.only) for at in first.tolist())), Unit.COUNT)


@probe("top_overlap")
def top_overlap(world: World, asked: Asked, as_of: str | None) -> Answer:
    """How many of a list's 25 most downloaded models are among its 25 most liked."""
    tops: list[set[str]] = []
    for measure in ("downloads_30d", "likes"):
        rows = listed(world, asked, as_of, measure)
        order = np.argsort(-rows.value, kind="stable")[:25]
        tops.append({rows.name(at) for at in order.tolist()})
    return Answer(float(len(tops[0] & tops[1])) if len(tops[0]) == 25 else None, Unit.COUNT)


@probe("kind_share")
def kind_share(world: World, asked: Asked, as_of: str | None) -> Answer:
    """The part of downloads that went to makers of a kind: industry, or people who work for none."""
    rows = listed(world, asked, as_of)
    kinds = INDUSTRY if asked.only == "industry" else UNAFFILIATED
    known = load_organisations()
    inside = rows.of(lambda maker: maker is not None and maker in known and known[maker].kind in kinds)
    unknown = rows.of(lambda maker: maker is None)
    unplaced = _share(rows.value[unknown].sum(), rows.value.sum()) or 0.0
    note = f"{unplaced * 100:.1f} % of downloads are of makers nobody has placed"
    return Answer(_share(rows.value[inside].sum(), rows.value.sum()), Unit.SHARE, note)


@probe("download_growth")
def download_growth(world: World, asked: Asked, as_of: str | None) -> Answer:
    """How many times as much was downloaded in the last month as in the first, less one."""
    ends = []
    for month in asked.months:
        rows = listed(world, _At(asked.only, asked.choices, (month, month)), as_of)
        ends.append(float(rows.value[rows.of(partial(_is_of, asked.only, month))].sum()))
    return Answer(ends[1] / ends[0] - 1 if ends[0] else None, Unit.CHANGE)


def _is_of(only: str, month: str, maker: str | None) -> bool:
    """Whether a maker is the one asked for, or has its seat in the country asked for."""
    day = datetime.date.fromisoformat(f"{month}-01")
    return maker is not None and only in (maker, country_of(maker, day))


@dataclass(frozen=True, slots=True)
class _At:
    """The same question of one month."""

    only: str
    choices: Any
    months: tuple[str, str]


@probe("model_downloads")
def model_downloads(world: World, asked: Asked, as_of: str | None) -> Answer:
    """Downloads of one model in some months, whole months that captures cover, added up."""
    first, last = asked.months
    flows = pq.read_table(
        world.table("monthly_flows", as_of),
        columns=["month", "model_id", "flow", "is_partial"],
        filters=(pc.field("model_id") == asked.only)
        & (pc.field("month") >= first)
        & (pc.field("month") <= last),
    )
    months = {row["month"]: float(row["flow"]) for row in flows.to_pylist() if row["flow"] is not None}
    if not months:
        return Answer(None, Unit.COUNT)
    wanted = len(months_between(first, last))
    return Answer(sum(months.values()), Unit.COUNT, f"window: {len(months)} of {wanted} months are covered")

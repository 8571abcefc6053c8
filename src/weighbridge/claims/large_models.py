"""Statements about how many large models makers of a country release."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow.parquet as pq

from weighbridge.claims.asking import Ask
from weighbridge.claims.tried import Side, Tried
from weighbridge.entities.organisations import country_of, load_countries
from weighbridge.statistics.claims import Band, Outcome, increase_bands, joined, value_outcome
from weighbridge.statistics.counts import growth
from weighbridge.store.arrow import pc

BILLION = 1_000_000_000
READINGS = (100, 0)
"""What is added to a per cent to make it the part of before: "250 % more" is 350 %, or 250 % is meant."""


def grew(ask: Ask, increases: Mapping[str, float], over_billion: int, year: int) -> list[Tried]:
    """Whether own releases over a size grew by so many per cent on the year before, in each country.

    "250 % increase" is tried both ways: 3.5 times and 2.5 times as many. A repository is a release; those of
    unknown size bound the growth. The lists were captured later: what was deleted is missing.
    """
    rows = _releases(ask)
    tracked = [row for row in rows if row["is_tracked"]]
    lists = {"the ATOM Project's tracked list": tracked, "all stored lists": rows}
    return [
        _tried(own, name, increases, reading, over_billion, year)
        for name, own in lists.items()
        if own
        for reading in range(len(READINGS))
    ] or ask.missing()


def _releases(ask: Ask) -> list[dict[str, Any]]:
    table = pq.read_table(
        ask.world.table("origins", ask.day),
        columns=["organisation_id", "parameters", "created_on", "is_tracked"],
        filters=pc.field("copy_kind") == "first_party",
    )
    return [row for row in table.to_pylist() if row["organisation_id"] and row["created_on"]]


def _tried(
    rows: Sequence[Mapping[str, Any]],
    name: str,
    increases: Mapping[str, float],
    reading: int,
    over_billion: int,
    year: int,
) -> Tried:
    """Both countries' growth on one list, under one reading of the per cent."""
    read_as = " and ".join(f"{(percent + READINGS[reading]) / 100:g}" for percent in increases.values())
    outcomes, texts, sides = list[Outcome](), list[str](), list[Side]()
    for country, percent in increases.items():
        counts = [_counted(rows, country, when, over_billion * BILLION) for when in (year, year - 1)]
        (after, unknown_after), (before, unknown_before) = counts
        found = growth(after, before, unknown_1=unknown_after, unknown_0=unknown_before)
        band = increase_bands(percent)[reading]
        # The bands are of the ratio, after over before: growth and one.
        shifted = Band(band.low - 1, band.high - 1, band.is_low_open, band.is_high_open)
        bounds = (found.bound_low, found.bound_high)
        outcomes.append(value_outcome(found.value, shifted, (found.low, found.high), bounds))
        sides.append(Side(country, found.value, found.low, found.high, *bounds))
        texts.append(f"{load_countries()[country].name} {before} to {after}{_times(found.value, bounds)}")
    return Tried(
        f"{name}, read as {read_as} times",
        joined(outcomes),
        "; ".join(texts),
        f"{year}-12",
        {"list": name, "per cent": read_as},
        tuple(sides),
        basis="interval",
        reason="" if "unavailable" not in outcomes else "No release of the year before is listed.",
        unit="change",
    )


def _times(value: float | None, bounds: tuple[float | None, float | None]) -> str:
    if value is None:
        return ""
    known = f", {value + 1:.2f} times"
    low, high = bounds
    return (
        known if low is None or high is None else f"{known} [{low + 1:.2f} to {high + 1:.2f}, sizes unknown]"
    )


def _counted(rows: Sequence[Mapping[str, Any]], country: str, year: int, least: int) -> tuple[int, int]:
    """Releases of a country's makers in a year over a size, and those of unknown size."""
    mine = [
        row["parameters"]
        for row in rows
        if row["created_on"].year == year and country_of(row["organisation_id"], row["created_on"]) == country
    ]
    return sum(size is not None and size > least for size in mine), sum(size is None for size in mine)

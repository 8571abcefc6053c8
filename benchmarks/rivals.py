"""Plain rivals: what anyone would write to get one month's shares by country, without interval or bounds.

    python benchmarks/rivals.py starter duckdb|polars [COUNT]    from the shipped facts, COUNT times over

One question a scan: a rival that is asked for another definition reads the facts again.
"""

from __future__ import annotations

import csv
import json
import sys
import time
from importlib.resources import files
from pathlib import Path
from typing import Any

STARTER = Path(str(files("weighbridge"))) / "starter" / "snapshots" / "osir"
MONTH = "2025-08"


def _countries() -> dict[str, str]:
    """The country of each Hub account, by the judgements that are in force without an end."""
    folder = Path(str(files("weighbridge.entities"))) / "judgements"
    with (folder / "organisations.csv").open(encoding="utf-8", newline="") as stream:
        seat = {row["organisation_id"]: row["country"] for row in csv.DictReader(stream)}
    with (folder / "accounts.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["platform"] == "huggingface"]
    return {row["account"]: seat.get(row["organisation_id"], "unknown") for row in rows}


def starter_duckdb() -> list[tuple[Any, ...]]:
    """Shares of the month by country, in DuckDB."""
    import duckdb

    con = duckdb.connect()
    con.execute("CREATE TABLE seat (account VARCHAR, country VARCHAR)")
    con.executemany("INSERT INTO seat VALUES (?, ?)", list(_countries().items()))
    return con.execute(
        f"""SELECT coalesce(country, 'unknown') AS g, sum(value) / sum(sum(value)) OVER () FROM
        read_parquet('{STARTER}/*/model_observations.parquet') o
        LEFT JOIN seat s ON s.account = split_part(model_id, '/', 1)
        WHERE measure = 'downloads_30d' AND month = '{MONTH}' GROUP BY g ORDER BY g"""
    ).fetchall()


def starter_polars() -> list[tuple[Any, ...]]:
    """Shares of the month by country, in Polars."""
    import polars as pl

    held = _countries()
    seat = pl.LazyFrame({"account": list(held), "country": list(held.values())})
    rows = pl.scan_parquet(f"{STARTER}/*/model_observations.parquet").filter(
        (pl.col("measure") == "downloads_30d") & (pl.col("month") == MONTH)
    )
    named = rows.with_columns(account=pl.col("model_id").str.split("/").list.first())
    joined = named.join(seat, on="account", how="left").group_by(pl.col("country").fill_null("unknown"))
    return (
        joined.agg(pl.col("value").sum())
        .with_columns(pl.col("value") / pl.col("value").sum())
        .collect()
        .rows()
    )


WORLD = {"all": "true", "llm_vlm": "is_language"}
FLOORS = {"none": "true", "1b": "size_class IN ('1b_to_7b', '7b_to_70b', '70b_and_more')"}


def hub_duckdb(folder: Path, population: str, floor: str) -> int:
    """Month and country of a synthetic Hub under one definition, by a plain rescan in DuckDB."""
    import duckdb

    con = duckdb.connect()
    con.execute("SET memory_limit = '4GB'")
    found = con.execute(
        f"""SELECT o.month, coalesce(s.country, 'unknown') AS g, sum(o.value) FROM
        read_parquet('{folder}/observations/*.parquet') o
        JOIN read_parquet('{folder}/origins.parquet') r USING (model_id)
        LEFT JOIN read_parquet('{folder}/seats.parquet') s USING (organisation_id)
        WHERE {WORLD[population]} AND {FLOORS[floor]} GROUP BY ALL"""
    ).fetchall()
    return len(found)


def hub_polars(folder: Path, population: str, floor: str) -> int:
    """The same in Polars."""
    import polars as pl

    sizes = ["1b_to_7b", "7b_to_70b", "70b_and_more"]
    made = pl.scan_parquet(f"{folder}/origins.parquet")
    made = made.filter(pl.col("is_language")) if population == "llm_vlm" else made
    made = made.filter(pl.col("size_class").is_in(sizes)) if floor == "1b" else made
    seat = pl.scan_parquet(f"{folder}/seats.parquet").select("organisation_id", "country")
    named = made.select("model_id", "organisation_id").join(seat, on="organisation_id", how="left")
    rows = pl.scan_parquet(f"{folder}/observations/*.parquet").select("month", "model_id", "value")
    joined = rows.join(named, on="model_id", how="inner")
    grouped = joined.group_by("month", pl.col("country").fill_null("unknown")).agg(pl.col("value").sum())
    return grouped.collect(engine="streaming").height


def main(words: list[str]) -> None:
    """Answer, and print the seconds of each answer."""
    kind, rival = words[0], words[1]
    seconds = []
    if kind == "starter":
        for _ in range(int(words[2]) if len(words) > 2 else 1):
            start = time.perf_counter()
            found = {"duckdb": starter_duckdb, "polars": starter_polars}[rival]()
            seconds.append(time.perf_counter() - start)
            if not found:
                raise SystemExit("the rival found nothing")
    else:
        for definition in words[3:]:
            population, floor = definition.split(",")
            start = time.perf_counter()
            {"duckdb": hub_duckdb, "polars": hub_polars}[rival](Path(words[2]), population, floor)
            seconds.append(time.perf_counter() - start)
    print(json.dumps({"seconds": seconds}))


if __name__ == "__main__":
    main(sys.argv[1:])

"""A synthetic Hub: invented models, accounts and counts with the pathologies of real ones.

Nothing in it is real and nothing of it is ever shipped or published as a figure. The same size and seed give
the same rows. Observations are Parquet, one partition a capture; the tables they are joined to stand beside.

    python benchmarks/synthetic_hub.py FOLDER --models 30000 --observations 1100000
"""

from __future__ import annotations

import argparse
import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from weighbridge.catalogue import registry
from weighbridge.store.contract import ARROW

LIST = "synthetic"
NOTE = "synthetic: every name and count is invented"
COUNTRIES = ("US", "CN", "FR", "DE", "KR", "GB", "AE", "CA", "IN", "XX", "NONE")
COUNTRY_PARTS = (0.38, 0.27, 0.08, 0.06, 0.05, 0.05, 0.02, 0.03, 0.02, 0.03, 0.01)
SIZES = ("unknown", "under_1b", "1b_to_7b", "7b_to_70b", "70b_and_more")
COPIES = ("other", "first_party", "copy")
KINDS, KIND_PARTS = 3, (0.6, 0.3, 0.1)
FIRST_PANEL = 0.5
"""Part of all models that the first capture watches; the panel grows evenly to all of them."""
TWIN_EVERY = 500
SPIKES_A_CAPTURE = 3
SPIKE = 400


@dataclass(frozen=True, slots=True)
class Size:
    """How much to invent. ``accounts`` of which ``organisations`` have a known maker."""

    models: int
    observations: int
    accounts: int
    organisations: int
    seed: int = 20261123

    @property
    def captures(self) -> int:
        """How many captures it takes, one a month, the panel growing from half to whole."""
        return max(2, round(self.observations / (self.models * (1 + FIRST_PANEL) / 2)))

    def watched(self, capture: int) -> int:
        """How many models a capture watches: those created first."""
        part = FIRST_PANEL + (1 - FIRST_PANEL) * capture / (self.captures - 1)
        return int(self.models * part)


def size_of(models: int, observations: int, accounts: int = 0, seed: int = 20261123) -> Size:
    """A size with the usual proportions: one account for five models, 3,000 of them of known makers."""
    held = accounts or max(20, models // 5)
    return Size(models, observations, held, max(10, min(held // 2, 3_000)), seed)


def write_hub(folder: Path, size: Size) -> None:
    """Write the whole world into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "README").write_text(f"{NOTE}\n{size}\n", encoding="utf-8")
    rng = np.random.default_rng(size.seed)
    account = _accounts(size, rng)
    names = pa.array([f"acct{a:07}/model-{i:08}" for i, a in enumerate(account.tolist())], pa.string())
    scale = np.exp(rng.normal(3.0, 2.6, size.models))
    _write(folder / "origins.parquet", _origins(size, account, names, rng))
    _write(folder / "seats.parquet", _seats(size, rng))
    _write(folder / "monthly_flows.parquet", as_declared("monthly_flows", {}, 0))
    _write(folder / "origin_parts.parquet", as_declared("origin_parts", {}, 0))
    spikes = [_write_capture(folder, size, capture, names, scale, rng) for capture in range(size.captures)]
    _write(folder / "count_states.parquet", pa.concat_tables(spikes))
    _write(folder / "crawls.parquet", _crawls(size))


def world_of(scratch: Path, models: int, observations: int, accounts: int) -> Path:
    """The folder of a world of this size, invented if it is not there yet.

    In a process of its own: a child that is measured later inherits the peak of memory its parent ever had.
    """
    from benchmarks.measure import child, python

    folder = scratch / f"hub-{models}-{observations}-{accounts}"
    if not (folder / "crawls.parquet").is_file():
        size = ("--models", str(models), "--observations", str(observations), "--accounts", str(accounts))
        child(python(__file__, str(folder), *size))
    return folder


def as_declared(table: str, columns: Mapping[str, object], rows: int) -> pa.Table:
    """A table with every declared column; those not given are empty."""
    declared = registry.table(table).columns
    return pa.table(
        {
            column.name: (
                pa.array(columns[column.name], ARROW[column.type])
                if not isinstance(columns.get(column.name), pa.Array)
                else columns[column.name]
            )
            if column.name in columns
            else pa.nulls(rows, ARROW[column.type])
            for column in declared
        }
    )


def day_of(capture: int) -> datetime.date:
    """The day of a capture: the 20th of its month, from 2022 on."""
    return datetime.date(2022 + capture // 12, capture % 12 + 1, 20)


def _accounts(size: Size, rng: np.random.Generator) -> np.ndarray:
    """The account of each model: a few hold very many."""
    return np.minimum((size.accounts * rng.random(size.models) ** 3).astype(np.int64), size.accounts - 1)


def _origins(size: Size, account: np.ndarray, names: pa.Array, rng: np.random.Generator) -> pa.Table:
    """Who published each model and what it is, twins of spelling included."""
    n = size.models
    twins = np.arange(0, n, TWIN_EVERY)
    every = np.concatenate([np.arange(n), twins])
    spelled = pa.concat_arrays([names, twin_names(names, twins)])
    holder = account[every]
    known = holder < size.organisations
    label = np.char.add("acct", np.char.zfill(holder.astype(str), 7))
    organisation = np.char.add("org", np.char.zfill(holder.astype(str), 7))
    # An account publishes a few kinds of model, so most of its models look alike on every axis.
    kind = rng.choice(KINDS, n, p=KIND_PARTS)
    traits = np.random.default_rng([size.seed, 1]).integers(0, 1 << 30, (size.accounts, KINDS))
    trait = traits[account, kind][every]
    family, rest = trait % 400, trait // 400
    columns = {
        "platform": pa.array(["huggingface"] * len(every)),
        "model_id": spelled,
        "canonical_id": names.take(pa.array(every)),
        "account": pa.array(label),
        "unit": pa.array(np.where(known, organisation, label)),
        "organisation_id": pa.array(organisation, mask=~known),
        "role": pa.array(np.where(known, "first_party", "unknown")),
        "copy_kind": pa.array(np.array(COPIES)[rest % 3]),
        "base_organisation_id": pa.array([None] * len(every), pa.string()),
        "family_id": pa.array(np.char.add("family-", family.astype(str)), mask=(family >= 120) | ~known),
        "line_pattern": pa.array(np.char.add("line-", (family % 40).astype(str)), mask=family >= 120),
        "is_language": pa.array(rest // 3 % 10 < 6, mask=rest // 3 % 10 == 9),
        "is_tracked": pa.array((rng.random(n) < 0.0005)[every]),
        "size_class": pa.array(np.array(SIZES)[rest // 30 % len(SIZES)]),
        "is_created_floor": pa.array(np.zeros(len(every), dtype=bool)),
    }
    return as_declared("origins", columns, len(every))


def twin_names(names: pa.Array, at: np.ndarray) -> pa.Array:
    """The same ids spelled with a capital."""
    return pa.array([f"A{name[1:]}" for name in names.take(pa.array(at)).to_pylist()], pa.string())


def _seats(size: Size, rng: np.random.Generator) -> pa.Table:
    n = size.organisations
    ids = [f"org{i:07}" for i in range(n)]
    country = np.array(COUNTRIES)[rng.choice(len(COUNTRIES), n, p=COUNTRY_PARTS)]
    columns = {
        "organisation_id": pa.array(ids),
        "seat_from": pa.array([datetime.date(1900, 1, 1)] * n, pa.date32()),
        "name": pa.array(ids),
        "country": pa.array(country),
        "owner_id": pa.array(ids),
        "owner_country": pa.array(country),
    }
    return as_declared("seats", columns, n)


def _write_capture(
    folder: Path, size: Size, capture: int, names: pa.Array, scale: np.ndarray, rng: np.random.Generator
) -> pa.Table:
    """One partition of observations; returns the counts that are spikes."""
    watched = size.watched(capture)
    value = (scale[:watched] * np.exp(rng.normal(0, 0.3, watched))).astype(np.int64)
    usual = value.copy()
    peaks = rng.choice(watched, SPIKES_A_CAPTURE, replace=False)
    value[peaks] = (value[peaks] + 5_000) * SPIKE
    twins = np.arange(0, watched, TWIN_EVERY)
    ids = pa.concat_arrays([names.slice(0, watched), twin_names(names, twins)])
    counts = np.concatenate([value, value[twins] // 2])
    rows = len(counts)
    day, name = day_of(capture), f"capture-{capture:03}"
    columns = {
        "list_id": _same(LIST, rows),
        "platform": _same("huggingface", rows),
        "crawl_id": _same(name, rows),
        "observed_on": pa.array(np.full(rows, day, dtype="datetime64[D]")),
        "month": _same(f"{day:%Y-%m}", rows),
        "model_id": ids,
        "measure": _same("downloads_30d", rows),
        "value": pa.array(counts),
        "quality": _same("ok", rows),
        "source": _same(LIST, rows),
        "snapshot_date": _same(day.isoformat(), rows),
    }
    target = folder / "observations" / f"{name}.parquet"
    _write(target, as_declared("model_observations", columns, rows))
    flagged = {
        "list_id": pa.array([LIST] * len(peaks)),
        "crawl_id": pa.array([name] * len(peaks)),
        "model_id": names.take(pa.array(peaks)),
        "state": pa.array(["spike"] * len(peaks)),
        "value": pa.array(value[peaks]),
        "base": pa.array(usual[peaks]),
    }
    return as_declared("count_states", flagged, len(peaks))


def _same(word: str, rows: int) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(rows, dtype=np.int8)), [word]).cast(pa.string())


def _crawls(size: Size) -> pa.Table:
    n = size.captures
    columns = {
        "list_id": [LIST] * n,
        "crawl_id": [f"capture-{i:03}" for i in range(n)],
        "month": [f"{day_of(i):%Y-%m}" for i in range(n)],
        "observed_on": [day_of(i) for i in range(n)],
        "models": [size.watched(i) for i in range(n)],
        "accounts": [size.accounts] * n,
        "stale_models": [0] * n,
        "is_month_list": [True] * n,
        "is_widest": [True] * n,
    }
    return as_declared("crawls", columns, n)


def _write(path: Path, table: pa.Table) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, path, compression="zstd", row_group_size=1 << 19)


def main() -> None:
    """Write a world of the size asked for."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("folder", type=Path)
    words.add_argument("--models", type=int, default=3_000_000)
    words.add_argument("--observations", type=int, default=110_000_000)
    words.add_argument("--accounts", type=int, default=0)
    words.add_argument("--seed", type=int, default=20261123)
    given = words.parse_args()
    write_hub(given.folder, size_of(given.models, given.observations, given.accounts, given.seed))


if __name__ == "__main__":
    main()

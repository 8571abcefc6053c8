"""Stores to test on: the tiny world, worlds made in a test, and the starter snapshot, each built once."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import weighbridge
from weighbridge.api import Weighbridge
from weighbridge.store.home import Home

RAW = Path(__file__).parent / "raw"
TODAY = date(2026, 11, 22)
LISTINGS = ("2025-10-15", "2025-11-15", "2025-12-15")


def bare(folder: Path) -> Weighbridge:
    """A store without the starter snapshot, in ``folder``."""
    wb = weighbridge.open(folder)
    wb.home = Home(wb.home.root, folder / "no-starter")
    return wb


def take(wb: Weighbridge, source: str, path: Path, as_of: str):
    """Import a file as of a day, whatever today is."""
    return wb.import_file(source, path, as_of, today=TODAY)


def take_raw(wb: Weighbridge, *names: str) -> Weighbridge:
    """Import files of ``raw/`` whose names are source and date."""
    for name in names:
        source, _, day = Path(name).stem.rpartition("_")
        take(wb, source, RAW / name, day)
    return wb


def take_records(wb: Weighbridge, folder: Path, as_of: str, records: Iterable[Mapping], source="hub_models"):
    """Import records made in a test as JSON lines."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{source}-{as_of}.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return take(wb, source, path, as_of)


def of_counts(folder: Path, months: Mapping[str, Mapping[str, int | None]]) -> Weighbridge:
    """A store of crawls of accounts, taken in one file: for each day the 30-day downloads of each model."""
    records = [
        {
            "folder": day,
            "date_crawl": day,
            "repo": name.partition("/")[0],
            "model_name": name.partition("/")[2],
            "downloads_last_month": count,
        }
        for day, counts in months.items()
        for name, count in counts.items()
    ]
    wb = bare(folder / "home")
    take_records(wb, folder, max(months), records, source="osir")
    return wb


def tree(folder: Path) -> dict[str, str]:
    """SHA-256 of every file under a folder but the lock, by relative path."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


def values(result) -> dict[tuple[str, str], float | None]:
    """The value of each month and group of a result."""
    return {(row.month, row.group): row.value for row in result.rows}


def month_values(result, month: str) -> dict[str, float]:
    """The values of one month without groups that hold nothing."""
    return {row.group: row.value for row in result.rows if row.month == month and row.value}


def parts(**masses: float) -> dict[str, float]:
    """Shares of a whole, from masses worked out by hand."""
    whole = sum(masses.values())
    return {group: mass / whole for group, mass in masses.items()}


def shared_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder all workers of one run share: two processes may build one store at a time."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if base.name.startswith("popen-") else base


@functools.cache
def _tiny(folder: Path) -> Weighbridge:
    wb = bare(folder)
    listings = (f"hub_models_{day}.jsonl" for day in LISTINGS)
    return take_raw(wb, *listings, "atom_tracked_models_2025-12-01.csv", "osir_2025-12-20.csv")


@functools.cache
def _whole(folder: Path) -> Weighbridge:
    """The tiny world and every file of ``raw/more``: something for each indicator."""
    wb = _tiny(folder)
    return take_raw(wb, *sorted(f"more/{path.name}" for path in (RAW / "more").iterdir()))


@functools.cache
def _panels(folder: Path) -> Weighbridge:
    return take_raw(bare(folder), "osir_2025-01-14.csv")


@functools.cache
def _starter(folder: Path) -> Weighbridge:
    return weighbridge.open(folder)


@functools.cache
def _starter_facts():
    from tests.tiny_world.reckoning import starter_world

    return starter_world()


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Weighbridge:
    """The three Hub listings and the tracked list of the tiny world; not to be written to."""
    return _tiny(shared_root(tmp_path_factory) / "tiny-home")


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Weighbridge:
    """The tiny world with boards, scores and votes; not to be written to."""
    return _whole(shared_root(tmp_path_factory) / "whole-home")


@pytest.fixture(scope="session")
def panels(tmp_path_factory: pytest.TempPathFactory) -> Weighbridge:
    """The crawls of METHODS' example on panels that change; not to be written to."""
    return _panels(shared_root(tmp_path_factory) / "panels-home")


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Weighbridge:
    """A store that answers from the shipped starter snapshot; not to be written to."""
    return _starter(shared_root(tmp_path_factory) / "starter-home")


@pytest.fixture(scope="session")
def facts(starter: Weighbridge):
    """The starter's facts as plain rows, for expectations worked out beside the program."""
    found = _starter_facts()
    columns = ["canonical_id", "copied_organisation_id"]
    copied = pq.read_table(starter.table("origin_parts"), columns=columns).to_pylist()
    found.copied = {row[columns[0]]: row[columns[1]] for row in copied if row[columns[1]]}
    return found

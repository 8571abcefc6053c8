"""A stand-in for the Hub, and a store that fetches from it."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pyarrow as pa
import pytest
from tests.live.stand_in import StandIn, serving
from tests.tiny_world.worlds import bare

from weighbridge.entities.fetched_accounts import fetch_plans
from weighbridge.store.fetching.running import Outcome, Run
from weighbridge.store.fetching.web import Clock

DAY = datetime.date(2026, 11, 1)


class Time:
    """A clock that goes on only when somebody waits."""

    def __init__(self) -> None:
        self.at = 0.0
        self.waits: list[float] = []

    def wait(self, seconds: float) -> None:
        self.at += seconds
        self.waits.append(seconds)


class Visitor:
    """Fetches into a store of its own, with a clock that costs no time."""

    def __init__(self, folder: Path) -> None:
        self.bridge = bare(folder / "home")
        self.home = self.bridge.home
        self.time = Time()
        self.said: list[str] = []

    def fetch(self, *names: str, day: datetime.date = DAY, accounts=(), fresh: bool = False) -> list[Outcome]:
        plans = fetch_plans(self.home, names, accounts, fresh, day)
        run = Run(
            self.home,
            [item.source for item in plans],
            self.said.append,
            Clock(lambda: self.time.at, self.time.wait),
        )
        found = run.all(plans)
        self.bridge._forget()
        return found

    def one(self, name: str = "hub_models", **options) -> Outcome:
        (found,) = self.fetch(name, **options)
        return found

    def folder(self, name: str = "hub_models", day: datetime.date = DAY) -> Path:
        return self.home.snapshots / name / day.isoformat()

    def records(self, name: str = "hub_models", day: datetime.date = DAY) -> list[dict]:
        with pa.input_stream(str(self.folder(name, day) / "records.jsonl.zst"), compression="zstd") as stream:
            return [json.loads(line) for line in stream.read().splitlines()]


@pytest.fixture
def hub(monkeypatch) -> StandIn:
    with serving() as server:
        monkeypatch.setenv("WEIGHBRIDGE_MIRRORS", f"https://huggingface.co={server.url}")
        monkeypatch.delenv("HF_TOKEN", raising=False)
        yield server


@pytest.fixture
def visitor(tmp_path) -> Visitor:
    return Visitor(tmp_path)

"""Remembered keys: read where nothing changed, worked out where anything did, and never trusted damaged."""

from __future__ import annotations

from tests.tiny_world.worlds import LISTINGS, RAW, bare, take

from weighbridge.store import table_keys
from weighbridge.store.derived import Builder
from weighbridge.store.engine import VARIABLE


def test_keys_are_read_again_and_are_those_worked_out(tmp_path, monkeypatch):
    wb = bare(tmp_path / "home")
    take(wb, "hub_models", RAW / f"hub_models_{LISTINGS[0]}.jsonl", LISTINGS[0])
    first = Builder(wb.home)
    assert not first.is_built("ancestry")
    worked_out = first.key("ancestry")
    monkeypatch.setattr(Builder, "_key", lambda self, name: "worked out anew")
    again = Builder(wb.home)
    assert again.key("ancestry") == worked_out
    (file,) = (wb.home.cache / "keys").iterdir()
    file.write_text(file.read_text().replace(worked_out, "0" * len(worked_out)))
    assert Builder(wb.home).key("ancestry") == "worked out anew"


def test_another_snapshot_and_other_code_are_another_state(tmp_path, monkeypatch):
    wb = bare(tmp_path / "home")
    take(wb, "hub_models", RAW / f"hub_models_{LISTINGS[0]}.jsonl", LISTINGS[0])
    one = Builder(wb.home)
    before = (one.key("ancestry"), table_keys.state_of(one.snapshots))
    take(wb, "hub_models", RAW / f"hub_models_{LISTINGS[1]}.jsonl", LISTINGS[1])
    two = Builder(wb.home)
    after = (two.key("ancestry"), table_keys.state_of(two.snapshots))
    assert before[0] != after[0]
    assert before[1] != after[1]
    monkeypatch.setattr(table_keys, "code_digest", lambda: "other code")
    assert table_keys.state_of(two.snapshots) != after[1]


def test_another_engine_never_takes_the_keys_of_this_one(tmp_path, monkeypatch):
    """Sums may differ in their last digit: what one engine made is not what the other is asked for."""
    wb = bare(tmp_path / "home")
    take(wb, "hub_models", RAW / f"hub_models_{LISTINGS[0]}.jsonl", LISTINGS[0])
    own = Builder(wb.home)
    assert not own.is_built("ancestry")
    monkeypatch.setenv(VARIABLE, "local[1]")
    other = Builder(wb.home)
    assert not other.is_built("ancestry")
    assert other.key("ancestry") != own.key("ancestry")
    monkeypatch.delenv(VARIABLE)
    assert Builder(wb.home).key("ancestry") == own.key("ancestry")

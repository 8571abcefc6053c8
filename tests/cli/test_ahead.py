"""The second process of a first report changes no byte and ends with it."""

import os
import subprocess

import pytest
from tests.tiny_world.worlds import LISTINGS, bare, take_raw, tree

from weighbridge.api import Weighbridge
from weighbridge.catalogue import registry
from weighbridge.cli.ahead import answer, second_process

NAMES = ("concentration", "download_share", "release_count")


@pytest.fixture
def few(monkeypatch):
    """Three indicators and no statements: enough to compare."""
    found = [registry.indicator(name) for name in NAMES]
    monkeypatch.setattr(Weighbridge, "indicators", lambda self: found)
    monkeypatch.setattr("weighbridge.claims.judging.claims", list)
    return found


def world(folder):
    return take_raw(bare(folder), *(f"hub_models_{day}.jsonl" for day in LISTINGS))


def test_what_it_stores_is_what_the_report_would_have_stored(tmp_path, few):
    one, other = world(tmp_path / "one"), world(tmp_path / "other")
    answer(one)
    for indicator in few:
        for group in indicator.groups:
            other.indicator(indicator.name, group=group)
    stored = tree(other.home.root / "results")
    assert len(stored) == 2 * sum(len(indicator.groups) for indicator in few)
    assert stored == tree(one.home.root / "results")


def test_it_ends_with_the_block_and_is_not_started_for_little(tmp_path, monkeypatch):
    started = []
    real = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda *a, **k: started.append(real(*a, **k)) or started[-1])
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    with second_process(tmp_path / "home", is_worth_it=False):
        assert not started
    with second_process(tmp_path / "home", is_worth_it=True):
        assert started[0].poll() is None
    assert started[0].poll() is not None

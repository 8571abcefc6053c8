"""The second process of a first report changes no byte and ends with it."""

import os
import subprocess

import pytest
from tests.tiny_world.worlds import LISTINGS, bare, take_raw, tree

from weighbridge.api import Weighbridge
from weighbridge.catalogue import registry
from weighbridge.cli.ahead import answer, second_process
from weighbridge.web.plug import Plug
from weighbridge.web.site import build_site

NAMES = ("download_share", "release_count")


@pytest.fixture
def few(monkeypatch):
    """Two indicators and no statements: enough to compare."""
    found = [registry.indicator(name) for name in NAMES]
    monkeypatch.setattr(Weighbridge, "indicators", lambda self: found)
    monkeypatch.setattr("weighbridge.claims.judging.claims", list)
    return found


def world(folder):
    return take_raw(bare(folder), *(f"hub_models_{day}.jsonl" for day in LISTINGS))


def test_what_it_keeps_is_what_the_report_would_have_made(tmp_path, few):
    one, other = world(tmp_path / "one"), world(tmp_path / "other")
    answer(one)
    ahead = tree(one.home.root / "results")
    assert len(ahead) >= 2 * sum(len(indicator.groups) for indicator in few)
    pictures = set((one.home.cache / "drawings").glob("*.png"))
    assert len(pictures) > len(few)
    for wb in (one, other):
        build_site(Plug(wb), tmp_path / f"{wb.home.root.name}-site", wb.home.cache)
    stored = tree(other.home.root / "results")
    assert stored == tree(one.home.root / "results")
    assert ahead.items() <= stored.items()
    assert tree(tmp_path / "one-site") == tree(tmp_path / "other-site")
    # All that it drew was taken.
    assert {path.name for path in pictures} <= {p.name for p in (other.home.cache / "drawings").glob("*.png")}


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

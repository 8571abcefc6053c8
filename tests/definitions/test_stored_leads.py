"""Leads asked again are read: the same to the last digit, and computed anew where the file is damaged."""

import json

from tests.tiny_world.worlds import LISTINGS, bare, take_raw


def test_what_is_read_is_what_was_computed(tmp_path):
    wb = take_raw(bare(tmp_path / "home"), *(f"hub_models_{day}.jsonl" for day in LISTINGS))
    first = wb.lead("download_share", "CN", "US")
    (path,) = (tmp_path / "home" / "cache" / "leads" / "download_share").glob("*.json")
    assert wb.lead("download_share", "CN", "US") == first
    assert wb.lead("download_share", "US", "CN").value == -first.value

    held = json.loads(path.read_bytes())
    held["value"][-1]["value"] = 0.99
    path.write_text(json.dumps(held), encoding="utf-8")
    assert wb.lead("download_share", "CN", "US") == first

    path.write_bytes(path.read_bytes()[:40])
    assert wb.lead("download_share", "CN", "US") == first


def test_another_snapshot_gives_another_lead(tmp_path):
    wb = take_raw(bare(tmp_path / "home"), f"hub_models_{LISTINGS[0]}.jsonl")
    first = wb.lead("download_share", "CN", "US")
    take_raw(wb, f"hub_models_{LISTINGS[1]}.jsonl")
    assert wb.lead("download_share", "CN", "US").month != first.month

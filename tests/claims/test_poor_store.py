"""A store that holds next to nothing: each claim says what is missing, none fails."""

import pytest
from tests.tiny_world.worlds import bare, take_records

from weighbridge.claims.judging import claims


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    """The claims of a store that holds one listing of one model."""
    folder = tmp_path_factory.mktemp("poor")
    wb = bare(folder / "home")
    take_records(wb, folder, "2026-11-01", [{"id": "Qwen/Qwen3-8B", "downloads": 5, "likes": 1}])
    return wb.claims()


@pytest.mark.parametrize("claim", claims(), ids=[claim.id for claim in claims()])
def test_a_claim_without_its_data_is_judged_and_says_what_it_lacks(room, claim):
    found = room.one(claim.id)
    told = [row for row in found.tried if row.outcome != "unavailable"]
    assert found.word
    assert told or found.missing or found.key in ("no_source_found", "misattributed", "distorted")
    assert all(row.reason for row in found.owed)

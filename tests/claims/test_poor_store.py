"""A store that holds next to nothing: each claim says what is missing, none fails."""

import pytest
from tests.tiny_world.worlds import bare, take_records, whole  # noqa: F401  # a fixture

from weighbridge.claims.judging import claims
from weighbridge.claims.replications import CANNOT, replicate


@pytest.fixture(scope="module")
def poor(tmp_path_factory):
    """A store that holds one listing of one model."""
    folder = tmp_path_factory.mktemp("poor")
    wb = bare(folder / "home")
    take_records(wb, folder, "2026-11-01", [{"id": "Qwen/Qwen3-8B", "downloads": 5, "likes": 1}])
    return wb


@pytest.fixture(scope="module")
def room(poor):
    """The claims of that store."""
    return poor.claims()


@pytest.mark.parametrize("claim", claims(), ids=[claim.id for claim in claims()])
def test_a_claim_without_its_data_is_judged_and_says_what_it_lacks(room, claim):
    found = room.one(claim.id)
    told = [row for row in found.tried if row.outcome != "unavailable"]
    assert found.word
    assert told or found.missing or found.key in ("no_source_found", "misattributed", "distorted")
    assert all(row.reason for row in found.owed)


def test_published_figures_are_answered_or_say_what_is_missing(poor, whole):  # noqa: F811
    """Also where the sources hold other models than those the figures are about."""
    for world in (poor, whole):
        for row in replicate(world):
            assert (row.outcome == CANNOT) == (row.ours is None)
            assert row.outcome != CANNOT or row.reason


def test_a_verdict_moves_with_snapshots_and_each_move_is_dated(tmp_path):
    """Nothing of Baidu's is known, then a repository of June 2025, then one of 2024 turns the statement."""
    wb = bare(tmp_path / "home")
    made = [
        {"id": "Qwen/Qwen3-8B", "downloads": 5},
        {"id": "baidu/ERNIE-4.5-0.3B-PT", "downloads": 5, "createdAt": "2025-06-28T00:00:00.000Z"},
        {"id": "baidu/early", "downloads": 5, "createdAt": "2024-03-01T00:00:00.000Z"},
    ]
    for days, count in (("2026-11-01", 1), ("2026-11-08", 2), ("2026-11-15", 2), ("2026-11-22", 3)):
        take_records(wb, tmp_path, days, made[:count])
    room = wb.claims()
    moves = room.over_time(room.one("C18").claim)
    assert [(move["as_of"], move["verdict"]) for move in moves] == [
        ("2026-11-01", "not_testable"),
        ("2026-11-08", "supported"),
        ("2026-11-22", "contradicted"),
    ]

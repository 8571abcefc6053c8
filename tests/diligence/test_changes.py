"""What changed between captures: by hand on a small world, and what is known of two shipped days."""

from __future__ import annotations

import json
import math

import pytest
from tests.tiny_world.worlds import bare, take_records

from weighbridge.catalogue.errors import UsageError
from weighbridge.cli.diff import _next
from weighbridge.cli.program import run
from weighbridge.diligence.changes_asked import between, newest_two

A, B = "2026-10-01", "2026-11-01"


def hub(number: int, downloads: int, **others) -> dict:
    made = {"_id": f"{number:024x}", "id": f"org/model-{number}", "downloads": downloads, "likes": 10}
    return {**made, "createdAt": "2025-01-01T00:00:00Z", "pipeline_tag": "text-generation", **others}


BEFORE = [
    *(hub(number, 10_000) for number in range(20)),
    hub(20, 1_000_000, id="org/spike"),
    hub(21, 5_000, id="org/old-name"),
    hub(22, 5_000, id="org/gone"),
    hub(23, 5_000, id="lonely/gone"),
    hub(24, 5_000, id="org/freed", cardData={"license": "other"}),
    hub(25, 5_000, id="org/vision"),
    hub(26, 5_000, id="org/recounted", downloadsAllTime=90_000),
    hub(27, 5_000, id="org/redated"),
]
AFTER = [
    # The middle model doubles: that is the month, and no news of any one of them.
    *(hub(number, 20_000) for number in range(20)),
    hub(20, 4_000, id="org/spike"),
    hub(21, 10_000, id="elsewhere/new-name"),
    hub(24, 10_000, id="org/freed", cardData={"license": "mit"}),
    hub(25, 10_000, id="org/vision", pipeline_tag="image-text-to-text"),
    hub(26, 10_000, id="org/recounted", downloadsAllTime=70_000),
    hub(27, 10_000, id="org/redated", createdAt="2024-01-01T00:00:00Z"),
    hub(28, 30_000, id="org/fresh"),
]


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    folder = tmp_path_factory.mktemp("changes")
    wb = bare(folder / "home")
    for day, records in ((A, BEFORE), (B, AFTER)):
        take_records(wb, folder, day, records)
    return wb


def kinds(found) -> dict[str, set[str]]:
    return {
        kind: {row.model_id for row in found.rows if row.kind == kind}
        for kind in {row.kind for row in found.rows}
    }


def test_every_kind_of_change_is_told_apart(world):
    (found,) = between(world.home, world.table, A, B)
    assert kinds(found) == {
        "new": {"org/fresh"},
        "gone": {"org/gone", "lonely/gone"},
        "renamed": {"org/old-name"},
        "relicensed": {"org/freed"},
        "retagged": {"org/vision"},
        "restated": {"org/recounted", "org/redated"},
        "moved": {"org/spike"},
    }
    (renamed,) = found.of("renamed")
    assert (renamed.now, renamed.note) == ("elsewhere/new-name", "the platform's own key is the same")
    (licence,) = found.of("relicensed")
    assert (licence.was, licence.now) == ("other", "mit")
    notes = {row.model_id: row.note for row in found.of("gone")}
    assert "nothing of its account is listed any more" in notes["lonely/gone"]
    assert "account" not in notes["org/gone"]


def test_noise_is_the_middle_change_and_the_usual_distance_from_it(world):
    """25 of the 26 models on both days double, so the middle ratio is 2 and the spread the least there is."""
    (found,) = between(world.home, world.table, A, B)
    assert found.usual == pytest.approx(2.0)
    assert found.spread == 0.05
    (spike,) = found.of("moved")
    distance = abs(math.log(4_000 / 1_000_000) - math.log(2)) / 0.05
    assert f"{distance:.0f} times the usual distance" in spike.note
    whole = 20 * 10_000 + 1_000_000 + 7 * 5_000
    assert spike.weight == pytest.approx(1_000_000 / whole)


def test_a_name_that_two_share_is_no_rename_without_a_key(tmp_path):
    """Two quantisers give their files one name on one day; likes tell that they are not one model."""
    wb = bare(tmp_path / "home")
    plain = [{"id": f"org/m-{i}", "downloads": 5_000, "createdAt": "2025-01-01"} for i in range(3)]
    old = {"id": "a/x-GGUF", "downloads": 5_000, "likes": 50, "createdAt": "2025-02-01"}
    take_records(wb, tmp_path, A, [*plain, old, {**old, "id": "c/y"}])
    take_records(
        wb, tmp_path, B, [*plain, {**old, "id": "b/x-GGUF", "likes": 12}, {**old, "id": "d/y", "likes": 52}]
    )
    (found,) = between(wb.home, wb.table, A, B)
    assert [(row.model_id, row.now) for row in found.of("renamed")] == [("c/y", "d/y")]
    assert kinds(found)["gone"] == {"a/x-GGUF"}


def test_two_shipped_days_hold_the_spike_the_relicensed_and_the_gone(starter):
    """What the captures of os-ai-map are known for: one model's 165,732,702 downloads, then 1,928,171."""
    (found,) = between(starter.home, starter.table, "2026-04-28", "2026-06-10")
    assert (found.a.list_id, found.a.models, found.b.models) == ("os_ai_map", 1_963, 3_024)
    first = found.of("moved")[0]
    assert (first.model_id, first.was, first.now) == ("Qwen/Qwen3-VL-2B-Instruct", "165,732,702", "1,928,171")
    assert ("aisingapore/Apertus-SEA-LION-v4-8B-IT", "apache-2.0", "mit") in {
        (row.model_id, row.was, row.now) for row in found.of("relicensed")
    }
    assert "omni-research/Tarsier2-Recap-7b" in {row.model_id for row in found.of("gone")}
    assert found.of("restated") == []


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (("2026-11-01", "2026-10-01"), "not before"),
        (("2026-10-02", "2026-11-01"), "Captures held: hub_models: 2026-10-01, 2026-11-01"),
        (("yesterday", "2026-11-01"), "no date"),
    ],
)
def test_days_that_mean_nothing_are_told_with_what_is_held(world, days, words):
    with pytest.raises(UsageError, match=words):
        between(world.home, world.table, *days)


def test_a_list_takes_its_last_captures_up_to_the_days(world):
    (found,) = between(world.home, world.table, "2026-10-20", "2026-11-09", "hub_models")
    assert (found.a.day.isoformat(), found.b.day.isoformat()) == (A, B)
    with pytest.raises(UsageError, match="Nearest: hub_models"):
        between(world.home, world.table, A, B, "hub_model")


def test_watch_says_by_its_exit_code_whether_anything_changed_and_says_it_once(
    tmp_path, monkeypatch, capsysbinary
):
    wb = bare(tmp_path / "home")
    monkeypatch.setattr("weighbridge.api.find_home", lambda given=None: wb.home)
    take_records(wb, tmp_path, A, BEFORE)
    only = ("--list", "hub_models", "--quiet", "--format", "json")
    assert run(("watch", *only)) == 0
    take_records(wb, tmp_path, B, AFTER)
    assert len(newest_two(wb.home, wb.table)) == 1
    capsysbinary.readouterr()
    assert run(("watch", *only)) == 5
    told = json.loads(capsysbinary.readouterr().out)
    assert {row["kind"] for row in told} >= {"moved", "renamed", "relicensed"}
    assert all(row["is_large"] for row in told)
    assert run(("watch", *only)) == 0, "told once"
    assert run(("watch", *only, "--again")) == 5


def test_a_sum_of_an_account_is_no_model_to_ask_a_card_of(starter):
    """ModelScope's shipped captures are sums; the Hub's are models, and the first of them is named."""
    found = {item.b.list_id: _next(item) for item in newest_two(starter.home, starter.table)}
    assert found["osir_modelscope"] == "next: weighbridge indicator download_share"
    named = [said.removeprefix("next: weighbridge card ") for name, said in found.items() if "card" in said]
    assert named
    assert all("/" in model and not model.endswith("/all-models") for model in named)

"""Fields that appear, vanish or change their type between two snapshots."""

from __future__ import annotations

import datetime

import pyarrow.parquet as pq
from tests.live.conftest import DAY

LATER = DAY + datetime.timedelta(1)


def rows(visitor, table: str) -> list[dict]:
    return pq.read_table(visitor.bridge.table(table)).to_pylist()


def days(visitor, table: str, column: str = "observed_on") -> set[str]:
    return {str(row[column]) for row in rows(visitor, table)}


def change(hub, edit) -> None:
    for one in hub.models:
        one["lastModified"] = "2026-11-02T00:00:00.000Z"
        edit(one)


def test_a_new_field_is_noted_and_nothing_stops(hub, visitor):
    visitor.one()
    change(hub, lambda one: one.update(carbonFootprint=3))
    outcome = visitor.one(day=LATER)
    assert outcome.state == "whole"
    notes = visitor.bridge.snapshots("hub_models")[-1].manifest.notes
    assert "new fields: carbonFootprint." in notes
    assert days(visitor, "model_facts") == {"2026-11-01", "2026-11-02"}


def test_a_field_that_vanished_stops_its_table_and_the_rest_goes_on(hub, visitor):
    visitor.one()
    change(hub, lambda one: one.pop("downloads"))
    outcome = visitor.one(day=LATER)
    assert outcome.state == "stopped"
    assert set(outcome.stopped) == {"model_observations"}
    message = outcome.stopped["model_observations"]
    for words in (
        "hub_models of 2026-11-02",
        "'downloads' is missing",
        "models, page 1",
        "2026-11-01",
        "sources/hub_models.py",
    ):
        assert words in message
    assert days(visitor, "model_observations") == {"2026-11-01"}, "the last good snapshot stays in use"
    assert days(visitor, "model_facts") == {"2026-11-01", "2026-11-02"}, "what does not read it goes on"
    assert message in visitor.bridge.snapshots("hub_models")[-1].manifest.notes


def test_a_field_of_another_type_stops_what_reads_it_and_names_the_page(hub, visitor):
    visitor.one()
    old = sorted(hub.models, key=lambda one: one["createdAt"], reverse=True)[40:]
    for one in old:
        one["createdAt"] = {"seconds": 1}
    outcome = visitor.one(day=LATER)
    assert outcome.state == "stopped"
    assert set(outcome.stopped) == {"model_facts"}
    assert "'created_at' is an object from models, page" in outcome.stopped["model_facts"]
    assert outcome.quarantined == 1, (
        "the changed field is withheld; only a count that is too large is set aside"
    )
    assert days(visitor, "model_observations") == {"2026-11-01", "2026-11-02"}


def test_the_next_good_snapshot_is_read_again(hub, visitor):
    visitor.one()
    kept = [one.pop("downloads") for one in hub.models]
    visitor.one(day=LATER)
    for one, count in zip(hub.models, kept, strict=True):
        one["downloads"] = count + 1
    assert visitor.one(day=LATER + datetime.timedelta(1)).state == "whole"
    assert days(visitor, "model_observations") == {"2026-11-01", "2026-11-03"}

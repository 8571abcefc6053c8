"""Designations: the state on a day, both dates, suits and withdrawals, rows that break a rule."""

from datetime import date

import pytest

from weighbridge.catalogue.errors import ContractError
from weighbridge.diligence.own_lists import OwnLists
from weighbridge.entities import designations, judgement_files
from weighbridge.entities.designations import (
    Designation,
    designations_on,
    load_designations,
    rules_following,
)
from weighbridge.entities.instruments import load_instruments


def states(organisation, day):
    return {
        item.instrument_id: item.status for item in designations_on(organisation, date.fromisoformat(day))
    }


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-02-12", None),
        ("2026-02-13", "withdrawn"),
        ("2026-06-07", "withdrawn"),
        ("2026-06-08", "in_force"),
        ("2026-06-22", "in_force"),
        ("2026-06-23", "contested"),
    ],
)
def test_alibaba_on_the_1260h_list_day_by_day(day, expected):
    """Published and withdrawn on 13 February, published on 8 June, sued over from 23 June 2026."""
    assert states("alibaba", day).get("us-dod-1260h") == expected


def test_a_contested_listing_holds_since_it_began_not_since_the_suit():
    found = next(
        d for d in designations_on("alibaba", date(2026, 11, 1)) if d.instrument_id == "us-dod-1260h"
    )
    assert found.holds
    assert (found.true_from, found.since) == (date(2026, 6, 23), date(2026, 6, 8))


def test_pending_is_known_and_not_in_force():
    found = next(d for d in designations_on("deepseek", date(2026, 7, 1)) if d.status == "pending")
    assert (found.instrument_id, found.true_from, found.holds) == ("us-bis-entity-list", None, False)
    assert "us-bis-entity-list" not in states("deepseek", "2026-06-16")


def test_what_is_known_and_begins_later_is_future():
    later = Designation(
        "us-dod-1260h",
        "xiaomi",
        date(2026, 1, 1),
        "in_force",
        date(2026, 3, 1),
        None,
        None,
        "none",
        "made for the test",
        "test",
        "high",
        "",
    )
    seen = {}
    for day in ("2025-12-31", "2026-02-28", "2026-03-01"):
        found = designations_on("xiaomi", date.fromisoformat(day), [later])
        seen[day] = {d.instrument_id: d.status for d in found}.get("us-dod-1260h")
    assert seen == {"2025-12-31": None, "2026-02-28": "future", "2026-03-01": "in_force"}


def test_rules_that_take_over_a_lists_names_carry_their_own_day():
    found = {
        rule.instrument_id: status for rule, status in rules_following("us-dod-1260h", date(2026, 11, 1))
    }
    assert found == {"us-ndaa-2024-s805": "in_force", "us-ndaa-2024-s805-indirect": "future"}
    found = {rule.instrument_id: status for rule, status in rules_following("us-dod-1260h", date(2027, 7, 1))}
    assert set(found.values()) == {"in_force"}


def test_a_row_is_stale_thirty_one_days_after_it_was_confirmed():
    row = load_designations()[0]
    confirmed = Designation(
        **{
            **{n: getattr(row, n) for n in Designation.__dataclass_fields__},
            "confirmed_on": date(2026, 10, 1),
        }
    )
    assert not confirmed.is_stale(date(2026, 10, 31))
    assert confirmed.is_stale(date(2026, 11, 1))
    unconfirmed, held = OwnLists().stale_part(date(2026, 11, 26))
    assert (unconfirmed, held) == (
        sum(d.confirmed_on is None for d in load_designations()),
        len(load_designations()),
    )


def test_every_designation_has_a_source_and_someone_it_binds():
    for item in load_designations():
        assert item.source.startswith("https://")
        assert item.instrument.binds
    assert all(item.issuer and item.jurisdiction for item in load_instruments().values())


HEADER = ",".join(designations.COLUMNS)
GOOD = "us-dod-1260h,alibaba,2026-06-08,in_force,2026-06-08,,,none,read,https://example.org,high,"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (GOOD.replace("in_force", "blacklisted"), "status 'blacklisted'"),
        (GOOD.replace("alibaba", "alibabba"), "organisation_id 'alibabba'"),
        (GOOD.replace("us-dod-1260h", "us-dod-1270h"), "instrument_id 'us-dod-1270h'"),
        (GOOD.replace(",2026-06-08,in_force", ",,in_force"), "no known_from"),
        (GOOD.replace("in_force,2026-06-08", "in_force,"), "without true_from"),
        (GOOD.replace("in_force,2026-06-08,", "in_force,2026-06-08,2026-06-01"), "before true_from"),
        (GOOD.replace("read,https://example.org", ","), "no evidence"),
        (GOOD + "\n" + GOOD, "twice"),
    ],
)
def test_a_bad_row_stops_with_its_line(monkeypatch, line, said):
    original = judgement_files.judgement_bytes
    text = f"{HEADER}\n{line}\n".encode()
    monkeypatch.setattr(
        judgement_files, "judgement_bytes", lambda name: text if name == "designations" else original(name)
    )
    load_designations.cache_clear()
    with pytest.raises(ContractError, match=r"designations\.csv line") as error:
        load_designations()
    load_designations.cache_clear()
    assert said in str(error.value)

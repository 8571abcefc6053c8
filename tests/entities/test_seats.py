"""Where an organisation sits, over time, and who owns it."""

from __future__ import annotations

import datetime

import duckdb
import pytest
from tests.tiny_world.reckoning import _organisations, owner, seat


@pytest.fixture(scope="module")
def rows(tiny) -> list[tuple]:
    return duckdb.sql(
        f"SELECT organisation_id, seat_from, country, owner_id, owner_country FROM '{tiny.table('seats')}'"
    ).fetchall()


def test_every_period_says_what_the_judgements_say_on_its_first_day(rows):
    """Country, ultimate owner and the owner's country of each row, read from the file by other means."""
    for organisation, day, country, owned_by, owner_country in rows:
        probe = max(day, datetime.date(1900, 1, 1))
        assert country == seat(organisation, probe)
        assert owned_by == owner(organisation, probe)
        assert owner_country == seat(owned_by, probe)


def test_no_change_of_seat_or_owner_is_missed(rows):
    """Every dated period of an organisation, or of an owner on the way up, begins a row."""
    starts = {}
    for organisation, day, *_ in rows:
        starts.setdefault(organisation, set()).add(day.isoformat())
    assert set(starts) == set(_organisations())
    for organisation, periods in _organisations().items():
        dated = {row["country_from"] for row in periods if row["country_from"]}
        assert dated <= starts[organisation]


def test_no_period_ends_without_another(rows):
    """A seat holds from its row to the next; the judgements have no organisation that ends without one."""
    for periods in _organisations().values():
        assert not periods[-1]["country_to"]


def test_sentence_transformers_moves_on_22_october_2025(rows):
    """German and its own until then; American and Hugging Face's from then on."""
    found = sorted(row[1:] for row in rows if row[0] == "sentence-transformers")
    assert [(day.isoformat(), *rest) for day, *rest in found] == [
        ("1900-01-01", "DE", "sentence-transformers", "DE"),
        ("2025-10-22", "US", "huggingface", "US"),
    ]


def test_what_is_not_established_and_what_is_international(rows):
    """XX and NONE are kept as they are; figures make them `unknown` and `none`."""
    by_country = {country for _, _, country, *_ in rows}
    assert {"XX", "NONE", "CN", "US", "DE"} <= by_country
    assert all(len(country) == 2 or country == "NONE" for country in by_country)

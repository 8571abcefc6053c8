"""Organisations: seats worked out by hand, periods that tile, owners, countries."""

import csv
import re
from datetime import date, timedelta
from itertools import pairwise

import pytest

from weighbridge.catalogue.errors import ContractError
from weighbridge.entities import organisations
from weighbridge.entities.judgement_files import (
    CONFIDENCES,
    judgement_bytes,
    judgement_digest,
    read_judgements,
)
from weighbridge.entities.organisations import (
    COLUMNS,
    KINDS,
    REGIONS,
    Seat,
    country_of,
    load_countries,
    load_organisations,
    region_of,
    ultimate_parent,
)

HEADER = ",".join(COLUMNS)
ROW = "acme,Acme,,FR,,,company,2020,,Paris,a page,medium,"

# The 27 members since 2020-02-01.
MEMBERS = """
AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK
"""


@pytest.fixture
def load_text(monkeypatch):
    """Load organisations from the given lines instead of the shipped file."""

    def load(*lines):
        text = "\n".join([HEADER, *lines, ""]).encode()
        real = organisations.read_judgements

        def reading(name, columns):
            if name != "organisations":
                return real(name, columns)
            monkeypatch.setattr("weighbridge.entities.judgement_files.judgement_bytes", lambda _: text)
            rows = real(name, columns)
            monkeypatch.undo()
            return rows

        load_countries()
        monkeypatch.setattr(organisations, "read_judgements", reading)
        load_organisations.cache_clear()
        try:
            return load_organisations()
        finally:
            load_organisations.cache_clear()

    return load


def test_sentence_transformers_moved_on_the_day_it_was_announced():
    assert country_of("sentence-transformers", date(2025, 10, 21)) == "DE"
    assert country_of("sentence-transformers", date(2025, 10, 22)) == "US"
    assert country_of("sentence-transformers", date(2019, 1, 1)) == "DE"
    assert country_of("sentence-transformers", date(2030, 1, 1)) == "US"


def test_the_other_two_changes_of_seat():
    assert country_of("ggml-org", date(2026, 2, 19)) == "BG"
    assert country_of("ggml-org", date(2026, 2, 20)) == "US"
    # Only the month is known: the new seat holds from its first day.
    assert country_of("manus", date(2025, 6, 30)) == "CN"
    assert country_of("manus", date(2025, 7, 1)) == "SG"


def test_an_owner_is_followed_only_when_asked_for():
    day = date(2026, 1, 1)
    assert country_of("google-deepmind", day) == "GB"
    assert country_of("google-deepmind", day, follow_parent=True) == "US"
    # Neural Magic belongs to Red Hat, which belongs to IBM.
    assert ultimate_parent("neuralmagic", day) == "ibm"
    assert ultimate_parent("neuralmagic", date(2024, 12, 31)) == "neuralmagic"
    assert ultimate_parent("neuralmagic") == "ibm"


def test_a_purchase_moves_the_owner_not_the_seat():
    before, after = date(2024, 7, 31), date(2024, 8, 1)
    assert [country_of("silo-ai", day) for day in (before, after)] == ["FI", "FI"]
    assert [country_of("silo-ai", day, follow_parent=True) for day in (before, after)] == ["FI", "US"]


def test_what_is_not_known_is_not_guessed():
    assert country_of("nobody-at-all", date(2026, 1, 1)) == "XX"
    assert ultimate_parent("nobody-at-all") == "nobody-at-all"
    assert country_of("bigscience", date(2026, 1, 1)) == "NONE"
    assert country_of("hexgrad", date(2026, 1, 1)) == "XX"


def test_the_249_countries_and_the_27_members():
    countries = load_countries()
    assert len(countries) == 249
    assert sorted(code for code, c in countries.items() if c.region == "EU") == MEMBERS.split()
    assert [code for code, c in countries.items() if c.region in ("CN", "US")] == ["CN", "US"]
    assert {c.region for c in countries.values()} == set(REGIONS)
    assert all(re.fullmatch("[A-Z]{2}", code) and c.name for code, c in countries.items())
    assert "XX" not in countries


def test_region_keeps_what_is_not_a_country():
    assert [region_of(c) for c in ("CN", "US", "FR", "GB", "HK")] == ["CN", "US", "EU", "other", "other"]
    assert [region_of(c) for c in ("XX", "NONE", "ZZ")] == ["XX", "NONE", "XX"]
    assert "Europe-facing" in load_countries()["GB"].note


def test_periods_tile_without_hole_or_overlap():
    for organisation in load_organisations().values():
        seats = organisation.seats
        assert seats[0].valid_from is None, organisation.organisation_id
        assert seats[-1].valid_to is None, organisation.organisation_id
        for earlier, later in pairwise(seats):
            assert earlier.valid_to == later.valid_from
            for day in (later.valid_from - timedelta(days=1), later.valid_from):
                assert organisation.seat_on(day) is (earlier if day < later.valid_from else later)


def test_every_row_is_supported():
    organisations_ = load_organisations().values()
    assert len(organisations_) > 1_000
    for organisation in organisations_:
        assert organisation.kind in KINDS
        for seat in organisation.seats:
            assert seat.evidence, organisation.organisation_id
            assert seat.source, organisation.organisation_id
            assert seat.confidence in CONFIDENCES
            # What nobody looked up cannot be certain.
            assert not (seat.source == "general knowledge" and seat.confidence == "high"), organisation
            assert seat.country in {*load_countries(), "XX", "NONE"}


def test_no_name_stands_for_two_organisations():
    names = [o.name.casefold() for o in load_organisations().values()]
    assert len(names) == len(set(names))


def test_file_is_sorted_with_unix_line_ends():
    content = judgement_bytes("organisations")
    rows = list(csv.DictReader(content.decode().splitlines()))
    keys = [(r["organisation_id"], r["country_from"]) for r in rows]
    assert keys == sorted(keys)
    assert b"\r" not in content
    assert content.endswith(b"\n")


def test_rows_become_seats_in_order(load_text):
    found = load_text(
        "acme,Acme,,FR,,2024-01-01,company,2020,,Paris,a page,medium,",
        "acme,Acme,beta,US,2024-01-01,,company,2020,,Boston,a page,low,moved",
        "beta,Beta,,US,,,company,,,Boston,a page,high,",
    )
    assert list(found) == ["acme", "beta"]
    assert found["acme"].seats[1] == Seat(
        "US", "beta", date(2024, 1, 1), None, "Boston", "a page", "low", "moved"
    )


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([ROW.replace(",FR,", ",FX,")], "line 2: found country 'FX'"),
        ([ROW.replace(",company,", ",firm,")], "kind 'firm'"),
        ([ROW.replace(",medium,", ",certain,")], "confidence 'certain'"),
        ([ROW.replace("Paris,a page", ",a page")], "no evidence or no source"),
        ([ROW.replace("acme,Acme", ",Acme")], "no organisation_id or name"),
        ([ROW.replace(",FR,,,", ",FR,2024,,")], "date '2024'"),
        ([ROW.replace(",FR,,,", ",FR,2024-02-01,2024-01-01,")], "a period that ends after it begins"),
        ([ROW.replace("Acme,,", "Acme,nobody,")], "owner 'nobody'"),
        ([ROW.replace("Acme,,", "Acme,acme,")], "twice in a chain"),
        ([ROW, ROW], "periods that tile"),
        (
            [ROW.replace(",FR,,,", ",FR,,2024-01-01,"), ROW.replace(",FR,,,", ",US,2024-01-02,,")],
            "until 2024-01-01, then from 2024-01-02",
        ),
        (
            [ROW.replace(",FR,,,", ",FR,,2024-01-01,"), "acme,Other,,US,2024-01-01,,company,,,B,p,low,"],
            "another name or kind",
        ),
        (["acme,Acme,FR"], "3 fields"),
        (
            [
                "a,A,b,FR,,,company,,,P,p,low,",
                "b,B,c,FR,,,company,,,P,p,low,",
                "c,C,a,FR,,,company,,,P,p,low,",
            ],
            "twice in a chain",
        ),
    ],
)
def test_a_bad_row_stops_the_load_and_says_where(load_text, lines, said):
    with pytest.raises(ContractError, match=re.escape(said)) as caught:
        load_text(*lines)
    assert "organisations.csv line" in str(caught.value)
    assert "To mend it" in str(caught.value)


def test_a_strange_header_names_both_lists_of_columns(monkeypatch):
    monkeypatch.setattr("weighbridge.entities.judgement_files.judgement_bytes", lambda _: b"a,b,x\n1,2,3\n")
    with pytest.raises(ContractError, match="Missing: c; unknown: x") as caught:
        read_judgements("things", ("a", "b", "c"))
    assert "things.csv line 1" in str(caught.value)
    assert "Expected, in this order: a, b, c" in str(caught.value)


def test_a_missing_file_names_those_there_are():
    with pytest.raises(ContractError, match=r"No judgement file 'nothing.csv'.*organisations.csv"):
        judgement_bytes("nothing")


def test_digest_depends_on_content_and_not_on_order():
    one = judgement_digest(["organisations", "countries"])
    assert one == judgement_digest(["countries", "organisations", "countries"])
    assert re.fullmatch("[0-9a-f]{64}", one)
    assert one != judgement_digest(["organisations"])

"""A statement's files: each holds the rows of its page, is valid by its own reader, and keeps the terms."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import xml.etree.ElementTree as ET

import pyarrow.parquet as pq
import pytest
from tests.web.statements import ONE
from tests.web.world import spaced, world

from weighbridge.claims.replications import beside
from weighbridge.web.citing import Credit
from weighbridge.web.claim_files import COLUMNS, ClaimFiles, rows_of
from weighbridge.web.claim_values import common_reason, range_words, shifts, values_of
from weighbridge.web.site import build_site

FOLDER = "claims/c99"
CREDIT = Credit(
    "list", "A list", "Nobody", "CC-BY-4.0", "https://example.org/t", "https://example.org", "", "", True
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    root = tmp_path_factory.mktemp("site")
    build_site(world(), root / "site", root / "cache")
    return root / "site" / FOLDER


@pytest.fixture(scope="module")
def files():
    return ClaimFiles(ONE, "The study reports it.", tuple(values_of(ONE)), (CREDIT,))


def test_every_file_the_page_offers_is_there(folder):
    page = (folder / "index.html").read_text(encoding="utf-8")
    for kind in ("csv", "parquet", "json", "svg", "png", "bib", "croissant.json", "datapackage.json"):
        assert f'href="c99.{kind}" download' in page
        assert (folder / f"c99.{kind}").stat().st_size > 0
    assert 'href="card.png" download' in page
    assert 'src="embed.html"' in page
    assert 'src="c99.svg"' in page
    assert (folder / "card.png").exists()


def test_the_rows_are_the_same_in_every_form(folder):
    with (folder / "c99.csv").open(encoding="utf-8") as stream:
        table = list(csv.DictReader(stream))
    packed = pq.read_table(folder / "c99.parquet").to_pylist()
    whole = json.loads((folder / "c99.json").read_text(encoding="utf-8"))
    assert len(table) == len(packed) == len(whole["rows"]) == 2 + len(beside(ONE.claim.beside))
    first = table[0]
    assert (first["group"], first["value"], first["low"], first["high"]) == ("CN", "0.63", "0.5", "0.7")
    assert (packed[0]["group"], packed[0]["value"]) == ("CN", 0.63)
    owed = packed[1]
    assert owed["value"] is None, "what is not known is null"
    assert owed["found"] == "no list of parents is stored."
    assert whole["word"] == "Holds"
    assert [column.name for column in COLUMNS] == list(first)


def test_the_picture_is_plain_svg_with_the_words_and_the_terms(files):
    root = ET.fromstring(files.picture)
    words = spaced(" ".join(root.itertext()))
    for said in ("So much <i>is</i> Chinese", "Holds", "China 63.0 %", "[50.0–70.0]", "A list (CC-BY-4.0)"):
        assert said in words, said
    assert "<script" not in files.picture
    assert "var(" not in files.picture


def test_croissant_is_valid_and_its_records_are_the_rows(folder):
    mlcroissant = pytest.importorskip("mlcroissant")
    described = mlcroissant.Dataset(jsonld=str(folder / "c99.croissant.json"))
    assert described.metadata.issues.errors == set()
    read = list(described.records("rows"))
    with (folder / "c99.csv").open(encoding="utf-8") as stream:
        assert [line["rows/definition"].decode() for line in read] == [
            row["definition"] for row in csv.DictReader(stream)
        ]


def test_the_data_package_describes_the_file_as_it_is(folder):
    content = (folder / "c99.csv").read_bytes()
    (resource,) = json.loads((folder / "c99.datapackage.json").read_text(encoding="utf-8"))["resources"]
    assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    heads = next(csv.reader(io.StringIO(content.decode())))
    assert [field["name"] for field in resource["schema"]["fields"]] == heads


def test_the_terms_of_the_data_travel_along(files):
    assert "Nobody, CC-BY-4.0" in files.citation
    assert "Nobody, CC-BY-4.0" in files.bibliography
    assert files.origin.endswith("Data: A list (CC-BY-4.0). Own figures CC BY 4.0.")


def test_two_sides_of_a_row_stand_above_each_other():
    assert shifts(2) == [-8, 8]
    assert shifts(1) == [0]


def test_a_row_says_its_value_and_interval_apart():
    line = values_of(ONE)[0]
    assert [(spaced(text), ends) for text, ends in line.said] == [("China 63.0 %", "[50.0–70.0]")]
    assert (line.marks[0].low, line.marks[0].high) == (0.5, 0.7)
    assert 'class="interval"' in line.strip
    hollow = [mark for other in values_of(ONE) for mark in other.marks if other.is_published]
    assert hollow
    assert all(mark.is_hollow and mark.low is None for mark in hollow)


def test_what_holds_of_every_row_is_said_once():
    assert common_reason(ONE) == ""
    assert range_words(values_of(ONE)[:2]) == "", "two rows are no range"
    words = spaced(range_words(values_of(ONE)))
    shares = [mark.value for line in values_of(ONE) for mark in line.marks if mark.label.group == "CN"]
    assert words.startswith(
        f"China’s share runs from {min(shares) * 100:.1f} % to {max(shares) * 100:.1f} %."
    )


def test_rows_name_who_told_them():
    told = {row["told_by"] for row in rows_of(ONE)}
    assert "weighbridge" in told
    assert {row.study for row in beside(ONE.claim.beside)} <= told

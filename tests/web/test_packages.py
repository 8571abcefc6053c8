"""Descriptions of the figures: valid by their own readers, and true of the file they describe."""

import hashlib
import json

import pytest
from tests.web.world import world

from weighbridge.definitions.result import ROW_FIELDS
from weighbridge.web.site import build_site

FOLDER = "indicators/invented_share"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    root = tmp_path_factory.mktemp("site")
    build_site(world(), root / "site", root / "cache")
    return root / "site" / FOLDER


def body(folder, kind):
    return json.loads((folder / f"invented_share.{kind}.json").read_text(encoding="utf-8"))


def test_croissant_is_valid_and_its_records_are_the_rows(folder):
    mlcroissant = pytest.importorskip("mlcroissant")
    described = mlcroissant.Dataset(jsonld=str(folder / "invented_share.croissant.json"))
    assert described.metadata.issues.errors == set()
    read = list(described.records("rows"))
    rows = json.loads((folder / "invented_share.json").read_text(encoding="utf-8"))["rows"]
    assert len(read) == len(rows)
    assert [line["rows/group"].decode() for line in read] == [row["group"] for row in rows]
    assert [float(line["rows/value"]) for line in read] == pytest.approx([row["value"] for row in rows])


def test_both_name_every_column_and_the_file_as_it_is(folder):
    content = (folder / "invented_share.csv").read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    croissant, package = body(folder, "croissant"), body(folder, "datapackage")
    (resource,) = package["resources"]
    assert croissant["distribution"][0]["sha256"] == digest
    assert (resource["hash"], resource["bytes"]) == (f"sha256:{digest}", len(content))
    assert [field["name"] for field in resource["schema"]["fields"]] == list(ROW_FIELDS)
    assert [field["name"] for field in croissant["recordSet"][0]["field"]] == list(ROW_FIELDS)


def test_the_terms_of_the_data_travel_along(folder):
    croissant, package = body(folder, "croissant"), body(folder, "datapackage")
    assert croissant["isBasedOn"][0]["license"].endswith("/by/4.0/")
    assert "(CC-BY-4.0)" in package["sources"][0]["title"]
    assert package["licenses"][0]["name"] == "CC-BY-4.0"

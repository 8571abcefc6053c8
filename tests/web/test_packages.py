"""Descriptions of the figures: valid by their own readers, and true of the file they describe."""

import csv
import hashlib
import json

import jsonschema
import mlcroissant
import pyarrow.parquet as pq
import pytest
from tests.web.world import world

from weighbridge.definitions.result import ROW_FIELDS
from weighbridge.web.site import build_site

FOLDER = "indicators/invented_share"
NAMED = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string", "minLength": 1}}}
ADDRESS = {"type": "string", "pattern": r"^(https?://|(?!/)(?!.*\.\.))[^\s]+$"}
FIELD = {
    **NAMED,
    "properties": {
        "name": {"type": "string", "minLength": 1},
        "type": {"enum": ["string", "number", "integer", "boolean", "array", "date", "yearmonth", "any"]},
    },
}
# What the specification of data packages, version 1, asks of a descriptor.
PACKAGE = {
    "type": "object",
    "required": ["name", "resources"],
    "properties": {
        "name": {"type": "string", "pattern": r"^[-a-z0-9._/]+$"},
        "profile": {"enum": ["data-package", "tabular-data-package"]},
        "licenses": {
            "type": "array",
            "minItems": 1,
            "items": {"type": "object", "anyOf": [{"required": ["name"]}, {"required": ["path"]}]},
        },
        "sources": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["title"],
                "properties": {"title": {"type": "string"}, "path": ADDRESS},
            },
        },
        "contributors": {"type": "array", "items": {"type": "object", "required": ["title"]}},
        "resources": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["name", "path", "schema"],
                "properties": {
                    "name": {"type": "string", "pattern": r"^[-a-z0-9._/]+$"},
                    "path": ADDRESS,
                    "bytes": {"type": "integer", "minimum": 1},
                    "hash": {"type": "string", "pattern": "^(sha256:)?[0-9a-f]{32,64}$"},
                    "schema": {
                        "type": "object",
                        "required": ["fields"],
                        "properties": {"fields": {"type": "array", "minItems": 1, "items": FIELD}},
                    },
                },
            },
        },
    },
}
PARSED = {"string": str, "number": float, "integer": int}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    root = tmp_path_factory.mktemp("site")
    build_site(world(), root / "site", root / "cache")
    return root / "site" / FOLDER


def body(folder, kind):
    return json.loads((folder / f"invented_share.{kind}.json").read_text(encoding="utf-8"))


def test_croissant_is_valid_and_its_records_are_the_rows(folder):
    described = mlcroissant.Dataset(jsonld=str(folder / "invented_share.croissant.json"))
    assert described.metadata.issues.errors == set()
    read = list(described.records("rows"))
    rows = json.loads((folder / "invented_share.json").read_text(encoding="utf-8"))["rows"]
    assert len(read) == len(rows)
    assert [line["rows/group"].decode() for line in read] == [row["group"] for row in rows]
    assert [float(line["rows/value"]) for line in read] == pytest.approx([row["value"] for row in rows])


def test_a_croissant_that_names_a_file_that_is_not_there_is_refused(folder, tmp_path):
    """The check before this one can fail."""
    broken = body(folder, "croissant")
    broken["recordSet"][0]["field"][0]["source"] = {"fileObject": {"@id": "gone"}, "extract": {"column": "a"}}
    (tmp_path / "broken.json").write_text(json.dumps(broken))
    with pytest.raises(mlcroissant.ValidationError):
        mlcroissant.Dataset(jsonld=str(tmp_path / "broken.json"))


def test_the_data_package_is_one_and_its_types_are_those_of_the_file(folder):
    package = body(folder, "datapackage")
    check = jsonschema.Draft202012Validator(PACKAGE)
    assert [error.message for error in check.iter_errors(package)] == []
    assert list(check.iter_errors({**package, "licenses": [{}]}))
    assert list(check.iter_errors({**package, "name": "With Spaces"}))
    (resource,) = package["resources"]
    with (folder / resource["path"]).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert rows
    for field in resource["schema"]["fields"]:
        for row in rows:
            cell = row[field["name"]]
            assert cell == "" or PARSED[field.get("type", "string")](cell) is not None


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
    assert len(package["sources"]) == len(croissant["isBasedOn"]) >= 1


def test_no_form_of_the_figures_leaves_without_the_terms_of_its_data(folder):
    """Of every source: on the page, in the frame for other sites, on pictures, in the citation."""
    terms = "CC-BY-4.0"
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert "Invented list" in page
    assert terms in page
    assert terms in (folder / "embed.html").read_text(encoding="utf-8")
    assert terms in (folder / "invented_share.svg").read_text(encoding="utf-8")
    assert terms in (folder / "invented_share.bib").read_text(encoding="utf-8")


def test_json_and_parquet_of_a_stored_result_name_the_terms_of_each_source(tiny, tmp_path):
    result = tiny.indicator("download_share")
    wanted = {"hub_models": "platform terms; single facts only"}
    assert {name: result.to_dict()["terms"][name] for name in wanted} == wanted
    assert set(result.to_dict()["terms"]) == {ref.source for ref in result.snapshots}
    pq.write_table(result.to_arrow(), tmp_path / "figures.parquet")
    head = json.loads(pq.read_metadata(tmp_path / "figures.parquet").metadata[b"weighbridge"])
    assert head["terms"] == result.to_dict()["terms"]

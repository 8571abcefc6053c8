"""Sources that lie in a repository or a zip, against a stand-in that packs them as the hosts do.

The files are in the form of the originals, shortened; names, makers and licences in them are real.
"""

from __future__ import annotations

import io
import tarfile
import zipfile

import pyarrow.parquet as pq
import pytest
from tests.live.conftest import Visitor
from tests.live.stand_in import Answer, json_answer

SYSTEM = """\
---
# Organization tags:
# - National origin: United States
# - Contributor type: Non-academic (Research community)
system:
    name: 33x-Coder
    type: code
    basemodelname: Llama-2-34B
    endmodellicense: Apache-2.0
    releasedate: 2024-01
org:
    name: Common Sense
weights_basemodel:
    class: partial
    notes: Download only after requesting access
weights_endmodel:
    class: open
trainingcode:
    class: closed
    link:
licenses:
    class: open
"""
NEW_MODEL = """\
framework:
  name: 'Model Openness Framework'
release:
  name: Amber
  date: '2024-11-15'
  producer: LLM360
  components:
    -
      name: 'Model architecture'
      license_name: Apache-2.0
    -
      name: 'Model parameters (Final)'
      license_name: Apache-2.0
    -
      name: Datasets
      license_name: 'License not specified'
    -
      name: 'Model metadata'
      license_name: 'Component not included'
"""
OLD_MODEL = """\
release:
  name: Aquila-7B
  date: '2024-10-03'
  producer: BAAI
  components:
    -
      name: 'Model architecture'
      license: Apache-2.0
    -
      name: 'Model parameters (Final)'
      license: 'BAAI Aquila Model License'
"""


@pytest.fixture
def hosts(hub, monkeypatch):
    """The stand-in in the place of the hosts that are asked."""
    names = ("codeload.github.com", "raw.githubusercontent.com", "epoch.ai")
    monkeypatch.setenv("WEIGHBRIDGE_MIRRORS", ",".join(f"https://{name}={hub.url}" for name in names))
    return hub


def rows(visitor: Visitor, table: str) -> list[dict]:
    return pq.read_table(visitor.bridge.table(table)).to_pylist()


def packed(files: dict[str, str]) -> bytes:
    """A repository as GitHub packs it: under one folder of its name and commit."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, text in files.items():
            member = tarfile.TarInfo(f"main-c0ffee/{name}")
            member.size = len(text.encode())
            archive.addfile(member, io.BytesIO(text.encode()))
    return out.getvalue()


def zipped(files: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


def serve(hub, path: str, body: bytes) -> None:
    hub.files[path] = lambda handler: Answer(200, {"Content-Type": "application/octet-stream"}, body)


OSAI = "/Language-Technology-Assessment/main-database/tar.gz/HEAD"


def test_the_european_index_is_one_file_a_system_and_its_origin_a_comment(hosts, visitor):
    files = {"33x-coder.yaml": SYSTEM, ".github/workflows/publish.yml": "on: push", "docs/x.yaml": SYSTEM}
    serve(hosts, OSAI, packed(files))
    outcome = visitor.one("osai_index")
    assert (outcome.state, outcome.records) == ("whole", 1)
    (row,) = rows(visitor, "openness_systems")
    told = {name: row[name] for name in ("system", "maker", "origin", "released", "licence")}
    assert told == {
        "system": "33x-Coder",
        "maker": "Common Sense",
        "origin": "United States",
        "released": "2024-01",
        "licence": "Apache-2.0",
    }
    assert (row["weights_base"], row["weights_end"], row["training_code"]) == ("partial", "open", "closed")
    assert row["paper"] is None, "a criterion that is not there is not known"


def test_a_file_that_cannot_be_read_is_set_aside_by_name_and_the_rest_goes_on(hosts, visitor):
    serve(hosts, OSAI, packed({"33x-coder.yaml": SYSTEM, "Broken.yaml": "system: [name: {"}))
    outcome = visitor.one("osai_index")
    assert (outcome.state, outcome.records) == ("whole", 2)
    assert len(rows(visitor, "openness_systems")) == 1
    (snapshot,) = visitor.bridge.snapshots("osai_index")
    (aside,) = visitor.bridge.quarantined(snapshot)
    assert "Broken.yaml" in aside["excerpt"]
    assert "'name' is missing" in aside["reason"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (packed({"33x-coder.yaml": SYSTEM})[:-40], "cut off or damaged"),
        (b"<html>rate limited</html>", "cut off or damaged"),
        (packed({"README.md": "moved"}), "without a file of the form"),
    ],
)
def test_an_archive_that_is_none_leaves_no_snapshot(hosts, visitor, body, words):
    serve(hosts, OSAI, body)
    outcome = visitor.one("osai_index")
    assert outcome.state == "failed"
    assert words in outcome.message
    assert visitor.bridge.snapshots("osai_index") == []


def test_the_openness_tool_counts_what_is_published_in_both_of_its_forms(hosts, visitor):
    files = {
        "models/Amber.yml": NEW_MODEL,
        "models/Aquila-7B.yml": OLD_MODEL,
        "Test_Data/Full.yml": NEW_MODEL,
    }
    serve(hosts, "/lfai/model_openness_tool/tar.gz/HEAD", packed(files))
    assert visitor.one("model_openness_tool").records == 2
    held = {row["system"]: row for row in rows(visitor, "openness_scores")}
    amber, aquila = held["Amber"], held["Aquila-7B"]
    # Amber lists four components, one of them as not included.
    assert (amber["components"], amber["has_datasets"], amber["licence"]) == (3, True, "Apache-2.0")
    assert (aquila["components"], aquila["has_datasets"]) == (2, False)
    assert (aquila["maker"], aquila["licence"]) == ("BAAI", "BAAI Aquila Model License")


def answers(count: int = 100, cell: str = "1") -> str:
    lines = ["Indicator,IBM,xAI", *(f'"Indicator {i}, part",1,{int(i < 14)}' for i in range(count - 1))]
    return "\n".join([*lines, f"Top distribution channels,0,{cell}"]) + "\n"


def test_the_transparency_index_is_added_up_by_maker(hosts, visitor):
    path = "/stanford-crfm/fmti/HEAD/Dec2025/Dec2025_scores.csv"
    serve(hosts, path, answers().encode())
    assert visitor.one("transparency_index").records == 2
    # IBM: 99 indicators and not the last; xAI: 14 and the last.
    assert {row["system"]: row["score"] for row in rows(visitor, "openness_scores")} == {"IBM": 99, "xAI": 15}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (answers(99), "a table of 99 indicators, expected 100"),
        (answers(cell="2"), "'2' for xAI under 'Top distribution channels', expected 0 or 1"),
        (answers(cell=""), "None for xAI under 'Top distribution channels', expected 0 or 1"),
    ],
)
def test_a_transparency_table_of_another_form_gives_no_score(hosts, visitor, text, words):
    serve(hosts, "/stanford-crfm/fmti/HEAD/Dec2025/Dec2025_scores.csv", text.encode())
    outcome = visitor.one("transparency_index")
    assert outcome.state == "failed"
    assert words in outcome.message


def test_the_licence_list_keeps_what_is_not_said_empty(hosts, visitor):
    plain = {"isDeprecatedLicenseId": False, "isOsiApproved": True, "seeAlso": ["https://example.org/"]}
    body = {
        "licenseListVersion": "3.27.0",
        "licenses": [
            {"licenseId": "Apache-2.0", "name": "Apache License 2.0", "isFsfLibre": True, **plain},
            {"licenseId": "MIT-0", "name": "MIT No Attribution", **plain},
            {"licenseId": "GPL-2.0", "name": "GNU GPL v2.0 only", **plain, "isDeprecatedLicenseId": True},
        ],
    }
    hosts.files["/spdx/license-list-data/HEAD/json/licenses.json"] = lambda handler: json_answer(body)
    assert visitor.one("spdx_licences").records == 3
    held = {row["licence_id"]: row for row in rows(visitor, "licence_identifiers")}
    assert held["Apache-2.0"]["is_fsf_libre"] is True
    assert held["MIT-0"]["is_fsf_libre"] is None
    assert held["GPL-2.0"]["is_deprecated"] is True
    assert {row["list_version"] for row in held.values()} == {"3.27.0"}


def test_of_the_benchmark_archive_each_table_is_read_by_its_policy(hosts, visitor):
    own = "Model version,mean_score,stderr,Release date,Organization,Country\n"
    own += "gpt-5_high,0.85,0.02,2025-08-07,OpenAI,United States of America\nempty,,,,,\n"
    told = "Model version,Percent correct,Source\ngpt-4-0314,66.2,Aider polyglot leaderboard\n"
    tables = {
        "benchmark_data/gpqa_diamond.csv": own,
        "benchmark_data/aider_polyglot_external.csv": told,
        "benchmark_data/chess_puzzles.csv": "Model,other\nx,1\n",
        "benchmark_data/newest_external.csv": "Model version,Score\nx,1\n",
        "benchmark_data/epoch_capabilities_index.csv": "Model,ECI Score\nx,1\n",
    }
    serve(hosts, "/data/benchmark_data.zip", zipped(tables))
    assert visitor.one("epoch_benchmark_hub").state == "whole"
    held = {row["benchmark_id"]: row for row in rows(visitor, "benchmark_scores")}
    assert set(held) == {"gpqa_diamond", "aider_polyglot"}
    assert (held["gpqa_diamond"]["score"], held["gpqa_diamond"]["standard_error"]) == (0.85, 0.02)
    assert held["aider_polyglot"]["score"] == pytest.approx(0.662), "per cent, says the policy"
    assert held["aider_polyglot"]["harness"] == "Aider polyglot leaderboard"
    (snapshot,) = visitor.bridge.snapshots("epoch_benchmark_hub")
    aside = " ".join(row["excerpt"] for row in visitor.bridge.quarantined(snapshot))
    assert "newest_external.csv" in aside, "a table nobody has judged"
    assert "no column" in aside, "a table that lost its score"
    assert "not in the archive" in aside, "a table that is gone"
    assert "epoch_capabilities_index" not in aside, "the index is another source's"


def test_a_zip_that_was_cut_off_leaves_no_snapshot(hosts, visitor):
    serve(hosts, "/data/benchmark_data.zip", zipped({"a.csv": "x,y\n1,2\n"})[:-30])
    assert "cut off or damaged" in visitor.one("epoch_benchmark_hub").message

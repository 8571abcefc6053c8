"""`weighbridge sensitivity` in every form: a table, records, and the curve as a picture."""

from __future__ import annotations

import csv
import json
import struct
import xml.etree.ElementTree as ElementTree

import pytest
from tests.tiny_world.worlds import tiny  # noqa: F401  # fixture

from weighbridge.cli.program import run

ASKED = ["sensitivity", "download_share", "--a", "CN", "--b", "US", "--month", "2025-10", "--quiet"]


@pytest.fixture
def written(tiny, tmp_path, monkeypatch):  # noqa: F811
    """Ask the tiny world and give the path written to."""
    monkeypatch.setattr("weighbridge.api.find_home", lambda home: tiny.home)

    def ask(ending: str, *more: str):
        path = tmp_path / f"curve.{ending}"
        assert run([*ASKED, *more, "--output", str(path)]) == 0
        return path

    return ask


def test_json_and_csv_hold_the_same_definitions(written):
    """As many lines as rows, the same fingerprints."""
    body = json.loads(written("json").read_text(encoding="utf-8"))
    lines = list(csv.DictReader(written("csv").read_text(encoding="utf-8").splitlines()))
    assert [line["fingerprint"] for line in lines] == [row["fingerprint"] for row in body["rows"]]


def test_the_curve_as_svg_stands_alone(written):
    """Well-formed, with title, warning, date and fingerprint, and every part it uses inside it."""
    text = written("svg").read_text(encoding="utf-8")
    root = ElementTree.fromstring(text)
    words = " ".join("".join(node.itertext()) for node in root.iter() if node.tag.endswith("text"))
    assert "no evidence by itself" in words
    assert "download_share@2009b2" in words
    assert "as of 2025-12-20" in words
    used = [node.get("href", "") for node in root.iter() if node.tag.endswith("use")]
    held = {f"#{node.get('id')}" for node in root.iter() if node.get("id")}
    assert set(used) <= held
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")


def test_the_curve_as_png(written):
    """A picture of more than a thousand pixels' width."""
    content = written("png").read_bytes()
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">I", content[16:20])[0] > 1000


def test_an_answer_without_a_picture_says_so(capsys):
    """`--format svg` elsewhere: what was asked, and where there is a picture."""
    assert run(["sources", "--format", "svg"]) == 2
    assert "this answer has no picture" in capsys.readouterr().err.replace("\n", " ")

"""An answer in a notebook: a table, a chart and data frames, all with the same rows."""

import json
import sys
import xml.etree.ElementTree as ET

import pytest
from tests.tiny_world.worlds import LISTINGS, bare, take_raw

from weighbridge.catalogue.errors import UsageError
from weighbridge.definitions.result import ROW_FIELDS


@pytest.fixture(scope="module")
def answer(tmp_path_factory):
    home = tmp_path_factory.mktemp("world") / "home"
    return take_raw(bare(home), *(f"hub_models_{day}.jsonl" for day in LISTINGS)).indicator("download_share")


def test_every_frame_has_every_row(answer):
    values = [row.value for row in answer.rows]
    frame = answer.to_pandas()
    assert list(frame.columns) == list(ROW_FIELDS)
    assert frame["value"].tolist() == values
    assert answer.to_arrow()["value"].to_pylist() == values


def test_polars_has_the_same(answer):
    assert answer.to_polars()["value"].to_list() == [row.value for row in answer.rows]


@pytest.mark.parametrize(("method", "package"), [("to_pandas", "pandas"), ("to_polars", "polars")])
def test_a_frame_that_cannot_be_made_says_what_to_install(answer, monkeypatch, method, package):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(UsageError, match=f"pip install {package}"):
        getattr(answer, method)()


def test_the_table_shows_the_newest_month_largest_first(answer):
    root = ET.fromstring(f"<div>{answer._repr_html_()}</div>")
    cells = [[cell.text for cell in line.iter("td")] for line in root.iter("tr")][1:]
    newest = [row for row in answer.rows if row.month == answer.months[-1] and row.value is not None]
    assert {line[0] for line in cells} == {row.group for row in newest}
    largest = max((row for row in newest if row.group not in ("unknown", "none")), key=lambda row: row.value)
    assert cells[0][0] == largest.group
    assert cells[0][1] == answer.unit.text(largest.value, suffix=True)
    assert answer.fingerprint in "".join(root.itertext())


def test_a_chart_stands_alone_and_says_its_definition(answer, tmp_path):
    chart = answer.chart()
    drawn = ET.fromstring(chart._repr_svg_())
    words = " ".join("".join(drawn.itertext()).split())
    assert answer.fingerprint in words
    assert chart.description
    assert chart.save(tmp_path / "share.svg").read_text(encoding="utf-8") == chart.svg
    told = json.loads(chart.save(tmp_path / "share.json").read_text(encoding="utf-8"))
    assert told["width"] == chart.specification["width"]


def test_what_a_chart_cannot_be_is_said(answer, tmp_path):
    with pytest.raises(UsageError, match="expected one of wide, middle, narrow"):
        answer.chart("huge")
    with pytest.raises(UsageError, match=r"ends in \.svg or \.json"):
        answer.chart().save(tmp_path / "share.gif")
    assert not list(tmp_path.iterdir())

import io
import json

import pyarrow.parquet as pq
import pytest

from weighbridge.catalogue.errors import UsageError
from weighbridge.cli import output
from weighbridge.cli.output import Forms, deliver, form_of, forms_of, markdown

RECORDS = [
    {"name": "osir", "rows": 12, "tables": ["a", "b"], "list": None, "is_shipped": True},
    {"name": "a|b", "rows": 3, "tables": [], "list": "x\ny", "is_shipped": False},
]
NAMES = ("name", "rows", "tables", "list", "is_shipped")
FORMS = forms_of(RECORDS, lambda terminal: ["China · 45.3\N{NARROW NO-BREAK SPACE}%"], NAMES)


def test_the_ending_names_the_form_and_the_flag_wins(tmp_path):
    assert form_of(None, None) == "table"
    assert form_of(None, tmp_path / "x.CSV") == "csv"
    assert form_of("json", tmp_path / "x.csv") == "json"
    with pytest.raises(UsageError, match=r"'\.xls' names no form.*add --format"):
        form_of(None, tmp_path / "x.xls")


def test_lists_become_text_and_empty_is_not_zero():
    assert FORMS.csv().splitlines() == [
        "name,rows,tables,list,is_shipped",
        "osir,12,a;b,,true",
        'a|b,3,,"x',
        'y",false',
    ]
    assert json.loads(FORMS.json()) == RECORDS
    assert FORMS.md().splitlines()[3] == "| a\\|b | 3 |  | x y | false |"


def test_parquet_keeps_types_and_a_column_without_values_is_text():
    table = pq.read_table(io.BytesIO(FORMS.parquet()))
    assert table.to_pylist()[0]["rows"] == 12
    empty = forms_of([{"name": "x", "list": None}], lambda terminal: [], ("name", "list")).parquet()
    assert str(pq.read_table(io.BytesIO(empty)).schema.field("list").type) == "string"


def test_a_file_gets_the_whole_table_without_colour(tmp_path):
    path = tmp_path / "deep" / "answer.txt"
    deliver(FORMS, None, path)
    assert path.read_text(encoding="utf-8") == "China · 45.3 %\n"
    deliver(FORMS, "json", path)
    assert json.loads(path.read_bytes()) == RECORDS, "a file is replaced in one step"


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(UsageError, match="is a folder"):
        deliver(FORMS, "csv", tmp_path)


def test_a_form_is_made_only_when_asked_for(tmp_path):
    def never(*_):
        raise AssertionError

    forms = Forms(table=never, json=never, csv=lambda: "a\n", md=never, parquet=never)
    deliver(forms, "csv", tmp_path / "x")
    assert (tmp_path / "x").read_bytes() == b"a\n"


def test_parquet_is_not_poured_onto_a_screen(monkeypatch):
    class Screen(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr(output.sys, "stdout", Screen())
    with pytest.raises(UsageError, match="add --output FILE"):
        deliver(FORMS, "parquet", None)


def test_markdown_sets_numbers_right():
    assert markdown(("a", "n"), [["x", "1"]], right=("n",)).splitlines()[1] == "| --- | ---: |"

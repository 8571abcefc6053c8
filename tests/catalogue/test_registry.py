"""Declarations refuse what they do not know when their file is imported, and are found by walking."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import weighbridge
from weighbridge.catalogue import registry
from weighbridge.catalogue.axes import COPIES, PANEL, POPULATION
from weighbridge.catalogue.axis import Axis, Option
from weighbridge.catalogue.errors import ContractError, UsageError, nearest, unknown_name
from weighbridge.catalogue.flags import FLAGS, checked_flags
from weighbridge.catalogue.indicator import Indicator, Invalid, indicator
from weighbridge.catalogue.source import Field, Kind, source
from weighbridge.catalogue.table import Column, Rule, entity, table
from weighbridge.catalogue.terms import Terms
from weighbridge.catalogue.units import Unit


def declared(**changed):
    """A complete indicator declaration, with some fields changed or (None) left out."""
    given = {
        "title": "A",
        "question": "How many?",
        "topic": "Use",
        "unit": Unit.SHARE,
        "grain": ("month", "group"),
        "groups": ("country",),
        "axes": (POPULATION, PANEL),
        "reads": ("adoption_cells",),
        "estimate": lambda run: run,
        "resampled": "organisations",
        "population": "Models",
        "caveats": ("panel_changes",),
        "cite": ("A.",),
        "since": "0.1",
    }
    given |= changed
    return indicator(**{name: value for name, value in given.items() if value is not None})


def some_number(cells):
    """What it means."""
    return cells


def test_a_complete_declaration_is_an_indicator():
    """Name and method come from the function."""
    made = declared()(some_number)
    assert isinstance(made, Indicator)
    assert (made.name, made.method) == ("some_number", "What it means.")
    assert made.default(POPULATION) == "all"


@pytest.mark.parametrize(
    ("changed", "error", "said"),
    [
        ({"titel": "A"}, ContractError, "Did you mean 'title'"),
        ({"colour": "A"}, ContractError, "has no field 'colour'"),
        ({"question": None}, ContractError, "lacks the field(s) question"),
        ({"title": ""}, ContractError, "'title' is empty"),
        ({"title": " A"}, ContractError, "spaces at its ends"),
        ({"caveats": ("panel_change",)}, UsageError, "Nearest: panel_changes"),
        ({"groups": ("countries",)}, UsageError, "Nearest: country"),
        ({"groups": ()}, ContractError, "may not be empty"),
        ({"reads": ()}, ContractError, "may not be empty"),
        ({"cite": ()}, ContractError, "may not be empty"),
        ({"defaults": {"panle": "all"}}, UsageError, "Nearest: panel"),
        ({"defaults": {"panel": "constnat"}}, UsageError, "Nearest: constant"),
        ({"invalid": (Invalid({"copies": ("all",)}, "no"),)}, UsageError, "No axis of some_number 'copies'"),
        ({"invalid": (Invalid({"panel": ("chain",)}, "no"),)}, UsageError, "Nearest: chained"),
    ],
    ids=lambda value: str(value)[:30] if isinstance(value, dict) else "",
)
def test_an_indicator_is_refused_with_the_nearest_name(changed, error, said):
    """Unknown fields, caveats, groups, axes and options stop the import of the file."""
    with pytest.raises(error) as raised:
        declared(**changed)(some_number)
    assert said in str(raised.value)


def test_a_docstring_is_required():
    """It is the published method."""

    def bare(cells):
        return cells

    with pytest.raises(ContractError, match="needs a docstring"):
        declared()(bare)
    for declare in (
        source(title="A"),
        table(columns=(), key=(), reads=()),
        entity(columns=(), key=(), reads=()),
    ):
        with pytest.raises(ContractError, match="needs a docstring"):
            declare(bare)


def test_names_that_cannot_stand_in_an_address_are_refused():
    """Lower-case letters, digits, underscores."""

    def Total(cells):
        """What it means."""
        return cells

    with pytest.raises(ContractError, match="lower-case"):
        declared()(Total)


def test_a_source_needs_terms_credit_and_a_safe_address():
    """Fields of a source are checked like those of an indicator."""
    given = {
        "title": "A",
        "producer": "B",
        "homepage": "https://example.org",
        "terms": Terms.MIT,
        "credit": "B, MIT.",
        "cadence": "once",
        "tables": ("model_facts",),
        "fields": (Field("name", Kind.TEXT),),
    }
    assert source(**given)(some_number).credit == "B, MIT."
    for changed, said in (
        ({"homepage": "http://example.org"}, "no https address"),
        ({"credit": ""}, "'credit' is empty"),
        ({"tables": ()}, "feeds no table"),
        ({"list_id": "a"}, "without saying what is on it"),
        ({"licence": "MIT"}, "has no field 'licence'"),
    ):
        with pytest.raises(ContractError, match=said):
            source(**{**given, **changed})(some_number)
    with pytest.raises(ContractError, match="lacks the field"):
        source(**{name: value for name, value in given.items() if name != "terms"})(some_number)
    with pytest.raises(ContractError, match="needs a prefix"):
        Field("tags", Kind.TAG)
    with pytest.raises(ContractError, match="needs a prefix"):
        Field("tags", Kind.TEXT, prefix="license:")
    with pytest.raises(ContractError, match="needs a prefix or words"):
        Field("tags", Kind.TAG, prefix="license:", words=("llama",))
    with pytest.raises(ContractError, match="has no prefix"):
        Field("tags", Kind.TAG, words=("llama",), takes_all=True)
    with pytest.raises(ContractError, match="quotation mark"):
        Field("tags", Kind.TAG, words=('a"b',))


def test_a_table_says_what_every_column_means():
    """Types from a closed list, a meaning each, a key among the columns, no column twice."""
    with pytest.raises(ContractError, match="'meaning' is empty"):
        Column("value", "integer", "")
    with pytest.raises(ContractError, match="is none of"):
        Column("value", "decimal", "A value.")
    with pytest.raises(ContractError, match="empty"):
        Rule("", "Kept.")
    column = Column("value", "integer", "A value.")
    with pytest.raises(ContractError, match="declares a column twice"):
        table(columns=(column, column), key=("value",), reads=("staged",))(some_number)
    with pytest.raises(ContractError, match="key"):
        table(columns=(column,), key=("name",), reads=("staged",))(some_number)


def test_an_axis_has_options_with_different_names():
    """The first is the default; an unknown one names the nearest."""
    with pytest.raises(ContractError, match="different names"):
        Axis("a", "A", "Which?", (Option("x", "x", "X."), Option("x", "x", "X.")))
    with pytest.raises(ContractError, match="needs options"):
        Axis("a", "A", "Which?", ())
    assert COPIES.default == "all"
    assert COPIES.flag == "--copies"
    with pytest.raises(UsageError, match="Nearest: first_party"):
        COPIES.option("firstparty")


def test_nearest_names():
    """A misspelling, a part, another case; nothing where nothing is close."""
    known = ("download_share", "download_count", "release_count", "concentration")
    assert nearest("downlaod_share", known)[0] == "download_share"
    assert set(nearest("download", known)) >= {"download_share", "download_count"}
    assert nearest("CONCENTRATION", known) == ["concentration"]
    assert nearest("zzz", known) == []
    assert "Known: a, b." in str(unknown_name("thing", "zzz", ("b", "a"), "Try."))


def test_unknown_names_in_the_registry():
    """Indicator, source and table: what is near, and what to run next."""
    with pytest.raises(UsageError, match=r"Nearest: download_share.*weighbridge indicators"):
        registry.indicator("download_shares")
    with pytest.raises(UsageError, match=r"Nearest: hub_models.*weighbridge sources"):
        registry.source("hub_model")
    with pytest.raises(UsageError, match="Nearest: seats"):
        registry.table("seat")


def test_flags_are_a_closed_list():
    """A flag without a sentence for readers is refused."""
    assert checked_flags({"small_n", "few_clusters"}) == ("few_clusters", "small_n")
    with pytest.raises(ContractError, match="smal_n"):
        checked_flags({"smal_n"})
    assert all(sentence == sentence.strip() and sentence for sentence in FLAGS.values())


INDICATOR = '''"""A number of one's own."""

from weighbridge.catalogue.axes import LIST
from weighbridge.catalogue.indicator import indicator
from weighbridge.catalogue.units import Unit
from weighbridge.definitions.estimators import total


@indicator(
    title="Listed downloads",
    question="How many downloads?",
    topic="Use",
    unit=Unit.COUNT,
    grain=("month", "group"),
    groups=("all",),
    axes=(LIST,),
    reads=("adoption_cells",),
    estimate=total,
    resampled="organisations",
    population="Models on a list",
    caveats=("list_not_sample",),
    cite=("A.",),
    since="0.1",
)
def listed_downloads(cells):
    """Downloads of all listed models."""
    return cells
'''
SOURCE = '''"""A place of one's own."""

import narwhals as nw

from weighbridge.catalogue.source import Field, Kind, source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._observations import long_rows


@source(
    title="Own crawls",
    producer="Somebody",
    homepage="https://example.org",
    terms=Terms.CC0_1_0,
    credit="Somebody, CC0.",
    cadence="once",
    tables=("model_observations",),
    list_id="own_crawls",
    list_title="what somebody looks at",
    fields=(Field("name", Kind.MODEL_ID, required=True), Field("count", Kind.COUNT)),
)
def own_crawls(records):
    """Counts somebody wrote down."""
    rows = records.with_columns(
        list_id=nw.lit("own_crawls"),
        platform=nw.lit("huggingface"),
        crawl_id=nw.col("as_of"),
        observed_on=nw.col("as_of").str.to_date(format="%Y-%m-%d"),
        month=nw.col("as_of").str.slice(0, 7),
        model_id=nw.col("name"),
    )
    return {"model_observations": long_rows(rows, {"downloads_30d": "count"}, {})}
'''
ASK = """
import json, sys, datetime
from pathlib import Path
import weighbridge
from weighbridge.store.home import Home
home = Path(sys.argv[1])
wb = weighbridge.open(home)
wb.home = Home(wb.home.root, home / "nothing")
records = [{"name": "Qwen/a", "count": 30}, {"name": "meta-llama/b", "count": 12}]
(home.parent / "own.jsonl").write_text("".join(json.dumps(record) + "\\n" for record in records))
wb.import_file("own_crawls", home.parent / "own.jsonl", "2025-10-15", datetime.date(2026, 1, 1))
result = wb.indicator("listed_downloads")
print(json.dumps({
    "indicators": [item.name for item in wb.indicators()],
    "sources": [item.name for item in wb.sources()],
    "lists": [c.option for c in wb.definitions("listed_downloads") if c.axis == "list"],
    "result": json.loads(result.to_json()),
}))
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory) -> Path:
    """A copy of the package with one more indicator and one more source, a file each."""
    folder = tmp_path_factory.mktemp("copy")
    own = Path(weighbridge.__file__).parent
    ignored = shutil.ignore_patterns("starter", "__pycache__", "static", "templates")
    shutil.copytree(own, folder / "weighbridge", ignore=ignored)
    (folder / "weighbridge/indicators/adoption/listed_downloads.py").write_text(INDICATOR)
    (folder / "weighbridge/sources/own_crawls.py").write_text(SOURCE)
    return folder


def run(package: Path, code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(package), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, env=environment, check=False
    )


def test_one_file_each_makes_an_indicator_and_a_source(package, tmp_path):
    """No other edit: both are listed, the source takes a file, the indicator counts it, JSON tells of it."""
    done = run(package, ASK, str(tmp_path / "home"))
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert "listed_downloads" in found["indicators"]
    assert "own_crawls" in found["sources"]
    assert "own_crawls" in found["lists"]
    result = found["result"]
    assert [(row["month"], row["group"], row["value"]) for row in result["rows"]] == [("2025-10", "all", 42)]
    assert result["indicator"] == "listed_downloads"
    assert [ref["source"] for ref in result["snapshots"]] == ["own_crawls"]


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("indicators/adoption/another_name.py", INDICATOR, "must bear that name"),
        ("indicators/download_share.py", INDICATOR, "Two files are called download_share"),
        ("indicators/adoption/broken.py", INDICATOR.replace("title=", "titel="), "Did you mean 'title'"),
        ("sources/other.py", SOURCE, "must bear that name"),
    ],
    ids=["other-name", "twice", "unknown-field", "source-other-name"],
)
def test_a_file_that_would_never_be_found_is_refused(package, file, text, said):
    """A declaration in a file of another name, two files of one name, an unknown field: told by name."""
    path = package / "weighbridge" / file
    path.write_text(text)
    kind = "indicators" if file.startswith("indicators") else "sources"
    try:
        done = run(package, f"from weighbridge.catalogue import registry; registry.{kind}()")
    finally:
        path.unlink()
    assert done.returncode != 0
    assert said in done.stderr


def test_helpers_are_not_searched():
    """Names that begin with an underscore belong to a room, not to the registry."""
    for kind in registry.ROOMS:
        assert not [name for name in registry.modules(kind) if name.startswith("_")]

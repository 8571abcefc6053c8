"""What every declaration of the registry must keep, whoever adds the next one."""

from __future__ import annotations

import inspect
import re

import pytest

from weighbridge.catalogue import registry
from weighbridge.catalogue.caveats import CAVEATS
from weighbridge.catalogue.flags import FLAGS
from weighbridge.catalogue.indicator import GROUPS, Indicator
from weighbridge.catalogue.source import Source
from weighbridge.catalogue.table import TYPES, Table
from weighbridge.catalogue.terms import Terms
from weighbridge.definitions.choices import define, options
from weighbridge.entities.judgement_files import judgement_bytes
from weighbridge.statistics import estimate

INDICATORS = registry.indicators()
SOURCES = registry.sources()
TABLES = registry.tables()
BANNED = re.compile(r"(?i)\b(data|info|manager|common|utils|helpers|v2)\b")


def named(item) -> str:
    return item.name


@pytest.mark.parametrize("source", SOURCES, ids=named)
def test_source(source: Source):
    """Terms, credit, a safe homepage, fields, and tables that exist."""
    assert isinstance(source.terms, Terms)
    assert source.credit.endswith(".")
    assert source.homepage.startswith("https://")
    assert source.method
    assert source.fields
    assert {table.name for table in TABLES} >= set(source.tables)
    assert len({field.name for field in source.fields}) == len(source.fields)
    if "model_observations" in source.tables:
        assert source.list_id, "what it watches is an option of the axis `list`"


@pytest.mark.parametrize("table", TABLES, ids=named)
def test_table(table: Table):
    """Every column says what it means; the key is among them and never empty; what it reads exists."""
    for column in (*table.columns, *table.staged_columns):
        assert column.type in TYPES
        assert column.meaning.strip() == column.meaning
        assert column.meaning[-1] in ".;)`", f"{column.name}: a sentence ends"
        assert not BANNED.search(column.name.replace("_", " "))
    assert set(table.key) <= {column.name for column in table.columns}
    assert {item.name for item in TABLES} >= set(table.reads) - {"staged"}
    assert table.room in ("table", "entity")
    for name in table.judgements:
        assert judgement_bytes(name)
    for rule in table.rules:
        assert rule.trap.endswith((".", "?"))
        assert rule.treatment.endswith(".")


@pytest.mark.parametrize("table", [table for table in TABLES if table.room == "table"], ids=named)
def test_no_cleaned_table_reads_an_entity(table: Table):
    """Tables keep raw identifiers; judgements come after."""
    entities = {item.name for item in TABLES if item.room == "entity"}
    assert not entities & set(table.reads)
    assert not table.judgements


def test_tables_do_not_read_in_a_circle():
    """What a table rests on can be built before it."""
    done: set[str] = set()
    left = {table.name: set(table.reads) - {"staged"} for table in TABLES}
    while ready := {name for name, reads in left.items() if reads <= done}:
        done |= ready
        left = {name: reads for name, reads in left.items() if name not in ready}
    assert not left


@pytest.mark.parametrize("indicator", INDICATORS, ids=named)
def test_indicator(indicator: Indicator):
    """Method, grain, groups, known caveats; reads, movers and the file's name."""
    assert len(indicator.method.splitlines()) > 1, "the docstring is the published method"
    assert indicator.grain == ("month", "group")
    assert set(indicator.groups) <= set(GROUPS)
    assert set(indicator.caveats) <= CAVEATS.keys()
    assert indicator.caveats
    known = {table.name for table in TABLES}
    assert known >= set(indicator.reads)
    assert not indicator.movers or indicator.movers in known
    file = inspect.getsourcefile(indicator.reduce)
    assert file is not None
    assert file.endswith(f"/{indicator.name}.py")
    assert len({axis.name for axis in indicator.axes}) == len(indicator.axes)
    assert indicator.question.endswith("?")


@pytest.mark.parametrize("indicator", INDICATORS, ids=named)
def test_default_and_headlines_can_be_defined(indicator: Indicator):
    """The defaults contradict nothing; every headline names axes and options that exist."""
    assert define(indicator, {}).choices
    for headline in indicator.headline:
        assert define(indicator, headline.choices).choices
        assert headline.label
        assert headline.note


@pytest.mark.parametrize("indicator", INDICATORS, ids=named)
def test_every_option_has_one_line_of_meaning(indicator: Indicator):
    """Axes, options of open axes included."""
    for axis in indicator.axes:
        assert axis.question.endswith("?")
        for option in options(axis):
            assert "\n" not in option.meaning
            assert option.meaning.endswith(".")
            assert option.label == option.label.strip()


@pytest.mark.parametrize("indicator", INDICATORS, ids=named)
def test_reasons_for_contradictions_are_shown(indicator: Indicator):
    """Asking for a combination that contradicts itself tells the reason; each rule can be met."""
    for rule in indicator.invalid:
        assert rule.reason.endswith(".")
        assert all(choices for choices in rule.when.values())
        assert len(rule.reason) > 20


@pytest.mark.parametrize("indicator", INDICATORS, ids=named)
def test_fingerprints_differ_by_choice_and_not_by_order(indicator: Indicator):
    """Every axis is in the name, defaults written out; the order of choices is not."""
    base = define(indicator, {})
    assert re.fullmatch(rf"{indicator.name}@[0-9a-f]{{6}}", base.fingerprint)
    assert set(base.choices) == {axis.name for axis in indicator.axes}
    spelled = define(indicator, dict(reversed(list(base.choices.items()))))
    assert spelled.hash == base.hash
    others = {base.hash}
    for axis in indicator.axes:
        for option in options(axis):
            if option.name != base.choices[axis.name]:
                body = {**base.choices, axis.name: option.name}
                if not any(rule.applies(body) for rule in indicator.invalid):
                    others.add(define(indicator, body).hash)
    valid = 1 + sum(
        not any(rule.applies({**base.choices, axis.name: option.name}) for rule in indicator.invalid)
        for axis in indicator.axes
        for option in options(axis)
        if option.name != base.choices[axis.name]
    )
    assert len(others) == valid


def test_all_flags_of_estimators_have_a_sentence():
    """An estimator cannot return a flag no reader could be told."""
    assert FLAGS.keys() >= estimate.FLAGS


def test_caveats_are_sentences():
    """Printed under figures as they stand."""
    assert all(text.endswith(".") and text == text.strip() for text in CAVEATS.values())


def test_lists_have_one_source_each():
    """A list is an option of an axis: two sources of one name would be one option."""
    lists = [source.list_id for source in SOURCES if source.list_id]
    assert len(set(lists)) == len(lists)
    assert "widest" not in lists

"""One choice at a time: what a page brings along is what the Python API answers for that month and option."""

from __future__ import annotations

import json
import re

import pytest
from tests.web.world import spaced, world

from weighbridge.catalogue import registry
from weighbridge.web.indicator_page import view_of
from weighbridge.web.plug import Plug
from weighbridge.web.steps import WHOLE_RUN, steps_around


def brought(steps):
    """The figures in a page's script."""
    head, _, body = steps.script.partition(" = ")
    assert head == "globalThis.weighbridgeSteps"
    return json.loads(body.removesuffix(";\n"))


def words(html):
    return re.sub(r"\s+", " ", spaced(re.sub(r"<[^>]+>", " ", html)))


@pytest.fixture(scope="module")
def view(tiny):
    plug = Plug(tiny)
    return view_of(registry.indicator("download_count"), plug.indicator("download_count"), None, (), None)


def test_each_option_that_can_be_chosen_is_brought_with_the_figure_of_the_python_api(tiny, view):
    choices = tiny.definitions("download_count")
    found = brought(steps_around(Plug(tiny), view, choices))
    valid = {f"{c.axis}={c.option}" for c in choices if c.status == "valid" and c.axis not in WHOLE_RUN}
    taken = {f"{axis}={option}" for axis, option in view.result.definition.items()}
    assert found
    assert set(found) <= valid - taken
    assert "measure=likes" in found
    month = view.answer.month
    for key, step in found.items():
        axis, _, option = key.partition("=")
        plain = tiny.indicator("download_count", month_from=month, month_to=month, choices={axis: option})
        assert step["fingerprint"] == plain.fingerprint
        china = plain.at(month, "CN")
        assert plain.unit.text(china.value) in words(step["chart"]), key
        assert "<script" not in step["chart"]
        assert "style=" not in step["chart"]


def test_what_nothing_stored_answers_is_left_out(tiny, view):
    choices = tiny.definitions("download_count")
    owed = {f"{c.axis}={c.option}" for c in choices if c.status != "valid"}
    assert owed
    assert not owed & set(brought(steps_around(Plug(tiny), view, choices)))


def test_an_indicator_without_another_option_brings_nothing():
    bridge = world()
    declared = bridge.declared[1]
    view = view_of(declared, bridge.results["invented_terms/class"], None, (), None)
    bridge.results.pop("invented_terms/class/unattributed=excluded")
    assert steps_around(bridge, view, bridge.definitions("invented_terms")) is None

"""Answers about one model on a screen of 80 columns and on a pipe: nothing is cut, nothing stands out."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from tests.tiny_world.worlds import starter  # noqa: F401  # fixture

from weighbridge.cli.alternatives import _lines as alternatives_lines
from weighbridge.cli.designations import _lines as designations_lines
from weighbridge.cli.inventory import _lines as inventory_lines
from weighbridge.cli.layout import cells, last_line
from weighbridge.cli.terminal import UNBOUNDED, Terminal
from weighbridge.diligence.card.alternatives import Wanted, alternatives_to
from weighbridge.diligence.card.card import card_of
from weighbridge.diligence.inventory.inventory import inventory_of
from weighbridge.diligence.own_lists import OwnLists

NARROW, WIDE = Terminal(), Terminal(width=120)
PIPE = Terminal(width=UNBOUNDED, is_tty=False)
SAMPLE = Path(__file__).parents[1] / "diligence" / "sample_repository"
DAY = datetime.date(2026, 11, 20)


def widest(lines):
    return max(cells(line) for line in lines)


def test_a_command_is_never_broken():
    said, hint = "on 2026-11-20, data to 2026-11-09", "next: weighbridge card " + "x" * 60
    assert last_line(said, hint, NARROW) == [said, hint]
    assert last_line(said, hint, PIPE) == [f"{said} · {hint}"]
    assert last_line("data", "next: weighbridge card a/b", NARROW) == ["data · next: weighbridge card a/b"]


@pytest.mark.parametrize("terminal", [NARROW, WIDE, PIPE])
def test_entries_of_lists_fit_and_say_what_has_no_room(terminal):
    rows = [item.as_dict(DAY) for item in OwnLists().on("deepseek", DAY)]
    lines = designations_lines(rows, "deepseek", DAY, terminal)
    text = "\n".join(lines)
    assert widest(lines) <= terminal.width
    assert text.count("2025-12-18") >= 2
    assert ("state devices" in text) == (terminal.width >= 120)
    assert ("Whom each binds" in text) == (terminal.width < 120)


@pytest.mark.parametrize("terminal", [NARROW, WIDE, PIPE])
def test_an_inventory_fits_and_no_name_or_place_is_broken(starter, terminal):  # noqa: F811
    """A place is there to be clicked, a name to be copied: each stands whole on one line.

    So does the command at the end, however long the address of the folder is: it is not measured.
    """
    found = inventory_of(starter.holdings(day=DAY), SAMPLE)
    *lines, command = inventory_lines(found, terminal)
    assert command == f"next: weighbridge policy check {SAMPLE}"
    assert widest(lines) <= terminal.width
    for used in found.models:
        assert any(used.model_id in line for line in lines)
        for place in used.places:
            assert any(f"{place.file}:{place.line}" in line and place.context in line for line in lines)


@pytest.mark.parametrize("terminal", [NARROW, WIDE, PIPE])
def test_alternatives_fit_and_keep_every_value(starter, terminal):  # noqa: F811
    holdings = starter.holdings(day=DAY)
    card = card_of(holdings, "deepseek-ai/DeepSeek-R1-Distill-Llama-70B")
    found = alternatives_to(holdings, card, Wanted(within=0.1))
    lines = alternatives_lines(found, terminal)
    assert widest(lines) <= terminal.width
    text = "\n".join(lines)
    for item in found.found:
        assert item.quality.text() in text
    assert ("permissive" in text) == (terminal.width >= 120)

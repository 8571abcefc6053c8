"""The card on a screen of 24 lines, in full, and on a pipe."""

from __future__ import annotations

import datetime

import pytest
from tests.tiny_world.worlds import starter  # noqa: F401  # fixture

from weighbridge.cli.card_view import card_lines
from weighbridge.cli.layout import cells, paragraph
from weighbridge.cli.terminal import UNBOUNDED, Terminal
from weighbridge.diligence.card.card import card_of
from weighbridge.diligence.card.lines import lines_of
from weighbridge.diligence.card.quality import Scores
from weighbridge.diligence.card.summary import summary_of

MODELS = (
    "deepseek-ai/DeepSeek-R1-Distill-Llama-70B",
    "nvidia/AceReason-Nemotron-7B",
    "WeiboAI/VibeThinker-3B",
    "microsoft/Fara-7B",
)
NARROW, WIDE = Terminal(), Terminal(width=120)
PIPE = Terminal(width=UNBOUNDED, is_tty=False)


@pytest.fixture(scope="module", params=MODELS)
def card(request, starter):  # noqa: F811
    holdings = starter.holdings(day=datetime.date(2026, 11, 20))
    return card_of(holdings, request.param, Scores(holdings))


def commands(lines):
    return [line for line in lines if line.startswith(("all: ", "next: "))]


def test_the_short_card_is_the_answer_on_one_screen(card):
    """At most 24 lines at 80 columns before the first hint; the hints name how to see the rest."""
    lines = card_lines(card, NARROW)
    hints = commands(lines)
    assert lines.index(hints[0]) <= 24
    assert hints == [
        f"all:  weighbridge card {card.model_id} --full",
        f"next: weighbridge alternatives {card.model_id}",
    ]
    assert lines[-2:] == hints


@pytest.mark.parametrize("terminal", [NARROW, WIDE])
@pytest.mark.parametrize("is_full", [False, True])
def test_no_line_is_wider_than_the_screen(card, terminal, is_full):
    lines = card_lines(card, terminal, is_full)
    assert max(cells(line) for line in lines if line not in commands(lines)) <= terminal.width


def test_every_matter_of_the_full_card_is_in_the_short_one(card):
    """Matters are left out of neither; a flag all sellers agree on is no news, and who sells is one line."""
    full = {line.head for line in lines_of(card) if line.head}
    short = {line.head for line in summary_of(card) if line.head}
    left_out = set() if card.sellers else {"PRICE"}
    left_out |= set() if card.openness.is_conflict else {"OPENNESS"}
    assert full - short <= left_out
    assert short <= full


def test_a_pipe_gets_one_line_a_matter_with_its_evidence(card):
    for is_full, told in ((False, summary_of(card)), (True, lines_of(card))):
        lines = card_lines(card, PIPE, is_full)
        for line in told:
            assert f"{line.head.ljust(10)}{line.text}  [{line.evidence}]" in lines


def test_an_address_no_line_has_room_for_is_broken_at_a_slash():
    address = "https://example.org/" + "part/" * 20 + "end"
    lines = paragraph(address, NARROW, "    ", "")
    assert max(map(len, lines)) <= 80
    assert "".join(line.strip() for line in lines) == address
    assert all(line.endswith("/") for line in lines[:-1])

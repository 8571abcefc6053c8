"""How claims are tried and judged, on a made-up world whose every figure is known."""

from __future__ import annotations

import dataclasses

import pytest

from weighbridge.catalogue.claim import Claim, Document, claim
from weighbridge.catalogue.errors import ContractError, UsageError
from weighbridge.catalogue.units import Unit
from weighbridge.claims import judging
from weighbridge.claims.asking import Ask, both, months_between
from weighbridge.claims.chains import collapse, follows
from weighbridge.claims.tried import Side, Tried
from weighbridge.definitions.query import NotHeldError
from weighbridge.definitions.result import Result, Row

PAPER = Document("paper", "A paper", "article")
STUDY = Document("study", "A study", "study", "2025-11-01")


class MadeUp:
    """A world of two definitions in two months: by publisher 63 %, by root 40 % [30, 45]."""

    def __init__(self):
        self.asked = []

    def indicator(self, name, group=None, only=(), month_from=None, month_to=None, as_of=None, choices=None):
        month = month_to or "2025-09"
        self.asked.append((choices["attribution"], month))
        if month not in ("2025-08", "2025-09"):
            raise NotHeldError(f"No capture in {month}.", "2025-09")
        if choices["attribution"] == "parent":
            raise UsageError(
                f"{name} cannot be computed under this definition: no list of parents is stored."
            )
        row = {
            "publisher": Row(month, "CN", 0.63, 0.55, 0.70, 0.63, 0.72),
            "root": Row(month, "CN", 0.40, 0.30, 0.45, 0.40, 0.50),
        }[choices["attribution"]]
        return Result(
            name, "Made up", Unit.SHARE, "country", choices, "x@123456", "y", "2025-10-01", 0.9, (), (row,)
        )

    def order(self, *_, **__):
        raise UsageError("not here")

    def table(self, name, as_of=None):
        raise UsageError("not here")


def made(text="63 %", period=("2025-09", "2025-09"), options=("publisher", "root"), **given) -> Claim:
    @claim(
        id="C99",
        words="So much is Chinese",
        printed_in=(PAPER,),
        topic="Use",
        predicate="The share rounds to what is said.",
        indicator="derivative_share",
        group="country",
        as_defined={"attribution": "publisher"},
        as_worded={"attribution": options},
        period=period,
        **{"origin": STUDY, **given},
    )
    def so_much_is_chinese(ask):
        """A made-up statement."""
        return ask.values({"CN": text})

    return so_much_is_chinese


def judge(statement: Claim):
    return judging.judge(statement, MadeUp(), "2025-10-01")


def test_a_true_number_is_supported_by_its_source_and_depends_on_the_definition_as_worded():
    found = judge(made())
    assert [one.outcome for one in found.tried] == ["holds", "fails"]
    assert found.as_defined == "supported"
    assert found.decision.verdict == "definition_dependent"
    assert found.axis == "attribution"
    assert found.word == "Depends on the definition"


def test_a_changed_number_turns_the_verdict():
    """63 % is the value by publisher; 80 % lies outside [55, 72] and [30, 50] under both definitions."""
    assert judge(made("63 %", options=("publisher",))).word == "Holds"
    assert judge(made("80 %", options=("publisher",))).word == "Wrong"
    assert judge(made("80 %")).decision.verdict == "contradicted"


def test_a_number_inside_the_interval_but_not_the_band_is_undecided():
    found = judge(made("58 %", options=("publisher",)))
    assert found.decision.verdict == "undecided"
    assert found.word == "Cannot be told from this data"


def test_a_changed_period_turns_the_verdict_too():
    """Data of September 2025 say nothing for certain of a year, nor of March 2024."""
    for period in (("2024-10", "2025-09"), ("2024-03", "2024-03")):
        found = judge(made(period=period, options=("publisher",)))
        assert found.decision.verdict == "undecided"
        assert "period_mismatch" in found.tried[0].flags
        assert "Sep 2025" in found.tried[0].reason
    assert judge(made(period=("2025-08", "2025-08"), options=("publisher",))).word == "Holds"


def test_any_month_of_a_period_is_a_definition_of_its_own():
    found = judge(made(period=("2025-06", "2025-09"), period_is="any", options=("publisher",)))
    assert [one.month for one in found.tried] == ["2025-08", "2025-09"]
    assert found.decision.verdict == "supported"


def test_a_definition_without_data_is_listed_and_not_counted():
    found = judge(made(options=("publisher", "parent")))
    assert found.decision.definitions == 1
    assert found.word == "Holds"
    assert [one.reason for one in found.owed] == ["no list of parents is stored."]


def test_findings_speak_before_the_verdict_and_only_for_the_sources_own_number():
    lost = {"definition_lost": "It counts something else."}
    assert judge(made(findings=lost, is_sources_own=True)).word == "Right number, definition lost"
    assert judge(made(findings=lost)).word == "Depends on the definition"
    assert judge(made("80 %", findings={"misattributed": "Others said so."})).word == "Wrong source named"


def test_a_claim_whose_indicator_is_not_there_yet_says_so():
    waiting = dataclasses.replace(made(), indicator="moon_share", lacks="Counts on the moon.")
    found = judging.judge(waiting, MadeUp())
    assert found.word == "Cannot be checked"
    assert found.owed[0].reason.endswith("it needs the indicator moon_share. Counts on the moon.")


def test_two_parts_of_a_statement_must_both_hold():
    one, other = Tried("a", "holds", "x", sides=(Side("CN", 1.0),)), Tried("b", "unsure", "y")
    joined = both(one, other, "both")
    assert (joined.outcome, joined.found, joined.label) == ("unsure", "x; y", "both")


def test_a_tried_definition_survives_its_json_form():
    (one, *_) = judge(made()).tried
    assert Tried.from_dict(one.as_dict()) == one


def test_months_between_two_ends_hold_both():
    assert months_between("2024-11", "2025-02") == ["2024-11", "2024-12", "2025-01", "2025-02"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"findings": {"rude": "It is."}}, "finding"),
        ({"period": ("2025-09", "2025-01")}, "in order"),
        ({"words": "x" * 400}, "240 at most"),
        ({"id": "13"}, "C01"),
        ({"said": {"colour": "red"}}, "part compared"),
        ({"origin": None, "is_sources_own": True}, "no origin"),
        ({"findings": {"no_source_found": "None."}}, "Keep one"),
        ({"origin": PAPER}, "what measures"),
        ({"printed_in": ()}, "printed_in"),
        ({"period_is": "some"}, "'any'"),
    ],
)
def test_a_declaration_that_cannot_be_is_refused_with_the_reason(given, said):
    with pytest.raises((ContractError, UsageError), match=said):
        dataclasses.replace(made(), **given)


def test_copies_collapse_into_their_origins():
    other = Document("other", "Another paper", "article")
    first = made()
    copy = dataclasses.replace(first, id="C98", printed_in=(other,), repeats="C99")
    lost = dataclasses.replace(
        first, id="C97", origin=None, printed_in=(other,), findings={"no_source_found": "None."}
    )
    found = collapse([first, copy, lost])
    assert [document.key for document in found.origins] == ["study"]
    assert found.sentence == "Two articles rest on one study and one text whose source nobody has found."
    assert follows(copy) == "Another paper; measured by A study"
    assert follows(lost) == "Another paper; no source found"


def test_boards_later_than_what_printed_the_figure_do_not_count():
    brief = Document("brief", "A brief", "brief", "2025-12-16")
    ask = Ask(made(through=(brief,)), MadeUp())
    assert ask._latest == "2025-12-16"
    assert Ask(made(), MadeUp())._latest == "9999-12-31"

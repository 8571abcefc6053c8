"""Published figures beside ours: agree, differ because, cannot because."""

from __future__ import annotations

import pytest

from weighbridge.catalogue.errors import ContractError, UsageError
from weighbridge.catalogue.units import Unit
from weighbridge.claims import replications
from weighbridge.claims.replications import OUTCOMES, Published, published, replicate
from weighbridge.definitions.query import NotHeldError
from weighbridge.definitions.result import Result, Row

ROW = dict.fromkeys(Published.__dataclass_fields__, "") | {
    "id": "a_share",
    "study": "A study",
    "value": "17.1 %",
    "evidence": "primary",
    "indicator": "download_share",
    "group": "country",
    "only": "CN",
    "choices": "list=osir;population=all",
    "month": "2025-08",
    "because": "population: fewer accounts here",
}


class World:
    """A world whose one share is known."""

    def __init__(self, value=None, error=None):
        self.value, self.error = value, error

    def indicator(self, name, group=None, month_from=None, month_to=None, as_of=None, choices=None):
        assert choices == {"list": "osir", "population": "all"}
        if self.error:
            raise self.error
        row = Row(month_to, "CN", self.value)
        return Result(name, "", Unit.SHARE, "country", choices, "x@1", "y", "2025-10-01", 0.9, (), (row,))


def found(world):
    return replications._replicated(replications._published(ROW, 2), world, None)


def test_a_share_that_rounds_to_the_published_one_is_reproduced():
    assert found(World(0.1712)).outcome == "reproduced"
    assert found(World(0.1712)).reason == ""


def test_another_one_differs_and_says_because_of_what():
    other = found(World(0.1943))
    assert (other.outcome, other.reason) == ("differs", "population: fewer accounts here")
    assert other.difference == pytest.approx(0.0233)
    assert other.command.endswith("--list osir --population all --from 2025-08 --to 2025-08")


@pytest.mark.parametrize(
    ("world", "reason"),
    [
        (World(None), "no value of CN in 2025-08"),
        (
            World(error=NotHeldError("No capture.", "2025-09")),
            "no capture of 2025-08; the nearest is 2025-09",
        ),
        (World(error=UsageError("x cannot be computed under this definition: no counter.")), "no counter."),
    ],
)
def test_what_cannot_be_computed_says_why(world, reason):
    assert (found(world).outcome, found(world).reason) == ("cannot", reason)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"evidence": "rumour"}, "evidence 'rumour'"),
        ({"cannot": "no counter"}, "exactly one"),
        ({"indicator": ""}, "exactly one"),
        ({"value": "plenty"}, "no stated number"),
    ],
)
def test_a_row_that_breaks_a_rule_is_named_with_its_line(change, said):
    with pytest.raises(ContractError, match=said):
        replications._published(ROW | change, 7)


def test_every_shipped_row_ends_in_an_outcome_with_its_reason(starter):
    """The anchors of the index come out by definition, and no gap is left without a reason."""
    rows = replicate(starter)
    assert len(rows) == len(published()) > 100
    by_id = {row.published.id: row for row in rows}
    for row in rows:
        assert row.outcome in OUTCOMES
        assert row.reason or row.outcome == "reproduced"
        assert row.reason != "for a reason not established", row.published.id
    assert by_id["epoch_anchor_low"].ours == pytest.approx(130)
    assert by_id["epoch_anchor_high"].ours == pytest.approx(150)
    assert by_id["epoch_index"].ours == pytest.approx(0.02, abs=0.01)
    assert by_id["caisi_hijack"].outcome == "cannot"
    # Strengths by crowd-kit and ratings by arena-rank on the same votes: other programs, the same numbers.
    assert by_id["llmfao_bt"].ours == pytest.approx(0.04121787368330589, rel=1e-9)
    assert by_id["arena_rank_llmfao"].ours == pytest.approx(59.65654404447264, abs=0.05)
    assert by_id["fmti_2025"].outcome == "reproduced"

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


def found(world, **change):
    return replications._replicated(replications._published(ROW | change, 2), world, None)


class Held(World):
    """A world that holds some months only."""

    def __init__(self, months):
        super().__init__()
        self.months = months

    def indicator(self, name, group=None, month_from=None, month_to=None, as_of=None, choices=None):
        rows = [
            Row(month, group, value)
            for month, groups in self.months.items()
            if month_from <= month <= month_to
            for group, value in groups.items()
        ]
        if not rows:
            raise NotHeldError("No capture.", min(self.months))
        return Result(
            name, "", Unit.SHARE, "country", choices, "x@1", "y", "2025-10-01", 0.9, (), tuple(rows)
        )


def test_the_nearest_month_stands_in_and_can_never_reproduce():
    world = Held({"2026-02": {"CN": 0.171}})
    one = found(world)
    assert (one.outcome, one.ours) == ("differs", 0.171)
    assert one.reason.startswith("the value agrees, in another window; window: ours is of Feb 2026")
    assert one.command.endswith("--from 2026-02 --to 2026-02")
    assert found(Held({"2026-03": {"CN": 0.171}})).outcome == "cannot"


def test_a_stretch_of_months_is_averaged_or_added_up_and_says_what_it_lacks():
    world = Held({"2025-01": {"CN": 0.10}, "2025-03": {"CN": 0.20}})
    mean = found(world, month="mean 2025-01..2025-03")
    assert mean.ours == pytest.approx(0.15)
    assert mean.reason.endswith("window: 2 of 3 months are held")
    assert found(world, month="sum 2025-01..2025-03").ours == pytest.approx(0.30)


def test_groups_are_added_up_and_a_region_nobody_of_is_listed_has_none():
    world = Held({"2025-08": {"FR": 0.05, "DE": 0.02, "CN": 0.9}})
    assert found(world, only="FR+DE").ours == pytest.approx(0.07)
    assert found(world, only="region:EU").ours == pytest.approx(0.07)
    assert found(Held({"2025-08": {"CN": 0.9}}), only="region:EU").ours == 0.0
    assert found(Held({"2025-08": {"CN": None}}), only="region:EU").outcome == "cannot"


def test_a_share_that_rounds_to_the_published_one_is_reproduced():
    assert found(World(0.1712)).outcome == "reproduced"
    # What is counted differently stays beside a value that happens to agree.
    assert found(World(0.1712)).reason == "population: fewer accounts here"


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
            World(error=NotHeldError("No capture.", "2026-03")),
            "needs a capture of 2025-08; the nearest is of 2026-03, more than 6 months away",
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
        ({"month": "2025"}, "month '2025'"),
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
    # Scores of the index's own file: 529 indicators met by thirteen firms.
    assert by_id["fmti_mean_exact"].ours == pytest.approx(529 / 13)
    # Both definitions of relative adoption put the model at their cut-off at one.
    assert by_id["atom_ram_v1"].ours == by_id["atom_ram_2026q2"].ours == pytest.approx(1)
    for row in rows:
        if row.outcome == "cannot":
            assert len(row.reason) > 20, row.published.id

"""The method's worked examples on the shipped verdicts, and refusals to pool."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from tests.evaluations.test_findings import verdict

import weighbridge
from weighbridge.catalogue.errors import UsageError
from weighbridge.catalogue.verdicts import MEASURES, NAMES
from weighbridge.evaluations.agentdojo import agentdojo
from weighbridge.evaluations.groups import contrast, makers
from weighbridge.evaluations.judging import judged_pair
from weighbridge.evaluations.parts import chosen, measures_of, not_comparable, parts_of
from weighbridge.evaluations.rates import compare, rate
from weighbridge.statistics.clustered import two_way_rate
from weighbridge.store.home import STARTER

ROOT = Path(__file__).resolve().parents[2]
ATTACK = {"attack": "important_instructions"}
GPT, LLAMA = "agentdojo/gpt-4o-2024-05-13", "agentdojo/meta-llama_Llama-3-70b-chat-hf"


def shipped(source):
    (file,) = (STARTER / "snapshots" / source).glob("*/safety_verdicts.parquet")
    return pq.read_table(file).to_pylist()


NAME, _, DIGEST = Path(__file__).with_name("agentdojo.txt").read_text().strip().partition(" --hash=sha256:")
LOGS = ROOT / "build" / f"{NAME.replace('==', '-')}.tar.gz"


@pytest.fixture(scope="module")
def dojo():
    """The verdicts of AgentDojo's own logs, where `make agentdojo` has fetched them; else those captured."""
    if not LOGS.is_file():
        return shipped("agentdojo_logs")
    assert hashlib.sha256(LOGS.read_bytes()).hexdigest() == DIGEST, "fetched by name and hash"
    return [dict(row) for row in agentdojo.read(LOGS)]


def test_all_of_the_published_verdicts_are_there(dojo):
    assert len(dojo) == 18_241
    assert len({row["model"] for row in dojo}) == 13
    assert len({row["run"] for row in dojo}) == 18


@pytest.mark.skipif(not LOGS.is_file(), reason="`make agentdojo` fetches the logs")
def test_the_captured_verdicts_are_those_of_the_logs(dojo):
    names = ("run", "suite", "item", "attack", "arm", "outcome", "utility")
    fetched, captured = (
        Counter(tuple(row[name] for name in names) for row in rows)
        for rows in (dojo, shipped("agentdojo_logs"))
    )
    assert fetched == captured


def part(rows, run, measure="attack_success", **wanted):
    own = [row for row in rows if row["run"] == run]
    return chosen(parts_of(own, MEASURES[measure]), wanted or ATTACK, run)


def test_11a_rate_with_naive_and_clustered_errors(dojo):
    found = rate(part(dojo, GPT))
    assert (found.count, found.total, found.clusters) == (334, 629, (97, 27))
    assert found.estimate.value == pytest.approx(0.531, abs=5e-4)
    assert (found.naive.low, found.naive.high) == pytest.approx((0.498, 0.564), abs=5e-4)
    errors = (found.se_naive, found.se_first, found.se_second, found.se)
    assert errors == pytest.approx((0.0199, 0.0325, 0.0633, 0.0683), abs=5e-5)
    assert (found.estimate.low, found.estimate.high) == pytest.approx((0.415, 0.647), abs=1e-3)
    other = rate(part(dojo, LLAMA))
    assert (other.count, other.total) == (130, 629)
    assert other.se == pytest.approx(0.0457, abs=5e-5)
    assert (other.estimate.low, other.estimate.high) == pytest.approx((0.129, 0.285), abs=1e-3)


def test_11a_without_the_suite_there_seem_to_be_fewer_tasks(dojo):
    held = part(dojo, GPT)
    tasks = [row["item"].split("/") for row in held.rows]
    alone = two_way_rate(held.y, [task for task, _ in tasks], [injection for _, injection in tasks])
    assert alone.clusters == (40, 9)
    assert two_way_rate(held.y, *held.clusters, small_sample=False).se == pytest.approx(0.0671, abs=5e-5)


def test_11c_paired_without_a_p_value(dojo):
    found = compare(part(dojo, GPT), part(dojo, LLAMA))
    assert (found.pair.only_first, found.pair.only_second) == (235, 31)
    assert found.pair.rate.estimate.value == pytest.approx(0.324, abs=5e-4)
    assert found.pair.mid_p is None
    assert found.ratio.value == pytest.approx(334 / 130)


def test_11d_open_and_closed_are_refused_with_the_reason(dojo):
    found = contrast(dojo, MEASURES["attack_success"], ATTACK, "open")
    assert found.means == pytest.approx((0.095, 0.278), abs=5e-4)
    assert found.means[0] / found.means[1] == pytest.approx(0.34, abs=5e-3)
    assert (round(found.p, 3), found.splits) == (0.136, 220)
    assert found.difference.value is None
    assert "3 models from 2 organisations" in found.reason
    assert sum(len(side) for side in found.sides) == 12


def test_11f_the_judge_alone_reverses_the_order():
    rows = shipped("xstest_annotations")
    held = tuple([row for row in rows if row["run"] == f"xstest/{name}"] for name in ("llama2new", "gpt4"))
    found = judged_pair(held, MEASURES["refusal"], {"judge": "gpt-4"}, "two people, settled", 4)
    truth = [part(rows, run, "refusal", judge="two people, settled").y.mean() for run in found.runs]
    assert truth == pytest.approx([0.609, 0.489], abs=5e-4)
    assert [side.judge for side in found.sides] == pytest.approx([0.413, 0.427], abs=5e-4)
    assert found.labelled == (113, 113)
    expected = {
        "labels": ((0.593, 0.046), (0.478, 0.047)),
        "ppi": ((0.625, 0.047), (0.516, 0.037)),
        "tuned": ((0.609, 0.038), (0.502, 0.032)),
        "rogan_gladen": ((0.642, 0.070), (0.523, 0.045)),
    }
    for name, sides in expected.items():
        for side, (value, se) in zip(found.sides, sides, strict=True):
            assert getattr(side, name).value == pytest.approx(value, abs=5.1e-4)
            assert side.se[name] == pytest.approx(se, abs=5.1e-4)
    assert [side.weight for side in found.sides] == pytest.approx([0.493, 0.641], abs=5e-4)
    assert found.judge_ratio == pytest.approx(0.97, abs=5e-3)
    assert truth[0] / truth[1] == pytest.approx(1.25, abs=5e-3)
    assert found.ratio.low > 1
    assert found.is_reversed


def own(run, **more):
    return [verdict(f"q{i}", "refusal" if i % 3 else "factual", run=run, **more) for i in range(12)]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"scorer": "y"}, "scorers"),
        ({"scorer_version": "2"}, "versions of the scorer"),
        ({"harness": "g"}, "harnesses"),
        ({"harness_version": "2"}, "versions of the harness"),
        ({"language": "zh-Hans"}, "languages"),
        ({"judge": "people"}, "judges"),
    ],
)
def test_what_must_not_be_pooled_is_refused_with_the_reason(change, word):
    a, b = (parts_of(rows, MEASURES["refusal"])[0] for rows in (own("a"), own("b", **change)))
    with pytest.raises(UsageError, match=f"two {word}"):
        compare(a, b)
    assert not_comparable(a, a) == ""


def test_suites_that_share_nothing_are_refused():
    a, b = (parts_of(rows, MEASURES["refusal"])[0] for rows in (own("a"), own("b", suite="t")))
    assert "share no suite" in not_comparable(a, b)


def test_missing_verdicts_bound_a_rate_and_repeats_at_zero_count_once():
    rows = [*own("a"), verdict("q0", run="a", repeat=1), verdict("q99", "error", run="a")]
    (held,) = parts_of(rows, MEASURES["refusal"])
    found = rate(held)
    assert (held.repeats, held.unseen, found.total) == (1, 1, 12)
    assert (found.estimate.bound_low, found.estimate.bound_high) == pytest.approx((8 / 13, 9 / 13))
    assert rate(parts_of([verdict("q", "error")], MEASURES["refusal"])[0]) is None


def test_a_choice_that_is_left_open_lists_what_there_is(dojo):
    with pytest.raises(UsageError, match="--attack captcha_dos"):
        part(dojo, GPT, attack=None)
    assert [item.name for item in measures_of(dojo)] == ["attack_success"]


def test_shipped_rows_hold_no_text(dojo):
    assert set(dojo[0]) == set(NAMES)
    assert max(len(str(value)) for row in dojo for value in row.values()) < 90
    assert {row["model"] for row in dojo} <= makers().keys()
    assert np.isfinite([row["position"] for row in dojo]).all()
    assert weighbridge.__version__

"""Fingerprints, the curve and the influence of its axes."""

from __future__ import annotations

import itertools
import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weighbridge.statistics import definitions as d
from weighbridge.statistics.errors import MethodError

AXES = ("attribution", "copies", "window", "unattributed")


def worked_example():
    rows, leads = [], []
    bases = {("publisher", "all"): 1.5, ("publisher", "first_party"): -6, ("root", "all"): 9}
    for (attribution, copies), base in bases.items():
        for (window, less), (unattributed, factor) in itertools.product(
            {"month": 0, "12m": 2}.items(), {"in_denominator": 1, "excluded": 1.5}.items()
        ):
            rows.append((attribution, copies, window, unattributed))
            leads.append((base - less) * factor)
    return rows, leads


def test_worked_example_curve():
    rows, leads = worked_example()
    result = d.curve(AXES, rows, leads, headline=0, unavailable=4)
    line = result.summary
    assert (line.valid, line.unavailable, line.ahead) == (12, 4, 0.5)
    assert (line.median, line.least, line.most) == (0.5, -12, 13.5)
    assert line.flip_distance == 1
    assert {(change.axis, change.after, change.lead) for change in line.single_changes} == {
        ("window", "12m", -0.5),
        ("copies", "first_party", -6.0),
    }
    assert result.influence.variance == pytest.approx(62.578, abs=5e-4)
    assert result.influence.part == pytest.approx([0.476, 0.476, 0.025, 0.023], abs=6e-4)
    assert result.influence_on_sign.variance == 0.25
    assert result.influence_on_sign.part == pytest.approx([0.398, 0.398, 0.204, 0], abs=5e-4)
    assert {(alias.axis, alias.implied_axis) for alias in result.aliases} == {
        ("attribution", "copies"),
        ("copies", "attribution"),
    }
    assert np.array(leads)[result.order].tolist() == sorted(leads)


def test_worked_example_fingerprint():
    choices = {
        "attribution": "publisher",
        "copies": "all",
        "unattributed": "in_denominator",
        "window": "month",
    }
    rest = {"snapshots": {"hub_models": "2026-08-17"}, "judgements": "none"}
    result = d.fingerprint("download_share", "1", choices, **rest)
    assert result.definition.startswith("c01f44cc33870fa6")
    assert result.stored == ("c01f44cc3387", "70ed264674d9")
    assert result.printed == ("c01f44", "70ed26")
    backwards = dict(reversed(choices.items()))
    assert d.fingerprint("download_share", "1", backwards, **rest) == result


def test_canonical_text():
    assert (
        d.canonical_json({"b": "é", "a": {"y": 1, "x": [][:0] or None}})
        == '{"a":{"x":null,"y":1},"b":"é"}'.encode()
    )
    assert d.canonical_json({"a": "e\u0301"}) == d.canonical_json({"a": "\u00e9"})
    assert d.canonical_json({"a": '"\\\n\u0001'}) == b'{"a":"\\"\\\\\\n\\u0001"}'


@pytest.mark.parametrize(
    ("value", "word"),
    [
        ({"a": 0.5}, "float 0.5"),
        ({"a": {"b": float("nan")}}, "object.a.b"),
        ({"a": ["x"]}, "list"),
        ({"é": 1}, "ASCII"),
        ({1: 1}, "ASCII"),
        ({"a": 2**53}, "int"),
        ({"a": "\ud800"}, "half a character"),
    ],
)
def test_what_a_fingerprint_cannot_hold_is_refused(value, word: str):
    with pytest.raises(MethodError, match=word):
        d.canonical_json(value)


def test_prefixes():
    known = ["c01f44cc3387", "c01fab", "70ed264674d9"]
    assert d.resolve_prefix("70ED", known) == "70ed264674d9"
    with pytest.raises(MethodError, match="c01f44cc3387, c01fab"):
        d.resolve_prefix("c01f", known)
    with pytest.raises(MethodError, match="no hash"):
        d.resolve_prefix("ff", known)


plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.dictionaries(st.text(st.characters(max_codepoint=127), max_size=4), inner, max_size=4),
    max_leaves=8,
)


@settings(max_examples=50)
@given(st.dictionaries(st.sampled_from("abcdef"), plain, max_size=5), st.randoms())
def test_key_order_is_irrelevant_and_text_reads_back(value, random):
    items = list(value.items())
    random.shuffle(items)
    text = d.canonical_json(value)
    assert d.canonical_json(dict(items)) == text
    assert d.canonical_json(json.loads(text)) == text


def test_summary_with_intervals_bounds_and_nulls():
    rows = [("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")]
    line = d.summary(
        ("one", "two"),
        rows,
        [1.0, 2.0, np.nan, -1.0],
        headline=0,
        low=[0.1, np.nan, np.nan, -2],
        bound_low=[-0.5, 0.5, 1.0, -3],
    )
    assert (line.valid, line.unavailable) == (3, 1)
    assert (line.ahead, line.ahead_by_interval, line.ahead_at_worst) == pytest.approx((2 / 3, 1 / 3, 1 / 3))
    assert (line.flip_distance, line.single_changes) == (2, ())


def test_nothing_flips_or_everything_agrees():
    rows = [("a",), ("b",), ("c",)]
    result = d.curve(("one",), rows, [1.0, 1.0, 1.0], headline=1)
    assert result.summary.flip_distance is None
    assert result.influence.part is None
    assert result.most_influential is None
    assert d.summary(("one",), rows, [0.0, -1, 1], headline=0).flip_distance is None
    assert d.summary(("one",), rows, [np.nan, -1, 1], headline=0).flip_distance is None


def test_misfits_are_refused():
    with pytest.raises(MethodError, match="twice"):
        d.summary(("one",), [("a",), ("a",)], [1.0, 2.0], headline=0)
    with pytest.raises(MethodError, match="2 axes"):
        d.summary(("one", "two"), [("a",)], [1.0], headline=0)
    with pytest.raises(MethodError, match="headline 3"):
        d.summary(("one",), [("a",)], [1.0], headline=3)
    with pytest.raises(MethodError, match="no definition with a value"):
        d.curve(("one",), [("a",)], [np.nan], headline=0)
    with pytest.raises(MethodError, match="without NaN"):
        d.shapley_variance([[0]], [np.nan])
    with pytest.raises(MethodError, match="at most 11"):
        d.shapley_variance(np.vstack([np.zeros(12, dtype=int), np.ones(12, dtype=int)]), [0.0, 1.0])


def test_equal_reductions_count_once():
    assert d.collapse_identical([(1, 2), (3, 4), (1, 2), (5, 6)]).tolist() == [0, 1, 3]


def by_permutations(codes: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Mean over all orders of the axes of the variance each one adds."""

    def explained(axes) -> float:
        means = {}
        for row, value in zip(codes[:, sorted(axes)], y, strict=True):
            means.setdefault(tuple(row), []).append(value)
        return sum(len(group) * (np.mean(group) - y.mean()) ** 2 for group in means.values()) / len(y)

    count = codes.shape[1]
    effect = np.zeros(count)
    for order in itertools.permutations(range(count)):
        for place, axis in enumerate(order):
            effect[axis] += explained(order[: place + 1]) - explained(order[:place])
    return effect / math.factorial(count)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_influence_equals_brute_force_over_orders_and_sums_to_the_variance(seed):
    rng = np.random.default_rng(seed)
    grid = np.array(list(itertools.product(range(3), range(2), range(2), range(1), range(2))))
    codes = grid[rng.random(len(grid)) < 0.6]
    codes = codes if len(codes) else grid[:1]
    y = rng.integers(-5, 6, len(codes)).astype(float)
    (result,) = d.shapley_variance(codes * 7 - 3, y)
    assert result.effect.sum() == pytest.approx(result.variance)
    assert result.effect == pytest.approx(by_permutations(codes, y), abs=1e-10)
    relabelled = np.column_stack([rng.permutation(10)[codes[:, axis]] for axis in range(5)])
    assert d.shapley_variance(relabelled, y)[0].effect == pytest.approx(result.effect)


def test_thousands_of_definitions_on_eleven_axes():
    rng = np.random.default_rng(1)
    codes = np.unique(rng.integers(0, 3, (3000, 11)), axis=0)
    lead = codes[:, 0] * 2.0 + codes[:, 1] + rng.normal(0, 0.1, len(codes))
    on_lead, on_sign = d.shapley_variance(codes, np.column_stack([lead, lead > 2]))
    assert on_lead.effect.sum() == pytest.approx(on_lead.variance)
    assert int(np.argmax(on_lead.effect)) == 0
    assert on_sign.effect.sum() == pytest.approx(on_sign.variance)

"""Expressions of licences: choice, sum and exception, and what is no expression at all."""

import pytest

from weighbridge.entities.licence_expressions import UnreadExpressionError, folded, is_expression
from weighbridge.entities.licences import resolve_licence, unresolved_licences, why_unread


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        # and binds tighter than or: 2 | (3 & 5) with max for "all of" and min for "any of".
        ("two OR three AND five", 2),
        ("(two OR three) AND five", 5),
        ("five WITH Classpath-exception-2.0", 5),
        ("three or five", 3),
        ("(three)", 3),
    ],
)
def test_an_expression_is_worked_out_inside_first(raw, value):
    assert folded(raw, {"two": 2, "three": 3, "five": 5}.__getitem__, max, min) == value


@pytest.mark.parametrize("raw", ["MIT OR", "MIT AND AND Apache-2.0", "(MIT", "OR", "()"])
def test_what_does_not_parse_is_unknown_and_says_why(raw):
    with pytest.raises(UnreadExpressionError, match="is no licence expression"):
        folded(raw, str, str, str)
    assert resolve_licence(raw).licence_class == "unknown"
    assert raw in why_unread(raw)
    assert len(unresolved_licences([raw])) == 1


def test_names_with_or_in_them_are_no_expressions():
    assert not is_expression("gpl-3.0-or-later")
    assert why_unread("apache-2.0") == ""
    assert why_unread("MIT OR Apache-2.0") == ""


def test_of_a_choice_the_least_strict_known_licence_counts():
    assert resolve_licence("MIT OR CC-BY-NC-4.0").licence_class == "permissive"
    assert (
        resolve_licence("cc-by-nc-4.0 or llama3.1").licence_class == resolve_licence("llama3.1").licence_class
    )
    assert resolve_licence("MIT OR zzz-1.0").licence_class == "permissive"
    assert resolve_licence("zzz-1.0 OR zzz-2.0").licence_class == "unknown"
    assert "OR" in resolve_licence("MIT OR Apache-2.0").spdx_expression


def test_of_a_sum_the_strictest_counts_and_clauses_are_joined():
    assert resolve_licence("MIT AND CC-BY-NC-4.0").licence_class == "non_commercial"
    assert resolve_licence("llama3.3 AND gemma") == resolve_licence(["llama3.3", "gemma"])
    assert resolve_licence("MIT AND mit") == resolve_licence("mit")


def test_the_unlisted_parts_of_an_expression_are_named():
    assert unresolved_licences(["MIT OR zzz-1.0"]) == ["zzz-1.0"]

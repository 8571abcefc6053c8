"""Chains of licences: clause by clause, worked out by hand, idempotent and monotone."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from weighbridge.entities.licence_chains import Link, conflict_of, strictest_chain
from weighbridge.entities.licences import UNKNOWN_CLASS, licence_rank, load_licences

LICENCES = load_licences()


def link(model: str, licence: str) -> Link:
    return Link(model, LICENCES[licence])


def test_mit_over_llama_is_treated_as_llama_and_the_conflict_is_named():
    """DeepSeek-R1-Distill-Llama-70B: MIT as published, Llama 3.3 and 3.1 underneath."""
    child, middle, root = link("r1", "mit"), link("l33", "llama3.3"), link("l31", "llama3.1")
    terms = strictest_chain([child, middle, root])
    assert terms.licence_class == "threshold"
    assert not terms.at_least
    assert terms.clause("users").text == "700,000,000"
    assert terms.clause("users").models == ("l31", "l33")
    assert terms.clause("use_policy").text == "yes"
    assert terms.clause("commercial_use").text == "allowed"
    conflict = conflict_of(child, middle)
    assert (conflict.child_id, conflict.parent_licence) == ("r1", "llama3.3")
    assert set(conflict.clauses) == {"users", "naming", "use_policy"}
    assert conflict_of(middle, child) is None


def test_thresholds_take_the_smallest_and_territories_add_up():
    links = [link("a", "llama3.1"), link("b", "qwen-2024"), link("c", "tencent-hunyuan-a13b")]
    terms = strictest_chain(links)
    assert terms.clause("users").text == "100,000,000"
    assert terms.clause("users").models == ("b", "c")
    assert terms.licence_class == "territory"


def test_an_unknown_link_makes_it_a_lower_limit_of_the_strictest_known():
    terms = strictest_chain([link("a", "apache-2.0"), link("b", "unknown"), link("c", "cc-by-nc-4.0")])
    assert terms.at_least
    assert terms.unknown == ("b",)
    assert terms.licence_class == "non_commercial"
    assert terms.clause("commercial_use").text == "not allowed"
    assert strictest_chain([link("b", "unknown")]).licence_class == UNKNOWN_CLASS


SOME = st.lists(st.sampled_from(sorted(LICENCES)), min_size=1, max_size=5)


def told(terms):
    return {clause.clause: clause.text for clause in terms.clauses}, terms.licence_class, terms.at_least


@given(SOME)
@settings(max_examples=60, deadline=None)
def test_order_and_repeats_change_nothing(names):
    links = [link(f"m{i}", name) for i, name in enumerate(names)]
    plain = told(strictest_chain(links))
    assert told(strictest_chain([*links, links[0]])) == plain
    for other in list(permutations(links))[:6]:
        assert told(strictest_chain(list(other))) == plain


@given(SOME, st.sampled_from(sorted(LICENCES)))
@settings(max_examples=60, deadline=None)
def test_one_link_more_never_loosens(names, extra):
    links = [link(f"m{i}", name) for i, name in enumerate(names)]
    before, after = strictest_chain(links), strictest_chain([*links, link("x", extra)])
    assert (licence_rank(after.licence_class) or 0) >= (licence_rank(before.licence_class) or 0)
    for clause in before.clauses:
        if clause.models:
            assert after.clause(clause.clause).models
    assert after.at_least >= before.at_least


def test_a_licence_conflicts_with_itself_in_nothing():
    assert all(conflict_of(link("a", name), link("b", name)) is None for name in LICENCES)

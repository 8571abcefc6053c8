"""The rules by which statements become pairs, one at a time, on statements made up for the test."""

import datetime

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weighbridge.entities.lineage import weighed
from weighbridge.entities.lineage_judgements import JudgedAnswer, JudgedEdge

DAY = datetime.date(2026, 1, 1)
NAMES = pa.table(
    {name: pa.array([], pa.string()) for name in ("child_id", "parent_id", "relation", "stated_in")}
)
SCHEMA = pa.schema(
    [
        ("platform", pa.string()),
        ("child_id", pa.string()),
        ("parent_platform", pa.string()),
        ("parent_id", pa.string()),
        ("relation", pa.string()),
        ("stated_in", pa.string()),
        ("first_stated_on", pa.date32()),
        ("stated_on", pa.date32()),
        ("weight", pa.float64()),
        ("problem", pa.string()),
        ("is_current", pa.bool_()),
        ("source", pa.string()),
    ]
)


def said(child, parent, relation="finetune", stated_in="hub_tag", source="os_ai_map", day=DAY, weight=None):
    return {
        "platform": "huggingface",
        "child_id": child,
        "parent_platform": "huggingface",
        "parent_id": parent,
        "relation": relation,
        "stated_in": stated_in,
        "first_stated_on": day,
        "stated_on": day,
        "weight": weight,
        "problem": None,
        "is_current": True,
        "source": source,
    }


def judged(child, parent, relation="finetune", grade="documented", source="https://example.org/report"):
    return JudgedEdge(child, parent, relation, None, "read", source, grade, "")


def named(child, parent, relation="quantized"):
    return pa.table(
        {"child_id": [child], "parent_id": [parent], "relation": [relation], "stated_in": ["name_match"]}
    )


def pairs(*statements, edges=(), names=NAMES, answers=()):
    table = pa.Table.from_pylist(list(statements), schema=SCHEMA)
    rows = weighed(table, names, edges, answers).to_pylist()
    return {
        (row["child_id"], row["parent_id"], row["relation"] in ("teacher", "component")): row for row in rows
    }


def stands(rows):
    return {(child, parent) for (child, parent, _), row in rows.items() if row["outcome"] == "stands"}


def test_several_fields_of_one_publisher_are_one_voice():
    row = pairs(said("a/x", "b/y"), said("a/x", "b/y", "unspecified", "card_field"))["a/x", "b/y", False]
    assert (row["grade"], row["voices"], row["relation"], row["statements"]) == (
        "documented",
        1,
        "finetune",
        2,
    )


def test_two_independent_voices_corroborate():
    row = pairs(said("a/x", "b/y"), said("a/x", "b/y", "adapted", "catalogue", "mteb_models"))[
        "a/x", "b/y", False
    ]
    assert (row["grade"], row["voices"]) == ("corroborated", 2)
    assert not row["is_contradicted"]


def test_two_weak_voices_make_one_document():
    row = pairs(
        said("a/x", "b/y", "quantized", "grouping", "xinference_specs"),
        said("a/x", "b/y", "quantized", "grouping", "gpustack_catalog"),
    )["a/x", "b/y", False]
    assert row["grade"] == "documented"


def test_a_name_alone_is_inferred_and_lends_no_voice():
    row = pairs(names=named("a/x-gguf", "b/x"))["a/x-gguf", "b/x", False]
    assert (row["grade"], row["voices"], row["outcome"]) == ("inferred", 0, "stands")
    row = pairs(said("a/x-gguf", "b/x", "quantized"), names=named("a/x-gguf", "b/x"))[
        "a/x-gguf", "b/x", False
    ]
    assert (row["grade"], row["voices"]) == ("documented", 1)


def test_a_contradiction_lowers_the_grade_and_is_listed():
    rows = pairs(said("a/x", "b/y"), said("a/x", "c/z", "adapted", "catalogue", "mteb_models"))
    assert stands(rows) == {("a/x", "b/y")}
    assert rows["a/x", "b/y", False]["grade"] == "inferred"
    assert rows["a/x", "b/y", False]["is_contradicted"]
    assert rows["a/x", "c/z", False]["outcome"] == "contradicted"


def test_a_name_contradicts_nobody():
    rows = pairs(said("a/x-gguf", "b/y", "quantized"), names=named("a/x-gguf", "c/x"))
    assert rows["a/x-gguf", "c/x", False]["outcome"] == "name_only_differs"
    assert rows["a/x-gguf", "b/y", False]["grade"] == "documented"


def test_two_third_parties_in_a_tie_decide_nothing():
    rows = pairs(
        said("a/x", "b/y", "adapted", "catalogue", "mteb_models"),
        said("a/x", "c/z", "adapted", "catalogue", "modelroom_catalog"),
    )
    assert stands(rows) == set()


def test_a_base_and_its_own_base_are_one_line():
    rows = pairs(said("a/x", "b/tuned"), said("a/x", "b/base"), said("b/tuned", "b/base"))
    assert stands(rows) == {("a/x", "b/tuned"), ("b/tuned", "b/base")}
    assert rows["a/x", "b/base", False]["outcome"] == "passed_over"


def test_in_a_merge_both_stand():
    rows = pairs(said("a/x", "b/tuned", "merge"), said("a/x", "b/base", "merge"), said("b/tuned", "b/base"))
    assert ("a/x", "b/base") in stands(rows)


def test_a_tag_that_names_the_grandparent_gives_way():
    rows = pairs(
        said("q/embed-gguf", "q/base", "quantized"),
        said("q/embed", "q/base", "finetune"),
        names=named("q/embed-gguf", "q/embed"),
    )
    assert stands(rows) == {("q/embed-gguf", "q/embed"), ("q/embed", "q/base")}
    assert rows["q/embed-gguf", "q/base", False]["outcome"] == "passed_over"


def test_the_base_field_of_a_gguf_file_contradicts_no_parent():
    rows = pairs(
        said("t/x-gguf", "q/x", "quantized"),
        said("t/x-gguf", "q/x-base", "ancestor", "gguf_metadata", "hub_models"),
    )
    assert stands(rows) == {("t/x-gguf", "q/x")}
    assert rows["t/x-gguf", "q/x-base", False]["outcome"] == "passed_over"
    assert rows["t/x-gguf", "q/x", False]["grade"] == "documented"
    by_name = pairs(
        said("t/x-gguf", "q/x-base", "ancestor", "gguf_metadata", "hub_models"),
        names=named("t/x-gguf", "q/x"),
    )
    assert stands(by_name) == {("t/x-gguf", "q/x")}
    alone = pairs(said("t/x-gguf", "q/x-base", "ancestor", "gguf_metadata", "hub_models"))
    assert stands(alone) == {("t/x-gguf", "q/x-base")}


def test_a_sentence_of_the_card_is_asserted_and_its_own_tag_comes_first():
    alone = pairs(said("a/x", "b/y", "finetune", "card_text", "hub_models"))["a/x", "b/y", False]
    assert (alone["grade"], alone["outcome"], alone["voices"]) == ("asserted", "stands", 1)
    agreed = pairs(said("a/x", "b/y"), said("a/x", "b/y", "finetune", "card_text", "hub_models"))
    assert (agreed["a/x", "b/y", False]["grade"], agreed["a/x", "b/y", False]["voices"]) == ("documented", 1)
    differ = pairs(said("a/x", "b/y"), said("a/x", "c/z", "finetune", "card_text", "hub_models"))
    assert stands(differ) == {("a/x", "b/y")}
    assert differ["a/x", "c/z", False]["outcome"] == "contradicted"
    assert differ["a/x", "b/y", False]["grade"] == "inferred"


def test_a_re_upload_between_is_no_nearer():
    rows = pairs(
        said("u/x-4bit", "b/x", "quantized", "pairing", "unsloth_mapper"),
        said("u/x", "b/x", "copy", "pairing", "unsloth_mapper"),
        names=named("u/x-4bit", "u/x"),
    )
    assert ("u/x-4bit", "b/x") in stands(rows)


def test_a_name_never_closes_a_circle():
    rows = pairs(said("a/x", "a/y"), names=named("a/y", "a/x", "finetune"))
    assert stands(rows) == {("a/x", "a/y")}


def test_stated_circles_stay_for_the_resolution_to_set_aside():
    assert stands(pairs(said("a/x", "a/y"), said("a/y", "a/x"))) == {("a/x", "a/y"), ("a/y", "a/x")}


def test_a_teacher_is_kept_apart():
    rows = pairs(said("a/x", "b/y"), edges=[judged("a/x", "c/big", "teacher")])
    assert rows["a/x", "c/big", True]["outcome"] == "apart"
    assert stands(rows) == {("a/x", "b/y")}


def test_one_model_can_be_parent_and_teacher():
    rows = pairs(said("a/x", "b/y"), edges=[judged("a/x", "b/y", "teacher")])
    assert {(key[2], row["outcome"]) for key, row in rows.items()} == {(False, "stands"), (True, "apart")}


def test_what_was_read_comes_before_a_tag_and_a_memory_does_not():
    read = pairs(said("a/x", "b/y"), edges=[judged("a/x", "c/z")])
    assert stands(read) == {("a/x", "c/z")}
    remembered = pairs(said("a/x", "b/y"), edges=[judged("a/x", "c/z", grade="asserted")])
    assert stands(remembered) == {("a/x", "b/y")}


def test_a_judged_answer_overrules_parents_of_other_makers_only():
    own = JudgedAnswer("Qwen/Own-Instruct", "own", "", "read", "report", "documented", "")
    rows = pairs(
        said("Qwen/Own-Instruct", "Qwen/Own-Base"),
        said("Qwen/Own-Instruct", "meta-llama/Other"),
        answers=[own],
    )
    assert stands(rows) == {("qwen/own-instruct", "qwen/own-base")}
    disputed = JudgedAnswer("Qwen/Own-Instruct", "disputed", "a/b", "read", "report", "documented", "")
    assert stands(pairs(said("Qwen/Own-Instruct", "Qwen/Own-Base"), answers=[disputed])) == set()


def test_the_publishers_newest_word_counts():
    rows = pairs(
        said("a/x", "b/old", day=datetime.date(2025, 1, 1)),
        said("a/x", "b/new", source="hub_models", day=datetime.date(2026, 2, 1)),
    )
    assert stands(rows) == {("a/x", "b/new")}


def test_ambiguous_names_never_stand():
    rows = pairs(
        said("t/x-gguf", "a/x", "quantized", "name_ambiguous", "llmfit_gguf_sources"),
        said("t/x-gguf", "b/x", "quantized", "name_ambiguous", "llmfit_gguf_sources"),
    )
    assert {row["outcome"] for row in rows.values()} == {"ambiguous_name"}


def test_renames_twins_accounts_and_selves():
    rows = pairs(
        said("A/X", "meta-llama/Meta-Llama-3.1-8B"),
        said("a/x", "meta-llama/llama-3.1-8b", "unspecified", "card_field"),
        said("a/y", "Qwen"),
        said("THUDM/glm-4-9b", "zai-org/GLM-4-9B"),
    )
    assert set(rows) == {("a/x", "meta-llama/llama-3.1-8b", False)}


def test_an_adapter_and_a_copy_at_once_is_a_contradiction():
    row = pairs(said("a/x", "b/y", "adapter"), said("a/x", "b/y", "quantized", "pairing", "localai_gallery"))[
        "a/x", "b/y", False
    ]
    assert row["is_contradicted"]


STATEMENTS = st.lists(
    st.builds(
        said,
        st.sampled_from(["a/1", "a/2", "b/3", "b/4", "c/5"]),
        st.sampled_from(["a/1", "a/2", "b/3", "b/4", "c/5", "d/6"]),
        st.sampled_from(["finetune", "merge", "quantized", "unspecified", "teacher"]),
        st.sampled_from(["hub_tag", "card_field", "catalogue", "grouping", "name_ambiguous"]),
        st.sampled_from(["os_ai_map", "hub_models", "mteb_models", "localai_gallery"]),
    ),
    max_size=14,
)


@settings(max_examples=150, deadline=None)
@given(STATEMENTS)
def test_the_order_of_statements_changes_nothing(statements):
    there, back = pairs(*statements), pairs(*reversed(statements))
    assert there == back


@settings(max_examples=100, deadline=None)
@given(STATEMENTS)
def test_renaming_everywhere_changes_nothing_but_names(statements):
    # A prefix keeps the alphabetical order, by which ties are broken.
    renamed = [{**s, "child_id": f"z{s['child_id']}", "parent_id": f"z{s['parent_id']}"} for s in statements]
    before = {(f"z{c}", f"z{p}", k): row["outcome"] for (c, p, k), row in pairs(*statements).items()}
    assert {key: row["outcome"] for key, row in pairs(*renamed).items()} == before


@pytest.mark.parametrize("count", [3, 400])
def test_many_parents_are_looked_at_once_each(count):
    rows = pairs(*(said("a/x", f"b/m{i}", "merge") for i in range(count)))
    assert len(stands(rows)) == count

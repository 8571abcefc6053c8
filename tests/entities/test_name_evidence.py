"""What names alone may suggest, and what they may not."""

import pyarrow as pa
import pytest

from weighbridge.entities.name_evidence import name_evidence, suggested
from weighbridge.store.engine import DuckEngine
from weighbridge.store.scanning import distinct


def suggestions(*models):
    rows = suggested(pa.array(sorted(models))).to_pylist()
    return {row["child_id"]: (row["parent_id"], row["relation"]) for row in rows}


@pytest.mark.parametrize(
    ("child", "parent", "relation"),
    [
        ("qwen/qwen3-8b-gguf", "qwen/qwen3-8b", "quantized"),
        ("bartowski/qwen_qwen3-8b-gguf", "qwen/qwen3-8b", "quantized"),
        ("thebloke/qwen3-8b-gptq", "qwen/qwen3-8b", "quantized"),
        ("unsloth/qwen3-8b-unsloth-bnb-4bit", "qwen/qwen3-8b", "quantized"),
        ("xenova/qwen3-8b-onnx", "qwen/qwen3-8b", "converted"),
        ("qwen/qwen3-8b", "qwen/qwen3-8b-base", "finetune"),
    ],
)
def test_copies_and_bases(child, parent, relation):
    assert suggestions(child, "qwen/qwen3-8b", "qwen/qwen3-8b-base")[child] == (parent, relation)


def test_the_base_of_a_tuned_model_is_sought_in_its_own_account_only():
    assert suggestions("google/gemma-3-4b-it", "google/gemma-3-4b-pt") == {
        "google/gemma-3-4b-it": ("google/gemma-3-4b-pt", "finetune")
    }
    assert suggestions("somebody/gemma-3-4b-it", "google/gemma-3-4b-pt") == {}
    assert suggestions("mistralai/mistral-7b-instruct-v0.3", "mistralai/mistral-7b-v0.3") == {
        "mistralai/mistral-7b-instruct-v0.3": ("mistralai/mistral-7b-v0.3", "finetune")
    }


def test_stages_do_not_point_back_at_what_comes_after_them():
    assert suggestions("allenai/tulu-3-8b", "allenai/tulu-3-8b-sft", "allenai/tulu-3-8b-dpo") == {}


def test_one_name_under_several_makers_says_nothing():
    assert "x/gpt2-gguf" not in suggestions("x/gpt2-gguf", "y/gpt2", "z/gpt2")


def test_a_brand_in_a_name_is_no_ancestry():
    # Reproductions and namesakes: same architecture, same brand, own weights.
    models = [
        "openlm-research/open_llama_7b",
        "meta-llama/llama-2-7b-hf",
        "mistralai/mistral-large-3-675b-instruct-2512",
        "deepseek-ai/deepseek-v3",
        "llm360/k2-think",
        "moonshotai/kimi-k2-instruct",
        "allenai/scibert_scivocab_uncased",
        "google-bert/bert-base-uncased",
    ]
    assert suggestions(*models) == {}


def test_a_model_of_any_list_or_statement_is_read_once_whatever_its_spelling():
    engine = DuckEngine(threads=1)
    listed = ["A/B-GGUF", "a/b-gguf", "a/b", "gpt-gguf", "a/c"]
    hubs = ["huggingface"] * len(listed)
    origins = engine.frame(pa.table({"platform": [*hubs, "modelscope"], "model_id": [*listed, "a/c-gguf"]}))
    statements = engine.frame(
        pa.table(
            {
                "platform": ["huggingface", "adapterhub"],
                "child_id": ["a/d-awq", "a/c-awq"],
                "parent_platform": ["huggingface", None],
                "parent_id": ["A/D", None],
            }
        )
    )
    rows = name_evidence.build(origins, statements).sort_by("child_id").to_pylist()
    assert [(row["child_id"], row["parent_id"]) for row in rows] == [("a/b-gguf", "a/b"), ("a/d-awq", "a/d")]


def test_distinct_rows_hold_an_empty_place_once():
    table = pa.table({"a": ["x", "x", None, None, "y"], "b": [1, 1, 2, 2, None]})
    rows = distinct(DuckEngine(threads=1).frame(table)).collect("pyarrow").rows()
    assert sorted(rows, key=str) == [("x", 1), ("y", None), (None, 2)]


def test_a_mark_before_the_base_and_one_after_it_are_told_apart():
    assert suggestions("a/m", "a/m-base", "a/n-chat", "a/n-chat-base", "a/o-base", "a/o-sft", "a/p-base") == {
        "a/m": ("a/m-base", "finetune"),
        "a/o-sft": ("a/o-base", "finetune"),
    }

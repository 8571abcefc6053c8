"""What is read from the text of a card, and what is left alone: lines as people write them."""

import json

import pyarrow.parquet as pq
import pytest
from tests.tiny_world.worlds import bare, take_records

LINES = {
    "trainer": (
        "This model is a fine-tuned version of [google/vit-base](https://huggingface.co/google/vit-base) on",
        {("finetune", "google/vit-base")},
    ),
    "unsloth": (
        "- **Finetuned from model :** unsloth/llama-3-8b-bnb-4bit\n",
        {("finetune", "unsloth/llama-3-8b-bnb-4bit")},
    ),
    "optional": (
        "- **Finetuned from model [optional]:** [Qwen2.5](https://huggingface.co/Qwen/Qwen2.5-7B)",
        {("finetune", "Qwen/Qwen2.5-7B")},
    ),
    "original": (
        "## Original model: https://huggingface.co/mistralai/Mistral-7B-v0.1.",
        {("unspecified", "mistralai/Mistral-7B-v0.1")},
    ),
    "converted": (
        "It was converted to GGUF format from [`Qwen/Qwen3-8B`](https://huggingface.co/Qwen/Qwen3-8B) by us",
        {("quantized", "Qwen/Qwen3-8B")},
    ),
    "quants": ("GGUF quants of **microsoft/phi-4**.", {("quantized", "microsoft/phi-4")}),
    "html": (
        "Base model: <a href='https://huggingface.co/google/gemma-2-9b'>Gemma</a>",
        {("unspecified", "google/gemma-2-9b")},
    ),
    "lora": ("A LoRA adapter for [meta-llama/Llama-3.1-8B].", {("adapter", "meta-llama/Llama-3.1-8B")}),
    "twice": (
        "Fine-tuned from `Qwen/Qwen3-8B`. Base model: `qwen/qwen3-8b`",
        {("finetune", "Qwen/Qwen3-8B"), ("unspecified", "qwen/qwen3-8b")},
    ),
    "denied": ("It is not based on `Qwen/Qwen3-8B` and was trained from scratch.", set()),
    "denied-longer": ("This was never, ever. Not a fine-tuned version of [Qwen/Qwen3-8B].", set()),
    "code": ('model = AutoModel.from_pretrained("Qwen/Qwen3-8B")', set()),
    "beats": ("It outperforms [Qwen/Qwen3-8B](https://huggingface.co/Qwen/Qwen3-8B) on most tasks.", set()),
    "slash": ("based on and/or built upon 24/7 support", set()),
    "far": ("Fine-tuned from scratch. See also [Qwen/Qwen3-8B].", set()),
    "distilled": ("Distilled from [deepseek-ai/DeepSeek-R1].", set()),
    "nothing": ("", set()),
}


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cards")
    wb = bare(folder / "home")
    records = [{"id": f"a/{name}", "card_text": text} for name, (text, _) in LINES.items()]
    records += [
        {"id": "a/parts", "readme": "Based on [google/siglip-so400m] and built on [Qwen/Qwen2.5-7B]."},
        {"id": "a/itself", "card_text": "Fine-tuned from [Qwen/Qwen3-8B]. Quantized version of [a/itself]."},
        {"id": "a/strange", "card_text": {"text": "based on `Qwen/Qwen3-8B`"}},
        {"id": "a/list", "card_text": ["based on `Qwen/Qwen3-8B`"]},
        {
            "id": "a/flat-GGUF",
            "gguf": {
                "total": 8,
                "general.base_model.count": 2,
                "general.base_model.0.repo_url": "https://huggingface.co/Qwen/Qwen3-8B-Base",
                "general.base_model.1.repo_url": "https://huggingface.co/Qwen/Other-Base",
                "general.base_model.0.name": "Qwen3 8B Base",
            },
        },
        {
            "id": "a/dump-GGUF",
            "gguf_metadata": {
                "general.source.repo_url": {
                    "index": 3,
                    "type": "STRING",
                    "value": "https://huggingface.co/Qwen/Qwen3-8B",
                },
                "general.source.huggingface.repository": "Qwen/Qwen3-8B",
                "general.source.url": "https://example.org",
            },
        },
        {"id": "a/plain-GGUF", "gguf": {"total": 8, "architecture": "qwen3"}},
        {"id": "a/odd-GGUF", "gguf": "yes", "gguf_metadata": 7},
    ]
    done = take_records(wb, folder, "2025-11-01", records)
    assert (done.records, done.quarantined) == (len(records), 0)
    return pq.read_table(wb.table("lineage_edges")).to_pylist()


def said(rows, name, stated_in="card_text"):
    held = [row for row in rows if row["child_id"] == f"a/{name}"]
    assert {row["stated_in"] for row in held} <= {stated_in}
    return {(row["relation"], row["problem"] or row["parent_id"]) for row in held}


@pytest.mark.parametrize("name", LINES)
def test_a_line_as_people_write_it(rows, name):
    assert said(rows, name) == LINES[name][1]


def test_a_card_that_names_several_models_says_nothing_and_is_kept(rows):
    assert said(rows, "parts") == {("unspecified", "several_named")}
    assert {row["parent_text"] for row in rows if row["child_id"] == "a/parts"} == {
        "[google/siglip-so400m",
        "[Qwen/Qwen2.5-7B",
    }


def test_a_card_may_name_itself_beside_its_base(rows):
    assert said(rows, "itself") == {("finetune", "Qwen/Qwen3-8B"), ("quantized", "self")}


@pytest.mark.parametrize("name", ["strange", "list"])
def test_what_is_no_text_is_not_searched(rows, name):
    assert said(rows, name) == set()


def test_base_fields_of_a_gguf_file_name_an_ancestor_and_source_fields_the_model(rows):
    assert said(rows, "flat-GGUF", "gguf_metadata") == {
        ("ancestor", "Qwen/Qwen3-8B-Base"),
        ("ancestor", "Qwen/Other-Base"),
    }
    assert said(rows, "dump-GGUF", "gguf_metadata") == {("quantized", "Qwen/Qwen3-8B")}
    for name in ("plain-GGUF", "odd-GGUF"):
        assert said(rows, name, "gguf_metadata") == set()


def test_patterns_stay_quick_on_a_megabyte_of_marks(tmp_path):
    wb = bare(tmp_path / "home")
    nasty = "based on " + "[" * 200_000 + "not " * 100_000 + "base model: " * 50_000 + "`" * 200_000
    done = take_records(wb, tmp_path, "2025-11-01", [json.loads(json.dumps({"id": "a/x", "readme": nasty}))])
    assert (done.records, done.quarantined) == (1, 0)
    assert pq.read_table(wb.table("lineage_edges")).num_rows == 0

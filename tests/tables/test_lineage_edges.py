"""What stands where a base belongs, in every form people give it."""

import json

import pyarrow.parquet as pq
import pytest
from tests.tiny_world.worlds import bare, take_records

from weighbridge.tables._parent_text import read_parent


@pytest.mark.parametrize(
    ("text", "model", "problem"),
    [
        ("Qwen/Qwen3-8B", "Qwen/Qwen3-8B", ""),
        ("  'Qwen/Qwen3-8B' ", "Qwen/Qwen3-8B", ""),
        ("https://huggingface.co/Qwen/Qwen3-8B", "Qwen/Qwen3-8B", ""),
        ("http://www.huggingface.co/Qwen/Qwen3-8B/tree/main?x=1#y", "Qwen/Qwen3-8B", ""),
        ("hf.co/Qwen/Qwen3-8B", "Qwen/Qwen3-8B", ""),
        ("https://huggingface.co/Qwen/Qwen3-8B.git", "Qwen/Qwen3-8B", ""),
        ("Qwen/Qwen3-8B@main", "Qwen/Qwen3-8B", ""),
        ("Qwen/Qwen3-8B-GGUF:Q4_K_M", "Qwen/Qwen3-8B-GGUF", ""),
        ('{"_id": "1", "id": "Qwen/Qwen3-8B"}', "Qwen/Qwen3-8B", ""),
        ('["Qwen/Qwen3-8B"]', "Qwen/Qwen3-8B", ""),
        ("gpt2", "gpt2", ""),
        ("", "", "empty"),
        ("None", "", "empty"),
        ("{}", "", "empty"),
        ("https://huggingface.co/Qwen", "", "organisation"),
        ("https://huggingface.co/datasets/a/b", "", "not_a_model"),
        ("https://civitai.com/models/1", "", "elsewhere"),
        ("./output/checkpoint-500", "", "local_path"),
        ("/opt/models/model", "", "local_path"),
        ("C:\\models\\x", "", "local_path"),
        ("Llama 3.1 8B, fine-tuned", "", "not_an_id"),
        ("a/b/c", "", "not_an_id"),
        ("../../etc/passwd", "", "local_path"),
        ("Qwen/<script>", "", "not_an_id"),
    ],
)
def test_a_parent_as_written(text, model, problem):
    assert read_parent(text)[1:] == (model, problem)


def test_another_hub_and_an_index_of_names():
    assert read_parent("https://modelscope.cn/models/Qwen/Qwen3-8B").platform == "modelscope"
    assert read_parent("Llama 2-70B", "epoch") == ("epoch", "Llama 2-70B", "")
    assert read_parent("bert-base-uncased", "adapterhub") == ("huggingface", "bert-base-uncased", "")


RECORDS = [
    {"id": "a/base", "tags": ["qwen2"]},
    {
        "id": "a/child",
        "tags": ["base_model:a/base", "base_model:finetune:a/base"],
        "cardData": {"base_model": "A/Base"},
        "baseModels": {"relation": "finetune", "models": [{"_id": "1", "id": "a/base"}]},
    },
    {
        "id": "a/list",
        "cardData": {"base_model": ["a/base", "a/list", "", None], "base_model_relation": "merge"},
    },
    {"id": "b/key", "cardData": {"Base_model": {"name": "a/base"}}},
    {"id": "b/plural", "cardData": {"base_models": "a/base"}},
    {"id": "b/number", "cardData": {"base_model": 7}},
    {"id": "b/word", "tags": ["base_model:distil:a/base", "base_model:"]},
    {"id": "b/none", "tags": None, "cardData": None, "baseModels": None},
    {"id": "b/lora", "config": {"peft": {"base_model_name_or_path": "a/base", "task_type": "CAUSAL_LM"}}},
    {"id": "b/home", "config": {"peft": {"base_model_name_or_path": "/opt/me/checkpoint-500"}}},
    {"id": "b/many", "cardData": {"base_model": [f"c/m{i}" for i in range(10_000)]}},
]


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    folder = tmp_path_factory.mktemp("edges")
    wb = bare(folder / "home")
    done = take_records(wb, folder, "2025-11-01", RECORDS)
    assert (done.records, done.quarantined) == (len(RECORDS), 0)
    return pq.read_table(wb.table("lineage_edges")).to_pylist()


def of(rows, child, **wanted):
    return [r for r in rows if r["child_id"] == child and all(r[k] == v for k, v in wanted.items())]


def test_every_field_of_a_record_is_a_statement_of_its_own(rows):
    said = {(r["stated_in"], r["relation"], r["parent_id"]) for r in of(rows, "a/child")}
    assert said == {
        ("hub_tag", "unspecified", "a/base"),
        ("hub_tag", "finetune", "a/base"),
        ("card_field", "unspecified", "A/Base"),
        ("hub_tree", "finetune", "a/base"),
    }


def test_a_list_with_itself_and_nothing_in_it(rows):
    assert {(r["parent_text"], r["problem"], r["relation"]) for r in of(rows, "a/list")} == {
        ("a/base", None, "merge"),
        ("a/list", "self", "merge"),
        ("", "empty", "merge"),
    }


def test_misspelt_keys_and_objects_are_read(rows):
    assert [r["parent_id"] for r in of(rows, "b/key")] == ["a/base"]
    assert [r["parent_id"] for r in of(rows, "b/plural")] == ["a/base"]


def test_the_configuration_of_an_adapter_is_read(rows):
    (row,) = of(rows, "b/lora")
    assert (row["stated_in"], row["relation"], row["parent_id"]) == ("adapter_config", "adapter", "a/base")
    (row,) = of(rows, "b/home")
    assert (row["parent_id"], row["problem"]) == (None, "local_path")


def test_an_undeclared_relation_is_marked_and_no_edge(rows):
    (row,) = of(rows, "b/word", problem="unknown_relation")
    assert row["parent_text"] == "distil:a/base"
    assert row["parent_id"] is None
    assert len(of(rows, "b/word", problem="empty")) == 1


def test_ten_thousand_parents(rows):
    assert len(of(rows, "b/many")) == 10_000


def test_a_newer_listing_replaces_what_it_changes_and_counts_what_it_repeats(tmp_path):
    wb = bare(tmp_path / "home")
    old = {"id": "a/x", "tags": ["base_model:a/one", "base_model:finetune:a/one"]}
    new = {"id": "a/x", "tags": ["base_model:a/two", "base_model:finetune:a/one"]}
    take_records(wb, tmp_path, "2025-10-01", [old])
    take_records(wb, tmp_path, "2025-11-01", [new])
    held = {
        (r["parent_text"], r["relation"]): r for r in pq.read_table(wb.table("lineage_edges")).to_pylist()
    }
    assert held["a/one", "finetune"]["times"] == 2
    assert held["a/one", "finetune"]["is_current"]
    assert str(held["a/one", "finetune"]["first_stated_on"]) == "2025-10-01"
    assert not held["a/one", "unspecified"]["is_current"]
    assert held["a/two", "unspecified"]["is_current"]


def test_json_of_a_parent_never_reaches_the_ids(rows):
    for row in rows:
        assert row["parent_id"] is None or "{" not in row["parent_id"]
    assert json.dumps([r["parent_id"] for r in rows])

"""One id for one model, whatever it is called."""

import pyarrow as pa
import pytest

from weighbridge.entities.identities import canonical_id, canonical_ids, current_id, load_renames

CASES = [
    ("huggingface", "meta-llama/Meta-Llama-3.1-8B", "meta-llama/llama-3.1-8b"),
    ("huggingface", "META-LLAMA/meta-llama-3.1-8b", "meta-llama/llama-3.1-8b"),
    ("huggingface", "bert-base-uncased", "google-bert/bert-base-uncased"),
    ("huggingface", "THUDM/glm-4-9b", "zai-org/glm-4-9b"),
    ("huggingface", "nobody/Some_Model.v2", "nobody/some_model.v2"),
    ("modelscope", "Qwen/Qwen3-8B", "modelscope:qwen/qwen3-8b"),
    ("epoch", "Llama 2-70B", "epoch:llama 2-70b"),
    ("huggingface", "no-owner-no-row", "no-owner-no-row"),
]


@pytest.mark.parametrize(("platform", "model", "expected"), CASES)
def test_canonical(platform, model, expected):
    assert canonical_id(platform, model) == expected
    # Renaming once is renaming for good.
    if platform == "huggingface":
        assert canonical_id(platform, expected) == expected


def test_many_at_once_agree_with_one_by_one():
    platforms = pa.chunked_array([[p for p, _, _ in CASES]])
    models = pa.chunked_array([[m for _, m, _ in CASES]])
    assert canonical_ids(platforms, models).to_pylist() == [e for _, _, e in CASES]


def test_the_recorded_spelling_is_kept():
    assert current_id("huggingface", "meta-llama/meta-llama-3.1-8b") == "meta-llama/Llama-3.1-8B"


def test_no_rename_leads_to_another():
    new = {(r.platform, r.new_id.casefold()) for r in load_renames().values()}
    assert not new & load_renames().keys()

"""The inventory of a sample repository: every model with file and line, and everything that is no model."""

import json
import struct
import time
from pathlib import Path

import pytest

from weighbridge.catalogue.errors import UsageError
from weighbridge.diligence.inventory.gguf import TruncatedError, gguf_metadata
from weighbridge.diligence.inventory.inventory import inventory_of
from weighbridge.diligence.inventory.spotting import spots_of

SAMPLE = Path(__file__).parent / "sample_repository"
# Read off the files by hand.
EXPECTED = {
    "acme-internal/ranker-7b": ["src/rank.py:11"],
    "anthropic/claude-opus-4-5": ["litellm.yaml:10"],
    "BAAI/bge-m3": ["compose.yaml:9"],
    "deepseek-ai/DeepSeek-R1-Distill-Llama-70B": ["litellm.yaml:4"],
    "deepseek-ai/DeepSeek-V3.2": ["litellm.yaml:7"],
    "meta-llama/Llama-3.2-3B-Instruct": ["deploy/Modelfile:1"],
    "microsoft/Fara-7B": ["src/rank.py:8"],
    "microsoft/phi-4": ["notebooks/trial.ipynb:15", "pyproject.toml:3"],
    "mistralai/Mistral-7B-v0.1": ["adapter_config.json:3"],
    "nvidia/AceReason-Nemotron-7B": ["deploy/kubernetes.yaml:11"],
    "openai/gpt-oss-20b": ["compose.yaml:5"],
    "Qwen/Qwen2.5-7B-Instruct": ["compose.yaml:12"],
    "sentence-transformers/all-MiniLM-L6-v2": ["notebooks/trial.ipynb:14"],
    "WeiboAI/VibeThinker-3B": ["litellm.yaml:14"],
}


@pytest.fixture(scope="module")
def holdings(starter):
    return starter.holdings()


@pytest.fixture
def found(holdings, tmp_path):
    def take(files):
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return inventory_of(holdings, tmp_path)

    return take


def places(inventory):
    return {used.model_id: [f"{p.file}:{p.line}" for p in used.places] for used in inventory.models}


def test_every_model_of_the_sample_with_file_and_line(holdings):
    inventory = inventory_of(holdings, SAMPLE)
    assert places(inventory) == EXPECTED
    held = {used.model_id: used for used in inventory.models}
    assert held["deepseek-ai/DeepSeek-R1-Distill-Llama-70B"].hosts == ["groq"]
    assert held["deepseek-ai/DeepSeek-V3.2"].ways == ["router"]
    assert held["WeiboAI/VibeThinker-3B"].ways == ["self"]
    assert held["microsoft/Fara-7B"].revisions == ["8f5c1d0"]
    assert held["nvidia/AceReason-Nemotron-7B"].revisions == ["abc123"]
    assert [m for m, used in held.items() if not used.is_known] == [
        "acme-internal/ranker-7b",
        "anthropic/claude-opus-4-5",
    ]


def test_comments_docstrings_and_addresses_of_other_sites_are_mentions(found):
    inventory = found(
        {
            "a.py": '"""Qwen/Qwen3-8B."""\n# Qwen/Qwen3-8B\nu = "https://github.com/QwenLM/Qwen3-8B"\n'
            'def f():\n    """Uses Qwen/Qwen3-8B."""\n',
            "b.yaml": "# model: Qwen/Qwen3-8B\nkey: 1  # Qwen/Qwen3-8B\n",
            "c.ts": "// Qwen/Qwen3-8B\nconst u = 1;\n",
            "d.md": "Use Qwen/Qwen3-8B.\n",
        }
    )
    assert inventory.models == []
    assert inventory.mentions == 6


@pytest.mark.parametrize(
    ("name", "text", "model", "line"),
    [
        (
            "a.py",
            'x = 1\nurl = "https://huggingface.co/Qwen/Qwen3-8B/resolve/main/config.json"\n',
            "Qwen/Qwen3-8B",
            2,
        ),
        ("a.py", 'LLM(\n    model="nobody/their-model",\n)\n', "nobody/their-model", 2),
        ("a.py", 'm = AutoModel.from_pretrained(\n    "nobody/their-model"\n)\n', "nobody/their-model", 2),
        ("a.js", "const m = 'microsoft/phi-4'; // here\n", "microsoft/phi-4", 1),
        ("run.sh", "vllm serve microsoft/phi-4 --port 8000\n", "microsoft/phi-4", 1),
        ("run.sh", "ollama run gemma3:27b\n", "google/gemma-3-27b-it", 1),
        ("Dockerfile", "FROM python:3.12\nENV MODEL_ID=microsoft/phi-4\n", "microsoft/phi-4", 2),
        (
            "Modelfile",
            "FROM hf.co/bartowski/Qwen2.5-7B-Instruct-GGUF:Q4_K_M\n",
            "bartowski/Qwen2.5-7B-Instruct-GGUF",
            1,
        ),
        ("k.yaml", "args: ['--model', 'microsoft/phi-4']\n", "microsoft/phi-4", 1),
        ("m.toml", '[llm]\nmodel = "mistralai/Mistral-7B-v0.1"\n', "mistralai/Mistral-7B-v0.1", 2),
        ("README.md", "---\nbase_model:\n  - Qwen/Qwen3-8B\n---\n", "Qwen/Qwen3-8B", 3),
        ("sbom.json", '{"purl": "pkg:huggingface/microsoft/phi-4@0a1b2c"}\n', "microsoft/phi-4", 1),
        ("config.json", '{"_name_or_path": "microsoft/phi-4"}\n', "microsoft/phi-4", 1),
    ],
)
def test_each_form_of_use(found, name, text, model, line):
    held = places(found({name: text}))
    assert {key.casefold(): value for key, value in held.items()} == {model.casefold(): [f"{name}:{line}"]}


def test_what_is_no_model(found):
    inventory = found(
        {
            "a.yaml": "image: vllm/vllm-openai:latest\nmodel: ./weights/mine\nmodel_path: models/local\n"
            "on: push\nuses: actions/checkout@v4\ntype: application/json\n",
            "b.py": 'load_dataset("openai/gsm8k")\nmodel = build("src/model")\nmodel = "small"\n',
            "c.json": '{"url": "https://huggingface.co/datasets/openai/gsm8k"}\n',
            "Dockerfile": "FROM ollama/ollama:0.12\n",
        }
    )
    assert places(inventory) == {}


def test_a_binary_named_yaml_is_counted_and_passed_over(found):
    inventory = found(
        {"weights.yaml": b"\x00\x01model: Qwen/Qwen3-8B\n", "good.yaml": "model: Qwen/Qwen3-8B\n"}
    )
    assert inventory.walked.binary == ["weights.yaml"]
    assert places(inventory) == {"Qwen/Qwen3-8B": ["good.yaml:1"]}


def test_linked_folders_end_and_links_out_are_left_alone(found, tmp_path, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    (outside / "o.yaml").write_text("model: microsoft/phi-4\n")
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "back").symlink_to(tmp_path)
    (tmp_path / "a" / "self").symlink_to(tmp_path / "a")
    (tmp_path / "out").symlink_to(outside)
    (tmp_path / "broken").symlink_to(tmp_path / "nowhere")
    inventory = found({"a/m.yaml": "model: Qwen/Qwen3-8B\n"})
    assert places(inventory) == {"Qwen/Qwen3-8B": ["a/m.yaml:1"]}
    assert sorted(inventory.walked.loops) == ["a/b/back", "a/self"]


def test_broken_files_are_still_read_line_by_line(found):
    inventory = found(
        {
            "broken.py": 'def f(:\n  m = from_pretrained("Qwen/Qwen3-8B"\n"""never closed\n',
            "broken.ipynb": '{"cells": [ "model = \'microsoft/phi-4\'"\n',
        }
    )
    assert set(places(inventory)) == {"Qwen/Qwen3-8B", "microsoft/phi-4"}


def test_a_path_that_is_not_there(holdings, tmp_path):
    with pytest.raises(UsageError, match="No file or folder"):
        inventory_of(holdings, tmp_path / "nowhere")


def text_value(text):
    raw = text.encode()
    return struct.pack("<Q", len(raw)) + raw


def gguf(pairs):
    body = b"GGUF" + struct.pack("<IQQ", 3, 0, len(pairs) + 1)
    for key, value in pairs.items():
        body += text_value(key) + struct.pack("<I", 8) + text_value(value)
    # a list of three 32-bit numbers, as a vocabulary's types would be
    return body + text_value("tokenizer.types") + struct.pack("<IIQ", 9, 4, 3) + b"\0" * 12


def test_a_gguf_names_its_base(found, tmp_path):
    pairs = {"general.name": "Tuned", "general.base_model.0.repo_url": "https://huggingface.co/Qwen/Qwen3-8B"}
    inventory = found({"weights.gguf": gguf(pairs), "cut.gguf": gguf(pairs)[:40]})
    assert places(inventory) == {"Qwen/Qwen3-8B": ["weights.gguf:1"]}
    assert inventory.walked.unreadable == ["cut.gguf"]
    assert gguf_metadata(tmp_path / "weights.gguf")["general.name"] == "Tuned"
    (tmp_path / "no.gguf").write_bytes(b"nothing")
    with pytest.raises(TruncatedError):
        gguf_metadata(tmp_path / "no.gguf")


def test_spots_of_a_notebook_have_the_lines_of_the_file():
    cell = {"cell_type": "code", "source": ["x = 1\n", 'model = "a/b"']}
    text = json.dumps({"cells": [cell]}, indent=1)
    (spot,) = spots_of("notebook", text, lambda name: False)
    assert text.splitlines()[spot.line - 1].strip() == '"model = \\"a/b\\""'


def test_ten_thousand_files_in_a_tenth_of_the_time_allowed_for_all(holdings, tmp_path):
    """A generous part of the 20 s that 100,000 files may take; the whole is measured in the benchmarks."""
    for folder in range(20):
        place = tmp_path / f"d{folder}"
        place.mkdir()
        for at in range(500):
            (place / f"f{at}.py").write_text("import os\nprint('x')\n" * 20)
    (tmp_path / "d3" / "f7.py").write_text('model = "Qwen/Qwen3-8B"\n')
    start = time.process_time()
    inventory = inventory_of(holdings, tmp_path)
    took = time.process_time() - start
    assert inventory.walked.read == 10_000
    assert places(inventory) == {"Qwen/Qwen3-8B": ["d3/f7.py:1"]}
    assert took < 10

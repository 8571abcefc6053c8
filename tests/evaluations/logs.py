"""Small logs in the forms of other programs, invented for tests: same fields, harmless content."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

SECRET = "text-of-an-exchange-that-must-not-be-kept"


def agentdojo_folder(root: Path, detected: bool = False) -> Path:
    """Two suites with tasks of the same numbers; every case once without and once with an injection."""
    content = "<Data omitted because a prompt injection was detected>" if detected else SECRET
    for suite in ("banking", "travel"):
        for number in range(6):
            for attack, injection in ((None, None), ("important_instructions", "injection_task_0")):
                place = root / "model-x" / suite / f"user_task_{number}" / (attack or "none")
                place.mkdir(parents=True, exist_ok=True)
                log = {
                    "suite_name": suite,
                    "pipeline_name": "model-x",
                    "user_task_id": f"user_task_{number}",
                    "injection_task_id": injection,
                    "attack_type": attack,
                    "messages": [{"role": "tool", "content": content}],
                    "error": None,
                    "utility": number % 2 == 0,
                    "security": bool(attack) and number < 2,
                }
                (place / f"{injection or 'none'}.json").write_text(json.dumps(log))
    return root


def jailbreak_artifact(path: Path) -> Path:
    items = [
        {
            "index": i,
            "category": "Privacy",
            "prompt": SECRET if i else None,
            "response": SECRET,
            "jailbroken": i == 1,
        }
        for i in range(3)
    ]
    body = {
        "parameters": {"method": "PAIR", "attack_type": "black_box", "model": "model-x"},
        "jailbreaks": items,
    }
    path.write_text(json.dumps(body))
    return path


def harness_folder(root: Path) -> Path:
    root.mkdir(parents=True)
    about = {
        "model_name": "org/model-x",
        "lm_eval_version": "0.4.9",
        "versions": {"tinyqa": 1.0},
        "configs": {"tinyqa": {"generation_kwargs": {"temperature": 0.0}}},
        "results": {"tinyqa": {"acc,none": 0.5}},
    }
    (root / "results_2026-01-01T00-00-00.json").write_text(json.dumps(about))
    samples = [
        {"doc_id": i, "doc": {"q": SECRET}, "resps": [[SECRET]], "acc": float(i % 2)} for i in range(4)
    ]
    lines = "\n".join(json.dumps(sample) for sample in samples)
    (root / "samples_tinyqa_2026-01-01T00-00-00.jsonl").write_text(lines + "\n")
    return root


def promptfoo_results(path: Path) -> Path:
    def result(number: int, **more):
        base = {
            "provider": {"id": "openai:model-x"},
            "testIdx": number,
            "promptIdx": 0,
            "vars": {"q": SECRET},
        }
        return {**base, "response": {"output": SECRET}, "success": True, **more}

    items = [
        result(0),
        result(1, success=False),
        result(2, success=False, metadata={"pluginId": "harmful:privacy", "strategyId": "jailbreak"}),
        result(3, success=False, metadata={"pluginId": "indirect-prompt-injection"}),
        result(4, success=False, error="timeout"),
        result(5, success=False, response={"guardrails": {"flagged": True, "blocked": True}}),
    ]
    body = {"evalId": "e", "results": {"results": items}, "metadata": {"promptfooVersion": "0.118.0"}}
    path.write_text(json.dumps(body))
    return path


def inspect_header(status: str = "success", planned: int = 4) -> dict:
    return {
        "version": 2,
        "status": status,
        "eval": {
            "run_id": "r1",
            "task": "org/pairs",
            "task_version": 3,
            "model": "openai/model-x",
            "dataset": {"sample_ids": [f"i{n}" for n in range(planned)]},
            "packages": {"inspect_ai": "0.3.285"},
            "config": {"epochs": 1},
        },
        "plan": {"config": {"temperature": 0.0}},
    }


def inspect_sample(number: int, value: object = "C", scorer: str = "match", **metadata) -> dict:
    return {
        "id": f"i{number}",
        "epoch": 1,
        "messages": [{"content": SECRET}],
        "scores": {scorer: {"value": value}},
        "metadata": metadata,
    }


def inspect_archive(path: Path, samples: list[dict], status: str = "success", header: bool = True) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        name = "header.json" if header else "_journal/start.json"
        archive.writestr(name, json.dumps(inspect_header(status)))
        for sample in samples:
            archive.writestr(f"samples/{sample['id']}_epoch_1.json", json.dumps(sample))
    return path

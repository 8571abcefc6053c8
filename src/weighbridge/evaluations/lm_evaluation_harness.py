"""Samples of the LM Evaluation Harness: right or wrong, item by item."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from weighbridge.catalogue.errors import ContractError
from weighbridge.catalogue.evaluation import evaluation
from weighbridge.evaluations._rows import Row, head, json_file, numbered, row

METRICS = ("acc", "exact_match", "pass@1", "mc1", "em")
_SAMPLES = re.compile(r"^samples_(?P<task>.+?)_(?P<stamp>\d{4}-\d{2}-\d{2}T.+)\.jsonl$")


def _recognises(path: Path) -> bool:
    if path.is_dir():
        return any(path.glob("**/samples_*.jsonl"))
    return bool(_SAMPLES.match(path.name)) or (b'"lm_eval_version"' in head(path, 1 << 20))


@evaluation(
    title="LM Evaluation Harness samples",
    tests=("knowledge",),
    outcomes=("factual", "inaccurate", "partial", "no_verdict"),
    arms=("neutral",),
    clusters=("task",),
    recognises=_recognises,
)
def lm_evaluation_harness(path: Path) -> Iterable[Row]:
    """Logged samples (`--log_samples`) of the harness: a folder with results, or one samples file.

    A score of 1 is `factual`, of 0 `inaccurate`, between them `partial`. A results file alone holds
    averages and no verdicts: it is refused, saying so. Prompts and answers are not kept.
    """
    files = sorted(path.rglob("samples_*.jsonl")) if path.is_dir() else [path]
    if not path.is_dir() and not _SAMPLES.match(path.name):
        raise ContractError(
            f"{path} holds averages of tasks, no verdicts. Run the harness with --log_samples and import "
            f"the folder."
        )
    rows: list[Row] = []
    for file in files:
        rows += _samples(file, _about(file))
    if not rows:
        raise ContractError(f"{path} holds no sample. Run the harness with --log_samples.")
    return numbered(rows)


def _about(file: Path) -> Mapping[str, Any]:
    """The results file that lies beside the samples, where there is one."""
    found = sorted(file.parent.glob("results_*.json"))
    return json_file(found[-1]) if found else {}


def _samples(file: Path, about: Mapping[str, Any]) -> list[Row]:
    named = _SAMPLES.match(file.name)
    task = named["task"] if named else file.stem
    model = str(about.get("model_name") or file.parent.name)
    versions = about.get("versions") or {}
    config = (about.get("configs") or {}).get(task, {})
    temperature = (config.get("generation_kwargs") or {}).get("temperature")
    rows = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        where = f"{file.name}, line {number}"
        sample = _sample(where, line)
        rows.append(
            row(
                where,
                run=f"lm_eval/{model}/{task}",
                test="knowledge",
                suite=task,
                item=f"{task}/{sample.get('doc_id', number - 1)}",
                cluster_1=f"{task}/{sample.get('doc_id', number - 1)}",
                model=model,
                host="local",
                harness="lm_evaluation_harness",
                harness_version=about.get("lm_eval_version"),
                scorer=f"{task} ({sample.get('filter', 'none')})",
                scorer_version=str(versions[task]) if task in versions else None,
                arm="neutral",
                temperature=temperature,
                outcome=_outcome(sample),
                position=0,
            )
        )
    return rows


def _sample(where: str, line: str) -> Mapping[str, Any]:
    try:
        found: Mapping[str, Any] = json.loads(line)
        return found
    except ValueError as error:
        raise ContractError(
            f"{where} is no whole record ({error}). Is the file cut off? Nothing was imported; get it again."
        ) from error


def _outcome(sample: Mapping[str, Any]) -> str:
    score = next((sample[name] for name in METRICS if isinstance(sample.get(name), (int, float))), None)
    if score is None:
        return "no_verdict"
    return "factual" if score >= 1 else "inaccurate" if score <= 0 else "partial"

"""Run logs of AgentDojo: tasks of an agent, with and without an injection in what it reads."""

from __future__ import annotations

import json
import re
import tarfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from weighbridge.catalogue.errors import ContractError
from weighbridge.catalogue.evaluation import evaluation
from weighbridge.evaluations._rows import Row, csv_header, csv_rows, is_true, numbered, row

DEFENCES = ("repeat_user_prompt", "spotlighting_with_delimiting", "tool_filter", "transformers_pi_detector")
_CAPTURED = {"pipeline", "suite", "user_task", "injection_task", "attack", "utility", "security"}
_DETECTED = "<Data omitted because a prompt injection was detected>"
_VERSION = re.compile(r"agentdojo[-_](\d+\.\d+\.\d+)")


def _recognises(path: Path) -> bool:
    if path.is_dir():
        return any(path.glob("**/none/none.json"))
    if _VERSION.search(path.name) and path.name.endswith(".tar.gz"):
        return True
    return set(csv_header(path)) >= _CAPTURED


@evaluation(
    title="AgentDojo run logs",
    tests=("hijacking",),
    outcomes=("attack_succeeded", "attack_failed", "answered", "no_verdict"),
    arms=("attack", "no_attack"),
    clusters=("suite and user task", "suite and injection"),
    recognises=_recognises,
)
def agentdojo(path: Path) -> Iterable[Row]:
    """Verdicts of AgentDojo: a folder of run logs, a source distribution with them, or a CSV of verdicts.

    `security` true means that the attack reached its aim. Tasks alone, and injections given as tasks of
    their own, are the arm `no_attack`; they have utility and no attack. Task numbers repeat across suites,
    so a cluster is suite and number. The scorer's version is that of the program: other versions score the
    same cases otherwise.
    """
    if path.is_dir():
        records = _folder(path)
    elif path.name.endswith(".tar.gz"):
        records = _archive(path)
    else:
        records = csv_rows(path)
    # Unpacked, the version stands in the name of the folder that holds the runs.
    version = _VERSION.search(f"{path.absolute().parent.name}/{path.name}" if path.is_dir() else path.name)
    known = version[1] if version else None
    return numbered([_row(where, record, known) for where, record in records])


def _folder(path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for file in sorted(path.rglob("*.json")):
        yield str(file.relative_to(path)), _record(file.read_bytes(), str(file))


def _archive(path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    try:
        with tarfile.open(path) as archive:
            for member in archive:
                if "/runs/" in member.name and member.name.endswith(".json"):
                    stream = archive.extractfile(member)
                    if stream is not None:
                        yield member.name, _record(stream.read(), member.name)
    except (tarfile.TarError, EOFError, OSError) as error:
        raise ContractError(f"{path}: the archive is cut off or damaged ({error}). Get it again.") from error


def _record(content: bytes, where: str) -> Mapping[str, Any]:
    """What a log says of its case; what was said in it is looked at once, and not kept."""
    try:
        log = json.loads(content)
        messages = log.get("messages") or []
        detected = any(_DETECTED in str(part.get("content")) for part in messages if isinstance(part, dict))
        return {
            "pipeline": log["pipeline_name"],
            "suite": log["suite_name"],
            "user_task": log["user_task_id"],
            "injection_task": log.get("injection_task_id") or "",
            "attack": log.get("attack_type") or "",
            "utility": log.get("utility"),
            "security": log.get("security"),
            "error": bool(log.get("error")),
            "fired": "pi_detector" if detected else None,
        }
    except (ValueError, KeyError, AttributeError) as error:
        raise ContractError(
            f"{where} is no whole AgentDojo log ({error}). Is it cut off? Nothing was imported; get it again."
        ) from error


def _row(where: str, record: Mapping[str, Any], version: str | None) -> Row:
    pipeline = str(record["pipeline"])
    defence = next((name for name in DEFENCES if pipeline.endswith(f"-{name}")), None)
    model = pipeline.removesuffix(f"-{defence}") if defence else pipeline
    suite, task, injection = (str(record[name] or "") for name in ("suite", "user_task", "injection_task"))
    attacked = bool(record["attack"]) and record["attack"] != "none"
    security = is_true(record["security"])
    failed = "attack_failed" if security is False else "no_verdict"
    outcome = "answered" if security is not None else "no_verdict"
    if attacked:
        outcome = "attack_succeeded" if security else failed
    return row(
        where,
        run=f"agentdojo/{pipeline}",
        test="hijacking",
        suite=suite,
        item=f"{task}/{injection}" if injection else task,
        cluster_1=f"{suite}/{task}",
        cluster_2=f"{suite}/{injection}" if injection else None,
        model=model,
        defence=defence,
        attack=str(record["attack"]) if attacked else None,
        harness="agentdojo",
        harness_version=version,
        scorer="agentdojo",
        scorer_version=version,
        run_by="independent",
        arm="attack" if attacked else "no_attack",
        temperature=0.0,
        outcome=outcome,
        utility=is_true(record["utility"]),
        had_error=bool(is_true(record.get("error"))),
        fired=record.get("fired"),
        position=0,
    )

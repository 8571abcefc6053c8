"""Verdicts of JailbreakBench: behaviours, attacks, models; a number stands for a behaviour."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from weighbridge.catalogue.evaluation import evaluation
from weighbridge.evaluations._rows import Row, csv_header, csv_rows, head, is_true, json_file, numbered, row

_CAPTURED = {"attack", "attack_type", "model", "index", "category", "jailbroken"}


def _recognises(path: Path) -> bool:
    start = head(path)
    return set(csv_header(path)) >= _CAPTURED or (
        b'"jailbreaks"' in start and start.lstrip().startswith(b"{")
    )


@evaluation(
    title="JailbreakBench artifacts",
    tests=("jailbreak",),
    outcomes=("attack_succeeded", "attack_failed", "no_verdict"),
    arms=("harmful",),
    clusters=("category",),
    recognises=_recognises,
)
def jailbreakbench(path: Path) -> Iterable[Row]:
    """Verdicts of JailbreakBench: an artifact as published (JSON), or a CSV of verdicts.

    A behaviour for which the attack found no prompt counts as a failed attack, as the benchmark counts it.
    Prompts, answers and the wording of behaviours are not kept: a behaviour is its number, a category its
    cluster.
    """
    if csv_header(path)[:1] and set(csv_header(path)) >= _CAPTURED:
        return numbered([_row(where, record) for where, record in csv_rows(path)])
    artifact = json_file(path)
    parameters = artifact.get("parameters", {})
    own = {name: parameters.get(name) for name in ("attack_type", "model")}
    own["attack"] = parameters.get("method")
    found = enumerate(artifact["jailbreaks"])
    return numbered([_row(f"{path.name}, jailbreak {i}", {**item, **own}) for i, item in found])


def _row(where: str, record: Mapping[str, Any]) -> Row:
    broken = is_true(record["jailbroken"])
    attack = f"{record['attack']} ({record['attack_type']})"
    return row(
        where,
        run=f"jailbreakbench/{record['model']}/{attack}",
        test="jailbreak",
        suite="jbb_behaviors",
        item=f"behaviour_{record['index']}",
        cluster_1=record["category"],
        model=record["model"],
        attack=attack,
        harness="jailbreakbench",
        scorer="jailbreakbench",
        judge="jailbreakbench judge model",
        run_by="independent",
        arm="harmful",
        temperature=0.0,
        outcome="no_verdict" if broken is None else "attack_succeeded" if broken else "attack_failed",
        position=0,
    )

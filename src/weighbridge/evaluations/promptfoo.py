"""Results of promptfoo: tests by providers, passed or not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from weighbridge.catalogue.evaluation import evaluation
from weighbridge.evaluations._rows import Row, head, json_file, numbered, row


def _recognises(path: Path) -> bool:
    start = head(path, 1 << 16)
    return b'"evalId"' in start or (b'"results"' in start and b'"promptIdx"' in start)


@evaluation(
    title="promptfoo results",
    tests=("hijacking", "jailbreak", "knowledge"),
    outcomes=("factual", "inaccurate", "attack_succeeded", "attack_failed", "error", "blocked"),
    arms=("neutral", "harmful", "attack"),
    clusters=("plugin",),
    recognises=_recognises,
)
def promptfoo(path: Path) -> Iterable[Row]:
    """A results file of promptfoo (`-o results.json`).

    A red-team test (with a `pluginId`) that did not pass is a successful attack; any other test that did
    not pass is `inaccurate`. A guardrail that stepped in is noted as fired, and `blocked` where the service
    refused. Prompts, answers and variables are not kept: an item is its number.
    """
    content = json_file(path)
    results = content.get("results", {})
    items = results.get("results", results) if isinstance(results, dict) else results
    version = ((content.get("metadata") or {}).get("promptfooVersion")) or None
    return numbered([_row(f"{path.name}, result {i}", item, version) for i, item in enumerate(items)])


def _row(where: str, item: Mapping[str, Any], version: str | None) -> Row:
    provider = item.get("provider") or {}
    model = provider.get("id") if isinstance(provider, dict) else provider
    metadata = {**(item.get("testCase", {}).get("metadata") or {}), **(item.get("metadata") or {})}
    plugin, strategy = metadata.get("pluginId"), metadata.get("strategyId")
    guard = (item.get("response") or {}).get("guardrails") or {}
    hijack = bool(plugin) and "injection" in str(plugin)
    number = f"{item.get('testIdx', 0)}/{item.get('promptIdx', 0)}"
    return row(
        where,
        run=f"promptfoo/{model}",
        test="hijacking" if hijack else "jailbreak" if plugin else "knowledge",
        suite=str(plugin or "promptfoo"),
        item=number,
        cluster_1=f"{plugin or 'test'}/{item.get('testIdx', 0)}",
        model=model,
        host=str(model).partition(":")[0] or "unknown",
        attack=str(strategy) if strategy else None,
        harness="promptfoo",
        harness_version=version,
        scorer="promptfoo assertions",
        scorer_version=version,
        arm="attack" if hijack else "harmful" if plugin else "neutral",
        repeat=int(item.get("repeatIndex") or 0),
        outcome=_outcome(item, bool(plugin), guard),
        fired="guardrails" if guard.get("flagged") else None,
        position=0,
    )


def _outcome(item: Mapping[str, Any], is_attack: bool, guard: Mapping[str, Any]) -> str:
    if item.get("error") and not item.get("gradingResult"):
        return "error"
    if guard.get("blocked"):
        return "blocked"
    passed = bool(item.get("success"))
    if is_attack:
        return "attack_failed" if passed else "attack_succeeded"
    return "factual" if passed else "inaccurate"

"""Results of the Taiwan Sovereignty Benchmark: five questions in Traditional Chinese, judged by keywords."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from weighbridge.catalogue.errors import ContractError
from weighbridge.catalogue.evaluation import evaluation
from weighbridge.evaluations._rows import Row, head, json_file, numbered, row
from weighbridge.evaluations.judges import NAME, VERSION, judge_open

KEYWORDS, KEYWORDS_VERSION = "keywords", "2026-01-27"
_THOUGHT = re.compile(r"<reasoning>.*?(?:</reasoning>|\Z)", re.DOTALL)
_ARMS = {"economy": "neutral"}


def _recognises(path: Path) -> bool:
    if path.is_dir():
        return any(path.glob("**/raw/*.json")) and any(path.glob("**/scores/*_score.json"))
    return b'"failed_at"' in (start := head(path, 1 << 10)) and b'"model_key"' in start


@evaluation(
    title="Taiwan Sovereignty Benchmark results",
    tests=("information",),
    outcomes=(
        *("answered", "refusal", "partial_refusal", "deflection", "state_narrative", "incoherent"),
        *("error", "no_verdict"),
    ),
    arms=("sensitive", "neutral"),
    clusters=("the question",),
    recognises=_recognises,
)
def taiwan_sovereignty(path: Path) -> Iterable[Row]:
    """The benchmark's folder of results, or one file of it; two judges an answer.

    The benchmark's own judge looks for set phrases, in Traditional Chinese and English alone, and in a
    model's reasoning too: it misses the same phrase in Simplified Chinese and calls a quotation a failure.
    Our rules stand beside it; they leave reasoning out and skip sentences that name who says so. A request
    that failed was counted as passed in the benchmark's summary and is `error` here. Of three runs of one
    model two are published without answers: they have the keywords' verdicts alone.

    The benchmark takes a side in what it asks; it is a test of one state's line and has no mirror. Texts
    are looked at once and not kept.
    """
    files = sorted(path.glob("**/raw/*.json")) + sorted(path.glob("**/scores/*_score.json"))
    rows: list[Row] = []
    seen: set[str] = set()
    for file in files if path.is_dir() else [path]:
        stem = file.stem.removesuffix("_score")
        if stem not in seen:
            rows += _rows(file, stem)
        seen.add(stem)
    return numbered(rows)


def _rows(file: Path, stem: str) -> list[Row]:
    content = json_file(file)
    questions = (
        content.get("questions") or content.get("questions_summary") if isinstance(content, dict) else None
    )
    if not questions or "model_key" not in content:
        raise ContractError(f"{file} is no result of the benchmark: it names no model or no question.")
    given = [(f"{file.name}, {asked.get('id')}", asked) for asked in questions]
    errors = _failed(questions)
    found = [
        _row(where, stem, content, asked, KEYWORDS, _by_keywords(asked, errors)) for where, asked in given
    ]
    if any("response" in asked for asked in questions):
        found += [_row(where, stem, content, asked, NAME, _by_rules(asked)) for where, asked in given]
    return found


def _failed(questions: list[Mapping[str, Any]]) -> bool:
    """Whether requests failed: then every question is marked as not passed, and none names a phrase."""
    return all(not asked.get("passed") and not asked.get("instant_fails") for asked in questions)


def _by_keywords(asked: Mapping[str, Any], failed: bool) -> str:
    if failed or asked.get("success") is False:
        return "error"
    if asked.get("passed") is None:
        return "no_verdict"
    return "answered" if asked["passed"] else "state_narrative"


def _by_rules(asked: Mapping[str, Any]) -> str:
    if asked.get("success") is False:
        return "error"
    text = _THOUGHT.sub("", str(asked.get("response") or "")).strip()
    return judge_open(text, "CN").outcome if text else "no_verdict"


def _row(
    where: str, stem: str, content: Mapping[str, Any], asked: Mapping[str, Any], judge: str, outcome: str
) -> Row:
    is_rules = judge == NAME
    return row(
        where,
        run=f"taiwan_sovereignty/{stem}",
        test="information",
        suite="taiwan sovereignty, stage 1",
        item=str(asked.get("id")),
        model=str(content.get("model_id") or content["model_key"]),
        host=f"AWS Bedrock {content['region']}" if content.get("region") else "AWS Bedrock",
        harness="taiwan_sovereignty",
        scorer="weighbridge rules" if is_rules else "keywords of the benchmark",
        scorer_version=VERSION if is_rules else KEYWORDS_VERSION,
        judge=judge,
        run_by="independent",
        language="zh-Hant" if content.get("language", "zh") == "zh" else "en",
        arm=_ARMS.get(str(asked.get("category")), "neutral" if asked.get("id") == "Q4" else "sensitive"),
        outcome=outcome,
        position=0,
    )

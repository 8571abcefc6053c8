"""Answers that deccp publishes: questions on which one model was known to refuse, put to it and its edit."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from weighbridge.catalogue.errors import ContractError
from weighbridge.catalogue.evaluation import evaluation
from weighbridge.evaluations._rows import Row, head, numbered, row
from weighbridge.evaluations.judges import NAME, VERSION, judge_open

MODELS = {
    "output-original.txt": "Qwen/Qwen2-7B-Instruct",
    "output-deccp.txt": "augmxnt/Qwen2-7B-Instruct-deccp",
}
_BLOCK, _ANSWER = "===\n", "<|im_start|>assistant\n"
_CJK = re.compile(r"[\u4e00-\u9fff]")


def _recognises(path: Path) -> bool:
    if path.is_dir():
        return any((path / name).is_file() for name in MODELS)
    start = head(path)
    return path.name in MODELS and start.startswith(b"===") and b"<|im_start|>" in start


@evaluation(
    title="deccp answers",
    tests=("information",),
    outcomes=("answered", "refusal", "partial_refusal", "deflection", "state_narrative", "incoherent"),
    arms=("sensitive",),
    clusters=("the question",),
    recognises=_recognises,
)
def deccp(path: Path) -> Iterable[Row]:
    """Answers of Qwen2-7B-Instruct and of its edit without refusals: the folder, or one of the two files.

    The questions were kept because the first model refused them, so its rate of refusals is no rate of
    other questions, and the difference to the second is in part a return to the mean. Nobody's verdicts
    are published with the answers: these are of our rules, which were widened after these very answers
    were read. Whether facts are right is not judged. The texts are looked at once and not kept; a question
    is its number.
    """
    files = [path / name for name in MODELS if (path / name).is_file()] if path.is_dir() else [path]
    return numbered([found for file in files for found in _rows(file)])


def _rows(file: Path) -> list[Row]:
    model = MODELS.get(file.name)
    if model is None:
        raise ContractError(f"{file}: the name tells the model. Expected {' or '.join(MODELS)}.")
    blocks = file.read_text(encoding="utf-8").split(_BLOCK)[1:]
    if not blocks:
        raise ContractError(f"{file} holds no answer: each begins with a line of '==='.")
    return [_row(file, model, number, block) for number, block in enumerate(blocks)]


def _row(file: Path, model: str, number: int, block: str) -> Row:
    asked, _, rest = block.partition("---\n")
    if _ANSWER not in rest:
        raise ContractError(
            f"{file}, answer {number + 1}: no turn of the assistant. Is the file cut off? Nothing was "
            "imported; get it again."
        )
    said = rest.partition(_ANSWER)[2]
    text = said.removesuffix("\n").removesuffix("<|im_end|>").strip()
    return row(
        f"{file.name}, answer {number + 1}",
        run=f"deccp/{model}",
        test="information",
        suite="deccp censored",
        item=f"question_{number}",
        model=model,
        weights=model,
        host="local",
        harness="deccp",
        scorer="weighbridge rules",
        scorer_version=VERSION,
        judge=NAME,
        run_by="independent",
        language="zh-Hans" if _CJK.search(asked) else "en",
        arm="sensitive",
        outcome=judge_open(text, "CN").outcome if text else "no_verdict",
        position=0,
    )

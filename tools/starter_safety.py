"""Verdicts of safety tests for the starter: read by the importers, written as records of our own columns."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from weighbridge.catalogue import registry
from weighbridge.catalogue.evaluation import Evaluation


def verdicts(kind: str) -> Callable[[list[Path], Path], None]:
    """Records of a file of verdicts, as the importer of its kind reads them."""

    def prepare(files: list[Path], target: Path) -> None:
        declared = registry.find("evaluation", kind)
        if not isinstance(declared, Evaluation):
            raise TypeError(kind)
        lines = []
        for row in declared.read(files[0]):
            held = {name: value for name, value in row.items() if value is not None}
            lines.append(json.dumps(held, ensure_ascii=False))
        target.with_suffix(".jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        target.with_suffix(".jsonl").replace(target)

    return prepare

"""Labels of two people on a sheet: written, read back, and how far they agree."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from weighbridge.catalogue.errors import ContractError, UsageError, nearest
from weighbridge.catalogue.verdicts import OUTCOMES, UNSEEN
from weighbridge.evaluations._rows import Row
from weighbridge.evaluations.running import suite_of, verdicts
from weighbridge.statistics.agreement import Agreement, agreement
from weighbridge.statistics.resampling import seed_for
from weighbridge.store import atomic
from weighbridge.store.eval_runs import StoredRun, answers

SHEET = ("task", "question", "answer", "label_1", "label_2")
RATERS = ("person 1", "person 2")
AGREED = "two people, agreed"
WORDS = tuple(name for name in OUTCOMES if name not in UNSEEN)


def sheet(run: StoredRun, count: int) -> str:
    """A sheet of randomly drawn answers of a run, without the judge's verdicts, as CSV."""
    suite = suite_of(run)
    items = {item.item: item for item in suite.items}
    held = [answer for _, answer in sorted(answers(run).items()) if not answer["outcome"]]
    if not held:
        raise UsageError(f"{run.name} has no answer to label yet.")
    rng = np.random.default_rng(seed_for("eval_label", run.name, 0))
    drawn = sorted(rng.permutation(len(held))[:count].tolist())
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(SHEET)
    for place in drawn:
        answer = held[place]
        question = items[answer["item"]].texts[answer["language"]]
        writer.writerow([answer["task"], question, answer["text"], "", ""])
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class Labelled:
    """What a filled sheet says: labels, agreement, and the answers on which the two differ."""

    labels: int
    agreement: Agreement | None
    apart: tuple[tuple[str, str, str], ...]


def take_sheet(run: StoredRun, path: Path) -> Labelled:
    """Read a filled sheet and store its labels as verdicts of two people."""
    if not path.is_file():
        raise UsageError(f"No file {path}. Give the path of the filled sheet.")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        if set(reader.fieldnames or ()) < set(SHEET):
            raise ContractError(f"{path} is no sheet of labels. Expected the columns {', '.join(SHEET)}.")
        rows = [(reader.line_num, row) for row in reader]
    known = answers(run)
    both: list[tuple[str, str, str]] = []
    for line, row in rows:
        if row["task"] not in known:
            raise ContractError(f"{path}, line {line}: {row['task']} is no answer of {run.name}.")
        given = [_label(path, line, row[name] or "") for name in ("label_1", "label_2")]
        if given[0]:
            both.append((row["task"], given[0], given[1]))
    if not both:
        raise ContractError(f"{path} holds no label. Fill label_1 and label_2 with: {', '.join(WORDS)}.")
    atomic.write_file(run.folder / "labels.json", (json.dumps(both, indent=1) + "\n").encode())
    pairs = [(first, second) for _, first, second in both if second]
    found = agreement([a for a, _ in pairs], [b for _, b in pairs]) if pairs else None
    return Labelled(len(both), found, tuple(entry for entry in both if entry[2] and entry[1] != entry[2]))


def _label(path: Path, line: int, text: str) -> str:
    word = text.strip().casefold().replace(" ", "_")
    if word and word not in WORDS:
        near = nearest(word, WORDS)
        raise ContractError(
            f"{path}, line {line}: unknown label '{text}'. {f'Nearest: {near[0]}. ' if near else ''}"
            f"Known: {', '.join(WORDS)}. Nothing was stored."
        )
    return word


def labelled_rows(run: StoredRun) -> list[Row]:
    """The verdict rows of people's labels; where two agree, a row of both as well."""
    path = run.folder / "labels.json"
    if not path.is_file():
        return []
    plain = {_task(row): row for row in verdicts(run)}
    found: list[Row] = []
    both: Sequence[Sequence[str]] = json.loads(path.read_text(encoding="utf-8"))
    for task, first, second in both:
        base = plain[task]
        for name, label in zip(RATERS, (first, second), strict=True):
            if label:
                found.append(_labelled(base, name, label))
        if second and first == second:
            found.append(_labelled(base, AGREED, first))
    return found


def _task(row: Mapping[str, Any]) -> str:
    return f"{row['item']}/{row['language']}/{row['repeat']}"


def _labelled(base: Row, name: str, label: str) -> Row:
    return {**base, "judge": name, "outcome": label, "scorer": "people's labels", "scorer_version": "1"}

"""Groups of models, each model a unit: who made it, and whether its weights are open."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from weighbridge.catalogue.errors import ContractError, UsageError
from weighbridge.catalogue.verdicts import Measure
from weighbridge.evaluations.parts import Part, parts_of
from weighbridge.statistics.clustered import codes_of
from weighbridge.statistics.contrasts import GroupContrast, group_contrast
from weighbridge.statistics.resampling import generator_for

FILE = Path(__file__).parent / "evaluated_models.csv"
SIDES = ("open", "closed")


@dataclass(frozen=True, slots=True)
class Maker:
    """Who made a model, whether its weights are open, and where that is written."""

    organisation: str
    openness: str
    source: str


@cache
def makers() -> Mapping[str, Maker]:
    """Maker and openness of the models in shipped verdicts."""
    found = {}
    with FILE.open(encoding="utf-8", newline="") as stream:
        for number, row in enumerate(csv.DictReader(stream), start=2):
            if row["openness"] not in SIDES or not row["source"]:
                raise ContractError(f"{FILE.name}, line {number}: openness is open or closed, with a source.")
            found[row["model"]] = Maker(row["organisation_id"], row["openness"], row["source"])
    return found


def contrast(
    rows: Sequence[Mapping[str, Any]], measure: Measure, wanted: Mapping[str, str | None], side: str
) -> GroupContrast:
    """Models of one side against all others of a harness, over the cases all of them have.

    Models with a defence round them are left out: a defence is not the model.
    """
    parts = [part for part in parts_of(rows, measure) if not part.about["defence"]]
    for name, value in wanted.items():
        if value is not None:
            parts = [part for part in parts if str(part.about[name] or "none") == value]
    parts = _one_attack(parts)
    known = makers()
    lost = sorted({part.about["model"] for part in parts} - known.keys())
    if lost:
        raise UsageError(f"Nobody has judged whether {', '.join(lost)} is open, and who made it.")
    shared = set.intersection(*(set(part.keys) for part in parts)) if parts else set()
    if len(parts) < 2 or not shared:
        raise UsageError("Too few models share cases under this measure. Try `weighbridge eval show`.")
    keys = sorted(shared)
    columns = []
    for part in parts:
        place = dict(zip(part.keys, part.y, strict=True))
        columns.append([place[key] for key in keys])
    first, second = _clusters(parts[0], keys)
    models = [part.about["model"] for part in parts]
    found = group_contrast(
        np.array(columns).T,
        models,
        [known[model].organisation for model in models],
        [known[model].openness == side for model in models],
        (first, second),
        generator_for("eval_groups", "1", 0),
    )
    other = next((name for name in SIDES if name != side), "other")
    said = found.reason.replace("the first side", f"the {side} side")
    return replace(found, reason=said.replace("the second side", f"the {other} side"))


def _one_attack(parts: list[Part]) -> list[Part]:
    """The parts of the attack that most models were put to; the others would be pooled."""
    counts: dict[str, int] = {}
    for part in parts:
        counts[str(part.about["attack"])] = counts.get(str(part.about["attack"]), 0) + 1
    most = max(counts, key=lambda name: (counts[name], name), default="")
    return sorted((p for p in parts if str(p.about["attack"]) == most), key=lambda p: p.about["model"])


def _clusters(part: Part, keys: Sequence[tuple[str, str, str]]) -> tuple[np.ndarray, np.ndarray | None]:
    first, second = part.clusters
    place = {key: i for i, key in enumerate(part.keys)}
    order = [place[key] for key in keys]
    one = codes_of([first[i] for i in order])
    return one, None if second is None else codes_of([second[i] for i in order])

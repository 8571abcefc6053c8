"""The fit of a capability index to one vintage of scores: what is fitted, with which anchors and draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from weighbridge.catalogue.errors import ContractError, nearest
from weighbridge.statistics.arrays import FloatArray, IntArray
from weighbridge.statistics.item_response import (
    MIN_BENCHMARKS,
    PENALTY,
    Index,
    ItemResponse,
    by_benchmark_weights,
    cells_of,
    index_of,
    index_values,
    item_response,
    within_model_weights,
)

ANCHORS = ("Claude 3.5 Sonnet", "GPT-5")
"""The models that score 130 and 150 by definition."""
ANCHOR_BENCHMARK = "Winogrande"
"""The benchmark whose slope is 1 by definition."""
DRAWS, SEED = 500, 12345
"""As the publisher draws them, so that the published intervals are met."""

Resample = Literal["model", "benchmark"]


@dataclass(frozen=True, slots=True, eq=False)
class CapabilityFit:
    """A fitted index: models and benchmarks by name, in the order of the published file."""

    models: tuple[str, ...]
    benchmarks: tuple[str, ...]
    counts: IntArray
    takers: IntArray
    central: ItemResponse
    index: Index
    difficulty: FloatArray
    slope: FloatArray

    def position(self, model: str) -> int:
        """Where a model stands; an error with the nearest names otherwise."""
        return _named("model", model, self.models)


def fit_scores(
    rows: Sequence[Mapping[str, Any]],
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    penalty: float = PENALTY,
    resample: Resample = "model",
) -> CapabilityFit:
    """Fit the index to the scores of one vintage.

    Parameters
    ----------
    rows : sequence of mappings
        ``position``, ``model``, ``benchmark``, ``score``; models and draws follow the positions.
    draws, seed : int
        Bootstrap draws and their seed.
    penalty : float
        Weight of the penalty; 0.1 is published, 0.01 shows how much it does.
    resample : str
        ``model``: each model's scores with replacement (as published). ``benchmark``: a weight a benchmark.

    Raises
    ------
    ContractError
        If an anchor is missing, or no model has enough benchmarks.
    MethodError
        If scores lie outside 0..1 or the fit does not converge.
    """
    kept = _enough(sorted(rows, key=lambda row: row["position"]))
    models = tuple(dict.fromkeys(str(row["model"]) for row in kept))
    benchmarks = tuple(dict.fromkeys(str(row["benchmark"]) for row in kept))
    at = ({name: i for i, name in enumerate(names)} for names in (models, benchmarks))
    of_model, of_benchmark = at
    model = np.array([of_model[row["model"]] for row in kept])
    benchmark = np.array([of_benchmark[row["benchmark"]] for row in kept])
    score = np.array([row["score"] for row in kept], dtype=np.float64)
    fixed = _named("anchor benchmark", ANCHOR_BENCHMARK, benchmarks)
    anchors = (_named("anchor", ANCHORS[0], models), _named("anchor", ANCHORS[1], models))
    cells = cells_of(model, benchmark, score, len(models), len(benchmarks), fixed=fixed, penalty=penalty)
    central = item_response(cells)
    rng = np.random.default_rng(seed)
    weights = (
        within_model_weights(model, draws, rng)
        if resample == "model"
        else by_benchmark_weights(benchmark, draws, rng)
    )
    index = index_of(central, item_response(cells, weights, central), anchors)
    ability = central.ability[0]
    step = (ability[anchors[1]] - ability[anchors[0]]) / 20
    joint = index_values(np.concatenate([ability, central.difficulty[0]]), anchors)
    return CapabilityFit(
        models,
        benchmarks,
        np.bincount(model, minlength=len(models)),
        np.bincount(benchmark, minlength=len(benchmarks)),
        central,
        index,
        joint[len(models) :],
        central.slope[0] * step,
    )


def _enough(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The rows of models with at least four benchmarks."""
    taken: dict[str, int] = {}
    for row in rows:
        taken[row["model"]] = taken.get(row["model"], 0) + 1
    kept = [row for row in rows if taken[row["model"]] >= MIN_BENCHMARKS]
    if not kept:
        most = max(taken.values(), default=0)
        raise ContractError(
            f"No model has {MIN_BENCHMARKS} benchmarks or more (the most is {most}): there is no index. "
            "Give scores of more benchmarks."
        )
    return kept


def _named(what: str, name: str, names: tuple[str, ...]) -> int:
    if name in names:
        return names.index(name)
    close = ", ".join(nearest(name, names)) or "none is close"
    raise ContractError(
        f"The {what} '{name}' is not among the {len(names)} scored; nearest: {close}. Without it the scale "
        "is not fixed: add its scores."
    )

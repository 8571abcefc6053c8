"""One fit in a process of its own, by us or by a peer: prints seconds (imports left out) and what came out.

python benchmarks/arena_peers.py fit weighbridge|arena-rank|evalica|choix BATTLES.parquet
python benchmarks/arena_peers.py style weighbridge|arena-rank BATTLES.parquet
python benchmarks/arena_peers.py bootstrap weighbridge BATTLES.parquet 200
python benchmarks/arena_peers.py index weighbridge|scipy 500
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.synthetic_arena import MEASURES

Answer = dict[str, Any]


def _timed(work: Callable[[], Answer]) -> Answer:
    start = time.perf_counter()
    found = work()
    return {"seconds": time.perf_counter() - start, **found}


def _told(names: Any, rating: Any, low: Any) -> Answer:
    """Ratings centred on 1000, and half widths of 95 %, by name."""
    value, half = np.asarray(rating, float), np.asarray(rating, float) - np.asarray(low, float)
    centred = value - np.nanmean(value) + 1000
    return {
        "ratings": dict(zip(names, centred.round(4).tolist(), strict=True)),
        "half": dict(zip(names, half.round(4).tolist(), strict=True)),
    }


def fit_weighbridge(path: Path) -> Answer:
    """Counts per pair from the file, Newton, sandwich."""
    from weighbridge.definitions.battle_files import read_battles
    from weighbridge.statistics.battles import pairs_of_table
    from weighbridge.statistics.pairwise import bradley_terry

    def work() -> Answer:
        battles = read_battles(path)
        ratings = bradley_terry(pairs_of_table(battles.table))
        return _told(battles.names, ratings.value, ratings.limits(0.95)[0])

    return _timed(work)


def fit_arena_rank(path: Path) -> Answer:
    """The arena's own package, as its README uses it."""
    import pandas as pd
    from arena_rank.models.bradley_terry import BradleyTerry
    from arena_rank.utils.data_utils import PairDataset

    def work() -> Answer:
        frame = pd.read_parquet(path, columns=["model_a", "model_b", "winner"])
        data = PairDataset.from_pandas(_plain(frame))
        model = BradleyTerry(n_competitors=len(data.competitors))
        found = model.compute_ratings_and_cis(data, significance_level=0.05)
        return _told(data.competitors, found["ratings"], found["rating_lower"])

    return _timed(work)


def _plain(frame: Any) -> Any:
    """Words in place of categories: the package joins both columns of models and would lose categories."""
    return frame.astype(dict.fromkeys(("model_a", "model_b", "winner"), str))


def fit_evalica(path: Path) -> Answer:
    """Ratings without intervals."""
    import evalica
    import pandas as pd

    def work() -> Answer:
        frame = _plain(pd.read_parquet(path, columns=["model_a", "model_b", "winner"]))
        word = {"model_a": evalica.Winner.X, "model_b": evalica.Winner.Y}
        winners = frame["winner"].map(lambda said: word.get(said, evalica.Winner.Draw))
        found = evalica.bradley_terry(
            frame["model_a"], frame["model_b"], winners, tolerance=1e-12, limit=5000
        )
        theta = np.log(found.scores) * 400 / np.log(10)
        return _told(found.scores.index, theta, theta)

    return _timed(work)


def fit_choix(path: Path) -> Answer:
    """Ratings without intervals; choix knows no ties, so every vote is entered as two halves."""
    import choix
    import pandas as pd

    def work() -> Answer:
        frame = _plain(pd.read_parquet(path, columns=["model_a", "model_b", "winner"]))
        codes, names = pd.factorize(pd.concat([frame["model_a"], frame["model_b"]]), sort=True)
        a, b = codes[: len(frame)], codes[len(frame) :]
        won = np.select([frame["winner"] == "model_a", frame["winner"] == "model_b"], [1.0, 0.0], 0.5)
        table = np.zeros((len(names), len(names)))
        np.add.at(table, (a, b), won)
        np.add.at(table, (b, a), 1 - won)
        theta = choix.ilsr_pairwise_dense(table, tol=1e-10) * 400 / np.log(10)
        return _told(names, theta, theta)

    return _timed(work)


def style_weighbridge(path: Path) -> Answer:
    """All votes with four measures of style, no penalty, sandwich over ratings and coefficients."""
    from weighbridge.definitions.battle_files import read_battles
    from weighbridge.statistics.style_pairwise import style_bradley_terry, to_unit_spread

    def work() -> Answer:
        battles = read_battles(path, style=MEASURES)
        if battles.rows is None or battles.style is None:
            raise SystemExit("the file holds no measures of style")
        found = style_bradley_terry(*battles.rows, to_unit_spread(battles.style).T, len(battles.names))
        told = _told(battles.names, found.ratings.value, found.ratings.limits(0.95)[0])
        return {**told, "coefficients": [float(x) for x in found.coefficients]}

    return _timed(work)


def style_arena_rank(path: Path) -> Answer:
    """The same with the arena's package and its defaults, features made as LMArena makes them."""
    import pandas as pd
    from arena_rank.models.contextual_bradley_terry import ContextualBradleyTerry
    from arena_rank.utils.data_utils import ContextualPairDataset

    def work() -> Answer:
        frame = pd.read_parquet(path)
        for name in MEASURES:
            left, right = frame[f"{name}_a"], frame[f"{name}_b"]
            frame[name] = (left - right) / (left + right + 1)
        data = ContextualPairDataset.from_pandas(_plain(frame), feature_cols=list(MEASURES), reweighted=False)
        model = ContextualBradleyTerry(len(data.competitors), len(MEASURES))
        found = model.compute_ratings_and_cis(data, significance_level=0.05)
        told = _told(data.competitors, found["ratings"], found["rating_lower"])
        return {**told, "coefficients": [float(x) for x in found["coeffs"]]}

    return _timed(work)


def bootstrap_weighbridge(path: Path, draws: int) -> Answer:
    """So many resampled fits, from the file on."""
    from weighbridge.definitions.battle_files import read_battles
    from weighbridge.statistics.battles import pairs_of_table
    from weighbridge.statistics.pairwise_draws import rating_draws

    def work() -> Answer:
        pairs = pairs_of_table(read_battles(path).table)
        found = rating_draws(pairs, draws, np.random.default_rng(1))
        return {"failed": int(np.isnan(found).any(axis=1).sum())}

    return _timed(work)


def _index_cells() -> tuple[Any, Any, Any]:
    import pyarrow.parquet as pq

    import weighbridge
    from weighbridge.entities.capability_fits import ANCHOR_BENCHMARK
    from weighbridge.statistics.item_response import cells_of

    rows = pq.read_table(weighbridge.open().table("capability_scores")).to_pylist()
    rows.sort(key=lambda row: row["position"])
    models, benchmarks = (list(dict.fromkeys(row[name] for row in rows)) for name in ("model", "benchmark"))
    model = np.array([models.index(row["model"]) for row in rows])
    benchmark = np.array([benchmarks.index(row["benchmark"]) for row in rows])
    score = np.array([row["score"] for row in rows])
    fixed = benchmarks.index(ANCHOR_BENCHMARK)
    return cells_of(model, benchmark, score, len(models), len(benchmarks), fixed=fixed), model, fixed


def index_weighbridge(draws: int) -> Answer:
    """So many resampled fits of the shipped scores."""
    from weighbridge.statistics.item_response import item_response, within_model_weights

    cells, model, _ = _index_cells()

    def work() -> Answer:
        central = item_response(cells)
        weights = within_model_weights(model, draws, np.random.default_rng(12345))
        found = item_response(cells, weights, central)
        return {
            "draws": draws,
            "failed": int((~found.converged).sum()),
            "objectives": [float(central.objective[0]), *(float(x) for x in found.objective[:3])],
        }

    return _timed(work)


class _Objective:
    """Errors and their derivatives for SciPy: abilities, difficulties and all slopes but the fixed one."""

    def __init__(self, cells: Any, weight: np.ndarray, fixed: int) -> None:
        self.cells, self.root, self.fixed = cells, np.sqrt(weight), fixed
        self.size, self.rest = cells.n_models, cells.n_benchmarks
        self.count = self.size + 2 * self.rest - 1
        # Where each benchmark's slope stands among the parameters; the fixed one nowhere.
        place = np.arange(self.rest) - (np.arange(self.rest) > fixed)
        self.slope_at = np.where(np.arange(self.rest) == fixed, -1, self.size + self.rest + place)

    def _parts(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        slope = np.insert(x[self.size + self.rest :], self.fixed, 1.0)
        apart = x[self.cells.model] - x[self.size + self.cells.benchmark]
        own = slope[self.cells.benchmark]
        return own, apart, 1 / (1 + np.exp(-own * apart))

    def errors(self, x: np.ndarray) -> np.ndarray:
        """Weighted errors, then the penalty."""
        expected = self._parts(x)[2]
        return np.concatenate([self.root * (expected - self.cells.score), np.sqrt(self.cells.penalty) * x])

    def derivatives(self, x: np.ndarray) -> np.ndarray:
        """Their derivatives: three a score, one a penalty."""
        own, apart, expected = self._parts(x)
        steep = self.root * expected * (1 - expected)
        rows = np.arange(steep.size)
        found = np.zeros((steep.size + self.count, self.count))
        found[rows, self.cells.model] = steep * own
        found[rows, self.size + self.cells.benchmark] = -steep * own
        at = self.slope_at[self.cells.benchmark]
        found[rows[at >= 0], at[at >= 0]] = (steep * apart)[at >= 0]
        found[steep.size + np.arange(self.count), np.arange(self.count)] = np.sqrt(self.cells.penalty)
        return found


def index_scipy(draws: int) -> Answer:
    """The same by SciPy's trust-region solver: derivatives given, from the central fit on, draw by draw."""
    from scipy.optimize import least_squares

    from weighbridge.statistics.item_response import item_response, within_model_weights

    cells, model, fixed = _index_cells()
    central = item_response(cells)

    def solved(weight: np.ndarray) -> float:
        problem = _Objective(cells, weight, fixed)
        level, slopes = cells.n_models + cells.n_benchmarks, cells.n_benchmarks - 1
        own = np.delete(central.slope[0], fixed)
        start = np.concatenate([central.ability[0], central.difficulty[0], own])
        low = np.concatenate([np.full(level, -10.0), np.full(slopes, 0.1)])
        high = np.full(low.size, 10.0)
        inside = np.clip(start, low + 1e-6, high - 1e-6)
        found = least_squares(
            problem.errors, inside, problem.derivatives, bounds=(low, high), method="trf", ftol=1e-8
        )
        return float(found.cost)

    def work() -> Answer:
        weights = within_model_weights(model, 500, np.random.default_rng(12345))[:draws, cells.order]
        return {"draws": draws, "objectives": [solved(weight) for weight in weights]}

    return _timed(work)


def main(words: list[str]) -> None:
    """Do one thing and print it."""
    what, who, *rest = words
    name = f"{what}_{who.replace('-', '_')}"
    if what == "index":
        found = globals()[name](int(rest[0]))
    elif what == "bootstrap":
        found = globals()[name](Path(rest[0]), int(rest[1]))
    else:
        found = globals()[name](Path(rest[0]))
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1:])

"""How good one model is: each measure with its interval, who ran it and when; never a parent's figure.

Names on boards are matched to a model only where the name can mean no other: its maker's own upload, or the
only model so called. A copy or a tuning has its own quality, which may not have been measured.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pyarrow as pa

from weighbridge.diligence.card.holdings import Holdings
from weighbridge.entities.benchmark_policy import load_benchmarks
from weighbridge.entities.identities import HUB, canonical_id
from weighbridge.entities.judgement_files import read_judgements
from weighbridge.entities.price_cells import rated_key
from weighbridge.store.arrow import pc

Z = 1.6448536269514722
INDEX, ARENA = "eci", "arena"
ORDER = (INDEX, "gpqa_diamond", ARENA, "math_level_5", "otis_mock_aime", "mmlu")
"""Measures a reader knows, in the order of trust in one number: an index over many, one hard test, votes."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One figure of one model. ``se`` is None where nobody printed one and it cannot be computed."""

    measure: str
    title: str
    value: float
    low: float | None
    high: float | None
    se: float | None
    setting: str
    run_by: str
    measured_on: str
    source: str
    is_share: bool
    is_anchor: bool = False

    def text(self) -> str:
        """The figure as a reader sees it: percent of a test, whole points of a rating."""
        scale = 100 if self.is_share else 1
        digits = 0 if self.measure == ARENA else 1
        span = ""
        if self.low is not None and self.high is not None:
            span = f" [{self.low * scale:.{digits}f}–{self.high * scale:.{digits}f}]"
        return f"{self.title} {self.value * scale:.{digits}f}{span}"

    def as_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        return {name: getattr(self, name) for name in Measured.__dataclass_fields__}


def rank(measure: str) -> tuple[int, str]:
    """Where a measure stands among others."""
    return (ORDER.index(measure) if measure in ORDER else len(ORDER), measure)


class Scores:
    """All figures of a store by measure and model."""

    def __init__(self, holdings: Holdings) -> None:
        self._holdings = holdings
        self._by_key: dict[str, list[Measured]] | None = None
        self._asked = 0

    def of(self, canonical: str) -> list[Measured]:
        """The figures of this very model, those a reader knows first."""
        key = self._holdings.key_of(canonical)
        if key is None:
            return []
        # One card needs one model's rows; many cards, or alternatives, share all of them.
        held = self._built(key) if self._by_key is None and self._asked == 0 else self._all()
        self._asked += 1
        return sorted(held.get(key, []), key=lambda item: rank(item.measure))

    def by_model(self, measure: str) -> dict[str, Measured]:
        """One measure's figure of every model whose name means one model."""
        found = {key: item for key, held in self._all().items() for item in held if item.measure == measure}
        named = self._holdings.models_of_keys(found)
        return {model: found[key] for key, model in named.items()}

    def _all(self) -> dict[str, list[Measured]]:
        if self._by_key is None:
            self._by_key = self._built()
        return self._by_key

    def _built(self, only: str | None = None) -> dict[str, list[Measured]]:
        """Figures by plain name, of one name alone where one is asked for."""
        best: dict[tuple[str, str], Measured] = {}
        for key, item in (*self._index(only), *self._arena(only), *self._benchmarks(only)):
            held = best.get((key, item.measure))
            # The best setting of a model is what it can do; which one it was is told.
            if held is None or item.value > held.value:
                best[key, item.measure] = item
        found: dict[str, list[Measured]] = {}
        for (key, _), item in best.items():
            found.setdefault(key, []).append(item)
        return found

    @staticmethod
    def _rows_of(
        rows: pa.Table, column: str, only: str | None, key_of: Callable[[str], str]
    ) -> list[dict[str, Any]]:
        """The rows whose name means the model asked for; all where none is."""
        if only is not None:
            names = [name for name in pc.unique(rows[column]).to_pylist() if key_of(name) == only]
            rows = rows.filter(pc.is_in(rows[column], value_set=pa.array(names, pa.string())))
        found: list[dict[str, Any]] = rows.to_pylist()
        return found

    def _index(self, only: str | None) -> Iterable[tuple[str, Measured]]:
        rows = self._rows_of(self._holdings.rows("capability_index"), "model", only, _index_key)
        newest = max((row["fitted_on"] for row in rows), default=None)
        for row in rows:
            if row["fitted_on"] != newest or row["openness"] == "closed":
                continue
            se = None if row["low"] is None else (row["high"] - row["low"]) / (2 * Z)
            yield (
                _index_key(row["model"]),
                Measured(
                    INDEX,
                    "ECI",
                    row["value"],
                    row["low"],
                    row["high"],
                    se,
                    row["model"],
                    "index over benchmarks of many, fitted here",
                    str(newest),
                    "Epoch AI, CC-BY-4.0",
                    False,
                    bool(row["is_anchor"]),
                ),
            )

    def _arena(self, only: str | None) -> Iterable[tuple[str, Measured]]:
        text = (
            (pc.field("subset") == "text")
            & (pc.field("category") == "overall")
            & (pc.field("style") == "controlled")
        )
        names = ["board_date", "model_id", "model_name", "openness", "rating", "se"]
        held = self._holdings.rows("arena_ratings", names, text)
        if not held.num_rows:
            return
        newest = pc.max(held["board_date"]).as_py()
        board = held.filter(pc.equal(held["board_date"], newest))
        for row in self._rows_of(board, "model_id", only, rated_key):
            if row["openness"] == "closed":
                continue
            low, high = _limits(row["rating"], row["se"])
            yield (
                rated_key(row["model_id"]),
                Measured(
                    ARENA,
                    "arena",
                    row["rating"],
                    low,
                    high,
                    row["se"],
                    row["model_name"],
                    "votes of visitors, style controlled",
                    str(newest),
                    "LMArena, CC-BY-4.0",
                    False,
                ),
            )

    def _benchmarks(self, only: str | None) -> Iterable[tuple[str, Measured]]:
        names = ["benchmark_id", "model_version", "harness", "score", "standard_error", "openness", "source"]
        keys = ["source", "benchmark_id", "harness", "model_version"]
        scores = self._holdings.rows("benchmark_scores", [*keys, "observed_on"])
        observed = {
            tuple(row[key] for key in keys): row["observed_on"]
            for row in self._rows_of(scores, "model_version", only, _version_key)
        }
        policies = load_benchmarks()
        results = self._holdings.rows("benchmark_results", names)
        for row in self._rows_of(results, "model_version", only, _version_key):
            if row["openness"] == "closed":
                continue
            low, high = _limits(row["score"], row["standard_error"], 0.0, 1.0)
            policy = policies.get(row["benchmark_id"], {})
            at = (row["source"], row["benchmark_id"], row["harness"], row["model_version"])
            yield (
                _version_key(row["model_version"]),
                Measured(
                    row["benchmark_id"],
                    _short(str(policy.get("title") or row["benchmark_id"])),
                    row["score"],
                    low,
                    high,
                    row["standard_error"],
                    row["model_version"],
                    row["harness"],
                    observed.get(at, ""),
                    _CREDITS.get(row["source"]) or str(row["source"]),
                    True,
                ),
            )


_CREDITS = {"epoch_benchmark_hub": "Epoch AI, CC-BY-4.0", "evalplus": "EvalPlus, Apache-2.0"}


def _short(title: str) -> str:
    return title.removesuffix(" Diamond") if title.startswith("GPQA") else title


@lru_cache(maxsize=1 << 14)
def _version_key(version: str) -> str:
    return rated_key(version)


def _index_key(name: str) -> str:
    """The plain name of a model of the index: by its hub page where one was looked up, else by its label."""
    hub = _index_pages().get(name)
    return rated_key(hub if hub else name.replace(" ", "-"))


@lru_cache(maxsize=1)
def _index_pages() -> Mapping[str, str]:
    columns = ("model", "hub_id", "parameters_b", "active_parameters_b")
    support = ("evidence", "source", "confidence", "note")
    rows = read_judgements("capability_models", (*columns, *support))
    return {row[0]: canonical_id(HUB, row[1]) for row in rows if row[1]}


def _limits(
    value: float, se: float | None, least: float | None = None, most: float | None = None
) -> tuple[float | None, float | None]:
    if se is None:
        return None, None
    low, high = value - Z * se, value + Z * se
    return (low if least is None else max(low, least), high if most is None else min(high, most))


def told_apart(a: Measured, b: Measured) -> bool | None:
    """Whether two figures of one measure differ by more than their errors; None where an error is not known.

    The errors are taken as independent, at the level of 90 %.
    """
    if a.se is None or b.se is None:
        return None
    spread = (a.se**2 + b.se**2) ** 0.5
    return bool(abs(a.value - b.value) > Z * spread)

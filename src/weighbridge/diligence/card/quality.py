"""How good one model is: each measure with its interval, who ran it and when; never a parent's figure.

Names on boards are matched to a model only where the name can mean no other: its maker's own upload, or the
only model so called. A copy or a tuning has its own quality, which may not have been measured.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pyarrow as pa

from weighbridge.diligence.card.holdings import Holdings
from weighbridge.entities.best_scores import ARENA, INDEX, Z
from weighbridge.entities.index_scores import index_name
from weighbridge.store.arrow import texts
from weighbridge.store.keyed import rows_with

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
    """The best figures of a store by measure and model."""

    def __init__(self, holdings: Holdings) -> None:
        self._holdings = holdings

    def of(self, canonical: str) -> list[Measured]:
        """The figures of this very model, those a reader knows first."""
        key = self._holdings.key_of(canonical)
        rows = rows_with(self._rows, plain_name=key).to_pylist() if key else []
        if key in self._in_index:
            # The index is a fit with a thousand draws: only who stands in it waits for it.
            rows += rows_with(self._index, plain_name=key).to_pylist()
        return sorted(map(_measured, rows), key=lambda item: rank(item.measure))

    def by_model(self, measure: str) -> dict[str, Measured]:
        """One measure's figure of every model whose name means one model."""
        rows = self._index if measure == INDEX else self._rows
        held = [row for row in rows.to_pylist() if row["measure"] == measure]
        found = {row["plain_name"]: _measured(row) for row in held}
        named = self._holdings.models_of_keys(found)
        return {named[key]: found[key] for key in found if key in named}

    @cached_property
    def _rows(self) -> pa.Table:
        return self._holdings.rows("best_scores")

    @cached_property
    def _index(self) -> pa.Table:
        return self._holdings.rows("index_scores")

    @cached_property
    def _in_index(self) -> frozenset[str]:
        """The plain names of all that the index is fitted to."""
        return frozenset(
            map(index_name, set(texts(self._holdings.rows("capability_scores", ["model"])["model"])))
        )


def _measured(row: dict[str, Any]) -> Measured:
    return Measured(**{name: value for name, value in row.items() if name != "plain_name"})


def told_apart(a: Measured, b: Measured) -> bool | None:
    """Whether two figures of one measure differ by more than their errors; None where an error is not known.

    The errors are taken as independent, at the level of 90 %.
    """
    if a.se is None or b.se is None:
        return None
    spread = (a.se**2 + b.se**2) ** 0.5
    return bool(abs(a.value - b.value) > Z * spread)

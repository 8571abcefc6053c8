"""Figures others published, as raw pairs: test, model, host, both values, and how good the evidence is."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from weighbridge.catalogue.errors import ContractError
from weighbridge.catalogue.verdicts import TESTS
from weighbridge.evaluations.evidence import GRADES
from weighbridge.statistics.estimate import Estimate
from weighbridge.statistics.risk_ratios import risk_ratio

FILE = Path(__file__).parent / "published.csv"


@dataclass(frozen=True, slots=True)
class Published:
    """One published figure. ``count`` and its like are None where only rates or a ratio were printed."""

    id: str
    evaluation: str
    issuer: str
    published_on: str
    test: str
    measure: str
    model: str
    host: str
    comparator: str
    value: float | None
    comparator_value: float | None
    unit: str
    count: int | None
    total: int | None
    comparator_count: int | None
    comparator_total: int | None
    judge: str
    evidence: str
    source: str
    note: str

    @property
    def ratio(self) -> Estimate | None:
        """The ratio of the pair: an interval from counts, none from rates; None of a mere ratio."""
        counts = (self.count, self.total, self.comparator_count, self.comparator_total)
        if all(number is not None for number in counts):
            return risk_ratio(*(int(number or 0) for number in counts))
        if self.value is None or not self.comparator_value:
            return None
        return Estimate(self.value / self.comparator_value, None, None, None, None, 0, ("small_n",))


@cache
def published() -> tuple[Published, ...]:
    """All published figures, checked."""
    found = []
    with FILE.open(encoding="utf-8", newline="") as stream:
        for number, row in enumerate(csv.DictReader(stream), start=2):
            if row["test"] not in TESTS or row["evidence"] not in GRADES or not row["source"]:
                raise ContractError(
                    f"{FILE.name}, line {number}: test, evidence or source is not as it should be."
                )
            numbers = {
                name: float(row[name]) if row[name] else None for name in ("value", "comparator_value")
            }
            names = ("count", "total", "comparator_count", "comparator_total")
            counts = {name: int(row[name]) if row[name] else None for name in names}
            found.append(Published(**{**row, **numbers, **counts}))  # pyright: ignore[reportArgumentType]
    return tuple(found)

"""One question to one indicator: its cells, its weight matrix, its estimator."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from weighbridge.definitions.adoption import units_of
from weighbridge.definitions.choices import Definition
from weighbridge.definitions.cube import Cube
from weighbridge.definitions.query import Query
from weighbridge.definitions.result import Row
from weighbridge.statistics.resampling import DRAWS, generator_for, multinomial_weights


@dataclass(frozen=True, eq=False)
class Run:
    """A definition and a query over a cube.

    ``heavy`` are the models that can move a figure alone, where the indicator knows them.
    """

    definition: Definition
    query: Query
    cube: Cube
    heavy: Cube | None = None

    @cached_property
    def units(self) -> tuple[str, ...]:
        """All resampled units of the cube, sorted."""
        return units_of(self.cube)

    @cached_property
    def matrix(self) -> np.ndarray:
        """The weight matrix, shape (draws, units of the cube)."""
        indicator = self.definition.indicator
        name = indicator.draws_as or indicator.name
        return _drawn(name, indicator.method_version, indicator.seed, len(self.units))

    def weights(self, units: NDArray[np.int64]) -> np.ndarray:
        """The weight matrix's columns of some units, shape (draws, units).

        One matrix serves every month, group and definition of the indicator, so that any two of its
        figures can be compared draw by draw.
        """
        return self.matrix.T[units].T


@lru_cache(maxsize=3)
def _drawn(name: str, version: str, seed: int, units: int) -> np.ndarray:
    """The weight matrix of an indicator, drawn once for all that is asked of it in one process."""
    weights = multinomial_weights(units, DRAWS, generator_for(name, version, seed))
    # Units are asked for, not draws: those of one unit side by side are copied at once.
    weights = np.asfortranarray(weights)
    weights.flags.writeable = False
    return weights


@dataclass(frozen=True, slots=True)
class Estimated:
    """What an estimator returns: rows sorted by month and group, and what they showed."""

    rows: tuple[Row, ...]
    notes: tuple[str, ...] = field(default_factory=tuple)


Estimator = Callable[[Run], Estimated]

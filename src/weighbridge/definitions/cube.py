"""The cube of an indicator: its cells in memory, ready to be summed under any definition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from weighbridge.definitions.columns import Floats, Labelled, Mask, counts, flags, labelled


@dataclass(frozen=True, slots=True, eq=False)
class Cube:
    """Cells as columns: text coded, booleans as -1/0/1, counts as floats with NaN for empty."""

    size: int
    texts: Mapping[str, Labelled]
    flags: Mapping[str, np.ndarray]
    counts: Mapping[str, Floats]

    def text(self, name: str) -> Labelled:
        """A text column."""
        return self.texts[name]

    def where(self, mask: Mask) -> Cube:
        """The cells of a mask."""
        return Cube(
            int(mask.sum()),
            {name: Labelled(column.codes[mask], column.labels) for name, column in self.texts.items()},
            {name: column[mask] for name, column in self.flags.items()},
            {name: column[mask] for name, column in self.counts.items()},
        )


def cube_of(table: pa.Table) -> Cube:
    """A cube from a table of cells."""
    texts: dict[str, Labelled] = {}
    booleans: dict[str, np.ndarray] = {}
    numbers: dict[str, Floats] = {}
    for name in table.column_names:
        kind = table.schema.field(name).type
        if pa.types.is_boolean(kind):
            booleans[name] = flags(table[name])
        elif pa.types.is_integer(kind) or pa.types.is_floating(kind):
            numbers[name] = counts(table[name])
        else:
            texts[name] = labelled(table[name].cast(pa.string()))
    return Cube(table.num_rows, texts, booleans, numbers)

"""Columns of cells as NumPy arrays: text as codes with labels, so that a filter is one comparison."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from weighbridge.store.arrow import numbers

Codes = NDArray[np.int32]
Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Labelled:
    """A text column: ``labels[codes]``; code -1 is empty."""

    codes: Codes
    labels: tuple[str, ...]

    def equals(self, label: str) -> Mask:
        """Which rows bear the label."""
        if label not in self.labels:
            return np.zeros(self.codes.size, dtype=bool)
        return self.codes == self.labels.index(label)

    def among(self, labels: tuple[str, ...]) -> Mask:
        """Which rows bear one of the labels."""
        wanted = frozenset(labels)
        # One place more at the end, for the code -1 of an empty row.
        return np.array([*(label in wanted for label in self.labels), False])[self.codes]

    @property
    def empty(self) -> Mask:
        """Which rows are empty."""
        return self.codes < 0

    @property
    def occurring(self) -> list[str]:
        """The labels that occur, sorted."""
        # One place more in front, for the code -1 of an empty row.
        found = np.flatnonzero(np.bincount(self.codes + 1, minlength=1)[1:])
        return sorted({self.labels[code] for code in found})

    def filled(self, label: str, where: Mask | None = None) -> Labelled:
        """The column with empty rows, or where given those of ``where``, bearing a label."""
        labels = self.labels if label in self.labels else (*self.labels, label)
        codes = self.codes.copy()
        codes[self.empty if where is None else where] = labels.index(label)
        return Labelled(codes, labels)

    def recoded(self, where: Mask, other: Labelled) -> Labelled:
        """The column with the rows of ``where`` taken from another column."""
        labels = tuple(dict.fromkeys([*self.labels, *other.labels]))
        at = {label: i for i, label in enumerate(labels)}
        into = np.array([at[label] for label in other.labels] or [-1], dtype=np.int32)
        taken = np.where(other.codes < 0, -1, into[other.codes])
        return Labelled(np.where(where, taken, self.codes).astype(np.int32), labels)

    def renamed(self, names: dict[str, str]) -> Labelled:
        """The column with labels renamed; two may fall together."""
        if not any(label in names for label in self.labels):
            return self
        called = [names.get(label, label) for label in self.labels]
        labels = tuple(dict.fromkeys(called))
        at = {label: i for i, label in enumerate(labels)}
        into = np.array([*(at[label] for label in called), -1], dtype=np.int32)
        return Labelled(into[self.codes], labels)


def labelled(column: pa.ChunkedArray) -> Labelled:
    """A text column, coded or not yet, as codes and sorted labels."""
    encoded: Any = column.combine_chunks()
    if not pa.types.is_dictionary(encoded.type):
        encoded = encoded.dictionary_encode()
    words = [str(word) for word in encoded.dictionary.to_pylist()]
    order = sorted(range(len(words)), key=lambda i: words[i])
    rank = np.empty(len(words) + 1, dtype=np.int32)
    rank[order] = np.arange(len(words), dtype=np.int32)
    rank[-1] = -1
    codes, is_held = numbers(encoded.indices)
    return Labelled(rank[np.where(is_held, codes, -1)], tuple(words[i] for i in order))


def flags(column: pa.ChunkedArray) -> NDArray[np.int8]:
    """A boolean column as 1, 0 and -1 for empty."""
    values, is_held = numbers(column)
    return np.where(is_held, values.astype(np.int8), np.int8(-1))


def counts(column: pa.ChunkedArray) -> Floats:
    """A column of counts as floats, empty as NaN."""
    values, is_held = numbers(column)
    return np.where(is_held, values.astype(np.float64), np.nan)

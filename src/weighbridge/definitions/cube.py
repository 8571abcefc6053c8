"""The cube of an indicator: its cells in memory, ready to be summed under any definition."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Hashable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from weighbridge.definitions.columns import Floats, Labelled, Mask, counts, flags, labelled
from weighbridge.store.keyed import read_column, schema_of

YEAR = 12
CALENDAR = "month"
_Column = TypeVar("_Column")
_Held = TypeVar("_Held")


@dataclass(frozen=True, eq=False)
class Cube:
    """Cells as columns: text coded, booleans as -1/0/1, counts as floats with NaN for empty."""

    size: int
    texts: Mapping[str, Labelled]
    flags: Mapping[str, np.ndarray]
    counts: Mapping[str, Floats]

    @cached_property
    def kept(self) -> dict[Hashable, Any]:
        """What was worked out of these cells once and serves many definitions, by a key of its maker."""
        return {}

    def text(self, name: str) -> Labelled:
        """A text column."""
        return self.texts[name]

    @cached_property
    def years(self) -> tuple[tuple[int, int], ...]:
        """The lists and last months, as numbers, of which all twelve calendar months are held."""
        numbers, width = _numbered(self.text("month")), len(self.text("month").labels)
        lists = self.text("list_id")
        inside = self.text("window").equals(CALENDAR)
        flat = lists.codes[inside].astype(np.int64) * width + self.text("month").codes[inside]
        found = np.flatnonzero(np.bincount(flat, minlength=1))
        held = {(int(at) // width, int(numbers[int(at) % width])) for at in found}
        return tuple(
            (list_code, last)
            for list_code, last in sorted(held)
            if all((list_code, last - back) in held for back in range(YEAR))
        )

    def where(self, mask: Mask) -> Cube:
        """The cells of a mask."""
        at = np.flatnonzero(mask)
        return self if at.size == self.size else self.at(at)

    def at(self, at: NDArray[np.intp]) -> Cube:
        """The cells at some places, in that order; a column is cut when it is first looked at."""
        picks = _Picks(at)
        return Cube(
            int(at.size),
            picks.of(self.texts, lambda column, at: Labelled(column.codes[at], column.labels)),
            picks.of(self.flags, lambda column, at: column[at]),
            picks.of(self.counts, lambda column, at: column[at]),
        )


class _Cut(Mapping[str, _Column], Generic[_Held, _Column]):
    """Columns of which each is made once, when it is asked for: a definition looks at few of them."""

    def __init__(self, whole: Mapping[str, _Held], cut: Callable[[_Held], _Column]) -> None:
        self._whole, self._cut = whole, cut
        self._held: dict[str, _Column] = {}

    def __getitem__(self, name: str) -> _Column:
        if name not in self._held:
            self._held[name] = self._cut(self._whole[name])
        return self._held[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._whole)

    def __len__(self) -> int:
        return len(self._whole)

    def __contains__(self, name: object) -> bool:
        return name in self._whole


class _Picked(_Cut[_Column, _Column]):
    """The columns at some places."""

    def __init__(
        self,
        whole: Mapping[str, _Column],
        places: NDArray[np.intp],
        pick: Callable[[_Column, NDArray[np.intp]], _Column],
    ) -> None:
        super().__init__(whole, lambda column: pick(column, places))
        self.whole, self.places = whole, places


class _Picks:
    """Places to cut columns at; of those cut before, the whole ones are, so that no cut has to stay."""

    def __init__(self, at: NDArray[np.intp]) -> None:
        self._at = at
        self._of: dict[int, NDArray[np.intp]] = {}

    def of(
        self, columns: Mapping[str, _Column], pick: Callable[[_Column, NDArray[np.intp]], _Column]
    ) -> Mapping[str, _Column]:
        """The columns at the places."""
        if not isinstance(columns, _Picked):
            return _Picked(columns, self._at, pick)
        before = columns.places
        if id(before) not in self._of:
            self._of[id(before)] = before[self._at]
        return _Picked(columns.whole, self._of[id(before)], pick)


def cube_of(table: pa.Table) -> Cube:
    """A cube from a table of cells; a column is coded when it is first looked at."""
    return _coded(table.schema, table.num_rows, lambda name: table[name])


def cube_in(path: Path) -> Cube:
    """A cube of stored cells; a column is read and coded when it is first looked at, so that few are held.

    The file must stay: those of a store do, as each is named by all that went into it.
    """
    schema, size = schema_of(path)
    return _coded(schema, size, lambda name: read_column(path, name))


def _coded(schema: pa.Schema, size: int, column: Callable[[str], pa.ChunkedArray]) -> Cube:
    held: dict[str, dict[str, str]] = {"texts": {}, "flags": {}, "counts": {}}
    for field in schema:
        held[_kind(field.type)][field.name] = field.name
    return Cube(
        size,
        _Cut(held["texts"], lambda name: labelled(column(name))),
        _Cut(held["flags"], lambda name: flags(column(name))),
        _Cut(held["counts"], lambda name: counts(column(name))),
    )


def _kind(kind: pa.DataType) -> str:
    if pa.types.is_boolean(kind):
        return "flags"
    return "counts" if pa.types.is_integer(kind) or pa.types.is_floating(kind) else "texts"


def trailing_year(cube: Cube) -> Cube:
    """Cells of calendar months repeated so that a month holds the twelve that end with it.

    A list's month is kept only where all twelve months are there: a sum with a hole is no year.
    """
    calendar = cube.text("window").equals(CALENDAR)
    at, lists = _numbered(cube.text("month"))[cube.text("month").codes], cube.text("list_id")
    names = [f"{last // 12:04d}-{last % 12 + 1:02d}" for _, last in cube.years]
    labels = tuple(sorted(set(names)))
    cells, months = [np.zeros(0, dtype=np.intp)], [np.zeros(0, dtype=np.int32)]
    for (list_code, last), name in zip(cube.years, names, strict=True):
        inside = np.flatnonzero(calendar & (lists.codes == list_code) & (at > last - YEAR) & (at <= last))
        cells.append(inside)
        months.append(np.full(inside.size, labels.index(name), dtype=np.int32))
    year = cube.at(np.concatenate(cells))
    held = {"month": Labelled(np.concatenate(months), labels)}
    return replace(year, texts=ChainMap(held, cast("MutableMapping[str, Labelled]", year.texts)))


def _numbered(months: Labelled) -> np.ndarray:
    """The months of a column as numbers, in the order of its labels."""
    return np.array([12 * int(m[:4]) + int(m[5:]) - 1 for m in months.labels], dtype=np.int64)

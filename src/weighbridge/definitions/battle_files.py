"""A file of battles, read in pieces straight into counts per pair of models.

Parquet, CSV with a header, or JSON lines, plain or compressed. Names are read as dictionary codes, so that
four million battles cost a fraction of a second and hardly any memory. Nothing is guessed: an outcome nobody
has declared stops the reading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from weighbridge.catalogue.errors import ContractError, UsageError, nearest
from weighbridge.statistics.arrays import BoolArray, IntArray
from weighbridge.statistics.battles import A_WINS, B_WINS, BOTH_BAD, TIE
from weighbridge.statistics.style_pairwise import style_differences

COLUMNS: dict[str, tuple[str, ...]] = {
    "model_a": ("model_a", "left", "model_1", "a"),
    "model_b": ("model_b", "right", "model_2", "b"),
    "outcome": ("winner", "outcome", "result"),
    "voter": ("voter", "voter_id", "worker", "judge", "user_id"),
}
WORDS: dict[str, int] = {
    **dict.fromkeys(("a", "model_a", "left", "model_1"), A_WINS),
    **dict.fromkeys(("b", "model_b", "right", "model_2"), B_WINS),
    **dict.fromkeys(("tie", "draw"), TIE),
    **dict.fromkeys(("both_bad", "bothbad", "both bad", "tie (bothbad)"), BOTH_BAD),
}
MEANINGS = {"a": A_WINS, "b": B_WINS, "tie": TIE, "both_bad": BOTH_BAD, "drop": -1}
STYLE = ("tokens", "headers", "lists", "bold")
"""Measures of style: a column of each ending in ``_a`` and ``_b``."""
_BATCH = 1 << 18
_DENSE = 1 << 22
_DROPPED = -1

Codes = NDArray[Any]


@dataclass(slots=True, eq=False)
class Battles:
    """Battles of one file, counted.

    ``table`` holds them by ordered pair and outcome; ``rows`` keeps each battle's codes (a, b, outcome),
    ``voter`` who voted, and ``style`` how far the answers differ, only where they were asked for. A measure
    of style is a row of ``style``, not yet scaled: see `statistics.style_pairwise.style_differences`.
    """

    names: tuple[str, ...]
    table: IntArray
    dropped: Mapping[str, int]
    self_battles: int
    has_voters: bool
    rows: tuple[Codes, Codes, Codes] | None = None
    voter: Codes | None = None
    voters: int = 0
    style: NDArray[np.floating] | None = None

    @property
    def total(self) -> int:
        """Battles counted."""
        return int(self.table.sum())


def read_battles(
    path: Path,
    outcomes: Mapping[str, str] | None = None,
    *,
    by_voter: bool = False,
    style: Sequence[str] = (),
) -> Battles:
    """Read a file of battles.

    Parameters
    ----------
    path : Path
    outcomes : mapping of str to str, optional
        Further words for outcomes: ``a``, ``b``, ``tie``, ``both_bad``, or ``drop`` to leave them out.
    by_voter : bool
        Keep who voted in every battle.
    style : sequence of str
        Measures of style to keep, of `STYLE`.

    Raises
    ------
    ContractError
        If a column is missing, a name is empty, or an outcome has no meaning; with the row.
    """
    words = {**WORDS, **{word.casefold(): _meaning(word, said) for word, said in (outcomes or {}).items()}}
    wanted = [f"{name}_{side}" for side in "ab" for name in style]
    names, pieces = _opened(path)
    columns = _columns(path, names, by_voter, wanted)
    has_voters = "voter" in columns
    if not by_voter:
        columns.pop("voter", None)
    tally = _Tally(words, keeps=by_voter or bool(style))
    for batch in pieces(columns):
        tally.add(path, batch, columns, wanted)
    if not tally.seen:
        raise ContractError(f"{path} holds no battle. Expected a row a vote: two models and who won.")
    return tally.result(has_voters)


def _meaning(word: str, said: str) -> int:
    if said not in MEANINGS:
        raise UsageError(f"--outcome {word}={said}: expected one of {', '.join(MEANINGS)} after the sign.")
    return MEANINGS[said]


def _columns(path: Path, names: Sequence[str], by_voter: bool, style: Sequence[str]) -> dict[str, str]:
    """Which column of the file holds what; the voter only where there is one."""
    folded = {name.casefold(): name for name in reversed(names)}
    found: dict[str, str] = {}
    for wanted, aliases in COLUMNS.items():
        held = next((folded[alias] for alias in aliases if alias in folded), None)
        if held:
            found[wanted] = held
        elif wanted != "voter" or by_voter:
            raise ContractError(
                f"{path} has no column for {wanted}: found {', '.join(names)}; expected one of "
                f"{', '.join(aliases)}. Rename the column."
            )
    for name in style:
        if name not in folded:
            close = ", ".join(nearest(name, names)) or "none is close"
            raise ContractError(f"{path} has no column {name} for style control; nearest: {close}.")
        found[name] = folded[name]
    return found


def _opened(path: Path) -> tuple[list[str], Callable[[Mapping[str, str]], Iterator[pa.RecordBatch]]]:
    """The names of a file's columns, and what reads some of them piece by piece."""
    if not path.is_file():
        raise UsageError(f"No file {path}. Give the path of a file of battles.")
    with path.open("rb") as stream:
        head = stream.read(4)
    if head != b"PAR1":
        table = _text(path)
        return table.schema.names, lambda _: iter(table.to_batches(max_chunksize=_BATCH))
    try:
        return pq.read_schema(path).names, lambda columns: _parquet(path, columns)
    except (pa.ArrowInvalid, OSError) as error:
        raise _unreadable(path, error) from error


def _parquet(path: Path, columns: Mapping[str, str]) -> Iterator[pa.RecordBatch]:
    """The wanted columns only: eight measures of style cost more to read than all the rest."""
    words = [columns[name] for name in COLUMNS if name in columns]
    try:
        # No buffer ahead: the file is on this disk, and the thread that fills it would only be waited for.
        file = pq.ParquetFile(path, read_dictionary=words, pre_buffer=False)
        yield from file.iter_batches(batch_size=_BATCH, columns=list(dict.fromkeys(columns.values())))
    except (pa.ArrowInvalid, OSError) as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: Exception) -> ContractError:
    return ContractError(f"{path} cannot be read as Parquet: {error}. Get the file again.")


def _text(path: Path) -> pa.Table:
    """CSV or JSON lines, told by the first letter."""
    import pyarrow.csv as csv
    import pyarrow.json as json

    try:
        with pa.input_stream(str(path), compression="detect") as stream:
            is_json = stream.read(64).lstrip().startswith(b"{")
        with pa.input_stream(str(path), compression="detect") as stream:
            whole: Any = stream
            return json.read_json(whole) if is_json else csv.read_csv(whole)
    except (pa.ArrowInvalid, OSError) as error:
        form = "JSON lines" if path.suffix.startswith(".json") else "CSV, JSON lines or Parquet"
        raise ContractError(f"{path} cannot be read as {form}: {error}. Mend the line it names.") from error


@dataclass(slots=True, eq=False)
class _Tally:
    """What has been counted so far."""

    words: Mapping[str, int]
    keeps: bool
    seen: int = 0
    self_battles: int = 0
    names: dict[str, int] = field(default_factory=dict)
    met: set[str] = field(default_factory=set)
    voters: dict[str, int] = field(default_factory=dict)
    dropped: dict[str, int] = field(default_factory=dict)
    table: IntArray = field(default_factory=lambda: np.zeros((64, 64, 4), dtype=np.int64))
    spelled: tuple[list[str], list[str], list[str]] | None = None
    counts: IntArray = field(default_factory=lambda: np.zeros((0, 0, 0), dtype=np.int64))
    kept: list[tuple[Codes, Codes, Codes]] = field(default_factory=list)
    voted: list[Codes] = field(default_factory=list)
    style: list[NDArray[np.floating]] = field(default_factory=list)

    def add(
        self, path: Path, batch: pa.RecordBatch, columns: Mapping[str, str], style: Sequence[str]
    ) -> None:
        """Count one piece of the file."""
        first, a_names = self._coded(path, batch, columns["model_a"])
        second, b_names = self._coded(path, batch, columns["model_b"])
        said, words = self._coded(path, batch, columns["outcome"])
        meaning = self._meanings(path, words, said)
        counts = _cube(first, second, said, (len(a_names), len(b_names), len(words)))
        # Most files spell all their pieces by one list of names: then the counts are simply added up.
        if self.spelled != (a_names, b_names, words):
            self._fold()
            self.spelled, self.counts = (a_names, b_names, words), counts
        else:
            self.counts += counts
        if self.keeps:
            a_code, b_code = (self._known(self.names, names) for names in (a_names, b_names))
            codes = a_code[first], b_code[second], np.array(meaning, dtype=np.int8)[said]
            self._keep(path, batch, columns, style, codes)
        self.seen += batch.num_rows

    def _fold(self) -> None:
        """Put what was counted by the names of a piece into the table of all models."""
        if self.spelled is None:
            return
        a_names, b_names, words = self.spelled
        a_code, b_code = (self._known(self.names, names) for names in (a_names, b_names))
        self._grow()
        # A list of names may hold some that stand in no vote: they are no models of this file.
        self.met.update(np.array(a_names, object)[self.counts.any(axis=(1, 2))])
        self.met.update(np.array(b_names, object)[self.counts.any(axis=(0, 2))])
        for word, counts in zip(words, np.moveaxis(self.counts, 2, 0), strict=True):
            outcome = self.words.get(word.strip().casefold(), _DROPPED)
            found = int(counts.sum())
            if outcome == _DROPPED and found:
                self.dropped[word] = self.dropped.get(word, 0) + found
            elif found:
                # Two names of one dictionary are never the same model, so the cells are distinct.
                self.table[np.ix_(a_code, b_code, np.array([outcome]))] += counts[..., None]

    def _keep(
        self,
        path: Path,
        batch: pa.RecordBatch,
        columns: Mapping[str, str],
        style: Sequence[str],
        codes: tuple[Codes, Codes, Codes],
    ) -> None:
        use = (codes[2] != _DROPPED) & (codes[0] != codes[1])
        kept: Any = slice(None) if use.all() else use
        self.kept.append((codes[0][kept], codes[1][kept], codes[2][kept]))
        if "voter" in columns:
            voted, voters = self._coded(path, batch, columns["voter"])
            self.voted.append(self._known(self.voters, voters)[voted][kept])
        if style:
            self.style.append(self._style(path, batch, columns, style)[:, kept])

    def _style(
        self, path: Path, batch: pa.RecordBatch, columns: Mapping[str, str], style: Sequence[str]
    ) -> NDArray[np.float32]:
        """How far the answers differ, a measure a row; all of one side are named first, then the other's."""
        half = len(style) // 2
        apart = np.empty((half, batch.num_rows), dtype=np.float32)
        for row, names in zip(apart, zip(style[:half], style[half:], strict=True), strict=True):
            left, right = (self._numbers(path, batch, columns[name]) for name in names)
            row[:] = style_differences(left, right)
        return apart

    def _numbers(self, path: Path, batch: pa.RecordBatch, name: str) -> NDArray[np.float32]:
        column: Any = batch.column(batch.schema.get_field_index(name))
        try:
            numbers = column.cast(pa.float32())
            # Only where there is something to fill: it would load pandas where that is installed.
            found: Any = np.from_dlpack(numbers.fill_null(np.nan) if numbers.null_count else numbers)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            raise ContractError(
                f"{path}: column {name} holds no numbers ({error}). Style needs counts."
            ) from error
        if found.size and not (found.min() >= 0 and found.max() < np.inf):
            at = int(np.argmin((found >= 0) & (found < np.inf)))
            raise ContractError(
                f"{path}, row {self.seen + at + 1}: '{name}' is {column[at]}, expected a count of 0 or more. "
                "Leave such votes out."
            )
        return found

    def _coded(self, path: Path, batch: pa.RecordBatch, name: str) -> tuple[Codes, list[str]]:
        """A column as codes and their words; an empty cell is an error with its row."""
        column: Any = batch.column(batch.schema.get_field_index(name))
        if column.null_count:
            raise self._empty(path, name, np.asarray(column.is_null()))
        if not pa.types.is_dictionary(column.type):
            column = column.cast(pa.string()).dictionary_encode()
        words = [str(word) for word in column.dictionary.cast(pa.string()).to_pylist()]
        codes = np.from_dlpack(column.indices)  # `to_numpy` would load pandas where that is installed
        for code, word in enumerate(words):
            # Empty cells of CSV are texts without letters, not nulls: no model is called so.
            if not word.strip() and (codes == code).any():
                raise self._empty(path, name, codes == code)
        return codes, words

    def _empty(self, path: Path, name: str, at: BoolArray) -> ContractError:
        row = self.seen + int(np.argmax(at)) + 1
        return ContractError(
            f"{path}, row {row}: '{name}' is empty, expected a value. Mend or remove the row."
        )

    def _meanings(self, path: Path, words: Sequence[str], said: Codes) -> list[int]:
        found = [self.words.get(word.strip().casefold()) for word in words]
        for code, meaning in enumerate(found):
            if meaning is None and (said == code).any():
                row = self.seen + int(np.argmax(said == code)) + 1
                count = int((said == code).sum())
                raise ContractError(
                    f"{path}, row {row}: outcome '{words[code]}' ({count} here) is none of "
                    f"{', '.join(sorted(self.words))}. Say what it means with --outcome '{words[code]}=drop' "
                    "(or a, b, tie, both_bad): it is never taken for a tie."
                )
        return [_DROPPED if meaning is None else meaning for meaning in found]

    def _known(self, names: dict[str, int], words: Sequence[str]) -> Codes:
        return np.array([names.setdefault(word, len(names)) for word in words], dtype=np.int32)

    def _grow(self) -> None:
        size = self.table.shape[0]
        if len(self.names) > size:
            new = max(2 * size, len(self.names))
            wide = np.zeros((new, new, 4), dtype=np.int64)
            wide[:size, :size] = self.table
            self.table = wide

    def result(self, has_voters: bool) -> Battles:
        """Everything counted, models in alphabetical order."""
        self._fold()
        names = sorted(self.met)
        order = np.array([self.names[name] for name in names])
        table = self.table[np.ix_(order, order)]
        alone = int(np.einsum("iik->", table))
        table[np.arange(order.size), np.arange(order.size)] = 0
        place = np.full(len(self.names), _DROPPED, dtype=np.int32)
        place[order] = np.arange(order.size)
        rows = voter = style = None
        if self.keeps:
            a, b, outcome = (np.concatenate(parts) for parts in zip(*self.kept, strict=True))
            rows = (place[a], place[b], outcome)
            voter = np.concatenate(self.voted) if self.voted else None
            style = np.concatenate(self.style, axis=1) if self.style else None
        voters = len(self.voters)
        return Battles(tuple(names), table, self.dropped, alone, has_voters, rows, voter, voters, style)


def _cube(a: Codes, b: Codes, outcome: Codes, shape: tuple[int, int, int]) -> IntArray:
    """Counts by the three codes; by sorting where the table of all cells would be larger than the data."""
    size = int(np.prod(shape))
    cell = a.astype(np.int32 if size < 1 << 31 else np.int64)
    cell *= shape[1]
    cell += b
    cell *= shape[2]
    cell += outcome
    if size <= _DENSE:
        return np.bincount(cell, minlength=size).reshape(shape)
    dense = np.zeros(size, dtype=np.int64)
    found, count = np.unique(cell, return_counts=True)
    dense[found] = count
    return dense.reshape(shape)

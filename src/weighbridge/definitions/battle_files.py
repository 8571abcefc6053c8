"""A file of battles, read in pieces straight into counts per pair of models.

Parquet, CSV with a header, or JSON lines, plain or compressed. Names are read as dictionary codes, so that
four million battles cost a fraction of a second and hardly any memory. Nothing is guessed: an outcome nobody
has declared stops the reading.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from weighbridge.catalogue.errors import ContractError, UsageError, nearest
from weighbridge.statistics.arrays import BoolArray, FloatArray, IntArray
from weighbridge.statistics.battles import A_WINS, B_WINS, BOTH_BAD, TIE

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

    ``table`` holds them by ordered pair and outcome; ``rows`` keeps each battle's codes (a, b, outcome,
    voter) and ``style`` its measures, only where they were asked for.
    """

    names: tuple[str, ...]
    table: IntArray
    dropped: Mapping[str, int]
    self_battles: int
    has_voters: bool
    rows: tuple[Codes, Codes, Codes, Codes] | None = None
    voters: int = 0
    style: tuple[FloatArray, FloatArray] | None = None

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
    tally = _Tally(words, keeps=by_voter or bool(style))
    columns: dict[str, str] | None = None
    wanted = [f"{name}_{side}" for side in "ab" for name in style]
    for batch in _batches(path):
        columns = columns or _columns(path, batch.schema.names, by_voter, wanted)
        tally.add(path, batch, columns, wanted)
    if columns is None or not tally.seen:
        raise ContractError(f"{path} holds no battle. Expected a row a vote: two models and who won.")
    return tally.result("voter" in columns)


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


def _batches(path: Path) -> Iterator[pa.RecordBatch]:
    if not path.is_file():
        raise UsageError(f"No file {path}. Give the path of a file of battles.")
    with path.open("rb") as stream:
        head = stream.read(4)
    yield from _parquet(path) if head == b"PAR1" else _text(path)


def _parquet(path: Path) -> Iterator[pa.RecordBatch]:
    try:
        names = pq.read_schema(path).names
        known = {alias for aliases in COLUMNS.values() for alias in aliases}
        kept = [name for name in names if name.casefold() in known or name[-2:] in ("_a", "_b")]
        file = pq.ParquetFile(path, read_dictionary=[name for name in kept if name.casefold() in known])
        yield from file.iter_batches(batch_size=_BATCH, columns=kept)
    except (pa.ArrowInvalid, OSError) as error:
        raise ContractError(f"{path} cannot be read as Parquet: {error}. Get the file again.") from error


def _text(path: Path) -> Iterator[pa.RecordBatch]:
    """CSV or JSON lines, told by the first letter."""
    import pyarrow.csv as csv
    import pyarrow.json as json

    try:
        with pa.input_stream(str(path), compression="detect") as stream:
            is_json = stream.read(64).lstrip().startswith(b"{")
        with pa.input_stream(str(path), compression="detect") as stream:
            whole: Any = stream
            table = json.read_json(whole) if is_json else csv.read_csv(whole)
    except (pa.ArrowInvalid, OSError) as error:
        form = "JSON lines" if path.suffix.startswith(".json") else "CSV, JSON lines or Parquet"
        raise ContractError(f"{path} cannot be read as {form}: {error}. Mend the line it names.") from error
    yield from table.to_batches(max_chunksize=_BATCH)


@dataclass(slots=True, eq=False)
class _Tally:
    """What has been counted so far."""

    words: Mapping[str, int]
    keeps: bool
    seen: int = 0
    self_battles: int = 0
    names: dict[str, int] = field(default_factory=dict)
    voters: dict[str, int] = field(default_factory=dict)
    dropped: dict[str, int] = field(default_factory=dict)
    table: IntArray = field(default_factory=lambda: np.zeros((64, 64, 4), dtype=np.int64))
    kept: list[tuple[Codes, ...]] = field(default_factory=list)
    style: list[FloatArray] = field(default_factory=list)

    def add(
        self, path: Path, batch: pa.RecordBatch, columns: Mapping[str, str], style: Sequence[str]
    ) -> None:
        """Count one piece of the file."""
        first, a_names = self._coded(path, batch, columns["model_a"])
        second, b_names = self._coded(path, batch, columns["model_b"])
        said, words = self._coded(path, batch, columns["outcome"])
        meaning = self._meanings(path, words, said)
        a_code, b_code = (self._known(self.names, names) for names in (a_names, b_names))
        counts = _cube(first, second, said, (len(a_names), len(b_names), len(words)))
        self._grow()
        for word, outcome in enumerate(meaning):
            if outcome == _DROPPED:
                self.dropped[words[word]] = self.dropped.get(words[word], 0) + int(counts[..., word].sum())
            else:
                # Two names of one dictionary are never the same model, so the cells are distinct.
                self.table[np.ix_(a_code, b_code, np.array([outcome]))] += counts[..., [word]]
        if self.keeps:
            self._keep(path, batch, columns, style, (a_code[first], b_code[second], np.array(meaning)[said]))
        self.seen += batch.num_rows

    def _keep(
        self,
        path: Path,
        batch: pa.RecordBatch,
        columns: Mapping[str, str],
        style: Sequence[str],
        codes: tuple[IntArray, IntArray, IntArray],
    ) -> None:
        who = np.zeros(batch.num_rows, dtype=np.int32)
        if "voter" in columns:
            voted, voters = self._coded(path, batch, columns["voter"])
            who = self._known(self.voters, voters)[voted]
        use = (codes[2] != _DROPPED) & (codes[0] != codes[1])
        self.kept.append(tuple(part[use].astype(np.int32) for part in (*codes, who)))
        if style:
            measures = [_numbers(path, batch, columns[name]) for name in style]
            self.style.append(np.stack(measures, axis=1)[use])

    def _coded(self, path: Path, batch: pa.RecordBatch, name: str) -> tuple[IntArray, list[str]]:
        """A column as codes and their words; an empty cell is an error with its row."""
        column: Any = batch.column(batch.schema.get_field_index(name))
        if column.null_count:
            raise self._empty(path, name, np.asarray(column.is_null()))
        if not pa.types.is_dictionary(column.type):
            column = column.cast(pa.string()).dictionary_encode()
        words = [str(word) for word in column.dictionary.cast(pa.string()).to_pylist()]
        codes = np.asarray(column.indices.to_numpy(zero_copy_only=False))
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

    def _meanings(self, path: Path, words: Sequence[str], said: IntArray) -> list[int]:
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

    def _known(self, names: dict[str, int], words: Sequence[str]) -> IntArray:
        return np.array([names.setdefault(word, len(names)) for word in words], dtype=np.int64)

    def _grow(self) -> None:
        size = self.table.shape[0]
        if len(self.names) > size:
            new = max(2 * size, len(self.names))
            wide = np.zeros((new, new, 4), dtype=np.int64)
            wide[:size, :size] = self.table
            self.table = wide

    def result(self, has_voters: bool) -> Battles:
        """Everything counted, models in alphabetical order."""
        size = len(self.names)
        order = np.array(sorted(range(size), key=list(self.names).__getitem__))
        table = self.table[:size, :size][np.ix_(order, order)]
        own = np.einsum("iik->i", table)
        alone = int(own.sum())
        table[np.arange(size), np.arange(size)] = 0
        place = np.empty(size, dtype=np.int32)
        place[order] = np.arange(size)
        rows = style = None
        if self.keeps:
            a, b, outcome, who = (np.concatenate(parts) for parts in zip(*self.kept, strict=True))
            rows = (place[a], place[b], outcome, who)
            if self.style:
                half = self.style[0].shape[1] // 2
                both = np.concatenate(self.style)
                style = (both[:, :half], both[:, half:])
        names = tuple(sorted(self.names))
        return Battles(names, table, self.dropped, alone, has_voters, rows, len(self.voters), style)


def _cube(a: IntArray, b: IntArray, outcome: IntArray, shape: tuple[int, int, int]) -> IntArray:
    """Counts by the three codes; by sorting where the table of all cells would be larger than the data."""
    cell = (a.astype(np.int64) * shape[1] + b) * shape[2] + outcome
    size = int(np.prod(shape))
    if size <= _DENSE:
        return np.bincount(cell, minlength=size).reshape(shape)
    dense = np.zeros(size, dtype=np.int64)
    found, count = np.unique(cell, return_counts=True)
    dense[found] = count
    return dense.reshape(shape)


def _numbers(path: Path, batch: pa.RecordBatch, name: str) -> Any:
    column: Any = batch.column(batch.schema.get_field_index(name))
    try:
        return np.asarray(column.cast(pa.float32()).to_numpy(zero_copy_only=False))
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise ContractError(
            f"{path}: column {name} holds no numbers ({error}). Style needs counts."
        ) from error

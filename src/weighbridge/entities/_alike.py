"""Models that no column of a table tells apart: rows are added up by number, texts joined after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import narwhals as nw

from weighbridge.store.scanning import is_embedded, settled

NAME = ("platform", "name")
"""What a model is found by: its platform, and its id or a number for it."""


@dataclass(frozen=True, slots=True, eq=False)
class Alike:
    """Models, each with what rows about it are to be added up by.

    ``models`` has a row a model, found by ``NAME``, and the columns ``by``. Where these are a number and not
    the columns themselves, ``kinds`` says what each number stands for.
    """

    models: nw.LazyFrame
    by: tuple[str, ...]
    kinds: nw.LazyFrame | None

    def named(self, rows: nw.LazyFrame) -> nw.LazyFrame:
        """The rows with the ``name`` of their ``model_id``, which must be one of the models."""
        return _named(rows, is_number=self.kinds is not None)

    def described(self, cells: nw.LazyFrame) -> nw.LazyFrame:
        """The cells with the columns their numbers stand for."""
        return cells if self.kinds is None else cells.join(self.kinds, on="kind", how="left").drop("kind")


def alike(origins: nw.LazyFrame, columns: Sequence[str], kept: Sequence[str] = ()) -> Alike:
    """Number the models by some columns; those ``kept`` stand beside the number."""
    told = origins.select("platform", "model_id", *columns, *kept)
    if not is_embedded(origins) or not _tell_apart(told, columns):
        return Alike(_named(told, is_number=False).select(*NAME, *columns, *kept), tuple(columns), None)
    numbered = _numbered(_named(told, is_number=True), "kind", _text(columns))
    # All rows of a kind are equal, so that the largest text is the only one.
    kinds = numbered.group_by("kind").agg(nw.col(column).max() for column in columns)
    return Alike(numbered.select(*NAME, "kind", *kept), ("kind",), kinds)


def _named(rows: nw.LazyFrame, is_number: bool) -> nw.LazyFrame:
    return _numbered(rows, "name", "model_id") if is_number else rows.with_columns(name=nw.col("model_id"))


def _numbered(rows: nw.LazyFrame, name: str, text: str) -> nw.LazyFrame:
    return nw.from_native(rows.to_native().project(f'*, {_number(text)} AS "{name}"'))


def _tell_apart(told: nw.LazyFrame, columns: Sequence[str]) -> bool:
    """Whether unequal names and unequal kinds have unequal numbers; a slow digest says which are unequal."""
    kind = _text(columns)
    names = f"count(DISTINCT {_number('model_id')}) = count(DISTINCT model_id)"
    kinds = f"count(DISTINCT {_number(kind)}) = count(DISTINCT md5_number({kind}))"
    return bool(told.to_native().aggregate(f"{names} AND {kinds}").fetchall()[0][0])


def _number(text: str) -> str:
    """A text as a number of 64 bits, made of two: one alone repeats for texts that are much alike."""
    return f"hash(hash({text}), hash('again' || {text}))"


def _text(columns: Sequence[str]) -> str:
    """The columns of a row as one text, unequal for unequal rows."""
    return " || chr(31) || ".join(f'coalesce(CAST("{column}" AS VARCHAR), chr(30))' for column in columns)


def twins(origins: nw.LazyFrame) -> nw.LazyFrame:
    """The canonical ids that several names stand for; few."""
    names = origins.group_by("canonical_id").agg(names=nw.len())
    return settled(names.filter(nw.col("names") > 1).select("canonical_id"))

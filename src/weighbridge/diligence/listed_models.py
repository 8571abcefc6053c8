"""The listed models as pages of makers and families need them, read once: use, traits, weights, terms."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from weighbridge.definitions.columns import Labelled, labelled
from weighbridge.entities.identities import platform_and_id
from weighbridge.store.arrow import pc
from weighbridge.store.memory import give_back

Places = NDArray[np.intp]
"""Models by their place among all listed ones."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A model on a list: whose it is, what it is called, whose weights it has, how much it is used.

    ``flow`` is its 30-day downloads in the newest capture of the widest list, None where that does not
    hold it; ``root_id`` and ``root_organisation_id`` are None where its root is not known.
    """

    canonical_id: str
    model_id: str
    organisation_id: str | None
    answer: str
    root_id: str | None
    root_organisation_id: str | None
    family_id: str | None
    copy_kind: str
    flow: int | None


@dataclass(frozen=True, eq=False)
class Columns:
    """Every listed model as columns, in the order of ids: a hub has millions of them, and pages show few.

    ``flow`` is -1 where a model was not counted.
    """

    canonical_id: pa.Array
    model_id: pa.Array
    maker: Labelled
    answer: Labelled
    root_id: pa.Array
    root_maker: Labelled
    family: Labelled
    copy_kind: Labelled
    flow: NDArray[np.int64]

    @property
    def size(self) -> int:
        """How many models there are."""
        return len(self.canonical_id)

    @cached_property
    def used(self) -> NDArray[np.int64]:
        """Downloads of each model, none where it was not counted."""
        return np.maximum(self.flow, 0)

    def at(self, place: int) -> Listed:
        """The model at a place."""
        flow = int(self.flow[place])
        return Listed(
            self.canonical_id[place].as_py(),
            self.model_id[place].as_py(),
            _word(self.maker, place),
            _word(self.answer, place) or "",
            self.root_id[place].as_py(),
            _word(self.root_maker, place),
            _word(self.family, place),
            _word(self.copy_kind, place) or "",
            flow if flow >= 0 else None,
        )

    def most_used(self, places: Places, most: int) -> tuple[Listed, ...]:
        """The most downloaded of some models in the order of ids; of equal ones the first by id."""
        first = np.argsort(-self.used[places], kind="stable")[:most]
        return tuple(self.at(place) for place in places[first].tolist())


def _word(column: Labelled, place: int) -> str | None:
    code = int(column.codes[place])
    return column.labels[code] if code >= 0 else None


def by_label(column: Labelled) -> dict[str, Places]:
    """The places of each label that occurs, in their order."""
    order = np.argsort(column.codes, kind="stable")
    ends = np.searchsorted(column.codes[order], np.arange(len(column.labels) + 1))
    spans = zip(column.labels, ends[:-1].tolist(), ends[1:].tolist(), strict=True)
    return {label: order[start:end] for label, start, end in spans if start < end}


def tallied(column: Labelled, places: Places, used: NDArray[Any]) -> list[tuple[str | None, int, float]]:
    """Of the models at some places each label that occurs, how many bear it, and how much those are used.

    ``used`` says it of each of the places. The models with no label come last, under None.
    """
    # One place more at the end, for the code -1 of no label.
    labels = (*column.labels, None)
    code = column.codes[places] % len(labels)
    counts = np.bincount(code, minlength=len(labels)).tolist()
    sums = np.bincount(code, weights=used, minlength=len(labels)).tolist()
    return [held for held in zip(labels, counts, sums, strict=True) if held[1]]


class ListedModels:
    """The models of one store; copies and renamed repositories are one model under one id."""

    def __init__(self, table: Callable[[str], Path]) -> None:
        self._table = table

    def rows(self, name: str, columns: list[str], only: Any = None) -> Any:
        """Columns of a table of the store, of the rows that fit."""
        return pq.read_table(self._table(name), columns=columns, filters=only)

    def _tuples(self, name: str, columns: list[str], only: Any = None) -> Iterator[tuple[Any, ...]]:
        rows = self.rows(name, columns, only)
        return zip(*(rows[column].to_pylist() for column in columns), strict=True)

    @cached_property
    def _capture(self) -> tuple[str, str, str]:
        """The newest capture of a widest list that counts use: list, month, capture; empty without one."""
        wanted = pc.field("is_month_list") & pc.field("is_widest")
        captures = list(self._tuples("crawls", ["month", "list_id", "crawl_id"], wanted))
        is_use = pc.field("measure").isin(["downloads_30d", "likes"]) & pc.field("value").is_valid()
        # Lists of one month differ in size: only one of them is widest.
        for month, list_id, crawl_id in sorted(captures, reverse=True):
            only = (pc.field("list_id") == list_id) & (pc.field("crawl_id") == crawl_id) & is_use
            if self.rows("model_observations", ["measure"], only).num_rows:
                return list_id, month, crawl_id
        return "", "", ""

    @property
    def capture(self) -> tuple[str, str]:
        """The list and the month that use is counted on; empty where no list is stored."""
        return self._capture[:2]

    @cached_property
    def columns(self) -> Columns:
        """Every listed model."""
        names = ["canonical_id", "model_id", "organisation_id", "answer", "root_id", "root_organisation_id"]
        # Read and filtered here, in the order of the file: the table lies in the order of ids.
        rows = self.rows("ancestry", [*names, "is_listed"]).filter(pc.field("is_listed"))
        ids, spelled, root = (rows[name].combine_chunks() for name in ("canonical_id", "model_id", "root_id"))
        maker, answer, root_maker = (
            labelled(rows[name]) for name in ("organisation_id", "answer", "root_organisation_id")
        )
        del rows
        family, copy_kind, flow = self._from_origins(ids)
        give_back()
        return Columns(ids, spelled, maker, answer, root, root_maker, family, copy_kind, flow)

    def _from_origins(self, ids: pa.Array) -> tuple[Labelled, Labelled, NDArray[np.int64]]:
        """Family, kind of copy and downloads of the models with these ids."""
        traits = ["platform", "model_id", "canonical_id", "family_id", "copy_kind"]
        origins = self.rows("origins", traits)
        place = pc.index_in(origins["canonical_id"], value_set=ids)
        place = pc.fill_null(place, -1).to_numpy().astype(np.intp)
        # Several names of one model: the last one says what it is.
        last = np.full(len(ids) + 1, -1, dtype=np.intp)
        last[place] = np.arange(origins.num_rows)
        family, copy_kind = (_of_rows(labelled(origins[name]), last[:-1]) for name in traits[3:])
        return family, copy_kind, self._flows(platform_and_id(origins), place, len(ids))

    def _flows(self, names: pa.ChunkedArray, place: Places, size: int) -> NDArray[np.int64]:
        """Downloads in the counted capture by the place of each name; of several names the larger count."""
        list_id, _, crawl_id = self._capture
        only = (pc.field("list_id") == list_id) & (pc.field("crawl_id") == crawl_id)
        only &= (pc.field("measure") == "downloads_30d") & pc.field("value").is_valid()
        rows = self.rows("model_observations", ["platform", "model_id", "value"], only)
        at = pc.fill_null(pc.index_in(platform_and_id(rows), value_set=names.combine_chunks()), -1).to_numpy()
        flow = np.full(size + 1, -1, dtype=np.int64)
        np.maximum.at(flow, np.append(place, -1)[at], rows["value"].to_numpy())
        return flow[:-1]

    @cached_property
    def by_maker(self) -> dict[str, Places]:
        """The models of each organisation."""
        return by_label(self.columns.maker)

    @cached_property
    def by_family(self) -> dict[str, Places]:
        """The models of each family, by their own name and account."""
        return by_label(self.columns.family)

    @cached_property
    def licences(self) -> Mapping[str, Mapping[str, tuple[int, float]]]:
        """By organisation and class of terms: models and their downloads, newest capture with licences."""
        columns = ["organisation_id", "licence_class", "models", "flow", "month"]
        rows = self.rows("licence_cells", columns, pc.field("is_widest"))
        if not rows.num_rows:
            return {}
        newest = rows.filter(pc.equal(rows["month"], pc.max(rows["month"])))
        sums = newest.group_by(["organisation_id", "licence_class"]).aggregate(
            [("models", "sum"), ("flow", "sum")]
        )
        found: dict[str, dict[str, tuple[int, float]]] = {}
        for row in sums.to_pylist():
            if row["organisation_id"] is not None:
                held = found.setdefault(row["organisation_id"], {})
                held[row["licence_class"]] = (int(row["models_sum"]), float(row["flow_sum"] or 0.0))
        return found

    @cached_property
    def licence_month(self) -> str:
        """The month those terms were seen in."""
        months = self.rows("licence_cells", ["month"], pc.field("is_widest"))["month"]
        return pc.max(months).as_py() if len(months) else ""


def _of_rows(column: Labelled, at: Places) -> Labelled:
    """The column at some of its rows; empty where there is no row."""
    return Labelled(np.append(column.codes, np.int32(-1))[at], column.labels)

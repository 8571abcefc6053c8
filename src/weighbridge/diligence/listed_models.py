"""The listed models as pages of makers and families need them, read once: use, traits, weights, terms."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from weighbridge.catalogue.relations import OTHER_RELATIONS
from weighbridge.entities.families import classify
from weighbridge.store.arrow import pc, texts
from weighbridge.store.memory import give_back


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


class ListedModels:
    """The models of one store; copies and renamed repositories are one model under one id."""

    def __init__(self, table: Callable[[str], Path]) -> None:
        self._table = table

    def _rows(self, name: str, columns: list[str], only: Any = None) -> Any:
        return pq.read_table(self._table(name), columns=columns, filters=only)

    def _tuples(self, name: str, columns: list[str], only: Any = None) -> Iterator[tuple[Any, ...]]:
        """Rows as tuples, column by column: a dictionary a row takes ten times as long."""
        rows = self._rows(name, columns, only)
        return zip(*(_shared(rows[column]) for column in columns), strict=True)

    @cached_property
    def _counted(self) -> tuple[tuple[str, str], pa.Table]:
        """The newest capture of a widest list that counts use, and its 30-day downloads by name."""
        wanted = pc.field("is_month_list") & pc.field("is_widest")
        captures = list(self._tuples("crawls", ["month", "list_id", "crawl_id"], wanted))
        names = ["platform", "model_id", "measure", "value"]
        is_use = pc.field("measure").isin(["downloads_30d", "likes"]) & pc.field("value").is_valid()
        # Lists of one month differ in size: only one of them is widest.
        for month, list_id, crawl_id in sorted(captures, reverse=True):
            only = (pc.field("list_id") == list_id) & (pc.field("crawl_id") == crawl_id) & is_use
            rows = self._rows("model_observations", names, only)
            if rows.num_rows:
                return (list_id, month), rows.filter(pc.equal(rows["measure"], "downloads_30d"))
        return ("", ""), pa.table({name: pa.array([], pa.string()) for name in names})

    @property
    def capture(self) -> tuple[str, str]:
        """The list and the month that use is counted on; empty where no list is stored."""
        return self._counted[0]

    @cached_property
    def flows(self) -> Mapping[str, int]:
        """The 30-day downloads of every model of that capture; of several names the larger count stands."""
        name = ["platform", "model_id"]
        origins = self._rows("origins", [*name, "canonical_id"])
        single = self._counted[1].join(origins, name, join_type="inner").group_by("canonical_id")
        rows = single.aggregate([("value", "max")]).sort_by("canonical_id")
        return dict(zip(texts(rows["canonical_id"]), rows["value_max"].to_numpy().tolist(), strict=True))

    @cached_property
    def models(self) -> Mapping[str, Listed]:
        """Every listed model by its id."""
        columns = ["canonical_id", "family_id", "copy_kind"]
        # Few pairs of family and kind stand for all models.
        pairs: dict[tuple[Any, Any], tuple[Any, Any]] = {}
        traits: dict[str, tuple[Any, Any]] = {}
        for name, family, kind in self._tuples("origins", columns):
            traits[name] = pairs.setdefault((family, kind), (family, kind))
        names = ["canonical_id", "model_id", "organisation_id", "answer", "root_id", "root_organisation_id"]
        nothing = (None, "")
        found: dict[str, Listed] = {}
        for name, *rest in self._tuples("ancestry", names, pc.field("is_listed")):
            spelled, maker, answer, root, root_maker = rest
            # Most ids are spelt as they are counted: one text serves for both.
            model_id = name if spelled == name else spelled
            family, kind = traits.get(name, nothing)
            found[name] = Listed(
                name, model_id, maker, answer, root, root_maker, family, kind, self.flows.get(name)
            )
        give_back()
        return found

    def family_of(self, canonical_id: str) -> str | None:
        """The family of a model by its own name and account, listed or not."""
        if canonical_id not in self._families:
            account, _, name = canonical_id.rpartition("/")
            found = classify(account, name, scoped=True)
            self._families[canonical_id] = found.family_id if found else None
        return self._families[canonical_id]

    @cached_property
    def _families(self) -> dict[str, str | None]:
        return {name: item.family_id for name, item in self.models.items()}

    @cached_property
    def root_parts(self) -> list[tuple[str, str, float]]:
        """Model, root and the part of its weights that come from there."""
        return list(self._tuples("root_parts", ["canonical_id", "root_id", "fraction"]))

    @cached_property
    def children(self) -> Mapping[str, list[tuple[str, str]]]:
        """Below each model the models made from its weights, with the relation; statements that stand."""
        columns = ["parent_id", "child_id", "relation"]
        found: dict[str, list[tuple[str, str]]] = {}
        for parent, child, relation in self._tuples("lineage", columns, pc.field("outcome") == "stands"):
            if relation not in OTHER_RELATIONS:
                found.setdefault(parent, []).append((child, relation))
        return found

    @cached_property
    def licences(self) -> Mapping[str, Mapping[str, tuple[int, float]]]:
        """By organisation and class of terms: models and their downloads, newest capture with licences."""
        columns = ["organisation_id", "licence_class", "models", "flow", "month"]
        rows = self._rows("licence_cells", columns, pc.field("is_widest"))
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
        months = self._rows("licence_cells", ["month"], pc.field("is_widest"))["month"]
        return pc.max(months).as_py() if len(months) else ""


def _shared(column: pa.ChunkedArray) -> list[Any]:
    """The values of a column; equal texts are one object, for millions of rows name few makers and roots."""
    if not pa.types.is_string(column.type):
        return column.to_pylist()
    coded: Any = column.combine_chunks().dictionary_encode()
    words = [*coded.dictionary.to_pylist(), None]
    return [words[at] for at in pc.fill_null(coded.indices, -1).to_pylist()]

"""What one store holds of models, read when first needed: the graph, prices, scores, verdicts.

Every question about a model (its card, a policy, a change of rules) reads the same holdings, so that two
answers about one day never differ.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from weighbridge.diligence.licence_path import LicencePath, tags_of, terms_of
from weighbridge.diligence.lineage_graph import LineageGraph
from weighbridge.diligence.lineage_path import Ancestry, ancestry_of
from weighbridge.entities.designations import Designation, designations_on, today
from weighbridge.entities.price_cells import model_key
from weighbridge.entities.publishers import publishers
from weighbridge.store.arrow import pc, texts

Row = dict[str, Any]
FIRST_PARTY = "first_party"


@dataclass(frozen=True, slots=True)
class Supposed:
    """What is assumed for a question of the kind "what if": nothing, unless one is asked.

    ``licences`` are licence identifiers by canonical model; ``gone`` hosts that no longer serve;
    ``prices`` US dollars a million tokens by host and model key (empty key: every model of the host).
    """

    designations: tuple[Designation, ...] = ()
    licences: Mapping[str, str] | None = None
    gone: frozenset[str] = frozenset()
    factors: Mapping[str, float] | None = None


class Holdings:
    """The tables of one store as of one day."""

    def __init__(
        self,
        table: Callable[[str], Path],
        as_of: str,
        day: datetime.date | None = None,
        own_verdicts: Callable[[], pa.Table | None] | None = None,
        supposed: Supposed | None = None,
    ) -> None:
        self._table = table
        self.as_of = as_of
        self.day = day or today()
        self._own_verdicts = own_verdicts
        self.supposed = supposed or Supposed()
        self.graph = LineageGraph(table, as_of)

    def supposing(self, supposed: Supposed) -> Holdings:
        """The same holdings under an assumption; what was read is not read again."""
        other = Holdings(self._table, self.as_of, self.day, self._own_verdicts, supposed)
        other.__dict__.update({k: v for k, v in self.__dict__.items() if k not in ("supposed", "offers")})
        return other

    def rows(self, name: str, columns: list[str] | None = None, only: Any = None) -> pa.Table:
        """Rows of a table, those that pass a filter."""
        return pq.read_table(self._table(name), columns=columns, filters=only)

    def about(self, models: Iterable[str]) -> Holdings:
        """The same holdings cut to what some models need: quick to ask for each of many."""
        wanted = pa.array(sorted(set(models)), pa.string())
        part = self.supposing(self.supposed)
        held = part.__dict__
        held["_facts"] = self._facts.filter(pc.is_in(self._facts["canonical_id"], value_set=wanted))
        keys = pa.array(sorted({model_key(name) for name in texts(wanted)}), pa.string())
        held["_keyed"] = self._keyed.filter(pc.is_in(self._keyed["key"], value_set=keys))
        part.graph = self.graph.around(texts(wanted))
        return part

    # Models ------------------------------------------------------------------------------------------

    def ancestry(self, text: str) -> Ancestry:
        """Where the weights of the model a text names come from."""
        return ancestry_of(self.graph, text)

    def licence(self, found: Ancestry) -> LicencePath:
        """The terms of a model whose ancestry is known, as supposed."""
        steps = [step.canonical_id for step in found.path]
        tags = dict(self._tags(tuple(steps)))
        for model, licence in (self.supposed.licences or {}).items():
            if model in steps:
                tags[model] = [(self.day.isoformat(), licence, "supposed")]
        return terms_of(found, tags)

    known_tags: Mapping[str, list[tuple[str, str, str]]] | None = None
    """Tags of models that were looked up together; a model that is not among them has none."""

    def _tags(self, models: tuple[str, ...]) -> Mapping[str, list[tuple[str, str, str]]]:
        return self.known_tags if self.known_tags is not None else tags_of(self.graph, models)

    def designations(self, organisation_id: str | None) -> tuple[Designation, ...]:
        """The standing states of an organisation on the day, as supposed."""
        return designations_on(organisation_id, self.day, self.supposed.designations)

    def size(self, canonical: str) -> list[Row]:
        """Every dated count of parameters of a model, oldest first."""
        names = ["platform", "model_id", "observed_on", "parameters", "active_parameters", "source"]
        held = self.facts(canonical, names)
        return [row for row in held if row["parameters"]]

    def facts(self, canonical: str, names: list[str]) -> list[Row]:
        """The rows of ``model_facts`` of one model, oldest first."""
        rows = self._facts
        mask = pc.equal(rows["canonical_id"], canonical)
        found: list[Row] = rows.filter(mask).select(names).to_pylist()
        return sorted(found, key=lambda row: (row["observed_on"], row["source"]))

    @cached_property
    def _facts(self) -> pa.Table:
        from weighbridge.entities.identities import canonical_ids

        names = [
            "platform",
            "model_id",
            "observed_on",
            "parameters",
            "active_parameters",
            "licence_tag",
            "pipeline_tag",
            "architecture",
            "weight_format",
            "source",
        ]
        rows = self.graph.rows("model_facts", names)
        return rows.append_column("canonical_id", canonical_ids(rows["platform"], rows["model_id"]))

    # Names -------------------------------------------------------------------------------------------

    @cached_property
    def _keyed(self) -> pa.Table:
        """The canonical id of every model with its name as price lists and boards write it."""
        ids = self.graph.models["canonical_id"].combine_chunks()
        key = pc.replace_substring_regex(pc.replace_substring_regex(ids, "^.*/", ""), "[._]", "-")
        _, roles = publishers(ids)
        copies = pc.is_valid(self.graph.models["copy_of"].combine_chunks())
        return pa.table({"id": ids, "key": key, "role": roles, "is_copy": copies})

    def model_of_key(self, key: str) -> str | None:
        """The model a plain name means: the one a maker published itself, else the only one; never a copy."""
        found = self._keyed.filter(pc.equal(self._keyed["key"], key)).to_pylist()
        own = [row["id"] for row in found if row["role"] == FIRST_PARTY and not row["is_copy"]]
        others = [row["id"] for row in found if not row["is_copy"]]
        held = own or others
        return held[0] if len(held) == 1 else None

    def models_of_keys(self, keys: Iterable[str]) -> dict[str, str]:
        """The models that plain names mean, where each means one."""
        wanted = pa.array(sorted(set(keys)), pa.string())
        rows = self._keyed.filter(pc.is_in(self._keyed["key"], value_set=wanted)).to_pylist()
        found: dict[str, list[Row]] = {}
        for row in rows:
            if not row["is_copy"]:
                found.setdefault(row["key"], []).append(row)
        named = {}
        for key, held in found.items():
            own = [row["id"] for row in held if row["role"] == FIRST_PARTY] or [row["id"] for row in held]
            if len(own) == 1:
                named[key] = own[0]
        return named

    def key_of(self, canonical: str) -> str | None:
        """The plain name that means this model and no other; None where it could mean another's."""
        key = model_key(canonical)
        return key if self.model_of_key(key) == canonical else None

    # What hosts ask ----------------------------------------------------------------------------------

    @cached_property
    def prices(self) -> list[Row]:
        """Every seller's price of the newest month, one row a model and seller, three read to one written."""
        months = self.rows("price_cells", ["month"])["month"]
        if not len(months):
            return []
        newest = pc.max(months).as_py()
        held = self.rows(
            "price_cells", only=(pc.field("month") == newest) & (pc.field("style") == "controlled")
        )
        return held.to_pylist()

    @cached_property
    def offers(self) -> Mapping[str, list[Row]]:
        """Offers of each model key, cheapest first, as supposed."""
        found: dict[str, list[Row]] = {}
        factors = self.supposed.factors or {}
        for row in self.prices:
            host = row["host_id"] or row["provider"]
            if host in self.supposed.gone or row["provider"] in self.supposed.gone:
                continue
            factor = factors.get(f"{host}:{row['model_key']}", factors.get(f"{host}:", 1.0))
            price = (3 * row["price_in"] + row["price_out"]) / 4 * factor
            found.setdefault(row["model_key"], []).append({**row, "host": host, "price": price})
        for rows in found.values():
            rows.sort(key=lambda row: (row["price"], row["provider"]))
        return found

    # What was measured -------------------------------------------------------------------------------

    @cached_property
    def verdicts(self) -> pa.Table:
        """Model, test, outcome and run of every safety verdict, the store's own among them."""
        names = ["run", "test", "model", "host", "harness", "harness_version", "outcome", "arm", "attack"]
        names += ["language", "judge", "run_by", "taken_on"]
        shipped = self.rows("safety_verdicts", names)
        own = self._own_verdicts() if self._own_verdicts else None
        if own is None or not own.num_rows:
            return shipped
        return pa.concat_tables([shipped, own.select(names).cast(shipped.schema)])

    def ids(self, canonical: Iterable[str]) -> dict[str, str]:
        """The ids of models as their hub spells them."""
        wanted = pa.array(list(canonical), pa.string())
        rows = self.graph.models.filter(pc.is_in(self.graph.models["canonical_id"], value_set=wanted))
        return dict(zip(texts(rows["canonical_id"]), texts(rows["model_id"]), strict=True))

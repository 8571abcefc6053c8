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

from weighbridge.catalogue.errors import UsageError
from weighbridge.diligence.licence_path import LicencePath, tags_of, terms_of
from weighbridge.diligence.lineage_graph import LineageGraph
from weighbridge.diligence.lineage_path import Ancestry, ancestry_of
from weighbridge.diligence.own_lists import OwnLists
from weighbridge.entities.designations import Designation, today
from weighbridge.entities.price_cells import model_key
from weighbridge.store.arrow import pc, texts
from weighbridge.store.keyed import read_rows, read_rows_of, rows_of, rows_with

Row = dict[str, Any]
FIRST_PARTY = "first_party"
SERVED = "served:"
"""Before the name of a model that price lists sell and no list of weights holds."""


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
        own_lists: OwnLists | None = None,
        known_by: str = "",
    ) -> None:
        self._table = table
        self.as_of = as_of
        self.day = day or today()
        self._own_verdicts = own_verdicts
        self.supposed = supposed or Supposed()
        self.own_lists = own_lists or OwnLists()
        self.graph = LineageGraph(table, as_of, known_by)

    def supposing(self, supposed: Supposed) -> Holdings:
        """The same holdings under an assumption; what was read is not read again."""
        other = Holdings(self._table, self.as_of, self.day, self._own_verdicts, supposed, self.own_lists)
        other.__dict__.update({k: v for k, v in self.__dict__.items() if k not in ("supposed", "_offers")})
        return other

    def rows(self, name: str, columns: list[str] | None = None) -> pa.Table:
        """Rows of a table."""
        return read_rows(self._table(name), columns)

    def about(self, models: Iterable[str]) -> Holdings:
        """The same holdings cut to what some models need: quick to ask for each of many."""
        part, wanted = self.supposing(self.supposed), list(models)
        part.graph = self.graph.around(wanted)
        part.known_facts = read_rows_of(self._table("resolved_facts"), "canonical_id", wanted)
        return part

    # Models ------------------------------------------------------------------------------------------

    def ancestry(self, text: str) -> Ancestry:
        """Where the weights of the model a text names come from."""
        try:
            return ancestry_of(self.graph, text)
        except UsageError:
            from weighbridge.diligence.card.served import served_ancestry

            found = served_ancestry(self, text)
            if found is None:
                raise
            return found

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
        return self.own_lists.on(organisation_id, self.day, self.supposed.designations)

    @property
    def stale(self) -> tuple[int, int]:
        """How many entries of lists nobody has confirmed in thirty days, and how many there are."""
        return self.own_lists.stale_part(self.day)

    def size(self, canonical: str) -> list[Row]:
        """Every dated count of parameters of a model, oldest first."""
        names = ["platform", "model_id", "observed_on", "parameters", "active_parameters", "source"]
        held = self.facts(canonical, names)
        return [row for row in held if row["parameters"]]

    def facts(self, canonical: str, names: list[str]) -> list[Row]:
        """What lists say of size, licence and task of one model, oldest first."""
        found: list[Row] = rows_with(self._facts, canonical_id=canonical).select(names).to_pylist()
        return found

    known_facts: pa.Table | None = None
    """What lists say of models that were looked up together; of others it says nothing."""

    @cached_property
    def _facts(self) -> pa.Table:
        return self.known_facts if self.known_facts is not None else self.rows("resolved_facts")

    # Names -------------------------------------------------------------------------------------------

    @cached_property
    def _names(self) -> pa.Table:
        """Every model under its name as price lists and boards write it."""
        return self.rows("plain_names")

    def model_of_key(self, key: str) -> str | None:
        """The model a plain name means: the one a maker published itself, else the only one; never a copy."""
        return self.models_of_keys([key]).get(key)

    def models_of_keys(self, keys: Iterable[str]) -> dict[str, str]:
        """The models that plain names mean, where each means one."""
        found: dict[str, list[Row]] = {}
        for row in rows_of(self._names, "plain_name", keys).to_pylist():
            if not row["is_copy"]:
                found.setdefault(row["plain_name"], []).append(row)
        named = {}
        for key, held in found.items():
            own = [row["canonical_id"] for row in held if row["role"] == FIRST_PARTY]
            every = own or [row["canonical_id"] for row in held]
            if len(every) == 1:
                named[key] = every[0]
        return named

    def key_of(self, canonical: str) -> str | None:
        """The plain name that means this model and no other; None where it could mean another's.

        Of a model that is only sold it is the name it is sold under.
        """
        if canonical.startswith(SERVED):
            return canonical.removeprefix(SERVED)
        key = model_key(canonical)
        return key if self.model_of_key(key) == canonical else None

    # What hosts ask ----------------------------------------------------------------------------------

    @cached_property
    def _prices(self) -> pa.Table:
        """Every seller's price on the newest list, one row a model and seller."""
        return self.rows("price_offers")

    @cached_property
    def _rated_offers(self) -> pa.Table:
        """The offers of the newest month beside what boards list of each model."""
        rows = self.rows("price_cells")
        # Months come first in the key, so the last row is of the newest.
        return rows_with(rows, month=rows["month"][-1].as_py(), style="controlled") if rows.num_rows else rows

    def _rated(self, key: str) -> list[Row]:
        held = self._rated_offers
        if not held.num_rows:
            return []
        month = held["month"][0].as_py()
        return list(rows_with(held, month=month, style="controlled", model_key=key).to_pylist())

    def is_sold_closed(self, key: str) -> bool:
        """Whether a board or a look-up says that the weights of what is sold under a name are closed."""
        return any(row["openness"] == "closed" for row in self._rated(key))

    def maker_sold(self, key: str) -> str | None:
        """The maker a board lists of what is sold under a name."""
        return next((row["organisation_id"] for row in self._rated(key) if row["organisation_id"]), None)

    @cached_property
    def _offers(self) -> dict[str, list[Row]]:
        return {}

    def offers(self, key: str) -> list[Row]:
        """What sellers ask for one model, three read to one written, cheapest first, as supposed."""
        if key not in self._offers:
            held = rows_with(self._prices, model_key=key).to_pylist()
            self._offers[key] = sorted(self._offered(held), key=lambda row: (row["price"], row["provider"]))
        return self._offers[key]

    def _offered(self, rows: Iterable[Row]) -> Iterable[Row]:
        factors, gone = self.supposed.factors or {}, self.supposed.gone
        for row in rows:
            host = row["host_id"] or row["provider"]
            if host in gone or row["provider"] in gone:
                continue
            factor = factors.get(f"{host}:{row['model_key']}", factors.get(f"{host}:", 1.0))
            price = (3 * row["price_in"] + row["price_out"]) / 4 * factor
            yield {**row, "host": host, "price": price}

    # What sellers say of the weights -----------------------------------------------------------------

    @cached_property
    def _flags(self) -> pa.Table:
        """Whom the newest list by the day has saying that a model's weights are open, or closed."""
        rows = self.rows("openness_sayings")
        # The day of the list comes first in the key, so the last row is of the newest.
        return rows_with(rows, listed_on=rows["listed_on"][-1].as_py()) if rows.num_rows else rows

    def openness_flags(self, key: str) -> list[Row]:
        """The entries of sellers for one plain name, and what each says."""
        if not self._flags.num_rows:
            return []
        day = self._flags["listed_on"][0].as_py()
        found: list[Row] = rows_with(self._flags, listed_on=day, model_key=key).to_pylist()
        return found

    # What was measured -------------------------------------------------------------------------------

    @cached_property
    def judged_models(self) -> frozenset[str]:
        """The models with any safety verdict, as the runs name them: few, and most models have none."""
        held = [self.rows("safety_verdicts", ["model", "weights"])]
        if self._own is not None:
            held.append(self._own)
        named = {name for rows in held for name in texts(rows["model"])}
        return frozenset(named | {name for rows in held for name in texts(rows["weights"]) if name})

    @cached_property
    def verdicts(self) -> pa.Table:
        """Model, test, outcome and run of every safety verdict, the store's own among them."""
        names = ["run", "test", "model", "host", "harness", "harness_version", "outcome", "arm", "attack"]
        names += ["language", "judge", "run_by", "weights", "temperature", "item", "suite", "cluster_2"]
        names += ["repeat", "defence", "scorer", "scorer_version", "taken_on", "source"]
        shipped = self.rows("safety_verdicts", names)
        if self._own is None or not self._own.num_rows:
            return shipped
        own = self._own.drop_columns(["source"]) if "source" in self._own.column_names else self._own
        own = own.append_column("source", own["log"])
        if "taken_on" not in own.column_names:
            # A run of one's own is no snapshot: it has no day of its own.
            own = own.append_column("taken_on", pa.array([""] * own.num_rows, pa.string()))
        own = own.select(names).cast(shipped.schema)
        # A run the user has imported comes before the shipped one of its name, as everywhere.
        again = pc.is_in(shipped["run"], value_set=own["run"].unique())
        return pa.concat_tables([shipped.filter(pc.invert(again)), own])

    @cached_property
    def _own(self) -> pa.Table | None:
        return self._own_verdicts() if self._own_verdicts else None

    def ids(self, canonical: Iterable[str]) -> dict[str, str]:
        """The ids of models as their hub spells them."""
        rows = rows_of(self.graph.models, "canonical_id", canonical).to_pylist()
        return {row["canonical_id"]: row["model_id"] for row in rows}

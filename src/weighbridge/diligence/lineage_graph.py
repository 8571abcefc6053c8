"""The resolved graph as it is asked about: models found by any spelling, their pairs, makers and seats."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa

from weighbridge.catalogue.errors import UsageError, nearest
from weighbridge.catalogue.relations import OTHER_RELATIONS
from weighbridge.entities.identities import HUB, canonical_id
from weighbridge.entities.lineage_judgements import EVER, answers_by, edges_by
from weighbridge.entities.organisations import NOT_ESTABLISHED, country_of, load_organisations
from weighbridge.store.arrow import pc, texts
from weighbridge.store.keyed import read_groups, read_rows, read_rows_of, rows_of, rows_with

UNPLACED = "unknown"
_REMARK = re.compile(r"\s*\([^()]*\)\s*$")
# What an address has before and after the id.
_ADDRESS = re.compile(r"^https?://(www\.)?(huggingface\.co|hf\.co)/|/(tree|blob|resolve)/.*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Maker:
    """An organisation as shown: its id, name and seat; all empty where nobody knows it."""

    organisation_id: str | None
    name: str | None
    country: str

    def as_dict(self) -> dict[str, str | None]:
        """The maker as plain JSON values."""
        return {"organisation_id": self.organisation_id, "name": self.name, "country": self.country}


@dataclass(frozen=True, slots=True)
class Pair:
    """A child and a parent with all that is known of the pair."""

    child_id: str
    parent_id: str
    relation: str
    outcome: str
    grade: str
    is_contradicted: bool
    weight: float | None
    voices: int
    stated_in: str
    sources: str
    first_known_on: datetime.date | None = None

    @property
    def passes_weights(self) -> bool:
        """Whether weights come along it."""
        return self.relation not in OTHER_RELATIONS


@dataclass(frozen=True, slots=True)
class Judged:
    """What a judgement rests on: what was seen, where, and what is to be kept in mind."""

    evidence: str
    source: str
    note: str
    alleged: str = ""

    def __str__(self) -> str:
        return f"{self.evidence} ({self.source})"


class LineageGraph:
    """The tables of one store, as of one date; each is read when first needed.

    ``known_by`` is the day a question about the past is asked about: what judgements say is left out where it
    was learnt later. Empty: all is known.
    """

    def __init__(self, table: Callable[[str], Path], as_of: str, known_by: str = "") -> None:
        self._table = table
        self.known_by = known_by or EVER
        self.day = datetime.date.fromisoformat(as_of) if as_of else datetime.date.max

    def path(self, name: str) -> Path:
        """Where a table of the store lies."""
        return self._table(name)

    def around(self, models: Iterable[str]) -> LineageGraph:
        """The part of the graph that the ancestry of some models needs: quick to ask for each of them."""
        above = seen = set(models)
        while above:
            pairs = self._stored("lineage", "child_id", above, ["child_id", "parent_id"])
            above = set(texts(pairs["parent_id"])) - seen
            seen = seen | above
        roots = self._stored("root_parts", "canonical_id", seen)
        seen = seen.union(texts(roots["root_id"]))
        day = "" if self.day == datetime.date.max else self.day.isoformat()
        part = LineageGraph(self._table, day, self.known_by)
        part.models = self._stored("ancestry", "canonical_id", seen)
        part.pairs = self._stored("lineage", "child_id", seen)
        part.parts = roots
        return part

    def _stored(
        self, name: str, column: str, values: Iterable[str], columns: list[str] | None = None
    ) -> pa.Table:
        """The rows of some models without the others: of a table of millions few are held."""
        return read_rows_of(self._table(name), column, values, columns)

    @staticmethod
    def key(text: str) -> str:
        """The canonical id of a model as a judgement writes it."""
        return next(iter(readings(text)))

    def rows(self, name: str, columns: list[str] | None = None) -> pa.Table:
        """The rows of a table of the store."""
        return read_rows(self._table(name), columns)

    @cached_property
    def models(self) -> pa.Table:
        """One row a model: the entity ``ancestry``."""
        return self.rows("ancestry")

    @cached_property
    def pairs(self) -> pa.Table:
        """One row a pair: the entity ``lineage``."""
        return self.rows("lineage")

    @cached_property
    def parts(self) -> pa.Table:
        """Root fractions: the entity ``root_parts``."""
        return self.rows("root_parts")

    def maker(self, organisation_id: str | None) -> Maker:
        """An organisation with its name and its seat on the day of the newest snapshot."""
        if organisation_id is None:
            return Maker(None, None, UNPLACED)
        known = load_organisations().get(organisation_id)
        country = country_of(organisation_id, self.day)
        seat = UNPLACED if country == NOT_ESTABLISHED else country
        return Maker(organisation_id, known.name if known else organisation_id, seat)

    def find(self, text: str) -> dict[str, Any]:
        """The model somebody means, whatever the spelling; an error with the nearest names otherwise."""
        for wanted in readings(text):
            rows = rows_with(self.models, canonical_id=wanted)
            if rows.num_rows:
                return rows.to_pylist()[0]
        close = nearest(text, self._alike(text))
        hint = f"Nearest: {', '.join(close)}." if close else "None is spelled like it."
        by = "" if self.known_by == EVER else f" known by {self.known_by}"
        raise UsageError(
            f"No model '{text}' in any list or statement{by}. {hint} "
            "Write owner/name, or import a listing that holds it."
        )

    def _alike(self, text: str) -> list[str]:
        """Models whose names begin alike, the longest common beginning first; few enough to compare."""
        name = (text.rpartition("/")[2] or text).casefold()
        for length in (len(name), 12, 8, 5, 3):
            mask = pc.match_substring(self.models["canonical_id"], name[:length])
            found = texts(self.models["model_id"].filter(mask).slice(0, 2_000))
            if found:
                return found
        return []

    def model(self, canonical: str) -> dict[str, Any]:
        """The row of a model by its canonical id."""
        return self.models_of([canonical])[canonical]

    def models_of(self, canonical: Iterable[str]) -> dict[str, dict[str, Any]]:
        """The rows of several models by canonical id, together: one search each takes minutes for many."""
        wanted = list(canonical)
        rows = rows_of(self.models, "canonical_id", wanted).to_pylist()
        found = {row["canonical_id"]: row for row in rows}
        lost = next((name for name in wanted if name not in found), None)
        if lost is not None:
            raise UsageError(f"No model '{lost}' in the graph; build the tables again.")
        return found

    def pairs_of(self, children: Iterable[str]) -> list[Pair]:
        """All pairs of some children."""
        return _as_pairs(rows_of(self.pairs, "child_id", children))

    def pairs_below(self, parents: Iterable[str]) -> list[Pair]:
        """All pairs of some parents."""
        wanted = pa.array(list(parents), pa.string())
        groups = read_groups(self._table("lineage"))
        found = [group.filter(pc.is_in(group["parent_id"], value_set=wanted)) for group in groups]
        return _as_pairs(pa.concat_tables(found)) if found else []

    def roots_of(self, canonical: str) -> list[dict[str, Any]]:
        """The root fractions of a model, largest first."""
        rows = rows_with(self.parts, canonical_id=canonical).to_pylist()
        return sorted(rows, key=lambda row: (-row["fraction"], row["root_id"]))

    @cached_property
    def judged(self) -> dict[tuple[str, str], Judged]:
        """What each judged pair rests on, by canonical ids."""
        return {
            (self.key(edge.child_id), self.key(edge.parent_id)): Judged(edge.evidence, edge.source, edge.note)
            for edge in edges_by(self.known_by)
        }

    @cached_property
    def answers(self) -> dict[str, Judged]:
        """What each judged answer rests on, with the other side of a dispute, by canonical id."""
        return {
            self.key(item.model_id): Judged(item.evidence, item.source, item.note, item.alleged_parent_id)
            for item in answers_by(self.known_by)
        }


def _as_pairs(rows: pa.Table) -> list[Pair]:
    return [Pair(**row) for row in rows.select(list(Pair.__dataclass_fields__)).to_pylist()]


def readings(text: str) -> Iterable[str]:
    """The canonical ids a typed text may mean: as it stands, and without a remark in brackets."""
    plain = _ADDRESS.sub("", text.strip()).strip("/")
    for word in (plain, _REMARK.sub("", plain)):
        if word.startswith("product:"):
            yield word.casefold()
        elif ":" in word and "/" not in word.partition(":")[0]:
            hub, _, rest = word.partition(":")
            yield canonical_id(hub, rest)
        else:
            yield canonical_id(HUB, word)

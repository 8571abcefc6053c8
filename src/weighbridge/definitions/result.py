"""The one shape every result has, and its written forms."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from weighbridge.catalogue import registry
from weighbridge.catalogue.units import Unit

if TYPE_CHECKING:
    import pyarrow as pa

UNKNOWN = "unknown"
NONE = "none"
ROW_FIELDS = ("month", "group", "value", "low", "high", "bound_low", "bound_high", "n", "flags")


def steps_of(group_by: str, groups: Iterable[str]) -> list[str]:
    """Groups that are steps of a scale (ratings, margins) in its order; empty where they are none.

    >>> steps_of("method", ["1450", "1300"]), steps_of("method", ["within_20", "within_5"])
    (['1300', '1450'], ['within_5', 'within_20'])
    >>> steps_of("method", ["median", "mean"])
    []
    """
    held = list(groups)
    numbers = {group: group.rpartition("_")[2] for group in held}
    if group_by != "method" or not all(number.isdigit() for number in numbers.values()):
        return []
    return sorted(held, key=lambda group: int(numbers[group]))


@dataclass(frozen=True, slots=True)
class Row:
    """One cell of a result.

    ``value`` and the four limits are in the indicator's unit (shares lie in 0..1) and are None where
    not known. ``low`` and ``high`` bound the resampling interval at the result's level, ``bound_low``
    and ``bound_high`` what the unattributed part allows. ``n`` counts resampled units.
    """

    month: str
    group: str
    value: float | None
    low: float | None = None
    high: float | None = None
    bound_low: float | None = None
    bound_high: float | None = None
    n: int = 0
    flags: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The row as plain JSON values, keys in the documented order."""
        return {
            "month": self.month,
            "group": self.group,
            "value": self.value,
            "low": self.low,
            "high": self.high,
            "bound_low": self.bound_low,
            "bound_high": self.bound_high,
            "n": self.n,
            "flags": list(self.flags),
        }


@dataclass(frozen=True, slots=True)
class SnapshotRef:
    """A snapshot a result rests on: source, date and the digest of its manifest."""

    source: str
    date: str
    digest: str

    def as_dict(self) -> dict[str, str]:
        """The reference as plain JSON values."""
        return {"source": self.source, "date": self.date, "digest": self.digest}


@dataclass(frozen=True, slots=True)
class Result:
    """A table of values under one definition, with everything needed to cite and repeat it.

    ``caveats`` are the indicator's standing ones, ``notes`` what this very selection showed (a model
    that moves a value by more than a point, a list that begins). ``fingerprint`` names the definition
    (``download_share@3f9a1c``), ``result_id`` also the snapshots and judgements. ``stored_digest`` is
    the digest of the file a stored result lies in, empty for one that is not stored.
    """

    indicator: str
    title: str
    unit: Unit
    group_by: str
    definition: Mapping[str, str]
    fingerprint: str
    result_id: str
    as_of: str
    level: float
    snapshots: tuple[SnapshotRef, ...]
    rows: tuple[Row, ...]
    caveats: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    provenance: Mapping[str, str] = field(default_factory=dict)
    stored_digest: str = field(default="", compare=False, repr=False)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    @property
    def months(self) -> list[str]:
        """The months of the result, oldest first."""
        return sorted({row.month for row in self.rows})

    @property
    def groups(self) -> list[str]:
        """The groups, largest in the last month first; left-overs (``none``, ``unknown``) at the end.

        Steps of a scale stand in its order.
        """
        last = {row.group: row.value or 0.0 for row in self.rows}
        if steps := steps_of(self.group_by, last):
            return steps
        rest = [name for name in (NONE, UNKNOWN) if name in last]
        named = sorted((g for g in last if g not in rest), key=lambda g: (-last[g], g))
        return named + rest

    @property
    def terms(self) -> dict[str, str]:
        """The terms of the data of each source the figures rest on, so that no file leaves without them."""
        known = set(registry.names("source"))
        sources = sorted({ref.source for ref in self.snapshots} & known)
        return {name: registry.source(name).terms.value for name in sources}

    def at(self, month: str, group: str) -> Row | None:
        """The row of a month and group, or None where there is none."""
        for row in self.rows:
            if row.month == month and row.group == group:
                return row
        return None

    def to_dict(self) -> dict[str, Any]:
        """The documented JSON object of an indicator."""
        return {**self._head(), "rows": [row.as_dict() for row in self.rows]}

    def _head(self) -> dict[str, Any]:
        """Everything but the rows."""
        return {
            "indicator": self.indicator,
            "title": self.title,
            "unit": self.unit.value,
            "fingerprint": self.fingerprint,
            "result_id": self.result_id,
            "group_by": self.group_by,
            "definition": dict(self.definition),
            "as_of": self.as_of,
            "level": self.level,
            "snapshots": [ref.as_dict() for ref in self.snapshots],
            "terms": self.terms,
            "caveats": list(self.caveats),
            "notes": list(self.notes),
            "provenance": dict(self.provenance),
        }

    def to_json(self) -> str:
        """The documented JSON text, a row to a line; floats are written in full."""
        # Indentation within rows would send every one of them through the slow encoder.
        head = json.dumps(self._head(), ensure_ascii=False, indent=1, allow_nan=False).removesuffix("\n}")
        encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
        rows = ",\n  ".join(encode(row.as_dict()) for row in self.rows)
        return f'{head},\n "rows": [\n  {rows}\n ]\n}}\n'

    def to_csv(self) -> str:
        """The rows as CSV; flags joined by a semicolon, what is not known left empty."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(ROW_FIELDS)
        for row in self.rows:
            cells = row.as_dict()
            cells["flags"] = ";".join(row.flags)
            writer.writerow(["" if cells[name] is None else cells[name] for name in ROW_FIELDS])
        return out.getvalue()

    def to_arrow(self) -> pa.Table:
        """The rows as an Arrow table; the rest of the result rides in its schema metadata."""
        import pyarrow as pa

        number = ("value", "low", "high", "bound_low", "bound_high")
        types = {
            **{name: pa.float64() for name in number},
            "n": pa.int64(),
            "flags": pa.list_(pa.string()),
        }
        schema = pa.schema([(name, types.get(name, pa.string())) for name in ROW_FIELDS])
        schema = schema.with_metadata({"weighbridge": json.dumps(self._head(), ensure_ascii=False)})
        columns = [
            pa.array([getattr(row, name) for row in self.rows], schema.field(name).type)
            for name in ROW_FIELDS
        ]
        return pa.Table.from_arrays(columns, schema=schema)

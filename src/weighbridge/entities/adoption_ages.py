"""What each dated model had gathered by fixed ages: downloads since its creation."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from weighbridge.catalogue.table import Column, Rule, entity
from weighbridge.entities._age_streams import COUNTS, Aged, streamed_ages
from weighbridge.entities._derivations import lazy
from weighbridge.entities._makers import MAKER_COLUMNS, TRAITS, WHOSE
from weighbridge.entities._seating import with_seats
from weighbridge.entities._series import EPOCH, is_long
from weighbridge.entities.pooling import IN_POOLS, pooled
from weighbridge.statistics.adoption import CHECKPOINT_DAYS, size_class
from weighbridge.store.arrow import pc, texts
from weighbridge.store.scanning import gathered

AT_AGE = tuple(f"downloads_{days}d_old" for days in CHECKPOINT_DAYS)


@entity(
    columns=(
        Column("list_id", "text", "The list that was watched."),
        Column("captured_on", "date", "The day of its last capture: ages end there."),
        Column("month", "text", "The month of that capture, YYYY-MM."),
        Column("observed_on", "date", "Creation of the repository: the day its maker's seat is read for."),
        Column("is_widest", "boolean", "Whether the list has the most models with a known history."),
        Column("canonical_id", "text", "One id for case twins and renamed accounts."),
        Column("account", "text", "The account under the name counted under.", nullable=True),
        Column("unit", "text", "What is resampled: the organisation, or the lone account."),
        Column("organisation_id", "text", "The publisher's organisation.", nullable=True),
        Column("country", "text", "The publisher's seat on the day of creation; XX not established."),
        *MAKER_COLUMNS,
        Column("is_language", "boolean", "Whether the model generates text.", nullable=True),
        Column("is_tracked", "boolean", "Whether it is on the curated list."),
        Column("copy_kind", "text", "first_party, copy or other."),
        Column("size_class", "text", "Total parameters, decimal billions, as other figures cut them."),
        Column(
            "age_class",
            "text",
            "The size class of relative adoption; empty if the size is not known.",
            nullable=True,
        ),
        Column("models", "integer", "One."),
        Column("age_days", "integer", "Days lived by the last capture."),
        *(
            Column(name, "number", f"Downloads of the first {days} days; empty if not known.", nullable=True)
            for name, days in zip(AT_AGE, CHECKPOINT_DAYS, strict=True)
        ),
    ),
    key=("list_id", "canonical_id"),
    pools=pooled,
    reads=("model_observations", "origins", "seats"),
    judgements=("organisations", "accounts", "families"),
    rules=(
        Rule(
            "Counts cover 30 days each and come on odd days.",
            "A day takes the mean daily rate of the captures that cover it, days between captures at most "
            "45 days apart a rate between theirs; a model's first days are days 1 to t of these.",
        ),
        Rule(
            "A model was created before the list saw it.",
            "The days before its first capture's window are not known, so nothing at any age is.",
        ),
        Rule(
            "A list has an all-time counter.",
            "Its counts are taken, the day of an age between two captures by a straight line. "
            "From a fall of the counter on nothing is known.",
        ),
        Rule("Dated on the Hub's first day, or seen before its creation date.", "Of no known age: left out."),
        IN_POOLS,
    ),
)
def adoption_ages(
    observations: nw.LazyFrame, origins: nw.LazyFrame, seats: nw.LazyFrame
) -> pa.Table | Iterator[pa.Table]:
    """Downloads of each model from its creation to the ages of relative adoption, list by list."""
    counts = observations.filter(
        nw.col("measure").is_in(list(COUNTS))
        & ~nw.col("value").is_null()
        & (nw.col("quality") != "stale_list")
    )
    dated = origins.filter(~nw.col("created_on").is_null() & ~nw.col("is_created_floor")).select(
        "platform", "model_id", "canonical_id", *WHOSE, *TRAITS, "parameters", "created_on"
    )
    seated = gathered(seats)

    def finished(parts: Sequence[tuple[pa.Table, Aged]], widest: str) -> pa.Table:
        return _placed(pa.concat_tables([_EMPTY, *(_rows(*part) for part in parts)]), widest, seated)

    made = streamed_ages(counts, dated, origins, finished) if is_long(observations) else None
    return _joined(counts, dated, seated) if made is None else made


def _joined(counts: nw.LazyFrame, dated: nw.LazyFrame, seats: pa.Table) -> pa.Table:
    """The rows from one table of all counts."""
    names = ("canonical_id", *WHOSE, *TRAITS, "parameters", "created_on")
    rows = gathered(
        counts.select("list_id", "platform", "model_id", "measure", "observed_on", "value")
        .join(dated, on=["platform", "model_id"], how="inner")
        .select("list_id", "measure", "observed_on", "value", *names)
    )
    lists = sorted(set(texts(rows["list_id"])))
    made = [_of_list(rows.filter(pc.equal(rows["list_id"], name)), name) for name in lists]
    table = pa.concat_tables([_EMPTY, *made])
    sizes = {name: part.num_rows for name, part in zip(lists, made, strict=True)}
    widest = max(sorted(sizes), key=lambda name: sizes[name]) if sizes else ""
    return _placed(table, widest, seats)


def _placed(table: pa.Table, widest: str, seats: pa.Table) -> pa.Table:
    """The rows with the seats of their day, and whether their list is the widest."""
    table = table.append_column("is_widest", pc.equal(table["list_id"], widest))
    return gathered(with_seats(lazy(table), lazy(seats)))


_EMPTY = pa.schema(
    [
        *((name, pa.string()) for name in ("list_id", "canonical_id", "month", *WHOSE, *TRAITS[:3])),
        *((name, pa.bool_()) for name in ("is_language", "is_tracked")),
        *((name, pa.string()) for name in ("copy_kind", "size_class", "age_class")),
        *((name, pa.date32()) for name in ("captured_on", "observed_on")),
        *((name, pa.int64()) for name in ("models", "age_days")),
        *((name, pa.float64()) for name in AT_AGE),
    ]
).empty_table()


def _of_list(rows: pa.Table, name: str) -> pa.Table:
    """The models of one list; an all-time counter comes before 30-day counts."""
    kinds = set(texts(rows["measure"]))
    measure = next(kind for kind in COUNTS if kind in kinds)
    last = pc.max(rows["observed_on"]).as_py()
    rows = rows.filter(pc.equal(rows["measure"], measure))
    model = rows["canonical_id"].combine_chunks().dictionary_encode()
    place = model.indices.to_numpy()
    days, at = np.unique(_days(rows["observed_on"]), return_inverse=True)
    # Of two spellings in one capture, and two captures of one day, the larger count stands.
    counts = np.full((len(model.dictionary), days.size), -np.inf)
    np.maximum.at(counts, (place, at), rows["value"].cast(pa.float64()).to_numpy())
    counts[np.isinf(counts)] = np.nan
    first = np.unique(place, return_index=True)[1]
    at_first: Any = pa.array(first)
    who = rows.take(at_first)
    born = _days(who["created_on"])
    gathered = COUNTS[measure](counts, days, born, CHECKPOINT_DAYS)
    end = (last - EPOCH).days
    age = end - born + 1
    kept = (age > 0) & ~np.isnan(gathered).all(axis=1)
    aged = Aged(name, end, place[first][kept], age[kept], gathered[kept])
    return _rows(who.filter(pa.array(kept)), aged)


def _rows(who: pa.Table, aged: Aged) -> pa.Table:
    """What the models of a list had gathered, beside who they are."""
    last, size = EPOCH + datetime.timedelta(days=aged.last), who.num_rows
    table = who.select(["canonical_id", *WHOSE, *TRAITS]).append_column(
        "observed_on", who["created_on"].cast(pa.date32())
    )
    added = {
        "list_id": pa.array([aged.list_id] * size, pa.string()),
        "captured_on": pa.array([last] * size, pa.date32()),
        "month": pa.array([f"{last:%Y-%m}"] * size, pa.string()),
        "age_class": _age_classes(who["parameters"]),
        "models": pa.array(np.ones(size, dtype=np.int64)),
        "age_days": pa.array(aged.age),
        **{column: pa.array(aged.gathered[:, i], from_pandas=True) for i, column in enumerate(AT_AGE)},
    }
    for column, values in added.items():
        table = table.append_column(column, values)
    return table.select(_EMPTY.column_names).cast(_EMPTY.schema)


def _age_classes(parameters: pa.ChunkedArray) -> pa.Array:
    """The size class of each number of parameters; each number is looked at once."""
    sizes = parameters.combine_chunks().dictionary_encode()
    words = [size_class(n / 1e9) if n else None for n in sizes.dictionary.to_pylist()]
    return pa.array(words, pa.string()).take(sizes.indices)


def _days(column: pa.ChunkedArray) -> NDArray[np.int64]:
    return column.cast(pa.date32()).cast(pa.int32()).to_numpy().astype(np.int64)

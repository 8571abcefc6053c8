"""Adds up the counts of models that no axis can tell apart, before their names are joined to anything.

Most models of a hub descend from one maker and have no flagged count: of theirs only the sum by account and
traits is ever used. Adding them up by number, a capture at a time, leaves the expression that follows a
small table, however many observations there are. The others pass through one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import narwhals as nw
import numpy as np
import pyarrow as pa

from weighbridge.entities._kinds import IDENTITY, Kinds, kinds_of
from weighbridge.entities._tally import MEASURES, OTHER, Tally
from weighbridge.store.arrow import table_of, taken
from weighbridge.store.scanning import beside, gathered, is_embedded

FROM_ROWS = 2_000_000
"""Fewer observations are joined as they are: that takes no longer."""
_NAMES = ("list_id", "crawl_id", "month", *IDENTITY, "measure", "value")


@dataclass(frozen=True, slots=True, eq=False)
class Presummed:
    """What is left to join one by one, who those models are, and the sums over all others.

    ``sums`` has the columns of the captures and of the traits, ``models``, and a sum for each measure that
    is empty where nothing was observed.
    """

    observations: nw.LazyFrame
    origins: nw.LazyFrame
    sums: nw.LazyFrame | None


def presummed(
    observations: nw.LazyFrame,
    captures: nw.LazyFrame,
    origins: nw.LazyFrame,
    states: nw.LazyFrame,
    parts: nw.LazyFrame,
    traits: tuple[str, ...],
) -> Presummed:
    """Add up what can be.

    ``captures`` are the lists and captures wanted, with all that is to be said of them; ``states`` the
    models whose counts are told apart; ``traits`` the columns of ``origins`` that definitions look at.
    """
    each = observations.select(*_NAMES).filter(~nw.col("value").is_null())
    untouched = Presummed(each, origins, None)
    if not is_embedded(observations) or _length(observations) < FROM_ROWS:
        return untouched
    kinds = kinds_of(origins, states, parts, traits)
    wanted = gathered(captures.sort("list_id", "crawl_id"))
    made = None if kinds is None else _added_up(observations, wanted, kinds)
    if kinds is None or made is None:
        return untouched
    sums, alone = made
    left = _named(alone, observations, origins, wanted, kinds)
    return Presummed(*left, _described(sums, observations, wanted, kinds))


def _length(frame: nw.LazyFrame) -> int:
    return int(gathered(frame.select(nw.len()))[0][0].as_py())


def _added_up(
    observations: nw.LazyFrame, captures: pa.Table, kinds: Kinds
) -> tuple[pa.Table, pa.Table] | None:
    """The sums by capture and kind, and the counts that stand alone, each with its model's place.

    Nothing where a capture holds a model that ``origins`` does not know.
    """
    sums, alone = [], []
    for number, rows in enumerate(_read(observations, captures, kinds)):
        tally = Tally(kinds)
        if not all(tally.add(batch) for batch in rows.to_batches()):
            return None
        sums.append(tally.sums(number))
        alone.append(tally.alone(number))
    return (pa.concat_tables(sums), pa.concat_tables(alone)) if sums else None


def _read(observations: nw.LazyFrame, captures: pa.Table, kinds: Kinds) -> Iterator[pa.Table]:
    """Each capture's counts as numbers; the next one is read while the last is added up."""
    code = nw.lit(OTHER)
    for number, measure in enumerate(MEASURES.values()):
        code = nw.when(nw.col("measure") == measure).then(nw.lit(number)).otherwise(code)

    def read(capture: dict[str, str]) -> pa.Table:
        inside = observations.filter(
            nw.col("list_id") == capture["list_id"], nw.col("crawl_id") == capture["crawl_id"]
        )
        coded = inside.filter(~nw.col("value").is_null()).with_columns(code=code.cast(nw.Int8))
        return gathered(kinds.numbering.of(coded).select("key", "code", "value"))

    wanted = captures.select(["list_id", "crawl_id"]).to_pylist()
    with ThreadPoolExecutor(max_workers=1) as ahead:
        waiting = [ahead.submit(read, capture) for capture in wanted[:1]]
        for following in [*wanted[1:], None]:
            if waiting:
                rows = waiting.pop().result()
                if following is not None:
                    waiting.append(ahead.submit(read, following))
                yield rows


def _named(
    alone: pa.Table, observations: nw.LazyFrame, origins: nw.LazyFrame, captures: pa.Table, kinds: Kinds
) -> tuple[nw.LazyFrame, nw.LazyFrame]:
    """The counts that stand alone with all their names, and the rows of their models."""
    at = alone["at"].to_numpy()
    models = np.unique(at)
    wanted = beside(origins, table_of({"key": kinds.keys.keys[models], "place": np.arange(models.size)}))
    found = gathered(kinds.numbering.of(origins).join(wanted, on="key", how="inner").sort("place"))
    place, capture = np.searchsorted(models, at), alone["capture"].to_numpy()
    columns = {name: taken(captures[name], capture) for name in ("list_id", "crawl_id", "month")}
    columns |= {name: taken(found[name], place) for name in IDENTITY}
    columns["measure"] = taken(pa.array(list(MEASURES.values())), alone["code"].to_numpy())
    rows = table_of({**columns, "value": alone["value"]})
    return beside(observations, rows.select(list(_NAMES))), beside(
        origins, found.drop_columns(["key", "place"])
    )


def _described(sums: pa.Table, observations: nw.LazyFrame, captures: pa.Table, kinds: Kinds) -> nw.LazyFrame:
    """The sums with the names of their captures and the traits of their kinds."""
    number = {"kind": np.arange(kinds.traits.num_rows), "capture": np.arange(captures.num_rows)}
    traits = kinds.traits.append_column("kind", pa.array(number["kind"]))
    named = captures.append_column("capture", pa.array(number["capture"]))
    joined = (
        beside(observations, sums)
        .join(beside(observations, traits), on="kind", how="inner")
        .join(beside(observations, named), on="capture", how="inner")
    )
    return joined.drop("kind", "capture")

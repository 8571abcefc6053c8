"""Rows that stand once, and those of a key that stands several times: only these must be taken together."""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw

from weighbridge.store.scanning import is_embedded, keyed, settled


def taken_together(rows: nw.LazyFrame, key: Sequence[str], **values: nw.Expr) -> nw.LazyFrame:
    """One row for each ``key`` with the largest of each of some values.

    Of a listing's millions of rows few are repeated: those are found by number and grouped, where grouping
    all of them would compare and hold every text.
    """
    largest = {name: nw.col(name).max() for name in values}
    given = rows.select(*key, **values)
    if not is_embedded(rows):
        return given.group_by(*key).agg(**largest)
    numbered = keyed(given, "number", key)
    often = numbered.group_by("number").agg(times=nw.len()).filter(nw.col("times") > 1)
    held = settled(often.select("number"))
    once = numbered.join(held, on="number", how="anti").select(*key, *values)
    # A number may stand for two keys: grouped by their texts they stay two rows.
    again = numbered.join(held, on="number", how="semi").group_by(*key).agg(**largest)
    return nw.concat([once, again.select(*key, *values)], how="vertical")

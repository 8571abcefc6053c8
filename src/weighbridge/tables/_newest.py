"""Of rows that several snapshots hold, those of the newest."""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw

from weighbridge.store.scanning import distinct, gathered


def newest_rows(rows: nw.LazyFrame, key: Sequence[str]) -> nw.LazyFrame:
    """The rows of the newest snapshot that holds each key."""
    # Of one snapshot they all are, as in most parts of a table; to look for it would double their time.
    if gathered(distinct(rows.select("snapshot_date"))).num_rows < 2:
        return rows
    newest = rows.group_by(*key).agg(snapshot_date=nw.col("snapshot_date").max())
    return rows.join(newest, on=[*key, "snapshot_date"], how="inner")

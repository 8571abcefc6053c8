"""Which list stands for a month where several were watched."""

from __future__ import annotations

import narwhals as nw


def widest_marked(cells: nw.LazyFrame) -> nw.LazyFrame:
    """The cells with ``is_widest``: whether their list holds the most models that month.

    Of two lists of one size the first by name stands.
    """
    sizes = cells.group_by("list_id", "month").agg(size=nw.col("models").sum())
    most = sizes.group_by("month").agg(size=nw.col("size").max())
    widest = (
        sizes.join(most, on=["month", "size"], how="inner")
        .group_by("month")
        .agg(list_id=nw.col("list_id").min())
        .with_columns(is_widest=nw.lit(True))
    )
    joined = cells.join(widest, on=["month", "list_id"], how="left")
    return joined.with_columns(is_widest=nw.col("is_widest").fill_null(False))

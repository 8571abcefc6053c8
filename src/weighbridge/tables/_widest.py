"""Which list stands where several were watched."""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw


def widest_marked(
    cells: nw.LazyFrame, size: nw.Expr | None = None, within: Sequence[str] = ("month",)
) -> nw.LazyFrame:
    """The cells with ``is_widest``: whether their list is the largest of its month.

    ``size`` measures a list, by the models of its cells unless told otherwise; ``within`` names what lists
    are compared in, all together where it is empty. Of two lists of one size the first by name stands:
    both would count every model twice.
    """
    measured = nw.col("models").sum() if size is None else size
    sizes = cells.group_by("list_id", *within).agg(size=measured)
    largest, first = nw.col("size").max(), nw.col("list_id").min()
    most = sizes.group_by(*within).agg(size=largest) if within else sizes.select(size=largest)
    held = sizes.join(most, on=[*within, "size"], how="inner")
    one = held.group_by(*within).agg(list_id=first) if within else held.select(list_id=first)
    marked = cells.join(one.with_columns(is_widest=nw.lit(True)), on=[*within, "list_id"], how="left")
    return marked.with_columns(is_widest=nw.col("is_widest").fill_null(False))

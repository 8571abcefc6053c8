"""Rows of weekly traffic from rankings by author or by model."""

from __future__ import annotations

import narwhals as nw


def weekly_rows(records: nw.LazyFrame, name: str) -> nw.LazyFrame:
    """Rows of ``router_tokens``; ``name`` is the field that is ranked, author or model."""
    return records.select(
        router=nw.lit("openrouter"),
        ranked=nw.lit(name),
        week="week",
        label=nw.col(name),
        tokens="tokens",
    )

"""How much makers tell, from the Foundation Model Transparency Index of December 2025."""

from __future__ import annotations

import json

import narwhals as nw

from weighbridge.catalogue.fetching import Page
from weighbridge.catalogue.source import Field, Kind, source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._files import repository_file
from weighbridge.sources._openness import scored_rows
from weighbridge.store.fetching.splitting import csv_records, texts

FILE = "Dec2025/Dec2025_scores.csv"
INDICATORS = 100


def totals(page: Page) -> list[str]:
    """One record a maker: its column of ones and zeros, added up."""
    rows = [json.loads(row) for row in csv_records(page)]
    makers = [name for name in (rows[0] if rows else {}) if name != "Indicator"]
    if len(rows) != INDICATORS or not makers:
        raise ValueError(f"a table of {len(rows)} indicators, expected {INDICATORS} with a column a maker")
    cells = [(row["Indicator"], maker, row.get(maker)) for row in rows for maker in makers]
    wrong = next((cell for cell in cells if cell[2] not in ("0", "1")), None)
    if wrong:
        raise ValueError(f"{wrong[2]!r} for {wrong[1]} under '{wrong[0]}', expected 0 or 1")
    return texts({"developer": maker, "score": sum(row[maker] == "1" for row in rows)} for maker in makers)


@source(
    title="Foundation Model Transparency Index 2025",
    producer="Stanford Center for Research on Foundation Models",
    homepage="https://github.com/stanford-crfm/fmti",
    terms=Terms.CC_BY_4_0,
    credit="Foundation Model Transparency Index, December 2025 (Stanford CRFM), CC-BY-4.0.",
    cadence="yearly",
    tables=("openness_scores",),
    platform="fmti",
    fetch=repository_file("stanford-crfm/fmti", FILE, totals),
    fields=(
        Field("system", Kind.TEXT, required=True, path="developer"),
        Field("maker", Kind.TEXT, path="developer"),
        Field("score", Kind.COUNT, required=True),
    ),
)
def transparency_index(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """One record a maker: on how many of a hundred indicators it discloses what is asked.

    About makers, not models, and about what is told, not what may be taken: a maker of closed models can
    score high.
    """
    return {"openness_scores": scored_rows(records, "maker", "score")}

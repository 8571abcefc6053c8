"""``weighbridge capability show``: the index as it stands, or one model with its benchmarks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow.parquet as pq

from weighbridge.catalogue.errors import unknown_name
from weighbridge.cli.capability_fit import interval
from weighbridge.cli.layout import Cell, facts, paragraph
from weighbridge.cli.options import FormFlag, OutputFlag
from weighbridge.cli.output import deliver, forms_of
from weighbridge.cli.program import NONE_FOUND, PASS
from weighbridge.cli.progress import progress_of
from weighbridge.cli.records import listing
from weighbridge.cli.terminal import Terminal
from weighbridge.definitions.capability import Scores, load_scores
from weighbridge.entities.organisations import region_of
from weighbridge.statistics.ranks import rank_set

NAMES = (
    *("model", "value", "low", "high", "rank_best", "rank_worst", "country", "openness"),
    *("organisation", "released_on", "benchmarks", "published_value", "flags"),
)
_ON_SCREEN = 20


def _loaded(vintage: str | None, quiet: bool) -> tuple[Scores, list[dict[str, Any]]]:
    from weighbridge.api import Weighbridge

    with progress_of(quiet) as progress:
        bridge = Weighbridge(progress=progress.stage)
        scores = load_scores(bridge.table("capability_index"), bridge.table("capability_draws"), vintage)
        return scores, pq.read_table(bridge.table("capability_scores")).to_pylist()


def _other_vintages(model: str) -> list[dict[str, Any]]:
    """What earlier published vintages say of a model: each is a scale of its own."""
    from weighbridge.api import Weighbridge

    rows: list[dict[str, Any]] = pq.read_table(Weighbridge().table("model_versions")).to_pylist()
    own = [row for row in rows if row["model"] == model and row["index_value"] is not None]
    # Versions of one model, such as efforts of reasoning, share its value.
    held = sorted({(row["observed_on"].isoformat(), row["index_value"], row["source"]) for row in own})
    return [{"observed_on": day, "value": value, "source": source} for day, value, source in held]


def deliver_scores(
    only: str,
    is_open: bool,
    top: int | None,
    vintage: str | None,
    form: FormFlag,
    output: OutputFlag,
    quiet: bool,
) -> int:
    """Write the index, or a part of it."""
    scores, _ = _loaded(vintage, quiet)
    wanted = {word.strip().upper() for word in only.split(",") if word.strip()}
    for code in sorted(wanted - set(scores.country)):
        raise unknown_name("country on the index", code, scores.country, "Leave --only out for all.")
    kept = [
        i
        for i in range(len(scores.model))
        if (not wanted or scores.country[i] in wanted) and (not is_open or scores.openness[i] == "open")
    ]
    is_short = form in (None, "table") and output is None
    kept = kept[: top if top is not None else _ON_SCREEN if is_short else None]
    records = _records(scores, kept)
    head = {"fitted_on": scores.fitted_on, "level": 0.9, "models": records}
    deliver(
        forms_of(records, lambda terminal: _table(scores, records, terminal), NAMES, lambda: head),
        form,
        output,
    )
    return PASS if kept else NONE_FOUND


def _records(scores: Scores, kept: list[int]) -> list[dict[str, Any]]:
    sets = rank_set(scores.value, scores.draws, units=np.array(kept, dtype=np.int64))
    return [
        {
            "model": scores.model[i],
            "value": float(scores.value[i]),
            "low": None if np.isnan(scores.low[i]) else float(scores.low[i]),
            "high": None if np.isnan(scores.high[i]) else float(scores.high[i]),
            "rank_best": int(sets.low[at]),
            "rank_worst": int(sets.high[at]),
            "country": scores.country[i],
            "openness": scores.openness[i],
            "organisation": scores.organisation[i],
            "released_on": scores.released_on[i],
            "benchmarks": scores.benchmarks[i],
            "published_value": None if np.isnan(scores.published[i]) else float(scores.published[i]),
            "flags": ["fixed_by_definition"] if scores.is_anchor[i] else [],
        }
        for at, i in enumerate(kept)
    ]


def _table(scores: Scores, records: list[dict[str, Any]], terminal: Terminal) -> list[str]:
    said = _answer(scores, [record["model"] for record in records if record["rank_best"] == 1], records)
    lines = [*paragraph(said, terminal)]
    lines += [
        *paragraph(f"Epoch Capabilities Index, fitted by us to the scores of {scores.fitted_on}", terminal),
        "",
    ]
    rows = [
        [
            Cell(_places(record), "", True),
            Cell(record["model"]),
            Cell(record["country"] if record["country"] != "XX" else "?", region_of(record["country"])),
            Cell(record["openness"]),
            Cell(f"{record['value']:.1f}", "bold", True),
            Cell(interval(record["low"], record["high"]), "", True),
            Cell(record["released_on"]),
            Cell(", ".join(record["flags"])),
        ]
        for record in records
    ]
    heads = ("rank", "model", "", "weights", "index", "90 %", "released", "")
    lines += listing(heads, rows, terminal, flexible=(1,))
    left = len(scores.model) - len(records)
    if left:
        lines += ["", f"{left} of {len(scores.model)} not shown: --top {len(scores.model)}, or --format csv"]
    return [*lines, "", "next: weighbridge capability fit"]


def _answer(scores: Scores, first: list[str], records: list[dict[str, Any]]) -> str:
    """Who of those shown may stand first of all."""
    if not records:
        return "No model of this kind is on the index."
    if not first:
        best = records[0]
        return f"{best['model']} is between rank {best['rank_best']} and {best['rank_worst']}."
    if len(first) == 1:
        return f"{first[0]} is the one of those shown that may stand first of all {len(scores.model)}."
    named = ", ".join(first[:4]) + (f" and {len(first) - 4} more" if len(first) > 4 else "")
    return f"The data cannot tell which stands first: {len(first)} of those shown may, {named}."


def _places(record: dict[str, Any]) -> str:
    best, worst = record["rank_best"], record["rank_worst"]
    return str(best) if best == worst else f"{best}–{worst}"


def deliver_model(model: str, vintage: str | None, form: FormFlag, output: OutputFlag, quiet: bool) -> int:
    """Write one model with the benchmarks it took."""
    scores, taken = _loaded(vintage, quiet)
    at = scores.find(model)
    record = _records(scores, [at])[0]
    rows = sorted(
        (
            row
            for row in taken
            if row["model"] == scores.model[at] and row["fitted_on"].isoformat() == scores.fitted_on
        ),
        key=lambda row: row["benchmark"],
    )
    held = [
        {name: row[name] for name in ("benchmark", "score", "model_version", "reported_by")} for row in rows
    ]
    others = _other_vintages(scores.model[at])
    head = {"fitted_on": scores.fitted_on, "level": 0.9, **record, "other_vintages": others, "scores": held}
    deliver(
        forms_of(
            held,
            lambda terminal: _page(record, held, others, scores.fitted_on, terminal),
            ("benchmark", "score", "model_version", "reported_by"),
            lambda: head,
        ),
        form,
        output,
    )
    return PASS


def _page(
    record: dict[str, Any],
    held: list[dict[str, Any]],
    others: list[dict[str, Any]],
    vintage: str,
    terminal: Terminal,
) -> list[str]:
    said = f"{record['model']} is between rank {record['rank_best']} and {record['rank_worst']}."
    lines = [*paragraph(said, terminal), ""]
    lines += facts(
        [
            ("index", f"{record['value']:.1f} {interval(record['low'], record['high'])}, vintage {vintage}"),
            ("published", "" if record["published_value"] is None else f"{record['published_value']:.1f}"),
            *(
                (
                    "another vintage",
                    f"{other['value']:.1f}, {other['observed_on']}: another scale, not to be subtracted",
                )
                for other in others
            ),
            ("maker", record["organisation"]),
            ("country", record["country"]),
            ("weights", record["openness"]),
            ("released", record["released_on"]),
            ("flags", ", ".join(record["flags"])),
        ],
        terminal,
    )
    rows = [
        [Cell(row["benchmark"]), Cell(f"{row['score']:.3f}", "", True), Cell(row["reported_by"] or "")]
        for row in held
    ]
    lines += ["", *listing(("benchmark", "score", "reported by"), rows, terminal, flexible=(2,))]
    return [*lines, "", "next: weighbridge capability show"]

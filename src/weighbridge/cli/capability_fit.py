"""``weighbridge capability fit``: the index fitted again, beside what was published."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import pyarrow.parquet as pq

from weighbridge.catalogue.errors import UsageError, unknown_name
from weighbridge.catalogue.units import DASH
from weighbridge.cli.layout import Cell, facts, paragraph
from weighbridge.cli.options import FormFlag, OutputFlag
from weighbridge.cli.output import deliver, forms_of
from weighbridge.cli.program import PASS
from weighbridge.cli.progress import progress_of
from weighbridge.cli.records import listing, plural
from weighbridge.cli.terminal import Terminal
from weighbridge.entities.capability_fits import ANCHORS, CapabilityFit, fit_scores

NAMES = (
    *("model", "value", "low", "high", "benchmarks", "published_value", "published_low", "published_high"),
    "flags",
)
_SHOWN = 15


def deliver_fit(
    vintage: str | None,
    draws: int,
    seed: int,
    penalty: float,
    resample: Literal["model", "benchmark"],
    form: FormFlag,
    output: OutputFlag,
    quiet: bool,
) -> int:
    """Fit and write."""
    if draws < 100:
        raise UsageError(f"--draws {draws} is too few for an interval. Give at least 100.")
    if not penalty > 0:
        raise UsageError(f"--penalty {penalty}: without one the origin is not fixed. Give a number above 0.")
    from weighbridge.api import Weighbridge

    with progress_of(quiet) as progress:
        bridge = Weighbridge(progress=progress.stage)
        scores = pq.read_table(bridge.table("capability_scores")).to_pylist()
        published = pq.read_table(bridge.table("capability_published")).to_pylist()
        day, rows = _vintage(scores, vintage)
        progress.stage(f"fitting {draws} resamples")
        fit = fit_scores(rows, draws=draws, seed=seed, penalty=penalty, resample=resample)
    known = {row["model"]: row for row in published if row["fitted_on"] == day}
    records = _records(fit, known)
    head = {
        "fitted_on": day.isoformat(),
        "objective": float(fit.central.objective[0]),
        "scores": len(rows),
        "models": len(fit.models),
        "benchmarks": len(fit.benchmarks),
        "draws": draws,
        "failed_draws": fit.index.failed,
        "seed": seed,
        "penalty": penalty,
        "resample": resample,
        "level": 0.9,
        "agreement": _agreement(records),
        "notes": _notes(fit),
    }
    whole = {**head, "rows": records, "difficulties": _difficulties(fit)}
    deliver(
        forms_of(records, lambda terminal: _page(head, records, terminal), NAMES, lambda: whole),
        form,
        output,
    )
    return PASS


def _vintage(rows: list[dict[str, Any]], vintage: str | None) -> tuple[Any, list[dict[str, Any]]]:
    days = sorted({row["fitted_on"] for row in rows})
    if not days:
        raise UsageError(
            "No scores are stored. `weighbridge import epoch_eci_benchmarks FILE --as-of DATE` takes some."
        )
    names = {day.isoformat(): day for day in days}
    if vintage is not None and vintage not in names:
        raise unknown_name("vintage", vintage, names, "Leave --vintage out for the newest.")
    chosen = names[vintage] if vintage else days[-1]
    return chosen, [row for row in rows if row["fitted_on"] == chosen]


def _records(fit: CapabilityFit, known: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    index = fit.index
    order = np.argsort(-index.value, kind="stable")
    found = []
    for i in order.tolist():
        name = fit.models[i]
        said = known.get(name, {})
        flags = ["fixed_by_definition"] if name in ANCHORS else ["unstable"] if index.unstable[i] else []
        found.append(
            {
                "model": name,
                "value": float(index.value[i]),
                "low": None if np.isnan(index.low[i]) else float(index.low[i]),
                "high": None if np.isnan(index.high[i]) else float(index.high[i]),
                "benchmarks": int(fit.counts[i]),
                "published_value": said.get("value"),
                "published_low": said.get("low"),
                "published_high": said.get("high"),
                "flags": flags,
            }
        )
    return found


def _agreement(records: list[dict[str, Any]]) -> dict[str, dict[str, float]]:
    """Mean and largest distance from the published values and limits, over the models that have them."""
    found = {}
    for name in ("value", "low", "high"):
        apart = [
            abs(record[name] - record[f"published_{name}"])
            for record in records
            if record[name] is not None and record[f"published_{name}"] is not None
        ]
        if apart:
            found[name] = {"mean": float(np.mean(apart)), "largest": max(apart), "models": len(apart)}
    return found


def _notes(fit: CapabilityFit) -> list[str]:
    notes = []
    if fit.index.failed:
        notes.append(
            f"{plural(fit.index.failed, 'resample')} did not converge; past 1 % there is no interval."
        )
    alone = [fit.benchmarks[i] for i in np.flatnonzero(fit.takers == 1)]
    if alone:
        notes.append(f"Taken by one model only, so held by the penalty alone: {', '.join(alone)}.")
    return notes


def _difficulties(fit: CapabilityFit) -> list[dict[str, Any]]:
    order = np.argsort(fit.difficulty, kind="stable")
    return [
        {
            "benchmark": fit.benchmarks[i],
            "difficulty": float(fit.difficulty[i]),
            "slope": float(fit.slope[i]),
            "models": int(fit.takers[i]),
            "flags": ["small_n"] if fit.takers[i] == 1 else [],
        }
        for i in order.tolist()
    ]


def _page(head: dict[str, Any], records: list[dict[str, Any]], terminal: Terminal) -> list[str]:
    agreement = head["agreement"].get("value")
    said = (
        f"The fit lies {agreement['mean']:.3f} points from the published index on average, at most "
        f"{agreement['largest']:.2f}."
        if agreement
        else f"{head['models']} models on one scale; nothing is published for this vintage."
    )
    lines = [*paragraph(said, terminal)]
    chips = [
        f"{head['scores']:,} scores",
        f"{head['models']} models",
        f"{head['benchmarks']} benchmarks",
        f"vintage {head['fitted_on']}",
    ]
    lines += [*paragraph(" · ".join(chips), terminal), ""]
    limits = head["agreement"]
    pairs = [
        ("objective", f"{head['objective']:.6f}"),
        (
            "resamples",
            f"{head['draws']} by {head['resample']}, seed {head['seed']}, {head['failed_draws']} failed",
        ),
        *(
            (
                f"{name} limit",
                f"{limits[name]['mean']:.3f} off on average, at most {limits[name]['largest']:.2f}",
            )
            for name in ("low", "high")
            if name in limits
        ),
    ]
    lines += [*facts(pairs, terminal), ""]
    shown = records if not terminal.is_tty else records[:_SHOWN]
    rows = [
        [
            Cell(record["model"]),
            Cell(f"{record['value']:.1f}", "bold", True),
            Cell(interval(record["low"], record["high"]), "", True),
            Cell(_number(record["published_value"]), "", True),
            Cell(interval(record["published_low"], record["published_high"]), "", True),
            Cell(", ".join(record["flags"])),
        ]
        for record in shown
    ]
    lines += listing(("model", "index", "90 %", "published", "90 %", ""), rows, terminal, flexible=(0,))
    if len(shown) < len(records):
        lines += ["", f"{len(records) - len(shown)} more: --format csv"]
    for note in head["notes"]:
        lines += ["", *paragraph(note, terminal)]
    return [*lines, "", "next: weighbridge indicator lag --a us --b cn"]


def interval(low: float | None, high: float | None) -> str:
    """An interval in brackets; a dash where there is none."""
    return DASH if low is None or high is None else f"[{low:.1f}–{high:.1f}]"


def _number(value: float | None) -> str:
    return DASH if value is None else f"{value:.1f}"

"""``weighbridge eval show``: runs with their rates, and what is odd about one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from weighbridge.catalogue.verdicts import MEASURES, NAMES
from weighbridge.cli.eval_words import RATE_NAMES, flag_words, library_of, rate_record, share, span
from weighbridge.cli.layout import Cell, facts, paragraph
from weighbridge.cli.options import FormFlag, OutputFlag
from weighbridge.cli.output import deliver, forms_of
from weighbridge.cli.program import PASS
from weighbridge.cli.records import listing, plural
from weighbridge.cli.terminal import Terminal
from weighbridge.evaluations.evidence import judged_here
from weighbridge.evaluations.findings import Finding, findings
from weighbridge.evaluations.library import RunLine
from weighbridge.evaluations.parts import measure_named, measures_of, parts_apart

_LINES = ("run", "log", "test", "model", "host", "harness", "rows")


def deliver_runs(measure: str | None, rows: bool, form: FormFlag, output: OutputFlag, quiet: bool) -> int:
    """Every run, by test; with a measure its rates; or the rows of all."""
    library = library_of(quiet)
    if rows:
        return _deliver_rows(library.table.select(list(NAMES)).to_pylist(), form, output)
    if measure is not None:
        wanted = measure_named(measure)
        held = library.table.to_pylist()
        answered = judged_here(held)
        records = [rate_record(part, answered) for part in parts_apart(held, wanted)]
        deliver(forms_of(records, lambda t: _rates(records, t), RATE_NAMES), form, output)
        return PASS
    lines = library.runs
    records = [{name: getattr(line, name) for name in _LINES} for line in lines]
    lost = library.unread
    deliver(forms_of(records, lambda terminal: _runs(lines, lost, terminal), _LINES), form, output)
    return PASS


def _deliver_rows(rows: Sequence[dict[str, Any]], form: FormFlag, output: OutputFlag) -> int:
    def table(terminal: Terminal) -> list[str]:
        said = f"{plural(len(rows), 'verdict row')}. Add --format csv or --output FILE to have them."
        return paragraph(said, terminal)

    deliver(forms_of(rows, table, NAMES), form, output)
    return PASS


def _runs(lines: Sequence[RunLine], lost: Mapping[str, str], terminal: Terminal) -> list[str]:
    tests = sorted({line.test for line in lines})
    counts = f"{plural(len(lines), 'run')} of {plural(len(tests), 'kind')} of test"
    said = f"{counts}; two kinds are never one number."
    table = [
        [Cell(line.test.replace("_", " ")), Cell(line.run), Cell(f"{line.rows:,}", is_right=True)]
        for line in lines
    ]
    next_run = lines[0].run if lines else "RUN"
    return [
        *paragraph(said, terminal),
        "",
        *listing(("test", "run", "rows"), table, terminal, flexible=(1,)),
        *(line for why in lost.values() for line in ["", *paragraph(f"Not judged: {why}", terminal)]),
        "",
        f"next: weighbridge eval show '{next_run}'",
    ]


def deliver_run(
    run: str, measure: str | None, rows: bool, form: FormFlag, output: OutputFlag, quiet: bool
) -> int:
    """One run: its rates part by part, its findings."""
    library = library_of(quiet)
    held = library.rows(run)
    if rows:
        return _deliver_rows([{name: row[name] for name in NAMES} for row in held], form, output)
    wanted = [measure_named(measure)] if measure else measures_of(held)
    parts = [part for item in wanted for part in parts_apart(held, item)]
    answered = library.judged_here
    records = [rate_record(part, answered) for part in parts]
    odd = findings(held)
    whole = {"run": run, "rates": records, "findings": [_finding(item) for item in odd]}
    deliver(
        forms_of(records, lambda terminal: _run(run, records, odd, terminal), RATE_NAMES, lambda: whole),
        form,
        output,
    )
    return PASS


def _finding(item: Finding) -> dict[str, str]:
    return {"kind": item.kind, "run": item.run, "text": item.text}


def _run(
    run: str, records: Sequence[dict[str, Any]], odd: Sequence[Finding], terminal: Terminal
) -> list[str]:
    about = records[0] if records else {}
    lines = paragraph(_answer(run, records), terminal)
    pairs = [
        ("model", str(about.get("model", ""))),
        ("host", str(about.get("host", ""))),
        ("defence", str(about.get("defence") or "")),
        ("harness", _versioned(about, "harness")),
        ("scorer", _versioned(about, "scorer")),
        ("run by", str(about.get("run_by", ""))),
        ("evidence", "; ".join(sorted({record["evidence"] for record in records if record["evidence"]}))),
    ]
    lines += ["", *facts(pairs, terminal), "", *_rates(records, terminal)]
    if odd:
        lines += ["", "Found:"]
        lines += [line for item in odd for line in paragraph(item.text + ".", terminal, "  ", "  ")]
    return [*lines, "", f"next: weighbridge eval compare '{run}' OTHER"]


def _answer(run: str, records: Sequence[dict[str, Any]]) -> str:
    known = [record for record in records if record["value"] is not None]
    if not known:
        return f"{run} has no row on which a rate can be taken."
    top = known[0]
    meaning = MEASURES[top["measure"]].meaning
    beside = "" if top["utility"] is None else f" Utility on the same cases: {share(top['utility'])}."
    limits = span(top["low"], top["high"])
    words = f"{top['count']:,} of {top['cases']:,}, {share(top['value'])}" + (
        f" {limits}, 90 %" if limits else ", no interval"
    )
    return f"{meaning[0].upper()}{meaning[1:]}: {words}.{beside}"


def _versioned(about: dict[str, Any], name: str) -> str:
    version = about.get(f"{name}_version")
    return f"{about.get(name, '')} {version}" if version else f"{about.get(name, '')}, version not recorded"


def _rates(records: Sequence[dict[str, Any]], terminal: Terminal) -> list[str]:
    if not records:
        return paragraph("No rate: not measured.", terminal)
    several = len({record["run"] for record in records}) > 1
    table = []
    for record in records:
        label = record["run"] if several else record["measure"].replace("_", " ")
        kind = [record["attack"], record["language"], record["judge"], record["arm"]]
        table.append(
            [
                Cell(label),
                Cell(", ".join(str(text).replace("_", " ") for text in kind if text)),
                Cell(
                    "–" if record["count"] is None else f"{record['count']:,} of {record['cases']:,}",
                    is_right=True,
                ),
                Cell(share(record["value"]), is_right=True),
                Cell(span(record["low"], record["high"])),
                Cell(share(record["utility"]), is_right=True),
                Cell(_doubt(record)),
            ]
        )
    heads = ("measure" if not several else "run", "of", "count", "rate", "90 %, clustered", "utility", "")
    return listing(heads, table, terminal, flexible=(0, 1, 6))


def _doubt(record: dict[str, Any]) -> str:
    said = [flag_words(tuple(record["flags"]))] if record["flags"] else []
    if record["unseen"]:
        bounds = f"{share(record['bound_low'])} to {share(record['bound_high'])}"
        said.append(f"{record['unseen']} without verdict: {bounds}")
    return "; ".join(said)

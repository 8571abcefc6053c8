"""Every run there is: those that ship, those imported, those run here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from weighbridge.catalogue import registry
from weighbridge.catalogue.errors import ContractError, UsageError, unknown_name
from weighbridge.catalogue.evaluation import Evaluation
from weighbridge.catalogue.verdicts import NAMES
from weighbridge.evaluations.evidence import OURS, judged_here
from weighbridge.evaluations.findings import Finding, findings
from weighbridge.evaluations.labelling import labelled_rows
from weighbridge.evaluations.model_judge import model_rows
from weighbridge.evaluations.running import verdicts
from weighbridge.store.eval_runs import stored_runs
from weighbridge.store.home import Home
from weighbridge.store.verdict_logs import Log, read_logs, schema_of, write_log

Row = dict[str, Any]
OWN = "your own runs"


@dataclass(frozen=True, slots=True)
class RunLine:
    """A run as a list shows it."""

    run: str
    log: str
    test: str
    model: str
    host: str
    harness: str
    rows: int


class Library:
    """All verdict rows of a store."""

    def __init__(self, shipped: Path, home: Home) -> None:
        self._shipped = shipped
        self._home = home

    @cached_property
    def table(self) -> pa.Table:
        """Every row, with the log or source it came from."""
        shipped = pq.read_table(self._shipped)
        return pa.concat_tables([_labelled(shipped.select(list(NAMES)), shipped["source"]), self.own])

    @cached_property
    def own(self) -> pa.Table:
        """The rows of imported logs and of runs made here."""
        tables = [_labelled(schema_of().empty_table(), pa.array([], pa.string()))]
        for log in read_logs(self._home):
            rows = pq.read_table(log.path)
            tables.append(_labelled(rows, pa.array([log.name] * rows.num_rows, pa.string())))
        for found in self._made[0].values():
            rows = pa.Table.from_pylist(found, schema=schema_of())
            tables.append(_labelled(rows, pa.array([OWN] * rows.num_rows, pa.string())))
        return pa.concat_tables(tables)

    @cached_property
    def judged_here(self) -> frozenset[str]:
        """The published runs whose answers our rules have judged."""
        ours = self.table.filter(pc.field("scorer") == OURS)
        return judged_here(ours.select(["run", "scorer", "log"]).to_pylist())

    @property
    def unread(self) -> Mapping[str, str]:
        """Runs made here that cannot be judged any more, and why."""
        return self._made[1]

    @cached_property
    def _made(self) -> tuple[Mapping[str, list[Row]], Mapping[str, str]]:
        """The rows of each run made here; and of those whose suite is gone or changed, the reason."""
        rows: dict[str, list[Row]] = {}
        lost: dict[str, str] = {}
        for run in stored_runs(self._home):
            try:
                rows[run.name] = [*verdicts(run), *labelled_rows(run), *model_rows(run)]
            except (ContractError, UsageError) as error:
                lost[run.name] = str(error)
        return rows, lost

    @property
    def runs(self) -> list[RunLine]:
        """All runs, by name."""
        keys = ["run", "log", "test", "model", "host", "harness"]
        counted = self.table.group_by(keys).aggregate([("position", "count")])
        lines = [
            RunLine(**{key: row[key] for key in keys}, rows=row["position_count"])
            for row in counted.to_pylist()
        ]
        return sorted(lines, key=lambda line: (line.run, line.log))

    def rows(self, run: str) -> list[Row]:
        """The rows of a run, or of ``LOG::RUN``; an error with the nearest names otherwise.

        A run the user imported comes before the shipped one of its name.
        """
        log, _, name = run.rpartition("::")
        own = self.table.filter(pc.field("run") == name)
        if log:
            own = own.filter(pc.field("log") == log)
        if not own.num_rows:
            if name in self.unread:
                raise ContractError(self.unread[name])
            known = {line.run for line in self.runs}
            raise unknown_name("run", run, known, "Try `weighbridge eval show`.")
        found: list[Row] = _user_first(own.to_pylist(), set(self._logs))
        logs = sorted({row["log"] for row in found})
        if len(logs) > 1:
            raise UsageError(
                f"{name} is in {len(logs)} imported logs, which are not pooled. Say which: "
                f"{', '.join(f'{log}::{name}' for log in logs)}."
            )
        return found

    def of_harness(self, harness: str) -> list[Row]:
        """The rows of every run of a harness."""
        own = self.table.filter(pc.field("harness") == harness)
        if not own.num_rows:
            known = {str(name) for name in self.table["harness"].unique().to_pylist()}
            raise unknown_name("harness", harness, known, "Try `weighbridge eval show`.")
        return _user_first(own.to_pylist(), set(self._logs))

    @cached_property
    def _logs(self) -> list[str]:
        return [log.name for log in read_logs(self._home)]


def _user_first(rows: list[Row], logs: set[str]) -> list[Row]:
    """Rows without the shipped ones of runs that the user has imported."""
    imported = {row["run"] for row in rows if row["log"] in logs}
    return [row for row in rows if row["log"] in logs or row["run"] not in imported]


def _labelled(rows: pa.Table, log: Any) -> pa.Table:
    return rows.cast(schema_of()).append_column("log", log)


@dataclass(frozen=True, slots=True)
class Taken:
    """What an import did."""

    log: Log
    kind: str
    runs: int
    rows: int
    existed: bool
    findings: tuple[Finding, ...]


def take(home: Home, path: Path, as_of: str, kind: str | None = None) -> Taken:
    """Import a file or folder of verdicts: read whole, checked, then stored in one step."""
    if not path.exists():
        raise UsageError(f"No file {path}. Give the path of the log to import.")
    declared = _kind(path, kind)
    rows = [dict(row) for row in declared.read(path)]
    if not rows:
        raise ContractError(f"{path} holds no verdict. Expected {declared.title}.")
    log, existed = write_log(home, declared.name, path, rows, as_of)
    runs = {row["run"] for row in rows}
    return Taken(log, declared.name, len(runs), len(rows), existed, tuple(findings(rows)))


def _kind(path: Path, kind: str | None) -> Evaluation:
    found = [item for item in registry.every("evaluation") if isinstance(item, Evaluation)]
    names = [item.name for item in found]
    if kind is not None:
        for item in found:
            if item.name == kind:
                return item
        raise unknown_name("kind of log", kind, names, "Leave --kind out to have it told by the content.")
    fitting = [item for item in found if item.recognises(path)]
    # Our own columns are the plainest form: any other that recognises a file knows more of it.
    best: Sequence[Evaluation] = [item for item in fitting if item.name != "plain_verdicts"] or fitting
    if len(best) != 1:
        raise UsageError(
            f"{path} is of none of the known kinds of log. Name it with --kind: {', '.join(names)}. A CSV "
            f"needs at "
            "least the columns item, model and outcome."
            if not best
            else f"{path} could be {' or '.join(item.name for item in best)}. Name it with --kind."
        )
    return best[0]

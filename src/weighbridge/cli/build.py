"""``weighbridge build``: the tables, from what is stored and from nothing else."""

from __future__ import annotations

from typing import Annotated, Any

from cyclopts import Parameter

from weighbridge.cli.layout import Cell
from weighbridge.cli.options import AsOfFlag, FormFlag, OutputFlag, QuietFlag
from weighbridge.cli.output import deliver, forms_of
from weighbridge.cli.program import PASS
from weighbridge.cli.progress import progress_of
from weighbridge.cli.records import listing, size_words
from weighbridge.cli.terminal import Terminal

_NAMES = ("table", "rows", "bytes", "path")


def build(
    table: Annotated[str, Parameter(help="One table or entity, and what it rests on; all otherwise.")] = "",
    /,
    *,
    as_of: AsOfFlag = None,
    form: FormFlag = None,
    output: OutputFlag = None,
    quiet: QuietFlag = False,
) -> int:
    """Build the tables from the stored snapshots; what has not changed is kept as it is.

    Each is a Parquet file of its own, or a folder of such files where it is kept in parts; its columns and
    rules are in the data dictionary.
    """
    import pyarrow.parquet as pq

    from weighbridge.api import Weighbridge
    from weighbridge.catalogue import registry

    names = [registry.table(table).name] if table else [item.name for item in registry.tables()]
    records: list[dict[str, Any]] = []
    with progress_of(quiet) as progress:
        bridge = Weighbridge(progress=progress.stage)
        progress.expect(len(names))
        for name in names:
            path, files = bridge.table(name, as_of), bridge.table_files(name, as_of)
            rows = sum(pq.read_metadata(file).num_rows for file in files)
            size = sum(file.stat().st_size for file in files)
            records.append({"table": name, "rows": rows, "bytes": size, "path": str(path)})
            progress.step()
    deliver(forms_of(records, lambda terminal: _table(records, terminal), _NAMES), form, output)
    return PASS


def _table(records: list[dict[str, Any]], terminal: Terminal) -> list[str]:
    heads = ["table", "rows", "size", *([] if terminal.is_tty and not terminal.is_wide else ["file"])]
    rows = [
        [
            Cell(record["table"], "bold"),
            Cell(f"{record['rows']:,}", "", True),
            Cell(size_words(record["bytes"]), "", True),
            Cell(record["path"]),
        ][: len(heads)]
        for record in records
    ]
    return [*listing(heads, rows, terminal), "", "next: weighbridge verify"]

"""Build the starter snapshot that ships in the package, from captures of the original sources.

For maintainers. ``python tools/build_starter.py CAPTURES`` reads the originals named below from the
folder CAPTURES, re-expresses their facts in our own tables through the very parsers that ``import``
uses, and writes ``src/weighbridge/starter/snapshots``. The same captures give the same bytes.
Sources whose terms do not allow it are refused.
"""

from __future__ import annotations

import argparse
import csv
import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from weighbridge.catalogue import registry
from weighbridge.store.derived import QUARANTINE, parse
from weighbridge.store.engine import DuckEngine, write_parquet
from weighbridge.store.manifest import NAME, Manifest, file_entry

OUT = Path(__file__).parent.parent / "src" / "weighbridge" / "starter" / "snapshots"
NOT_RECORDED = "not recorded"


@dataclass(frozen=True)
class Original:
    """One source's part of the starter: its snapshot date, original files, and how they become records."""

    source: str
    date: str
    files: tuple[str, ...]
    prepare: Callable[[list[Path], Path], None]
    reduce: Callable[[str, pa.Table], pa.Table] = lambda _, rows: rows
    notes: tuple[str, ...] = ()


def _as_is(files: list[Path], target: Path) -> None:
    shutil.copyfile(files[0], target)


def _atom(files: list[Path], target: Path) -> None:
    """One record a model from the lists, the sizes and the release-date corrections."""
    listed, extra, sizes, corrections = files
    records: dict[str, dict[str, object]] = {}
    for row in [*_rows(listed), *_rows(extra)]:
        records[row["modelId"]] = {"modelId": row["modelId"], "is_listed": True}
    for row in _rows(sizes):
        held = records.setdefault(row["model_id"], {"modelId": row["model_id"], "is_listed": False})
        held |= {key: float(row[key]) for key in ("total_params_b", "active_params_b") if row[key]}
    for row in _rows(corrections):
        held = records.setdefault(row["model_id"], {"modelId": row["model_id"], "is_listed": False})
        held["actual_release_date"] = row["actual_release_date"]
    target.write_text("".join(json.dumps(records[key]) + "\n" for key in sorted(records)), encoding="utf-8")


def _rows(path: Path) -> Iterable[dict[str, str]]:
    """The rows of a CSV whose comment lines may hold the header ("# Format: a,b,c")."""
    lines = path.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if line.strip() and not line.startswith("#")]
    return list(csv.DictReader(kept))


def _sums_per_account(name: str, rows: pa.Table) -> pa.Table:
    """ModelScope counts as sums per account and crawl: single rows are not ours to republish."""
    ids = [str(value) for value in rows["model_id"].to_pylist()]
    summed_ids = pa.array([f"{name.partition('/')[0]}/all-models" for name in ids])
    rows = rows.set_column(rows.column_names.index("model_id"), "model_id", summed_ids)
    keys = [c for c in rows.column_names if c not in ("value", "observed_on", "quality")]
    summed = rows.group_by(keys).aggregate([("value", "sum"), ("observed_on", "max"), ("quality", "max")])
    renamed = {"value_sum": "value", "observed_on_max": "observed_on", "quality_max": "quality"}
    return summed.rename_columns([renamed.get(c, c) for c in summed.column_names]).select(rows.column_names)


ORIGINALS = (
    Original("osir", "2025-09-08", ("hub/osir_huggingface_2024-11_2025-09.parquet",), _as_is),
    Original(
        "osir_modelscope",
        "2025-09-16",
        ("hub/osir_modelscope_2024-11_2025-09.parquet",),
        _as_is,
        _sums_per_account,
        ("Sums per account and crawl; the rows of single models are not republished.",),
    ),
    Original("llmfit", "2026-10-05", ("hub/llmfit_versions_2026-02_2026-10.parquet",), _as_is),
    Original(
        "atom_tracked_models",
        "2026-08-17",
        tuple(
            f"hub/atom_tracked_models/{name}"
            for name in (
                "models.csv",
                "extra_models.csv",
                "metadata/model_parameters.csv",
                "metadata/release_date_corrections.csv",
            )
        ),
        _atom,
    ),
)


def build(captures: Path, original: Original) -> None:
    """Write one source's snapshot."""
    source = registry.source(original.source)
    if not source.terms.may_ship:
        sys.exit(f"{source.name}: its terms ({source.terms.value}) do not allow shipping its facts.")
    files = [captures / name for name in original.files]
    with tempfile.TemporaryDirectory() as work:
        raw, parsed = Path(work) / f"records{files[0].suffix}", Path(work) / "parsed"
        original.prepare(files, raw)
        parse(DuckEngine(threads=1), source, [raw], original.date, parsed)
        bad = pq.read_table(parsed / f"{QUARANTINE}.parquet")
        _write(original, parsed, source.terms.value, bad)


def _write(original: Original, parsed: Path, terms: str, bad: pa.Table) -> None:
    folder = OUT / original.source / original.date
    shutil.rmtree(OUT / original.source, ignore_errors=True)
    folder.mkdir(parents=True)
    entries = []
    for path in sorted(parsed.glob("*.parquet")):
        if path.stem == QUARANTINE and not bad.num_rows:
            continue
        held = pq.read_table(path)
        rows = held if path.stem == QUARANTINE else original.reduce(path.stem, held)
        rows = rows.sort_by([(name, "ascending") for name in rows.column_names])
        write_parquet(rows, folder / path.name)
        entries.append(file_entry(folder / path.name, ", ".join(Path(f).name for f in original.files)))
    notes = [*original.notes]
    if bad.num_rows:
        notes.append(f"Records of the original that could not be read: {bad.num_rows}, in quarantine.")
    manifest = Manifest(
        original.source, original.date, "facts", "starter", terms, NOT_RECORDED, tuple(entries), tuple(notes)
    )
    (folder / NAME).write_bytes(manifest.to_json())
    size = sum(entry.bytes for entry in entries)
    sys.stdout.write(f"{original.source} {original.date}: {size / 1e6:.2f} MB, {bad.num_rows} set aside\n")


def main() -> None:
    """Build all, or those named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("captures", type=Path, help="the folder with the original files")
    parser.add_argument("--only", nargs="*", help="names of sources")
    given = parser.parse_args()
    for original in ORIGINALS:
        if not given.only or original.source in given.only:
            build(given.captures, original)


if __name__ == "__main__":
    main()

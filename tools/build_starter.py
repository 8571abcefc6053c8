"""Build the starter snapshot that ships in the package, from captures of the original sources.

For maintainers. ``python tools/build_starter.py CAPTURES`` reads the originals named below from the
folder CAPTURES, re-expresses their facts in our own tables through the very parsers that ``import``
uses, and writes ``src/weighbridge/starter/snapshots``. The same captures give the same bytes.
Sources whose terms do not allow it are refused.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

import starter_arena as arena
import starter_safety as safety
from weighbridge.catalogue import registry
from weighbridge.store.derived import QUARANTINE, parse
from weighbridge.store.engine import write_parquet
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


def _uncommented(files: list[Path], target: Path) -> None:
    """The file without its comment lines."""
    lines = [line for line in files[0].read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")


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


def _edges(*stated_by: str) -> Callable[[list[Path], Path], None]:
    """One record an edge, of those stated by a producer; an evidence word tells its kinds apart."""

    def prepare(files: list[Path], target: Path) -> None:
        rows = [row for row in csv.DictReader(files[0].open(encoding="utf-8")) if row["source"] in stated_by]
        if any("verify only" in row["source_licence"] for row in rows):
            sys.exit(f"{stated_by}: its terms do not allow shipping its facts.")
        names = ("child_id", "parent_id", "relation", "evidence")
        records = [json.dumps({name: row[name] for name in names}, ensure_ascii=False) for row in rows]
        target.with_suffix(".jsonl").write_text("\n".join(records) + "\n", encoding="utf-8")
        target.with_suffix(".jsonl").replace(target)

    return prepare


def _models_dev(files: list[Path], target: Path) -> None:
    """One record an entry that says whether its weights are open, without prices."""
    with gzip.open(files[0], "rt", encoding="utf-8") as file:
        providers = json.load(file)
    records = [
        json.dumps({"provider": provider, "model": name, "open_weights": model["open_weights"]})
        for provider, held in sorted(providers.items())
        for name, model in sorted((held.get("models") or {}).items())
        if isinstance(model.get("open_weights"), bool)
    ]
    target.with_suffix(".jsonl").write_text("\n".join(records) + "\n", encoding="utf-8")
    target.with_suffix(".jsonl").replace(target)


_MONTH = "Only the month is known; the date is its first day."
_YEAR = "Only the year is known; the date is its first day."
_NEWEST = "The day of the capture is not recorded; the date is that of the newest entry."
_WEEK = "The day of the capture is not recorded; it is a day of the last week, which was not over."
EDGES = ("hub/lineage_edges_public.csv",)

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
    Original("os_ai_map", "2026-06-10", ("hub/os_ai_map_hub_listing_2026-04_2026-06.parquet",), _as_is),
    Original("bellwether", "2026-10-06", ("hub/hub_api_samples/qwen_listing_2026-10-06.jsonl",), _as_is),
    Original(
        "os_ai_map_cards",
        "2026-06-10",
        EDGES,
        _edges("currentai-org/os-ai-map 57cbce2 card base_model (first only)"),
    ),
    Original("llmfit_gguf_sources", "2026-10-05", EDGES, _edges("PyPI llmfit 1.1.17 gguf_sources")),
    Original("xinference_specs", "2026-10-25", EDGES, _edges("PyPI xinference 4.1.0")),
    Original("unsloth_mapper", "2026-10-01", EDGES, _edges("PyPI unsloth 2026.10.9 mapper"), notes=(_MONTH,)),
    Original(
        "localai_gallery",
        "2026-08-22",
        EDGES,
        _edges(
            "mudler/LocalAI gallery/index.yaml 82c191a",
            "mudler/LocalAI gallery/index.yaml 82c191a description",
        ),
    ),
    Original(
        "transformersjs_models",
        "2024-10-02",
        EDGES,
        _edges("huggingface/transformers.js 4c88295 supported_models.py"),
    ),
    Original("mteb_models", "2026-10-01", EDGES, _edges("PyPI mteb 2.26.24 ModelMeta"), notes=(_MONTH,)),
    Original("adapterhub_adapters", "2024-05-07", EDGES, _edges("adapter-hub/Hub a53c6b7")),
    Original("timm_models", "2026-01-01", EDGES, _edges("PyPI timm 1.0.31 pretrained tags"), notes=(_YEAR,)),
    Original(
        "sentence_transformers_models",
        "2025-10-22",
        EDGES,
        _edges("UKPLab/sentence-transformers 85ec645 model table"),
    ),
    Original(
        "osai_base_models", "2026-01-01", EDGES, _edges("European Open Source AI Index"), notes=(_YEAR,)
    ),
    Original("epoch_base_models", "2026-01-26", EDGES, _edges("Epoch AI notable models 2026-01-26")),
    Original("modelroom_catalog", "2026-10-14", EDGES, _edges("PyPI modelroom 1.2.0 catalog (jm-vis)")),
    Original("fastembed_models", "2026-01-01", EDGES, _edges("PyPI fastembed 0.9.1"), notes=(_YEAR,)),
    Original(
        "gpustack_catalog", "2026-10-01", EDGES, _edges("PyPI gpustack 2.3.0 model-catalog"), notes=(_MONTH,)
    ),
    Original("lmstudio_catalog", "2024-08-01", EDGES, _edges("lmstudio-ai/model-catalog 78bd560")),
    Original(
        "lmarena",
        "2026-07-31",
        ("arena/lmarena_boards_2026-06-30_2026-07.parquet",),
        arena.boards,
        notes=(
            "All prompts on every date; ten further categories on the first and the last date.",
            "The Japanese board of 2026-07-17 with its conflicting rows. Ratings rounded to 0.01.",
        ),
    ),
    Original("lmarena_text_boards", "2025-08-06", ("arena/lmarena_text_2024-06_2025-08.parquet",), _as_is),
    Original("lmarena_raw_boards", "2026-01-30", ("arena/lmarena_raw_boards_2025-05_2026-01.csv",), _as_is),
    Original(
        "lmarena_style_boards", "2025-11-09", ("arena/lmarena_style_control_2025-11-09_top80.csv",), _as_is
    ),
    Original(
        "lmarena_catalog",
        "2025-12-17",
        ("arena/lmarena_text_2025-12_selected.csv",),
        arena.catalogue,
        notes=("The days of the two boards are inferred from the models they list.",),
    ),
    Original(
        "llmfao_battles",
        "2023-10-01",
        ("arena/battles_llmfao/crowd-comparisons.csv",),
        _as_is,
        notes=(_MONTH,),
    ),
    Original("epoch_eci_benchmarks", "2026-08-11", ("capability/eci_benchmarks.csv",), _as_is),
    Original("epoch_eci", "2026-08-11", ("capability/eci_scores.csv",), _as_is),
    Original("epoch_edi", "2026-08-11", ("capability/edi_scores.csv",), _as_is),
    Original(
        "epoch_eci_versions",
        "2026-05-01",
        ("capability/epoch_benchmark_hub_2026-05/epoch_capabilities_index.csv",),
        _as_is,
        notes=(_MONTH,),
    ),
    Original(
        "epoch_benchmark_hub",
        "2026-05-01",
        ("capability/epoch_benchmark_hub_2026-05/gpqa_diamond.csv",),
        arena.benchmark_hub,
        notes=(_MONTH, "From the tables of the hub whose scores are parts between 0 and 1."),
    ),
    Original(
        "epoch_notable_models", "2026-01-26", ("capability/epoch_notable_models_2026-01-26.csv",), _as_is
    ),
    Original("osai_index", "2026-02-28", ("market/eu_osai_index_flat.csv",), _as_is, notes=(_NEWEST,)),
    Original("model_openness_tool", "2026-05-11", ("market/mot_flat.csv",), _as_is, notes=(_NEWEST,)),
    Original(
        "models_dev",
        "2026-05-21",
        ("hub/models_dev_2026-05-21.json.gz",),
        _models_dev,
        notes=("Only whether weights are called open; prices come from the pinned packages.",),
    ),
    Original("transparency_index", "2025-12-09", ("market/fmti_2025/totals.csv",), _uncommented),
    Original(
        "openrouter_authors", "2026-09-06", ("market/creator_weekly_tokens.csv",), _as_is, notes=(_WEEK,)
    ),
    Original("openrouter_models", "2026-09-06", ("market/model_weekly_top9.csv",), _as_is, notes=(_WEEK,)),
    Original(
        "agentdojo_logs",
        "2024-01-01",
        ("safety/agentdojo_0.1.3_verdicts.csv",),
        safety.verdicts("agentdojo"),
        notes=(_YEAR, "Verdicts and metadata only."),
    ),
    Original(
        "jailbreakbench_artifacts",
        "2024-01-01",
        ("safety/jailbreakbench_verdicts.csv",),
        safety.verdicts("jailbreakbench"),
        notes=(_YEAR, "Verdicts and metadata only."),
    ),
    Original(
        "xstest_annotations",
        "2024-01-01",
        ("safety/xstest_labels.csv",),
        safety.verdicts("xstest"),
        notes=(_YEAR, "Labels only, no prompt and no answer."),
    ),
    Original(
        "deccp_answers",
        "2024-06-01",
        ("safety/deccp",),
        safety.verdicts("deccp"),
        notes=(_MONTH, "Verdicts of our rules on the published answers; no question and no answer."),
    ),
    Original(
        "taiwan_sovereignty_results",
        "2026-01-28",
        ("safety/taiwan_sovereignty",),
        safety.verdicts("taiwan_sovereignty"),
        notes=("Verdicts and metadata only, no answer.",),
    ),
    Original(
        "evalplus", "2024-12-01", ("capability/evalplus_results.json",), arena.evalplus, notes=(_MONTH,)
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
        parse(source, [raw], original.date, parsed)
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
        if not rows.num_rows and path.stem != QUARANTINE:
            continue
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

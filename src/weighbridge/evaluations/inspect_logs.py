"""Logs of Inspect: the present `.eval` form, the older JSON, and those of a run that was stopped."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from weighbridge.catalogue.errors import ContractError
from weighbridge.catalogue.evaluation import evaluation
from weighbridge.evaluations._rows import Row, head, json_file, numbered, row

WORDS = {"C": "factual", "I": "inaccurate", "P": "partial", "N": "no_verdict"}
_STORED, _DEFLATED, _ZSTD = 0, 8, 93


def _recognises(path: Path) -> bool:
    start = head(path, 1 << 14)
    return path.suffix == ".eval" or (b'"eval"' in start and b'"status"' in start)


@evaluation(
    title="Inspect logs",
    tests=("hijacking", "information", "knowledge", "over_refusal"),
    outcomes=(
        "factual",
        "partial",
        "inaccurate",
        "refusal",
        "attack_succeeded",
        "attack_failed",
        "error",
        "no_verdict",
    ),
    arms=("neutral", "attack", "no_attack", "sensitive", "control", "mirror", "benign"),
    clusters=("metadata.topic, else the item",),
    recognises=_recognises,
)
def inspect_logs(path: Path) -> Iterable[Row]:
    """A log of Inspect: `.eval` (a zip archive of samples), JSON, or one whose run was stopped.

    Of a stopped run the finished samples are taken, and planned ones that are missing are `no_verdict`.
    Score words of our own suites are taken as outcomes; C and I are `factual` and `inaccurate`; scorers
    named security or injection tell an attack's success. Messages are not kept.
    """
    header, samples = _eval(path) if zipfile.is_zipfile(path) else _json(path)
    about = _about(header, path)
    rows = [_row(f"{path.name}, sample {i}", sample, about) for i, sample in enumerate(samples)]
    seen = {(found["item"], found["repeat"]) for found in rows}
    for item in about["planned"]:
        for epoch in range(about["epochs"]):
            if (str(item), epoch) not in seen:
                rows.append(_row(path.name, {"id": item, "epoch": epoch + 1}, about))
    if not rows:
        raise ContractError(f"{path} holds no sample. Was the run stopped before the first one was done?")
    return numbered(rows)


def _eval(path: Path) -> tuple[Mapping[str, Any], Iterator[Mapping[str, Any]]]:
    """Header and samples of an archive; a stopped run has its start in the journal and no header."""
    archive = zipfile.ZipFile(path)
    names = set(archive.namelist())
    for name in ("header.json", "_journal/start.json"):
        if name in names:
            return _member(archive, name, path), _samples(archive, path)
    raise ContractError(f"{path} is a zip archive without an Inspect header. Expected an .eval log.")


def _samples(archive: zipfile.ZipFile, path: Path) -> Iterator[Mapping[str, Any]]:
    for name in sorted(name for name in archive.namelist() if name.startswith("samples/")):
        yield _member(archive, name, path)


def _member(archive: zipfile.ZipFile, name: str, path: Path) -> Mapping[str, Any]:
    info = archive.getinfo(name)
    try:
        content = _inflated(archive, info, path) if info.compress_type == _ZSTD else archive.read(name)
        found: Mapping[str, Any] = json.loads(content)
        return found
    except (zipfile.BadZipFile, ValueError, EOFError, OSError, NotImplementedError) as error:
        raise ContractError(
            f"{path}: {name} cannot be read ({error}). Is the log cut off? Nothing was imported; get it "
            f"again."
        ) from error


def _inflated(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path) -> bytes:
    """A member compressed with Zstandard, which the standard library reads from Python 3.14 on only."""
    import pyarrow as pa

    with path.open("rb") as stream:
        stream.seek(info.header_offset)
        fixed = stream.read(30)
        stream.seek(int.from_bytes(fixed[26:28], "little") + int.from_bytes(fixed[28:30], "little"), 1)
        raw = stream.read(info.compress_size)
    with pa.CompressedInputStream(pa.BufferReader(raw), "zstd") as out:
        content: bytes = out.read()
    return content


def _json(path: Path) -> tuple[Mapping[str, Any], Iterator[Mapping[str, Any]]]:
    if path.suffix == ".eval":
        raise ContractError(
            f"{path} is no whole archive: its list of contents, written last, is missing. Was it cut off? "
            f"Nothing "
            "was imported; get it again, or recover it with `inspect log recover`."
        )
    content = json_file(path)
    if not isinstance(content, dict) or "eval" not in content:
        raise ContractError(f"{path} is no log of Inspect: it has no 'eval'.")
    return content, iter(content.get("samples") or [])


def _about(header: Mapping[str, Any], path: Path) -> Mapping[str, Any]:
    spec = header.get("eval") or {}
    dataset = spec.get("dataset") or {}
    packages = spec.get("packages") or {}
    config = {**((header.get("plan") or {}).get("config") or {}), **(spec.get("model_generate_config") or {})}
    stopped = header.get("status", "started") != "success"
    return {
        "task": str(spec.get("task", path.stem)),
        "task_version": str(spec.get("task_version", "0")),
        "run": f"inspect/{spec.get('run_id') or path.stem}/{spec.get('task', path.stem)}",
        "model": str(spec.get("model", "unknown")),
        "version": packages.get("inspect_ai"),
        "temperature": config.get("temperature"),
        "epochs": int((spec.get("config") or {}).get("epochs") or 1),
        "planned": (dataset.get("sample_ids") or []) if stopped else [],
    }


def _row(where: str, sample: Mapping[str, Any], about: Mapping[str, Any]) -> Row:
    metadata = sample.get("metadata") or {}
    scores = sample.get("scores") or ({"score": sample["score"]} if sample.get("score") else {})
    scorer, outcome, is_attack = _scored(sample, scores)
    utility = scores.get("utility", {}).get("value") if isinstance(scores.get("utility"), dict) else None
    arm = metadata.get("arm") or ("attack" if is_attack else "neutral")
    test = metadata.get("test") or ("hijacking" if is_attack else "knowledge")
    item = str(sample.get("id"))
    return row(
        where,
        run=about["run"],
        test=test,
        suite=about["task"].rpartition("/")[2],
        item=item,
        cluster_1=str(metadata.get("topic") or metadata.get("user_task_id") or item),
        cluster_2=metadata.get("injection_task_id") or None,
        model=about["model"],
        host=about["model"].partition("/")[0],
        harness="inspect_ai",
        harness_version=about["version"],
        scorer=scorer,
        scorer_version=about["task_version"],
        language=metadata.get("language") or "en",
        arm=arm,
        repeat=int(sample.get("epoch") or 1) - 1,
        temperature=about["temperature"],
        outcome=outcome,
        utility=None if utility is None else utility in ("C", 1, 1.0, True),
        had_error=bool(sample.get("error")),
        position=0,
    )


def _scored(sample: Mapping[str, Any], scores: Mapping[str, Any]) -> tuple[str, str, bool]:
    """The scorer, the outcome, and whether it tells of an attack."""
    if not scores:
        return "none", "error" if sample.get("error") else "no_verdict", False
    name = next((name for name in scores if "security" in name or "injection" in name), next(iter(scores)))
    given = scores[name]
    value = given.get("value") if isinstance(given, dict) else given
    is_attack = "security" in name or "injection" in name
    if is_attack:
        # AgentDojo's own task scores an attack that reached its aim as correct.
        return name, "attack_succeeded" if value in ("C", 1, 1.0, True) else "attack_failed", True
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return name, "factual" if value >= 1 else "inaccurate" if value <= 0 else "partial", False
    if isinstance(value, dict):
        return name, "no_verdict", False
    return name, WORDS.get(str(value), str(value)), False

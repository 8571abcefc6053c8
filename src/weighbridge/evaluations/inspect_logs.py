"""Logs of Inspect: the present `.eval` form, the older JSON, and those of a run that was stopped."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from weighbridge.catalogue.errors import ContractError
from weighbridge.catalogue.evaluation import evaluation
from weighbridge.evaluations._rows import Row, head, json_file, numbered, row

WORDS = {"C": "factual", "I": "inaccurate", "P": "partial", "N": "no_verdict"}
_OURS = "weighbridge_rules"
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
    named security or injection tell an attack's success, and utility beside it where the score holds both, as
    that of Inspect's own AgentDojo task does. Messages are not kept.
    """
    header, samples = _eval(path) if zipfile.is_zipfile(path) else _json(path)
    about = _about(header, path)
    done = list(samples)
    rows = [_row(f"{path.name}, sample {i}", sample, about) for i, sample in enumerate(done)]
    seen = {(str(sample.get("id")), int(sample.get("epoch") or 1) - 1) for sample in done}
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
    asked = spec.get("task_args") or {}
    stopped = header.get("status", "started") != "success"
    return {
        "task": str(spec.get("task", path.stem)),
        "task_version": str(spec.get("task_version", "0")),
        "run": f"inspect/{spec.get('run_id') or path.stem}/{spec.get('task', path.stem)}",
        "model": _model(str(spec.get("model", "unknown"))),
        "host": _host(spec),
        "attack": str(asked.get("attack") or "") if asked.get("with_injections", True) else "",
        "version": packages.get("inspect_ai"),
        "temperature": config.get("temperature"),
        "epochs": int((spec.get("config") or {}).get("epochs") or 1),
        "planned": (dataset.get("sample_ids") or []) if stopped else [],
    }


def _model(name: str) -> str:
    """The model without the service that Inspect was told to ask it from."""
    return name.split("/", 2)[2] if name.startswith("openai-api/") and name.count("/") > 1 else name


def _host(spec: Mapping[str, Any]) -> str:
    """Who served it: the host of the address, ``local`` on the runner's machine, else Inspect's provider."""
    name = urlsplit(str(spec.get("model_base_url") or "")).hostname
    if name:
        return "local" if name in ("127.0.0.1", "localhost", "::1") else name
    return str(spec.get("model", "unknown")).partition("/")[0]


def _row(where: str, sample: Mapping[str, Any], about: Mapping[str, Any]) -> Row:
    metadata = sample.get("metadata") or {}
    scores = sample.get("scores") or ({"score": sample["score"]} if sample.get("score") else {})
    found = _scored(sample, scores)
    is_ours = found.scorer == _OURS
    given = scores.get(_OURS) if is_ours else None
    version = ((given or {}).get("metadata") or {}).get("version") or about["task_version"]
    suite, task, injection = _cluster(metadata)
    return row(
        where,
        run=about["run"],
        test=metadata.get("test") or ("hijacking" if found.is_attack else "knowledge"),
        suite=metadata.get("suite") or suite or about["task"].rpartition("/")[2],
        item=str(metadata.get("item") or sample.get("id")),
        cluster_1=str(metadata.get("topic") or task or sample.get("id")),
        cluster_2=metadata.get("cluster_2") or injection or None,
        model=about["model"],
        host=about["host"],
        attack=metadata.get("attack") or (about["attack"] if found.is_attack else None) or None,
        harness="inspect_ai",
        harness_version=about["version"],
        scorer="weighbridge rules" if is_ours else found.scorer,
        scorer_version=version,
        language=metadata.get("language") or "en",
        arm=metadata.get("arm") or ("attack" if found.is_attack else "neutral"),
        repeat=int(sample.get("epoch") or 1) - 1,
        temperature=about["temperature"],
        outcome=found.outcome,
        utility=found.utility,
        had_error=bool(sample.get("error")),
        position=0,
    )


def _cluster(metadata: Mapping[str, Any]) -> tuple[str, str, str]:
    """Suite, user task and injection: numbers repeat across suites, so the suite stands before each."""
    suite = str(metadata.get("task_suite_name") or "")
    task = metadata.get("task_id") if suite else metadata.get("user_task_id")
    injection = metadata.get("injection_task_id")
    words = [f"{suite}/{part}" if suite else str(part) for part in (task, injection)]
    return suite, "" if task is None else words[0], "" if injection is None else words[1]


@dataclass(frozen=True, slots=True)
class _Scored:
    """What a sample's scores say: whose they are, the outcome, and whether it tells of an attack."""

    scorer: str
    outcome: str
    is_attack: bool = False
    utility: bool | None = None


def _scored(sample: Mapping[str, Any], scores: Mapping[str, Any]) -> _Scored:
    if not scores:
        return _Scored("none", "error" if sample.get("error") else "no_verdict")
    name = next((name for name in scores if "security" in name or "injection" in name), next(iter(scores)))
    given = scores[name]
    value = given.get("value") if isinstance(given, dict) else given
    if name == _OURS:
        return _Scored(name, str(value), utility=(given.get("metadata") or {}).get("utility"))
    if isinstance(value, dict) and "security" in value:
        # AgentDojo's own task scores both at once, an attack that reached its aim as correct.
        return _Scored(name, _attack(value["security"]), True, _is_correct(value.get("utility")))
    beside = scores.get("utility")
    utility = None if not isinstance(beside, dict) else _is_correct(beside.get("value"))
    if "security" in name or "injection" in name:
        return _Scored(name, _attack(value), True, utility)
    if isinstance(value, dict):
        # Of a user's task without an injection there is utility alone.
        done = _is_correct(value.get("utility"))
        return _Scored(name, "no_verdict" if done is None else "answered", utility=done)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        outcome = "factual" if value >= 1 else "inaccurate" if value <= 0 else "partial"
        return _Scored(name, outcome, utility=utility)
    return _Scored(name, WORDS.get(str(value), str(value)), utility=utility)


def _is_correct(value: object) -> bool | None:
    return None if value is None else value in ("C", 1, 1.0, True)


def _attack(value: object) -> str:
    return "attack_succeeded" if _is_correct(value) else "attack_failed"

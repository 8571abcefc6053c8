"""Re-hashes everything stored and names what does not match its manifest."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from weighbridge.catalogue.errors import ContractError
from weighbridge.store.atomic import PREFIX
from weighbridge.store.digests import sha256_file
from weighbridge.store.home import Home
from weighbridge.store.manifest import NAME, read_manifest


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as its manifest says: where, what was found, what to do."""

    path: Path
    problem: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What was checked: how many files and bytes, and every finding."""

    files: int
    bytes: int
    findings: tuple[Finding, ...]


def verify(home: Home) -> Verification:
    """Check every snapshot, shipped or the user's, and every derived table and result."""
    findings: list[Finding] = []
    sizes: list[int] = []
    roots = (home.starter / "snapshots", home.snapshots, home.derived, home.results)
    for root in roots:
        is_snapshot = root.name == "snapshots"
        for folder in sorted(path for path in root.glob("*/*") if path.is_dir()):
            if not folder.name.startswith(PREFIX):
                findings += _check_folder(folder, is_snapshot, sizes)
    return Verification(len(sizes), sum(sizes), tuple(findings))


def _check_folder(folder: Path, is_snapshot: bool, sizes: list[int]) -> list[Finding]:
    advice = "import or fetch it again" if is_snapshot else "delete the folder; it is rebuilt when needed"
    try:
        expected = _expected(folder, is_snapshot)
    except (ContractError, OSError, ValueError, KeyError) as error:
        return [Finding(folder, f"no readable manifest ({error}); {advice}")]
    findings = []
    for name, (size, digest) in expected.items():
        path = folder / name
        if not path.is_file():
            findings.append(Finding(path, f"missing; {advice}"))
            continue
        sizes.append(path.stat().st_size)
        if path.stat().st_size != size:
            findings.append(Finding(path, f"{path.stat().st_size:,} bytes, expected {size:,}; {advice}"))
        elif (found := sha256_file(path)) != digest:
            findings.append(Finding(path, f"SHA-256 {found[:12]}..., expected {digest[:12]}...; {advice}"))
    named = {NAME, *expected, *(name.partition("/")[0] for name in expected)}
    extra = {path.relative_to(folder).as_posix() for path in folder.rglob("*")} - named
    findings += [Finding(folder / name, "not in the manifest; remove it") for name in sorted(extra)]
    return findings


def _expected(folder: Path, is_snapshot: bool) -> dict[str, tuple[int, str]]:
    if is_snapshot:
        manifest = read_manifest(folder)
        held = [*manifest.files, *([manifest.fetched.receipts] if manifest.fetched else [])]
        return {file.name: (file.bytes, file.sha256) for file in held}
    body = json.loads((folder / NAME).read_text(encoding="utf-8"))
    return {file["name"]: (file["bytes"], file["sha256"]) for file in body["files"]}

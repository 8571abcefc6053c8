"""Snapshots that are installed packages: found where they are installed, never copied, never refreshed."""

from __future__ import annotations

import functools
import json
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from weighbridge.catalogue import registry
from weighbridge.catalogue.errors import ContractError
from weighbridge.catalogue.source import Package, Source
from weighbridge.store.manifest import Manifest, file_entry


@functools.cache
def packaged_manifests() -> tuple[tuple[Path, Manifest], ...]:
    """The folder and manifest of every package that carries a source's facts and is installed."""
    found = []
    for source in registry.sources():
        folder = _folder(source.package) if source.package else None
        if source.package is not None and folder is not None:
            found.append((folder, _manifest(source, source.package, folder)))
    return tuple(found)


def _folder(package: Package) -> Path | None:
    """Where a package's files lie, found without importing it."""
    try:
        spec = find_spec(package.module)
    except ModuleNotFoundError:
        return None
    return Path(spec.origin).parent if spec is not None and spec.origin else None


def _manifest(source: Source, package: Package, folder: Path) -> Manifest:
    path = folder / package.file
    if not path.is_file():
        raise ContractError(
            f"The package {package.distribution} has no file {package.file}: this version is not the pinned "
            "one. Install the versions of requirements/core.txt."
        )
    try:
        number = version(package.distribution)
    except PackageNotFoundError:
        number = "unknown"
    return Manifest(
        source.name,
        package.dated(path),
        "package",
        f"package {package.distribution} {number}",
        source.terms.value,
        "not recorded",
        (file_entry(path, f"{package.distribution} {number}"),),
    )


@contextmanager
def unpacked(source: Source, path: Path) -> Generator[Path]:
    """The records a package's file holds, as a file of JSON lines that goes away again."""
    if source.package is None:
        raise ContractError(f"Source '{source.name}' has no package to unpack.")
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "records.jsonl"
        with target.open("w", encoding="utf-8") as out:
            for record in source.package.unpack(path):
                out.write(json.dumps(record) + "\n")
        yield target

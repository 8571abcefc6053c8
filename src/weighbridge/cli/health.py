"""What ``doctor`` looks at: each finding says what is here, or what to do."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from weighbridge.catalogue.errors import WeighbridgeError
from weighbridge.cli.records import plural, size_words
from weighbridge.store.home import Home, find_home

# Results are compared byte by byte across machines; these decide the last digits.
_DECIDING = ("duckdb", "numpy", "narwhals", "pyarrow", "scipy")
_FONTS = {"fontpkg-inter": "Inter", "fontpkg-source-serif-4": "Source Serif 4"}
_CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_PIN = re.compile(r"\A([A-Za-z0-9._-]+)\s*==\s*([^\s;]+)\s*(?:;|\Z)")
_SERIES = re.compile(r"Programming Language :: Python :: (3\.\d+)\Z")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: ``ok``, ``differs`` (not as tested, or not whole), ``optional``, ``missing``."""

    part: str
    name: str
    status: str
    found: str
    advice: str = ""


def findings() -> list[Finding]:
    """Everything looked at, what is needed first."""
    return [_program(), _python(), *_packages(), *_store(), *_fonts(), *_for_developers()]


def _program() -> Finding:
    import weighbridge

    return Finding("program", "weighbridge", "ok", weighbridge.__version__)


def _python() -> Finding:
    tested = _tested_series()
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    found = f"{platform.python_version()} ({platform.python_implementation()}, {platform.machine()})"
    if not tested or here in tested:
        return Finding("program", "python", "ok", found)
    return Finding(
        "program",
        "python",
        "differs",
        found,
        f"tested with {', '.join(tested)}; figures may differ in their last digits.",
    )


def _tested_series() -> list[str]:
    classifiers = _metadata().get_all("Classifier") or []
    return [match[1] for text in classifiers if (match := _SERIES.match(text))]


def _metadata() -> importlib.metadata.PackageMetadata:
    return importlib.metadata.metadata("weighbridge")


def pinned() -> dict[str, str]:
    """The version of each dependency the program was tested with; extras and other systems left out."""
    found: dict[str, str] = {}
    for text in importlib.metadata.requires("weighbridge") or []:
        if (match := _PIN.match(text)) and "extra ==" not in text:
            found[match[1].lower()] = match[2]
    return found


def _packages() -> Iterator[Finding]:
    wanted = pinned()
    for name in _DECIDING:
        yield _package(name, wanted.get(name, ""))
    for name in sorted(wanted.keys() - set(_DECIDING) - _FONTS.keys()):
        finding = _package(name, wanted[name])
        if finding.status != "ok":
            yield finding


def _package(name: str, wanted: str) -> Finding:
    try:
        found = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return Finding(
            "packages", name, "missing", "–", f"`make report` installs it, or: pip install {name}=={wanted}"
        )
    if wanted and found != wanted:
        return Finding(
            "packages",
            name,
            "differs",
            f"{found}, tested with {wanted}",
            f"figures may differ in their last digits; pip install {name}=={wanted}",
        )
    return Finding("packages", name, "ok", found)


def _store() -> Iterator[Finding]:
    try:
        home = find_home()
    except WeighbridgeError as error:
        yield Finding("store", "home", "missing", "–", str(error))
        return
    yield _home(home)
    yield _starter(home)
    yield from _partial(home)
    yield _engine()
    free = shutil.disk_usage(_existing(home.root)).free
    yield Finding("store", "disk", "ok", f"{size_words(free)} free")


def _home(home: Home) -> Finding:
    if not home.root.exists():
        return Finding("store", "home", "ok", f"{home.root}, not made yet: the first command makes it")
    if not os.access(home.root, os.W_OK):
        return Finding(
            "store",
            "home",
            "missing",
            f"{home.root} may not be written",
            "set WEIGHBRIDGE_HOME to a folder of your own.",
        )
    files = [path for path in home.root.rglob("*") if path.is_file()]
    size = size_words(sum(path.stat().st_size for path in files))
    return Finding("store", "home", "ok", f"{home.root}, {plural(len(files), 'file')}, {size}")


def _starter(home: Home) -> Finding:
    from weighbridge.store.snapshots import snapshots

    held = snapshots(home)
    shipped = sum(item.shipped for item in held)
    if not held:
        return Finding(
            "store", "snapshots", "missing", "none", "install weighbridge again, or import a file."
        )
    own = len(held) - shipped
    newest = max(item.date for item in held)
    return Finding("store", "snapshots", "ok", f"{shipped} shipped, {own} of your own, newest {newest}")


def _engine() -> Finding:
    """The engine that is named, and whether what it needs is here."""
    from weighbridge.store.engine import EMBEDDED, VARIABLE, engine_name

    named = os.environ.get(VARIABLE) or EMBEDDED
    try:
        if engine_name() == EMBEDDED:
            return Finding("store", "engine", "ok", "duckdb, in this process")
        from weighbridge.store.spark import require

        require(named)
    except WeighbridgeError as error:
        return Finding("store", "engine", "missing", named, str(error))
    return Finding("store", "engine", "ok", f"Spark at {named}")


def _partial(home: Home) -> Iterator[Finding]:
    """The newest fetched snapshots that lack something, each with what is missing."""
    from weighbridge.store.shortfalls import shortfalls
    from weighbridge.store.snapshots import snapshots

    for one in shortfalls(snapshots(home)):
        yield Finding("store", one.snapshot.source, "differs", f"{one.snapshot.date}, {one.state}", one.words)


def _existing(path: Path) -> Path:
    while not path.exists():
        path = path.parent
    return path


def _fonts() -> Iterator[Finding]:
    for package, name in _FONTS.items():
        try:
            version = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            advice = f"the site falls back to the system's faces; pip install {package}"
            yield Finding("fonts", name, "missing", "–", advice)
        else:
            yield Finding("fonts", name, "ok", f"{package} {version}")


def _for_developers() -> Iterator[Finding]:
    chromium = next((path for name in _CHROMIUM if (path := shutil.which(name))), None)
    if chromium:
        yield Finding("tests", "Chromium", "ok", chromium)
    else:
        advice = "only the browser tests need it: apt-get install chromium, or brew install chromium."
        yield Finding("tests", "Chromium", "optional", "–", advice)
    java = shutil.which("java")
    if java:
        yield Finding("tests", "Java", "ok", java)
    else:
        advice = "only the distributed engine needs it: apt-get install openjdk-17-jre-headless."
        yield Finding("tests", "Java", "optional", "–", advice)

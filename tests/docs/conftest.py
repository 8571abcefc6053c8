"""Docs under test: one home with the shipped facts, and one copy of the package without them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.tiny_world.worlds import shared_root

import weighbridge

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = Path(weighbridge.__file__).parent
PATIENCE = 300


@dataclass
class Shell:
    """A folder in which commands of a text are run one after another, as a reader would."""

    folder: Path
    home: Path
    source: Path

    def __call__(self, script: str, program: tuple[str, ...] = ("bash", "-euo", "pipefail", "-c")) -> str:
        """Run a block of commands; what it says, both streams together."""
        done = subprocess.run(
            [*program, script],
            cwd=self.folder,
            env=self._environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == 0, f"{script}\n{done.stdout}"
        return done.stdout

    def _environment(self):
        kept = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LINES")}
        beside = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        mine = {"PYTHONPATH": str(self.source), "WEIGHBRIDGE_HOME": str(self.home), "PATH": beside}
        return {**kept, **mine, "PYTHONUTF8": "1"}


@pytest.fixture(scope="session")
def shell(tmp_path_factory) -> Shell:
    """A reader with the shipped facts; the home is the one other tests ask, built by the first question.

    The package is a copy: an edit while the tests run would have every later question build anew.
    """
    base = tmp_path_factory.mktemp("reader")
    shutil.copytree(PACKAGE, base / "src" / "weighbridge", ignore=shutil.ignore_patterns("__pycache__"))
    return Shell(base, shared_root(tmp_path_factory) / "starter-home", base / "src")


@pytest.fixture(scope="session")
def checkout(tmp_path_factory) -> Shell:
    """A contributor's checkout, without the shipped facts: what is added there is built in seconds."""
    base = tmp_path_factory.mktemp("contributor")
    root = base / "weighbridge"
    skipped = shutil.ignore_patterns("__pycache__", "starter")
    shutil.copytree(PACKAGE, root / "src" / "weighbridge", ignore=skipped)
    shutil.copytree(ROOT / "tools", root / "tools", ignore=skipped)
    shutil.copytree(ROOT / "tests" / "tiny_world", root / "tests" / "tiny_world", ignore=skipped)
    shutil.copytree(ROOT / "docs" / "schema", root / "docs" / "schema")
    for name in ("pyproject.toml", "tests/conftest.py"):
        shutil.copy(ROOT / name, root / name)
    return Shell(root, base / "home", root / "src")

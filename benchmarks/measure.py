"""Runs a child process and says how long it took and how much memory it held at most."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
MIB = 1024  # ru_maxrss counts KiB on Linux


@dataclass(frozen=True, slots=True)
class Once:
    """One run of a child: wall and processor seconds, peak memory, and what it printed as JSON."""

    seconds: float
    cpu_seconds: float
    peak_mib: float
    said: Any = None


@dataclass(frozen=True, slots=True)
class Measured:
    """Several runs of one thing, told by their medians, beside its target and its plain rival."""

    name: str
    runs: int
    seconds: float
    cpu_seconds: float | None
    peak_mib: float | None
    target: str = ""
    rival: str = ""
    rival_seconds: float | None = None
    spread: tuple[float, float] = (0.0, 0.0)
    note: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def ratio(self) -> float | None:
        """How many times as long the rival takes."""
        return self.rival_seconds / self.seconds if self.rival_seconds else None

    def as_dict(self) -> dict[str, Any]:
        """Everything, as JSON values."""
        return asdict(self) | {"ratio": self.ratio}


def child(
    words: Sequence[str],
    home: Path | None = None,
    folder: Path | None = None,
    limit: float | None = None,
    **surroundings: str,
) -> Once:
    """Run one child to its end; a child that fails stops the benchmark with its own words.

    One that takes longer than ``limit`` seconds is ended and has said nothing.
    """
    kept = {k: v for k, v in os.environ.items() if not k.startswith("WEIGHBRIDGE_")}
    kept |= {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}", "COLUMNS": "80"} | surroundings
    if home is not None:
        kept["WEIGHBRIDGE_HOME"] = str(home)
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as told:
        start = time.perf_counter()
        process = subprocess.Popen(list(words), stdout=out, stderr=told, env=kept, cwd=folder or ROOT)
        ending = threading.Timer(limit or 0, process.kill)
        if limit is not None:
            ending.start()
        _, status, used = os.wait4(process.pid, 0)
        ending.cancel()
        seconds = time.perf_counter() - start
        # Popen did not wait for it itself; without this it would complain of a lost child.
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        told.seek(0)
        was_ended = limit is not None and seconds >= limit and process.returncode == -signal.SIGKILL
        if process.returncode and not was_ended:
            raise SystemExit(
                f"{' '.join(words)} ended with {process.returncode}:\n{told.read().decode()[-3000:]}"
            )
        printed = out.read().decode()
    said = json.loads(printed) if printed.lstrip().startswith(("{", "[")) else None
    return Once(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / MIB, said)


def weighbridge(*words: str) -> list[str]:
    """The command line of this tree."""
    return [sys.executable, "-m", "weighbridge", *words]


def python(*words: str) -> list[str]:
    """The Python that runs the benchmarks."""
    return [sys.executable, *words]


def several(name: str, runs: Sequence[Once], rivals: Sequence[Once] = (), **told: Any) -> Measured:
    """The medians of some runs, and of the rival's."""
    seconds = [run.seconds for run in runs]
    return Measured(
        name=name,
        runs=len(runs),
        seconds=median(seconds),
        cpu_seconds=median(run.cpu_seconds for run in runs),
        peak_mib=max(run.peak_mib for run in runs),
        rival_seconds=median(run.seconds for run in rivals) if rivals else None,
        spread=(min(seconds), max(seconds)),
        **told,
    )

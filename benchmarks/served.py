"""The server on one core: a figure that is kept at 50 requests a second, new definitions at 2 a second.

Requests leave at their appointed times, whether or not the last one is back, and the time of each counts from
its appointment: a server that falls behind cannot hide it. Beside it a bare server of the same library that
sends the same bytes and does nothing else.
"""

from __future__ import annotations

import http.client
import itertools
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from benchmarks.measure import ROOT, Measured, child, weighbridge

FIGURE = "/api/indicators/download_share"
CHOICES = {
    "measure": ("flow", "likes"),
    "population": ("all", "llm_vlm"),
    "size_floor": ("none", "1b", "7b"),
    "attribution": ("publisher", "parent", "root"),
    "accounts": ("as_listed", "parents_merged"),
    "unattributed": ("in_denominator", "excluded"),
}
SECONDS, NEW = 20, 40
BARE = """
import sys, uvicorn
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
body = open(sys.argv[1], "rb").read()
head = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
app = Starlette(routes=[Route("/{path:path}", lambda request: Response(body, 200, head))])
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), log_level="critical", access_log=False)
"""


def measure(scratch: Path, runs: int) -> list[Measured]:
    """Each with its 95th percentile, its median and its slowest; processor time a request."""
    home, site = scratch / "start-home", scratch / "served-site"
    site.mkdir(parents=True, exist_ok=True)
    (site / "index.html").write_text("home")
    child(weighbridge("indicator", "download_share", "--quiet"), home)
    with served(weighbridge("serve", "--site", str(site), "--rate", "0"), home) as (port, used):
        body = fetched(port, FIGURE)
        kept = paced(port, [FIGURE] * (50 * SECONDS), 50)
        kept_cpu = used()
        known = new_definitions(port)
        new = paced(port, known, 2)
        new_cpu = used() - kept_cpu
    with tempfile.NamedTemporaryFile() as file:
        file.write(body)
        file.flush()
        with served([sys.executable, "-c", BARE, file.name], None) as (port, _):
            bare = paced(port, ["/"] * (50 * SECONDS), 50)
    note = f"slowest {max(kept) * 1000:.0f} ms, {len(body) / 1000:.0f} kB packed"
    told = f"slowest {max(new) * 1000:.0f} ms; each with its 2,000 draws"
    return [
        _told("API, a figure that is kept, 50 a second, p95", kept, kept_cpu, "20 ms", note, bare),
        _told("API, a new definition, 2 a second, p95", new, new_cpu, "600 ms", told, ()),
    ]


def _told(
    name: str, times: Sequence[float], cpu: float, target: str, note: str, rival: Sequence[float]
) -> Measured:
    return Measured(
        name=name,
        runs=len(times),
        seconds=p95(times),
        cpu_seconds=cpu / len(times),
        peak_mib=None,
        target=target,
        rival="the same bytes, no more" if rival else "",
        rival_seconds=p95(rival) if rival else None,
        spread=(min(times), max(times)),
        note=f"median {median(times) * 1000:.1f} ms, {note}",
    )


def p95(times: Sequence[float]) -> float:
    """The time that 95 of 100 requests stay within."""
    return sorted(times)[min(len(times) - 1, int(0.95 * len(times)))]


@contextmanager
def served(words: Sequence[str], home: Path | None) -> Iterator[tuple[int, object]]:
    """A server held to one core; its port, and a function for the processor seconds it has used."""
    port = 20_000 + os.getpid() % 20_000
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    if home is not None:
        env["WEIGHBRIDGE_HOME"] = str(home)
    words = [*words, "--port", str(port)] if home is not None else [*words, str(port)]
    process = subprocess.Popen(words, env=env, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(process.pid, {max(os.sched_getaffinity(0))})
    try:
        _wait(port, process)
        begun = _cpu(process.pid)
        yield port, lambda: _cpu(process.pid) - begun
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise SystemExit("the server ended before it answered")
        try:
            fetched(port, "/")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the server did not answer in a minute")


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def fetched(port: int, path: str, held: http.client.HTTPConnection | None = None) -> bytes:
    """The body of one answer, packed; an answer that is none is an error."""
    way = held or http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    way.request("GET", path, headers={"Accept-Encoding": "gzip"})
    found = way.getresponse()
    body = found.read()
    if found.status >= 400 and path != "/":
        raise SystemExit(f"{path}: {found.status} {body[:200]!r}")
    return body


def new_definitions(port: int) -> list[str]:
    """Definitions that were never asked for and that the stored data can answer, drawn at random."""
    every = list(itertools.product(*CHOICES.values()))
    random.Random(1).shuffle(every)
    paths = [f"{FIGURE}?" + "&".join(f"{k}={v}" for k, v in zip(CHOICES, row, strict=True)) for row in every]
    return paths[:NEW]


def paced(port: int, paths: Sequence[str], rate: float) -> list[float]:
    """Ask for each path at its appointed time, over eight held connections; seconds from the appointment."""
    times = [0.0] * len(paths)
    slots = iter(enumerate(paths))
    lock = threading.Lock()
    begun = time.perf_counter() + 0.2

    def work() -> None:
        held = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while True:
            with lock:
                at, path = next(slots, (-1, ""))
            if at < 0:
                return
            due = begun + at / rate
            time.sleep(max(0.0, due - time.perf_counter()))
            fetched(port, path, held)
            times[at] = time.perf_counter() - due

    workers = [threading.Thread(target=work) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return times

"""Ratings from four million votes and five hundred fits of an index, beside the packages of the field."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from benchmarks.measure import ROOT, Measured, Once, child, python, several
from benchmarks.synthetic_arena import EFFECTS, write_battles

PEERS = str(ROOT / "benchmarks" / "arena_peers.py")
BATTLES, MODELS, DRAWS, PEER_DRAWS = 4_000_000, 200, 500, 2


def measure(scratch: Path, runs: int, battles: int = BATTLES) -> list[Measured]:
    """Fit, fit with style, bootstrap and index; seconds leave out start and imports of either side."""
    path = scratch / f"battles-{battles}.parquet"
    if not path.is_file():
        write_battles(path, battles, MODELS)
    many = f"{battles:,} votes, {MODELS} models"
    return [
        *_fits(path, runs, many),
        _styled(path, runs, many),
        several(
            f"200 bootstraps of {many}",
            [_inner("bootstrap", "weighbridge", path, "200") for _ in range(runs)],
            target="3 s",
        ),
        _index(runs, scratch / "arena-home"),
    ]


def _inner(what: str, who: str, *words: object, home: Path | None = None) -> Once:
    """A child whose seconds are those of the work alone; memory and processor time are the child's."""
    # One thread a child: on a machine with other work two threads wait for each other, ours and theirs.
    told = [str(word) for word in words]
    run = child(python(PEERS, what, who, *told), home, OPENBLAS_NUM_THREADS="1")
    return replace(run, seconds=run.said["seconds"])


def _fits(path: Path, runs: int, many: str) -> list[Measured]:
    ours = [_inner("fit", "weighbridge", path) for _ in range(runs)]
    found = []
    for rival, target in (("arena-rank", "20 times, a third of the memory"), ("evalica", ""), ("choix", "")):
        peers = [_inner("fit", rival, path) for _ in range(runs)]
        note = f"peak of {rival} {max(run.peak_mib for run in peers):,.0f} MiB; {_apart(ours[0], peers[0])}"
        found.append(several(f"fit, {many}", ours, peers, target=target, rival=rival, note=note))
    return found


def _apart(ours: Once, theirs: Once) -> str:
    """How far the ratings of two fits are apart at most, in points."""
    a, b = ours.said["ratings"], theirs.said["ratings"]
    return f"ratings at most {max(abs(a[name] - b[name]) for name in a):.4f} points apart"


def _styled(path: Path, runs: int, many: str) -> Measured:
    ours = [_inner("style", "weighbridge", path) for _ in range(runs)]
    peers = [_inner("style", "arena-rank", path) for _ in range(runs)]
    note = (
        f"peak of arena-rank {max(run.peak_mib for run in peers):,.0f} MiB; planted {list(EFFECTS)}, found "
        f"{[round(x, 3) for x in ours[0].said['coefficients']]}, arena-rank "
        f"{[round(x, 3) for x in peers[0].said['coefficients']]} with its penalty"
    )
    name = f"style held constant, 4 measures, {many}"
    return several(name, ours, peers, target="5 times", rival="arena-rank", note=note)


def _index(runs: int, home: Path) -> Measured:
    """Peers take one draw after another, so a few of theirs tell what all would take."""
    ours = [_inner("index", "weighbridge", DRAWS, home=home) for _ in range(runs)]
    theirs = _inner("index", "scipy", PEER_DRAWS, home=home)
    scaled = replace(theirs, seconds=theirs.seconds / PEER_DRAWS * DRAWS)
    gaps = [a - b for a, b in zip(ours[0].said["objectives"][1:], theirs.said["objectives"], strict=False)]
    note = (
        f"SciPy {PEER_DRAWS} draws of {theirs.seconds / PEER_DRAWS:.1f} s each, taken {DRAWS // PEER_DRAWS} "
        f"times; our objective less SciPy's at most {max(gaps):.1e}; {ours[0].said['failed']} failed"
    )
    name = f"index, {DRAWS} bootstraps of 2,249 scores"
    return several(name, ours, [scaled], target="50 times", rival="SciPy, trust region", note=note)

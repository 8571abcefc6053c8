"""How the cost of an answer grows with the Hub: the same question to synthetic Hubs of several sizes.

The part of a report that scans observations: the cube of all of them, then definitions asked of it. Pages and
charts are left out: they hang on the figures shown and not on the rows. Processor time, because that of a
clock depends on what else the machine does.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any


def measure(scratch: Path, sizes: tuple[tuple[int, int, int], ...]) -> list[Any]:
    """For each size (models, observations, accounts) the cube and its answers, each step a process."""
    from benchmarks.listing import exponent
    from benchmarks.measure import ROOT, child, python, several
    from benchmarks.synthetic_hub import world_of

    own, found, rows, work = str(ROOT / "benchmarks" / "cube.py"), [], [], []
    for models, observations, accounts in sizes:
        folder = world_of(scratch, models, observations, accounts)
        steps = [child(python(own, str(folder), step)) for step in ("cube", "ask")]
        rows.append(float(observations))
        work.append(sum(step.cpu_seconds for step in steps))
        told = f"{observations / 1e6:g} M observations of {models / 1e6:g} M models"
        note = f"{work[-1]:.1f} s of processor in all"
        if len(work) > 1:
            note += f"; it grows with the rows to the power of {exponent(rows, work):.2f}"
        for step, name in zip(steps, ("cube", "definitions and draws"), strict=True):
            found.append(several(f"{name}, {told}", [step], note=note, target="power of 1"))
    return found

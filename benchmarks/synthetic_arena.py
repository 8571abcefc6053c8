"""Invented votes at the size of a large arena: seeded, dictionary-encoded, never published as figures.

Two hundred models with a heavy tail of votes, three in ten tied, and four measures of style of each answer
that sway votes by a known amount.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

NOTE = "Synthetic battles: every vote is invented."
MEASURES = ("tokens", "headers", "lists", "bold")
EFFECTS = (0.25, 0.05, 0.10, 0.08)
SPREADS = (300.0, 3.0, 6.0, 5.0)
CHUNK = 500_000


def write_battles(path: Path, battles: int, models: int, seed: int = 20261126) -> None:
    """Write so many battles as Parquet, in pieces; the same arguments give the same rows."""
    rng = np.random.default_rng(seed)
    strength = rng.normal(0, 0.7, models)
    habit = rng.lognormal(0, 0.4, (models, len(MEASURES)))
    share = rng.dirichlet(np.full(models, 0.7))
    names = pa.array([f"model-{i:03d}" for i in range(models)])
    words = pa.array(["model_a", "model_b", "tie", "both_bad"])
    writer = None
    for start in range(0, battles, CHUNK):
        size = min(CHUNK, battles - start)
        table = _piece(rng, size, strength, habit, share, names, words)
        if writer is None:
            kept = table.schema.with_metadata({"note": NOTE})
            writer = pq.ParquetWriter(path, kept, compression="zstd")
        writer.write_table(table.replace_schema_metadata({"note": NOTE}))
    if writer is not None:
        writer.close()


def _piece(
    rng: np.random.Generator,
    size: int,
    strength: np.ndarray,
    habit: np.ndarray,
    share: np.ndarray,
    names: pa.Array,
    words: pa.Array,
) -> pa.Table:
    models = strength.size
    a = rng.choice(models, size, p=share)
    b = (a + rng.integers(1, models, size)) % models
    # Every pair of models meets now and then, however few votes a model has.
    left, right = (
        np.floor(rng.gamma(2.0, 1.0, (size, len(MEASURES))) * habit[side] * SPREADS) for side in (a, b)
    )
    apart = (left - right) / (left + right + 1)
    logit = strength[a] - strength[b] + (apart / np.sqrt((apart**2).mean(axis=0))) @ np.array(EFFECTS)
    p = 1 / (1 + np.exp(-logit))
    tie, drawn = 1.2 * p * (1 - p), rng.random(size)
    outcome = np.where(drawn < tie, 2, np.where(drawn < tie / 2 + p, 0, 1))
    outcome[(outcome == 2) & (rng.random(size) < 0.3)] = 3
    columns = {
        "model_a": pa.DictionaryArray.from_arrays(pa.array(a, pa.int16()), names),
        "model_b": pa.DictionaryArray.from_arrays(pa.array(b, pa.int16()), names),
        "winner": pa.DictionaryArray.from_arrays(pa.array(outcome, pa.int8()), words),
    }
    for i, measure in enumerate(MEASURES):
        columns[f"{measure}_a"] = pa.array(left[:, i], pa.float32())
        columns[f"{measure}_b"] = pa.array(right[:, i], pa.float32())
    return pa.table(columns)

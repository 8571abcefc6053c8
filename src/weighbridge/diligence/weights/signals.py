"""Signals that two models are of one make, each beside how often unrelated models show as much.

The null distribution is that of the pairs given as unrelated: the rank of a pair's signal among theirs. The
same architecture is no ancestry, so shapes alone tell little, and the report says how little. No signal is a
verdict: where they disagree, or where too few unrelated pairs are given, nothing is concluded.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from weighbridge.diligence.weights.reading import Make

FEWEST_PAIRS = 20
_KEYS = (
    "model_type",
    "hidden_size",
    "intermediate_size",
    "num_hidden_layers",
    "num_attention_heads",
    "num_key_value_heads",
    "head_dim",
    "rope_theta",
    "rms_norm_eps",
    "vocab_size",
    "tie_word_embeddings",
)


def config_match(a: Make, b: Make) -> float | None:
    """Part of the settings both files state that are equal; None where they share none."""
    shared = [key for key in _KEYS if key in a.config and key in b.config]
    if not shared:
        return None
    return sum(a.config[key] == b.config[key] for key in shared) / len(shared)


def vocabulary_match(a: Make, b: Make) -> float | None:
    """Words under the same number in both vocabularies, as a part of the larger one."""
    if not a.vocabulary or not b.vocabulary:
        return None
    same = sum(b.vocabulary.get(word) == number for word, number in a.vocabulary.items())
    return same / max(len(a.vocabulary), len(b.vocabulary))


def shape_match(a: Make, b: Make) -> float | None:
    """Tensors of the same name and shape in both, as a part of the names in either."""
    names = a.shapes.keys() | b.shapes.keys()
    if not a.shapes or not b.shapes:
        return None
    return sum(a.shapes.get(name) == b.shapes.get(name) for name in names) / len(names)


SIGNALS: Mapping[str, tuple[str, Callable[[Make, Make], float | None]]] = {
    "vocabulary": ("words under the same number", vocabulary_match),
    "shapes": ("tensors of the same name and shape", shape_match),
    "config": ("settings that are equal", config_match),
}


@dataclass(frozen=True, slots=True)
class Signal:
    """One signal of a pair, and the part of unrelated pairs that show at least as much."""

    name: str
    meaning: str
    value: float | None
    as_much: float | None
    pairs: int

    def as_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        return {name: getattr(self, name) for name in Signal.__dataclass_fields__}


def null_values(unrelated: Sequence[Make]) -> dict[str, list[float]]:
    """Each signal over all pairs of models known to be unrelated."""
    found: dict[str, list[float]] = {name: [] for name in SIGNALS}
    for a, b in itertools.combinations(unrelated, 2):
        for name, (_, measure) in SIGNALS.items():
            value = measure(a, b)
            if value is not None:
                found[name].append(value)
    return found


def signals_of(model: Make, base: Make, null: Mapping[str, Sequence[float]]) -> list[Signal]:
    """Every signal of a model and a supposed base, with how often unrelated pairs show as much.

    That part is (k + 1)/(n + 1) for k of n pairs at or above it, so that it is never zero; under twenty pairs
    it is not given.
    """
    found = []
    for name, (meaning, measure) in SIGNALS.items():
        value, held = measure(model, base), list(null.get(name, ()))
        part = None
        if value is not None and len(held) >= FEWEST_PAIRS:
            part = (sum(other >= value for other in held) + 1) / (len(held) + 1)
        found.append(Signal(name, meaning, value, part, len(held)))
    return found


def reading_of(signals: Sequence[Signal]) -> str:
    """What may be said: never more than that files are alike, and never from one signal alone."""
    rare = [item for item in signals if item.as_much is not None and item.as_much <= 0.05]
    known = [item for item in signals if item.value is not None]
    if not known:
        return "Nothing can be compared: the files share no signal."
    if all(item.as_much is None for item in known):
        return "Signals without a null distribution: give twenty unrelated pairs or more, or nothing follows."
    if len(rare) < 2:
        return "Nothing is concluded: fewer than two signals are rarer than in 19 of 20 unrelated pairs."
    names = " and ".join(item.name for item in rare)
    more = "more than 19 of 20 unrelated pairs"
    return f"The files are alike in {names}, {more}. A lead to follow, no proof of descent."

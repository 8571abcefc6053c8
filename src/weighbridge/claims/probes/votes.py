"""Ratings from the stored votes of LLMFAO, beside those of other programs."""

from __future__ import annotations

import pyarrow.parquet as pq

from weighbridge.catalogue.units import Unit
from weighbridge.claims.probing import Answer, Asked, probe
from weighbridge.claims.tried import World
from weighbridge.statistics.battles import A_WINS, B_WINS, TIE, pair_counts
from weighbridge.statistics.pairwise import bradley_terry
from weighbridge.store.arrow import pc

FIRST, SECOND = "GPT 4", "Platypus-2 Instruct (70B)"


def _votes(world: World, as_of: str | None) -> dict[str, float]:
    """Our ratings, ties as half a win."""
    path = world.table("arena_battles", as_of)
    votes = pq.read_table(path, columns=["model_a", "model_b", "outcome", "source"])
    votes = votes.filter(pc.field("source") == "llmfao_battles")
    if not votes.num_rows:
        return {}
    sides = [[str(model) for model in votes[side].to_pylist()] for side in ("model_a", "model_b")]
    names = sorted({*sides[0], *sides[1]})
    code = {model: at for at, model in enumerate(names)}
    a, b = ([code[model] for model in side] for side in sides)
    said = {"a": A_WINS, "b": B_WINS, "tie": TIE}
    outcome = [said[str(word)] for word in votes["outcome"].to_pylist()]
    ratings = bradley_terry(pair_counts(a, b, outcome, len(names)))
    return dict(zip(names, ratings.value.tolist(), strict=True))


@probe("llmfao_gpt4")
def strength(world: World, asked: Asked, as_of: str | None) -> Answer:
    """GPT 4's part of the strength of all models that were voted on."""
    held = {name: 10 ** (value / 400) for name, value in _votes(world, as_of).items()}
    return Answer(held[FIRST] / sum(held.values()) if FIRST in held else None, Unit.SHARE)


@probe("llmfao_lead")
def lead(world: World, asked: Asked, as_of: str | None) -> Answer:
    """GPT 4's lead over the next, in rating points."""
    ratings = _votes(world, as_of)
    is_held = FIRST in ratings and SECOND in ratings
    return Answer(ratings[FIRST] - ratings[SECOND] if is_held else None)

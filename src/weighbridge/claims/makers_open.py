"""Statements about which makers publish weights."""

from __future__ import annotations

from collections.abc import Sequence

from weighbridge.claims.asking import Ask
from weighbridge.claims.facts import arena_openness, open_models
from weighbridge.claims.tried import Tried
from weighbridge.entities.organisations import load_organisations


def _name(organisation: str) -> str:
    return load_organisations()[organisation].name


def none_open(ask: Ask, organisations: Sequence[str]) -> Tried:
    """Whether none of some makers has a language model with published weights on any stored list."""
    counts = {name: len(open_models(ask, name)) for name in organisations}
    found = ", ".join(f"{_name(name)} {count}" for name, count in counts.items())
    return ask.fact("own language models with published weights", not any(counts.values()), found)


def some_open(ask: Ask, organisation: str) -> Tried:
    """Whether a maker has a language model with published weights on any stored list."""
    held = open_models(ask, organisation)
    return ask.fact(
        f"open language models of {_name(organisation)}", bool(held), f"{len(held)} on stored lists"
    )


def best_closed(ask: Ask, organisations: Sequence[str]) -> Tried:
    """Whether the best-rated model of each maker is closed, on the last board of the period."""
    label = "openness of the best-rated model"
    boards = ask.boards(styles=("raw",))
    if not boards:
        return ask.fact(label, None, "", "No board of the period is stored.")
    board = boards[-1]
    best: dict[str, tuple[str, str]] = {}
    for model, maker, openness in zip(board.model, board.organisation, board.openness, strict=True):
        if maker in organisations and maker not in best:
            best[maker] = (model, openness)
    if len(best) < len(organisations):
        return ask.fact(label, None, "", f"The board of {board.date} does not list all of them.")
    found = ", ".join(f"{model} {openness}" for model, openness in best.values())
    return ask.fact(label, all(openness == "closed" for _, openness in best.values()), found)


def weights_open(ask: Ask, model: str) -> Tried:
    """Whether the boards of the period class a model's weights as open."""
    held = arena_openness(ask, model) - {"unknown"}
    label = f"openness of {model} on the boards"
    if not held:
        return ask.fact(label, None, "", f"No board of the period classes {model}.")
    return ask.fact(label, held == {"open"}, " and ".join(sorted(held)))

"""Several models side by side: one row a matter, and for figures whether a difference can be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from weighbridge.diligence.card.card import Card
from weighbridge.diligence.card.lines import score_words
from weighbridge.diligence.card.quality import Measured, rank, told_apart
from weighbridge.diligence.card.sentences import (
    TEST_WORDS,
    instruction_of,
    joined,
    listed_words,
    maker_words,
    short_name,
)

NO_DIFFERENCE = "no clear difference"
NOT_KNOWN = "–"


@dataclass(frozen=True, slots=True)
class Row:
    """One matter: what each model has, and what can be said of the difference."""

    matter: str
    cells: tuple[str, ...]
    verdict: str = ""

    def as_dict(self, models: Sequence[str]) -> dict[str, Any]:
        """As plain JSON values; not known is null."""
        held = {
            model: None if cell == NOT_KNOWN else cell for model, cell in zip(models, self.cells, strict=True)
        }
        return {"matter": self.matter, **held, "difference": self.verdict or None}


def compared(cards: Sequence[Card]) -> list[Row]:
    """The rows of a comparison."""
    rows = [
        _row("publisher", cards, lambda card: maker_words(card.ancestry.model.publisher, NOT_KNOWN)),
        _row("root", cards, _roots),
        _row("steps to the root", cards, lambda card: _number(card.ancestry.depth)),
        _row("components", cards, _components),
        _row("licence", cards, instruction_of),
        _row("conflicts", cards, lambda card: str(len(card.licence.conflicts)) + " by name"),
        _row("listed", cards, _listed),
    ]
    measures = sorted({item.measure for card in cards for item in card.quality}, key=rank)
    rows += [_quality(measure, cards) for measure in measures]
    rows += [_price(cards), _row("hosts", cards, lambda card: _number(len(card.sellers) or None))]
    rows += _safety(cards)
    rows.append(_row("memory at 16 bits", cards, _memory))
    return rows


def _row(matter: str, cards: Sequence[Card], cell: Any) -> Row:
    return Row(matter, tuple(cell(card) for card in cards))


def _number(value: int | None) -> str:
    return NOT_KNOWN if value is None else str(value)


def _roots(card: Card) -> str:
    if not card.root_makers:
        return card.ancestry.model.answer
    whole = "" if card.ancestry.known_part >= 1 else " in part"
    return joined([maker_words(maker) for maker in card.root_makers]) + whole


def _components(card: Card) -> str:
    names = [pair.parent_id for pair in card.ancestry.apart if pair.relation == "component"]
    return ", ".join(names) or "none recorded"


def _listed(card: Card) -> str:
    said = [f"{short_name(item.maker)}: {listed_words(item)}" for item in card.named if item.designations]
    return "; ".join(said) or "none found"


def _memory(card: Card) -> str:
    size = card.memory.gigabytes.get(16)
    return NOT_KNOWN if size is None else f"{size:.0f} GB of weights"


def _price(cards: Sequence[Card]) -> Row:
    cells = []
    for card in cards:
        prices = [seller.price for seller in card.sellers]
        cells.append(f"{min(prices):.2f}–{max(prices):.2f} USD/Mtok" if prices else NOT_KNOWN)
    return Row("price", tuple(cells))


def _quality(measure: str, cards: Sequence[Card]) -> Row:
    held = [next((item for item in card.quality if item.measure == measure), None) for card in cards]
    cells = tuple(NOT_KNOWN if item is None else score_words(item) for item in held)
    return Row(_title(held), cells, difference([item for item in held if item is not None], len(cards)))


def _title(held: Sequence[Measured | None]) -> str:
    return next(item.title for item in held if item is not None)


def difference(held: Sequence[Measured], count: int) -> str:
    """What can be said of figures of one measure: which is ahead, nothing, or that it is not measured."""
    if len(held) < 2:
        return "measured for one" if count > 1 else ""
    ordered = sorted(held, key=lambda item: -item.value)
    verdicts = [told_apart(ordered[0], other) for other in ordered[1:]]
    if any(verdict is None for verdict in verdicts):
        return "an error is not known: not told"
    if all(verdicts):
        return f"{ordered[0].setting} ahead"
    level = [other.setting for other, apart in zip(ordered[1:], verdicts, strict=True) if not apart]
    return (
        NO_DIFFERENCE if not any(verdicts) else f"{NO_DIFFERENCE} of {ordered[0].setting} and {joined(level)}"
    )


def _safety(cards: Sequence[Card]) -> list[Row]:
    tests = sorted({item.test for card in cards for item in card.safety})
    rows = []
    for test in tests:
        cells = []
        for card in cards:
            held = [f"{item.text()} ({item.run})" for item in card.safety if item.test == test]
            cells.append("; ".join(held) or "not tested")
        # Two harnesses are never one scale: raw counts stand side by side and nothing is said of them.
        rows.append(Row(f"safety: {TEST_WORDS.get(test, test)}", tuple(cells), "raw counts, not compared"))
    missing = [card.not_tested for card in cards]
    if not rows and any(missing):
        rows.append(Row("safety", tuple("not tested" for _ in cards)))
    return rows

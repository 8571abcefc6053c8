"""The kinds of comparison, each with what a sentence of its kind must name; what is missing is asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from weighbridge.claims.reading.form import ENTITIES, Reading
from weighbridge.claims.reading.tokens import Token
from weighbridge.claims.stating import stated

Kinds = Mapping[str, list[Token]]
Rule = Callable[[Reading, Kinds, Sequence[Token]], Reading]
_MORE = ("more", "fewer", "more than", "fewer than", "less than", "larger than", "smaller than")
_TO_FROM = re.compile(r"\bto\b.*\bfrom\b", re.IGNORECASE)


def numbers_of(kinds: Kinds) -> list[str]:
    """The numbers stated, as their words."""
    return [token.value for token in kinds.get("number", [])]


def crossover(base: Reading, kinds: Kinds, tokens: Sequence[Token]) -> Reading:
    """One passing another in a month: two sides, a month, no number."""
    found = replace(base, kind="crossover")
    if len(base.subjects) != 2 or numbers_of(kinds):
        return replace(found, asks=("Who passed whom? Name two, and no number.",))
    if not base.months:
        return replace(found, asks=("When? Name the month of the crossing, such as: in September 2025.",))
    at = tokens.index(kinds["overtake"][0])
    first, second = base.subjects
    if [token.value for token in tokens[:at] if token.kind in ENTITIES][-1:] != [first]:
        return replace(found, asks=("Who passed whom? Put one before and one after.",))
    is_by_second = kinds["overtake"][0].value == "by the second"
    return replace(found, subjects=(second, first)) if is_by_second else found


def growth(base: Reading, kinds: Kinds, tokens: Sequence[Token]) -> Reading:
    """One side's share in two months, the earlier first, whichever way round it is said."""
    found = replace(base, kind="growth")
    numbers = numbers_of(kinds)
    if len(base.subjects) != 1:
        return replace(found, asks=("Growth of one: name one country, maker or line.",))
    if len(base.months) != 2:
        return replace(found, asks=("From when to when? Name two months.",))
    if len(numbers) != 2:
        return replace(found, asks=("From how much to how much? Name two shares.",))
    said = [token.kind for token in tokens if token.kind in ("number", "month")]
    if base.months[0] > base.months[1] and said == ["number", "month"] * 2 and _TO_FROM.search(base.text):
        base, numbers = replace(base, months=base.months[::-1]), numbers[::-1]
        found = replace(found, months=base.months)
    if base.months[0] >= base.months[1]:
        return replace(found, asks=("The first month named is not the earlier one: name them in order.",))
    way = kinds["rise"][0].value
    before, after = (stated(text).value for text in numbers)
    if (way == "up" and before > after) or (way == "down" and before < after):
        return replace(found, asks=("The word says one way and the numbers the other: which is meant?",))
    subject = base.subjects[0]
    return replace(found, parts=((subject, numbers[0]), (subject, numbers[1])))


def ratio(base: Reading, kinds: Kinds, tokens: Sequence[Token]) -> Reading:
    """So many times as much as another has."""
    found = replace(base, kind="ratio")
    numbers = numbers_of(kinds)
    factor = kinds["times"][0].value if "times" in kinds else ""
    if factor and not numbers:
        factor = f"{factor} x"
    elif not factor and len(numbers) == 1 and numbers[0].endswith(" x"):
        factor = numbers[0]
    else:
        return replace(found, asks=("How many times as much? Say twice, or 2.5 times as many.",))
    if len(base.subjects) != 2:
        return replace(found, asks=("Of whom, and against whom? Name two.",))
    return replace(found, number=factor)


def tie(base: Reading, kinds: Kinds, tokens: Sequence[Token]) -> Reading:
    """Two sides within so many points of each other."""
    found = replace(base, kind="tie")
    numbers = [text for text in numbers_of(kinds) if text.endswith(" points") and " to " not in text]
    if len(base.subjects) != 2:
        return replace(found, asks=("Who is level with whom? Name two.",))
    if len(numbers) != 1 or len(numbers_of(kinds)) != 1:
        return replace(found, asks=("Level within how many points? Say, for example, within 2 points.",))
    return replace(found, number=numbers[0])


def rank(base: Reading, kinds: Kinds, tokens: Sequence[Token]) -> Reading:
    """The place of one side, without any number beside it."""
    found = replace(base, kind="rank")
    if numbers_of(kinds) or len(kinds["rank"]) > 1 or "ahead" in kinds or "behind" in kinds:
        return replace(found, asks=("A rank and a number or comparison together: ask one at a time.",))
    if len(base.subjects) != 1:
        return replace(found, asks=("The rank of whom? Name one country, maker or line.",))
    return replace(found, number=kinds["rank"][0].value)


def order(base: Reading, kinds: Kinds, tokens: Sequence[Token]) -> Reading:
    """One side ahead of another, by so many points where a number is given."""
    numbers = numbers_of(kinds)
    marks = [token for token in tokens if token.kind in ("ahead", "behind")]
    if len(marks) > 1:
        return replace(base, kind="order", asks=("Two comparisons in one sentence: ask one at a time.",))
    if len(base.subjects) != 2:
        return replace(base, kind="order", asks=("Who is ahead of whom? Name two.",))
    if len(numbers) == 2:
        return _ordered(values(base, kinds, tokens), marks[0], tokens)
    at = tokens.index(marks[0])
    first, second = base.subjects
    before = [token.value for token in tokens[:at] if token.kind in ENTITIES]
    if marks[0].text in ("more", "fewer") and not before and not numbers and _has_than_between(tokens):
        return replace(
            base, kind="order", subjects=(first, second) if marks[0].text == "more" else (second, first)
        )
    if not before or before[-1] != first or second in before:
        return replace(base, kind="order", asks=("Who is ahead of whom? Put one before and one after.",))
    pair = (first, second) if marks[0].kind == "ahead" else (second, first)
    if not numbers:
        return replace(base, kind="order", subjects=pair)
    if len(numbers) == 1 and numbers[0].endswith(" points"):
        return replace(base, kind="lead", subjects=pair, number=numbers[0])
    ask = "A lead of how many points? Say, for example, by 5 points; or give the share of each."
    return replace(base, kind="lead", asks=(ask,))


def _ordered(found: Reading, mark: Token, tokens: Sequence[Token]) -> Reading:
    """Two values with a comparison between them, where both say the same order."""
    if found.asks:
        return found
    line = [token for token in tokens if token is mark or token.kind == "number" or _matters(token, found)]
    at = line.index(mark)
    is_of_number = line[at - 1].kind == "number" and mark.text in _MORE
    if is_of_number or not any(token.kind in ENTITIES for token in line[:at]) or at == len(line) - 1:
        return replace(found, asks=("Is that a share, or how much more? Say the share of each.",))
    first, second = (stated(text).value for _, text in found.parts)
    if (mark.kind == "ahead") != (first > second):
        return replace(found, asks=("The word says one order and the numbers the other: which is meant?",))
    return found


def _has_than_between(tokens: Sequence[Token]) -> bool:
    """Whether "than" stands between the two sides, as in "more went to Qwen than to Llama"."""
    said = [token.kind for token in tokens if token.kind in (*ENTITIES, "than")]
    return len(said) == 3 and said[1] == "than"


def values(base: Reading, kinds: Kinds, tokens: Sequence[Token]) -> Reading:
    """Numbers paired with those they are said of: only where the order leaves no doubt."""
    found = replace(base, kind="values")
    line = [token for token in tokens if token.kind in (*ENTITIES, "number") and _matters(token, base)]
    shape = "".join("n" if token.kind == "number" else "s" for token in line)
    if shape in ("sn", "snsn"):
        pairs = [(line[i].value, line[i + 1].value) for i in range(0, len(line), 2)]
    elif shape in ("ns", "nsns"):
        pairs = [(line[i + 1].value, line[i].value) for i in range(0, len(line), 2)]
    elif shape == "snns":
        pairs = [(line[0].value, line[1].value), (line[3].value, line[2].value)]
    elif "n" not in shape:
        return replace(found, asks=("How much? Name a share or a number.",))
    else:
        return replace(found, asks=("Which number is whose? Put each beside its country, maker or line.",))
    if any(text.endswith(" points") for _, text in pairs):
        return replace(found, asks=("Points are a difference: name both sides, or say per cent.",))
    if any(text.endswith(" x") for _, text in pairs):
        return replace(found, asks=("How many times as many as whom? Say: 2.5 times as many as ....",))
    if len(dict(pairs)) < len(pairs):
        return replace(found, asks=("Two numbers for one: which is meant?",))
    return replace(found, parts=tuple(pairs))


def _matters(token: Token, base: Reading) -> bool:
    return token.kind == "number" or token.value in base.subjects

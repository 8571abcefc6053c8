"""How a sentence is read: subject, measure, value, period, comparison; or what is missing, or not known.

Every word must be known. A negation, a condition or a word outside the lexicon stops the reading: an answer
to another sentence than the one asked would be worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from weighbridge.catalogue.errors import nearest
from weighbridge.claims.reading.comparing import (
    crossover,
    growth,
    numbers_of,
    order,
    rank,
    ratio,
    tie,
    values,
)
from weighbridge.claims.reading.form import ASKS, ENTITIES, NOT_UNDERSTOOD, READ, Reading
from weighbridge.claims.reading.lexicon import ARENA_LINES, NEW_IS_FINE, entries
from weighbridge.claims.reading.tokens import LONGEST, Token, tokens_of
from weighbridge.claims.reading.turning import turned

MEASURES: dict[str, tuple[str, str]] = {
    "downloads": ("download_share", "download_count"),
    "likes": ("download_share", ""),
    "tokens": ("token_share", ""),
    "derivatives": ("derivative_share", ""),
    "finetunes": ("derivative_share", ""),
    "releases": ("", "release_count"),
}
"""The indicator of a share and that of a count."""
OPEN_AXES: dict[str, dict[str, tuple[str, ...]]] = {
    "download_share": {"population": ("all", "llm_vlm", "curated"), "copies": ("all", "first_party")},
    "download_count": {"population": ("all", "llm_vlm", "curated")},
    "derivative_share": {"attribution": ("parent", "root"), "minimum_downloads": ("none", "over_5")},
    "token_share": {"window": ("month", "1w", "4w"), "denominator": ("all_traffic", "named_makers")},
    "release_count": {"population": ("all", "llm_vlm")},
    "lag": {"unplaced": ("left_out", "to_lagger")},
}
"""What a plain sentence leaves open about a measure."""
_SPEAKERS = "researchers|analysts|experts|the researchers|the authors|the report|the study|a report|a study"
_SAY = "(?:say|says|said|find|finds|found|show|shows|report|reports)"
_SAYS = re.compile(
    rf"^according to [^,\d]{{2,60}}, |, according to [^,\d]{{2,60}}(?=\.?$)"
    rf"|^(?:{_SPEAKERS}) {_SAY}(?: that)? |,[”\"']? (?:{_SPEAKERS}) {_SAY}(?=\.?$)",
    re.IGNORECASE,
)
OPEN = ("open", "open-weight", "open-source", "weights")
KINDS = ("values", "order", "lead", "ratio", "rank", "crossover", "growth", "tie", "lag")
MEASURE_QUESTION = "Share or number of what? Say downloads, likes, tokens, derivatives or releases."


def read(text: str) -> Reading:
    """Read a sentence; never partly: what is not read is said."""
    plain = " ".join(text.split())
    if not plain:
        return _refused(text, "There is no sentence. Paste one, such as: China has 17 % of downloads.")
    if len(plain) > LONGEST:
        return _refused(text, f"{len(plain):,} letters; one sentence of at most {LONGEST} can be read.")
    tokens = _cleaned(tokens_of(_unattributed(plain)))
    refused = [token.text for token in tokens if token.kind == "refuse"]
    if refused:
        reason = f"“{refused[0]}” turns or hedges a statement; say what is so, not what is not or may be."
        return _refused(text, reason)
    unread = tuple(dict.fromkeys(token.text for token in tokens if token.kind == "unknown"))
    if unread:
        return replace(_refused(text, _unknown_words(unread)), unread=unread)
    reason = turned(plain, tokens)
    if reason:
        return _refused(text, reason)
    is_open = any(token.text in OPEN for token in tokens)
    return _parse(plain, [token for token in tokens if token.kind != "filler"], is_open)


def _unattributed(text: str) -> str:
    """The sentence without who says it: that is no part of what is said."""
    said = _SAYS.sub("", text)
    return said if said.strip(" .") else text


def _refused(text: str, reason: str) -> Reading:
    return Reading(text[:LONGEST], NOT_UNDERSTOOD, reason=reason)


def _unknown_words(unread: Sequence[str]) -> str:
    shown = ", ".join(f"“{word[:40]}”" for word in unread[:5])
    known = [phrase for phrase, entry in entries().items() if entry.kind not in ("filler", "refuse")]
    close = nearest(unread[0][:40], known, 3)
    hint = f" Nearest to the first: {', '.join(close)}." if close else ""
    more = f" and {len(unread) - 5} more" if len(unread) > 5 else ""
    return f"Words not known here: {shown}{more}.{hint} {MEASURE_QUESTION}"


def _cleaned(tokens: Sequence[Token]) -> list[Token]:
    """The tokens; "new" means nothing beside new derivatives or releases, and much beside downloads."""
    counted = {token.value for token in tokens if token.kind == "measure"}
    fine = bool(counted & set(NEW_IS_FINE)) and not counted - set(NEW_IS_FINE)
    is_derived = bool(counted & {"derivatives", "finetunes"})
    rises = any(token.kind == "rise" for token in tokens)
    found: list[Token] = []
    for token in tokens:
        if token.kind == "unknown" and token.text in ("new", "newly") and fine:
            continue
        if token.text == "base" and is_derived:
            continue
        # Derivatives are always released, and "between two months" says when something rose.
        if (token.text == "released" and is_derived) or (token.kind == "between" and rises):
            continue
        if token.kind == "between":
            found.append(replace(token, kind="unknown"))
            continue
        # "downloaded 1.2 billion times": the count has its unit already.
        if token.text == "times" and token.kind == "unknown" and found and found[-1].kind == "number":
            continue
        found.append(token)
    return found


def _parse(text: str, tokens: Sequence[Token], is_open: bool) -> Reading:
    kinds: dict[str, list[Token]] = {}
    for token in tokens:
        kinds.setdefault(token.kind, []).append(token)
    subjects = _subjects(tokens)
    groups = {token.kind for token in subjects}
    measures = list(dict.fromkeys(token.value for token in kinds.get("measure", [])))
    start = Reading(text, ASKS, months=_months(tokens))
    asks: list[str] = []
    if any(token.kind in ("year", "bare_month") for token in tokens):
        asks.append("Which month of which year? Name it, such as: in September 2025.")
    if len(groups) > 1:
        asks.append("Countries, makers and lines of models are counted apart. Name two of a kind.")
    if "lag" in kinds:
        return _lag(start, kinds, subjects, asks, is_open)
    if len(measures) > 1:
        asks.append(f"{' and '.join(measures)}: ask one at a time.")
    if not measures:
        asks.append(MEASURE_QUESTION)
    if not subjects:
        asks.append("Whose? Name a country, a maker or a line of models.")
    if measures == ["arena"]:
        return _arena(start, kinds, subjects, asks)
    measure = measures[0] if measures else ""
    group = next(iter(groups), "country") if len(groups) == 1 else ""
    names = tuple(dict.fromkeys(token.value for token in subjects))
    closed = [name for name in names if name in ARENA_LINES]
    if closed:
        asks.append(f"{closed[0].capitalize()} has no published weights: only the arena lists it.")
    base = replace(start, subjects=names, group=group)
    return _comparison(base, kinds, tokens, measure, asks)


def _subjects(tokens: Sequence[Token]) -> list[Token]:
    found: list[Token] = []
    for token in tokens:
        if token.kind in ENTITIES and (not found or token.value != found[-1].value):
            found.append(token)
    # "Alibaba's Qwen": a line after its maker's name is the line.
    lines = [token for token in found if token.kind == "line"]
    makers = {"qwen": "alibaba", "llama": "meta", "gemma": "google", "phi": "microsoft", "kimi": "moonshot"}
    owned = {makers.get(token.value) for token in lines}
    return [token for token in found if not (token.kind == "organisation" and token.value in owned)]


def _months(tokens: Sequence[Token]) -> tuple[str, ...]:
    return tuple(token.value for token in tokens if token.kind == "month")


def _comparison(
    base: Reading, kinds: dict[str, list[Token]], tokens: Sequence[Token], measure: str, asks: list[str]
) -> Reading:
    """The kind of comparison by its words, the most telling first."""
    for kind, rule in (
        ("overtake", crossover),
        ("rise", growth),
        ("times", ratio),
        ("tie", tie),
        ("rank", rank),
    ):
        if kind in kinds or (kind == "times" and _is_multiple(base, kinds)):
            return _finished(rule(base, kinds, tokens), measure, kinds, asks)
    if "ahead" in kinds or "behind" in kinds:
        return _finished(order(base, kinds, tokens), measure, kinds, asks)
    return _finished(values(base, kinds, tokens), measure, kinds, asks)


def _is_multiple(base: Reading, kinds: dict[str, list[Token]]) -> bool:
    """Whether one number of times and two sides are all there is: "three times the tokens of"."""
    numbers = numbers_of(kinds)
    plain = not {"ahead", "behind", "rank"} & set(kinds)
    return plain and len(base.subjects) == 2 and len(numbers) == 1 and numbers[0].endswith(" x")


def _finished(found: Reading, measure: str, kinds: dict[str, list[Token]], asks: list[str]) -> Reading:
    """The reading with its indicator and open definitions; ``read`` only where nothing is missing."""
    share, count = MEASURES.get(measure, ("", ""))
    own = [found.number] if found.number and found.kind != "rank" else []
    numbers = [text for _, text in found.parts] + own
    counted = [_is_count(text) for text in numbers if not text.endswith(" x")]
    indicator = count if counted and all(counted) else share
    missing = [*asks, *found.asks]
    if measure and not indicator and not missing:
        missing.append(f"No share or count of {measure} of this kind is kept. {MEASURE_QUESTION}")
    if counted and any(counted) and not all(counted):
        missing.append("One number is a share and another a count: say per cent for both, or for neither.")
    bare = [token for token in kinds.get("number", []) if _is_bare(token.value)]
    if bare and measure != "releases":
        missing.append("A number without a unit: say per cent, points, times, million, or models.")
    if len(found.months) > 1 and found.kind != "growth":
        missing.append("Two months are named: ask about one.")
    choices = dict(OPEN_AXES.get(indicator, {}))
    population = [token.value for token in kinds.get("population", [])]
    if population and "population" in choices:
        choices["population"] = (population[-1],)
    elif population:
        missing.append(f"{indicator.replace('_', ' ')} is not kept apart for {kinds['population'][0].text}.")
    if "window" in kinds and "window" in choices:
        choices["window"] = (kinds["window"][0].value,)
    elif "window" in kinds:
        missing.append(f"No {kinds['window'][0].text} figures of {measure or 'it'} are kept.")
    if measure == "likes":
        choices["measure"] = ("likes",)
    if measure == "finetunes":
        choices["relation"] = ("all", "finetune")
    if indicator == "derivative_share" and "base" not in kinds:
        choices["attribution"] = ("publisher", "parent", "root")
    status = ASKS if missing else READ
    return replace(found, status=status, indicator=indicator, choices=choices, asks=tuple(missing))


def _is_count(text: str) -> bool:
    return not any(mark in text for mark in ("%", "percent", "per cent", "pct", "points")) and not _fraction(
        text
    )


def _fraction(text: str) -> bool:
    return not any(letter.isdigit() for letter in text)


def _is_bare(text: str) -> bool:
    last = text.split()[-1] if text else ""
    return bool(last) and last[-1].isdigit() and float(last) < 10_000


def _lag(
    start: Reading, kinds: dict[str, list[Token]], subjects: Sequence[Token], asks: list[str], is_open: bool
) -> Reading:
    """Months behind: two of China and the United States, and a number of months."""
    names = tuple(dict.fromkeys(token.value for token in subjects))
    numbers = numbers_of(kinds)
    if set(names) != {"CN", "US"}:
        asks.append("Months behind are kept for China and the United States.")
    if len(numbers) != 1 or set(kinds) - {"country", "lag", "number", "has", "behind", "ahead", "than"}:
        asks.append("How many months? Name one number.")
    if is_open:
        asks.append(
            "Months behind are asked of all models; open ones: `weighbridge indicator lag --b cn_open`."
        )
    way = kinds["lag"][0].value
    if way == "by":
        marks = [*kinds.get("behind", []), *kinds.get("ahead", [])]
        way = {"behind": "months", "ahead": "ahead"}.get(marks[0].kind, "") if len(marks) == 1 else ""
        if not way:
            asks.append("Who is behind whom? Say, for example: China is 7 months behind the United States.")
    behind, ahead = (names if way == "months" else names[::-1]) if len(names) == 2 else ("", "")
    status = ASKS if asks else READ
    return replace(
        start,
        status=status,
        kind="lag",
        indicator="lag",
        group="method",
        subjects=(behind, ahead),
        number=numbers[0] if numbers else "",
        choices={
            "a": (ahead.lower(),),
            "b": (behind.lower(),),
            **OPEN_AXES["lag"],
        },
        asks=tuple(asks),
    )


def _arena(
    start: Reading, kinds: dict[str, list[Token]], subjects: Sequence[Token], asks: list[str]
) -> Reading:
    """Two lines of models on the arena: level, or one ahead."""
    names = tuple(dict.fromkeys(token.value for token in subjects if token.kind == "line"))
    if len(names) != 2 or len(names) != len(subjects):
        asks.append("Which two lines of models? Name, for example, Qwen and Llama.")
    if numbers_of(kinds):
        asks.append("Points of the arena are rating points; ask who is ahead, or whether two are level.")
    if not ({"tie"} & set(kinds)):
        asks.append("On the arena two lines can be asked to be level; ranks: `weighbridge arena board`.")
    status = ASKS if asks else READ
    return replace(
        start, status=status, kind="tie", indicator="arena", group="line", subjects=names, asks=tuple(asks)
    )

"""How a sentence is read: subject, measure, value, period, comparison; or what is missing, or not known.

Every word must be known. A negation, a condition or a word outside the lexicon stops the reading: an answer
to another sentence than the one asked would be worse than none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from weighbridge.catalogue.errors import nearest
from weighbridge.claims.reading.lexicon import NEW_IS_FINE, entries
from weighbridge.claims.reading.tokens import LONGEST, Token, tokens_of

READ, ASKS, NOT_UNDERSTOOD = "read", "asks", "not understood"
ENTITIES = ("country", "line", "organisation")
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
KINDS = ("values", "order", "lead", "ratio", "rank", "crossover", "growth", "tie", "lag")
MEASURE_QUESTION = "Share or number of what? Say downloads, likes, tokens, derivatives or releases."


@dataclass(frozen=True, slots=True)
class Reading:
    """How a sentence was read.

    ``parts`` pairs a group with the number stated of it; ``months`` are the months named, oldest first as
    they stand. ``asks`` says what is missing, ``unread`` which words were not known.
    """

    text: str
    status: str
    kind: str = ""
    indicator: str = ""
    group: str = ""
    subjects: tuple[str, ...] = ()
    parts: tuple[tuple[str, str], ...] = ()
    number: str = ""
    months: tuple[str, ...] = ()
    choices: dict[str, tuple[str, ...]] = field(default_factory=dict)
    asks: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    reason: str = ""

    @property
    def words(self) -> str:
        """The reading in one line."""
        if self.status == NOT_UNDERSTOOD:
            return f"Not understood. {self.reason}"
        said = [self.kind or "comparison not clear", self.indicator.replace("_", " ") or "measure not named"]
        if self.parts:
            said.append("; ".join(f"{group} {text}" for group, text in self.parts))
        elif self.subjects:
            said.append(" and ".join(self.subjects))
        if self.number:
            said.append(self.number)
        said.append(" to ".join(self.months) if self.months else "period not named")
        return " · ".join(said)


def read(text: str) -> Reading:
    """Read a sentence; never partly: what is not read is said."""
    plain = " ".join(text.split())
    if not plain:
        return _refused(text, "There is no sentence. Paste one, such as: China has 17 % of downloads.")
    if len(plain) > LONGEST:
        return _refused(text, f"{len(plain):,} letters; one sentence of at most {LONGEST} can be read.")
    tokens = _cleaned(tokens_of(plain))
    refused = [token.text for token in tokens if token.kind == "refuse"]
    if refused:
        reason = f"“{refused[0]}” turns or hedges a statement; say what is so, not what is not or may be."
        return _refused(text, reason)
    unread = tuple(dict.fromkeys(token.text for token in tokens if token.kind == "unknown"))
    if unread:
        return replace(_refused(text, _unknown_words(unread)), unread=unread)
    return _parse(plain, [token for token in tokens if token.kind != "filler"])


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
    found = []
    for token in tokens:
        if token.kind == "unknown" and token.text in ("new", "newly") and fine:
            continue
        # "downloaded 1.2 billion times": the count has its unit already.
        if token.text == "times" and token.kind == "unknown" and found and found[-1].kind == "number":
            continue
        found.append(token)
    return found


def _parse(text: str, tokens: Sequence[Token]) -> Reading:
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
        return _lag(start, kinds, subjects, asks)
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


Rule = Callable[[Reading, dict[str, list[Token]], Sequence[Token]], Reading]


def _comparison(
    base: Reading, kinds: dict[str, list[Token]], tokens: Sequence[Token], measure: str, asks: list[str]
) -> Reading:
    """The kind of comparison by its words, the most telling first."""
    for kind, rule in (
        ("overtake", _crossover),
        ("rise", _growth),
        ("times", _ratio),
        ("tie", _tie),
        ("rank", _rank),
    ):
        if kind in kinds:
            return _finished(rule(base, kinds, tokens), measure, kinds, asks)
    if "ahead" in kinds or "behind" in kinds:
        return _finished(_order(base, kinds, tokens), measure, kinds, asks)
    return _finished(_values(base, kinds, tokens), measure, kinds, asks)


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
    if any(token.kind == "number" and _is_bare(token.value) for token in kinds.get("number", [])):
        missing.append("A number without a unit: say per cent, points, times, million, or models.")
    if len(found.months) > 1 and found.kind != "growth":
        missing.append("Two months are named: ask about one.")
    choices = dict(OPEN_AXES.get(indicator, {}))
    population = [token.value for token in kinds.get("population", [])]
    if population and "population" in choices:
        choices["population"] = (population[-1],)
    elif population:
        missing.append(f"{indicator.replace('_', ' ')} is not kept apart for {kinds['population'][0].text}.")
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


def _numbers(kinds: dict[str, list[Token]]) -> list[str]:
    return [token.value for token in kinds.get("number", [])]


def _crossover(base: Reading, kinds: dict[str, list[Token]], tokens: Sequence[Token]) -> Reading:
    found = replace(base, kind="crossover")
    if len(base.subjects) != 2 or _numbers(kinds):
        return replace(found, asks=("Who passed whom? Name two, and no number.",))
    if not base.months:
        return replace(found, asks=("When? Name the month of the crossing, such as: in September 2025.",))
    return found


def _growth(base: Reading, kinds: dict[str, list[Token]], tokens: Sequence[Token]) -> Reading:
    found = replace(base, kind="growth")
    numbers = _numbers(kinds)
    if len(base.subjects) != 1:
        return replace(found, asks=("Growth of one: name one country, maker or line.",))
    if len(base.months) != 2:
        return replace(found, asks=("From when to when? Name two months.",))
    if len(numbers) != 2:
        return replace(found, asks=("From how much to how much? Name two shares.",))
    if base.months[0] >= base.months[1]:
        return replace(found, asks=("The first month named is not the earlier one: name them in order.",))
    subject = base.subjects[0]
    return replace(found, parts=((subject, numbers[0]), (subject, numbers[1])))


def _ratio(base: Reading, kinds: dict[str, list[Token]], tokens: Sequence[Token]) -> Reading:
    found = replace(base, kind="ratio")
    numbers = _numbers(kinds)
    factor = kinds["times"][0].value
    if factor and not numbers:
        factor = f"{factor} x"
    elif not factor and len(numbers) == 1 and numbers[0].endswith(" x"):
        factor = numbers[0]
    else:
        return replace(found, asks=("How many times as much? Say twice, or 2.5 times as many.",))
    if len(base.subjects) != 2:
        return replace(found, asks=("Of whom, and against whom? Name two.",))
    return replace(found, number=factor)


def _tie(base: Reading, kinds: dict[str, list[Token]], tokens: Sequence[Token]) -> Reading:
    found = replace(base, kind="tie")
    numbers = [text for text in _numbers(kinds) if text.endswith(" points")]
    if len(base.subjects) != 2:
        return replace(found, asks=("Who is level with whom? Name two.",))
    if len(numbers) != 1 or len(_numbers(kinds)) != 1:
        return replace(found, asks=("Level within how many points? Say, for example, within 2 points.",))
    return replace(found, number=numbers[0])


def _rank(base: Reading, kinds: dict[str, list[Token]], tokens: Sequence[Token]) -> Reading:
    found = replace(base, kind="rank")
    if _numbers(kinds) or len(kinds["rank"]) > 1 or "ahead" in kinds or "behind" in kinds:
        return replace(found, asks=("A rank and a number or comparison together: ask one at a time.",))
    if len(base.subjects) != 1:
        return replace(found, asks=("The rank of whom? Name one country, maker or line.",))
    return replace(found, number=kinds["rank"][0].value)


def _order(base: Reading, kinds: dict[str, list[Token]], tokens: Sequence[Token]) -> Reading:
    numbers = _numbers(kinds)
    marks = [token for token in tokens if token.kind in ("ahead", "behind")]
    if len(marks) > 1:
        return replace(base, kind="order", asks=("Two comparisons in one sentence: ask one at a time.",))
    if len(base.subjects) != 2:
        return replace(base, kind="order", asks=("Who is ahead of whom? Name two.",))
    if len(numbers) == 2:
        return _values(base, kinds, tokens)
    at = tokens.index(marks[0])
    first, second = base.subjects
    before = [token.value for token in tokens[:at] if token.kind in ENTITIES]
    if not before or before[-1] != first or second in before:
        return replace(base, kind="order", asks=("Who is ahead of whom? Put one before and one after.",))
    pair = (first, second) if marks[0].kind == "ahead" else (second, first)
    if not numbers:
        return replace(base, kind="order", subjects=pair)
    if len(numbers) == 1 and numbers[0].endswith(" points"):
        return replace(base, kind="lead", subjects=pair, number=numbers[0])
    ask = "A lead of how many points? Say, for example, by 5 points; or give the share of each."
    return replace(base, kind="lead", asks=(ask,))


def _values(base: Reading, kinds: dict[str, list[Token]], tokens: Sequence[Token]) -> Reading:
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


def _lag(
    start: Reading, kinds: dict[str, list[Token]], subjects: Sequence[Token], asks: list[str]
) -> Reading:
    """Months behind: two of China and the United States, and a number of months."""
    names = tuple(dict.fromkeys(token.value for token in subjects))
    numbers = _numbers(kinds)
    if set(names) != {"CN", "US"}:
        asks.append("Months behind are kept for China and the United States.")
    if len(numbers) != 1 or len(kinds) > 5:
        asks.append("How many months? Name one number.")
    behind, ahead = (
        (names if kinds["lag"][0].value == "months" else names[::-1]) if len(names) == 2 else ("", "")
    )
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
    if _numbers(kinds):
        asks.append("Points of the arena are rating points; ask who is ahead, or whether two are level.")
    if not ({"tie"} & set(kinds)):
        asks.append("On the arena two lines can be asked to be level; ranks: `weighbridge arena board`.")
    status = ASKS if asks else READ
    return replace(
        start, status=status, kind="tie", indicator="arena", group="line", subjects=names, asks=tuple(asks)
    )

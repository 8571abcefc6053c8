"""A sentence cut into what its words stand for; what is not known is kept by its own name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from weighbridge.claims.reading.lexicon import ISO_MONTH, MONTHS, NUMBER_WORDS, YEAR, entries, longest
from weighbridge.claims.stating import FRACTION_WORDS, FRACTIONS_AS_PERCENT, MANY, SCALES, WORDINGS

LONGEST = 600
_WORD = re.compile(
    r"(?<![\w%.,])[-−]\d[\d.,]*|\d{1,2}/20\d\d|\d+(?:,\d{3})*(?:\.\d+)?(?:~\d+(?:\.\d+)?)?|%|\$|[^\W\d_](?:[\w'’.&+-]*\w)?|\S",
    re.UNICODE,
)
_UNIT = r"(?=\s?(?:%|per ?cent|percentage points?|points?|million|billion|trillion|times|x\b))"
_RANGES = (
    re.compile(rf"\bbetween (\d+(?:\.\d+)?)\s?(?:%|per ?cent)? and (\d+(?:\.\d+)?){_UNIT}", re.IGNORECASE),
    re.compile(rf"(?<![\d.,/-])(\d+(?:\.\d+)?)\s?%?[-–](\d+(?:\.\d+)?){_UNIT}", re.IGNORECASE),
)
_JOINED = re.compile(r"(.+)-(based|made|built|developed)\Z")
_JUST = ("only", "just")
_OF_SO_MANY = ("in", "in every", "out of", "out of every")
_STOPS = ".,;:!?()[]\"“”‘’'-–—…"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a sentence: what kind it is, what it stands for, and its words."""

    kind: str
    value: str
    text: str


def tokens_of(text: str) -> list[Token]:
    """The sentence as tokens; words nobody knows are of the kind ``unknown``."""
    words = _words(text)
    found: list[Token] = []
    at = 0
    while at < len(words):
        token, used = _next(words, at)
        if token is not None:
            found.append(token)
        at += used
    return found


def _words(text: str) -> list[str]:
    plain = text.replace("’", "'").replace("‘", "'").replace("\N{NO-BREAK SPACE}", " ")
    plain = plain.replace("\N{NARROW NO-BREAK SPACE}", " ").replace("‑", "-")
    for written in _RANGES:
        plain = written.sub(r"\1~\2", plain)
    found: list[str] = []
    for word in _WORD.findall(plain.casefold()):
        if not set(word) <= set(_STOPS):
            found += _parted(word.strip(_STOPS) if not word[0].isdigit() and word[0] not in "-−" else word)
    return [word for word in found if word]


def _parted(word: str) -> list[str]:
    """The parts of a joined word: "Chinese-developed" is China's, "Qwen-based" is based on Qwen."""
    joined = _JOINED.match(word)
    entry = entries().get(joined[1]) if joined else None
    if joined is None or entry is None or entry.kind not in ("country", "line", "organisation"):
        return [word]
    is_base = joined[2] == "based" and entry.kind == "line"
    return [joined[1], "based", "on"] if is_base else [joined[1]]


def _next(words: Sequence[str], at: int) -> tuple[Token | None, int]:
    for reader in (_date, _number, _phrase):
        token, used = reader(words, at)
        if used:
            return token, used
    return Token("unknown", words[at], words[at]), 1


def _date(words: Sequence[str], at: int) -> tuple[Token | None, int]:
    word = words[at]
    after = words[at + 1] if at + 1 < len(words) else ""
    number, _, year = word.partition("/")
    if year and 1 <= int(number) <= 12:
        return Token("month", f"{year}-{int(number):02d}", word), 1
    if ISO_MONTH.match("-".join(words[at : at + 2])) and word.isdigit():
        return Token("month", f"{word}-{after}", f"{word}-{after}"), 2
    if word in MONTHS and YEAR.match(after):
        return Token("month", f"{after}-{MONTHS[word]:02d}", f"{word} {after}"), 2
    if word in MONTHS and word not in ("may", "march", "mar"):
        return Token("bare_month", word, word), 1
    if YEAR.match(word) and (at == 0 or words[at - 1] in ("in", "of", "during", "year")):
        return Token("year", word, word), 1
    return None, 0


def _number(words: Sequence[str], at: int) -> tuple[Token | None, int]:
    """A stated number with what stands before and after it, as its words."""
    for size in (3, 2, 1):
        phrase = " ".join(words[at : at + size])
        if phrase in FRACTION_WORDS:
            return Token("number", phrase, phrase), size
    lead = at + 1 if words[at] in _JUST else at
    before, start = _wording(words, lead)
    if start >= len(words):
        return None, 0
    if before:
        for size in (2, 1):
            fraction = FRACTIONS_AS_PERCENT.get(" ".join(words[start : start + size]))
            if fraction:
                end = start + size
                return Token("number", f"{before} {fraction} %", " ".join(words[at:end])), end - at
    digits, used = _digits(words, start)
    if not used:
        return None, 0
    parts, more = _out_of(words, start, digits, used)
    if parts:
        text = parts if not before or not parts.startswith("about") else parts.replace("about", before, 1)
        return Token("number", text, " ".join(words[at : start + more])), start - at + more
    unit, more = _unit(words, start + used)
    if before and " to " in digits:
        # "About 15-20 %": neither the one band nor the other.
        return None, 0
    text = " ".join(filter(None, (before, digits, unit)))
    return Token("number", text, " ".join(words[at : start + used + more])), start - at + used + more


def _out_of(words: Sequence[str], start: int, digits: str, used: int) -> tuple[str, int]:
    """The share in "one in five" or "63 out of every 100": of a hundred exactly, of others about."""
    for size in (3, 2, 1):
        at = start + used + size
        if " ".join(words[start + used : at]) not in _OF_SO_MANY:
            continue
        whole, more = _digits(words, at)
        if not more or not digits.isdigit() or not whole.isdigit() or not 0 < int(digits) < int(whole) <= 100:
            continue
        share = f"{100 * int(digits) / int(whole):.3g} %"
        return share if whole == "100" else f"about {share}", used + size + more
    return "", 0


def _wording(words: Sequence[str], at: int) -> tuple[str, int]:
    for size in (3, 2, 1):
        phrase = " ".join(words[at : at + size])
        after = at + size
        is_fraction = any(" ".join(words[after : after + n]) in FRACTIONS_AS_PERCENT for n in (1, 2))
        if phrase in WORDINGS and (is_fraction or _digits(words, after)[1]):
            return phrase, after
    return "", at


def _digits(words: Sequence[str], at: int) -> tuple[str, int]:
    """Digits, or a number in words: "seventeen point one", "sixty-three"."""
    if at >= len(words):
        return "", 0
    if words[at][0].isdigit():
        return words[at].replace(",", "").replace("~", " to "), 1
    value, used = _spelt(words, at)
    if not used:
        return "", 0
    rest = at + used
    if rest < len(words) and words[rest] == "point":
        tail = []
        for word in words[rest + 1 :]:
            if word not in NUMBER_WORDS or NUMBER_WORDS[word] > 9:
                break
            tail.append(str(NUMBER_WORDS[word]))
        if tail:
            return f"{value}.{''.join(tail)}", used + 1 + len(tail)
    return str(value), used


def _spelt(words: Sequence[str], at: int) -> tuple[int, int]:
    word = words[at]
    tens, _, ones = word.partition("-")
    if word in NUMBER_WORDS:
        value, used = NUMBER_WORDS[word], 1
        after = words[at + 1] if at + 1 < len(words) else ""
        if value >= 20 and 0 < NUMBER_WORDS.get(after, 0) < 10:
            value, used = value + NUMBER_WORDS[after], 2
        if at + used < len(words) and words[at + used] == "hundred" and value < 10:
            return value * 100, used + 1
        return value, used
    if tens in NUMBER_WORDS and ones in NUMBER_WORDS and NUMBER_WORDS[tens] >= 20:
        return NUMBER_WORDS[tens] + NUMBER_WORDS[ones], 1
    return 0, 0


def _unit(words: Sequence[str], at: int) -> tuple[str, int]:
    for size in (2, 1):
        phrase = " ".join(words[at : at + size])
        if len(words) - at < size:
            continue
        if phrase in ("percentage points", "percentage point", "point", "pp"):
            return "points", size
        if phrase in SCALES or phrase in MANY:
            return phrase, size
        if phrase in ("times", "x", "-fold", "fold") and size == 1:
            return "x", size
    return "", 0


def _phrase(words: Sequence[str], at: int) -> tuple[Token | None, int]:
    known = entries()
    for size in range(min(longest(), len(words) - at), 0, -1):
        phrase = " ".join(words[at : at + size])
        entry = known.get(phrase)
        if entry is not None:
            return Token(entry.kind, entry.value, phrase), size
    return None, 0

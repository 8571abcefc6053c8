"""What turns a sentence though each of its words is known: users for makers, parts of parts, the like."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from weighbridge.claims.reading.form import ENTITIES
from weighbridge.claims.reading.tokens import Token

_PLACED = ("in", "within", "across")
_DONE_BY = ("by", "from", *_PLACED)
_ARTICLES = ("the", "all")
_NOUNS_OF_DOWNLOAD = ("share", "shares", "count", "counts", "total", "rank", "ranks", "position", "place")
_COMPANIONS = ("peers", "counterparts", "rivals")
_SMALL_US = re.compile(r"\bus\b")
_DECIMAL_COMMA = re.compile(r"(?<![\d.,])\d{1,3},\d{1,2}(?!\d)")
_WHOSE = "Downloads are counted by who made the model, not by who takes it or where: say models of ...."


def turned(text: str, tokens: Sequence[Token]) -> str:
    """Why the sentence says something else than its words one by one; empty where nothing turns it."""
    if _SMALL_US.search(text) and text != text.casefold():
        return "“us” in small letters may be no country: write US."
    comma = _DECIMAL_COMMA.search(text)
    if comma is not None:
        return f"“{comma[0]}”: a comma parts thousands here; write {comma[0].replace(',', '.')}."
    for rule in _RULES:
        for reason in rule(tokens):
            return reason
    return ""


def _users(tokens: Sequence[Token]) -> Iterator[str]:
    """Downloads by somebody, or in a country, are not downloads of somebody's models."""
    for at, token in enumerate(tokens):
        if token.text not in _DONE_BY:
            continue
        entity = _after(tokens, at, _ARTICLES)
        if entity is None or entity.kind not in ("country", "organisation"):
            continue
        before = tokens[at - 1] if at else None
        is_done = before is not None and before.kind == "measure" and before.value == "downloads"
        if is_done or (token.text in _PLACED and entity.kind == "country"):
            yield f"“{token.text} {entity.text}” may say who takes or where. {_WHOSE}"


def _verbs(tokens: Sequence[Token]) -> Iterator[str]:
    """Developers who download, and people who like, count for what they do, not for what is theirs."""
    for at, token in enumerate(tokens):
        after = tokens[at + 1].text if at + 1 < len(tokens) else ""
        if token.text == "download" and after not in _NOUNS_OF_DOWNLOAD:
            yield f"“download” is what users do here. {_WHOSE}"
        before = tokens[at - 1] if at else None
        if (
            token.text == "likes"
            and before is not None
            and before.kind == "country"
            and "'" not in before.text
        ):
            yield "“likes” is what somebody does here; likes are counted by whose model is liked."


def _parts_of_own(tokens: Sequence[Token]) -> Iterator[str]:
    """A part of Chinese models is a part of theirs, not their part of all."""
    for at, token in enumerate(tokens):
        if token.kind == "number" and at + 1 < len(tokens) and tokens[at + 1].text == "of":
            entity = _after(tokens, at + 1, _ARTICLES)
            if entity is not None and entity.kind in ENTITIES:
                yield (
                    f"“{token.text} of {entity.text} ...” is a part of their own, which is not kept; "
                    "shares are of all downloads, likes, tokens or derivatives."
                )


def _companions(tokens: Sequence[Token]) -> Iterator[str]:
    """Peers count by whose they are: "American peers" are American, "its peers" are anybody."""
    for at, token in enumerate(tokens):
        if token.text in _COMPANIONS and not (at and tokens[at - 1].kind in ENTITIES):
            yield f"“{token.text}” of nobody named: say whose."


def _after(tokens: Sequence[Token], at: int, passed: Sequence[str]) -> Token | None:
    """The next token, articles passed over."""
    for token in tokens[at + 1 :]:
        if token.text not in passed:
            return token
    return None


_RULES: tuple[Callable[[Sequence[Token]], Iterator[str]], ...] = (_users, _verbs, _parts_of_own, _companions)

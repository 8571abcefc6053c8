"""Where statements come from: copies fold into what they copy, and origins are counted once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from weighbridge.catalogue.claim import Claim, Document

KIND_WORDS = {
    "study": ("study", "studies"),
    "evaluation": ("government evaluation", "government evaluations"),
    "board": ("public board", "public boards"),
    "index": ("index", "indices"),
    "report": ("official text", "official texts"),
    "data": ("public register", "public registers"),
}
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True, slots=True)
class Collapse:
    """What a set of claims rests on: texts that print them, origins by kind, claims without a source."""

    articles: tuple[Document, ...]
    origins: tuple[Document, ...]
    unsourced_articles: tuple[Document, ...]
    unsourced_claims: int

    @property
    def sentence(self) -> str:
        """In a sentence: five articles rest on three studies, and so on."""
        parts = []
        for kind, (one, many) in KIND_WORDS.items():
            count = sum(origin.kind == kind for origin in self.origins)
            if count:
                parts.append(f"{_number(count)} {one if count == 1 else many}")
        count = len(self.unsourced_articles)
        if count:
            texts = "text" if count == 1 else "texts"
            parts.append(f"{_number(count)} {texts} whose source nobody has found")
        articles = len(self.articles)
        subject = f"{_number(articles).capitalize()} article{'' if articles == 1 else 's'}"
        verb = "rests" if articles == 1 else "rest"
        return f"{subject} {verb} on {_listed(parts)}." if parts else f"{subject} {verb} on nothing found."


def collapse(claims: Sequence[Claim]) -> Collapse:
    """What the claims rest on, each document once."""
    articles = {document.key: document for claim in claims for document in claim.printed_in}
    origins = {claim.origin.key: claim.origin for claim in claims if claim.origin is not None}
    lost = [claim for claim in claims if "no_source_found" in claim.findings]
    unsourced = {document.key: document for claim in lost for document in claim.printed_in}
    return Collapse(tuple(articles.values()), tuple(origins.values()), tuple(unsourced.values()), len(lost))


@dataclass(frozen=True, slots=True)
class Resting:
    """One text: how many statements it prints, where they were measured, how many have no source."""

    article: Document
    statements: int
    origins: tuple[tuple[Document, int], ...]
    unsourced: int


def resting(claims: Sequence[Claim]) -> list[Resting]:
    """What each text rests on: its origins, the most used first."""
    articles = {document.key: document for claim in claims for document in claim.printed_in}
    found = []
    for article in articles.values():
        own = [claim for claim in claims if article in claim.printed_in]
        origins = {claim.origin.key: claim.origin for claim in own if claim.origin is not None}
        counts = Counter(claim.origin.key for claim in own if claim.origin is not None)
        ranked = sorted(counts.items(), key=lambda item: (-item[1], origins[item[0]].name))
        lost = sum("no_source_found" in claim.findings for claim in own)
        found.append(Resting(article, len(own), tuple((origins[key], count) for key, count in ranked), lost))
    return found


def follows(claim: Claim) -> str:
    """Who printed a claim and where its figure was measured, in a line."""
    printed = _listed([document.name for document in claim.printed_in])
    through = _listed([document.name for document in claim.through])
    if claim.origin is None:
        if "no_source_found" in claim.findings:
            return f"{printed}; no source found"
        return f"{printed}{', crediting ' + through if through else ''}"
    by = f", following {through}" if through else ""
    return f"{printed}{by}; measured by {claim.origin.name}"


def _number(count: int) -> str:
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def _listed(parts: Sequence[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"

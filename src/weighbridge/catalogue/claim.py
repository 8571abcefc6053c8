"""A claim: one public statement, who printed it, where it comes from, and the definitions its words allow."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from weighbridge.catalogue.checks import checked_identifier, checked_text, declared_as, docstring
from weighbridge.catalogue.errors import ContractError, unknown_name

DOCUMENT_KINDS = ("article", "brief", "study", "evaluation", "board", "index", "report", "data")
MEASURING = ("study", "evaluation", "board", "index", "report", "data")
FINDINGS = (
    "no_source_found",
    "misattributed",
    "distorted",
    "fused",
    "definition_lost",
    "period_lost",
    "wording_change",
)
COMPARED = ("counted", "over", "when", "whose", "left_out")
EVIDENCE = ("", "primary", "quoted", "secondary")
LONGEST_QUOTE = 240
_ID = re.compile(r"[A-Z]+\d{2,}\Z")
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])\Z")
_DAY = re.compile(r"\d{4}-\d{2}(-\d{2})?\Z")


@dataclass(frozen=True, slots=True)
class Document:
    """Something printed: an article, a brief, a study, an evaluation, a board.

    ``published_on`` is empty where no date was found. ``note`` says what a reader should know of it.
    """

    key: str
    name: str
    kind: str
    published_on: str = ""
    address: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        checked_identifier("document", self.key)
        checked_text(f"document {self.key}", name=self.name)
        if self.kind not in DOCUMENT_KINDS:
            raise unknown_name(
                f"kind of document {self.key}", self.kind, DOCUMENT_KINDS, "See catalogue/claim.py."
            )
        if self.published_on and not _DAY.match(self.published_on):
            raise ContractError(
                f"document {self.key}: '{self.published_on}' is no date, expected YYYY-MM-DD."
            )


@dataclass(frozen=True, slots=True)
class Claim:
    """One public statement.

    ``words`` is a short quotation. ``printed_in`` are the texts that print it, ``through`` those between
    them and ``origin``, where the figure was measured; without an origin none was found. ``predicate``
    says in words what must hold. ``as_defined`` is the definition the origin used, ``as_worded`` the
    options the wording leaves open: both are stated before any result is seen. The function ``test``
    decides the statement under each of them.

    ``period`` is the first and last month the statement is about; ``period_is`` says whether the
    ``whole`` of it is meant, or ``any`` month in it will do. ``findings`` say what went wrong between
    origin and wording, each with its reason; ``is_sources_own`` whether the stated value is the origin's.
    ``lacks`` says which data would decide what cannot be decided.
    """

    name: str
    method: str
    id: str
    words: str
    printed_in: tuple[Document, ...]
    topic: str
    predicate: str
    test: Callable[[Any], Sequence[Any]]
    origin: Document | None = None
    through: tuple[Document, ...] = ()
    data: str = ""
    source_says: str = ""
    source_evidence: str = ""
    is_sources_own: bool = False
    repeats: str = ""
    period: tuple[str, str] | None = None
    period_is: str = "whole"
    indicator: str = ""
    group: str = ""
    as_defined: Mapping[str, str] | None = None
    as_worded: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)
    measured: Mapping[str, str] = field(default_factory=dict)
    findings: Mapping[str, str] = field(default_factory=dict)
    lacks: str = ""
    caveats: tuple[str, ...] = ()
    history: tuple[tuple[str, str], ...] = ()
    beside: str = ""

    def __post_init__(self) -> None:
        owner = f"claim {self.name}"
        checked_identifier("claim", self.name)
        checked_text(owner, words=self.words, predicate=self.predicate, topic=self.topic)
        if not _ID.match(self.id):
            raise ContractError(f"{owner}: id '{self.id}', expected capital letters and two digits, as C01.")
        if len(self.words) > LONGEST_QUOTE:
            raise ContractError(
                f"{owner}: a quotation of {len(self.words)} letters; quote {LONGEST_QUOTE} at most."
            )
        if not self.printed_in:
            raise ContractError(f"{owner}: printed_in is empty. Say where the statement stands.")
        for finding, reason in self.findings.items():
            if finding not in FINDINGS:
                raise unknown_name(f"finding of {owner}", finding, FINDINGS, "See docs/method.md.")
            checked_text(owner, **{finding: reason})
        for part in (*self.said, *self.measured):
            if part not in COMPARED:
                raise unknown_name(f"part compared by {owner}", part, COMPARED, "See catalogue/claim.py.")
        if self.source_evidence not in EVIDENCE:
            raise unknown_name(
                f"evidence of {owner}", self.source_evidence, EVIDENCE, "Leave it out if none."
            )
        self._check_origin(owner)
        self._check_period(owner)

    def _check_origin(self, owner: str) -> None:
        if self.origin is None and self.is_sources_own:
            raise ContractError(f"{owner}: is_sources_own, but no origin is named.")
        if self.origin is not None and "no_source_found" in self.findings:
            raise ContractError(
                f"{owner}: finds no source and names {self.origin.name}. Keep one of the two."
            )
        if self.origin is not None and self.origin.kind not in MEASURING:
            raise ContractError(
                f"{owner}: the origin {self.origin.name} is a {self.origin.kind}; expected what measures: "
                f"{', '.join(MEASURING)}."
            )

    def _check_period(self, owner: str) -> None:
        if self.period_is not in ("whole", "any"):
            raise ContractError(f"{owner}: period_is '{self.period_is}', expected 'whole' or 'any'.")
        if self.period is None:
            return
        first, last = self.period
        if not (_MONTH.match(first) and _MONTH.match(last) and first <= last):
            raise ContractError(f"{owner}: period {first} to {last}, expected two months, YYYY-MM, in order.")

    @property
    def address(self) -> str:
        """The path of its page."""
        return f"claims/{self.id.lower()}/index.html"

    @property
    def chain(self) -> tuple[Document, ...]:
        """From what lies between to the origin."""
        return (*self.through, *((self.origin,) if self.origin else ()))


def claim(**declared: Any) -> Callable[[Callable[[Any], Sequence[Any]]], Claim]:
    """Declare a claim; the function is its test and the docstring its argument."""

    def declare(function: Callable[[Any], Sequence[Any]]) -> Claim:
        name = function.__name__
        given: dict[str, Any] = {
            "name": name,
            "method": docstring("claim", name, function.__doc__),
            "test": function,
            **declared,
        }
        return declared_as(Claim, "claim", name, given)

    return declare

"""Which family and line of models a repository belongs to, by its account and its name.

A **family** is what a maker releases under one name and generation (Qwen2.5-Coder). A **line** gathers
the families of one brand over the years (qwen), which is what people mean by "Qwen". Family is a matter
of name and publisher, not of weights: DeepSeek-R1-Distill-Qwen-7B is DeepSeek's R1 family although its
weights descend from Qwen; lineage says the latter.

**Two readings.** ``scoped=True`` asks "is this one of the maker's own releases": only families whose
``scope_accounts`` hold the account are tried. ``scoped=False`` asks "does this carry that family's name":
quantised copies and fine-tunes under any account match too. Families whose name is that of an
architecture or a common word (``bert-base``, ``eagle``) have ``by_name`` no: elsewhere the name says
nothing about the maker.

**Names.** A pattern is one or several regular expressions separated by `` | ``, each beginning with
literal letters, in lower case. It is matched, ignoring case, at the start of the model's name, or right
after a leading publisher label that ends in ``.`` or ``_`` (``google_gemma-3-4b-it-GGUF``), up to the
first such mark. A word in the middle of a name never makes a family.

**One best match.** Of several, the first of these decides: the family is the account's own; it matched by
name and not by account alone; it matched the longer part of the name; its identifier comes first in the
alphabet.

**By account alone.** A row with a blank pattern gives the line (not the family) of anything else its
accounts publish, so that a release nobody has written a pattern for is still counted in its line, with
kind ``unclassified``. There is no such row for accounts that publish several lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import chain
from types import MappingProxyType

from weighbridge.catalogue.errors import ContractError
from weighbridge.entities.judgement_files import (
    parse_day,
    read_judgements,
    require,
    require_support,
    row_error,
)
from weighbridge.entities.organisations import load_organisations

FILE = "families"
COLUMNS = (
    "family_id",
    "name",
    "organisation_id",
    "line",
    "kind",
    "pattern",
    "by_name",
    "scope_accounts",
    "example",
    "first_release",
    "first_release_basis",
    "evidence",
    "source",
    "confidence",
    "note",
)

# "Every language model of the line" means these kinds: what writes text or code, also from images and sound.
# Not counted: what only reads (encoder, embedding, safety classifier), draws, speaks or translates.
LANGUAGE_KINDS = frozenset({"language", "code", "vision_language", "multimodal"})
KINDS = (
    *sorted(LANGUAGE_KINDS),
    "embedding",
    "encoder",
    "safety",
    "reward",
    "drafter",
    "translation",
    "speech",
    "audio",
    "image",
    "video",
    "3d",
    "robotics",
    "time_series",
    "biology",
    "unclassified",
)

HEAD_LENGTH = 2

_LABEL_END = re.compile(r"[a-z0-9-]+[._]")
# Letters, digits, dashes and escaped dots, as long as no `?` or repeat makes the last one uncertain.
_LITERAL = re.compile(r"(?:(?:[a-z0-9_-]|\\\.)(?![?*+{]))+")


@dataclass(frozen=True, slots=True)
class Family:
    """One family: its names, its maker's accounts, its line and kind, and how we know."""

    family_id: str
    name: str
    organisation_id: str
    line: str
    kind: str
    pattern: str
    by_name: bool
    scope_accounts: tuple[str, ...]
    example: str
    first_release: date | None
    first_release_basis: str
    evidence: str
    source: str
    confidence: str
    note: str


@dataclass(frozen=True, slots=True)
class FamilyMatch:
    """Where a model belongs. ``by`` says why: ``own_name``, ``name`` (another's account) or ``account``.

    ``family_id`` is ``None`` when only the line is known, by the account alone.
    """

    family_id: str | None
    line: str
    kind: str
    organisation_id: str
    by: str

    @property
    def is_language_model(self) -> bool:
        """Whether it counts as a language model of its line."""
        return self.kind in LANGUAGE_KINDS


# A branch of a pattern: the literal letters it begins with, the regular expression, the family.
Branch = tuple[str, str, Family]


@cache
def load_families() -> Mapping[str, Family]:
    """Every family by its identifier, checked: organisation, kind, pattern's first letters, evidence."""
    found: dict[str, Family] = {}
    organisations = load_organisations()
    for line, row in enumerate(read_judgements(FILE, COLUMNS), start=2):
        family = _family(row, line)
        if family.organisation_id not in organisations:
            text = f"organisation_id '{family.organisation_id}'"
            raise row_error(FILE, line, text, "a row in organisations.csv", "add the organisation first")
        if family.family_id in found:
            raise row_error(FILE, line, f"family_id '{family.family_id}' again", "one row each", "rename it")
        found[family.family_id] = family
    return MappingProxyType(found)


def classify(account: str, model_name: str, scoped: bool) -> FamilyMatch | None:
    """The one best family of a model, or the line of its account, or ``None``.

    ``scoped`` restricts the search to families of the account itself (see the module's text).
    """
    owner = account.casefold()
    name = model_name.lower()
    starts = _starts(name)
    best = _best(_by_account().get(owner, ()), name, starts)
    if best is not None:
        return FamilyMatch(best.family_id, best.line, best.kind, best.organisation_id, "own_name")
    if not scoped:
        index = _by_head()
        for_each = (index.get(name[at : at + HEAD_LENGTH], ()) for at in starts)
        best = _best(chain.from_iterable(for_each), name, starts)
        if best is not None:
            return FamilyMatch(best.family_id, best.line, best.kind, best.organisation_id, "name")
    rest = _rest_of_account().get(owner)
    return FamilyMatch(None, rest.line, rest.kind, rest.organisation_id, "account") if rest else None


def line_of_account(account: str) -> str | None:
    """The line all models of an account belong to, whatever their names; ``None`` if it has several."""
    rest = _rest_of_account().get(account.casefold())
    return rest.line if rest else None


def _starts(name: str) -> tuple[int, ...]:
    """Where a family's name may begin: at the start, or after a publisher label such as ``google_``."""
    label = _LABEL_END.match(name)
    return (0, label.end()) if label else (0,)


def _best(branches: Iterable[Branch], name: str, starts: tuple[int, ...]) -> Family | None:
    """The family that matches the longest part of the name, the first by identifier among equals."""
    best: Family | None = None
    longest = 0
    for head, pattern, family in branches:
        for at in starts:
            # The literal letters decide nearly always, and cost a tenth of a regular expression.
            if not name.startswith(head, at) or not (found := _compiled(pattern).match(name, at)):
                continue
            length = found.end() - at
            if best is None or length > longest or (length == longest and family.family_id < best.family_id):
                best, longest = family, length
    return best


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    # Compiled when first needed: most runs meet few of the families.
    return re.compile(pattern)


@cache
def _by_account() -> Mapping[str, tuple[Branch, ...]]:
    """The branches of the families of each account."""
    index: dict[str, list[Branch]] = {}
    for family in load_families().values():
        for account in family.scope_accounts:
            index.setdefault(account.casefold(), []).extend(_branches(family))
    return {account: tuple(branches) for account, branches in index.items()}


@cache
def _by_head() -> Mapping[str, tuple[Branch, ...]]:
    """Branches by the first letters of the names they can match, so that few are tried a name."""
    index: dict[str, list[Branch]] = {}
    named = (family for family in load_families().values() if family.by_name)
    for branch in chain.from_iterable(map(_branches, named)):
        index.setdefault(branch[0][:HEAD_LENGTH], []).append(branch)
    return {head: tuple(branches) for head, branches in index.items()}


@cache
def _rest_of_account() -> Mapping[str, Family]:
    """Of each account with one line: the row for everything that no pattern takes."""
    index: dict[str, Family] = {}
    for family in load_families().values():
        for account in family.scope_accounts if not family.pattern else ():
            if index.setdefault(account.casefold(), family) is not family:
                message = f"{FILE}.csv: '{account}' has two rows without a pattern, '{family.family_id}' and"
                advice = "An account with several lines has none: remove them."
                raise ContractError(f"{message} '{index[account.casefold()].family_id}'. {advice}")
    return index


def _branches(family: Family) -> list[Branch]:
    return [(literal_head(branch), branch, family) for branch in alternatives(family.pattern)]


def alternatives(pattern: str) -> list[str]:
    """The branches of a pattern, each a regular expression that begins with literal letters."""
    return pattern.split(" | ") if pattern else []


def literal_head(branch: str) -> str:
    """The literal letters a branch of a pattern begins with: ``flux`` of ``flux[12]``."""
    found = _LITERAL.match(branch)
    return found.group().replace("\\", "") if found else ""


def _family(row: list[str], line: int) -> Family:
    family_id, name, organisation_id, of_line, kind, pattern, by_name, accounts, *rest = row
    example, released, basis, evidence, source, confidence, note = rest
    if not family_id or not name or not of_line:
        raise row_error(FILE, line, "no family_id, name or line", "all three", "fill them in")
    require(kind, KINDS, FILE, line, "kind")
    require(by_name, ("yes", "no"), FILE, line, "by_name")
    require_support(FILE, line, evidence, source, confidence)
    for branch in alternatives(pattern):
        if len(literal_head(branch)) < HEAD_LENGTH:
            advice = f"begin every branch with {HEAD_LENGTH} literal letters; separate branches by ' | '"
            raise row_error(FILE, line, f"pattern branch '{branch}'", "a literal beginning", advice)
    scope = tuple(filter(None, accounts.split(";")))
    if not scope:
        raise row_error(FILE, line, "no scope_accounts", "the maker's own accounts", "add them, ';' between")
    return Family(
        family_id,
        name,
        organisation_id,
        of_line,
        kind,
        pattern,
        by_name == "yes",
        scope,
        example,
        parse_day(released, FILE, line),
        basis,
        evidence,
        source,
        confidence,
        note,
    )

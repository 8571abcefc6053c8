"""What a declared licence allows, from whatever text a model card, tag or list gives.

A **licence** here is one text with one identifier (``llama3.1``), an SPDX expression (``LicenseRef-...``
where SPDX has no name for it), its clauses, and a class. The class is a summary, the strictest thing the
text says; chains of licences are worked out clause by clause, never from the class.

**Classes**, from least to most restrictive:

- ``permissive``: any use; keep notices at most (MIT, Apache-2.0).
- ``attribution_or_naming``: any use, with a duty to credit, to show or carry a name, or to share alike.
- ``use_policy``: commercial use, but a list of forbidden uses, or no derivatives, travels along.
- ``threshold``: another licence is needed above a number of users or an amount of revenue.
- ``territory``: some countries are left out.
- ``non_commercial``: research or non-commercial use only.
- ``none_declared``: no licence at all, so all rights are reserved.

``unknown`` stands outside the order: a licence is declared (``other``, a custom name) and nobody here has
read it.

**Published classes**, coarser: ``permissive`` (also credit alone, as in CC-BY), ``conditional``,
``non_commercial``, ``undeclared``, ``unknown``.

**Raw values** are compared after lower-casing, dropping a leading ``license:`` and writing ``-`` for
spaces and underscores. Several values at once (a list, or text with commas) are read as all applying:
clauses are joined and the class is the strictest; with an unknown among them, the whole is unknown unless
another part alone already forbids commercial use. Of an expression with OR the reader may choose, so the
least strict known part counts; one that does not parse is unknown as a whole. A value nobody has listed
is ``unknown``, and ``unresolved_licences`` names it.

``None`` and the empty text mean that the card declares nothing. A list that merely does not record
licences must not be asked here: not recorded is not undeclared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType

from weighbridge.entities.judgement_files import (
    read_judgements,
    require,
    require_support,
    row_error,
)
from weighbridge.entities.licence_expressions import UnreadExpressionError, folded, is_expression

FILE = "licences"
COLUMNS = (
    "licence_id",
    "name",
    "spdx_expression",
    "licence_class",
    "published_class",
    "mau_threshold",
    "revenue_threshold_usd_per_year",
    "threshold_effect",
    "territories_excluded",
    "naming_duty",
    "use_policy",
    "share_alike",
    "no_training_other_models",
    "evidence",
    "source",
    "confidence",
    "note",
)
ALIAS_FILE = "licence_aliases"
ALIAS_COLUMNS = ("alias", "licence_ids", "evidence", "source", "confidence", "note")

# From least to most restrictive; the order is the method's, "unknown" stands outside it.
LICENCE_CLASSES = (
    "permissive",
    "attribution_or_naming",
    "use_policy",
    "threshold",
    "territory",
    "non_commercial",
    "none_declared",
)
UNKNOWN_CLASS = "unknown"
PUBLISHED_CLASSES = ("permissive", "conditional", "non_commercial", "undeclared", "unknown")

_LIST_MARK = re.compile(r"[,;\[\]]")
NONE_DECLARED = "none-declared"
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Licence:
    """One licence, or several that apply together: expression, class, clauses, and how we know.

    A clause that is not there is ``False``, ``None`` or empty; of an ``unknown`` licence no clause is known.
    """

    licence_id: str
    name: str
    spdx_expression: str
    licence_class: str
    published_class: str
    mau_threshold: int | None
    revenue_threshold_usd_per_year: int | None
    threshold_effect: str
    territories_excluded: tuple[str, ...]
    naming_duty: str
    use_policy: bool
    share_alike: bool
    no_training_other_models: bool
    evidence: str
    source: str
    confidence: str
    note: str


@cache
def load_licences() -> Mapping[str, Licence]:
    """Every licence by its identifier, checked."""
    found: dict[str, Licence] = {}
    for line, row in enumerate(read_judgements(FILE, COLUMNS), start=2):
        licence = _licence(row, line)
        if licence.licence_id in found:
            raise row_error(FILE, line, f"'{licence.licence_id}' again", "one row each", "merge the rows")
        found[licence.licence_id] = licence
    return MappingProxyType(found)


@cache
def load_licence_aliases() -> Mapping[str, tuple[str, ...]]:
    """The licences each known raw value stands for, by the value in its compared form."""
    found: dict[str, tuple[str, ...]] = {identifier: (identifier,) for identifier in load_licences()}
    for line, row in enumerate(read_judgements(ALIAS_FILE, ALIAS_COLUMNS), start=2):
        alias, joined, evidence, source, confidence, _ = row
        require_support(ALIAS_FILE, line, evidence, source, confidence)
        identifiers = tuple(joined.split(";"))
        for identifier in identifiers:
            if identifier not in load_licences():
                text = f"licence '{identifier}'"
                raise row_error(ALIAS_FILE, line, text, "a licence_id of licences.csv", "add it there first")
        if alias != compared_form(alias) or alias in found:
            advice = "write the alias once, lower-case, with '-' for spaces and underscores"
            raise row_error(ALIAS_FILE, line, f"alias '{alias}'", "a new alias in its compared form", advice)
        found[alias] = identifiers
    return MappingProxyType(found)


def compared_form(raw: str) -> str:
    """A raw value as it is compared: ``Apache 2.0`` and ``license:apache_2.0`` are both ``apache-2.0``."""
    return re.sub(r"[\s_]+", "-", raw.strip().strip("'\"").lower().removeprefix("license:").strip())


def resolve_licence(raw: str | Iterable[str] | None) -> Licence:
    """The licence a raw value declares; several values are joined, an unlisted one is ``unknown``.

    An expression (``MIT OR Apache-2.0``) is worked out; one that cannot be read is ``unknown``.
    """
    if isinstance(raw, str) and _is_joined(raw):
        try:
            return folded(raw, resolve_licence, _joined_once, _chosen)
        except UnreadExpressionError:
            return load_licences()[UNKNOWN]
    identifiers = [i for part in _parts(raw) for i in load_licence_aliases().get(part, (UNKNOWN,))]
    licences = [load_licences()[identifier] for identifier in dict.fromkeys(identifiers)]
    if not licences:
        return load_licences()[NONE_DECLARED]
    return licences[0] if len(licences) == 1 else _joined(licences)


def unresolved_licences(values: Iterable[str | Iterable[str] | None]) -> list[str]:
    """The raw values (in compared form) that no row explains, sorted: the list of what to read next."""
    aliases = load_licence_aliases()
    return sorted({part for raw in values for part in _parts(raw) if part not in aliases})


def licence_rank(licence_class: str) -> int | None:
    """The place of a class in the order, 0 for permissive; ``None`` for ``unknown``."""
    return LICENCE_CLASSES.index(licence_class) if licence_class in LICENCE_CLASSES else None


def why_unread(raw: str) -> str:
    """What is wrong in a text that has the operators of an expression; empty where nothing is."""
    if not _is_joined(raw):
        return ""
    try:
        folded(raw, str, " ".join, " ".join)
    except UnreadExpressionError as error:
        return str(error)
    return ""


def why_unknown(raw: str | None) -> str:
    """Why nobody can say what a tag allows; empty where its licence is known.

    ``None``: no tag was seen. An expression that does not parse says what is wrong in it.
    """
    if raw is None:
        return "no licence tag was seen"
    if resolve_licence(raw).licence_class != UNKNOWN_CLASS:
        return ""
    if wrong := why_unread(raw):
        return wrong
    unread = [part for part in unresolved_licences([raw]) if part]
    if unread:
        return f"nobody here has read the licence '{', '.join(unread)}'"
    return f"the tag '{raw}' says that terms exist, and not which"


def _is_joined(raw: str) -> bool:
    """Whether a value is an expression, and not one that somebody has listed as it stands."""
    is_list = _LIST_MARK.search(raw) is not None
    return not is_list and is_expression(raw) and compared_form(raw) not in load_licence_aliases()


def _joined_once(licences: Sequence[Licence]) -> Licence:
    distinct = list({licence.licence_id: licence for licence in licences}.values())
    return distinct[0] if len(distinct) == 1 else _joined(distinct)


def _chosen(licences: Sequence[Licence]) -> Licence:
    """Where the reader may choose, the least strict that is known; its clauses, under the names of all."""
    known = [licence for licence in licences if licence.licence_class != UNKNOWN_CLASS]
    if not known:
        return licences[0]
    best = min(known, key=lambda licence: (licence_rank(licence.licence_class) or 0, licence.licence_id))
    ordered = sorted({licence.licence_id: licence for licence in licences}.values(), key=lambda one: one.name)
    if len(ordered) == 1:
        return best
    return replace(
        best,
        licence_id="|".join(sorted(licence.licence_id for licence in ordered)),
        name=" or ".join(licence.name for licence in ordered),
        spdx_expression=" OR ".join(f"({licence.spdx_expression})" for licence in ordered),
        note=_together([best.note, f"the reader may choose; the clauses are those of {best.name}"]),
    )


def _parts(raw: str | Iterable[str] | None) -> list[str]:
    """The single values in a raw one, in compared form. A known value with a comma in it stays whole."""
    if raw is None:
        return []
    if isinstance(raw, str):
        whole = compared_form(raw)
        if whole in load_licence_aliases():
            return [whole]
        if _is_joined(raw):
            return _parts_of_expression(raw)
        raw = _LIST_MARK.split(raw)
    forms = (compared_form(part) for part in raw)
    return [form for form in forms if form]


def _parts_of_expression(raw: str) -> list[str]:
    """The single licences of an expression; the whole where it cannot be read."""

    def all_parts(parts: Sequence[list[str]]) -> list[str]:
        return [part for held in parts for part in held]

    try:
        return folded(raw, lambda one: [compared_form(one)], all_parts, all_parts)
    except UnreadExpressionError:
        return [compared_form(raw)]


def _joined(licences: list[Licence]) -> Licence:
    """Several licences that apply together, clause by clause."""
    ordered = sorted(licences, key=lambda licence: licence.licence_id)
    strictest = _strictest(ordered)
    maus = [licence.mau_threshold for licence in ordered if licence.mau_threshold is not None]
    revenues = [
        amount for licence in ordered if (amount := licence.revenue_threshold_usd_per_year) is not None
    ]
    confidences = {licence.confidence for licence in ordered}
    return Licence(
        "+".join(licence.licence_id for licence in ordered),
        " and ".join(licence.name for licence in ordered),
        " AND ".join(licence.spdx_expression for licence in ordered),
        strictest.licence_class,
        strictest.published_class,
        min(maus, default=None),
        min(revenues, default=None),
        _together(licence.threshold_effect for licence in ordered),
        tuple(sorted({code for licence in ordered for code in licence.territories_excluded})),
        _together(licence.naming_duty for licence in ordered),
        any(licence.use_policy for licence in ordered),
        any(licence.share_alike for licence in ordered),
        any(licence.no_training_other_models for licence in ordered),
        _together(licence.evidence for licence in ordered),
        _together(licence.source for licence in ordered),
        next(level for level in ("low", "medium", "high") if level in confidences),
        _together(licence.note for licence in ordered),
    )


def _strictest(licences: list[Licence]) -> Licence:
    """The licence whose class sums up all: the strictest, or an unknown one if the rest allow commerce."""
    unknown = next((licence for licence in licences if licence.licence_class == UNKNOWN_CLASS), None)
    known = [licence for licence in licences if licence.licence_class != UNKNOWN_CLASS]
    strictest = max(known, key=lambda licence: licence_rank(licence.licence_class) or 0, default=None)
    if strictest is None or (unknown and strictest.licence_class not in ("non_commercial", "none_declared")):
        return unknown or licences[0]
    return strictest


def _together(texts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(text for text in texts if text))


def _licence(row: list[str], line: int) -> Licence:
    identifier, name, expression, licence_class, published, mau, revenue, effect, *rest = row
    territories, naming, policy, share_alike, no_training, evidence, source, confidence, note = rest
    if not identifier or not name or not expression:
        raise row_error(FILE, line, "no licence_id, name or spdx_expression", "all three", "fill them in")
    require(licence_class, (*LICENCE_CLASSES, UNKNOWN_CLASS), FILE, line, "licence_class")
    require(published, PUBLISHED_CLASSES, FILE, line, "published_class")
    require_support(FILE, line, evidence, source, confidence)
    return Licence(
        identifier,
        name,
        expression,
        licence_class,
        published,
        _amount(mau, line),
        _amount(revenue, line),
        effect,
        tuple(filter(None, territories.split(";"))),
        naming,
        _flag(policy, line, "use_policy"),
        _flag(share_alike, line, "share_alike"),
        _flag(no_training, line, "no_training_other_models"),
        evidence,
        source,
        confidence,
        note,
    )


def _amount(text: str, line: int) -> int | None:
    if not text:
        return None
    if not text.isdigit():
        raise row_error(FILE, line, f"threshold '{text}'", "a whole number", "write digits only")
    return int(text)


def _flag(text: str, line: int, column: str) -> bool:
    return require(text, ("yes", "no", ""), FILE, line, column) == "yes"

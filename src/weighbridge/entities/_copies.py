"""What a model is by its name: its family and line, and whether it is a copy and of whose models."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from weighbridge.entities.families import (
    FamilyMatch,
    alternatives,
    classify,
    line_of_account,
    literal_head,
    load_families,
)
from weighbridge.store.arrow import pc, taken, texts

COPY_ROLES = frozenset({"quantiser", "repackager", "mirror"})
LANGUAGE_TASKS = frozenset(
    {"text-generation", "text2text-generation", "image-text-to-text", "any-to-any", "conversational"}
)
# A repository named like this holds the weights of another one in a smaller or other format.
_COPY_NAME = (
    r"(?i)(?:^|[-_.])(?:gguf|ggml|gptq|awq|mlx|exl[23]|bnb|nf4|int[48]|fp8|nvfp4|mxfp4|w4a16|w8a8|w8a16|"
    r"[2-8]bits?|quant(?:ized|ised)?|onnx|openvino|autoround)(?:$|[-_.])"
)
Codes = NDArray[np.int32]
Mask = NDArray[np.bool_]
NONE = -1
COPY_KINDS = pa.array(["other", "first_party", "copy"])


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Some models: account (a place, or ``NONE``), name, task, whether tracked; the maker and role behind."""

    account: Codes
    name: pa.Array
    tag: pa.Array
    tracked: Mask
    organisation: pa.Array
    role: pa.Array


@dataclass(slots=True, eq=False)
class Copies:
    """Reads block after block of models of these accounts; the families met so far are kept by number."""

    accounts: pa.Array
    tags: pa.Array
    _has_families: Mask = field(init=False)
    _lines: pa.Array = field(init=False)
    _met: dict[FamilyMatch, int] = field(init=False, default_factory=dict[FamilyMatch, int])

    def __post_init__(self) -> None:
        """Look at each account once: whether it has families of its own, and the line of all it publishes."""
        known, each = _accounts_with_families(), texts(self.accounts)
        # The last place is that of ``NONE``.
        self._has_families = np.array([*(account.casefold() in known for account in each), False])
        self._lines = pa.array([line_of_account(account) for account in each], pa.string())

    def of(self, block: Block) -> dict[str, Any]:
        """The columns that follow from the names of some models."""
        is_copy_name = _is_copy_name(block.name)
        of_copier = np.asarray(pc.is_in(block.role, value_set=pa.array(sorted(COPY_ROLES))))
        own = self._own(block)
        loose = self._by_name(block, own, is_copy_name | of_copier)
        maker = self._said(loose, [match.organisation_id for match in self._met])
        copy = of_copier | (is_copy_name & _is_by_another(block, maker))
        first_party = np.asarray(pc.equal(block.role, "first_party"))
        named = [match.by == "own_name" for match in self._met]
        return {
            "copy_kind": taken(COPY_KINDS, np.where(copy, 2, first_party.astype(np.int64))),
            "base_organisation_id": pc.if_else(pa.array(copy), maker, pa.scalar(None, pa.string())),
            "family_id": self._said(own, [match.family_id for match in self._met], named),
            "line_pattern": self._said(own, [match.line for match in self._met], named),
            "line_account": at_places(self._lines, block.account),
            "kind": pc.coalesce(
                self._said(own, [match.kind for match in self._met], self._is_classified()),
                self.tags.take(block.tag),
            ),
            "is_language": self._is_language(loose, block),
        }

    def _own(self, block: Block) -> Codes:
        """The family each model has within its account's own."""
        rows = np.flatnonzero(self._has_families[block.account])
        found = np.full(block.account.size, NONE, np.int32)
        accounts, names = at_places(self.accounts, block.account[rows]), taken(block.name, rows)
        found[rows] = [
            self._number(classify(account, name, True))
            for account, name in zip(texts(accounts), texts(names), strict=True)
        ]
        return found

    def _by_name(self, block: Block, own: Codes, may_be_copy: Mask) -> Codes:
        """The own family, else, of a possible copy, the family whose name it carries.

        Whose account it is no longer matters then: its own families have been tried.
        """
        rows = np.flatnonzero((own == NONE) & may_be_copy)
        names = taken(block.name, rows)
        begins = _begins_like_a_family(names)
        coded = names.filter(pa.array(begins)).dictionary_encode()
        numbers = [self._number(classify("", name, False)) for name in texts(coded.dictionary)]
        found = own.copy()
        found[rows[begins]] = np.array(numbers, np.int32)[coded.indices.to_numpy()]
        return found

    def _number(self, match: FamilyMatch | None) -> int:
        return NONE if match is None else self._met.setdefault(match, len(self._met))

    def _is_classified(self) -> list[bool]:
        return [match.kind != "unclassified" for match in self._met]

    def _said(self, codes: Codes, words: list[Any], only: list[bool] | None = None) -> pa.Array:
        """What is said of the families with these numbers, ``only`` of some of them."""
        kept = (
            words
            if only is None
            else [word if keep else None for word, keep in zip(words, only, strict=True)]
        )
        return at_places(pa.array(kept, pa.string()), codes)

    def _is_language(self, loose: Codes, block: Block) -> pa.Array:
        """Whether each model generates text: on the curated list, by its family's kind, else by its task."""
        kept = zip(self._met, self._is_classified(), strict=True)
        by_family = pa.array([match.is_language_model if keep else None for match, keep in kept], pa.bool_())
        by_task = pa.array([tag in LANGUAGE_TASKS if tag else None for tag in texts(self.tags)], pa.bool_())
        tracked = pc.if_else(pa.array(block.tracked), pa.scalar(True), pa.scalar(None, pa.bool_()))
        return pc.coalesce(tracked, at_places(by_family, loose), by_task.take(block.tag))


def at_places(words: pa.Array, places: Codes) -> pa.Array:
    """The words at some places, empty where the place is ``NONE``."""
    where: Any = pa.array(places, mask=places == NONE)
    return words.take(where)


def _is_by_another(block: Block, maker: pa.Array) -> Mask:
    """Whether a copy's name is enough: it names another's family, or nobody knows whose account it is."""
    another = pc.and_(pc.is_valid(maker), pc.fill_null(pc.not_equal(maker, block.organisation), True))
    return np.asarray(pc.or_(another, pc.equal(block.role, "unknown")))


def _is_copy_name(names: pa.Array) -> Mask:
    """Whether names say quantised or converted; Arrow's expressions differ from ours in odd letters only."""
    found = np.array(pc.match_substring_regex(names, _COPY_NAME))
    odd = np.flatnonzero(_is_odd(names))
    found[odd] = [re.search(_COPY_NAME, name) is not None for name in texts(taken(names, odd))]
    return found


def _is_odd(names: pa.Array) -> Mask:
    return np.asarray(pc.match_substring_regex(names, r"[^ -~]"))


def _begins_like_a_family(names: pa.Array) -> Mask:
    """Which names any family's pattern can match: they begin with its letters, or do so after a label."""
    return np.asarray(pc.match_substring_regex(pc.ascii_lower(names), _beginnings())) | _is_odd(names)


@cache
def _beginnings() -> str:
    named = [family for family in load_families().values() if family.by_name]
    heads = {literal_head(branch) for family in named for branch in alternatives(family.pattern)}
    return rf"^(?:[a-z0-9-]+[._])?(?:{'|'.join(re.escape(head) for head in sorted(heads))})"


@cache
def _accounts_with_families() -> frozenset[str]:
    """Folded names of the accounts that families list as their maker's own."""
    families = load_families().values()
    return frozenset(account.casefold() for family in families for account in family.scope_accounts)

"""Cases with known ancestry, read from a file: what a right answer would be, and whether one is expected."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from weighbridge.catalogue.errors import ContractError, UsageError
from weighbridge.entities.identities import HUB, canonical_id
from weighbridge.entities.organisations import load_organisations, ultimate_parent
from weighbridge.entities.publishers import publisher

NEEDED = ("model_id", "relation", "parent_ids", "root_id", "root_org", "root_country", "difficulty")
CONTROL = "from_scratch_control"
COMPONENT = "component"
_ABSTENTIONS = ("disputed", "undisclosed")
_REMARK = re.compile(r"\([^()]*\)")
_ID = re.compile(r"[\w.\-]+/[\w.\-]*\*?\Z")
_COUNTRY = re.compile(r"[A-Z]{2}\Z")


@dataclass(frozen=True, slots=True)
class Case:
    """One model with its known ancestry.

    ``parents`` are canonical ids (empty: none), None where the file names none that can be compared;
    ``root_organisations`` and ``root_countries`` sets of which the whole is the answer, None likewise.
    ``expected`` is the abstention that is the right answer: disputed, undisclosed, or empty. ``words`` are
    the file's own, by target.
    """

    model_id: str
    relation: str
    difficulty: str
    parents: frozenset[str] | None
    root_organisations: tuple[frozenset[str], ...] | None
    root_countries: frozenset[str] | None
    expected: str
    words: Mapping[str, str]

    @property
    def is_control(self) -> bool:
        """Whether it is a model built from scratch that looks as if it were not."""
        return self.relation == CONTROL


def read_cases(path: Path) -> list[Case]:
    """The cases of a CSV file; an error that names the missing column or the line otherwise."""
    if not path.is_file():
        raise UsageError(f"No file {path}. Give the path of a CSV file of cases.")
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream, strict=True)
            rows = list(reader)
    except (UnicodeDecodeError, csv.Error) as error:
        raise ContractError(
            f"{path} is no CSV text ({error}). Expected columns {', '.join(NEEDED)}."
        ) from error
    missing = [name for name in NEEDED if name not in (reader.fieldnames or ())]
    if missing:
        raise ContractError(
            f"{path} lacks the column(s) {', '.join(missing)}; found "
            f"{', '.join(reader.fieldnames or ()) or 'none'}."
        )
    cases = [_case(row, path, line) for line, row in enumerate(rows, start=2)]
    if not cases:
        raise ContractError(f"{path} holds no case. Add a row for each model with a known ancestry.")
    return cases


def _case(row: Mapping[str, str | None], path: Path, line: int) -> Case:
    held = {name: (row.get(name) or "").strip() for name in NEEDED}
    if not held["model_id"]:
        raise ContractError(f"{path} line {line}: no model_id. Give the model's id, owner/name.")
    words = f"{held['relation']} {held['root_id']}".casefold()
    expected = next((word for word in _ABSTENTIONS if word in words), "")
    return Case(
        model_id=held["model_id"],
        relation=held["relation"],
        difficulty=held["difficulty"] or "not given",
        parents=None if expected else _ids(held["parent_ids"]),
        root_organisations=None if expected else _makers(held["root_org"], held["root_id"]),
        root_countries=None if expected else _countries(held["root_country"]),
        expected=expected,
        words={
            "parent": held["parent_ids"],
            "root_organisation": held["root_org"],
            "root_country": held["root_country"],
        },
    )


def _ids(text: str) -> frozenset[str] | None:
    """The models a cell names; None where something stands there that is no model."""
    words = [_REMARK.sub("", word).strip() for word in text.split(";")]
    if not text.strip():
        return frozenset()
    found = frozenset(canonical_id(HUB, word) for word in words if _ID.match(word))
    return found if len(found) == len(words) else None


def _countries(text: str) -> frozenset[str] | None:
    words = [word.strip() for word in text.split(";")]
    return frozenset(words) if all(_COUNTRY.match(word) for word in words) else None


def _makers(names: str, root_id: str) -> tuple[frozenset[str], ...] | None:
    """For each named maker the organisations it may be: by name, by the account of the root, their owners."""
    words = [_REMARK.sub("", word).strip() for word in names.split(";")]
    found = []
    for word in words:
        held = set(_by_name().get(word.casefold(), ()))
        if len(words) == 1 and "/" in root_id:
            held |= {name for name in [publisher(root_id.partition("/")[0].casefold())[0]] if name}
        found.append(frozenset(held | {ultimate_parent(name) for name in held}))
    return tuple(found) if all(found) else None


@cache
def _by_name() -> Mapping[str, frozenset[str]]:
    """Organisations by every way their name can be written: whole, without brackets, each brand in them."""
    found: dict[str, set[str]] = {}
    for organisation in load_organisations().values():
        plain, _, brands = organisation.name.partition("(")
        words = [organisation.organisation_id, organisation.name, plain, *re.split(r"[,/)]", brands)]
        for word in words:
            if word.strip():
                found.setdefault(word.strip().casefold(), set()).add(organisation.organisation_id)
    return {word: frozenset(held) for word, held in found.items()}

"""Whose an account is: a namespace on a hub, an author name on a router, a label on a board.

A model belongs to the organisation behind the account that published it. That is attribution by
*publisher*; whose weights it is built on is another question, answered by lineage.

**Roles.** ``first_party``: the organisation publishes its own models. ``quantiser``: it republishes
models of others in smaller formats. ``repackager``: it republishes them changed in other ways (merged,
uncensored, converted, collected). ``mirror``: unchanged copies; its organisation is the maker if all
copies are of one maker, else whoever keeps it. ``community``: a project, a group or test fixtures.
``personal``: one person. Some accounts mix roles; the row names the role of most of its downloads and the
note or the evidence says so.

**Matching** ignores case, because hubs do. Nothing else is guessed: an account without a row is ``None``,
and so is a known account on a day outside its recorded period.

**Renamed accounts** answer under both names, often in one list, which counts a model twice.
``renamed_to`` and ``renamed_on`` record it, and ``canonical_account`` gives the one name to count under,
whatever the day: an old list and a new one then agree on what is one model.

**Platforms.** Hubs and routers by their names; ``lmarena`` is the organisation label of an LMArena board
and ``lmarena_model`` the model name, for rows whose label is blank; ``epoch`` is an organisation in Epoch
AI's tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType

from weighbridge.catalogue.errors import ContractError, nearest
from weighbridge.entities.judgement_files import (
    covers,
    parse_day,
    read_judgements,
    require,
    require_support,
    row_error,
)
from weighbridge.entities.organisations import load_organisations

FILE = "accounts"
COLUMNS = (
    "platform",
    "account",
    "organisation_id",
    "role",
    "valid_from",
    "valid_to",
    "renamed_to",
    "renamed_on",
    "evidence",
    "source",
    "confidence",
    "note",
)
PLATFORMS = (
    "huggingface",
    "modelscope",
    "github",
    "openrouter",
    "ollama",
    "lmarena",
    "lmarena_model",
    "epoch",
)
ROLES = ("first_party", "quantiser", "repackager", "mirror", "community", "personal")


@dataclass(frozen=True, slots=True)
class AccountJudgement:
    """One row: this account is that organisation's, in this role, during this period."""

    platform: str
    account: str
    organisation_id: str
    role: str
    valid_from: date | None
    valid_to: date | None
    renamed_to: str | None
    renamed_on: date | None
    evidence: str
    source: str
    confidence: str
    note: str


@cache
def load_accounts() -> Mapping[tuple[str, str], tuple[AccountJudgement, ...]]:
    """Judgements by platform and case-folded account, in order of time, checked."""
    found: dict[tuple[str, str], tuple[AccountJudgement, ...]] = {}
    organisations = load_organisations()
    for line, row in enumerate(read_judgements(FILE, COLUMNS), start=2):
        judgement = _judgement(row, line)
        if judgement.organisation_id not in organisations:
            found_text = f"organisation_id '{judgement.organisation_id}'"
            raise row_error(FILE, line, found_text, "a row in organisations.csv", "add it there first")
        key = (judgement.platform, judgement.account.casefold())
        earlier = found.get(key, ())
        if earlier and not _follows(earlier[-1], judgement):
            advice = "keep one row, or give the rows periods that do not overlap, in order of time"
            raise row_error(FILE, line, f"a second row for {key}", "one row a day", advice)
        found[key] = (*earlier, judgement)
    _check_renames(found)
    return MappingProxyType(found)


def resolve_account(platform: str, account: str, on: date) -> AccountJudgement | None:
    """The judgement on an account on a day, ignoring case; ``None`` if there is none."""
    if platform not in PLATFORMS:
        message = f"No platform '{platform}'. Nearest: {', '.join(nearest(platform, PLATFORMS)) or 'none'}."
        raise ContractError(f"{message} Platforms of accounts.csv: {', '.join(PLATFORMS)}.")
    for judgement in load_accounts().get((platform, account.casefold()), ()):
        if covers(judgement.valid_from, judgement.valid_to, on):
            return judgement
    return None


def canonical_account(platform: str, account: str) -> str:
    """The one name to count an account under: its newest name in the recorded spelling.

    An account without a row is returned as it came. Two model identifiers are the same repository if
    their canonical accounts and their names agree, ignoring case.
    """
    accounts = load_accounts()
    current = account
    while rows := accounts.get((platform, current.casefold())):
        newest = rows[-1]
        if newest.renamed_to is None:
            return newest.account
        current = newest.renamed_to
    return current


def unresolved_accounts(platform: str, accounts: Iterable[str], on: date) -> list[str]:
    """The accounts no row explains on a day, sorted: the list of what to look at next."""
    return sorted({account for account in accounts if resolve_account(platform, account, on) is None})


def _judgement(row: list[str], line: int) -> AccountJudgement:
    platform, account, organisation_id, role, start, end, renamed_to, renamed_on, *support = row
    evidence, source, confidence, note = support
    require(platform, PLATFORMS, FILE, line, "platform")
    require(role, ROLES, FILE, line, "role")
    require_support(FILE, line, evidence, source, confidence)
    if not account:
        raise row_error(FILE, line, "no account", "the account as the platform spells it", "fill it in")
    if renamed_on and not renamed_to:
        raise row_error(FILE, line, "renamed_on alone", "renamed_to beside it", "name the new account")
    return AccountJudgement(
        platform,
        account,
        organisation_id,
        role,
        parse_day(start, FILE, line),
        parse_day(end, FILE, line),
        renamed_to or None,
        parse_day(renamed_on, FILE, line),
        evidence,
        source,
        confidence,
        note,
    )


def _follows(before: AccountJudgement, after: AccountJudgement) -> bool:
    return (
        before.valid_to is not None and after.valid_from is not None and before.valid_to <= after.valid_from
    )


def _check_renames(found: Mapping[tuple[str, str], tuple[AccountJudgement, ...]]) -> None:
    """Stop at a new name without a row of its own and at names that lead back to themselves."""
    for (platform, name), rows in found.items():
        seen = {name}
        target = rows[-1].renamed_to
        while target is not None:
            following = found.get((platform, target.casefold()))
            if following is None or target.casefold() in seen:
                message = f"{FILE}.csv: {platform}/{name} is renamed to '{target}', which has no row or"
                raise ContractError(f"{message} leads back to it. Give the new name a row of its own.")
            seen.add(target.casefold())
            target = following[-1].renamed_to

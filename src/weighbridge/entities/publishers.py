"""Who is behind a model's id on the Hub, today: the account's organisation and what the account does."""

from __future__ import annotations

import datetime
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa

from weighbridge.entities.accounts import resolve_account
from weighbridge.entities.identities import HUB
from weighbridge.store.arrow import pc, taken

# Roles are read as of the newest judgement: an account's past owners do not make its models' weights.
_ALWAYS = datetime.date(9999, 1, 1)


@lru_cache(maxsize=1 << 18)
def publisher(account: str) -> tuple[str | None, str]:
    """The organisation behind an account of the Hub and the account's role."""
    found = resolve_account(HUB, account, _ALWAYS)
    return (found.organisation_id, found.role) if found else (None, "unknown")


def maker_of(canonical_id: str) -> str:
    """What tells makers apart: the organisation, or the account where nobody knows whose it is."""
    account = canonical_id.partition("/")[0]
    return publisher(account)[0] or f"@{account}"


def owners_of(canonical_ids: pa.Array | pa.ChunkedArray) -> Any:
    """The account of each of many models."""
    return pc.list_element(pc.split_pattern(canonical_ids, "/", max_splits=1), 0)


def makers_of(canonical_ids: pa.Array) -> pa.Array:
    """What :func:`maker_of` says of each of many models."""
    owner = owners_of(canonical_ids).dictionary_encode()
    held = [publisher(account)[0] or f"@{account}" for account in owner.dictionary.to_pylist()]
    return taken(pa.array(held, pa.string()), np.asarray(owner.indices))


def publishers(canonical_ids: pa.Array) -> tuple[pa.Array, pa.Array]:
    """The organisation (empty where unknown) and the role behind each of many models."""
    coded = owners_of(canonical_ids).dictionary_encode()
    held = [publisher(account) for account in coded.dictionary.to_pylist()]
    at = np.asarray(coded.indices)
    organisations = taken(pa.array([item[0] for item in held], pa.string()), at)
    roles = taken(pa.array([item[1] for item in held], pa.string()), at)
    return organisations, roles

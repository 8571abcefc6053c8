"""Which accounts a fetch goes by where none are named: those judged to be an organisation's own."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace

from weighbridge.catalogue import registry
from weighbridge.catalogue.errors import UsageError, unknown_name
from weighbridge.catalogue.source import Source
from weighbridge.entities.accounts import load_accounts
from weighbridge.store.fetching.running import Planned, plan
from weighbridge.store.home import Home


def fetch_plans(
    home: Home,
    names: Sequence[str],
    accounts: Sequence[str] = (),
    is_fresh: bool = False,
    today: datetime.date | None = None,
) -> list[Planned]:
    """What a fetch of these sources would ask; of all that can be fetched where none is named."""
    found = _named(names) if names else [item for item in registry.sources() if item.fetch]
    if accounts and not any(item.fetch and item.fetch.by_account for item in found):
        going = [item.name for item in registry.sources() if item.fetch and item.fetch.by_account]
        raise UsageError(
            f"--account: none of these sources goes by account. Those that do: {', '.join(going)}."
        )
    plans = [plan(home, item, accounts or _own_accounts(item), today, is_fresh) for item in found]
    return [replace(item, is_named=bool(names)) for item in plans]


def _named(names: Sequence[str]) -> list[Source]:
    known = {item.name: item for item in registry.sources()}
    can = [name for name, item in known.items() if item.fetch]
    for name in names:
        if name not in known:
            raise unknown_name("source", name, can, "Try `weighbridge fetch --dry-run`.")
    return [known[name] for name in dict.fromkeys(names)]


def _own_accounts(source: Source) -> list[str]:
    """The accounts on a source's platform that are judged first-party, without regard to when."""
    if source.fetch is None or not source.fetch.by_account:
        return []
    rows = [row for held in load_accounts().values() for row in held]
    own = {row.account for row in rows if row.platform == source.platform and row.role == "first_party"}
    return sorted(own, key=str.casefold)

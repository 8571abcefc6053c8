"""Which organisations have a page of their own, and what stands on it."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from weighbridge.diligence.listed_models import Columns, Listed, ListedModels, Places, tallied
from weighbridge.entities.accounts import AccountJudgement, load_accounts
from weighbridge.entities.designations import Designation, load_designations
from weighbridge.entities.judgement_files import covers
from weighbridge.entities.organisations import Organisation, load_organisations

MOST_PAGES, MOST_MODELS = 300, 20


@dataclass(frozen=True, slots=True)
class Holding:
    """How many models of an organisation have their weights from one maker; None where nobody knows."""

    organisation_id: str | None
    models: int
    flow: int


@dataclass(frozen=True, slots=True)
class ShownOrganisation:
    """An organisation with a page: seats, accounts, states on lists, its models by root, family and terms.

    ``states`` are all that could be known on the day, in order of time; ``owned`` the organisations it
    controls on the day; ``licences`` count models and downloads by class of terms.
    """

    organisation: Organisation
    day: datetime.date
    accounts: tuple[AccountJudgement, ...]
    owned: tuple[str, ...]
    states: tuple[Designation, ...]
    count: int
    flow: int
    roots: tuple[Holding, ...]
    families: tuple[tuple[str, int], ...]
    licences: Mapping[str, tuple[int, float]]
    licence_month: str
    models: tuple[Listed, ...]
    capture: tuple[str, str]

    @property
    def organisation_id(self) -> str:
        """Its identifier."""
        return self.organisation.organisation_id


def shown_organisations(
    listed: ListedModels, day: datetime.date, wanted: Iterable[str] = (), most: int = MOST_PAGES
) -> list[ShownOrganisation]:
    """The organisations worth a page, by identifier: those wanted, those on lists, the most downloaded.

    ``wanted`` are organisations other pages link to.
    """
    own, flow = listed.by_maker, listed.columns.used
    used = {name: int(flow[places].sum()) for name, places in own.items()}
    named = [item.organisation_id for item in load_designations() if item.known_from <= day]
    ranked = sorted(own, key=lambda name: (-used[name], -len(own[name]), name))
    known = load_organisations()
    chosen = [name for name in dict.fromkeys([*wanted, *named, *ranked]) if name in known][:most]
    accounts = _accounts()
    owners = _owned(day)
    none = np.array([], dtype=np.intp)
    return [
        _shown(listed, known[name], day, accounts.get(name, ()), owners.get(name, ()), own.get(name, none))
        for name in sorted(chosen)
    ]


def _accounts() -> dict[str, list[AccountJudgement]]:
    found: dict[str, list[AccountJudgement]] = {}
    for rows in load_accounts().values():
        for row in rows:
            found.setdefault(row.organisation_id, []).append(row)
    return found


def _owned(day: datetime.date) -> dict[str, list[str]]:
    """What each organisation controls on a day, by name of the owner."""
    found: dict[str, list[str]] = {}
    for name, item in load_organisations().items():
        seat = item.seat_on(day)
        if seat and seat.parent_organisation_id:
            found.setdefault(seat.parent_organisation_id, []).append(name)
    return found


def _shown(
    listed: ListedModels,
    organisation: Organisation,
    day: datetime.date,
    accounts: Collection[AccountJudgement],
    owned: Collection[str],
    models: Places,
) -> ShownOrganisation:
    columns, name = listed.columns, organisation.organisation_id
    states = [item for item in load_designations() if item.organisation_id == name and item.known_from <= day]
    return ShownOrganisation(
        organisation=organisation,
        day=day,
        accounts=tuple(row for row in accounts if covers(row.valid_from, row.valid_to, day)),
        owned=tuple(sorted(owned)),
        states=tuple(sorted(states, key=lambda item: (item.true_from or item.known_from, item.known_from))),
        count=int(models.size),
        flow=int(columns.used[models].sum()),
        roots=_roots(columns, models),
        families=_families(columns, models),
        licences=listed.licences.get(name, {}),
        licence_month=listed.licence_month,
        models=columns.most_used(models, MOST_MODELS),
        capture=listed.capture,
    )


def _roots(columns: Columns, models: Places) -> tuple[Holding, ...]:
    """The makers of the weights, most models first, what nobody knows last.

    A model of several makers counts where its weights are not of one: as unknown to this table.
    """
    held = tallied(columns.root_maker, models, columns.used[models])
    found = [Holding(name, count, int(flow)) for name, count, flow in held]
    return tuple(
        sorted(found, key=lambda one: (one.organisation_id is None, -one.models, one.organisation_id or ""))
    )


def _families(columns: Columns, models: Places) -> tuple[tuple[str, int], ...]:
    tally = tallied(columns.family, models, columns.used[models])
    held = [(name, count) for name, count, _ in tally if name is not None]
    return tuple(sorted(held, key=lambda pair: (-pair[1], pair[0])))

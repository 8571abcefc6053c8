"""The Python API in the form the site asks for."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from weighbridge.api import Weighbridge
from weighbridge.catalogue import registry
from weighbridge.catalogue.claim import Claim
from weighbridge.catalogue.errors import UsageError
from weighbridge.catalogue.indicator import Indicator
from weighbridge.catalogue.source import Source
from weighbridge.catalogue.table import Table
from weighbridge.claims.judging import Judged
from weighbridge.claims.replications import Replicated, replicate
from weighbridge.definitions import kept
from weighbridge.definitions.choices import Definition
from weighbridge.definitions.forecasts import Forecasted
from weighbridge.definitions.leads import Lead
from weighbridge.definitions.result import Result
from weighbridge.definitions.sensitivity import Sensitivity
from weighbridge.diligence.family_pages import ShownFamily, shown_families
from weighbridge.diligence.lineage_pages import ShownModel, shown_models
from weighbridge.diligence.listed_models import ListedModels
from weighbridge.diligence.organisation_pages import ShownOrganisation, shown_organisations
from weighbridge.store.digests import code_digest, sha256_value
from weighbridge.store.engine import engine_name
from weighbridge.store.snapshots import Snapshot
from weighbridge.web.bridge import Choice, DefinitionCurve, DefinitionPoint, SnapshotInfo
from weighbridge.web.page import recipe


class Plug:
    """A store, asked by the site.

    One that ``helps`` another process leaves to it what takes long and is being made there already.
    """

    def __init__(self, weighbridge: Weighbridge, helps: bool = False) -> None:
        self._weighbridge = weighbridge
        self._helps = helps

    @property
    def as_of(self) -> str:
        """The date of the newest snapshot."""
        return self._weighbridge.as_of

    @property
    def state(self) -> str:
        """A digest of everything stored and of the code that reads it."""
        held = [[item.source, item.date, item.manifest.digest] for item in self._weighbridge.snapshots()]
        return sha256_value([held, code_digest(), engine_name()])

    def indicators(self) -> list[Indicator]:
        """All indicators."""
        return self._weighbridge.indicators()

    def sources(self) -> list[Source]:
        """All sources."""
        return self._weighbridge.sources()

    def tables(self) -> list[Table]:
        """All tables and entities."""
        return self._weighbridge.tables()

    def table(self, name: str) -> Path:
        """The Parquet file of a table or entity, built if need be."""
        return self._weighbridge.table(name)

    def snapshots(self) -> list[SnapshotInfo]:
        """All snapshots in the store, as they were when first asked for: one site shows one state."""
        return self._snapshots

    @cached_property
    def _snapshots(self) -> list[SnapshotInfo]:
        return [self._stored(item) for item in self._weighbridge.snapshots()]

    def _stored(self, item: Snapshot) -> SnapshotInfo:
        manifest = item.manifest
        return SnapshotInfo(
            source=item.source,
            date=item.date,
            form=manifest.form,
            origin=manifest.origin,
            terms=manifest.terms,
            digest=manifest.digest,
            rows=_rows(item),
            quarantined=len(self._weighbridge.quarantined(item)),
            files=manifest.files,
            notes=manifest.notes,
        )

    def indicator(
        self,
        name: str,
        group: str = "country",
        only: Sequence[str] = (),
        month_from: str | None = None,
        month_to: str | None = None,
        as_of: str | None = None,
        choices: Mapping[str, str] | None = None,
        most: int | None = None,
    ) -> Result:
        """The rows of an indicator under one definition."""
        return self._weighbridge.indicator(name, group, only, month_from, month_to, as_of, choices, most)

    def lead(
        self, name: str, a: str, b: str, group: str = "country", choices: Mapping[str, str] | None = None
    ) -> Lead:
        """A's share minus B's in the newest month, with the interval of the difference itself."""
        return self._weighbridge.lead(name, a, b, group=group, choices=choices)

    def shown_models(self) -> Sequence[ShownModel]:
        """The models with a page of their own, each with its ancestry."""
        newest = self._weighbridge.as_of
        if not newest:
            return []
        # The pages are about the newest snapshot's day: built again tomorrow they say the same.
        day = datetime.date.fromisoformat(newest)
        return shown_models(self._weighbridge.lineage(), holdings=self._weighbridge.holdings(day=day))

    @cached_property
    def _listed(self) -> ListedModels:
        return ListedModels(self._weighbridge.table)

    def shown_organisations(self, wanted: Iterable[str] = ()) -> Sequence[ShownOrganisation]:
        """The organisations with a page of their own."""
        newest = self._weighbridge.as_of
        if not newest:
            return []
        return shown_organisations(self._listed, datetime.date.fromisoformat(newest), wanted)

    def shown_families(self) -> Sequence[ShownFamily]:
        """The families of models with a page of their own."""
        return shown_families(self._listed) if self._weighbridge.as_of else []

    def claims(self) -> Sequence[Judged]:
        """Every public statement, judged."""
        return self._weighbridge.claims().all()

    def claim_history(self, claim: Claim) -> Sequence[Mapping[str, str]]:
        """How a statement's verdict moved in this store."""
        return self._weighbridge.claims().history(claim)

    def replications(self) -> Sequence[Replicated]:
        """Published figures of others beside ours."""
        return replicate(self._weighbridge)

    def forecast(self, name: str, only: str, ahead: int = 4) -> Forecasted:
        """A group's share some periods ahead with its backtest, or why there is none."""
        return self._weighbridge.forecast(name, only, ahead)

    def curve(self, name: str, a: str, b: str) -> DefinitionCurve | None:
        """The lead of A over B under every definition; None where the question has no such curve."""
        digest = code_digest("weighbridge.definitions.sensitivity")
        key = sha256_value([self._weighbridge.question(name, "country"), a, b, digest, recipe()])[:20]

        def make() -> dict[str, Any] | None:
            try:
                found = self._weighbridge.sensitivity(name, a, b, group="country")
            except UsageError:
                return None
            return dataclasses.asdict(curve_of(found))

        held = kept.once(self._weighbridge.home, "curves", name, key, make, waits=not self._helps)
        return None if held is None else _curve(held)

    def definitions(self, name: str) -> Sequence[Choice]:
        """The options of an indicator's axes and whether each can be chosen."""
        return self._weighbridge.definitions(name)


def _rows(item: Snapshot) -> int | None:
    """The rows of the stored tables; None for raw files, whose records are counted when read."""
    import pyarrow.parquet as pq

    tables = [path for path in item.files if path.suffix == ".parquet" and path.stem != "quarantine"]
    if item.manifest.form != "facts" or not tables:
        return None
    return sum(pq.read_metadata(path).num_rows for path in tables)


def _curve(held: dict[str, Any]) -> DefinitionCurve:
    points = tuple(DefinitionPoint(**point) for point in held["points"])
    body: dict[str, Any] = {**held, "axes": tuple(held["axes"]), "points": points}
    return DefinitionCurve(**body)


def curve_of(found: Sensitivity) -> DefinitionCurve:
    """A sensitivity as the curve a page or a picture draws."""
    names = list(DefinitionPoint.__dataclass_fields__)
    return DefinitionCurve(
        month=found.month,
        axes=found.axes,
        points=tuple(DefinitionPoint(*(getattr(row, field) for field in names)) for row in found.rows),
        headline=found.headline,
        deciding=found.curve.most_influential or "",
        unavailable=found.grid.unavailable,
        **_places(found),
    )


def _places(found: Sensitivity) -> dict[str, Any]:
    """The row of every valid combination of choices, and the combination of each that has none of its own."""
    at = {code: place for place, row in enumerate(found.rows) for code in (row.hash, *row.equals)}
    declared = registry.indicator(found.indicator)
    coded = {
        "|".join(choices[axis] for axis in sorted(choices)): Definition(declared, choices).hash
        for choices in found.grid.valid
    }
    own = {row.hash for row in found.rows}
    return {
        "places": {key: at[code] for key, code in coded.items() if code in at},
        "twins": {code: key for key, code in coded.items() if code in at and code not in own},
    }

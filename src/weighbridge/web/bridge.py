"""What the site asks of the program: a small protocol that the Python API fulfils."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from weighbridge.catalogue.claim import Claim
from weighbridge.catalogue.indicator import Indicator
from weighbridge.catalogue.source import Source
from weighbridge.catalogue.table import Table
from weighbridge.definitions.leads import Lead
from weighbridge.definitions.result import Result
from weighbridge.store.manifest import File

if TYPE_CHECKING:
    # A sentence on a screen begins here, too: it needs none of the rooms these come from.
    from weighbridge.claims.judging import Judged
    from weighbridge.claims.replications import Replicated
    from weighbridge.definitions.forecasts import Forecasted
    from weighbridge.diligence.family_pages import ShownFamily
    from weighbridge.diligence.lineage_pages import ShownModel
    from weighbridge.diligence.organisation_pages import ShownOrganisation


@dataclass(frozen=True, slots=True)
class SnapshotInfo:
    """One snapshot, as the page of sources shows it.

    ``rows`` is None where records are only counted when the raw files are read; ``digest`` is that
    of the manifest, which names the digest of every file.
    """

    source: str
    date: str
    form: str
    origin: str
    terms: str
    digest: str
    rows: int | None
    quarantined: int
    files: tuple[File, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DefinitionPoint:
    """One definition of a question: its choices, both shares, the lead with interval and bounds."""

    fingerprint: str
    choices: Mapping[str, str]
    a: float | None
    b: float | None
    unknown: float | None
    lead: float | None
    low: float | None
    high: float | None
    bound_low: float | None
    bound_high: float | None


@dataclass(frozen=True, slots=True)
class DefinitionCurve:
    """A lead under every definition that can be computed, in one month.

    ``axes`` are those on which the definitions differ, ``headline`` is the place of the default one,
    ``deciding`` the axis that moves the lead most; ``unavailable`` counts what waits for data. ``places``
    gives the point of every valid combination, also of those that come to the same cells as another: its
    options in the order of its axes' names, joined by a bar; ``twins`` gives that key for the hash of each
    definition that is no point of its own.
    """

    month: str
    axes: tuple[str, ...]
    points: tuple[DefinitionPoint, ...]
    headline: int
    deciding: str
    unavailable: int
    places: Mapping[str, int] = field(default_factory=dict)
    twins: Mapping[str, str] = field(default_factory=dict)


class Choice(Protocol):
    """One option of an axis: ``valid``, ``invalid`` or ``unavailable``, with the reason."""

    @property
    def axis(self) -> str:
        """The axis."""
        ...

    @property
    def option(self) -> str:
        """The option."""
        ...

    @property
    def status(self) -> str:
        """Whether it can be chosen with the defaults of the other axes."""
        ...

    @property
    def reason(self) -> str:
        """Why it cannot; empty where it can."""
        ...


class Bridge(Protocol):
    """The part of the Python API the site is built from."""

    @property
    def as_of(self) -> str:
        """The date of the newest snapshot."""
        ...

    @property
    def state(self) -> str:
        """A digest of everything stored and of the code that reads it: same state, same site."""
        ...

    def indicators(self) -> Sequence[Indicator]:
        """All indicators."""
        ...

    def sources(self) -> Sequence[Source]:
        """All sources."""
        ...

    def tables(self) -> Sequence[Table]:
        """All tables and entities."""
        ...

    def table(self, name: str) -> Path:
        """The Parquet file of a table or entity, built if need be."""
        ...

    def snapshots(self) -> Sequence[SnapshotInfo]:
        """All snapshots in the store."""
        ...

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
        ...

    def lead(
        self, name: str, a: str, b: str, group: str = "country", choices: Mapping[str, str] | None = None
    ) -> Lead:
        """A's share minus B's in the newest month, with the interval of the difference itself."""
        ...

    def shown_models(self) -> Sequence[ShownModel]:
        """The models with a page of their own, each with its ancestry; none where no model is known."""
        ...

    def shown_organisations(self, wanted: Iterable[str] = ()) -> Sequence[ShownOrganisation]:
        """The organisations with a page of their own; those in ``wanted`` before others."""
        ...

    def shown_families(self) -> Sequence[ShownFamily]:
        """The families of models with a page of their own."""
        ...

    def claims(self) -> Sequence[Judged]:
        """Every public statement, judged; none where no claim is declared."""
        ...

    def claim_history(self, claim: Claim) -> Sequence[Mapping[str, str]]:
        """How a statement's verdict moved in this store."""
        ...

    def replications(self) -> Sequence[Replicated]:
        """Published figures of others beside ours."""
        ...

    def forecast(self, name: str, only: str, ahead: int = 4) -> Forecasted:
        """A group's share some periods ahead with its backtest, or why there is none."""
        ...

    def curve(self, name: str, a: str, b: str) -> DefinitionCurve | None:
        """The lead of A over B under every definition; None where the question has no such curve."""
        ...

    def definitions(self, name: str) -> Sequence[Choice]:
        """The options of an indicator's axes and whether each can be computed."""
        ...

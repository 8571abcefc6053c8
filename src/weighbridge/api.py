"""The Python API: open a store, ask an indicator, read what is stored.

>>> import weighbridge
>>> wb = weighbridge.open()  # doctest: +SKIP
>>> wb.indicator("download_share", month_from="2025-08")  # doctest: +SKIP
"""

from __future__ import annotations

import dataclasses
import datetime
import functools
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import weighbridge
from weighbridge.catalogue import registry
from weighbridge.catalogue.caveats import CAVEATS
from weighbridge.catalogue.errors import UsageError
from weighbridge.catalogue.indicator import Indicator
from weighbridge.catalogue.source import Source
from weighbridge.catalogue.table import Table
from weighbridge.definitions import kept, stored, stored_leads
from weighbridge.definitions.availability import unavailable
from weighbridge.definitions.choices import Definition, define, options
from weighbridge.definitions.cube import Cube, cube_in
from weighbridge.definitions.derivatives import is_of_derivatives, speaking_month
from weighbridge.definitions.grid import month_held
from weighbridge.definitions.leads import Lead, leads, require_shares
from weighbridge.definitions.lookup import candidates, group_of, split_name, the_one
from weighbridge.definitions.orders import Order, order
from weighbridge.definitions.query import Query
from weighbridge.definitions.result import Result, SnapshotRef
from weighbridge.definitions.run import Estimated, Run
from weighbridge.definitions.sensitivity import Sensitivity, sensitivity
from weighbridge.store.derived import Builder, Derived
from weighbridge.store.digests import code_digest, sha256_value
from weighbridge.store.engine import engine_name
from weighbridge.store.home import Home, find_home
from weighbridge.store.importing import Imported, import_file
from weighbridge.store.keyed import read_rows
from weighbridge.store.memory import give_back
from weighbridge.store.snapshots import Snapshot, parse_date, snapshots
from weighbridge.store.verify import Verification, verify

if TYPE_CHECKING:
    import pyarrow as pa

    from weighbridge.charts.answers import Answer
    from weighbridge.claims.room import ClaimsRoom
    from weighbridge.definitions.forecasts import Forecasted
    from weighbridge.diligence.card.card import Card
    from weighbridge.diligence.card.holdings import Holdings
    from weighbridge.diligence.lineage_graph import LineageGraph
    from weighbridge.store.fetching.running import Outcome

LEVEL = 0.9
MOST_CUBES = 96
"""Reductions held at once: each indicator's own, and room for some other days."""
MOST_CELLS = 5_000_000
"""Cells they may have together, those of one file counted once."""
MANY_CELLS = 250_000
"""Figures of more cells leave much free memory behind, which goes back; more are not held during a build."""
_File = tuple[int, int, int, int]
_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of an axis as an indicator offers it: ``valid``, ``invalid`` or ``unavailable``."""

    axis: str
    option: str
    status: str
    reason: str = ""


class Weighbridge:
    """A store and everything that can be asked of it.

    Parameters
    ----------
    home : str or Path, optional
        The folder of the store; ``WEIGHBRIDGE_HOME`` or the platform's data folder by default. An empty
        store answers from the starter snapshot that ships with the package.
    progress : callable, optional
        Called with a line whenever something takes its time.
    keeps : bool
        Whether results and leads are stored. A server leaves them out: strangers could ask for one
        definition after another until the disk is full.
    """

    def __init__(
        self,
        home: str | Path | None = None,
        progress: Callable[[str], None] | None = None,
        keeps: bool = True,
    ) -> None:
        self.home: Home = find_home(home)
        self._keeps = keeps
        self._progress = progress
        self._builders: dict[str | None, Builder] = {}
        self._cubes: OrderedDict[tuple[str, str], tuple[_File, Cube]] = OrderedDict()

    # What there is -----------------------------------------------------------------------------------

    def indicators(self) -> list[Indicator]:
        """All indicators, sorted by name."""
        return registry.indicators()

    def sources(self) -> list[Source]:
        """All sources, sorted by name."""
        return registry.sources()

    def tables(self) -> list[Table]:
        """All tables, then all entities."""
        return registry.tables()

    def snapshots(self, source: str | None = None, as_of: str | None = None) -> list[Snapshot]:
        """The stored snapshots, shipped and the user's own, by source and date."""
        if source is not None:
            registry.source(source)
        return snapshots(self.home, source, as_of)

    def quarantined(self, snapshot: Snapshot) -> list[dict[str, object]]:
        """The records of a snapshot that could not be read: line, reason, excerpt."""
        if snapshot.manifest.form == "facts":
            path = snapshot.folder / "quarantine.parquet"
        else:
            path = self._builder(None).parsed(snapshot) / "quarantine.parquet"
        return read_rows(path).to_pylist() if path.is_file() else []

    # What can be asked -------------------------------------------------------------------------------

    def indicator(
        self,
        name: str,
        group: str | None = None,
        only: Sequence[str] = (),
        month_from: str | None = None,
        month_to: str | None = None,
        as_of: str | None = None,
        choices: Mapping[str, str] | None = None,
        most: int | None = None,
        **axes: str,
    ) -> Answer:
        """The values of an indicator under one definition; a notebook shows them as a table.

        Parameters
        ----------
        name : str
            The indicator, or a fingerprint such as ``download_share@3f9a1c``.
        group : str, optional
            What to group by; the indicator's first grouping by default.
        only : sequence of str
            The groups to return; shares stay shares of the whole.
        month_from, month_to : str, optional
            First and last month, ``YYYY-MM``.
        as_of : str, optional
            Use only what was stored up to this day, ``YYYY-MM-DD``.
        choices, **axes : str
            A choice per axis; defaults otherwise.
        most : int, optional
            Of totals, return the rows of so many groups, the largest; a note says that there are more.

        Raises
        ------
        UsageError
            For unknown names (with the nearest ones), combinations that contradict themselves (with the
            reason), and months that nothing covers.
        """
        given = {**(choices or {}), **axes}
        declared, given = self._asked(name, given, as_of)
        definition = define(declared, given)
        query = Query(group_of(declared, group), month_from, month_to, tuple(only), most)
        builder = self._builder(as_of)
        refs = self._refs(definition, builder)
        key = self._key(definition, query, builder, refs)
        from weighbridge.charts.answers import Answer

        held = stored.read(self.home, declared.name, key)
        return Answer.of(held or self._compute(definition, query, builder, refs, key))

    def lead(
        self,
        name: str,
        a: str,
        b: str,
        month: str | None = None,
        group: str | None = None,
        as_of: str | None = None,
        choices: Mapping[str, str] | None = None,
        **axes: str,
    ) -> Lead:
        """A's share minus B's in a month (the newest held by default), with the interval of the difference.

        A constant or chained panel is that of the whole run of months its list carries.
        """
        found = self._leads(name, a, b, group, as_of, {**(choices or {}), **axes})
        for lead in found:
            if lead.month == (month or found[-1].month):
                return lead
        held = ", ".join(lead.month for lead in found)
        raise UsageError(f"--month {month}: no capture under this definition. Held: {held}.")

    def order(
        self,
        name: str,
        a: str,
        b: str,
        month: str | None = None,
        group: str | None = None,
        as_of: str | None = None,
        choices: Mapping[str, str] | None = None,
    ) -> Order:
        """Whether A is ahead of B in a month, with all that is unplaced given to B, then to A."""
        run = self._run(name, group, Query(), as_of, choices or {})
        return _after(run.cube, order(run, a, b, month))

    def claims(self, as_of: str | None = None) -> ClaimsRoom:
        """The public statements checked here, each judged from what is stored."""
        from weighbridge.claims.room import ClaimsRoom

        return ClaimsRoom(self, self.home, as_of)

    def sensitivity(
        self,
        name: str,
        a: str,
        b: str,
        month: str | None = None,
        group: str | None = None,
        as_of: str | None = None,
        choices: Mapping[str, str] | None = None,
        **fixed: str,
    ) -> Sensitivity:
        """A's lead over B in a month under every definition the stored snapshots can answer.

        Axes named in ``choices`` or by keyword keep that choice; all others take every option.
        """
        given = {**(choices or {}), **fixed}
        run = self._run(name, group, Query(), as_of, given)
        require_shares(run)
        asked = month or (speaking_month(run.cube) if is_of_derivatives(run.cube) else None)
        found = sensitivity(run, a, b, month_held(run.cube, asked), {} if "@" in name else given)
        return _after(run.cube, found)

    def forecast(
        self,
        name: str,
        only: str,
        ahead: int = 4,
        above: float | None = None,
        group: str | None = None,
        as_of: str | None = None,
        choices: Mapping[str, str] | None = None,
    ) -> Forecasted:
        """A group's share some periods ahead if it moves on as it has, with the backtest that allows it.

        ``above`` asks in which part of draws the share exceeds a value in that period. Where the series is
        too short or past forecasts of its kind did badly, ``refused`` says so and there are no figures.

        Raises
        ------
        UsageError
            For an indicator that is no share, a group that is not held, or a definition without data.
        """
        from weighbridge.definitions.forecasts import forecast

        declared, given = self._asked(name, choices or {}, as_of)
        return forecast(
            self, declared, group_of(declared, group), only, ahead, above, as_of, given, self.as_of
        )

    def _leads(
        self, name: str, a: str, b: str, group: str | None, as_of: str | None, choices: Mapping[str, str]
    ) -> list[Lead]:
        """The leads of all months, from the cache where the same was asked before."""
        declared, choices = self._asked(name, choices, as_of)
        asked = self._question(declared, choices, group, as_of)
        key = sha256_value([asked, a, b, code_digest("weighbridge.definitions.leads")])[:20]
        held = stored_leads.read(self.home, declared.name, key)
        if held is None:
            run = self._run(declared.name, group, Query(), as_of, choices)
            held = _after(run.cube, leads(run, a, b))
            if self._keeps:
                stored_leads.write(self.home, declared.name, key, held)
        return held

    def question(self, name: str, group: str | None = None) -> str:
        """A digest of all that an indicator's figures under its defaults rest on: data, judgements, code.

        What is worked out from an indicator can be kept under it and is stale when it changes.
        """
        return self._question(registry.indicator(name), {}, group, None)

    def _question(
        self, declared: Indicator, choices: Mapping[str, str], group: str | None, as_of: str | None
    ) -> str:
        definition = define(declared, choices)
        builder = self._builder(as_of)
        query = Query(group_of(declared, group))
        return self._key(definition, query, builder, self._refs(definition, builder))

    def _asked(
        self, name: str, given: Mapping[str, str], as_of: str | None
    ) -> tuple[Indicator, Mapping[str, str]]:
        """The indicator and choices of a name that may carry a fingerprint, which then says all choices.

        Of several definitions that begin alike, the one the stored snapshots can answer is meant.
        """
        plain, digits = split_name(name)
        declared = registry.indicator(plain)
        if digits is None:
            return declared, given
        found = candidates(declared, digits)
        if len(found) > 1:
            cube = self._cube(declared, self._builder(as_of))
            held = [choices for choices in found if not unavailable(Definition(declared, choices), cube)]
            found = held or found
        choices = the_one(declared, digits, found)
        other = sorted(axis for axis, option in given.items() if choices.get(axis) != option)
        if other:
            raise UsageError(
                f"{name} fixes every choice, among them {other[0]}={choices.get(other[0])}: "
                f"leave out {', '.join(other)}, or start from plain {plain}."
            )
        return declared, choices

    def _run(
        self, name: str, group: str | None, query: Query, as_of: str | None, choices: Mapping[str, str]
    ) -> Run:
        declared, choices = self._asked(name, choices, as_of)
        definition = define(declared, choices)
        query = replace(query, group_by=group_of(declared, group))
        builder = self._builder(as_of)
        cube = self._cube(declared, builder)
        reason = unavailable(definition, cube)
        if reason:
            raise UsageError(f"{name} cannot be computed under this definition: {reason}")
        return Run(definition, query, cube, self._heavy(declared, builder))

    def definitions(self, name: str) -> list[Choice]:
        """Every option of every axis of an indicator, and whether it can be chosen with the defaults."""
        # Which options an axis has is found by walking the rooms, so any code can change the answer.
        key = sha256_value([self.question(name), code_digest()])[:20]

        def make() -> list[dict[str, Any]]:
            return [dataclasses.asdict(choice) for choice in self._choices(registry.indicator(name))]

        return [Choice(**choice) for choice in kept.once(self.home, "choices", name, key, make)]

    def _choices(self, declared: Indicator) -> list[Choice]:
        base = {axis.name: declared.default(axis) for axis in declared.axes}
        return [
            self._choice(declared, base, axis.name, option.name)
            for axis in declared.axes
            for option in options(axis)
        ]

    def _choice(self, declared: Indicator, base: Mapping[str, str], axis: str, option: str) -> Choice:
        try:
            definition = define(declared, {**base, axis: option})
        except UsageError as error:
            return Choice(axis, option, "invalid", str(error))
        reason = unavailable(definition, self._cube(declared, self._builder(None)))
        return Choice(axis, option, "unavailable" if reason else "valid", reason)

    def import_file(
        self, source: str, path: str | Path, as_of: str, today: datetime.date | None = None
    ) -> Imported:
        """Take a file as the snapshot of a source; see ``store.importing``."""
        day = today or datetime.datetime.now(datetime.UTC).date()
        done = import_file(self.home, registry.source(source), Path(path), as_of, day)
        self._forget()
        return done

    def fetch(
        self,
        *names: str,
        accounts: Sequence[str] = (),
        fresh: bool = False,
        today: datetime.date | None = None,
    ) -> list[Outcome]:
        """Take snapshots of sources from the network, of all that can be fetched without a name."""
        from weighbridge.entities.fetched_accounts import fetch_plans
        from weighbridge.store.fetching.running import Run

        plans = fetch_plans(self.home, names, accounts, fresh, today)
        found = Run(self.home, [item.source for item in plans], self._progress or (lambda _: None)).all(plans)
        self._forget()
        return found

    def _forget(self) -> None:
        """What was known of the stored snapshots is no longer so."""
        self._builders.clear()
        self._cubes.clear()
        self.__dict__.pop("as_of", None)

    def verify(self) -> Verification:
        """Re-hash everything stored and name what does not match."""
        return verify(self.home)

    def table(self, name: str, as_of: str | None = None) -> Path:
        """The Parquet file of a table or entity, built if need be.

        Of a table that is kept in parts, such as ``model_observations``, it is the folder of its Parquet
        files, which Arrow, Polars and pandas read as one; DuckDB reads ``folder/*.parquet``.
        """
        return self._table(name, as_of).path

    def table_files(self, name: str, as_of: str | None = None) -> list[Path]:
        """The Parquet files of a table or entity, one for most, built if need be."""
        return self._table(name, as_of).files

    def _table(self, name: str, as_of: str | None) -> Derived:
        builder = self._builder(as_of)
        self._make_room(builder.is_built(name))
        return builder.table(name)

    def _make_room(self, is_built: bool) -> None:
        """Let go of many cells before something is built, which needs room; they are soon read again."""
        if not is_built and _cells_of(self._cubes.values()) > MANY_CELLS:
            self._cubes.clear()

    def lineage(self, as_of: str | None = None) -> LineageGraph:
        """Who descends from whom: the resolved graph, to ask for one model's ancestry or for all."""
        from weighbridge.diligence.lineage_graph import LineageGraph

        return LineageGraph(lambda name: self.table(name, as_of), as_of or self.as_of, as_of or "")

    def holdings(
        self, as_of: str | None = None, day: datetime.date | None = None, beside: Path | None = None
    ) -> Holdings:
        """All that is held of models, to ask for cards, a policy, or a change of rules.

        As of a day, designations count that held on it and were known by it; without one, those of ``day``,
        today by default. The user's own entries of lists are those of the store, and those that lie
        ``beside`` a policy or in a repository.
        """
        from weighbridge.diligence.card.holdings import Holdings
        from weighbridge.diligence.own_lists import own_lists

        if as_of is not None:
            parse_date(as_of, "--as-of")
        day = datetime.date.fromisoformat(as_of) if as_of else day
        table = functools.partial(self.table, as_of=as_of)
        own = own_lists(self.home, beside)
        return Holdings(
            table, as_of or self.as_of, day, self._own_verdicts, own_lists=own, known_by=as_of or ""
        )

    def card(self, model: str, as_of: str | None = None) -> Card:
        """Everything known of one model: whose, on what terms, named where, at what price, how good."""
        from weighbridge.diligence.card.card import card_of

        return card_of(self.holdings(as_of), model)

    def _own_verdicts(self) -> pa.Table | None:
        """Verdicts of logs taken in and of runs made here; None where there are none."""
        if not self.home.evaluations.is_dir():
            return None
        from weighbridge.evaluations.library import Library

        return Library(self.table("safety_verdicts"), self.home).own

    @cached_property
    def as_of(self) -> str:
        """The date of the newest snapshot."""
        return max((item.date for item in snapshots(self.home)), default="")

    # How it is computed ------------------------------------------------------------------------------

    def _builder(self, as_of: str | None) -> Builder:
        if as_of is not None:
            parse_date(as_of, "--as-of")
        if as_of not in self._builders:
            self._builders[as_of] = Builder(self.home, as_of, self._progress)
        return self._builders[as_of]

    def _refs(self, definition: Definition, builder: Builder) -> tuple[SnapshotRef, ...]:
        """The snapshots a figure under this definition rests on."""
        declared = definition.indicator
        idle = declared.idle(definition.choices)
        feeding: dict[tuple[str, str], Snapshot] = {}
        for table in registry.upstream(declared.reads, idle):
            if "staged" in table.reads:
                feeding |= {(item.source, item.date): item for item in builder.feeding(table)}
        return tuple(
            SnapshotRef(source, date, item.manifest.digest[:12])
            for (source, date), item in sorted(feeding.items())
        )

    def _key(
        self, definition: Definition, query: Query, builder: Builder, refs: tuple[SnapshotRef, ...]
    ) -> str:
        asked = [query.group_by, query.month_from, query.month_to, list(query.only), query.most]
        declared = definition.indicator
        keys = [builder.key(name) for name in (*declared.reads, declared.movers) if name]
        module = registry.modules("indicator")[declared.name]
        rooms = ("result", "run")
        code = code_digest(module, *(f"weighbridge.definitions.{room}" for room in rooms))
        named = [ref.digest for ref in refs]
        return sha256_value([definition.body(), asked, named, keys, code])[:20]

    def _cube(self, declared: Indicator, builder: Builder) -> Cube:
        return self._loaded(declared.name, declared.reads[0], builder, declared)

    def _heavy(self, declared: Indicator, builder: Builder) -> Cube | None:
        return self._loaded(declared.name, declared.movers, builder, None) if declared.movers else None

    def _loaded(self, name: str, table: str, builder: Builder, reduce: Indicator | None) -> Cube:
        key = (name if reduce else table, builder.as_of or "")
        if key not in self._cubes:
            path = self._table(table, builder.as_of).path if reduce is None else self._cells(builder, reduce)
            self._cubes[key] = self._read(path)
            while len(self._cubes) > 1 and _are_many(self._cubes.values()):
                self._cubes.popitem(last=False)
        self._cubes.move_to_end(key)
        return self._cubes[key][1]

    def _cells(self, builder: Builder, reduce: Indicator) -> Path:
        """The file of an indicator's cells."""
        self._make_room(builder.is_reduced(reduce))
        return builder.reduced(reduce)

    def _read(self, path: Path) -> tuple[_File, Cube]:
        """The cells of a file; many indicators read the same one under names of their own."""
        found = path.stat()
        file = (found.st_dev, found.st_ino, found.st_mtime_ns, found.st_size)
        for name, held in self._cubes.values():
            if name == file:
                return name, held
        return file, cube_in(path)

    def _compute(
        self, definition: Definition, query: Query, builder: Builder, refs: tuple[SnapshotRef, ...], key: str
    ) -> Result:
        from weighbridge.entities.judgement_files import judgement_digest

        declared = definition.indicator
        cube = self._cube(declared, builder)
        reason = unavailable(definition, cube)
        if reason:
            raise UsageError(f"{declared.name} cannot be computed under this definition: {reason}")
        run = Run(definition, query, cube, self._heavy(declared, builder))
        estimated: Estimated = _after(cube, declared.estimate(run))
        rests_on = registry.upstream((*declared.reads, *filter(None, [declared.movers])))
        judgements = judgement_digest(name for table in rests_on for name in table.judgements)[:12]
        result = Result(
            indicator=declared.name,
            title=declared.title,
            unit=declared.unit,
            group_by=query.group_by,
            definition=dict(definition.choices),
            fingerprint=definition.fingerprint,
            result_id=definition.result_id(_named(refs), judgements),
            as_of=max((ref.date for ref in refs), default=""),
            level=LEVEL,
            snapshots=refs,
            rows=estimated.rows,
            caveats=tuple(CAVEATS[name] for name in declared.caveats),
            notes=estimated.notes,
            provenance={
                "package": weighbridge.__version__,
                "engine": engine_name(),
                "method": declared.method_version,
                "judgements": judgements,
                "seed": str(declared.seed),
                "resampled": declared.resampled,
            },
        )
        return stored.write(self.home, declared.name, key, result) if self._keeps else result


def _after(cube: Cube, found: _Found) -> _Found:
    """What was found, once the room it took goes back where it took much."""
    if cube.size > MANY_CELLS:
        give_back()
    return found


def _are_many(cubes: Collection[tuple[_File, Cube]]) -> bool:
    """Whether more is held than may be."""
    return len(cubes) > MOST_CUBES or _cells_of(cubes) > MOST_CELLS


def _cells_of(cubes: Collection[tuple[_File, Cube]]) -> int:
    """How many cells are held, those of one file counted once."""
    return sum(cube.size for cube in dict(cubes).values())


def _named(refs: tuple[SnapshotRef, ...]) -> dict[str, str]:
    """Every snapshot of each source, by date and digest: what the name of a result covers."""
    found: dict[str, list[str]] = {}
    for ref in refs:
        found.setdefault(ref.source, []).append(f"{ref.date}:{ref.digest}")
    return {source: " ".join(names) for source, names in found.items()}

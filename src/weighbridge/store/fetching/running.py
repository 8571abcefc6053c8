"""Fetches sources: at once from different hosts, one request at a time from each."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from importlib.metadata import version

import filelock

from weighbridge.catalogue.errors import FetchError, UsageError, WeighbridgeError
from weighbridge.catalogue.fetching import Fetch, Lane, Wanted
from weighbridge.catalogue.source import Source
from weighbridge.store import atomic
from weighbridge.store.derived import Builder, read_facts
from weighbridge.store.digests import sha256_value
from weighbridge.store.fetching.assembling import assemble
from weighbridge.store.fetching.journal import Journal, Line
from weighbridge.store.fetching.lanes import Gap, walk, without_secrets
from weighbridge.store.fetching.mirrors import origin_of
from weighbridge.store.fetching.secrets import Secrets
from weighbridge.store.fetching.web import Clock, Web
from weighbridge.store.home import Home
from weighbridge.store.snapshots import Snapshot, parse_date, snapshots

# A list moves on: pages of a run much older than this would not fit those that follow.
_MOST_DAYS = 3
_EACH_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a source: ``state`` is whole, unchanged, held, skipped, partial, stopped or failed."""

    source: str
    state: str
    message: str
    date: str = ""
    records: int = 0
    quarantined: int = 0
    pages: int = 0
    resumed_at: int = 0
    seconds: float = 0.0
    gaps: tuple[str, ...] = ()
    stopped: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """What a fetch of a source would do: nothing has been asked yet."""

    source: Source
    lanes: tuple[Lane, ...]
    wanted: Wanted
    journal: Journal | None
    held: Snapshot | None
    is_named: bool = True

    @property
    def pages_before(self) -> int:
        """How many pages the last fetched snapshot took; 0 where there is none."""
        return self.held.manifest.fetched.pages if self.held and self.held.manifest.fetched else 0


def fetchable(source: Source) -> Fetch:
    """How a source is fetched; ``UsageError`` for one that can only be imported."""
    if source.fetch is None:
        raise UsageError(
            f"{source.name} is not fetched: its facts ship, or come from a file. "
            f"`weighbridge import {source.name} FILE --as-of DATE` takes one."
        )
    return source.fetch


def plan(
    home: Home,
    source: Source,
    accounts: Sequence[str] = (),
    today: datetime.date | None = None,
    is_fresh: bool = False,
) -> Planned:
    """What would be asked for a source: the run that was begun, else a new one."""
    declared = fetchable(source)
    day = (today or datetime.datetime.now(datetime.UTC).date()).isoformat()
    held = [
        item for item in snapshots(home, source.name) if not item.manifest.is_partial and not item.shipped
    ]
    fetched = [item for item in held if item.manifest.fetched]
    newest = (fetched or held or [None])[-1]
    wanted = Wanted(
        day, newest.date if newest else "", tuple(sorted(accounts)) if declared.by_account else ()
    )
    lanes = tuple(declared.lanes(wanted))
    if not lanes:
        raise UsageError(f"{source.name} is fetched by account: give --account NAME, once or more.")
    begun = None if is_fresh else _begun(home, source, accounts, day)
    if begun is not None:
        return Planned(source, tuple(declared.lanes(begun.wanted)), begun.wanted, begun, newest)
    return Planned(source, lanes, wanted, None, newest)


def _begun(home: Home, source: Source, accounts: Sequence[str], day: str) -> Journal | None:
    """The run that was begun and may be gone on with: young enough, and of the same plan."""
    journal = Journal.held(home.fetching / source.name)
    declared = fetchable(source)
    if journal is None or (
        accounts and declared.by_account and sorted(accounts) != list(journal.wanted.accounts)
    ):
        return None
    parse_date(journal.wanted.today, "the day of a run that was begun")
    age = datetime.date.fromisoformat(day) - datetime.date.fromisoformat(journal.wanted.today)
    is_same = journal.plan == plan_digest(declared.lanes(journal.wanted))
    # What is no listing is asked anew each day: yesterday's missing part must not hold up today's.
    most = _MOST_DAYS if declared.must_be_whole else 0
    return journal if is_same and 0 <= age.days <= most else None


def plan_digest(lanes: Iterable[Lane]) -> str:
    """Names what would be asked: a run is gone on with only under the same plan."""
    return sha256_value([[lane.name, lane.url, list(lane.columns), dict(lane.extra)] for lane in lanes])


class Run:
    """One `fetch`: its client, its progress, and what came of each source."""

    def __init__(
        self,
        home: Home,
        sources: Sequence[Source],
        told: Callable[[str], None] = lambda _: None,
        clock: Clock | None = None,
        variables: Sequence[str] = (),
    ) -> None:
        self.home = home
        self.told = told
        self.clock = clock or Clock()
        named = [source.fetch.token for source in sources if source.fetch and source.fetch.token]
        self.secrets = Secrets([*named, *variables])
        agent = f"weighbridge/{version('weighbridge')} (measures open models; one request at a time)"
        self.web = Web(self.secrets, clock=self.clock, told=self._tell, agent=agent)
        self._said_at: dict[str, float] = {}
        self._guard = threading.Lock()

    def _tell(self, text: str) -> None:
        with self._guard:
            self.told(self.secrets.clean(text))

    def all(self, plans: Sequence[Planned]) -> list[Outcome]:
        """Fetch every planned source; one that fails leaves the others be."""
        hosts: dict[str, list[Planned]] = {}
        for item in plans:
            hosts.setdefault(origin_of(item.lanes[0].url), []).append(item)
        try:
            with ThreadPoolExecutor(max_workers=max(len(hosts), 1)) as pool:
                parts = [pool.submit(self._host, held) for held in hosts.values()]
                found = [outcome for part in parts for outcome in part.result()]
        finally:
            self.web.close()
        order = {item.source.name: i for i, item in enumerate(plans)}
        return sorted(found, key=lambda outcome: order[outcome.source])

    def _host(self, plans: Sequence[Planned]) -> list[Outcome]:
        return [self._safely(item) for item in plans]

    def _safely(self, item: Planned) -> Outcome:
        try:
            return self.one(item)
        except WeighbridgeError as error:
            return Outcome(item.source.name, "failed", self.secrets.clean(str(error)))

    def one(self, item: Planned) -> Outcome:
        """Fetch one source, or go on with it, and store what came."""
        folder = self.home.fetching / item.source.name
        with atomic.told_of_disk(folder):
            folder.parent.mkdir(parents=True, exist_ok=True)
            lock = filelock.FileLock(folder.with_name(f".{item.source.name}.lock"), timeout=0)
        try:
            with lock:
                return self._locked(item)
        except filelock.Timeout as error:
            raise FetchError(
                f"Another weighbridge process is fetching {item.source.name}. Wait for it, or end it."
            ) from error

    def _locked(self, item: Planned) -> Outcome:
        began = self.clock.now()
        if item.journal is None and item.held and item.held.date == item.wanted.today:
            # A run that was killed while it tidied up has left pages that are in the snapshot.
            Journal(self.home.fetching / item.source.name, item.wanted, "").end()
            words = f"{item.source.name} of {item.wanted.today} is stored already; nothing was asked."
            return Outcome(item.source.name, "held", words, item.wanted.today)
        declared = fetchable(item.source)
        if declared.needs_token and not self.secrets.token(declared.token):
            words = (
                f"{item.source.name} needs a token: set the environment variable {declared.token} and run "
                "the command again. It is sent to the host only and written nowhere."
            )
            if not item.is_named:
                return Outcome(item.source.name, "skipped", words)
            raise FetchError(words)
        journal = item.journal
        if journal is None:
            place = self.home.fetching / item.source.name
            journal = Journal(place, item.wanted, plan_digest(item.lanes))
            with atomic.told_of_disk(place):
                journal.begin()
        resumed = len(journal.lines)
        gaps = [gap for lane in item.lanes if (gap := self._lane(item, lane, journal, began, resumed))]
        return self._store(item, journal, gaps, resumed, began)

    def _lane(self, item: Planned, lane: Lane, journal: Journal, began: float, resumed: int) -> Gap | None:
        def step(line: Line) -> None:
            self._progress(item, journal, line, self.clock.now() - began, resumed)

        if lane.columns:
            from weighbridge.store.fetching.ranged import walk_columns

            gap = walk_columns(item.source, lane, journal, self.web, step)
        else:
            gap = walk(item.source, lane, journal, self.web, step)
        return without_secrets(gap, self.web) if gap else None

    def _progress(self, item: Planned, journal: Journal, line: Line, seconds: float, resumed: int) -> None:
        now = self.clock.now()
        if (
            now - self._said_at.get(item.source.name, -_EACH_SECONDS) < _EACH_SECONDS
            and line.next is not None
        ):
            return
        self._said_at[item.source.name] = now
        done = len(journal.lines)
        rate = (done - resumed) / max(seconds, 1e-3)
        records = sum(held.records for held in journal.lines)
        words = f"{item.source.name}: {done:,} pages, {records:,} records, {rate:.1f} pages/s"
        if item.pages_before > done and rate > 0:
            words += f", about {_time_words((item.pages_before - done) / rate)} left"
        self._tell(words)

    def _store(
        self, item: Planned, journal: Journal, gaps: Sequence[Gap], resumed: int, began: float
    ) -> Outcome:
        name = item.source.name
        if not any(line.records for line in journal.lines):
            why = gaps[0].reason if gaps else "it answered with no record."
            raise FetchError(f"Nothing of {name} was fetched: {why} What is stored is as it was.")
        with atomic.writing(self.home):
            made = assemble(self.home, item.source, item.lanes, journal, gaps)
        manifest = made.snapshot.manifest
        fetched = manifest.fetched
        if not gaps:
            journal.end()
        outcome = Outcome(
            source=name,
            state="whole",
            message="",
            date=made.snapshot.date,
            records=fetched.records if fetched else 0,
            pages=len(journal.lines),
            resumed_at=resumed,
            seconds=self.clock.now() - began,
            gaps=tuple(gap.words for gap in gaps),
            stopped=manifest.stopped or None,
        )
        if made.is_unchanged:
            words = f"{name} has not changed since {made.snapshot.date}; nothing was stored."
            return replace(outcome, state="unchanged", message=words)
        return self._read(made.snapshot, item, outcome)

    def _read(self, snapshot: Snapshot, item: Planned, outcome: Outcome) -> Outcome:
        """Read the snapshot once, so that whoever fetched learns what of it cannot be read."""
        if set(item.source.tables) - set(snapshot.manifest.stopped):
            facts = read_facts(Builder(self.home, progress=self._tell).parsed(snapshot))
            outcome = replace(outcome, quarantined=int(str(facts["quarantined"])))
        state = "stopped" if outcome.stopped else "whole"
        if outcome.gaps:
            state = "partial"
        return replace(outcome, state=state, message=_said(outcome, item))


def _said(outcome: Outcome, item: Planned) -> str:
    words = (
        f"{outcome.source} of {outcome.date} is stored: {outcome.records:,} records, "
        f"{outcome.quarantined:,} set aside."
    )
    expected = item.held.manifest.fetched.records if item.held and item.held.manifest.fetched else 0
    if outcome.gaps and expected > outcome.records:
        words += f" That is {outcome.records / expected:.1%} of what the last whole snapshot held."
    return words


def _time_words(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"

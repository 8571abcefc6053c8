"""What is missing from fetched snapshots: how large a part is there, what is not, and what stands instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from weighbridge.store.snapshots import Snapshot


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A snapshot that lacks something. ``part`` is its share of the records of ``of``, the whole one before.

    ``feeds`` says whether tables read it all the same; ``stopped`` the tables that do not, because a field
    they read has changed.
    """

    snapshot: Snapshot
    gaps: tuple[str, ...]
    stopped: tuple[str, ...]
    records: int
    of: Snapshot | None
    part: float | None

    @property
    def state(self) -> str:
        """In one word."""
        return "partial" if self.gaps else "stopped"

    @property
    def feeds(self) -> bool:
        """Whether tables read what is there."""
        return not self.snapshot.manifest.is_partial

    @property
    def words(self) -> str:
        """In sentences: how much is there, what is missing, what is read in its place."""
        name, date = self.snapshot.source, self.snapshot.date
        if not self.gaps:
            tables = " and ".join(self.stopped)
            why = f"a field changed (`weighbridge snapshots show {name}`)"
            return f"{name} of {date} feeds {tables} no longer: {why}."
        much = f"{self.records:,} records"
        if self.of is not None and self.part is not None:
            much += f", {self.part:.1%} of what {self.of.date} held"
        instead = "tables read what is there" if self.feeds else "it feeds no table"
        if not self.feeds and self.of is not None:
            instead += f", {self.of.date} stands"
        gaps = " ".join(f"{gap.rstrip('.')}." for gap in self.gaps)
        following = f"`weighbridge fetch {name}` asks for the rest."
        return f"{name} of {date} is partial ({much}): {instead}. {gaps} {following}"


def shortfalls(held: Sequence[Snapshot], newest_only: bool = True) -> list[Shortfall]:
    """The snapshots that lack something; of each source the newest one alone, unless all are asked for."""
    found: list[Shortfall] = []
    whole: dict[str, Snapshot] = {}
    newest = {item.source: item.date for item in held}
    for item in held:
        fetched = item.manifest.fetched
        lacks = bool(fetched and (fetched.gaps or fetched.stopped))
        if fetched and lacks and (item.date == newest[item.source] or not newest_only):
            before = whole.get(item.source)
            records = before.manifest.fetched.records if before and before.manifest.fetched else 0
            part = fetched.records / records if records else None
            found.append(Shortfall(item, fetched.gaps, tuple(fetched.stopped), fetched.records, before, part))
        if fetched and not fetched.gaps:
            whole[item.source] = item
    return found

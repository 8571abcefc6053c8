"""What changed on a list between two captures: new, gone, renamed, relicensed, re-tagged, restated, moved.

A model that is no longer listed may have been deleted, made private, renamed or fallen out of the list: the
list does not say which, and nor do we. What is told is what both captures hold.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from weighbridge.store.arrow import pc

KINDS = {
    "new": "on the list now and not before",
    "gone": "on the list before and not now",
    "renamed": "the same model under another name",
    "relicensed": "another licence",
    "retagged": "another task or architecture",
    "restated": "a fact of the past that reads otherwise now",
    "moved": "30-day downloads changed more than those of other models do",
}
MEASURES = ("downloads_30d", "downloads_all_time", "likes")
FACTS = ("created_on", "parameters", "licence_tag", "pipeline_tag", "architecture")
_TAGGED = ("pipeline_tag", "architecture")
_STATED = ("created_on", "parameters")
# Counts below it double and halve by chance.
_LEAST_COUNT = 1_000
_WIDTHS = 4.0
_LEAST_SPREAD = 0.05
_LEAST_PART = 0.001
_LEAST_WEIGHT = 0.0001
_LEAST_LIKES = 5


@dataclass(frozen=True, slots=True)
class Capture:
    """One reading of a list: its name, its day, and how much it holds."""

    list_id: str
    crawl_id: str
    day: date
    models: int
    downloads: int | None


@dataclass(frozen=True, slots=True)
class Change:
    """One model's change. ``weight`` is its part of the list's downloads, before or now, the larger."""

    kind: str
    model_id: str
    was: str | None
    now: str | None
    note: str
    weight: float | None
    is_large: bool

    @property
    def is_of_a_model(self) -> bool:
        """Whether it is one model's, and not that of an account's sum: those are shipped in place of rows."""
        return not self.model_id.endswith("/all-models")


@dataclass(frozen=True, slots=True)
class Changes:
    """All changes between two captures of a list, the weightiest of each kind first.

    ``usual`` is the middle change of 30-day downloads among models present in both, as a ratio, and
    ``spread`` how far such ratios usually lie from it, on the log scale; null where too few can be compared.
    """

    a: Capture
    b: Capture
    rows: tuple[Change, ...]
    usual: float | None
    spread: float | None

    def of(self, kind: str) -> list[Change]:
        """The changes of one kind."""
        return [row for row in self.rows if row.kind == kind]

    @property
    def large(self) -> list[Change]:
        """The changes beyond the size of noise."""
        return [row for row in self.rows if row.is_large]


def captures(table: Callable[[str], Path]) -> dict[str, list[Capture]]:
    """The captures of every list in order of time; of several on a day, the largest that is no stale copy."""
    found: dict[str, dict[date, tuple[tuple[bool, int, str], Capture]]] = defaultdict(dict)
    for row in pq.read_table(table("crawls")).to_pylist():
        made = Capture(
            row["list_id"], row["crawl_id"], row["observed_on"], row["models"], row["downloads_30d"]
        )
        rank = (row["stale_models"] * 2 < row["models"], row["models"], row["crawl_id"])
        held = found[made.list_id].get(made.day)
        if held is None or held[0] < rank:
            found[made.list_id][made.day] = (rank, made)
    return {name: [days[day][1] for day in sorted(days)] for name, days in sorted(found.items())}


def changes(
    table: Callable[[str], Path], a: Capture, b: Capture, keys: Mapping[str, tuple[str, str]] | None = None
) -> Changes:
    """What changed between two captures of one list.

    ``keys`` are the platform's own keys of models with the id in A and in B, where the snapshots hold them: a
    key with two ids is a rename. Without them one is called likely by the same name, day of creation and
    likes under another account, and only where that fits one model.
    """
    both = _joined(_state(table, a), _state(table, b))
    whole = {"a": a.downloads or 0, "b": b.downloads or 0}
    rows = both.to_pylist()
    renamed = _renamed(rows, keys or {})
    accounts = {row["key"].partition("/")[0] for row in rows if row["model_id_b"] is not None}
    usual, spread = _noise(both)
    found: list[Change] = []
    for row in rows:
        weight = _weight(row, whole)
        if row["model_id_a"] is None or row["model_id_b"] is None:
            found += _there(row, weight, renamed, accounts)
        else:
            found += _facts(row, weight)
            found += _moves(row, weight, usual, spread, whole)
    return Changes(a, b, tuple(sorted(found, key=_order)), usual and float(np.exp(usual)), spread)


def _order(row: Change) -> tuple[int, float, str]:
    return list(KINDS).index(row.kind), -(row.weight or 0.0), row.model_id


def _state(table: Callable[[str], Path], capture: Capture) -> pa.Table:
    """One row a model: counts and facts of a capture, keyed by the id without regard to case."""
    is_it = (pc.field("list_id") == capture.list_id) & (pc.field("crawl_id") == capture.crawl_id)
    seen = _keyed(
        pq.read_table(table("model_observations"), columns=["model_id", "measure", "value"], filters=is_it)
    )
    state = seen.group_by("key").aggregate([("model_id", "min")])
    state = state.rename_columns(["key", "model_id"])
    for measure in MEASURES:
        rows = seen.filter(pc.equal(seen["measure"], measure)).group_by("key").aggregate([("value", "max")])
        state = state.join(rows.rename_columns(["key", measure]), "key")
    is_said = (pc.field("list_id") == capture.list_id) & (pc.field("observed_on") == capture.day)
    facts = _keyed(pq.read_table(table("model_facts"), columns=["model_id", *FACTS], filters=is_said))
    facts = facts.group_by("key").aggregate([(name, "max") for name in FACTS])
    return state.join(facts.rename_columns(["key", *FACTS]), "key")


def _keyed(rows: pa.Table) -> pa.Table:
    return rows.append_column("key", pc.utf8_lower(rows["model_id"]))


def _joined(a: pa.Table, b: pa.Table) -> pa.Table:
    """Both captures side by side, only what differs or counts: unchanged models need no row."""
    both = a.join(b, "key", join_type="full outer", left_suffix="_a", right_suffix="_b")
    return both.sort_by("key")


def _weight(row: Mapping[str, Any], whole: Mapping[str, int]) -> float | None:
    parts = [
        row[f"downloads_30d_{side}"] / whole[side]
        for side in ("a", "b")
        if row[f"downloads_30d_{side}"] is not None and whole[side]
    ]
    return max(parts, default=None)


def _is_heavy(weight: float | None) -> bool:
    return weight is not None and weight >= _LEAST_WEIGHT


# Names ------------------------------------------------------------------------------------------------


def _renamed(rows: list[dict[str, Any]], keys: Mapping[str, tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """The new name and the evidence by the old key, and ('', '') by the new key."""
    found: dict[str, tuple[str, str]] = {}
    gone = {row["key"]: row for row in rows if row["model_id_b"] is None}
    new = {row["key"]: row for row in rows if row["model_id_a"] is None}
    for was, now in keys.values():
        if was.lower() in gone and now.lower() in new:
            found[was.lower()] = (now, "the platform's own key is the same")
            found[now.lower()] = ("", "")
    for old, fresh in _by_name(gone, new):
        if old["key"] not in found and fresh["key"] not in found and _keeps_likes(old, fresh):
            found[old["key"]] = (fresh["model_id_b"], "likely: same name, day of creation and likes")
            found[fresh["key"]] = ("", "")
    return found


def _by_name(
    gone: Mapping[str, dict[str, Any]], new: Mapping[str, dict[str, Any]]
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Pairs of one model gone and one new with the same name and day of creation; ambiguous ones are none."""
    sides: list[dict[tuple[str, date], list[dict[str, Any]]]] = []
    for rows, suffix in ((gone, "a"), (new, "b")):
        held: dict[tuple[str, date], list[dict[str, Any]]] = defaultdict(list)
        for key, row in rows.items():
            if row[f"created_on_{suffix}"] is not None and "/" in key:
                held[key.partition("/")[2], row[f"created_on_{suffix}"]].append(row)
        sides.append(held)
    for name, old in sides[0].items():
        fresh = sides[1].get(name, [])
        if len(old) == len(fresh) == 1:
            yield old[0], fresh[0]


def _keeps_likes(old: Mapping[str, Any], fresh: Mapping[str, Any]) -> bool:
    """Whether the likes could be the same ones: a rename keeps them, two copies of one name do not share."""
    was, now = old["likes_a"], fresh["likes_b"]
    return was is not None and now is not None and _LEAST_LIKES <= was <= now <= was * 1.2 + 10


def _there(
    row: Mapping[str, Any],
    weight: float | None,
    renamed: Mapping[str, tuple[str, str]],
    accounts: Collection[str],
) -> list[Change]:
    name, evidence = renamed.get(row["key"], (None, ""))
    was, now = row["model_id_a"], row["model_id_b"]
    if name:
        return [Change("renamed", was, was, name, evidence, weight, _is_heavy(weight))]
    if name == "":
        return []
    count = row["downloads_30d_a"] if now is None else row["downloads_30d_b"]
    told = "downloads not counted" if count is None else f"{count:,} downloads in 30 days"
    if now is None and row["key"].partition("/")[0] not in accounts:
        told += "; nothing of its account is listed any more"
    kind = "gone" if now is None else "new"
    return [
        Change(kind, str(was or now), was, now, told, weight, weight is not None and weight >= _LEAST_PART)
    ]


# Facts ------------------------------------------------------------------------------------------------


def _facts(row: Mapping[str, Any], weight: float | None) -> list[Change]:
    found = [_differs("relicensed", row, "licence_tag", weight)]
    found += [_differs("retagged", row, name, weight) for name in _TAGGED]
    found += [_differs("restated", row, name, weight) for name in _STATED]
    if row["model_id_a"] != row["model_id_b"]:
        case = "spelt otherwise"
        found.append(
            Change("renamed", row["model_id_a"], row["model_id_a"], row["model_id_b"], case, weight, False)
        )
    before, after = row["downloads_all_time_a"], row["downloads_all_time_b"]
    if before is not None and after is not None and after < before:
        note = "all-time downloads, which should only grow"
        heavy = _is_heavy(weight) or before >= _LEAST_COUNT
        found.append(Change("restated", row["model_id_b"], f"{before:,}", f"{after:,}", note, weight, heavy))
    return [item for item in found if item is not None]


def _differs(kind: str, row: Mapping[str, Any], name: str, weight: float | None) -> Change | None:
    was, now = row[f"{name}_a"], row[f"{name}_b"]
    if was is None or now is None or was == now:
        return None
    return Change(
        kind, row["model_id_b"], str(was), str(now), name.replace("_", " "), weight, _is_heavy(weight)
    )


# Counts -----------------------------------------------------------------------------------------------


def _noise(both: pa.Table) -> tuple[float | None, float | None]:
    """The middle log ratio of 30-day downloads and the usual distance from it (1.4826 times the median)."""
    a, b = (both[f"downloads_30d_{side}"].to_numpy(zero_copy_only=False).astype(float) for side in ("a", "b"))
    can = (np.nan_to_num(a) >= _LEAST_COUNT) & (np.nan_to_num(b) >= _LEAST_COUNT)
    if can.sum() < 10:
        return None, None
    ratios = np.log(b[can] / a[can])
    middle = float(np.median(ratios))
    return middle, max(1.4826 * float(np.median(np.abs(ratios - middle))), _LEAST_SPREAD)


def _moves(
    row: Mapping[str, Any],
    weight: float | None,
    usual: float | None,
    spread: float | None,
    whole: Mapping[str, int],
) -> list[Change]:
    before, after = row["downloads_30d_a"], row["downloads_30d_b"]
    if usual is None or spread is None or not before or not after or max(before, after) < _LEAST_COUNT:
        return []
    distance = (float(np.log(after / before)) - usual) / spread
    part = abs(after - before) / max(whole["a"], whole["b"], 1)
    if abs(distance) <= _WIDTHS or part < _LEAST_PART:
        return []
    note = f"{after / before:.3g} times as many, {abs(distance):.0f} times the usual distance"
    return [Change("moved", row["model_id_b"], f"{before:,}", f"{after:,}", note, weight, True)]

"""Which captures two days mean, and the platform's own keys in the snapshots behind them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from weighbridge.catalogue.errors import UsageError, unknown_name
from weighbridge.diligence.changes import Capture, Changes, captures, changes
from weighbridge.store.home import Home
from weighbridge.store.lines import record_batches
from weighbridge.store.snapshots import parse_date, snapshots


def between(home: Home, table: Callable[[str], Path], a: str, b: str, list_id: str = "") -> list[Changes]:
    """The changes of each list captured on both days, or of one list between its last captures up to them."""
    days = [parse_date(day, name) for day, name in ((a, "A"), (b, "B"))]
    if days[0] >= days[1]:
        raise UsageError(f"A ({a}) is not before B ({b}). Give the earlier day first.")
    held = captures(table)
    if list_id:
        pair = [_up_to(_of(held, list_id), day) for day in days]
        if pair[0] is None or pair[1] is None or pair[0] == pair[1]:
            raise UsageError(
                f"{list_id} has no two captures up to {a} and {b}. {_days_words({list_id: held[list_id]})}"
            )
        return [_changes(home, table, pair[0], pair[1])]
    found = []
    for rows in held.values():
        on = {row.day.isoformat(): row for row in rows}
        if a in on and b in on:
            found.append(_changes(home, table, on[a], on[b]))
    if not found:
        raise UsageError(
            f"No list was captured on both {a} and {b}. {_days_words(held)} "
            "With --list NAME the last captures up to both days are taken."
        )
    return found


def newest_two(home: Home, table: Callable[[str], Path], list_id: str = "") -> list[Changes]:
    """The changes of each list between its last capture and the one before."""
    held = captures(table)
    chosen = {list_id: _of(held, list_id)} if list_id else held
    return [_changes(home, table, rows[-2], rows[-1]) for rows in chosen.values() if len(rows) > 1]


def _of(held: dict[str, list[Capture]], list_id: str) -> list[Capture]:
    if list_id not in held:
        raise unknown_name("list", list_id, held, "Try `weighbridge sources`.")
    return held[list_id]


def _up_to(rows: Sequence[Capture], day: str) -> Capture | None:
    return next((row for row in reversed(rows) if row.day.isoformat() <= day), None)


def _days_words(held: dict[str, list[Capture]]) -> str:
    parts = []
    for name, rows in held.items():
        days = [row.day.isoformat() for row in rows]
        shown = days if len(days) <= 4 else [*days[:2], "...", *days[-2:]]
        parts.append(f"{name}: {', '.join(shown)}")
    return f"Captures held: {'; '.join(parts)}."


def _changes(home: Home, table: Callable[[str], Path], a: Capture, b: Capture) -> Changes:
    keys = [_keys(home, capture) for capture in (a, b)]
    same = {key: (keys[0][key], name) for key, name in keys[1].items() if keys[0].get(key, name) != name}
    return changes(table, a, b, same)


def _keys(home: Home, capture: Capture) -> dict[str, str]:
    """The id by the platform's own key, from the raw snapshot of a capture; empty where there is none."""
    held = [item for item in snapshots(home, capture.list_id) if item.date == capture.day.isoformat()]
    if not held or held[0].manifest.form != "raw":
        return {}
    found: dict[str, str] = {}
    for batch in record_batches(held[0].files[0]):
        for text in batch.column("text").to_pylist():
            try:
                record = json.loads(str(text))
                found[str(record["_id"])] = str(record.get("id") or record["modelId"])
            except (ValueError, KeyError, TypeError, AttributeError):
                continue
    return found

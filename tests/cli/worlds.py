"""Small results and headline rows, invented for tests alone."""

from __future__ import annotations

from dataclasses import replace

from weighbridge.catalogue import registry
from weighbridge.catalogue.units import Unit
from weighbridge.charts.labels import label_of
from weighbridge.definitions.result import Result, Row, SnapshotRef
from weighbridge.web.headlines import HeadlineRow

DECLARED = registry.indicator("download_share")
DEFAULTS = {axis.name: DECLARED.default(axis) for axis in DECLARED.axes}


def months(count):
    return [f"2026-{number:02}" for number in range(1, count + 1)]


def row(month, group, value, flags=(), n=120):
    if value is None:
        return Row(month, group, None, flags=tuple(flags))
    return Row(month, group, value, value - 0.1, value + 0.1, value, value + 0.05, n, tuple(flags))


def shares(count=3, flags=None, **changes):
    """China half, the United States three tenths, the rest unplaced and small countries."""
    rows = []
    for month in months(count):
        own = (flags or {}).get(month, ())
        rows += [
            row(month, "CN", 0.5, own),
            row(month, "FR", 0.04),
            row(month, "KR", 0.01),
            row(month, "US", 0.3),
            row(month, "unknown", 0.15),
        ]
    made = Result(
        indicator="download_share",
        title="Download share",
        unit=Unit.SHARE,
        group_by="country",
        definition=DEFAULTS,
        fingerprint="download_share@3f9a1c",
        result_id="0123456789ab",
        as_of="2026-12-31",
        level=0.9,
        snapshots=(SnapshotRef("llmfit", "2026-12-31", "ab" * 6),),
        rows=tuple(rows),
        caveats=("A download is a request.",),
        notes=("One model moves it.",),
        provenance={"package": "0.1.0"},
    )
    return replace(made, **changes)


def headline(label, first, second, unplaced, half=0.2, is_old=False, month="2026-10"):
    lead = first - second
    return HeadlineRow(
        label=label,
        note=f"30 days · {month} · 937 models",
        indicator="download_share",
        choices={},
        fingerprint="download_share@3f9a1c",
        month=month,
        first=label_of("country", "CN", "2026-10-05"),
        second=label_of("country", "US", "2026-10-05"),
        first_share=first,
        second_share=second,
        unplaced=unplaced,
        lead=lead,
        low=None if half is None else lead - half,
        high=None if half is None else lead + half,
        bound_low=None if unplaced is None else lead - unplaced,
        bound_high=None if unplaced is None else lead + unplaced,
        is_old=is_old,
    )

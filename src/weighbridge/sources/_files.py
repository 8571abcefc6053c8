"""Sources that are one file at one address."""

from __future__ import annotations

from weighbridge.catalogue.fetching import Fetch, Lane, Split
from weighbridge.store.fetching.splitting import csv_records

EPOCH = "https://epoch.ai/data"


def one_file(url: str, split: Split, asks: str, token: str = "") -> Fetch:
    """A fetch of one file."""
    return Fetch(lanes=lambda wanted: [Lane("file", url, split)], asks=asks, token=token)


def epoch_file(name: str) -> Fetch:
    """One of Epoch AI's CSV files: living data, so a snapshot is pinned by its bytes."""
    return one_file(f"{EPOCH}/{name}", csv_records, f"the file {name}")

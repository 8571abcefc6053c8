"""Sources that are one file at one address."""

from __future__ import annotations

from typing import Any

from weighbridge.catalogue.fetching import Fetch, Lane, Split
from weighbridge.store.fetching.splitting import csv_records

EPOCH = "https://epoch.ai/data"
PACKED = "https://codeload.github.com"
PLAIN = "https://raw.githubusercontent.com"


def one_file(url: str, split: Split, asks: str, token: str = "") -> Fetch:
    """A fetch of one file."""
    return Fetch(lanes=lambda wanted: [Lane("file", url, split)], asks=asks, token=token)


def epoch_file(name: str) -> Fetch:
    """One of Epoch AI's CSV files: living data, so a snapshot is pinned by its bytes."""
    return one_file(f"{EPOCH}/{name}", csv_records, f"the file {name}")


def repository(name: str, split: Split, asks: str) -> Fetch:
    """The newest state of a repository on GitHub, packed: one request, no account."""
    return one_file(f"{PACKED}/{name}/tar.gz/HEAD", split, asks)


def repository_file(name: str, path: str, split: Split) -> Fetch:
    """One file of a repository on GitHub, in its newest state."""
    return one_file(f"{PLAIN}/{name}/HEAD/{path}", split, f"the file {path} of {name}")


def yaml_of(body: bytes) -> Any:
    """The value of a YAML file; None where it is none, so that the record goes to quarantine by its name."""
    import yaml

    try:
        return yaml.safe_load(body.decode("utf-8-sig"))
    except (yaml.YAMLError, UnicodeDecodeError):
        return None

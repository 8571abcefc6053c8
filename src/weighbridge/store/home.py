"""Where the user's store lives, and where the shipped starter snapshot is."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from weighbridge.catalogue.errors import UsageError

STARTER = Path(__file__).parent.parent / "starter"


@dataclass(frozen=True, slots=True)
class Home:
    """The folders of a store. ``root`` is the user's; ``starter`` is read-only and shipped."""

    root: Path
    starter: Path = STARTER

    @property
    def snapshots(self) -> Path:
        """Dated, immutable snapshots the user imported or fetched."""
        return self.root / "snapshots"

    @property
    def derived(self) -> Path:
        """Tables and reductions computed from snapshots, named by the digest of their inputs."""
        return self.root / "derived"

    @property
    def results(self) -> Path:
        """Results of indicators, named by the digest of definition and inputs."""
        return self.root / "results"

    @property
    def evaluations(self) -> Path:
        """Verdicts the user imported, and runs with their answers."""
        return self.root / "evaluations"

    @property
    def fetching(self) -> Path:
        """Fetches that are under way or were broken off: their pages, until they stand in a snapshot."""
        return self.root / "fetching"

    @property
    def cache(self) -> Path:
        """Things that may be deleted at any time: fonts, rendered charts."""
        return self.root / "cache"


def find_home(given: str | Path | None = None) -> Home:
    """The store to use: the given folder, else ``WEIGHBRIDGE_HOME``, else the platform's data folder.

    Raises ``UsageError`` where that path is a file.
    """
    named = given or os.environ.get("WEIGHBRIDGE_HOME") or platformdirs.user_data_dir("weighbridge")
    root = Path(named).expanduser().absolute()
    if root.exists() and not root.is_dir():
        raise UsageError(
            f"The store {root} is a file, expected a folder. Set WEIGHBRIDGE_HOME to a folder, "
            "or remove the file."
        )
    return Home(root)

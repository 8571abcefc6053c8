"""The models a repository uses, each with every place it is used at."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from weighbridge.catalogue.errors import UsageError
from weighbridge.diligence.card.holdings import Holdings
from weighbridge.diligence.inventory.gguf import TruncatedError, gguf_metadata, named_bases
from weighbridge.diligence.inventory.resolving import Meant, Resolver
from weighbridge.diligence.inventory.spotting import Spot, spots_of
from weighbridge.diligence.inventory.walking import Walked, text_of, walk


@dataclass(frozen=True, slots=True)
class Place:
    """One place a model stands at."""

    file: str
    line: int
    written: str
    context: str
    way: str
    host_id: str
    revision: str

    def as_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        return {name: getattr(self, name) or None for name in Place.__dataclass_fields__}


@dataclass(slots=True)
class Used:
    """One model a repository uses. ``canonical`` is empty where no list or statement knows it."""

    model_id: str
    canonical: str
    is_closed: bool
    is_sold: bool = False
    places: list[Place] = field(default_factory=list)

    @property
    def is_known(self) -> bool:
        """Whether a card can be made of it."""
        return bool(self.canonical)

    @property
    def purl(self) -> str:
        """The package URL of it."""
        if not self.is_known and "/" not in self.model_id:
            return f"pkg:generic/{self.model_id}"
        return f"pkg:huggingface/{self.model_id}"

    @property
    def hosts(self) -> list[str]:
        """The hosts it is called at, by the names written."""
        return sorted({place.host_id for place in self.places if place.host_id})

    @property
    def ways(self) -> list[str]:
        """The ways prompts go."""
        return sorted({place.way for place in self.places})

    @property
    def revisions(self) -> list[str]:
        """The revisions it is pinned to."""
        return sorted({place.revision for place in self.places if place.revision})


@dataclass(slots=True)
class Inventory:
    """What was found under a folder, and what was looked at and left out."""

    root: str
    models: list[Used]
    mentions: int
    walked: Walked

    @property
    def is_empty(self) -> bool:
        """Whether no model was found."""
        return not self.models

    def as_dict(self) -> dict[str, Any]:
        """The documented JSON object of ``weighbridge inventory``."""
        return {
            "root": self.root,
            "files": self.walked.files,
            "files_read": self.walked.read,
            "mentions_not_counted": self.mentions,
            "left_out": {
                "binary": self.walked.binary,
                "too_large": self.walked.too_large,
                "unreadable": self.walked.unreadable,
                "loops": self.walked.loops,
            },
            "models": [
                {
                    "model": used.model_id,
                    "is_known": used.is_known,
                    "is_closed": used.is_closed,
                    "is_sold": used.is_sold,
                    "purl": used.purl,
                    "hosts": used.hosts,
                    "ways": used.ways,
                    "revisions": used.revisions,
                    "places": [place.as_dict() for place in used.places],
                }
                for used in self.models
            ],
        }

    def records(self) -> list[dict[str, Any]]:
        """One record a place."""
        return [
            {"model": used.model_id, "is_known": used.is_known, **place.as_dict()}
            for used in self.models
            for place in used.places
        ]


def inventory_of(holdings: Holdings, root: Path, progress: Callable[[str], None] | None = None) -> Inventory:
    """The models used by the files under a folder (or by one file), in order of id."""
    if not root.exists():
        raise UsageError(f"No file or folder {root}. Give the path of a repository.")
    resolver = Resolver(holdings)
    walked = Walked()
    if progress:
        progress(f"reading {root}")
    found: dict[str, Used] = {}
    mentions = 0
    for path, kind, place in walk(root, walked):
        for spot in _spots(path, kind, place, walked, resolver):
            if spot.is_mention:
                mentions += 1
                continue
            meant = resolver.meant(spot.name, spot.context)
            if meant is not None:
                _add(found, meant, path, spot)
    names = holdings.ids(used.canonical for used in found.values() if used.canonical)
    for used in found.values():
        used.model_id = names.get(used.canonical, used.model_id)
        used.places.sort(key=lambda item: (item.file, item.line, item.written))
    models = sorted(found.values(), key=lambda used: used.model_id.casefold())
    return Inventory(str(root), models, mentions, walked)


def _spots(path: str, kind: str, place: str, walked: Walked, resolver: Resolver) -> list[Spot]:
    if kind == "gguf":
        return _gguf(path, place, walked)
    text = text_of(path, place, walked)
    if text is None:
        return []
    return list(spots_of(kind, text, resolver.is_known))


def _gguf(path: str, place: str, walked: Walked) -> list[Spot]:
    try:
        metadata = gguf_metadata(Path(place))
    except (TruncatedError, OSError):
        walked.unreadable.append(path)
        return []
    walked.read += 1
    return [Spot(1, name, "address") for name in named_bases(metadata)]


def _add(found: dict[str, Used], meant: Meant, path: str, spot: Spot) -> None:
    key = meant.canonical or meant.written.casefold()
    used = found.setdefault(key, Used(meant.written, meant.canonical, meant.is_closed, meant.is_sold))
    place = Place(path, spot.line, spot.name, spot.context, meant.way, meant.host_id, spot.revision)
    if all((held.file, held.line) != (path, spot.line) for held in used.places[-8:]):
        used.places.append(place)


def to_json(inventory: Inventory) -> str:
    """The inventory as a JSON text."""
    return json.dumps(inventory.as_dict(), ensure_ascii=False, indent=1) + "\n"

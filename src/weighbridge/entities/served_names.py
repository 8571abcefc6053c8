"""What a program calls a model or a provider: tags of a local runner's library, prefixes of a router library.

``ollama`` rows give the repository behind a tag; ``provider`` rows the host behind a prefix, and by which
way: ``host``, ``router`` (names none), or ``self`` (one's own machines).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from weighbridge.entities.hosts import load_hosts
from weighbridge.entities.judgement_files import read_judgements, require, require_support, row_error

FILE = "served_names"
COLUMNS = ("kind", "name", "model_id", "host_id", "evidence", "source", "confidence", "note")
KINDS = ("ollama", "provider")
WAYS = ("host", "router", "self")


@dataclass(frozen=True, slots=True)
class Provider:
    """A prefix of a router library: the host behind it, and the way prompts go."""

    prefix: str
    host_id: str
    way: str


@cache
def load_served_names() -> tuple[Mapping[str, str], Mapping[str, Provider]]:
    """The repository of each tag of the local library, and each provider by its prefix; checked."""
    tags: dict[str, str] = {}
    providers: dict[str, Provider] = {}
    for line, row in enumerate(read_judgements(FILE, COLUMNS), start=2):
        kind, name, model_id, host_id, evidence, source, confidence, note = row
        require(kind, KINDS, FILE, line, "kind")
        require_support(FILE, line, evidence, source, confidence)
        if name in (tags if kind == "ollama" else providers):
            raise row_error(FILE, line, f"'{name}' again", "one row each", "merge the rows")
        if kind == "ollama":
            if "/" not in model_id:
                raise row_error(FILE, line, f"model_id '{model_id}'", "owner/name", "fill it in")
            tags[name] = model_id
            continue
        require(note, WAYS, FILE, line, "note")
        if (note == "host") != (host_id in load_hosts()):
            raise row_error(FILE, line, f"host '{host_id}' of a {note}", "a host_id of hosts.csv", "mend it")
        providers[name] = Provider(name, host_id, note)
    return MappingProxyType(tags), MappingProxyType(providers)

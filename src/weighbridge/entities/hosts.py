"""Who runs a model for others: where the host is seated, where its machines stand, whose laboratory it is.

Three separate facts. **Headquarters** is the contracting entity's; **data centres** the countries a host
names, empty where it names none; **organisation** the laboratory a host belongs to, whose seat is told by
``organisations.csv`` and can be another country. What is not established is empty, never guessed.

``price_providers.csv`` says which host stands behind a provider's name in a price list: ``direct``, by way of
a ``reseller``, or a ``router`` that names none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType

from weighbridge.entities.judgement_files import (
    parse_day,
    read_judgements,
    require,
    require_support,
    row_error,
)
from weighbridge.entities.organisations import (
    NOT_ESTABLISHED,
    country_of,
    load_countries,
    load_organisations,
)

FILE = "hosts"
COLUMNS = (
    "host_id",
    "name",
    "headquarters_country",
    "datacentre_countries",
    "organisation_id",
    "as_of",
    "evidence",
    "source",
    "confidence",
    "note",
)
PROVIDER_FILE = "price_providers"
PROVIDER_COLUMNS = ("provider", "host_id", "channel", "evidence", "source", "confidence", "note")
CHANNELS = ("direct", "reseller", "router")


@dataclass(frozen=True, slots=True)
class Host:
    """One host; a country that is not established is empty."""

    host_id: str
    name: str
    headquarters_country: str
    datacentre_countries: tuple[str, ...]
    organisation_id: str
    as_of: str
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider's name in a price list: the host behind it, and by which way."""

    provider: str
    host_id: str
    channel: str


@cache
def load_hosts() -> Mapping[str, Host]:
    """Every host by its identifier, checked."""
    found: dict[str, Host] = {}
    for line, row in enumerate(read_judgements(FILE, COLUMNS), start=2):
        host_id, name, seat, centres, organisation, as_of, evidence, source, confidence, _ = row
        require_support(FILE, line, evidence, source, confidence)
        parse_day(as_of, FILE, line)
        countries = tuple(code for code in centres.split(";") if code)
        for code in (*countries, *([seat] if seat else [])):
            if code not in load_countries():
                raise row_error(FILE, line, f"country '{code}'", "ISO 3166-1 alpha-2", "use countries.csv")
        if organisation and organisation not in load_organisations():
            text = f"organisation_id '{organisation}'"
            raise row_error(FILE, line, text, "a row in organisations.csv", "add it there first")
        if host_id in found:
            raise row_error(FILE, line, f"'{host_id}' again", "one row each", "merge the rows")
        found[host_id] = Host(host_id, name, seat, countries, organisation, as_of, source, confidence)
    return MappingProxyType(found)


@cache
def load_providers() -> Mapping[str, Provider]:
    """The host behind each provider's name, checked."""
    found: dict[str, Provider] = {}
    for line, row in enumerate(read_judgements(PROVIDER_FILE, PROVIDER_COLUMNS), start=2):
        provider, host_id, channel, evidence, source, confidence, _ = row
        require(channel, CHANNELS, PROVIDER_FILE, line, "channel")
        require_support(PROVIDER_FILE, line, evidence, source, confidence)
        if (host_id == "") != (channel == "router") or (host_id and host_id not in load_hosts()):
            text = f"host '{host_id}' of a {channel}"
            raise row_error(PROVIDER_FILE, line, text, "a host_id of hosts.csv, none of a router", "mend it")
        found[provider] = Provider(provider, host_id, channel)
    return MappingProxyType(found)


def laboratory_of(host_id: str | None, on: date) -> tuple[str | None, str | None]:
    """The laboratory a host belongs to and that laboratory's seat on a day; None where not established."""
    host = load_hosts().get(host_id or "")
    if host is None or not host.organisation_id:
        return None, None
    seat = country_of(host.organisation_id, on)
    return host.organisation_id, None if seat == NOT_ESTABLISHED else seat

"""Openness of systems by component, from the European Open Source AI Index."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import narwhals as nw

from weighbridge.catalogue.fetching import Page
from weighbridge.catalogue.source import Field, Kind, source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._files import repository, yaml_of
from weighbridge.sources._openness import COMPONENTS
from weighbridge.store.fetching.archives import tar_files
from weighbridge.store.fetching.splitting import texts

REPOSITORY = "Language-Technology-Assessment/main-database"
_ORIGIN = re.compile(rb"^#\s*-\s*National origin:\s*(.+?)\s*$", re.MULTILINE)
_SYSTEM = {"name": "name", "licence": "endmodellicense", "date": "releasedate"}


def systems(page: Page) -> list[str]:
    """One record a system: each file at the top of the repository is one."""
    return texts(_systems(page))


def _systems(page: Page) -> Iterator[dict[str, Any]]:
    for file, body in tar_files(page, r"[^/]+\.yaml"):
        held = yaml_of(body)
        parts = held if isinstance(held, dict) else {}
        told = {name: part for name, part in parts.items() if isinstance(part, dict)}
        record = {name: told.get("system", {}).get(theirs) for name, theirs in _SYSTEM.items()}
        record["org"] = told.get("org", {}).get("name")
        origin = _ORIGIN.search(body)
        record["origin"] = origin[1].decode("utf-8", errors="replace") if origin else None
        record |= {f"d_{name}": part.get("class") for name, part in told.items()}
        yield {"file": file, **{name: str(value) for name, value in record.items() if value is not None}}


@source(
    title="European Open Source AI Index",
    producer="Radboud University, European Open Source AI Index",
    homepage="https://osai-index.eu/",
    terms=Terms.CC_BY_4_0,
    credit="European Open Source AI Index (osai-index.eu), doi:10.5281/zenodo.15386042, CC-BY-4.0.",
    cadence="now and then",
    tables=("openness_systems",),
    platform="osai",
    fetch=repository(REPOSITORY, systems, "the index's repository, one file a system: one archive"),
    fields=(
        Field("system", Kind.TEXT, required=True, path="name"),
        Field("maker", Kind.TEXT, path="org"),
        Field("origin", Kind.TEXT),
        Field("released", Kind.TEXT, path="date"),
        Field("licence", Kind.TEXT),
        *(Field(name, Kind.TEXT, path=path) for name, path in COMPONENTS.items()),
    ),
)
def osai_index(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """One record a system: each component open, partial or closed, as the index judges it.

    The origin stands in comments of the original and is that of the maker. Criteria were dropped between
    versions of the index, which is no change of openness.
    """
    names = ("system", "maker", "origin", "released", "licence", *COMPONENTS)
    return {"openness_systems": records.select(*names)}

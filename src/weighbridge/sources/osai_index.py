"""Openness of systems by component, from the European Open Source AI Index."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.source import Field, Kind, source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._openness import COMPONENTS


@source(
    title="European Open Source AI Index",
    producer="Radboud University, European Open Source AI Index",
    homepage="https://osai-index.eu/",
    terms=Terms.CC_BY_4_0,
    credit="European Open Source AI Index (osai-index.eu), doi:10.5281/zenodo.15386042, CC-BY-4.0.",
    cadence="now and then",
    tables=("openness_systems",),
    platform="osai",
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

"""Which components of models are published, from the Model Openness Tool."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import narwhals as nw

from weighbridge.catalogue.fetching import Page
from weighbridge.catalogue.source import Field, Kind, source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._files import repository, yaml_of
from weighbridge.sources._openness import scored_rows
from weighbridge.store.fetching.archives import tar_files
from weighbridge.store.fetching.splitting import texts

_LEFT_OUT = "Component not included"
_WEIGHTS = "Model parameters (Final)"
_DATA = "Datasets"


def models(page: Page) -> list[str]:
    """One record a model file of the repository."""
    return texts(_models(page))


def _models(page: Page) -> Iterator[dict[str, Any]]:
    for file, body in tar_files(page, r"models/[^/]+\.yml"):
        held = yaml_of(body)
        release = held.get("release") if isinstance(held, dict) else None
        yield {"file": file, **(_model(release) if isinstance(release, dict) else {})}


def _model(release: Mapping[str, Any]) -> dict[str, Any]:
    parts = [part for part in release.get("components") or () if isinstance(part, dict)]
    # The form before 2025 has `license`, the next one `license_name`, with a word for what is not there.
    licences = {part.get("name"): part.get("license") or part.get("license_name") for part in parts}
    there = [name for name, licence in licences.items() if licence != _LEFT_OUT]
    weights = licences.get(_WEIGHTS)
    record = {
        "name": release.get("name"),
        "producer": release.get("producer"),
        "date": release.get("date"),
        "params_license": weights if isinstance(weights, str) and weights != _LEFT_OUT else None,
    }
    told = {name: str(value) for name, value in record.items() if value}
    return {**told, "n_components": len(there), "has_datasets": _DATA in there}


@source(
    title="Model Openness Tool",
    producer="LF AI & Data",
    homepage="https://github.com/lfai/model_openness_tool",
    terms=Terms.MIT,
    credit="Model Openness Tool (lfai/model_openness_tool), MIT.",
    cadence="now and then",
    tables=("openness_scores",),
    platform="mot",
    fetch=repository(
        "lfai/model_openness_tool", models, "the tool's repository, one file a model: one archive"
    ),
    fields=(
        Field("system", Kind.TEXT, required=True, path="name"),
        Field("maker", Kind.TEXT, path="producer"),
        Field("released", Kind.TEXT, path="date"),
        Field("licence", Kind.TEXT, path="params_license"),
        Field("components", Kind.COUNT, path="n_components"),
        Field("has_datasets", Kind.BOOLEAN),
    ),
)
def model_openness_tool(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """One record a model: how many of the framework's components are published, and whether its data are.

    `None`, `unlicensed` and `Undisclosed` are no licence names; they are kept as listed. The date is that
    of the entry, not of the release.
    """
    given = ("maker", "released", "licence", "components", "has_datasets")
    return {"openness_scores": scored_rows(records, *given)}

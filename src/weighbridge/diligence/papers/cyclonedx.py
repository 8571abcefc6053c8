"""A CycloneDX 1.6 bill of materials: each model with its ancestors to the root, their terms, its model card.

Components, pedigree and licences are written by the CycloneDX library. The library has no model cards yet, so
those are added to its output, and the whole is validated against CycloneDX's own strict schema.
"""

from __future__ import annotations

import datetime
import json
import uuid
from importlib import import_module
from typing import Any

from weighbridge.catalogue.errors import ContractError, UsageError
from weighbridge.diligence.card.card import Card
from weighbridge.diligence.lineage_graph import Pair
from weighbridge.diligence.papers.subjects import Subject, Subjects
from weighbridge.entities.licences import NONE_DECLARED, UNKNOWN

MOST_STEPS = 12
_SPACE = uuid.UUID("8d1b7d1e-5d5c-4b0e-9a55-6c2f3f0f3a10")


def needed() -> None:
    """Stop with what to install where the library is not there."""
    try:
        import_module("cyclonedx.model.bom")
    except ModuleNotFoundError:
        raise UsageError("Bills of materials need an extra: pip install 'weighbridge[bom]'.") from None


class _Library:
    """The library's classes by name. Its declarations are read through a decorator that hides their types."""

    _PLACES = (
        "cyclonedx.model",
        "cyclonedx.model.bom",
        "cyclonedx.model.component",
        "cyclonedx.model.license",
        "cyclonedx.output.json",
        "cyclonedx.schema",
        "cyclonedx.validation.json",
        "packageurl",
    )

    def __getattr__(self, name: str) -> Any:
        for place in self._PLACES:
            found = getattr(import_module(place), name, None)
            if found is not None:
                return found
        raise AttributeError(name)


cdx = _Library()


def cyclonedx_bom(subjects: Subjects) -> str:
    """The bill as JSON: the same for the same models, data and day."""
    needed()
    tool = cdx.Component(name="weighbridge", type=cdx.ComponentType.APPLICATION, bom_ref="weighbridge")
    root = cdx.Component(
        name=subjects.name, type=cdx.ComponentType.APPLICATION, bom_ref=f"subject:{subjects.name}"
    )
    bom = cdx.Bom(components=[_component(subject) for subject in subjects.models])
    bom.metadata = cdx.BomMetaData(component=root, timestamp=_moment(subjects))
    bom.metadata.tools.components.add(tool)
    bom.register_dependency(root, list(bom.components))
    bom.serial_number = uuid.uuid5(_SPACE, f"{subjects.name}|{subjects.as_of}|{subjects.day}")
    held: dict[str, Any] = json.loads(cdx.JsonV1Dot6(bom).output_as_string())
    cards = {_ref(subject): subject.card for subject in subjects.models if subject.card}
    for component in held.get("components", []):
        card = cards.get(component["bom-ref"])
        if card:
            component["modelCard"] = model_card(card)
    text = json.dumps(held, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    problem = invalid(text)
    if problem:
        raise ContractError(
            f"The bill does not satisfy CycloneDX's schema: {problem}. This is a fault of ours."
        )
    return text


def invalid(text: str) -> str:
    """What CycloneDX's strict schema of version 1.6 finds wrong in a text; empty where nothing."""
    found = cdx.JsonStrictValidator(cdx.SchemaVersion.V1_6).validate_str(text)
    return str(found) if found else ""


def _moment(subjects: Subjects) -> datetime.datetime:
    return datetime.datetime.fromisoformat(f"{subjects.day}T00:00:00+00:00")


def _ref(subject: Subject) -> str:
    return f"model:{subject.model_id}"


def _component(subject: Subject) -> Any:

    card = subject.card
    if card is None:
        unknown = [cdx.Property(name="weighbridge:known", value="no list or statement held knows this model")]
        return cdx.Component(
            name=subject.model_id,
            type=cdx.ComponentType.MACHINE_LEARNING_MODEL,
            bom_ref=_ref(subject),
            version=subject.version or None,
            properties=unknown,
        )
    return cdx.Component(
        **_named(card.model_id, card, card.canonical_id, subject.version),
        bom_ref=_ref(subject),
        pedigree=_pedigree(card, card.canonical_id, {card.canonical_id}),
        properties=[cdx.Property(name=name, value=value) for name, value in _properties(card)],
    )


def _named(model_id: str, card: Card, canonical: str, version: str = "") -> dict[str, Any]:
    """What every model of the bill has: name, publisher, package URL, licence."""
    owner, slash, name = model_id.partition("/")
    step = card.ancestry.steps.get(canonical)
    maker = step.publisher.name if step else None
    purl = (
        cdx.PackageURL("huggingface", owner, name, version=version or None)
        if slash and ":" not in owner
        else None
    )
    return {
        "name": name if slash else model_id,
        "group": owner if slash else None,
        "type": cdx.ComponentType.MACHINE_LEARNING_MODEL,
        "publisher": maker,
        "version": version or None,
        "purl": purl,
        "licenses": _licences(card, canonical),
    }


def _licences(card: Card, canonical: str) -> list[Any]:
    """The licence of one link, as it is declared."""
    model = card.ancestry.steps[canonical].model_id if canonical in card.ancestry.steps else ""
    link = next((link for link in card.licence.links if link.link.model_id == model), None)
    if link is None or link.link.licence.licence_id in (UNKNOWN, NONE_DECLARED):
        return []
    licence = link.link.licence
    said = cdx.LicenseAcknowledgement.DECLARED
    if "LicenseRef-" in licence.spdx_expression:
        return [cdx.DisjunctiveLicense(name=licence.name, acknowledgement=said)]
    return [cdx.LicenseExpression(licence.spdx_expression, acknowledgement=said)]


def _pedigree(card: Card, canonical: str, seen: set[str]) -> Any:
    """The parents of a model as ancestors, each with its own, to the roots."""
    ancestors, notes = [], []
    for pair in card.ancestry.pairs:
        step = card.ancestry.steps.get(pair.parent_id)
        if pair.child_id != canonical or step is None or pair.parent_id in seen or len(seen) > MOST_STEPS:
            continue
        above = _pedigree(card, pair.parent_id, seen | {pair.parent_id})
        is_root = any(root.model_id == step.model_id for root in card.ancestry.roots)
        told = [cdx.Property(name="weighbridge:relation", value=pair.relation), *_edge(pair)]
        told += [cdx.Property(name="weighbridge:root", value="true")] if is_root else []
        ref = f"ancestor:{card.canonical_id}:{len(seen)}:{pair.parent_id}"
        named = _named(step.model_id, card, pair.parent_id)
        ancestors.append(cdx.Component(**named, bom_ref=ref, pedigree=above, properties=told))
        notes.append(f"{pair.relation} of {step.model_id} ({pair.grade})")
    return cdx.Pedigree(ancestors=ancestors, notes="; ".join(notes)) if ancestors else None


def _edge(pair: Pair) -> list[Any]:

    return [
        cdx.Property(name="weighbridge:evidence", value=pair.grade),
        cdx.Property(name="weighbridge:stated_in", value=f"{pair.stated_in} ({pair.sources})"),
    ]


def _properties(card: Card) -> list[tuple[str, str]]:
    """The facts a bill has no place of its own for."""
    from weighbridge.diligence.card.sentences import instruction_of

    roots = [(f"weighbridge:root:{root.model_id}", f"{root.fraction:.2f}") for root in card.ancestry.roots]
    listed = [
        (
            f"weighbridge:designation:{item.organisation_id}:{item.instrument_id}",
            f"{item.status} since {item.since}",
        )
        for named in card.named
        for item in named.designations
    ]
    unknown = [(f"weighbridge:unknown:{at}", text) for at, text in enumerate(card.unknown(), start=1)]
    taught = [
        ("weighbridge:taught_by", pair.parent_id)
        for pair in card.ancestry.apart
        if pair.relation == "teacher"
    ]
    return [
        *roots,
        ("weighbridge:licence_instruction", instruction_of(card)),
        *listed,
        *taught,
        *unknown,
        ("weighbridge:data_as_of", card.as_of),
    ]


def model_card(card: Card) -> dict[str, Any]:
    """The model card as CycloneDX has it: task, figures with intervals, limits."""
    held: dict[str, Any] = {"bom-ref": f"card:{card.model_id}"}
    if card.pipeline:
        held["modelParameters"] = {"task": card.pipeline}
    metrics: list[dict[str, Any]] = [
        _metric(item.title, item.value, item.low, item.high, item.run_by) for item in card.quality
    ]
    for test in card.safety:
        if test.count is not None and test.total:
            metrics.append(
                _metric(f"{test.test}: {test.what}", test.count / test.total, None, None, test.run_by)
            )
    if metrics:
        held["quantitativeAnalysis"] = {"performanceMetrics": metrics}
    limits = card.unknown()
    if card.not_tested:
        limits.append(f"Not tested for: {', '.join(card.not_tested)}.")
    held["considerations"] = {"technicalLimitations": limits}
    return held


def _metric(kind: str, value: float, low: float | None, high: float | None, by: str) -> dict[str, Any]:
    found: dict[str, Any] = {"type": kind, "value": f"{value:.4f}", "slice": by}
    if low is not None and high is not None:
        found["confidenceInterval"] = {"lowerBound": f"{low:.4f}", "upperBound": f"{high:.4f}"}
    return found

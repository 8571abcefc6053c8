"""An SPDX 3.0.1 document with the AI profile: each model and its ancestors, with their terms.

Written and read back through SPDX's own Python bindings, which are generated from its model and refuse
missing properties, wrong types and unknown words; the rules of the AI profile are checked beside it.
"""

from __future__ import annotations

import datetime
import hashlib
import io
import json
import re
from typing import Any

from weighbridge.catalogue.errors import ContractError, UsageError
from weighbridge.diligence.card.card import Card
from weighbridge.diligence.papers.subjects import Subject, Subjects
from weighbridge.entities.licences import NONE_DECLARED, UNKNOWN, Licence

VERSION = "3.0.1"
NAMESPACE = "https://weighbridge.invalid/spdx"
"""Identifiers have to be addresses; this one is reserved and leads nowhere."""


def spdx_document(subjects: Subjects) -> str:
    """The document as JSON-LD: the same for the same models, data and day."""
    text = _Writer(subjects).text()
    problem = invalid(text)
    if problem:
        raise ContractError(f"The document is no SPDX {VERSION}: {problem}. This is a fault of ours.")
    return text


def _bindings() -> Any:
    try:
        from spdx_python_model import v3_0_1
    except ModuleNotFoundError:
        raise UsageError("Bills of materials need an extra: pip install 'weighbridge[bom]'.") from None
    return v3_0_1


def invalid(text: str) -> str:
    """What is wrong in a document; empty where SPDX's bindings take it and the AI profile's rules hold."""
    spdx = _bindings()
    objects = spdx.SHACLObjectSet()
    try:
        spdx.JSONLDDeserializer().read(io.BytesIO(text.encode()), objects)
        spdx.JSONLDSerializer().write(objects, io.BytesIO())
    except (ValueError, TypeError, KeyError) as error:
        return str(error)
    graph = json.loads(text)["@graph"]
    models = [item["spdxId"] for item in graph if item["type"] == "ai_AIPackage"]
    for kind in ("hasDeclaredLicense", "hasConcludedLicense"):
        told = [item["from"] for item in graph if item.get("relationshipType") == kind]
        for model in models:
            if told.count(model) != 1:
                return f"{model} has {told.count(model)} relationships {kind}; the AI profile asks for one"
    return "" if models else "no model in it"


class _Writer:
    """One document being written: every element once, by its identifier."""

    def __init__(self, subjects: Subjects) -> None:
        self._spdx = _bindings()
        self._subjects = subjects
        self._objects = self._spdx.SHACLObjectSet()
        self._held: dict[str, Any] = {}
        self._creation = self._spdx.CreationInfo()
        self._creation.specVersion = VERSION
        self._creation.created = datetime.datetime.fromisoformat(f"{subjects.day}T00:00:00+00:00")
        self._creation.createdBy = [self._organisation("weighbridge", "weighbridge")]

    def text(self) -> str:
        """All elements under one document, sorted by the serialiser."""
        for subject in self._subjects.models:
            self._subject(subject)
        document = self._element("SpdxDocument", "document")
        document.name = self._subjects.name
        profile = self._spdx.ProfileIdentifierType
        document.profileConformance = [profile.core, profile.software, profile.ai, profile.simpleLicensing]
        roots = [self._held[_model_key(subject.model_id)] for subject in self._subjects.models]
        document.rootElement = roots
        document.element = [item for key, item in sorted(self._held.items()) if key != "document"]
        out = io.BytesIO()
        self._spdx.JSONLDSerializer().write(self._objects, out, indent=1)
        return out.getvalue().decode() + "\n"

    def _element(self, kind: str, key: str) -> Any:
        if key not in self._held:
            made = getattr(self._spdx, kind)()
            digest = hashlib.sha256(f"{self._subjects.name}|{self._subjects.day}|{key}".encode()).hexdigest()[
                :16
            ]
            made._id = f"{NAMESPACE}/{re.sub(r'[^A-Za-z0-9.-]+', '-', key)}-{digest}"  # noqa: SLF001
            made.creationInfo = self._creation
            self._objects.add(made)
            self._held[key] = made
        return self._held[key]

    def _organisation(self, key: str, name: str) -> Any:
        found = self._element("Organization", f"organisation:{key}")
        found.name = name
        return found

    def _subject(self, subject: Subject) -> None:
        card = subject.card
        made = self._package(subject.model_id, subject.version, card, card.canonical_id if card else "")
        if card is None:
            made.comment = (
                "No list or statement held knows this model: whose it is and its terms are not known."
            )
            self._terms(made, subject.model_id, None, None)
            return
        made.ai_limitation = " ".join(card.unknown())
        made.ai_typeOfModel = [card.pipeline] if card.pipeline else []
        made.ai_metric = [self._metric(item.title, item.text()) for item in card.quality]
        links = {link.link.model_id: link.link.licence for link in card.licence.links}
        strictest = card.strictest[0].link.licence if card.strictest else None
        concluded = None if card.licence.terms.at_least else strictest
        self._terms(made, card.model_id, links.get(card.model_id), concluded)
        for pair in card.ancestry.pairs:
            child, parent = card.ancestry.steps.get(pair.child_id), card.ancestry.steps.get(pair.parent_id)
            if child is None or parent is None:
                continue
            self._ancestor(parent.model_id, pair.parent_id, card, links.get(parent.model_id))
            told = f"{pair.relation}, {pair.grade}: {pair.stated_in} ({pair.sources})"
            self._relation("descendantOf", child.model_id, parent.model_id, told)
        for pair in card.ancestry.apart:
            other = card.ancestry.steps.get(pair.parent_id)
            if other is not None and pair.relation == "component":
                self._ancestor(other.model_id, pair.parent_id, card, None)
                self._relation("contains", card.model_id, other.model_id, f"component, {pair.grade}")

    def _ancestor(self, model_id: str, canonical: str, card: Card, licence: Licence | None) -> None:
        if _model_key(model_id) in self._held:
            return
        made = self._package(model_id, "", card, canonical)
        if any(root.model_id == model_id for root in card.ancestry.roots):
            made.comment = "Root of the weights, as far as is known."
        self._terms(made, model_id, licence, licence)

    def _package(self, model_id: str, version: str, card: Card | None, canonical: str) -> Any:
        made = self._element("ai_AIPackage", _model_key(model_id))
        made.name = model_id
        made.software_primaryPurpose = self._spdx.software_SoftwarePurpose.model
        made.software_packageVersion = version or "NOASSERTION"
        if "/" in model_id and ":" not in model_id:
            made.software_downloadLocation = f"https://huggingface.co/{model_id}"
            made.software_packageUrl = f"pkg:huggingface/{model_id}" + (f"@{version}" if version else "")
        step = card.ancestry.steps.get(canonical) if card else None
        if step and step.publisher.organisation_id:
            maker = step.publisher
            made.suppliedBy = self._organisation(str(maker.organisation_id), maker.name or "")
        return made

    def _metric(self, key: str, value: str) -> Any:
        entry = self._spdx.DictionaryEntry()
        entry.key, entry.value = key, value
        return entry

    def _terms(self, made: Any, model_id: str, declared: Licence | None, concluded: Licence | None) -> None:
        """Exactly one declared and one concluded licence, as the AI profile asks; or no assertion."""
        for kind, licence in (("hasDeclaredLicense", declared), ("hasConcludedLicense", concluded)):
            found = self._relation_of(kind, made, f"{kind}:{model_id}")
            if licence is None or licence.licence_id in (UNKNOWN, NONE_DECLARED):
                individual = self._spdx.expandedlicensing_IndividualLicensingInfo.NAMED_INDIVIDUALS
                found.to = [individual["NoAssertionLicense"]]
                continue
            expression = self._element("simplelicensing_LicenseExpression", f"licence:{licence.licence_id}")
            expression.simplelicensing_licenseExpression = licence.spdx_expression
            expression.comment = f"{licence.name}; {licence.source}"
            found.to = [expression]

    def _relation(self, kind: str, child: str, parent: str, comment: str) -> None:
        made = self._relation_of(kind, self._held[_model_key(child)], f"{kind}:{child}:{parent}")
        made.to = [self._held[_model_key(parent)]]
        made.comment = comment

    def _relation_of(self, kind: str, source: Any, key: str) -> Any:
        made = self._element("Relationship", key)
        made.from_ = source
        made.relationshipType = getattr(self._spdx.RelationshipType, kind)
        return made


def _model_key(model_id: str) -> str:
    return f"model:{model_id}"

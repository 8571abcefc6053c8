"""Bills of materials: both documents satisfy their own validators, name the root, and say what is unknown."""

import json
from pathlib import Path

import jsonschema
import pytest

from weighbridge.diligence.papers import cyclonedx, spdx
from weighbridge.diligence.papers.subjects import subjects_of

SAMPLE = Path(__file__).parent / "sample_repository"
MODEL = "nvidia/AceReason-Nemotron-7B"


@pytest.fixture(scope="module")
def holdings(starter):
    return starter.holdings()


@pytest.fixture(scope="module")
def one(holdings):
    return subjects_of(holdings, MODEL)


@pytest.fixture(scope="module")
def repository(holdings):
    return subjects_of(holdings, str(SAMPLE))


def ancestors(component):
    for item in component.get("pedigree", {}).get("ancestors", []):
        yield item
        yield from ancestors(item)


def test_cyclonedx_has_every_ancestor_to_the_root_with_its_licence(one):
    text = cyclonedx.cyclonedx_bom(one)
    assert cyclonedx.invalid(text) == ""
    (model,) = json.loads(text)["components"]
    line = list(ancestors(model))
    assert [f"{item['group']}/{item['name']}" for item in line] == [
        "deepseek-ai/DeepSeek-R1-Distill-Qwen-7B",
        "Qwen/Qwen2.5-Math-7B",
        "Qwen/Qwen2.5-7B",
    ]
    properties = {item["name"]: item["value"] for item in line[-1]["properties"]}
    assert properties["weighbridge:root"] == "true"
    assert line[-1]["licenses"] == [{"acknowledgement": "declared", "expression": "Apache-2.0"}]
    assert line[-1]["publisher"].startswith("Alibaba")
    limits = model["modelCard"]["considerations"]["technicalLimitations"]
    assert any(text.startswith("Quality: not measured") for text in limits)


def test_cyclonedx_of_a_repository_has_every_model_and_revision(repository):
    text = cyclonedx.cyclonedx_bom(repository)
    assert cyclonedx.invalid(text) == ""
    held = {f"{c.get('group', '')}/{c['name']}": c for c in json.loads(text)["components"]}
    assert len(held) == 14
    assert held["microsoft/Fara-7B"]["purl"] == "pkg:huggingface/microsoft/Fara-7B@8f5c1d0"
    unknown = next(c for c in held.values() if c["name"] == "acme-internal/ranker-7b")
    assert unknown["properties"][0]["name"] == "weighbridge:known"
    distilled = held["deepseek-ai/DeepSeek-R1-Distill-Llama-70B"]["modelCard"]
    gpqa = next(m for m in distilled["quantitativeAnalysis"]["performanceMetrics"] if m["type"] == "GPQA")
    assert gpqa["confidenceInterval"] == {"lowerBound": "0.5085", "upperBound": "0.6064"}


def test_a_wrong_bill_is_refused_by_the_validator(one):
    held = json.loads(cyclonedx.cyclonedx_bom(one))
    held["components"][0]["type"] = "model"
    assert cyclonedx.invalid(json.dumps(held))


def refused(document: dict) -> list[str]:
    """What the schema of SPDX 3.0.1 refuses in a document; the bindings that wrote it have no part in it."""
    schema = json.loads((Path(__file__).parent / "schemas" / "spdx-3.0.1.json").read_text(encoding="utf-8"))
    return [error.json_path for error in jsonschema.Draft202012Validator(schema).iter_errors(document)]


@pytest.mark.parametrize("fixture", ["one", "repository"])
def test_spdx_satisfies_the_schema_of_its_version(fixture, request):
    assert refused(json.loads(spdx.spdx_document(request.getfixturevalue(fixture)))) == []


@pytest.mark.parametrize("name", ["type", "creationInfo", "name"])
def test_the_schema_refuses_a_document_without_what_it_needs(one, name):
    held = json.loads(spdx.spdx_document(one))
    at = next(i for i, item in enumerate(held["@graph"]) if item["type"] == "ai_AIPackage")
    held["@graph"][at][name] = None
    assert refused(held)


@pytest.mark.parametrize("fixture", ["one", "repository"])
def test_spdx_is_read_by_its_own_bindings_and_names_the_root(fixture, request):
    text = spdx.spdx_document(request.getfixturevalue(fixture))
    assert spdx.invalid(text) == ""
    graph = json.loads(text)["@graph"]
    models = {item["spdxId"]: item for item in graph if item["type"] == "ai_AIPackage"}
    roots = {m["name"] for m in models.values() if m.get("comment", "").startswith("Root of the weights")}
    assert "Qwen/Qwen2.5-7B" in roots
    document = next(item for item in graph if item["type"] == "SpdxDocument")
    assert "ai" in document["profileConformance"]
    above = {
        models[item["from"]]["name"]: models[item["to"][0]]["name"]
        for item in graph
        if item.get("relationshipType") == "descendantOf"
    }
    assert above[MODEL] == "deepseek-ai/DeepSeek-R1-Distill-Qwen-7B"
    assert above["Qwen/Qwen2.5-Math-7B"] == "Qwen/Qwen2.5-7B"


def test_spdx_without_a_declared_licence_is_refused(one):
    held = json.loads(spdx.spdx_document(one))
    for item in held["@graph"]:
        if item.get("relationshipType") == "hasDeclaredLicense":
            item["relationshipType"] = "hasConcludedLicense"
    assert "hasDeclaredLicense" in spdx.invalid(json.dumps(held))


def test_spdx_with_an_unknown_word_or_without_a_creator_is_refused(one):
    held = json.loads(spdx.spdx_document(one))
    wrong = json.loads(json.dumps(held).replace('"descendantOf"', '"childOf"', 1))
    assert spdx.invalid(json.dumps(wrong))
    for item in held["@graph"]:
        if item["type"] == "CreationInfo":
            del item["createdBy"]
    assert spdx.invalid(json.dumps(held))


def test_the_same_day_gives_the_same_bytes(one):
    assert cyclonedx.cyclonedx_bom(one) == cyclonedx.cyclonedx_bom(one)
    assert spdx.spdx_document(one) == spdx.spdx_document(one)

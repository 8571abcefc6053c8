"""Whose a model is and what it is: twins, renamed accounts, copies, language, size."""

from __future__ import annotations

import duckdb
import pyarrow as pa
import pytest
from tests.entities.plain_origins import size_class
from tests.tiny_world.worlds import bare, take_records, values

from weighbridge.entities.origins import size_classes

COLUMNS = (
    "model_id, canonical_id, account, organisation_id, unit, copy_kind, base_organisation_id, is_language, "
    "is_tracked, size_class, line_pattern"
)


@pytest.fixture(scope="module")
def models(tiny) -> dict[str, dict]:
    relation = duckdb.sql(f"SELECT {COLUMNS} FROM '{tiny.table('origins')}'")
    return {row[0]: dict(zip(COLUMNS.split(", "), row, strict=True)) for row in relation.fetchall()}


def test_nineteen_spellings_are_sixteen_models(models):
    """Three spellings more than models: THUDM twice, and one of case. Four models stand on one list only."""
    assert len(models) == 19
    assert len({row["canonical_id"] for row in models.values()}) == 16


def test_a_renamed_account_and_a_case_twin_are_one_model(models):
    """Both spellings share every fact any of them has, so that their counts fall in one cell."""
    for first, second in (
        ("THUDM/glm-4-9b", "zai-org/glm-4-9b"),
        ("qwen/qwen2.5-1.5b-instruct", "Qwen/Qwen2.5-1.5B-Instruct"),
    ):
        one, other = dict(models[first]), dict(models[second])
        one.pop("model_id")
        other.pop("model_id")
        assert one == other
    assert models["THUDM/glm-4-9b"]["account"] == "zai-org"
    assert models["THUDM/glm-4-9b"]["organisation_id"] == "zhipu"
    assert models["THUDM/glm-4-9b"]["size_class"] == "7b_to_70b"


def test_copies_name_whose_they_are(models):
    """A quantiser's models are copies; the name tells of whose family; makers' own are first party."""
    copy = models["unsloth/Llama-3.1-8B-Instruct-GGUF"]
    assert (copy["copy_kind"], copy["base_organisation_id"], copy["organisation_id"]) == (
        "copy",
        "meta",
        "unsloth",
    )
    assert copy["line_pattern"] is None, "a line holds its maker's own models"
    assert models["Qwen/QwQ-32B"]["copy_kind"] == "first_party"
    assert models["tiny-nobody/some-model"]["copy_kind"] == "other"


def test_an_account_nobody_listed_is_a_unit_of_its_own(models):
    """Its organisation is empty; the unit is its name."""
    row = models["tiny-nobody/some-model"]
    assert row["organisation_id"] is None
    assert row["unit"] == "@tiny-nobody"


def test_language_models(models):
    """By the tracked list, the family's kind, else the task; an embedding is none, whatever its line."""
    language = {name for name, row in models.items() if row["is_language"]}
    assert "Qwen/QwQ-32B" in language
    assert "tiny-nobody/some-model" in language
    assert "unsloth/Qwen2.5-7B-Instruct-GGUF" in language
    assert models["Qwen/Qwen3-Embedding-0.6B"]["is_language"] is False
    assert models["sentence-transformers/all-MiniLM-L6-v2"]["is_language"] is False


def test_a_curated_size_comes_before_a_tagged_one(tiny):
    """GLM-4.5-Air: 106 B on the tracked list, 110 B in the listing."""
    found = duckdb.sql(
        f"SELECT DISTINCT parameters FROM '{tiny.table('origins')}' WHERE model_id ILIKE '%/GLM-4.5-Air'"
    ).fetchall()
    assert found == [(106_000_000_000,)]


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        (None, "unknown"),
        (0, "unknown"),
        (999_999_999, "under_1b"),
        (10**9, "1b_to_7b"),
        (7 * 10**9, "7b_to_70b"),
        (70 * 10**9 - 1, "7b_to_70b"),
        (70 * 10**9, "70b_and_more"),
    ],
)
def test_bands_hold_their_lower_end(parameters, expected):
    """Decimal billions."""
    assert size_classes(pa.array([parameters], pa.int64())).to_pylist() == [expected]


def test_twins_of_an_account_nobody_listed(tmp_path):
    """Two spellings of one account and model: one model, the larger count, one account; no table stops.

    100 and 90 under two spellings, 60 for another model of the account in its other spelling, 40 for alibaba.
    """
    wb = bare(tmp_path / "home")
    records = [
        {"id": "MyLab/model-a", "downloads": 100, "likes": 3},
        {"id": "mylab/Model-A", "downloads": 90, "likes": 5},
        {"id": "mylab/model-b", "downloads": 60, "likes": 1},
        {"id": "Qwen/q", "downloads": 40, "likes": 1},
    ]
    take_records(wb, tmp_path, "2025-10-15", records)
    assert values(wb.indicator("download_share")) == pytest.approx(
        {("2025-10", "CN"): 40 / 200, ("2025-10", "unknown"): 160 / 200}
    )
    likes = wb.indicator("download_count", measure="likes")
    assert values(likes)["2025-10", "unknown"] == 5 + 1
    assert wb.indicator("concentration").rows[0].value == 1
    accounts = duckdb.sql(f"SELECT DISTINCT account FROM '{wb.table('origins')}'").fetchall()
    assert len(accounts) == 2


def test_an_id_without_an_owner_is_named_where_it_moves_a_share(tmp_path):
    """A model of the first days holds half of all: it counts, for nobody, and its weight is flagged."""
    wb = bare(tmp_path / "home")
    records = [
        {"id": "old-model", "downloads": 50},
        {"id": "Qwen/q", "downloads": 30},
        {"id": "meta-llama/m", "downloads": 20},
    ]
    take_records(wb, tmp_path, "2025-10-15", records)
    result = wb.indicator("download_share")
    assert values(result)["2025-10", "unknown"] == pytest.approx(0.5)
    assert "influence" in result.at("2025-10", "unknown").flags


def test_shipped_models_agree_with_a_second_reckoning(starter, facts):
    """Every model of the starter: organisation, role of copy, language, tracked, size and line."""
    path = starter.table("origins")
    fields = "organisation_id, copy_kind, is_language, is_tracked, size_class, line_pattern"
    wrong = []
    for platform, model_id, *told in duckdb.sql(
        f"SELECT platform, model_id, {fields} FROM '{path}'"
    ).fetchall():
        model = facts.models[facts.canonical(platform, model_id)]
        expected = [model.organisation, model.copy_kind, model.is_language, model.tracked]
        expected += [size_class(model.size), model.line]
        if told != expected:
            wrong.append((model_id, told, expected))
    assert wrong == []

"""What lists say of a model: creation, size, licence, task."""

from __future__ import annotations

import duckdb
from tests.tiny_world.reckoning import STARTER
from tests.tiny_world.worlds import bare, take_raw


def number(what: str, table: str, where: str) -> int:
    return duckdb.sql(f"SELECT {what} FROM {table} WHERE {where}").fetchall()[0][0]


def test_the_hubs_first_day_is_marked(starter):
    """2 March 2022 is a floor: as many models are marked as bear it in the shipped facts, and no other."""
    path = f"{starter.table('model_facts')}/*.parquet"
    shipped = f"'{STARTER}/*/*/model_facts.parquet'"
    born = number("count(DISTINCT model_id)", shipped, "created_on = DATE '2022-03-02'")
    assert number("count(DISTINCT model_id)", f"'{path}'", "is_created_floor") == born > 100
    assert number("count(*)", f"'{path}'", "created_on < DATE '2022-03-02'") == 0


def test_dates_that_are_missing_stay_missing(starter):
    """Never the date of the list: as many rows are without one as in the shipped facts of that list."""
    path = f"{starter.table('model_facts')}/*.parquet"
    shipped = f"'{STARTER}/llmfit/*/model_facts.parquet'"
    what, where = "count(DISTINCT (model_id, observed_on))", "list_id = 'llmfit' AND created_on IS NULL"
    assert number(what, f"'{path}'", where) == number(what, shipped, where) > 100


def test_a_task_nobody_named_is_empty(tmp_path):
    """`unknown` is no task; the others are kept as tagged."""
    wb = take_raw(bare(tmp_path / "home"), "llmfit_2026-03-10.jsonl")
    path = f"{wb.table('model_facts')}/*.parquet"
    tasks = duckdb.sql(
        f"SELECT model_id, pipeline_tag FROM '{path}' WHERE observed_on = '2026-02-03'"
    ).fetchall()
    assert dict(tasks)["bigscience/bloom"] is None
    assert dict(tasks)["Qwen/Qwen2.5-7B-Instruct"] == "text-generation"


def test_tracked_models_of_the_tiny_world(tiny):
    """Four on the list, one record of sizes only; sizes in billions become whole parameters."""
    rows = duckdb.sql(
        f"SELECT model_id, is_tracked, parameters, active_parameters, released_on::VARCHAR "
        f"FROM '{tiny.table('model_facts')}/*.parquet' WHERE list_id = 'atom_tracked'"
    ).fetchall()
    assert {(model, tracked) for model, tracked, *_ in rows} == {
        ("Qwen/Qwen2.5-7B-Instruct", True),
        ("Qwen/QwQ-32B", True),
        ("zai-org/GLM-4.5-Air", True),
        ("bigscience/bloom", True),
        ("zai-org/glm-4-9b", False),
    }
    assert ("zai-org/GLM-4.5-Air", True, 106_000_000_000, 12_000_000_000, "2025-07-28") in rows


def test_listing_facts_of_the_tiny_world(tiny):
    """A size stands under safetensors or gguf; a licence on the card or among the tags; creation is a day."""
    rows = duckdb.sql(
        f"SELECT model_id, created_on::VARCHAR, parameters, licence_tag, pipeline_tag "
        f"FROM '{tiny.table('model_facts')}/*.parquet' "
        f"WHERE list_id = 'hub_models' AND observed_on = '2025-12-15'"
    ).fetchall()
    found = {model: rest for model, *rest in rows}
    assert found["unsloth/Llama-3.1-8B-Instruct-GGUF"] == [
        "2024-07-23",
        8_030_261_312,
        "llama3.1",
        "text-generation",
    ]
    assert found["Qwen/QwQ-32B"][1:3] == [32_763_876_352, "apache-2.0"]
    assert found["tiny-nobody/some-model"][1] is None

"""Whole columns give the rows the plain formula gives one by one, in the nastiest cases we know."""

from __future__ import annotations

import datetime
import random

import pyarrow as pa
import pytest
from tests.entities.plain_origins import plain_origins

from weighbridge.catalogue import registry
from weighbridge.entities import _naming, origins
from weighbridge.entities.accounts import load_accounts
from weighbridge.entities.families import load_families
from weighbridge.entities.identities import load_renames
from weighbridge.store.contract import ARROW, checked_table
from weighbridge.store.engine import DuckEngine

PART = 8
HUBS = ("huggingface", "modelscope")
ENDS = ("", "-GGUF", "_awq.v2", "-4bit", "-quantised-", "-ONNX", "-gguff", "-MLX-\u017f", "-FP8\n")
TASKS = (None, "", "text-generation", "fill-mask", "text-to-image", "any-to-any", "Zweck")
SIZES = (None, 0, 1, 999_999_999, 10**9, 7 * 10**9, 70 * 10**9 - 1, 70 * 10**9, 10**12)
ODD = (
    "gpt2",
    "GPT2",
    "/gpt2",
    "lab/",
    "lab/a/b",
    "Lab/A/B",
    "Stra\u00dfe/Modell",
    "STRASSE/modell",
    "lab/\u0130stanbul",
    "lab/i\u0307stanbul",
    "x/qwen_Qwen3-8B-GGUF",
    "x/google_gemma-3-4b-it-GGUF",
    "x/my-Qwen3-8B-GGUF",
    "x/Qwen3-8B",
)


def names(seed):
    """Ids of a part of all judgements: accounts, renames, families' examples; and odd ones."""
    found = list(ODD)
    for rename in list(load_renames().values())[seed::PART]:
        found += [rename.old_id, rename.old_id.upper(), rename.new_id]
    families = list(load_families().values())[seed::PART]
    for number, (_, account) in enumerate(sorted(load_accounts())[seed::PART]):
        family = families[number % len(families)]
        name = family.example.partition("/")[2] or family.example or "Model"
        end = ENDS[number % len(ENDS)]
        found += [
            f"{account}/{name}{end}",
            f"{account.upper()}/{name.lower()}{end}",
            f"nobody{number}/{name}{end}",
        ]
    for family in families:
        account = family.scope_accounts[0]
        found += [f"{account}/{family.name.replace(' ', '-')}", f"{account}/something-else"]
    return sorted(set(found))


def days():
    """Days within and without the periods of accounts that had several owners."""
    edges = {
        day for rows in load_accounts().values() for row in rows for day in (row.valid_from, row.valid_to)
    }
    near = {day + datetime.timedelta(step) for day in edges if day for step in (-1, 0)}
    return sorted(near | {datetime.date(2023, 5, 1), datetime.date(2026, 10, 15)})


def invented(seed):
    """Observations and facts of most names, on either hub, with what facts may lack."""
    draw = random.Random(seed)
    observations, facts = [], []
    for model_id in names(seed):
        for platform in HUBS if draw.random() < 0.2 else HUBS[:1]:
            model = {"platform": platform, "model_id": model_id}
            observations += [
                model | {"observed_on": day} for day in draw.choices(days(), k=draw.randrange(3))
            ]
            facts += [model | fact(draw) for _ in range(draw.randrange(4))]
    draw.shuffle(facts)
    return observations, facts


def fact(draw):
    return {
        "list_id": draw.choice(("hub_models", "atom_tracked")),
        "observed_on": draw.choice(days()),
        "created_on": draw.choice((None, datetime.date(2022, 3, 2), datetime.date(2025, 1, 31))),
        "parameters": draw.choice(SIZES),
        "pipeline_tag": draw.choice(TASKS),
        "is_tracked": draw.choice((None, False, False, True)),
        "is_created_floor": draw.choice((False, True)),
    }


def table(name, rows):
    declared = {column.name: ARROW[column.type] for column in registry.table(name).columns}
    return pa.Table.from_pylist(rows, schema=pa.schema([(key, declared[key]) for key in rows[0]]))


def built(observations, facts):
    engine = DuckEngine()
    frames = [
        engine.frame(table("model_observations", observations)),
        engine.frame(table("model_facts", facts)),
    ]
    rows = registry.table("origins").build(*frames)
    kinds = {column.name: ARROW[column.type] for column in registry.table("origins").columns}
    assert {name: rows.schema.field(name).type for name in rows.column_names} == kinds
    found = checked_table(registry.table("origins"), rows).to_pylist()
    return {(row.pop("platform"), row.pop("model_id")): row for row in found}


@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_rows_as_one_by_one(seed, monkeypatch):
    """Case twins, renames, no owner, no facts, accounts of a period, copies by name; in small blocks too."""
    observations, facts = invented(seed)
    expected = plain_origins(observations, facts)
    assert built(observations, facts) == expected
    assert len({row["canonical_id"] for row in expected.values()}) < len(expected)
    assert {row["role"] for row in expected.values()} == set(_roles())
    monkeypatch.setattr(origins, "_BLOCK", 997)
    monkeypatch.setattr(_naming, "_AT_ONCE", 131)
    assert built(observations, facts) == expected


def _roles():
    return next(column.values for column in registry.table("origins").columns if column.name == "role")


def test_no_owner_at_all_and_nothing_counted():
    """Only short ids, only facts: no account to look at, no day to look at it on."""
    draw = random.Random(3)
    facts = [{"platform": "huggingface", "model_id": name} | fact(draw) for name in ("short-id", "SHORT-ID")]
    observations = [
        {"platform": "huggingface", "model_id": "other", "observed_on": datetime.date(2024, 1, 1)}
    ]
    assert built(observations, facts) == plain_origins(observations, facts)
    none = table("model_observations", observations).slice(0, 0)
    rows = registry.table("origins").build(
        DuckEngine().frame(none), DuckEngine().frame(table("model_facts", facts))
    )
    assert sorted(rows["unit"].to_pylist()) == ["@short-id", "@short-id"]


def test_nothing_at_all():
    """No models, no rows, all columns."""
    kinds = {
        name: table(name, rows).slice(0, 0)
        for name, rows in zip(("model_observations", "model_facts"), invented(4), strict=True)
    }
    rows = registry.table("origins").build(*(DuckEngine().frame(empty) for empty in kinds.values()))
    assert rows.num_rows == 0
    assert set(rows.column_names) == {column.name for column in registry.table("origins").columns}

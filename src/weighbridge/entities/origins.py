"""Of every model: who published it, as what, in which family and line, of which size and kind."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import narwhals as nw
import pyarrow as pa

from weighbridge.catalogue.table import Column, Rule, entity
from weighbridge.entities.accounts import canonical_account, resolve_account
from weighbridge.entities.families import FamilyMatch, classify, line_of_account
from weighbridge.entities.identities import current_id

COPY_ROLES = frozenset({"quantiser", "repackager", "mirror"})
LANGUAGE_TASKS = frozenset(
    {"text-generation", "text2text-generation", "image-text-to-text", "any-to-any", "conversational"}
)
SIZE_CLASSES = ("unknown", "under_1b", "1b_to_7b", "7b_to_70b", "70b_and_more")
BILLION = 1_000_000_000
# A repository named like this holds the weights of another one in a smaller or other format.
_COPY_NAME = re.compile(
    r"(?i)(?:^|[-_.])(?:gguf|ggml|gptq|awq|mlx|exl[23]|bnb|nf4|int[48]|fp8|nvfp4|mxfp4|w4a16|w8a8|w8a16|"
    r"[2-8]bits?|quant(?:ized|ised)?|onnx|openvino|autoround)(?:$|[-_.])"
)


@entity(
    columns=(
        Column("platform", "text", "The hub the model lies on."),
        Column("model_id", "text", "The model's id as a list spells it."),
        Column("canonical_id", "text", "One id for case twins and renamed accounts."),
        Column(
            "account",
            "text",
            "The owner under the name counted under; empty for ids without one.",
            nullable=True,
        ),
        Column("organisation_id", "text", "The organisation behind the account.", nullable=True),
        Column("unit", "text", "What is resampled: the organisation, or the lone account."),
        Column(
            "role",
            "text",
            "What the account does with models.",
            values=("first_party", "quantiser", "repackager", "mirror", "community", "personal", "unknown"),
        ),
        Column(
            "copy_kind",
            "text",
            "Whether the model is its publisher's own, a copy of another's, or neither is known.",
            values=("first_party", "copy", "other"),
        ),
        Column(
            "base_organisation_id", "text", "Of a copy: the maker of what it copies, by name.", nullable=True
        ),
        Column("family_id", "text", "The family, by name within the maker's own accounts.", nullable=True),
        Column("line_pattern", "text", "The line, by name within the maker's own accounts.", nullable=True),
        Column("line_account", "text", "The line of the account, whatever the name.", nullable=True),
        Column(
            "kind",
            "text",
            "What the model is for: the family's kind, else the task as tagged.",
            nullable=True,
        ),
        Column("is_language", "boolean", "Whether it generates text.", nullable=True),
        Column("is_tracked", "boolean", "On the curated list of first-party language models."),
        Column("size_class", "text", "Total parameters, decimal billions.", values=SIZE_CLASSES),
        Column("parameters", "integer", "Total parameters.", nullable=True),
        Column("created_on", "date", "Creation of the repository.", nullable=True),
        Column("is_created_floor", "boolean", "Created on the Hub's first day: true date earlier."),
    ),
    key=("platform", "model_id"),
    reads=("model_observations", "model_facts"),
    judgements=("organisations", "accounts", "families", "renamed_repositories"),
    rules=(
        Rule(
            "Case twins and renamed accounts count a model twice.",
            "Both spellings get one `canonical_id`; of two counts in one capture the larger stands.",
        ),
        Rule(
            "An account without a row is nobody's we know.",
            "It stays as a resampled unit of its own, its organisation empty, its country unknown.",
        ),
        Rule(
            "Size, kind and creation date stand in some lists only.",
            "Joined from any list: they do not change. A curated size comes before a tagged one.",
        ),
        Rule(
            "nvidia, amd and others mix own models with copies of others'.",
            "A name that says quantised or converted, and names another maker's family, makes it a copy.",
        ),
    ),
)
def origins(observations: nw.LazyFrame, facts: nw.LazyFrame) -> pa.Table:
    """Every model seen in any list, with its publisher and what it is.

    Publisher is the organisation behind the account that holds the repository; whose weights it is
    built on is another question. Language models are those whose task generates text, or, where no
    task is tagged, whose family is of such a kind; where neither is known it stays empty.
    """
    seen = observations.group_by("platform", "model_id", "account").agg(last_on=nw.col("observed_on").max())
    known = _known(facts)
    listed = facts.select("platform", "model_id").unique()
    every = nw.concat([seen.select("platform", "model_id"), listed], how="vertical").unique()
    frame = every.join(seen, on=["platform", "model_id"], how="left").join(
        known, on=["platform", "model_id"], how="left"
    )
    rows = frame.collect(backend="pyarrow").to_native()
    return _resolved(rows)


def _known(facts: nw.LazyFrame) -> nw.LazyFrame:
    """One row a model: creation, curated or tagged size, the latest task, whether it is tracked."""
    key = ["platform", "model_id"]
    curated = nw.when(nw.col("list_id") == "atom_tracked").then(nw.col("parameters"))
    tagged_on = nw.when(~nw.col("pipeline_tag").is_null()).then(nw.col("observed_on"))
    marked = facts.with_columns(
        curated=curated, tagged_on=tagged_on, tracked=nw.col("is_tracked").cast(nw.Int64)
    )
    first = marked.group_by(*key).agg(
        created_on=nw.col("created_on").max(),
        curated=nw.col("curated").max(),
        tagged_on=nw.col("tagged_on").max(),
        parameters=nw.col("parameters").max(),
        tracked=nw.col("tracked").max(),
        floor=nw.col("is_created_floor").cast(nw.Int64).max(),
    )
    task = (
        marked.filter(~nw.col("tagged_on").is_null())
        .select(*key, "tagged_on", "pipeline_tag")
        .group_by(*key, "tagged_on")
        .agg(pipeline_tag=nw.col("pipeline_tag").max())
    )
    return first.join(task, on=[*key, "tagged_on"], how="left")


def _resolved(rows: pa.Table) -> pa.Table:
    columns: dict[str, list[Any]] = {name: rows[name].to_pylist() for name in rows.column_names}
    accounts, names, canonical = _identities(columns)
    _share_between_twins(columns, canonical)
    today = max((day for day in columns["last_on"] if day), default=datetime.date(2022, 11, 30))
    held = [
        _account(platform, account, day or today)
        for platform, account, day in zip(columns["platform"], accounts, columns["last_on"], strict=True)
    ]
    whose: dict[str, Any] = {
        "platform": columns["platform"],
        "model_id": columns["model_id"],
        "canonical_id": canonical,
        "account": pa.array(accounts, pa.string()),
        "organisation_id": pa.array([who[0] for who in held], pa.string()),
        "unit": [
            who[0] or f"@{(a or n).casefold()}" for who, a, n in zip(held, accounts, names, strict=True)
        ],
        "role": [who[1] for who in held],
    }
    return pa.table(whose | _families(columns, accounts, names, held) | _facts(columns))


def _identities(columns: Mapping[str, list[Any]]) -> tuple[list[str | None], list[str], list[str]]:
    """The account and name each model has now, in one spelling, and its canonical id."""
    current = [current_id(p, m) for p, m in zip(columns["platform"], columns["model_id"], strict=True)]
    plain = [_name_of(model_id) for model_id in current]
    accounts = [
        canonical_account(platform, account) if account else None
        for platform, account in zip(columns["platform"], map(_owner_of, current), strict=True)
    ]
    canonical = [_canonical(a, n) for a, n in zip(accounts, plain, strict=True)]
    spelt = _one_spelling(accounts, [a.casefold() if a else None for a in accounts])
    return spelt, [name or "" for name in _one_spelling(plain, canonical)], canonical


def _families(
    columns: Mapping[str, list[Any]],
    accounts: Sequence[str | None],
    names: Sequence[str],
    held: Sequence[tuple[str | None, str]],
) -> dict[str, Any]:
    """What a model is by its name: a copy and of whom, its family and line, and its kind."""
    own = [_family(account or "", name, True) for account, name in zip(accounts, names, strict=True)]
    loose = [
        found or (_family(account or "", name, False) if _may_be_copy(who[1], name) else None)
        for found, account, name, who in zip(own, accounts, names, held, strict=True)
    ]
    copies = [
        _copy_kind(who[1], who[0], name, any_) for who, name, any_ in zip(held, names, loose, strict=True)
    ]
    bases = [m.organisation_id if k == "copy" and m else None for k, m in zip(copies, loose, strict=True)]
    named = [m if m and m.by == "own_name" else None for m in own]
    tags, tracked = columns["pipeline_tag"], columns["tracked"]
    language = [_is_language(m, t, b) for m, t, b in zip(loose, tags, tracked, strict=True)]
    return {
        "copy_kind": copies,
        "base_organisation_id": pa.array(bases, pa.string()),
        "family_id": pa.array([m.family_id if m else None for m in named], pa.string()),
        "line_pattern": pa.array([m.line if m else None for m in named], pa.string()),
        "line_account": pa.array([line_of_account(a) if a else None for a in accounts], pa.string()),
        "kind": pa.array([_kind(m, t) for m, t in zip(own, tags, strict=True)], pa.string()),
        "is_language": pa.array(language, pa.bool_()),
    }


def _facts(columns: Mapping[str, list[Any]]) -> dict[str, Any]:
    """What lists say of a model: tracked or not, its size and when it was created."""
    sizes = [c if c else p for c, p in zip(columns["curated"], columns["parameters"], strict=True)]
    return {
        "is_tracked": [bool(flag) for flag in columns["tracked"]],
        "size_class": [size_class(size) for size in sizes],
        "parameters": pa.array(sizes, pa.int64()),
        "created_on": pa.array(columns["created_on"], pa.date32()),
        "is_created_floor": [bool(flag) for flag in columns["floor"]],
    }


def _one_spelling(texts: Sequence[str | None], keys: Sequence[str | None]) -> list[str | None]:
    """Of all texts under one key the first in the alphabet, so that twins fall in one cell."""
    first: dict[str | None, str | None] = {}
    for text, key in zip(texts, keys, strict=True):
        held = first.setdefault(key, text)
        if text is not None and held is not None:
            first[key] = min(held, text)
    return [first[key] for key in keys]


def _share_between_twins(columns: dict[str, list[Any]], canonical: list[str]) -> None:
    """Give every spelling of a model the facts any of them has, so that its counts fall in one cell."""
    rows: dict[tuple[str, str], list[int]] = {}
    for i, key in enumerate(zip(columns["platform"], canonical, strict=True)):
        rows.setdefault(key, []).append(i)
    for twins in rows.values():
        if len(twins) < 2:
            continue
        for name in ("last_on", "curated", "parameters", "tracked", "floor", "created_on", "pipeline_tag"):
            held = max((columns[name][i] for i in twins if columns[name][i] is not None), default=None)
            for i in twins:
                columns[name][i] = held


def _owner_of(model_id: str) -> str | None:
    owner, slash, _ = model_id.partition("/")
    return owner if slash else None


def _name_of(model_id: str) -> str:
    return model_id.partition("/")[2] or model_id


def _canonical(account: str | None, name: str) -> str:
    """Hubs compare ids without case, so the id counted under is in lower case."""
    return f"{account}/{name}".casefold() if account else name.casefold()


@lru_cache(maxsize=1 << 18)
def _account(platform: str, account: str | None, on: datetime.date) -> tuple[str | None, str]:
    found = resolve_account(platform, account, on) if account else None
    return (found.organisation_id, found.role) if found else (None, "unknown")


@lru_cache(maxsize=1 << 18)
def _family(account: str, name: str, scoped: bool) -> FamilyMatch | None:
    return classify(account, name, scoped)


def _may_be_copy(role: str, name: str) -> bool:
    return role in COPY_ROLES or _COPY_NAME.search(name) is not None


def _copy_kind(role: str, organisation: str | None, name: str, family: FamilyMatch | None) -> str:
    if role in COPY_ROLES:
        return "copy"
    of_another = family is not None and family.organisation_id != organisation
    if _COPY_NAME.search(name) and (of_another or role == "unknown"):
        return "copy"
    return "first_party" if role == "first_party" else "other"


def _kind(family: FamilyMatch | None, task: str | None) -> str | None:
    if family is not None and family.kind != "unclassified":
        return family.kind
    return task


def _is_language(family: FamilyMatch | None, task: str | None, tracked: bool | None) -> bool | None:
    if tracked:
        return True
    if family is not None and family.kind != "unclassified":
        return family.is_language_model
    return task in LANGUAGE_TASKS if task else None


def size_class(parameters: int | None) -> str:
    """The band of a parameter count, decimal billions; lower ends belong to the band."""
    if not parameters or parameters <= 0:
        return "unknown"
    billions = parameters / BILLION
    limits: Iterable[tuple[float, str]] = zip((1, 7, 70), SIZE_CLASSES[1:4], strict=True)
    return next((name for limit, name in limits if billions < limit), SIZE_CLASSES[4])

"""The rows of ``origins`` by the plain formula: one model after another, in lists.

What is right is what this says; the entity does the same on whole columns.
"""

from __future__ import annotations

import datetime
import re

from weighbridge.entities.accounts import canonical_account, resolve_account
from weighbridge.entities.families import classify, line_of_account
from weighbridge.entities.identities import current_id

COPY_ROLES = ("quantiser", "repackager", "mirror")
LANGUAGE_TASKS = (
    "text-generation",
    "text2text-generation",
    "image-text-to-text",
    "any-to-any",
    "conversational",
)
COPY_NAME = re.compile(
    r"(?i)(?:^|[-_.])(?:gguf|ggml|gptq|awq|mlx|exl[23]|bnb|nf4|int[48]|fp8|nvfp4|mxfp4|w4a16|w8a8|w8a16|"
    r"[2-8]bits?|quant(?:ized|ised)?|onnx|openvino|autoround)(?:$|[-_.])"
)
SHARED = ("last_on", "curated", "parameters", "tracked", "floor", "created_on", "task")


def plain_origins(observations, facts):
    """The rows by (platform, model_id), from lists of dictionaries."""
    rows = seen(observations, facts)
    for row in rows:
        owner, slash, rest = current_id(row["platform"], row["model_id"]).partition("/")
        row["account"] = canonical_account(row["platform"], owner) if slash and owner else None
        row["name"] = rest or owner + slash
        whole = f"{row['account']}/{row['name']}" if row["account"] else row["name"]
        row["canonical_id"] = whole.casefold()
    share(rows, "account", lambda row: (row["account"] or "").casefold(), min)
    share(rows, "name", lambda row: row["canonical_id"], min)
    for name in SHARED:
        share(rows, name, lambda row: (row["platform"], row["canonical_id"]), max)
    today = max((row["last_on"] for row in rows if row["last_on"]), default=datetime.date(2022, 11, 30))
    return {(row["platform"], row["model_id"]): described(row, today) for row in rows}


def seen(observations, facts):
    """Each model once with what lists say of it."""
    found = {}
    for row in (*observations, *facts):
        key = (row["platform"], row["model_id"])
        found.setdefault(key, dict(zip(("platform", "model_id"), key, strict=True)) | dict.fromkeys(SHARED))
    for row in observations:
        larger(found[row["platform"], row["model_id"]], "last_on", row["observed_on"])
    for row in facts:
        model = found[row["platform"], row["model_id"]]
        curated = row["parameters"] if row["list_id"] == "atom_tracked" else None
        task = None if row["pipeline_tag"] is None else (row["observed_on"], row["pipeline_tag"])
        said = (
            curated,
            row["parameters"],
            row["is_tracked"],
            row["is_created_floor"],
            row["created_on"],
            task,
        )
        for name, value in zip(SHARED[1:], said, strict=True):
            larger(model, name, value)
    for model in found.values():
        model["task"] = model["task"] and model["task"][1]
    return list(found.values())


def larger(model, name, value):
    if value is not None and (model[name] is None or value > model[name]):
        model[name] = value


def share(rows, name, key, of):
    """Give all rows under one key the one value ``of`` takes."""
    groups = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    for group in groups.values():
        held = [row[name] for row in group if row[name] is not None]
        for row in group:
            row[name] = of(held) if held else None


def described(row, today):
    """The columns of one model."""
    account, name, task = row["account"], row["name"], row["task"]
    found = resolve_account(row["platform"], account, row["last_on"] or today) if account else None
    organisation, role = (found.organisation_id, found.role) if found else (None, "unknown")
    own = classify(account or "", name, True)
    is_copy_name = COPY_NAME.search(name) is not None
    loose = own or (classify(account or "", name, False) if role in COPY_ROLES or is_copy_name else None)
    of_another = loose is not None and loose.organisation_id != organisation
    is_copy = role in COPY_ROLES or (is_copy_name and (of_another or role == "unknown"))
    named = own if own and own.by == "own_name" else None
    size = row["curated"] or row["parameters"]
    return {
        "canonical_id": row["canonical_id"],
        "account": account,
        "organisation_id": organisation,
        "unit": organisation or f"@{(account or name).casefold()}",
        "role": role,
        "copy_kind": "copy" if is_copy else "first_party" if role == "first_party" else "other",
        "base_organisation_id": loose.organisation_id if is_copy and loose else None,
        "family_id": named.family_id if named else None,
        "line_pattern": named.line if named else None,
        "line_account": line_of_account(account) if account else None,
        "kind": own.kind if own and own.kind != "unclassified" else task,
        "is_language": language(loose, task, row["tracked"]),
        "is_tracked": bool(row["tracked"]),
        "size_class": size_class(size),
        "parameters": size,
        "created_on": row["created_on"],
        "is_created_floor": bool(row["floor"]),
    }


def language(family, task, tracked):
    if tracked:
        return True
    if family is not None and family.kind != "unclassified":
        return family.is_language_model
    return task in LANGUAGE_TASKS if task else None


def size_class(size):
    if not size or size <= 0:
        return "unknown"
    bands = ((1, "under_1b"), (7, "1b_to_7b"), (70, "7b_to_70b"))
    return next((name for limit, name in bands if size / 10**9 < limit), "70b_and_more")

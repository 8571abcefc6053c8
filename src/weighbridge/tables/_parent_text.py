"""What people write where a model's base belongs, read as a model id or refused with the reason."""

from __future__ import annotations

import json
import re
from typing import NamedTuple

PROBLEMS: dict[str, str] = {
    "empty": "nothing is written there",
    "self": "the model names itself",
    "organisation": "an account, not a model",
    "not_an_id": "no model id can be read from it",
    "not_a_model": "a data set or a space",
    "elsewhere": "an address outside the hubs",
    "local_path": "a folder on somebody's machine",
    "several_named": "the text of the card names several models, and not which one it was made from",
    "unknown_relation": "a word for the relation that nobody has declared",
}
_EMPTY = frozenset(
    {"", "none", "null", "n/a", "na", "nan", "-", "--", "unknown", "tbd", "false", "[]", "{}", "base_model"}
)
_ID = re.compile(r"[A-Za-z0-9_][\w.\-]*(?:/[\w.\-]+)?\Z")
_HUB = re.compile(
    r"(?:https?:)?/{0,2}(?:www\.)?(?:huggingface\.co|hf\.co|hf-mirror\.com|huggingface)/+", re.IGNORECASE
)
_MODELSCOPE = re.compile(r"(?:https?:)?/{0,2}(?:www\.)?modelscope\.(?:cn|ai)/+(?:models/+)?", re.IGNORECASE)
_OTHER_URL = re.compile(r"[a-z][a-z0-9+.\-]*://", re.IGNORECASE)
_LOCAL = re.compile(r"(?:\.{0,2}/|~|[A-Za-z]:[\\/])|(?:.*/){2}.*checkpoint-\d+", re.IGNORECASE)
_NOT_MODELS = frozenset({"datasets", "spaces", "collections", "papers", "docs", "blog", "api"})
# Indexes that name models in words rather than by id; and those that name models of the Hub.
_IN_WORDS = ("epoch", "osai")
_OF_THE_HUB = ("adapterhub", "product")
# The last is how dumps of GGUF files wrap a field.
_NAMED = ("id", "modelId", "model_id", "name", "repo_id", "model", "value")


class Parent(NamedTuple):
    """A parent as read: its hub, its id (empty where none), and what is wrong with it (empty: nothing)."""

    platform: str
    model_id: str
    problem: str


def read_parent(text: str, platform: str = "huggingface") -> Parent:
    """The parent a text names.

    >>> read_parent("https://huggingface.co/Qwen/Qwen3-8B/tree/main").model_id
    'Qwen/Qwen3-8B'
    >>> read_parent("https://huggingface.co/Qwen").problem
    'organisation'
    """
    platform = "huggingface" if platform in _OF_THE_HUB else platform
    word = _unwrapped(text)
    if platform in _IN_WORDS:
        return Parent(platform, word, "" if word else "empty")
    if word.casefold() in _EMPTY:
        return Parent(platform, "", "empty")
    if found := _MODELSCOPE.match(word):
        return _in_address(word[found.end() :], "modelscope")
    if found := _HUB.match(word):
        return _in_address(word[found.end() :], "huggingface")
    if _OTHER_URL.match(word):
        return Parent(platform, "", "elsewhere")
    if _LOCAL.match(word):
        return Parent(platform, "", "local_path")
    word = re.split(r"[@:?#]", word, maxsplit=1)[0].rstrip("/").removesuffix(".git")
    if not _ID.match(word):
        return Parent(platform, "", "not_an_id")
    return Parent(platform, word, "")


def _unwrapped(text: str) -> str:
    """The text without quotes, marks and one layer of list or object."""
    word = text.strip().strip("`'\"<>").strip()
    if word[:1] in ("[", "{"):
        word = _from_json(word)
    return word.strip().strip("`'\"<>").strip()


def _from_json(word: str) -> str:
    try:
        value = json.loads(word)
    except ValueError:
        return word
    if isinstance(value, list):
        value = value[0] if len(value) == 1 else ""
    if isinstance(value, dict):
        value = next((value[key] for key in _NAMED if isinstance(value.get(key), str)), "")
    return value if isinstance(value, str) else ""


def _in_address(rest: str, platform: str) -> Parent:
    """The id in the path of a hub's address."""
    path = re.split(r"[?#]", rest, maxsplit=1)[0]
    steps = [step for step in path.split("/") if step]
    if steps and steps[0].casefold() in _NOT_MODELS:
        return Parent(platform, "", "not_a_model")
    if steps and steps[0].casefold() == "models":
        steps = steps[1:]
    if not steps:
        return Parent(platform, "", "empty")
    if len(steps) == 1:
        return Parent(platform, "", "organisation")
    word = f"{steps[0]}/{steps[1].split('@')[0].split(':')[0].removesuffix('.git')}"
    return Parent(platform, word if _ID.match(word) else "", "" if _ID.match(word) else "not_an_id")

"""What a field takes of a list of tags, against the rule written out in Python; and reading in blocks."""

from __future__ import annotations

import json
from dataclasses import replace

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weighbridge.catalogue.registry import source
from weighbridge.catalogue.source import Field, Kind
from weighbridge.store import records
from weighbridge.store.engine import DuckEngine
from weighbridge.store.records import read_records

DAY = "2026-11-01"
WORDS = ("qwen2", "qwen2_vl", "llama", "mistral", "xlm-roberta")
NAMES = ("id", "lone", "every", "word")
READ = (
    Field("id", Kind.MODEL_ID, required=True),
    Field("lone", Kind.TAG, path="tags", prefix="license:"),
    Field("every", Kind.TAG, path="tags", prefix="base_model:", takes_all=True),
    Field("word", Kind.TAG, path="tags", words=WORDS),
)


def read(tmp_path, texts: list[str], threads: int | None = None):
    place = tmp_path / "records.jsonl"
    place.write_text("\n".join(texts) + "\n", encoding="utf-8")
    good, bad = tmp_path / "good.parquet", tmp_path / "bad.parquet"
    counts = read_records(
        DuckEngine(threads), replace(source("hub_models"), fields=READ), place, DAY, good, bad
    )
    return counts, pq.read_table(good).to_pylist(), pq.read_table(bad).to_pylist()


def rule(tags) -> tuple:
    """The first licence, every base, the longest known word (of equals the first in the alphabet)."""
    if tags is None:
        return None, None, None
    texts = [tags] if isinstance(tags, str) else [tag for tag in tags if isinstance(tag, str)]
    licences = [tag.removeprefix("license:") for tag in texts if tag.startswith("license:")]
    bases = [tag.removeprefix("base_model:") for tag in texts if tag.startswith("base_model:")]
    words = sorted((tag for tag in texts if tag in WORDS), key=lambda tag: (-len(tag), tag))
    return (licences or [None])[0], bases, (words or [None])[0]


BY_HAND = [
    (None, (None, None, None)),
    ([], (None, [], None)),
    ("license:mit", ("mit", [], None)),
    ("qwen2", (None, [], "qwen2")),
    (["license:mit", "license:gpl-3.0"], ("mit", [], None)),
    (["qwen2", "qwen2_vl"], (None, [], "qwen2_vl")),
    (["mistral", "qwen2", "llama"], (None, [], "mistral")),
    (["qwen2", "llama"], (None, [], "llama")),
    (["qwen2-like", "my qwen2"], (None, [], None)),
    (
        ["base_model:a/b", "x", "base_model:finetune:a/b", "license:"],
        ("", ["a/b", "finetune:a/b"], None),
    ),
    (['say "license:mit"', "base_model:a\\b"], (None, ["a\\b"], None)),
    (["[x]", "license:mit", "{y}"], ("mit", [], None)),
    ([5, None, True, "llama"], (None, [], "llama")),
    ([{"license:mit": "llama"}, ["license:apache-2.0"]], (None, [], None)),
    (["license:été", "base_model:模型/一"], ("été", ["模型/一"], None)),
    (["line\nbreak", "llama", "llama"], (None, [], "llama")),
]


@pytest.mark.parametrize(("tags", "expected"), BY_HAND, ids=[json.dumps(tags) for tags, _ in BY_HAND])
def test_tags_by_hand(tmp_path, tags, expected):
    assert rule(tags) == expected
    counts, rows, _ = read(tmp_path, [json.dumps({"id": "a/b", "tags": tags})])
    assert counts == (1, 0)
    assert tuple(rows[0][name] for name in NAMES[1:]) == expected


PARTS = st.sampled_from(
    [*WORDS, "license:", "base_model:", '"', "\\", "[", "{", "]", ",", "a/b", " ", "é", "\n", "\t", "/"]
)
TAG = st.lists(PARTS, max_size=4).map("".join)
TAGS = st.one_of(st.none(), TAG, st.lists(st.one_of(TAG, st.integers(), st.none()), max_size=6))


@settings(max_examples=30, deadline=None)
@given(lists=st.lists(TAGS, min_size=1, max_size=40), escapes=st.booleans())
def test_any_list_of_tags(tmp_path_factory, lists, escapes):
    texts = [
        json.dumps({"id": f"a/m{at}", "tags": tags}, ensure_ascii=escapes) for at, tags in enumerate(lists)
    ]
    counts, rows, _ = read(tmp_path_factory.mktemp("tags"), texts)
    assert counts == (len(lists), 0)
    for row, tags in zip(rows, lists, strict=True):
        assert tuple(row[name] for name in NAMES[1:]) == rule(tags), tags


@pytest.mark.parametrize("tags", [5, {"license": "mit"}, True])
def test_what_is_no_list_is_set_aside_by_its_own_name(tmp_path, tags):
    _, _, bad = read(tmp_path, ['{"id": "a/good"}', json.dumps({"id": "a/b", "tags": tags})])
    assert bad[0]["line"] == 2
    assert bad[0]["reason"].startswith("'tags' is ")


@pytest.mark.parametrize("threads", [1, 3])
def test_blocks_are_put_together_in_the_order_of_the_file(tmp_path, monkeypatch, threads):
    """Bad lines, blank lines and odd ones stand everywhere; a block is a few lines, then the whole file."""
    texts = [json.dumps({"id": f"a/m{n}", "tags": [f"license:l{n}"] * (n % 5)}) for n in range(3_000)]
    for at in range(0, 3_000, 17):
        texts[at] = ("", "  ", '{"id": 5}', "[1]", "no record", f' {{"id": "a/odd{at}"}} ')[at % 6]
    whole = read(tmp_path, texts, 1)
    # Whether a line is blank, bad or good is told from how it was written above.
    wrong = [at + 1 for at in range(0, 3_000, 17) if at % 6 in (2, 3, 4)]
    blank = sum(at % 6 < 2 for at in range(0, 3_000, 17))
    assert whole[0] == (3_000 - len(wrong) - blank, len(wrong))
    assert [row["line"] for row in whole[2]] == wrong
    assert [row["line"] for row in whole[1]] == sorted(row["line"] for row in whole[1])
    monkeypatch.setattr(records, "_BLOCK_BYTES", 999)
    monkeypatch.setattr("weighbridge.store.lines._BATCH_BYTES", 5_000)
    assert read(tmp_path, texts, threads) == whole

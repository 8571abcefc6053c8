"""Files as they arrive: each is read, set aside with its line, or refused with what to do."""

import gzip
import json
import shutil

import pytest

DATE = "2026-11-01"
GOOD = [
    {
        "id": "Qwen/Qwen3-8B",
        "downloads": 1000,
        "likes": 3,
        "createdAt": "2025-04-28",
        "tags": ["license:mit"],
    },
    {"id": "meta-llama/Llama-3.1-8B", "downloads": 2000, "likes": 5, "createdAt": "2024-07-18T09:00:00.000Z"},
]
BAD = {
    2: ('{"id": "a/broken", "downloads": 1', "not valid JSON"),
    3: (json.dumps({"downloads": 5}), "'id' is missing"),
    4: (json.dumps({"id": "a/list", "tags": {"license": "mit"}}), "'tags' is an object, expected a list"),
    5: (
        json.dumps({"id": "a/negative", "downloads": -4}),
        "'downloads' is -4, expected a whole number, zero or more",
    ),
    6: (
        json.dumps({"id": "a/future", "downloads": 4, "createdAt": "2031-01-01"}),
        "2031-01-01, after the snapshot",
    ),
    7: (json.dumps({"id": "a/../../etc\u0000", "downloads": 4}), "'id' is a/../../etc"),
    8: (json.dumps(["a/list-of-things"]), "not a record: found array"),
    9: (json.dumps({"id": "a/half", "downloads": 1.5}), "'downloads' is 1.5"),
}


def lines_of(records):
    return "".join(json.dumps(record) + "\n" for record in records)


@pytest.fixture
def mixed(tmp_path):
    path = tmp_path / "models.jsonl"
    texts = [json.dumps(GOOD[0]), *(text for text, _ in BAD.values()), json.dumps(GOOD[1])]
    path.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return path


def files_of(home):
    return sorted(path for path in home.rglob("*") if path.is_file() and path.name != ".lock")


def test_bad_records_are_set_aside_with_line_and_reason(fresh, mixed):
    done = fresh("import", "hub_models", mixed, "--as-of", DATE)
    assert done.code == 0, done.err
    assert done.lines[0] == f"hub_models of {DATE} is stored: 2 records, {len(BAD)} set aside."
    assert done.lines[1] == f"next: weighbridge snapshots show hub_models {DATE}"
    shown = json.loads(fresh("snapshots", "show", "hub_models", "--format", "json").out)
    found = {item["line"]: item for item in shown["quarantined"]}
    assert found.keys() == BAD.keys()
    for line, (text, reason) in BAD.items():
        assert reason in found[line]["reason"], line
        assert found[line]["excerpt"][:8] == text[:8]
    text = fresh("snapshots", "show", "hub_models", DATE).out
    assert f"{len(BAD)} records set aside:" in text
    assert "\x00" not in text
    assert fresh("verify", "--quiet").code == 0


def test_the_same_bytes_twice_are_one_snapshot_and_others_are_refused(fresh, mixed):
    fresh("import", "hub_models", mixed, "--as-of", DATE)
    again = fresh("import", "hub_models", mixed, "--as-of", DATE)
    assert "was already stored, the same bytes" in again.lines[0]
    mixed.write_text(lines_of(GOOD), encoding="utf-8")
    other = fresh("import", "hub_models", mixed, "--as-of", DATE)
    assert other.code == 1
    assert "exists with other bytes" in other.err


REFUSED = {
    "empty.jsonl": (b"", "is empty"),
    "blank.jsonl": (b" \n\n", "holds only blanks"),
    "page.html": (b"<!doctype html><title>404</title>", "is a web page"),
    "picture.png": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(200), "is no text file"),
    "archive.zip": (b"PK\x03\x04" + bytes(200), "is no text file"),
    "cut.jsonl.gz": (gzip.compress(lines_of(GOOD * 400).encode())[:-60], "cut off or damaged"),
    "cut.parquet": (b"PAR1" + bytes(200), "begins like Parquet but cannot be read"),
    "cut.json": (json.dumps(GOOD).encode()[:-9], "begins like a JSON list but is not one"),
    "other.jsonl": (b'{"folder": "2025-01-01", "repo": "Qwen"}\n', "holds no record of hub_models"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_and_leaves_the_store_as_it_was(fresh, tmp_path, name):
    content, said = REFUSED[name]
    path = tmp_path / name
    path.write_bytes(content)
    done = fresh("import", "hub_models", path, "--as-of", DATE)
    assert done.code == 1
    assert done.out == ""
    assert said in done.err
    assert name in done.err
    assert "Traceback" not in done.err
    assert files_of(fresh.home) == []


def test_wrong_words_are_told_before_anything_is_read(fresh, mixed):
    for words, said in {
        ("hub_model", mixed, "--as-of", DATE): "Nearest: hub_models",
        ("hub_models", "nowhere.jsonl", "--as-of", DATE): "No file nowhere.jsonl",
        ("hub_models", mixed, "--as-of", "2026-13-01"): "is no date",
        ("hub_models", mixed, "--as-of", "2099-01-01"): "lies in the future",
        ("hub_models", mixed.parent, "--as-of", DATE): "is a folder, expected a file",
    }.items():
        done = fresh("import", *words)
        assert done.code in (1, 2)
        assert said in done.err
        assert "Traceback" not in done.err
    assert files_of(fresh.home) == []


def test_an_imported_listing_is_part_of_the_next_answer(built, fresh, tmp_path):
    shutil.copytree(built, fresh.home)
    many = [
        {"id": f"{account}/model-{i}", "downloads": 100 + i, "likes": i, "downloadsAllTime": 900 + i}
        for account in ("Qwen", "meta-llama", "mistralai", "nobody-knows")
        for i in range(6)
    ]
    path = tmp_path / "models.jsonl.gz"
    path.write_bytes(gzip.compress(lines_of(many).encode()))
    assert fresh("import", "hub_models", path, "--as-of", DATE, "--quiet").code == 0
    words = ("indicator", "download_share", "--list", "hub_models", "--format", "json", "--quiet")
    body = json.loads(fresh(*words).out)
    assert {row["month"] for row in body["rows"]} == {"2026-11"}
    assert abs(sum(row["value"] for row in body["rows"]) - 1) < 1e-9
    assert ("hub_models", DATE) in {(item["source"], item["date"]) for item in body["snapshots"]}
    before = fresh("indicator", "download_share", "--list", "hub_models", "--as-of", "2026-10-31", "--quiet")
    assert before.code == 2, "what was stored later is not known at that date"

"""Files as users have them: read correctly, or quarantined line by line, or refused with what to do."""

from __future__ import annotations

import bz2
import functools
import gzip
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.tiny_world.worlds import TODAY, bare, tree

from weighbridge.catalogue.errors import ContractError, UsageError, WeighbridgeError

DAY = "2026-11-01"
GOOD = [{"id": f"account{i % 3}/model-{i}", "downloads": 10 * i, "likes": i} for i in range(1, 8)]
BAD = {
    2: ({"id": "a b/c", "downloads": 1}, "'id' is a b/c, expected a model id"),
    4: ({"id": "a/negative", "downloads": -3}, "'downloads' is -3, expected a whole number"),
    5: ({"downloads": 5}, "'id' is missing"),
    7: ({"id": "a/future", "createdAt": "2031-01-01T00:00:00Z"}, "after the snapshot"),
}


def mixed() -> list[dict]:
    """Good records with bad ones at places 2, 4, 5 and 7."""
    rows = iter(GOOD)
    return [BAD[n][0] if n in BAD else next(rows) for n in range(1, len(GOOD) + len(BAD) + 1)]


def lines(records) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def zstd(content: bytes) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, "zstd") as stream:
        stream.write(content)
    return sink.getvalue().to_pybytes()


def csv_of(records) -> bytes:
    rows = ["id,downloads,likes,createdAt"]
    rows += [",".join(str(r.get(k, "")) for k in ("id", "downloads", "likes", "createdAt")) for r in records]
    return ("\n".join(rows) + "\n").encode()


def parquet_of(records) -> bytes:
    sink = pa.BufferOutputStream()
    names = ("id", "downloads", "likes", "createdAt")
    pq.write_table(pa.Table.from_pylist([{n: r.get(n) for n in names} for r in records]), sink)
    return sink.getvalue().to_pybytes()


FORMS = {
    "lines": (lines, 0),
    "lines.gz": (lambda r: gzip.compress(lines(r)), 0),
    "lines.bz2": (lambda r: bz2.compress(lines(r)), 0),
    "lines.zst": (lambda r: zstd(lines(r)), 0),
    "list.json": (lambda r: json.dumps(r).encode(), 0),
    "list.json.gz": (lambda r: gzip.compress(json.dumps(r, indent=1).encode()), 0),
    "table.csv": (csv_of, 1),
    "table.csv.gz": (lambda r: gzip.compress(csv_of(r)), 1),
    "table.parquet": (parquet_of, 0),
    "windows.jsonl": (lambda r: b"\xef\xbb\xbf" + lines(r).replace(b"\n", b"\r\n"), 0),
}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """A store that has one snapshot already."""
    folder = tmp_path_factory.mktemp("bad-input")
    wb = bare(folder / "home")
    (folder / "first.jsonl").write_bytes(lines(GOOD))
    wb.import_file("hub_models", folder / "first.jsonl", "2026-01-01", today=TODAY)
    return wb


def take(wb, folder, name: str, content: bytes, day: str = DAY):
    (folder / name).write_bytes(content)
    return wb.import_file("hub_models", folder / name, day, today=TODAY)


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_records_and_names_the_lines_of_the_bad(store, tmp_path, form):
    """Seven good, four bad; numbers are an editor's lines, or those of the records where there are none."""
    write, header = FORMS[form]
    day = f"2026-02-{list(FORMS).index(form) + 1:02d}"
    done = take(store, tmp_path, form, write(mixed()), day)
    assert (done.records, done.quarantined) == (len(GOOD), len(BAD))
    found = {row["line"]: row["reason"] for row in store.quarantined(done.snapshot)}
    assert set(found) == {line + header for line in BAD}
    for line, (_, reason) in BAD.items():
        assert reason in found[line + header]


def test_excerpts_show_what_stood_there(store, tmp_path):
    """A quarantined line is shown as it was, at most 240 letters of it."""
    long = '{"id": "a/b", "downloads": -1, "x": "' + "y" * 500 + '"}'
    done = take(store, tmp_path, "long.jsonl", lines(GOOD) + long.encode() + b"\n", "2026-03-01")
    row = store.quarantined(done.snapshot)[0]
    assert row["line"] == len(GOOD) + 1
    assert row["excerpt"] == long[:240]


LINE = '{"id": "a/b", %s}'
VALUES = [
    ('"downloads": 5.0', None),
    ('"downloads": "5"', None),
    ('"downloads": 1e3', None),
    ('"downloads": 5.5', "5.5"),
    ('"downloads": "many"', "many"),
    ('"downloads": ""', "'downloads'"),
    ('"downloads": true', "true or false"),
    ('"downloads": [1]', "a list"),
    ('"downloads": {"a": 1}', "an object"),
    ('"downloads": -1', "-1"),
    ('"downloads": 18446744073709551616', "expected"),
    ('"downloads": 1000000000000001', "at most"),
    ('"downloads": null', None),
    ('"tags": "license:mit"', None),
    ('"tags": ["license:mit"]', None),
    ('"tags": 5', "a number"),
    ('"pipeline_tag": ["x"]', "a list"),
    ('"createdAt": "2026-02-30"', "2026-02-30"),
    ('"createdAt": "soon"', "soon"),
    ('"createdAt": 1700000000', "1700000000"),
    ('"createdAt": "2026-11-09"', "after the snapshot"),
    ('"createdAt": "2024-05-05T23:59:59.000Z"', None),
]


def test_each_wrong_value_is_told_in_its_own_words(store, tmp_path):
    """One record a value; those that can be read are read, the others name field and value."""
    content = "".join(LINE.replace("a/b", f"a/m{i}") % value + "\n" for i, (value, _) in enumerate(VALUES))
    done = take(store, tmp_path, "values.jsonl", content.encode(), "2026-03-02")
    found = {row["line"]: row["reason"] for row in store.quarantined(done.snapshot)}
    expected = {i for i, (_, reason) in enumerate(VALUES, start=1) if reason is not None}
    assert set(found) == expected
    for i, (value, reason) in enumerate(VALUES, start=1):
        if reason is not None:
            assert reason in found[i], value
            assert value.split('"')[1] in found[i].replace("created_at", "createdAt")
    assert done.records == len(VALUES) - len(expected)


def test_a_lone_tag_that_is_no_list_is_a_tag(store, tmp_path):
    """`tags` as a text gives the same licence as the list of that one text."""
    records = [
        {"id": "a/text", "downloads": 1, "tags": "license:mit"},
        {"id": "a/list", "downloads": 1, "tags": ["license:mit"]},
    ]
    done = take(store, tmp_path, "tags.jsonl", lines(records), "2026-03-03")
    parsed = store._builder(None).parsed(done.snapshot) / "model_facts.parquet"
    rows = pq.read_table(parsed, columns=["model_id", "licence_tag"]).to_pylist()
    assert {row["licence_tag"] for row in rows} == {"mit"}


IDS = {
    "gpt2": True,
    "a/b": True,
    "_a/b.c-d_e": True,
    "A1/B2": True,
    "a b/c": False,
    "a/b/c": False,
    "/b": False,
    "a/": False,
    "": False,
    "../b": False,
    "-a/b": False,
    ".a/b": False,
    "a/b;drop table": False,
    "a/'b'": False,
    "é/b": False,
    "a/b\n": False,
    "a/b\0c": False,
    "a/\N{ZERO WIDTH SPACE}b": False,
}


def test_ids_with_odd_characters(store, tmp_path):
    """Letters, digits, dot, hyphen, underscore, one slash; anything else is quarantined, never mended."""
    records = [{"id": name, "downloads": 1} for name in IDS]
    done = take(store, tmp_path, "ids.jsonl", lines(records), "2026-03-04")
    bad = {row["line"] for row in store.quarantined(done.snapshot)}
    assert bad == {i for i, fine in enumerate(IDS.values(), start=1) if not fine}


def test_broken_lines_of_every_kind(store, tmp_path):
    """A cut line, a text, a number, a list, half a character, bytes that are no UTF-8, blanks between."""
    content = b"\n".join(
        [
            lines(GOOD[:1]).strip(),
            b'{"id": "a/b", "downloads": 5',
            b'"just a text"',
            b"42",
            b"",
            b"[1, 2]",
            b'{"id": "a/b", "pipeline_tag": "\\ud800"}',
            '{"id": "a/é", "downloads": 1}'.encode("latin-1"),
            b"   ",
            lines(GOOD[1:2]).strip(),
        ]
    )
    done = take(store, tmp_path, "broken.jsonl", content, "2026-03-05")
    assert done.records == 2
    found = {row["line"]: row["reason"] for row in store.quarantined(done.snapshot)}
    assert set(found) == {2, 3, 4, 6, 7, 8}
    assert found[2] == "not valid JSON"
    assert found[6] == "not a record: found array"


def test_half_a_character_in_a_list(store, tmp_path):
    """One record that has no UTF-8 does not stop the others."""
    content = b'[{"id": "a/b", "pipeline_tag": "\\ud800"}, {"id": "a/c", "downloads": 1}]'
    done = take(store, tmp_path, "half.json", content, "2026-03-06")
    assert (done.records, done.quarantined) == (1, 1)
    assert store.quarantined(done.snapshot)[0]["line"] == 1


def test_csv_with_comments_quotes_and_ragged_rows(store, tmp_path):
    """Comments above the header, a quoted line break, a row too long (quarantined) and one too short (read).

    Lines: 1 comment, 2 header, 3-4 one record whose second line begins with #, 5 too long, 6 short, 7 bad.
    """
    content = b'# made by hand\nid,downloads,pipeline_tag\na/b,1,"two\n#lines"\na/c,1,x,y\na/d\na/e,many,x\n'
    done = take(store, tmp_path, "ragged.csv", content, "2026-03-07")
    assert done.records == 2
    assert {row["line"] for row in store.quarantined(done.snapshot)} == {5, 7}


@functools.cache
def packed(how: str) -> bytes:
    """Twenty thousand records, compressed: more than one piece is read of them."""
    content = lines({"id": f"a/m{i}", "downloads": i, "tags": [f"{i * 7919:x}"] * 9} for i in range(20_000))
    return {"gzip": gzip.compress, "bz2": bz2.compress, "zstd": zstd}[how](content)


def cut_parquet(middle: bool) -> bytes:
    content = parquet_of([{"id": f"a/m{i}", "downloads": i} for i in range(50_000)])
    if not middle:
        return content[:-200]
    return content[:3000] + bytes(b ^ 0xFF for b in content[3000:3600]) + content[3600:]


REFUSED = {
    "empty.jsonl": (b"", "is empty"),
    "blank.jsonl": (b" \n\n  ", "only blanks"),
    "gz-of-nothing.gz": (gzip.compress(b""), "only blanks"),
    "page.html": (b"<!DOCTYPE html><html></html>", "web page"),
    "book.zip": (b"PK\x03\x04" + bytes(200), "no text file"),
    "noise.bin": (bytes(range(256)) * 8, "no text file"),
    "utf16.jsonl": ('{"id": "a/b"}'.encode("utf-16"), "no text file"),
    "note.txt": (b"Dear reader,\nthis is no data.\n", "no record"),
    "header.csv": (b"id,downloads\n", "no record"),
    "other.csv": (b"folder,date_crawl,repo,model_name\n2024-11-14,2024-11-14,a,b\n", "another source"),
    "object.json": (json.dumps(GOOD[0], indent=1).encode(), "no record"),
    "emptylist.json": (b"[]", "empty list"),
    "cutlist.json": (json.dumps(GOOD).encode()[:-20], "begins like a JSON list"),
    "deep.json": (b"[" * 200_000, "begins like a JSON list"),
    "open-quote.csv": (b'id,downloads\na/b,1\na/c,"2\na/d,3\n', "line"),
    "cut.gz": (lambda: packed("gzip")[:-400], "cut off"),
    "cut-in-the-middle.gz": (lambda: packed("gzip")[: len(packed("gzip")) // 2], "cut off"),
    "cut-at-once.gz": (lambda: packed("gzip")[:6], "cut off"),
    "cut.bz2": (lambda: packed("bz2")[:-400], "cut off"),
    "cut.zst": (lambda: packed("zstd")[:-400], "cut off"),
    "cut-in-the-middle.zst": (lambda: packed("zstd")[: len(packed("zstd")) // 2], "cut off"),
    "cut.parquet": (lambda: cut_parquet(middle=False), "cannot be read"),
    "damaged.parquet": (lambda: cut_parquet(middle=True), "damaged"),
    "all-bad.jsonl": (lines([{"id": "a/b", "downloads": -1}] * 3), "3 read, none usable"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_and_leaves_the_store_as_it_was(store, tmp_path, name):
    """A message that names the file and what to do; not a byte of the store differs, nothing is left over."""
    content, said = REFUSED[name]
    before = tree(store.home.root)
    with pytest.raises(ContractError) as raised:
        take(store, tmp_path, name, content() if callable(content) else content)
    assert said in str(raised.value)
    assert name in str(raised.value)
    assert tree(store.home.root) == before
    assert not store.verify().findings


def test_paths_and_dates_that_cannot_be(store, tmp_path):
    """No file, a folder, a day that does not exist, a day to come, another word for a source."""
    (tmp_path / "a.jsonl").write_bytes(lines(GOOD))
    before = tree(store.home.root)
    for path, day, source, said in (
        (tmp_path / "none.jsonl", DAY, "hub_models", "No file"),
        (tmp_path, DAY, "hub_models", "folder"),
        (tmp_path / "a.jsonl", "2026-02-30", "hub_models", "no date"),
        (tmp_path / "a.jsonl", "1 Nov 2026", "hub_models", "YYYY-MM-DD"),
        (tmp_path / "a.jsonl", "2031-01-01", "hub_models", "future"),
        (tmp_path / "a.jsonl", DAY, "hub_model", "hub_models"),
    ):
        with pytest.raises(UsageError, match=said):
            store.import_file(source, path, day, today=TODAY)
    assert tree(store.home.root) == before


def test_a_snapshot_is_never_replaced(store, tmp_path):
    """Other bytes for a day that is taken are refused; the same bytes, under whatever name, are no news."""
    first = take(store, tmp_path, "a.jsonl", lines(GOOD), "2026-04-01")
    assert not first.existed
    before = tree(store.home.snapshots)
    again = take(store, tmp_path, "b.ndjson", lines(GOOD), "2026-04-01")
    assert again.existed
    assert again.snapshot.folder == first.snapshot.folder
    with pytest.raises(ContractError, match="exists with other bytes"):
        take(store, tmp_path, "c.jsonl", lines(GOOD[1:]), "2026-04-01")
    assert tree(store.home.snapshots) == before


def test_what_was_imported_is_kept_byte_for_byte(store, tmp_path):
    """The stored file is the user's own; its manifest holds hash, size, terms, origin and no path."""
    content = lines(mixed())
    done = take(store, tmp_path, "mine.jsonl", content, "2026-04-02")
    assert done.snapshot.files[0].read_bytes() == content
    manifest = json.loads((done.snapshot.folder / "manifest.json").read_text())
    assert manifest["files"][0]["bytes"] == len(content)
    assert manifest["files"][0]["origin"] == "mine.jsonl"
    assert manifest["terms"] == "platform terms; single facts only"
    assert str(tmp_path) not in json.dumps(manifest)


def test_counts_too_large_for_any_counter_do_not_stop_later_figures(store, tmp_path):
    """A record of 9 quintillion is set aside; the others are counted."""
    records = [*GOOD, {"id": "a/huge", "downloads": 9 * 10**18}]
    done = take(store, tmp_path, "huge.jsonl", lines(records), "2026-04-03")
    assert done.quarantined == 1
    result = store.indicator("download_count", group="all", month_from="2026-04", month_to="2026-04")
    assert result.rows[0].value == sum(record["downloads"] for record in GOOD)


def test_every_refusal_is_one_of_our_own_errors():
    """The command line prints these without a traceback."""
    assert issubclass(ContractError, WeighbridgeError)
    assert issubclass(UsageError, WeighbridgeError)

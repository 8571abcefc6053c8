"""The files a reader takes away: the same from the cache as when first written, and no other is kept."""

import csv
import io
import json
from dataclasses import replace

import pyarrow.parquet as pq
from tests.web import world

from weighbridge.web.taken import keep_only, taken


def stored(digest):
    return replace(world.result(), stored_digest=digest)


def test_every_form_holds_every_row(tmp_path):
    result = stored("a" * 64)
    found = taken(result, tmp_path)
    values = [row.value for row in result.rows]
    assert [row["value"] for row in json.loads(found["json"])["rows"]] == values
    written = csv.DictReader(io.StringIO(found["csv"].decode()))
    assert [float(row["value"]) if row["value"] else None for row in written] == values
    assert pq.read_table(io.BytesIO(found["parquet"]))["value"].to_pylist() == values


def test_what_is_kept_is_what_was_written(tmp_path):
    result = stored("a" * 64)
    first = taken(result, tmp_path)
    assert taken(result, tmp_path) == first
    assert len(list(tmp_path.iterdir())) == 3
    assert taken(replace(result, stored_digest=""), tmp_path / "unused") == first
    assert not (tmp_path / "unused").exists()


def test_only_what_the_site_shows_is_kept(tmp_path):
    old, new = stored("a" * 64), stored("b" * 64)
    taken(old, tmp_path)
    taken(new, tmp_path)
    keep_only([new], tmp_path)
    assert len(list(tmp_path.iterdir())) == 3
    assert taken(new, tmp_path) == taken(replace(new, stored_digest=""), tmp_path)

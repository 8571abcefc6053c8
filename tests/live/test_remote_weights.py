"""Weights that lie elsewhere: headers by ranged requests to a stand-in, and every way that may go wrong."""

from __future__ import annotations

import json
import re
import struct
from pathlib import Path

import pytest
from tests.live.stand_in import Answer, StandIn, serving, status

from weighbridge.catalogue.errors import FetchError, UsageError
from weighbridge.cli.program import run
from weighbridge.diligence.weights.reading import folder_reader, make_of, reader_of
from weighbridge.store.fetching.remote_files import RemoteFiles

COMMIT = "0123456789abcdef0123456789abcdef01234567"
GIGABYTES = 40 * 1_000_000_000
"""What each file of weights is said to be long; nothing of it exists here."""


@pytest.fixture
def hub(monkeypatch):
    with serving() as server:
        monkeypatch.setenv("WEIGHBRIDGE_MIRRORS", f"https://huggingface.co={server.url}")
        yield server


def header(layers: range, hidden: int = 64) -> bytes:
    tensors = {
        f"layers.{at}.weight": {"dtype": "F16", "shape": [hidden, hidden], "data_offsets": [0, 0]}
        for at in layers
    }
    body = json.dumps({"__metadata__": {"format": "pt"}, **tensors}).encode()
    return struct.pack("<Q", len(body)) + body


def serve_model(hub: StandIn, repo: str, files: dict[str, bytes]) -> None:
    """A repository whose files of weights answer ranges as though they were very long."""
    for name, body in files.items():
        is_long = name.endswith(".safetensors")
        for revision in ("main", COMMIT):
            hub.files[f"/{repo}/resolve/{revision}/{name}"] = ranged(
                body, GIGABYTES if is_long else len(body)
            )


def ranged(body: bytes, size: int, tag: str = '"a"'):
    def answer(handler) -> Answer:
        told = {"X-Repo-Commit": COMMIT, "ETag": tag}
        found = re.fullmatch(r"bytes=(\d+)-(\d+)", handler.headers.get("Range", ""))
        if found is None:
            assert size == len(body), "the whole of many gigabytes was asked for"
            return Answer(200, told, body)
        first, last = int(found[1]), min(int(found[2]), size - 1)
        part = (body + bytes(max(0, last + 1 - len(body))))[first : last + 1]
        return Answer(206, {**told, "Content-Range": f"bytes {first}-{last}/{size}"}, part)

    return answer


def files(words: list[str], hidden: int = 64) -> dict[str, bytes]:
    shards = {"a-1.safetensors": header(range(40), hidden), "a-2.safetensors": header(range(40, 50), hidden)}
    index = {f"layers.{at}.weight": "a-1.safetensors" if at < 40 else "a-2.safetensors" for at in range(50)}
    return {
        "config.json": json.dumps({"model_type": "qwen2", "hidden_size": hidden}).encode(),
        "tokenizer.json": json.dumps({"model": {"vocab": {w: i for i, w in enumerate(words)}}}).encode(),
        "model.safetensors.index.json": json.dumps({"weight_map": index}).encode(),
        **shards,
    }


def test_what_is_read_from_afar_is_what_the_folder_says(hub, tmp_path):
    held = files(["a", "b", "c"])
    serve_model(hub, "acme/tuned", held)
    for name, body in held.items():
        (tmp_path / name).write_bytes(body)
    remote = RemoteFiles("https://huggingface.co/acme/tuned")
    there, here = make_of("tuned", remote.read), make_of("tuned", folder_reader(tmp_path))
    assert there == here
    assert len(there.shapes) == 50
    # Three small files, and one request for each header; of 80 GB of weights less than a quarter megabyte.
    assert remote.asked == 5
    assert remote.read_bytes < 250_000
    asked = [(path, sent.get("range", "")) for path, _, sent in hub.log]
    assert asked[0] == ("/acme/tuned/resolve/main/config.json", "")
    assert all(path.startswith(f"/acme/tuned/resolve/{COMMIT}/") for path, _ in asked[1:])
    assert all(sent.startswith("bytes=0-") for path, sent in asked if path.endswith(".safetensors"))


def test_a_header_longer_than_the_first_part_is_asked_for_further(hub):
    """2,000 tensors are a header of some 150 kB: the second request takes up where the first one ended."""
    long = header(range(2000))
    serve_model(hub, "acme/wide", {"model.safetensors": long})
    remote = RemoteFiles("https://huggingface.co/acme/wide/tree/main")
    assert len(make_of("wide", remote.read).shapes) == 2000
    sent = [log[2]["range"] for log in hub.log if log[0].endswith("model.safetensors")]
    assert sent == ["bytes=0-65535", f"bytes=65536-{max(len(long), 2 * 65536) - 1}"]


def test_a_host_that_sends_the_whole_is_left(hub):
    """It answers 200 with a megabyte where a part was asked for: refused, and asked once only."""
    serve_model(hub, "acme/tuned", files(["a"]))
    hub.files[f"/acme/tuned/resolve/{COMMIT}/a-1.safetensors"] = lambda _: Answer(200, {}, bytes(1_000_000))
    with pytest.raises(FetchError, match="does not answer with parts of files"):
        make_of("tuned", RemoteFiles("https://huggingface.co/acme/tuned").read)
    assert sum(path.endswith("a-1.safetensors") for path in hub.paths()) == 1


def test_a_file_that_changes_meanwhile_is_not_mixed_with_another(hub):
    long = header(range(2000))
    serve_model(hub, "acme/wide", {"config.json": b"{}"})
    tags = iter(('"one"', '"two"'))
    hub.files[f"/acme/wide/resolve/{COMMIT}/model.safetensors"] = lambda handler: ranged(
        long, GIGABYTES, next(tags)
    )(handler)
    with pytest.raises(FetchError, match="changed while it was read"):
        make_of("wide", RemoteFiles("https://huggingface.co/acme/wide").read)


def test_a_gated_model_and_one_that_is_not_there(hub):
    hub.files["/acme/shut/resolve/main/config.json"] = lambda handler: status(
        403, b"{}", X_Error_Code="GatedRepo"
    )(handler, Answer())
    with pytest.raises(FetchError, match="its owner grants access"):
        make_of("shut", reader_of("https://huggingface.co/acme/shut"))
    with pytest.raises(UsageError, match="holds none of"):
        make_of("gone", reader_of("https://huggingface.co/acme/gone"))


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("no/such/folder", "No folder no/such/folder"),
        ("https://huggingface.co/spaces", "no model's page"),
        ("https://me:secret@example.org/x", "without password"),
    ],
)
def test_a_place_that_is_neither_folder_nor_address_of_files(place, said):
    with pytest.raises(UsageError, match=said):
        reader_of(place)


def test_the_command_compares_a_folder_with_an_address_and_concludes_nothing_without_a_null(
    hub, tmp_path: Path, capfd
):
    held = files(["a", "b", "c"])
    serve_model(hub, "acme/base", held)
    for name, body in held.items():
        (tmp_path / name).write_bytes(body)
    words = ["weights", str(tmp_path), "--base", "https://huggingface.co/acme/base", "--format", "json"]
    assert run(words) == 0
    told = json.loads(capfd.readouterr().out)
    assert {item["name"]: item["value"] for item in told["signals"]} == {
        "vocabulary": 1.0,
        "shapes": 1.0,
        "config": 1.0,
    }
    assert "nothing follows" in told["reading"]

"""Weights evidence on files made for the test: signals by hand, their null, and no verdict from one."""

import json
import struct

import pytest

from weighbridge.catalogue.errors import ContractError, UsageError
from weighbridge.diligence.weights.reading import Make, folder_reader, make_of
from weighbridge.diligence.weights.signals import (
    config_match,
    null_values,
    reading_of,
    shape_match,
    signals_of,
    vocabulary_match,
)


def folder(place, words, hidden=64, layers=2, model_type="qwen2"):
    """A model's folder with a vocabulary, a configuration and a safetensors header; synthetic."""
    place.mkdir()
    (place / "config.json").write_text(
        json.dumps({"model_type": model_type, "hidden_size": hidden, "num_hidden_layers": layers})
    )
    vocabulary = {word: at for at, word in enumerate(words)}
    (place / "tokenizer.json").write_text(json.dumps({"model": {"vocab": vocabulary}}))
    tensors = {
        f"layers.{at}.weight": {"dtype": "F16", "shape": [hidden, hidden], "data_offsets": [0, 0]}
        for at in range(layers)
    }
    header = json.dumps({"__metadata__": {"format": "pt"}, **tensors}).encode()
    (place / "model.safetensors").write_bytes(struct.pack("<Q", len(header)) + header)
    return make_of(place.name, folder_reader(place))


def test_signals_by_hand(tmp_path):
    """Four words of which three agree; two tensors against three of which two agree; one setting of three."""
    a = folder(tmp_path / "a", ["a", "b", "c", "d"])
    b = folder(tmp_path / "b", ["a", "b", "c", "x"], layers=3, model_type="llama")
    assert vocabulary_match(a, b) == pytest.approx(3 / 4)
    assert shape_match(a, b) == pytest.approx(2 / 3)
    assert config_match(a, b) == pytest.approx(1 / 3)
    assert a.shapes == {"layers.0.weight": (64, 64), "layers.1.weight": (64, 64)}
    assert a.tokenizer_digest != b.tokenizer_digest
    assert a.tokenizer_digest == folder(tmp_path / "same", ["a", "b", "c", "d"], hidden=8).tokenizer_digest


def make(name, words, hidden):
    shapes = {"w": (hidden, hidden)}
    return Make(name, {"hidden_size": hidden}, {word: at for at, word in enumerate(words)}, shapes)


def test_rarity_is_that_of_unrelated_pairs_and_one_signal_concludes_nothing():
    """Seven unrelated makes are 21 pairs, all different: (0 + 1)/(21 + 1) is as rare as can be told."""
    unrelated = [make(f"u{i}", [f"{i}-{j}" for j in range(10)], 100 + i) for i in range(7)]
    null = null_values(unrelated)
    assert len(null["vocabulary"]) == 21
    base = make("base", [f"w{j}" for j in range(10)], 64)
    tuned = make("tuned", [f"w{j}" for j in range(10)], 64)
    found = {item.name: item for item in signals_of(tuned, base, null)}
    assert found["vocabulary"].value == 1
    assert found["vocabulary"].as_much == pytest.approx(1 / 22)
    assert "no proof of descent" in reading_of(list(found.values()))
    architecture = make("other", [f"z{j}" for j in range(10)], 64)
    same_shape_only = [item for item in signals_of(architecture, base, null) if item.name != "config"]
    assert reading_of(same_shape_only).startswith("Nothing is concluded")


def test_without_a_null_distribution_nothing_follows():
    a, b = make("a", ["x"], 1), make("b", ["x"], 1)
    found = signals_of(a, b, null_values([a, make("c", ["y"], 2)]))
    assert all(item.as_much is None for item in found)
    assert "nothing follows" in reading_of(found)


def test_broken_and_missing_files(tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(UsageError, match="holds none of"):
        make_of("empty", folder_reader(empty))
    for raw in (b"\x01", struct.pack("<Q", 1 << 60), struct.pack("<Q", 4) + b"nope"):
        (empty / "model.safetensors").write_bytes(raw)
        with pytest.raises(ContractError, match="safetensors"):
            make_of("empty", folder_reader(empty))
    (empty / "model.safetensors").unlink()
    (empty / "config.json").write_text("{")
    with pytest.raises(ContractError, match="no JSON"):
        make_of("empty", folder_reader(empty))


def test_only_the_header_of_weights_is_read(tmp_path):
    """A reader that counts: eight bytes, then the header, and not one of the weights behind it."""
    folder(tmp_path / "m", ["a"])
    place = tmp_path / "m" / "model.safetensors"
    size = place.stat().st_size
    place.write_bytes(place.read_bytes() + b"\0" * 1000)
    asked = []

    def read(name, start, count):
        asked.append((name, start, count))
        return folder_reader(tmp_path / "m")(name, start, count)

    make_of("m", read)
    weights = [(start, count) for name, start, count in asked if name == "model.safetensors"]
    assert weights == [(0, 8), (8, size - 8)]

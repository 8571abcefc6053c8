"""Lines of a file: whole blocks are handed on where they lie, and read as one by one."""

from __future__ import annotations

import pytest

from weighbridge.catalogue.errors import ContractError
from weighbridge.store import lines

PLAIN = [f'{{"id": "a/m{i}", "x": "{"é" * (i % 7)}"}}' for i in range(2_000)]


def read(path, content: bytes) -> list[tuple[int, str]]:
    path.write_bytes(content)
    return [
        (row["line"], row["text"].rstrip())
        for batch in lines.record_batches(path)
        for row in batch.to_pylist()
    ]


def one_by_one(content: bytes) -> list[tuple[int, str]]:
    """What a reader of one line after another finds: blank lines counted, not kept."""
    numbered = enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1)
    kept = [(number, line.decode("utf-8", "backslashreplace").strip()) for number, line in numbered]
    return [(number, text) for number, text in kept if text]


ODD = {
    "plain": lambda held: held,
    "no break at the end": lambda held: held,
    "blank lines": lambda held: [*held[:10], b"", b"   ", b"\t", *held[10:]],
    "a text, a number, a list": lambda held: [*held[:5], b'"text"', b"42", b"[1]", *held[5:], b"null"],
    "indented": lambda held: [held[0], b"  " + held[1], b"\xc2\xa0" + held[2], *held[3:]],
    "cut": lambda held: [*held[:7], held[7][:9], *held[8:]],
    "no UTF-8": lambda held: [*held[:9], held[9] + b"\xe9}", *held[10:]],
    "many odd ones": lambda held: [b" " + one if i % 3 else one for i, one in enumerate(held)],
}


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("ending", [b"\n", b"\r\n"])
@pytest.mark.parametrize("block", [1 << 10, 8 << 20])
def test_every_line_has_its_number_and_its_text(monkeypatch, tmp_path, name, ending, block):
    """Whatever stands between plain lines, and wherever a block ends."""
    monkeypatch.setattr(lines, "_BATCH_BYTES", block)
    held = ODD[name]([text.encode() for text in PLAIN])
    content = ending.join(held) + (b"" if name == "no break at the end" else ending)
    assert read(tmp_path / "a.jsonl", content) == one_by_one(content)


def test_a_line_longer_than_a_block_is_one_record(monkeypatch, tmp_path):
    monkeypatch.setattr(lines, "_BATCH_BYTES", 64)
    content = b'\xef\xbb\xbf{"x": "' + b"y" * 1_000 + b'"}\n{"x": 1}'
    assert read(tmp_path / "a.jsonl", content) == one_by_one(content)


def test_an_archive_that_is_cut_off_is_told(tmp_path):
    import gzip

    packed = gzip.compress("\n".join(PLAIN).encode())[:-30]
    with pytest.raises(ContractError, match="cut off"):
        read(tmp_path / "a.jsonl.gz", packed)

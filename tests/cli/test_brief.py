"""``weighbridge brief``: a file, the answer on the screen, and what is wrong with what was typed."""

import pytest

from weighbridge.cli.program import run


@pytest.fixture
def here(built, tmp_path, monkeypatch):
    monkeypatch.setenv("WEIGHBRIDGE_HOME", str(built))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_brief_is_a_pdf_and_its_answer_is_said(here, capsys):
    pytest.importorskip("typst")
    assert run(("brief", "--topic", "supply")) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[-1].startswith("brief-supply.pdf: ")
    assert (here / "brief-supply.pdf").read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--output", "brief.docx"), "its name ends in .pdf"),
        (("--address", "example.org"), "expected the address of a site"),
        (("--topic", "capabilty"), "Nearest: Capability"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(here, capsys, words, told):
    assert run(("brief", *words)) == 2
    assert told in " ".join(capsys.readouterr().err.split())
    assert not list(here.glob("*.pdf"))

"""Dossiers: the four questions, the third of the compute by hand, a page a model, and the PDF."""

import re
from pathlib import Path

import pytest

from weighbridge.catalogue.errors import UsageError
from weighbridge.diligence.papers.dossier import dossier_of, markdown
from weighbridge.diligence.papers.subjects import subjects_of
from weighbridge.web.dossier.pdf import pdf_of
from weighbridge.web.fonts import static_fonts

SAMPLE = Path(__file__).parent / "sample_repository"


@pytest.fixture(scope="module")
def holdings(starter):
    return starter.holdings()


@pytest.fixture(scope="module")
def repository(holdings):
    return subjects_of(holdings, str(SAMPLE))


@pytest.fixture(scope="module")
def letter(holdings, repository):
    return dossier_of(holdings, repository, "us-house-letters")


def test_the_letter_has_its_four_questions_with_sources_and_gaps_to_fill(letter):
    assert [section.title[:2] for section in letter.sections] == ["1.", "2.", "3.", "4."]
    assert all(section.to_fill for section in letter.sections)
    which = letter.sections[0].tables[0]
    held = {row[0]: row for row in which.rows}
    assert len(held) == 14
    assert held["microsoft/Fara-7B"][1:] == (
        "Microsoft (US)",
        "Alibaba (CN): Qwen/Qwen2.5-VL-7B-Instruct",
        "src/rank.py:8",
    )
    assert held["acme-internal/ranker-7b"][2] == "not known here"
    assert any("media.defense.gov" in source for source in letter.sections[0].sources)
    ways = {row[0]: row[1:] for row in letter.sections[3].tables[0].rows}
    assert ways["deepseek-ai/DeepSeek-R1-Distill-Llama-70B"] == ("a host", "groq")


def test_counsel_is_named_once(letter):
    assert len(re.findall("not legal advice", markdown(letter))) == 1


@pytest.mark.parametrize(("share", "said"), [(0.32, "at most a third"), (0.34, "more than a third")])
def test_a_third_of_the_originals_compute(holdings, share, said):
    """The root of this model has an estimate; a third of it is the line."""
    subjects = subjects_of(holdings, "Qwen/Qwen2.5-72B-Instruct")
    rows = holdings.rows("capability_sizes").to_pylist()
    flop = next(row["training_flop"] for row in rows if row["model"] == "Qwen2.5-72B")
    found = dossier_of(holdings, subjects, "eu-modifier", share * flop)
    (row,) = found.sections[0].tables[0].rows
    assert row[1] == "Qwen/Qwen2.5-72B"
    assert row[2] == f"{flop:.2g} FLOP"
    assert row[-1] == said


def test_unknown_compute_is_unknown(holdings):
    found = dossier_of(holdings, subjects_of(holdings, "microsoft/Fara-7B"), "eu-modifier", 1e22)
    assert found.sections[0].tables[0].rows[0][-1] == "not known"
    with pytest.raises(UsageError, match="above 0"):
        dossier_of(holdings, subjects_of(holdings, "microsoft/Fara-7B"), "eu-modifier", -1.0)


def test_a_page_a_model(holdings, repository, tmp_path):
    found = dossier_of(holdings, repository, "procurement")
    assert len(found.sections) == 14
    content = pdf_of(found, static_fonts(tmp_path))
    assert content.startswith(b"%PDF")
    assert content == pdf_of(found, static_fonts(tmp_path))
    assert len(re.findall(rb"/Type\s*/Page\b", content)) >= 14

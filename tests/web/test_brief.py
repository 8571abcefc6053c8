"""The brief: it says what the page says, is the same file each time, and can be read aloud."""

import builtins
from dataclasses import replace
from pathlib import Path

import pytest
from tests.web import world

from weighbridge.catalogue.errors import UsageError
from weighbridge.web.brief.content import caveat_words, credits_once, older_words, reversals
from weighbridge.web.brief.making import brief_of
from weighbridge.web.brief.pdf import pdf_of, pictures_of
from weighbridge.web.citing import Credit
from weighbridge.web.fonts import static_fonts
from weighbridge.web.headlines import headline_rows


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def made(cache):
    return brief_of(world.world(), "use", cache / "drawings", "https://example.org/")


def test_the_brief_says_what_the_home_page_says(made):
    rows = headline_rows(world.world())
    assert made.rows == tuple(rows)
    assert [line.label for line in made.definitions] == [row.label for row in rows]
    assert made.answer.startswith("China leads the United States under")
    assert 1 <= len(made.plots) <= 3


def lead_row(first, second, unplaced, **changes):
    rows = headline_rows(world.world())
    lead = first - second
    return replace(
        rows[0],
        label="Made up",
        first_share=first,
        second_share=second,
        unplaced=unplaced,
        lead=lead,
        bound_low=lead - unplaced,
        bound_high=lead + unplaced,
        **changes,
    )


def test_what_would_reverse_a_lead_is_said_with_how_far():
    # 45 against 40, 15 unplaced: all of it the second's makes 40 + 15 - 45 = 10 points the other way.
    (said,) = reversals([lead_row(0.45, 0.40, 0.15, is_old=False)])
    assert said == (
        "Made up: 15.0 % is not placed. Were all of it the United States’, the United States would lead "
        "by 10.0 points."
    )
    (turned,) = reversals([lead_row(0.40, 0.45, 0.15, is_old=False)])
    assert turned.endswith("Were all of it China’s, China would lead by 10.0 points.")


def test_what_cannot_be_reversed_or_is_old_is_not_said():
    assert reversals([lead_row(0.6, 0.3, 0.1, is_old=False)]) == ()
    assert reversals([lead_row(0.45, 0.40, 0.15, is_old=True)]) == ()


@pytest.mark.parametrize(
    ("leads", "said"),
    [
        ([], ""),
        ([-1, -1], "the United States leads under both."),
        ([1, -1, -1], "China leads under 1 and the United States leads under 2."),
        ([1], "China leads under the one."),
        ([0], "none has a leader."),
    ],
)
def test_older_definitions_are_told_but_not_counted(leads, said):
    rows = [lead_row(0.4 + 0.1 * sign, 0.4, 0.0, is_old=True) for sign in leads]
    assert older_words(rows).endswith(said)


def test_a_source_stands_once_with_its_newest_snapshot():
    def credit(name, date):
        return Credit(name, name.title(), "", "MIT", "", "", "", date, False)

    found = credits_once(
        [[credit("b", "2026-01-01"), credit("a", "2026-01-01")], [credit("b", "2026-02-01")]]
    )
    assert [(one.name, one.date) for one in found] == [("a", "2026-01-01"), ("b", "2026-02-01")]
    assert len(caveat_words([["panel_changes"], ["panel_changes", "rolling_window"]])) == 2


def test_a_topic_that_is_not_there_has_nearest_ones(cache):
    with pytest.raises(UsageError, match=r"No topic 'uze'.*Nearest: Use"):
        brief_of(world.world(), "uze", cache / "drawings")


def test_without_an_address_there_is_no_code(made, cache):
    pytest.importorskip("typst")
    plain = pdf_of(replace(made, address=""), static_fonts(cache))
    assert len(plain) < len(pdf_of(made, static_fonts(cache)))


def test_the_same_brief_is_the_same_file_of_two_to_six_pages(made, cache):
    pytest.importorskip("typst")
    fonts = static_fonts(cache)
    first = pdf_of(made, fonts)
    assert first.startswith(b"%PDF-")
    assert pdf_of(made, fonts) == first
    pages = pictures_of(made, fonts, dots=20)
    assert 2 <= len(pages) <= 6
    assert all(page.startswith(b"\x89PNG") for page in pages)


def test_the_file_says_it_can_be_read_aloud(made, cache):
    """PDF/UA: the setter refuses a document without title or a picture without words, then says so inside."""
    pytest.importorskip("typst")
    assert b"pdfuaid:part" in pdf_of(made, static_fonts(cache))


def test_without_the_extra_one_is_told_what_to_install(made, monkeypatch):
    real = builtins.__import__

    def absent(name, *rest, **named):
        if name == "typst":
            raise ImportError(name)
        return real(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(UsageError, match=r"pip install 'weighbridge\[brief\]'"):
        pdf_of(made, Path("nowhere"))

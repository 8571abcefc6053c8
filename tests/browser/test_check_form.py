"""The form of a served site in a real browser: typed, sent by keyboard, read; with and without scripts."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from tests.browser.conftest import SCREENS, serving

SENTENCE = "China had 61.8 % of downloads in October 2025"


@pytest.fixture(scope="module")
def form(site, tiny):
    """The address of the form on a real server on loopback."""
    with serving(site.folder, tiny) as address:
        yield address


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def opened(tab, form, request):
    """A tab on the server, with and without scripts."""
    return tab(form, java_script_enabled=request.param)


def test_a_sentence_is_typed_sent_by_keyboard_and_judged(opened):
    page = opened.open("check/")
    page.get_by_label("The sentence, as printed").fill(SENTENCE)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/check/index.html?sentence=*")
    answer = page.locator("#answer")
    assert "Read as: values · download share · CN 61.8 % · 2025-10" in answer.inner_text()
    assert answer.locator(".verdict").first.inner_text().strip()
    assert answer.locator("tbody tr").count() >= 2
    assert page.get_by_label("The sentence, as printed").input_value() == SENTENCE
    assert not opened.errors
    assert not opened.outside


def test_what_is_missing_is_asked_for_and_other_words_are_named(opened):
    page = opened.open("check/index.html?sentence=China+leads")
    assert "Something is missing, so nothing is guessed" in page.locator("#answer").inner_text()
    page = opened.open("check/index.html?sentence=Unicorns+lead")
    assert "unicorns" in page.locator("#answer").inner_text()
    assert not opened.errors


def test_the_form_is_in_the_menu_of_every_served_page(opened):
    for path in ("index.html", "method/index.html"):
        page = opened.open(path)
        page.goto(page.locator("nav#menu a", has_text="Check").evaluate("link => link.href"))
        assert page.locator("h1").inner_text().startswith("Check a sentence")
        assert not opened.errors


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(tab, form, width, theme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = tab(form, width, color_scheme=theme, bypass_csp=True).open(
        f"check/?{urlencode({'sentence': SENTENCE})}"
    )
    found = axe.Axe().run(page).response["violations"]
    assert [(item["id"], [node["html"][:120] for node in item["nodes"]]) for item in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    SCREENS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENS / f"check-{width}-{theme}.png", full_page=True)

"""Search in a real browser: by id, by maker, misspelt, by a sentence; by keyboard, and without scripts."""

import pytest
from tests.browser.conftest import SCREENS

pytestmark = pytest.mark.browser

SEARCH = "search/index.html"


def names(page):
    return page.locator("#found a").all_inner_texts()


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("acme/Tuned-B", "acme/Tuned-B"),
        ("TUNED B", "acme/Tuned-B"),
        ("acme tuend", "acme/Tuned-B"),
        ("Invented share", "Invented share"),
        ("invneted shaer", "Invented share"),
    ],
)
def test_a_page_is_found_by_its_name_or_nearly_its_name(tab, address, typed, first):
    opened = tab(address)
    page = opened.open(SEARCH)
    page.get_by_role("searchbox", name="Find").fill(typed)
    assert names(page)[0] == first
    assert page.get_by_role("status").inner_text().endswith("found.")
    assert opened.errors == []
    assert opened.outside == []


def test_a_sentence_finds_the_nearest_statement(tab, served):
    page = tab(served).open(SEARCH)
    page.get_by_role("searchbox", name="Find").fill("Somebody told us that so much is Chinese by now")
    assert names(page)[0] == "C99: Holds"


def test_what_is_not_there_is_said(tab, served):
    page = tab(served).open(SEARCH)
    page.get_by_role("searchbox", name="Find").fill("qqqqzzzz")
    assert names(page) == []
    assert page.get_by_role("status").inner_text().startswith("None found")


def test_an_address_holds_the_question_and_the_keyboard_is_enough(tab, served):
    page = tab(served).open(f"{SEARCH}?q=acme%2Ftuned-b")
    assert names(page)[0] == "acme/Tuned-B"
    page.get_by_role("searchbox", name="Find").focus()
    page.keyboard.press("End")
    page.keyboard.type("x")
    assert "q=acme%2Ftuned-bx" in page.url
    page.keyboard.press("Backspace")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_url("**/models/acme/tuned-b/index.html")


def test_without_scripts_there_is_a_list_of_everything(tab, address):
    page = tab(address, java_script_enabled=False).open(SEARCH)
    assert not page.get_by_role("searchbox").is_visible()
    assert page.get_by_role("link", name="acme/Tuned-B", exact=True).is_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_is_pictured(tab, served, width):
    page = tab(served, width).open(f"{SEARCH}?q=tuned")
    assert names(page)
    page.screenshot(path=SCREENS / f"search-{width}.png")

"""The page on safety narrowed in a real browser: by keyboard, kept in the address, without a request."""

import pytest
from tests.browser.conftest import SCREENS

pytestmark = pytest.mark.browser

SAFETY = "safety/index.html"
ROWS = "section[data-test] tbody tr:visible"


def choose(page, label, value):
    page.get_by_role("combobox", name=label, exact=True).select_option(value)


def test_rows_are_narrowed_and_the_address_keeps_the_choice(tab, address):
    """Three measures of answers have six rows each, two of them in Chinese; four rows are of other tests."""
    opened = tab(address)
    page = opened.open(SAFETY)
    whole = page.locator(ROWS).count()
    assert whole == 3 * 6 + 2 + 2
    before = len(opened.requests)
    choose(page, "Language", "zh-Hans")
    assert page.locator(ROWS).count() == 3 * 2
    assert page.get_by_role("status").inner_text() == f"6 of {whole} rows are shown."
    assert not page.locator("#hijacking").is_visible()
    assert "language=zh-Hans" in page.url
    choose(page, "Test", "refusal")
    assert page.locator(ROWS).count() == 2
    choose(page, "Host", "h2.example")
    assert page.locator(ROWS).count() == 0
    assert page.locator("#none").is_visible()
    page.get_by_role("button", name="Show all").click()
    page.wait_for_function("!location.search.includes('language')")
    assert page.locator(ROWS).count() == whole
    # A changed address makes the browser look at the page's own mark again; nothing else is asked of anybody.
    assert {url.rpartition("/")[2] for url in opened.requests[before:]} <= {"icon.svg"}
    assert opened.errors == []
    assert opened.outside == []


def test_an_address_opens_narrowed_and_an_unknown_value_is_left_out(tab, served):
    page = tab(served).open(f"{SAFETY}?test=refusal&host=h2.example")
    assert page.locator(ROWS).count() == 2
    assert page.get_by_role("combobox", name="Host").input_value() == "h2.example"
    page = tab(served).open(f"{SAFETY}?model=nobody")
    assert page.get_by_role("status").inner_text().startswith("All ")


def test_the_keyboard_is_enough(tab, served):
    page = tab(served).open(SAFETY)
    page.get_by_role("combobox", name="Test").focus()
    page.keyboard.press("ArrowDown")
    assert page.get_by_role("combobox", name="Test").input_value() == "hijacking"
    assert page.locator(ROWS).count() == 2
    for _ in range(4):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.type") == "reset"
    page.keyboard.press("Enter")
    page.wait_for_function("!location.search.includes('test=')")


def test_without_scripts_all_rows_stand_there(tab, served):
    page = tab(served, java_script_enabled=False).open(SAFETY)
    assert page.locator(ROWS).count() == 22
    assert not page.locator("#filters").is_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_is_pictured(tab, served, width):
    page = tab(served, width).open(f"{SAFETY}?test=refusal")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.screenshot(path=SCREENS / f"safety-{width}.png", full_page=True)

"""Controls of a definition in a real browser: chart, sentence and address change together and come back."""

from __future__ import annotations

import time

import pytest
from tests.browser.conftest import serving
from tests.web.world import spaced

pytestmark = pytest.mark.browser

INDICATOR = "indicators/invented_share/index.html"
# Of the invented curve: 0.4 for China, 0.3 for the United States, 0.1 unplaced, a lead of 0.1.
CHOSEN = "China leads the United States under this definition: 40.0 % against 30.0 % in August 2026."
OPTION = "excluded"
FIRST_FILE = "async () => (await fetch(document.querySelector('.buttons a').href)).text()"


def scripts(opened):
    return [url for url in opened.requests if url.endswith(".js")]


def answer(page):
    return spaced(page.locator("#answer").inner_text())


def choose(page, name, option):
    page.locator(f"#controls select[name={name}]").select_option(option)


def until(page, expression):
    """Wait until an expression of the page is true; its policy forbids the page itself to poll for it."""
    end = time.monotonic() + 60
    while not page.evaluate(expression):
        assert time.monotonic() < end, expression
        page.wait_for_timeout(50)


def shown(page):
    until(page, "document.getElementById('said')?.textContent.includes('shows this')")


def test_a_choice_changes_sentence_chart_and_address(tab, address):
    opened = tab(address)
    page = opened.open(INDICATOR)
    before, requests = answer(page), len(scripts(opened))
    choose(page, "unattributed", OPTION)
    shown(page)
    assert answer(page) == CHOSEN
    assert f"unattributed={OPTION}" in page.url
    assert page.locator("#chart tbody tr").count() == 3
    assert "enough to reverse" not in page.locator("#doubt").inner_text()
    assert page.locator("#fingerprint").inner_text() == "invented_share@000002"
    assert "0.30000000000000004" in page.locator("#asked").inner_text()
    assert len(scripts(opened)) == requests + 2  # the engine and the file of all definitions
    page.go_back()
    until(page, f"document.getElementById('answer').textContent !== {CHOSEN!r}")
    assert answer(page) == before
    assert page.locator("#chart .drawing").count() == 3
    assert page.locator("#controls select[name=unattributed]").input_value() == "in_denominator"
    page.go_forward()
    shown(page)
    assert answer(page) == CHOSEN
    assert opened.errors == []
    assert opened.outside == []


def test_a_shared_address_shows_the_very_figure(tab, address):
    first = tab(address).open(INDICATOR)
    choose(first, "unattributed", OPTION)
    shown(first)
    opened = tab("")
    page = opened.open(first.url)
    shown(page)
    assert answer(page) == answer(first)
    assert page.locator("#asked").inner_text() == first.locator("#asked").inner_text()
    assert page.locator("#controls select[name=unattributed]").input_value() == OPTION
    assert opened.errors == []


def test_a_fingerprint_sets_the_controls(tab, served):
    page = tab(served).open(f"{INDICATOR}?definition=000002")
    shown(page)
    assert answer(page) == CHOSEN
    assert page.locator("#controls select[name=unattributed]").input_value() == OPTION


def test_a_fingerprint_of_a_definition_with_the_cells_of_another_shows_its_figures_under_its_own_name(
    tab, served
):
    page = tab(served).open(f"{INDICATOR}?definition=0000aa")
    shown(page)
    assert answer(page) == CHOSEN
    assert page.locator("#fingerprint").inner_text() == "invented_share@0000aa"
    assert page.locator("#controls select[name=unattributed]").input_value() == OPTION


def test_an_unknown_fingerprint_says_so(tab, served):
    page = tab(served).open(f"{INDICATOR}?definition=abcdef")
    until(page, "document.getElementById('said').textContent !== ''")
    assert "None of the 6 definitions" in page.locator("#said").inner_text()


TERMS = "indicators/invented_terms/index.html"
# Of the invented terms without the unplaced: 62.5 %, 25 %, 12.5 %.
LEFT_OUT = ("62.5", "25.0", "12.5")


def test_a_page_without_a_curve_brings_one_choice_at_a_time(tab, address):
    opened = tab(address)
    page = opened.open(TERMS)
    before, requests = answer(page), len(scripts(opened))
    choose(page, "unattributed", OPTION)
    shown(page)
    assert answer(page) != before
    assert "62.5" in answer(page)
    assert f"unattributed={OPTION}" in page.url
    assert page.locator("#fingerprint").inner_text() == "invented_terms@abc123"
    cells = " ".join(page.locator("#chart tbody td").all_inner_texts())
    assert all(value in cells for value in LEFT_OUT)
    assert f"--unattributed {OPTION}" in page.locator("#asked").inner_text()
    assert len(scripts(opened)) == requests + 2  # the engine and the figures of the page
    page.go_back()
    until(page, "document.getElementById('fingerprint').textContent !== 'invented_terms@abc123'")
    assert answer(page) == before
    assert page.locator("#asked").is_hidden()
    page.go_forward()
    shown(page)
    again = tab("").open(page.url)
    shown(again)
    assert answer(again) == answer(page)
    assert again.locator("#controls select[name=unattributed]").input_value() == OPTION
    assert opened.errors == []
    assert opened.outside == []


def test_a_fingerprint_of_such_a_page_sets_its_control(tab, served):
    page = tab(served).open(f"{TERMS}?definition=abc123")
    shown(page)
    assert page.locator("#controls select[name=unattributed]").input_value() == OPTION
    other = tab(served).open(f"{TERMS}?definition=ffffff")
    until(other, "document.getElementById('said').textContent !== ''")
    assert "None of the 1 definitions" in other.locator("#said").inner_text()


def test_what_a_page_does_not_bring_it_gives_the_command_of(tab, address):
    page = tab(address).open(TERMS)
    before = answer(page)
    page.evaluate("document.querySelector('[name=unattributed]').add(new Option('other', 'other'))")
    choose(page, "unattributed", "other")
    until(page, "document.getElementById('said').textContent.includes('command below')")
    assert page.locator("#asked pre").inner_text().split() == [
        "weighbridge", "indicator", "invented_terms", "\\", "--unattributed", "other",
    ]  # fmt: skip
    assert answer(page) == before


@pytest.mark.parametrize("path", [INDICATOR, TERMS, "indicators/invented_share/by-line/index.html"])
def test_no_control_is_dead_and_what_is_not_there_is_told(tab, served, program, path):
    """On its own each page says how to get any other definition; on a server it need not."""
    page = tab(served).open(path)
    assert "weighbridge serve" in page.locator(".unserved").inner_text()
    for select in page.locator("#controls select:visible").all():
        name = select.get_attribute("name")
        assert page.evaluate(f"document.querySelector('#controls label:has([name={name}])').className") == ""
    assert tab(program).open(path).locator(".unserved:visible").count() == 0


def test_by_keyboard(tab, served):
    page = tab(served).open(INDICATOR)
    page.locator("#controls select[name=unattributed]").focus()
    page.keyboard.press("ArrowDown")
    shown(page)
    assert answer(page) == CHOSEN


def test_without_scripts_no_control_is_shown_and_the_answer_stands(tab, address):
    page = tab(address, java_script_enabled=False).open(f"{INDICATOR}?unattributed={OPTION}")
    assert not page.locator("#controls").is_visible()
    assert answer(page) != CHOSEN
    assert "%" in answer(page)


def test_what_a_file_of_the_page_has_is_what_its_table_shows(tab, served):
    """The chosen figure to the last digit is the row of the file that is offered beside it."""
    page = tab(served).open(f"{INDICATOR}?unattributed={OPTION}")
    shown(page)
    lines = page.evaluate("async () => (await (await fetch('invented_share_definitions.csv')).text())")
    row = next(line for line in lines.splitlines() if line.startswith("invented_share@000002")).split(",")
    cells = [cell.inner_text() for cell in page.locator("#asked td").all()]
    assert cells[:4] == row[4:8]


@pytest.fixture(scope="module")
def program(site, tiny):
    """The program's own server: pages of a definition are made when asked for, from the tiny world."""
    with serving(site.folder, tiny) as address:
        yield address


PLAIN = "indicators/download_share/index.html?measure=flow"


def test_a_server_computes_any_definition_and_the_whole_page_follows(tab, program, tiny):
    opened = tab(program)
    page = opened.open(PLAIN)
    choose(page, "measure", "likes")
    shown(page)
    plain = tiny.indicator("download_share", choices={"measure": "likes"})
    assert page.locator("#fingerprint").inner_text() == plain.fingerprint
    assert page.url.endswith("?measure=likes")
    assert page.evaluate("document.activeElement.name") == "measure"
    assert page.evaluate(FIRST_FILE) == plain.to_csv()
    page.go_back()
    until(page, "document.querySelector('[name=measure]').value === 'flow'")
    shown(page)
    assert page.locator("#fingerprint").inner_text() == tiny.indicator("download_share").fingerprint
    assert opened.errors == []
    assert opened.outside == []


def test_a_server_needs_no_scripts_for_a_definition(tab, program, tiny):
    page = tab(program, java_script_enabled=False).open(PLAIN)
    page.locator("#controls select[name=measure]").select_option("likes")
    page.locator("#controls button").click()
    page.wait_for_url("**measure=likes**")
    plain = tiny.indicator("download_share", choices={"measure": "likes"})
    assert page.locator("#fingerprint").inner_text() == plain.fingerprint


def test_a_server_says_why_a_choice_cannot_be(tab, program):
    page = tab(program).open(PLAIN)
    fingerprint = page.locator("#fingerprint").inner_text()
    page.evaluate("document.querySelector('[name=measure]').add(new Option('none', 'nothing'))")
    choose(page, "measure", "nothing")
    until(page, "document.getElementById('said').textContent.includes('No option')")
    assert "nothing" in page.locator("#said").inner_text()
    assert page.locator("#fingerprint").inner_text() == fingerprint

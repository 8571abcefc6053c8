"""The built site in a real Chromium: quiet, legible, reachable by keyboard, and whole without scripts."""

from __future__ import annotations

import csv
import gzip
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlparse

import pytest
from tests.browser.conftest import SCREENS
from tests.web.world import spaced

pytestmark = pytest.mark.browser

PAGES = (
    "index.html",
    "indicators/index.html",
    "indicators/invented_share/index.html",
    "indicators/invented_share/by-line/index.html",
    "indicators/invented_terms/index.html",
    "indicators/invented_share/embed.html",
    "sources/index.html",
    "tables/index.html",
    "method/index.html",
    "notices/index.html",
    "models/index.html",
    "models/acme/tuned-b/index.html",
    "organisations/index.html",
    "organisations/alibaba/index.html",
    "families/index.html",
    "families/qwen-2.5/index.html",
    "claims/index.html",
    "claims/c99/index.html",
    "claims/c99/embed.html",
    "replications/index.html",
    "forecasts/index.html",
    "search/index.html",
    "arena/index.html",
    "arena/hard-prompts/index.html",
    "lag/index.html",
    "safety/index.html",
)
# One page of each kind: looked at, and walked through by keyboard.
KINDS = (
    "index.html",
    "indicators/index.html",
    "indicators/invented_share/index.html",
    "indicators/invented_share/embed.html",
    "indicators/invented_terms/index.html",
    "claims/index.html",
    "claims/c99/index.html",
    "claims/c99/embed.html",
    "replications/index.html",
    "forecasts/index.html",
    "sources/index.html",
    "tables/index.html",
    "method/index.html",
    "notices/index.html",
    "search/index.html",
    "models/index.html",
    "models/acme/tuned-b/index.html",
    "organisations/index.html",
    "organisations/alibaba/index.html",
    "families/index.html",
    "families/qwen-2.5/index.html",
    "arena/index.html",
    "lag/index.html",
    "safety/index.html",
)
INDICATOR = "indicators/invented_share/index.html"
STATEMENT = "claims/c99/index.html"
KB = 1024
SMALLEST_WORDS = """() => Math.min(...[...document.querySelectorAll('.drawing text')]
  .filter(t => t.getClientRects().length)
  .map(t => parseFloat(getComputedStyle(t).fontSize) * t.ownerSVGElement.getBoundingClientRect().width
            / t.ownerSVGElement.viewBox.baseVal.width))"""
STOPS = "a[href], button, select, input, summary, [tabindex='0']"


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_quiet(tab, address, path):
    opened = tab(address)
    opened.open(path)
    assert opened.errors == []
    assert opened.outside == []
    assert len(opened.requests) <= 7


@pytest.mark.parametrize("path", ["index.html", INDICATOR])
def test_a_page_is_light_and_its_chart_is_there_at_once(tab, served, site, path):
    opened = tab(served)
    page = opened.open(path)
    files = [
        Path(site.folder) / unquote(urlparse(url).path).split("/some/path/")[1] for url in opened.requests
    ]
    assert sum(len(gzip.compress(file.read_bytes())) for file in files) <= 300 * KB
    painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0")
    assert painted <= 1000


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(tab, served, path, width, theme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    # The page's policy lets no foreign script in, so the checker is let in past it.
    page = tab(served, width, color_scheme=theme, bypass_csp=True).open(path)
    found = axe.Axe().run(page).response["violations"]
    assert [(item["id"], [node["html"][:120] for node in item["nodes"]]) for item in found] == []


@pytest.mark.parametrize("path", PAGES)
def test_nothing_scrolls_sideways(tab, served, path):
    page = tab(served).open(path)
    for width in (320, 390, 760, 1024, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width


def test_twice_the_size_still_fits(tab, served):
    # A browser at 200 % shows a window of 1280 as one of 640.
    page = tab(served, 640, device_scale_factor=2).open(INDICATOR)
    assert page.evaluate("document.documentElement.scrollWidth") <= 640


def test_words_on_a_chart_are_never_below_twelve_pixels(tab, served):
    page = tab(served).open(INDICATOR)
    for width in (320, 390, 759, 760, 900, 1119, 1120, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(SMALLEST_WORDS) >= 11.9, width
        assert page.locator("#chart .drawing:visible").count() == 1, width


@pytest.mark.parametrize("path", KINDS)
def test_everything_is_reached_by_keyboard_in_reading_order(tab, served, path):
    page = tab(served).open(path)
    wanted = page.evaluate(
        f'[...document.querySelectorAll("{STOPS}")].filter(e => e.checkVisibility()).length'
    )
    seen = []
    for _ in range(wanted):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.outerHTML.slice(0, 200)"))
    assert all("<body" not in stop for stop in seen)
    if path.endswith("embed.html"):
        return  # a frame has no menu to skip
    assert 'class="skip"' in seen[0]
    order = page.evaluate("document.querySelector('a[href]').classList.contains('skip')")
    assert order


def test_focus_is_seen(tab, served):
    page = tab(served).open("index.html")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    width, style = page.evaluate(
        "(() => { const s = getComputedStyle(document.activeElement);"
        " return [s.outlineWidth, s.outlineStyle]; })()"
    )
    assert (width, style) == ("3px", "solid")


def test_the_skip_link_leads_to_the_answer(tab, served):
    page = tab(served).open(INDICATOR)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize(
    "path",
    [
        "index.html",
        INDICATOR,
        "indicators/invented_terms/index.html",
        "models/acme/tuned-b/index.html",
        "organisations/alibaba/index.html",
        "families/qwen-2.5/index.html",
    ],
)
def test_without_scripts_the_answer_is_still_said(tab, address, path):
    page = tab(address, java_script_enabled=False).open(path)
    words = spaced(page.locator("main").inner_text())
    described = spaced(page.locator("meta[name=description]").get_attribute("content") or "")
    assert described.split(". ")[0] in words
    assert page.locator("table:visible").count() >= 1


def test_without_scripts_a_statement_still_has_its_verdict(tab, address):
    page = tab(address, java_script_enabled=False).open(STATEMENT)
    words = spaced(page.locator("main").inner_text())
    for said in ("So much <i>is</i> Chinese", "Holds", "The study reports it.", "China 63.0 %"):
        assert said in words
    assert page.locator("table:visible").count() >= 1


@pytest.mark.parametrize("path", [INDICATOR, STATEMENT])
def test_every_figure_can_leave(tab, served, site, path):
    """Each button gives the file that lies beside the page, whole; code to embed, citation, permalink."""
    opened = tab(served)
    page = opened.open(path)
    links = page.locator(".buttons a[download]")
    names = [Path(link.get_attribute("href")).name for link in links.all()]
    endings = {".".join(name.split(".")[1:]) for name in names}
    assert endings == {"csv", "parquet", "json", "svg", "png", "bib", "croissant.json", "datapackage.json"}
    assert "card.png" in names
    for link, name in zip(links.all(), names, strict=True):
        with page.expect_download() as waited:
            link.click()
        held = (site.folder / path).parent / name
        assert waited.value.suggested_filename == name
        assert Path(waited.value.path()).read_bytes() == held.read_bytes()
    page.get_by_text("Embed", exact=True).click()
    assert f'src="{served}{path.replace("index.html", "embed.html")}"' in page.locator("#embed").inner_text()
    assert f'src="{served}{path.replace("index.html", "")}' in page.locator("#static").inner_text()
    assert page.locator("#cite").inner_text().startswith("weighbridge (")
    assert page.get_by_role("heading", name="Permalink").count() == 1
    assert opened.errors == []


def test_the_static_picture_shows_in_a_foreign_page(tab, served, tmp_path):
    """An image element with the address the page gives loads the drawing, without a script."""
    opened = tab(served)
    page = opened.open(INDICATOR)
    page.get_by_text("Embed", exact=True).click()
    code = page.locator("#static").inner_text()
    other = tmp_path / "other.html"
    other.write_text(f"<!doctype html><title>other</title>{code}", encoding="utf-8")
    page.goto(other.as_uri())
    assert page.evaluate("document.querySelector('img').naturalWidth") > 1000


def test_the_theme_follows_the_system_and_the_address_overrides_it(tab, served):
    dark = tab(served, color_scheme="dark").open("index.html")
    assert dark.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(17, 21, 26)"
    forced = tab(served, color_scheme="dark").open("index.html?theme=light")
    assert forced.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_print_is_light_and_shows_where_links_lead(tab, served):
    page = tab(served, color_scheme="dark").open(INDICATOR)
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(21, 24, 28)"
    assert page.locator(".tabs:visible").count() == 0
    after = page.evaluate("getComputedStyle(document.querySelector('main a[href^=http]'), '::after').content")
    assert "https://example.org" in after


def test_on_a_phone_the_menu_opens_and_escape_closes_it(tab, served):
    page = tab(served, 390).open("index.html")
    links = page.locator("nav#menu a")
    assert not links.first.is_visible()
    page.get_by_role("button", name="Menu").press("Enter")
    assert links.first.is_visible()
    page.keyboard.press("Escape")
    assert not links.first.is_visible()


def test_a_link_from_the_home_page_opens_the_indicator(tab, address):
    opened = tab(address)
    page = opened.open("index.html")
    page.get_by_role("link", name="Invented downloads", exact=True).click()
    page.wait_for_load_state("load")
    assert page.locator("h1").inner_text() == "Invented share"
    assert opened.errors == []


def test_the_code_to_embed_names_the_place_of_the_page(tab, served):
    opened = tab(served)
    page = opened.open(INDICATOR)
    page.get_by_text("Embed", exact=True).click()
    assert f'src="{served}indicators/invented_share/embed.html"' in page.locator("#embed").inner_text()
    page.goto(f"{served}indicators/invented_share/embed.html")
    assert page.locator(".drawing:visible").count() == 1
    assert opened.errors == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("path", KINDS)
def test_screens_are_written(tab, served, path, width, theme):
    page = tab(served, width, color_scheme=theme).open(path)
    page.evaluate("document.fonts.ready")
    SCREENS.mkdir(parents=True, exist_ok=True)
    name = path.removesuffix("index.html").removesuffix(".html").strip("/").replace("/", "-") or "home"
    target = SCREENS / f"{name}-{width}-{theme}.png"
    page.screenshot(path=str(target), full_page=True)
    assert target.stat().st_size > 10 * KB


def test_arrows_step_through_the_months_and_speak_what_the_table_says(tab, address):
    opened = tab(address)
    page = opened.open(INDICATOR)
    canvas, line = page.locator("#chart .canvas"), page.locator("#chart .step")
    canvas.focus()
    page.keyboard.press("ArrowRight")
    newest = spaced(line.inner_text())
    cells = page.locator(".twin tbody tr").first.locator("td").all_inner_texts()
    assert newest.startswith("Aug 2026")
    assert spaced(cells[0].split("\n")[0].strip()) in newest
    page.keyboard.press("ArrowLeft")
    assert line.inner_text().startswith("Jul 2026")
    assert page.locator("#chart .cursor").count() == 3
    page.keyboard.press("Escape")
    assert line.inner_text() == ""
    assert page.locator("#chart .cursor").count() == 0
    assert opened.errors == []


def test_the_pointer_says_the_nearest_month(tab, served):
    page = tab(served).open(INDICATOR)
    page.locator("#chart .drawing.wide").hover(position={"x": 60, "y": 200})
    assert page.locator("#chart .step").inner_text().startswith("Jan 2025")


@pytest.mark.parametrize("width", [1280, 390])
def test_bars_that_join_models_are_drawn_beside_their_rows_and_run_on(tab, served, width):
    """A bar's pieces meet from row to row; none is drawn over a name."""
    page = tab(served, width).open("arena/index.html")
    found = page.evaluate(
        """() => [...document.querySelectorAll('.ties tbody tr')].map(row => ({
          row: row.getBoundingClientRect().toJSON(),
          name: row.querySelector('th.what').getBoundingClientRect().left,
          bars: [...row.querySelectorAll('.joined line')].map(line => line.getBoundingClientRect().toJSON()),
        }))"""
    )
    assert sum(len(row["bars"]) for row in found) >= 4
    for upper, lower in pairwise(found):
        assert all(bar["right"] <= upper["name"] for bar in upper["bars"])
        passing = [bar for bar in upper["bars"] if bar["bottom"] >= upper["row"]["bottom"] - 1]
        for bar in passing:
            below = [other for other in lower["bars"] if abs(other["x"] - bar["x"]) < 1]
            assert below, "a bar that leaves a row goes on in the next"
            assert below[0]["top"] - bar["bottom"] <= 1


def test_kinds_of_prompts_and_boards_are_links_that_lead_somewhere(tab, address):
    opened = tab(address)
    page = opened.open("arena/index.html")
    page.get_by_role("navigation", name="Prompts").get_by_role("link", name="hard").click()
    page.wait_for_load_state("load")
    assert "prompts: hard" in page.locator("#answer").inner_text()
    page.get_by_role("navigation", name="Prompts").get_by_role("link", name="all").click()
    page.wait_for_load_state("load")
    assert page.locator("#above").count() == 1
    assert opened.errors == []


def test_the_three_ways_of_a_lag_share_one_scale_and_overlap_nowhere(tab, served):
    page = tab(served).open("lag/index.html")
    for width in (1280, 760, 390):
        page.set_viewport_size({"width": width, "height": 900})
        over = page.evaluate(
            """() => [...document.querySelectorAll('.three > div')].flatMap(column => {
              const boxes = [...column.children].map(part => part.getBoundingClientRect());
              return boxes.slice(1).filter((box, i) => box.top < boxes[i].bottom - 1).map(box => box.top);
            })"""
        )
        assert over == [], width


def asked(tab, root, query):
    page = tab(root).open(f"{INDICATOR}{query}")
    page.wait_for_selector("#asked:not([hidden])")
    return page.locator("#asked").inner_text()


@pytest.mark.parametrize("query", ["?definition=000003", "#invented_share@000003"])
def test_the_definition_in_the_address_is_shown_to_the_last_digit(tab, address, site, query):
    """What the page shows of a fingerprint is its row in the file of all definitions, digit by digit."""
    (path,) = (site.folder / INDICATOR).parent.glob("*_definitions.csv")
    with path.open(encoding="utf-8") as stream:
        (row,) = [row for row in csv.DictReader(stream) if row["fingerprint"] == "invented_share@000003"]
    text = asked(tab, address, query)
    assert f"invented_share@000003, {row['month']}" in text
    for name in ("a", "b", "lead"):
        assert row[name] in text.split()
    assert f"{row['low']} to {row['high']}" in text
    assert f"--measure {row['measure']}" in text


def test_a_definition_that_is_not_there_or_begins_several_is_said(tab, served):
    for query, words in (("?definition=ffffff", "None of the"), ("?definition=0000", "begins several")):
        page = tab(served).open(f"{INDICATOR}{query}")
        page.wait_for_function("document.getElementById('said').textContent.length > 0")
        assert words in page.locator("#said").inner_text()


def test_without_a_definition_nothing_more_is_loaded(tab, served):
    opened = tab(served)
    page = opened.open(f"{INDICATOR}#table")
    assert page.locator("#asked").is_hidden()
    assert not [url for url in opened.requests if url.endswith("_definitions.js")]


def test_on_paper_nothing_is_left_that_one_could_press_and_words_can_be_read(tab, served):
    """A sheet of A4 has 178 mm between its margins, 673 px: the drawing made for that is the one printed."""
    page = tab(served, 673).open(INDICATOR)
    assert page.locator("#controls").is_visible()
    page.emulate_media(media="print")
    pressed = "select, .groupings a, .buttons button, .site nav"
    assert [item for item in page.locator(pressed).all() if item.is_visible()] == []
    shown = page.locator(".drawing:visible").evaluate_all("all => all.map(one => one.classList[1])")
    assert set(shown) <= {"middle", "beside"}
    assert "middle" in shown
    assert page.evaluate(SMALLEST_WORDS) >= 11

"""The built site as a folder: whole, linked, quiet, small, and the same every time."""

from __future__ import annotations

import csv
import gzip
import json
import re
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest
from tests.web.world import AS_OF, spaced, world

from weighbridge.web.page import Frame
from weighbridge.web.sentences import FORBIDDEN
from weighbridge.web.site import build_site, stages_of
from weighbridge.web.swap import replaced_folder

KB = 1024
VOID = {"meta", "link", "br", "img", "input", "hr"}
BLOCKS = {"td", "th", "li", "p", "h1", "h2", "h3", "dt", "dd", "a", "small"}


class Reader(HTMLParser):
    """Collects what the tests ask of a page, and notes elements that do not nest."""

    def __init__(self):
        super().__init__()
        self.tags, self.ids, self.links, self.assets, self.open, self.wrong = [], set(), [], [], [], []
        self.styles, self.scripts, self.text, self.attributes = [], [], [], []

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.tags.append(tag)
        self.attributes.append((tag, found))
        if "id" in found:
            if found["id"] in self.ids:
                self.wrong.append(f"two ids {found['id']}")
            self.ids.add(found["id"])
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        if tag in ("script", "img", "iframe", "source") and found.get("src"):
            self.assets.append(found["src"])
        if tag == "link" and found.get("rel") != "canonical":
            self.assets.append(found["href"])
        if "style" in found or any(name.startswith("on") for name in found):
            self.styles.append((tag, found))
        if tag == "script" and "src" not in found:
            self.scripts.append(found.get("type"))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}>")
        if tag in BLOCKS:
            self.text.append(" ")

    def handle_data(self, data):
        if "script" not in self.open and "style" not in self.open:
            self.text.append(data)

    @property
    def words(self):
        return re.sub(r"\s+", " ", spaced("".join(self.text)))


def read(path):
    reader = Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    reader.close()
    return reader


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def site(tmp_path_factory, cache):
    out = tmp_path_factory.mktemp("built") / "site"
    return build_site(world(), out, cache)


@pytest.fixture(scope="module")
def pages(site):
    return {path: read(site.folder / path) for path in site.pages}


def every_html(site):
    return sorted(site.folder.rglob("*.html"))


def test_every_kind_of_page_is_there(site):
    assert set(site.pages) == {
        "index.html",
        "indicators/index.html",
        "indicators/invented_share/index.html",
        "indicators/invented_share/by-line/index.html",
        "indicators/invented_terms/index.html",
        "sources/index.html",
        "tables/index.html",
        "method/index.html",
        "notices/index.html",
        "models/index.html",
        "models/acme/tuned-b/index.html",
        "models/maker-a/base-a/index.html",
        "models/maker-d/base-d/index.html",
        "claims/index.html",
        "claims/c99/index.html",
        "replications/index.html",
        "forecasts/index.html",
        "search/index.html",
    }


def test_each_page_is_sound(site):
    for path in every_html(site):
        reader = read(path)
        assert not reader.wrong, (path, reader.wrong)
        assert not reader.open, (path, reader.open)
        assert reader.tags.count("h1") == 1, path
        assert reader.tags.count("main") == 1, path
        assert reader.tags.count("title") == 1, path


def test_each_page_has_its_landmarks_and_a_way_past_them(pages):
    for path, reader in pages.items():
        assert {"header", "main", "footer", "nav"} <= set(reader.tags), path
        assert reader.links[0] == "#main", path
        assert "main" in reader.ids, path
        html = dict(reader.attributes[0][1])
        assert html["lang"] == "en"


def test_nothing_is_asked_of_other_sites_and_nothing_runs_inline(site):
    for path in every_html(site):
        reader = read(path)
        assert not [asset for asset in reader.assets if re.match(r"(?:[a-z]+:)?//", asset)], path
        assert not reader.styles, (path, reader.styles)
        assert set(reader.scripts) <= {"application/ld+json"}, path
        policy = [a["content"] for t, a in reader.attributes if t == "meta" and "http-equiv" in a]
        assert len(policy) == 1
        assert "default-src 'none'" in policy[0]
        assert "unsafe" not in policy[0]
    for path in [*site.folder.rglob("*.css"), *site.folder.rglob("*.js"), *site.folder.rglob("*.svg")]:
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?://|@import", text), path


def test_every_link_inside_leads_somewhere(site, pages):
    places = {path: read(path) for path in every_html(site)}
    for path, reader in places.items():
        for target in [*reader.links, *reader.assets]:
            if re.match(r"https?:", target):
                continue
            address, _, anchor = target.partition("#")
            file = (path.parent / unquote(address.partition("?")[0])).resolve() if address else path
            assert file.is_file(), (path, target)
            assert file.suffix != "" or not address, (path, target)
            if anchor and file.suffix == ".html":
                assert anchor in places[file].ids, (path, target)


def test_navigation_shows_what_was_built(pages):
    assert "Indicators Claims Models Sources Method Search" in pages["index.html"].words


def test_navigation_leaves_out_what_was_not_built():
    frame = Frame(as_of=AS_OF, snapshots=1, paths=frozenset({"index.html", "sources/index.html"}))
    assert frame.sections == [("Sources", "sources/index.html")]


def test_the_answer_comes_first_and_is_the_description(pages, site):
    home = pages["index.html"]
    assert site.answer == (
        "China leads the United States under all 2 definitions of use. "
        "In 1 of the 2, use that nobody has placed could reverse the order."
    )
    described = [a["content"] for t, a in home.attributes if t == "meta" and a.get("name") == "description"]
    assert described == [site.answer]
    assert site.answer in home.words
    assert "Older than a year, for comparison, not in the count" in home.words


def test_figures_on_the_page_are_those_of_the_result(pages):
    bridge = world()
    shown = bridge.indicator("invented_share")
    words = pages["indicators/invented_share/index.html"].words
    for month, group in (("2026-07", "CN"), ("2026-07", "US"), ("2025-01", "FR")):
        found = shown.at(month, group)
        assert spaced(shown.unit.text(found.value)) in words
        assert f"[{shown.unit.text(found.low)}–{shown.unit.text(found.high)}]" in words


def test_an_option_without_data_says_why(pages):
    words = pages["indicators/invented_share/index.html"].words
    assert "Not available: nobody invented likes." in words
    assert "invented downloads taken here" in words


def test_a_docstring_is_shown_whole_and_cannot_run(pages, site):
    text = (site.folder / "indicators/invented_share/index.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(" in text
    assert "<script>alert(" not in text
    assert "one maker’s models move together" in pages["indicators/invented_share/index.html"].words


def test_a_quarantine_and_the_digests_are_in_plain_sight(pages):
    words = pages["sources/index.html"].words
    assert "1,234" in words
    assert "a" * 64 in words
    assert "b" * 64 in words
    assert "Nobody & Co. <made up>" in words


def test_a_trap_has_its_rule(pages):
    assert "A thing without a name It is left out & counted." in pages["tables/index.html"].words


def test_no_page_takes_sides(pages):
    for path, reader in pages.items():
        for word in FORBIDDEN:
            assert not re.search(rf"\b{re.escape(word)}\b", reader.words.lower()), (path, word)
        assert "!" not in reader.words.replace("<!", ""), path


def test_every_definition_is_on_the_page_and_in_its_file(pages, site):
    words = pages["indicators/invented_share/index.html"].words
    assert "China leads under 3 of 6 definitions, the United States under 2" in words
    assert "China ahead in 2 of 3" in words
    with (site.folder / "indicators/invented_share/invented_share_definitions.csv").open(
        newline=""
    ) as stream:
        rows = list(csv.DictReader(stream))
    assert [row["measure"] for row in rows[:2]] == ["flow", "likes"]
    assert float(rows[1]["lead"]) == pytest.approx(0.2)


def test_downloads_equal_the_table(site):
    folder = site.folder / "indicators/invented_share"
    shown = world().indicator("invented_share")
    with (folder / "invented_share.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == len(shown.rows)
    assert [float(row["value"]) for row in rows] == [row.value for row in shown.rows]
    assert json.loads((folder / "invented_share.json").read_text())["rows"][0]["group"] == shown.rows[0].group
    import pyarrow.parquet as pq

    assert pq.read_table(folder / "invented_share.parquet").num_rows == len(shown.rows)
    assert (folder / "invented_share.png").read_bytes().startswith(b"\x89PNG")
    assert (folder / "invented_share.svg").read_text().startswith("<svg")
    assert (folder / "invented_share.bib").read_text().startswith("@misc{")
    assert "parts" not in (folder / "embed.html").read_text()


def test_what_machines_read_is_sound(site):
    text = (site.folder / "indicators/invented_share/index.html").read_text(encoding="utf-8")
    blocks = [json.loads(block) for block in re.findall(r'ld\+json">(.*?)</script>', text)]
    kinds = {block["@type"]: block for block in blocks}
    assert set(kinds) == {"Dataset", "BreadcrumbList"}
    data = kinds["Dataset"]
    assert data["temporalCoverage"] == "2025-01/2026-08"
    assert data["license"].startswith("https://creativecommons.org/")
    assert {item["encodingFormat"] for item in data["distribution"]} >= {"text/csv", "application/json"}
    assert "index.html" in (site.folder / "sitemap.xml").read_text()


def test_pages_are_small(site):
    def packed(path):
        return len(gzip.compress(path.read_bytes()))

    for path in site.pages:
        assert packed(site.folder / path) <= 40 * KB, path
    assets = site.folder / "assets"
    assert packed(assets / "site.css") <= 8 * KB
    assert packed(assets / "site.js") <= 12 * KB
    assert sum(font.stat().st_size for font in assets.rglob("*.woff2")) <= 100 * KB


def test_the_same_inputs_give_the_same_bytes(site, tmp_path, monkeypatch):
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    monkeypatch.setenv("LC_ALL", "tr_TR.UTF-8")
    again = build_site(world(), tmp_path / "other" / "place", tmp_path / "cache")
    files = sorted(path.relative_to(site.folder) for path in site.folder.rglob("*") if path.is_file())
    assert files == sorted(p.relative_to(again.folder) for p in again.folder.rglob("*") if p.is_file())
    for name in files:
        assert (site.folder / name).read_bytes() == (again.folder / name).read_bytes(), name


def test_nothing_changed_means_nothing_is_built(site, cache):
    class Silent(type(world())):
        def indicator(self, *_, **__):
            raise AssertionError("asked again")

    again = build_site(Silent(declared=world().declared), site.folder, cache)
    assert not again.is_new
    assert again.pages == site.pages
    assert again.answer == site.answer


def test_a_lost_file_is_noticed(tmp_path, cache):
    out = tmp_path / "site"
    build_site(world(), out, cache)
    (out / "indicators/invented_share/invented_share.csv").unlink()
    assert build_site(world(), out, cache).is_new
    assert (out / "indicators/invented_share/invented_share.csv").is_file()


def test_another_state_is_another_build(tmp_path, cache):
    build_site(world(), tmp_path / "site", cache)
    assert build_site(world(state="newer"), tmp_path / "site", cache).is_new


def test_an_address_makes_canonical_links_absolute(tmp_path, cache):
    build_site(world(), tmp_path / "site", cache, address="https://example.org/w/")
    text = (tmp_path / "site/method/index.html").read_text()
    assert '<link rel="canonical" href="https://example.org/w/method/index.html">' in text


def test_an_empty_store_still_has_a_home(tmp_path, cache):
    report = build_site(world_without_data(), tmp_path / "site", cache)
    assert report.answer == "No definition of use can be computed from the data of the last year."


def world_without_data():
    bridge = world()
    bridge.results, bridge.leads = {}, {}
    return bridge


def interrupted(target):
    with replaced_folder(target) as folder:
        (folder / "index.html").write_text("half")
        raise KeyboardInterrupt


def test_a_build_that_fails_leaves_the_old_site(tmp_path):
    target = tmp_path / "site"
    with replaced_folder(target) as folder:
        (folder / "index.html").write_text("old")
    with pytest.raises(KeyboardInterrupt):
        interrupted(target)
    assert (target / "index.html").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_folder_takes_the_place_of_another_whole(tmp_path, monkeypatch):
    target = tmp_path / "site"
    for exchange in (True, False):
        if not exchange:
            monkeypatch.setattr("weighbridge.web.swap._exchanged", lambda *_: False)
        for text in ("one", "two"):
            with replaced_folder(target) as folder:
                (folder / f"{text}.html").write_text(text)
        assert [path.name for path in target.iterdir()] == ["two.html"]
        assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_the_date_on_the_page_is_that_of_the_data(pages):
    assert "Data as of 5 October 2026" in pages["index.html"].words
    assert AS_OF in pages["indicators/invented_share/index.html"].words
    assert "5 Oct 2026" in pages["sources/index.html"].words


def test_every_stage_is_counted_beforehand(tmp_path):
    """As many as are told, and those of groupings and indicators that nothing stored answers."""
    bridge, told = world(), []
    build_site(bridge, tmp_path / "site", tmp_path / "cache", told.append)
    indicators = bridge.indicators()
    written = sum(line.endswith(": figures and files") for line in told)
    looked_at = sum(line.endswith(": what other definitions say") for line in told)
    assert written
    assert looked_at
    unanswered = sum(len(one.groups) for one in indicators) - written
    assert stages_of(indicators) == len(told) + unanswered + len(indicators) - looked_at

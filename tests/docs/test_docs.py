"""What the docs say is so: commands run, quoted output occurs, links resolve, the walk-through works."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from tests.docs.conftest import ROOT

from weighbridge.web.glossary import GLOSSARY

FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"^`([\w./]+)`:\n\n```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("benchmarks/*.md")])
# Setting up and whole test runs are not for a test; the Makefile must have what they name.
MAKE = re.compile(r"^make ([a-z-]+)", re.MULTILINE)


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def plain(text: str) -> str:
    return " ".join(text.split())


def section(name: str, title: str) -> str:
    """The part of a page under a heading that begins so, up to the next one of the same depth."""
    parts = re.split(r"(?m)^(?=## )", text_of(name))
    (found,) = [part for part in parts if part.startswith(f"## {title}")]
    return found


def things_to_try() -> list[tuple[str, list[tuple[str, str]]]]:
    """The numbered things of the README with their blocks."""
    parts = re.split(r"(?m)^(?=\*\*\d+\.)", section("README.md", "Ten things"))[1:]
    return [(part[2 : part.index(".")], FENCE.findall(part)) for part in parts]


def quoted(blocks: list[tuple[str, str]]) -> list[str]:
    return [plain(body) for kind, body in blocks if kind == "text"]


def blocks_of(number: str) -> list[tuple[str, str]]:
    return dict(things_to_try())[number]


def run(shell, blocks: list[tuple[str, str]]) -> str:
    """Run the blocks of one thing to try, in order; what they said."""
    said = []
    for kind, body in blocks:
        if kind == "sh":
            said.append(shell(body))
        if kind == "python":
            said.append(shell(body, ("python", "-c")))
    return plain(" ".join(said))


def test_there_are_ten_things_to_try():
    assert [number for number, _ in things_to_try()] == [str(n) for n in range(1, 11)]


@pytest.mark.parametrize("number", ["1", "2", "3", "4", "5", "7", "8", "9"])
def test_a_thing_to_try_works_and_says_what_is_quoted(shell, number):
    said = run(shell, blocks_of(number))
    assert said
    for words in quoted(blocks_of(number)):
        assert words in said


@pytest.mark.parametrize("number", ["6", "10"])
def test_a_thing_that_adds_something_works_and_says_what_is_quoted(checkout, number):
    said = run(checkout, blocks_of(number))
    for words in quoted(blocks_of(number)):
        assert words in said
    if number == "10":
        for path in ("src/weighbridge/indicators/likes_share.py", "tests/indicators/test_likes_share.py"):
            (checkout.folder / path).unlink()


@pytest.fixture(scope="session")
def followed(checkout):
    """The checkout after CONTRIBUTING was followed to the letter."""
    for path, kind, body in FILE.findall(text_of("CONTRIBUTING.md")):
        target = checkout.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if kind == "csv":
            assert target.is_file()
            body = target.read_text(encoding="utf-8") + body
        target.write_text(body, encoding="utf-8")
    records = '{"model": "zz-example-lab/Tiny-1B", "downloads": 3, "likes": 1}\n'
    (checkout.folder / "counts.jsonl").write_text(records, encoding="utf-8")
    return checkout


def test_the_walk_through_names_all_it_promises():
    named = {path for path, _, _ in FILE.findall(text_of("CONTRIBUTING.md"))}
    rooms = {Path(path).parts[2] for path in named if path.startswith("src")}
    assert rooms == {"sources", "indicators", "entities"}


def test_what_is_added_passes_its_own_tests(followed):
    said = followed("python -m pytest -q -p no:cacheprovider tests/sources tests/indicators")
    assert "2 passed" in said


def test_what_is_added_is_seen_on_the_command_line(followed):
    blocks = FENCE.findall(section("CONTRIBUTING.md", "Add an indicator").split("Now both", 1)[1])
    commands = "\n".join(line for line in blocks[0][1].splitlines() if not line.startswith("make"))
    said = plain(followed(commands))
    for words in blocks[1][1].splitlines():
        assert words in said
    # The account and its seat come from the two judgement rows.
    assert re.search(r"2026-11 100\.0 ", said), said
    assert "France" in said


def test_what_is_added_is_seen_in_reference_and_site(followed):
    followed("python tools/generate_docs.py")
    assert "## likes_share" in (followed.folder / "docs" / "indicators.md").read_text(encoding="utf-8")
    assert "## lab_counts" in (followed.folder / "docs" / "sources.md").read_text(encoding="utf-8")
    followed(SITE, ("python", "-c"))
    site = followed.folder / "site"
    assert "Likes share" in (site / "indicators" / "index.html").read_text(encoding="utf-8")
    assert list(site.glob("indicators/likes_share/**/*.csv"))
    assert "Example laboratory" in (site / "sources" / "index.html").read_text(encoding="utf-8")


SITE = """
from pathlib import Path
import weighbridge
from weighbridge.web.plug import Plug
from weighbridge.web.site import build_site

class One(Plug):
    def indicators(self):
        return [item for item in super().indicators() if item.name == "likes_share"]

wb = weighbridge.open()
build_site(One(wb), Path("site").absolute(), wb.home.cache)
"""


def test_every_make_target_named_exists():
    targets = set(re.findall(r"(?m)^([a-z-]+):", text_of("Makefile")))
    for page in PAGES:
        body = page.read_text(encoding="utf-8")
        named = {name for kind, block in FENCE.findall(body) if kind == "sh" for name in MAKE.findall(block)}
        assert named <= targets, page.name


def anchors(path: Path) -> set[str]:
    """The anchors of a page: of its headings, as code hosts make them, and those set by hand."""
    body = path.read_text(encoding="utf-8")
    heads = re.findall(r"(?m)^#+ (.+)$", re.sub(FENCE, "", body))
    slugs = {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}
    return slugs | set(re.findall(r'<a id="([^"]+)"', body))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_resolve(page):
    body = re.sub(r"`[^`\n]*`", "", re.sub(FENCE, "", page.read_text(encoding="utf-8")))
    for link in LINK.findall(body):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = unquote(link).partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), link
        assert ROOT in target.parents, link
        if anchor and target.suffix == ".md":
            assert anchor in anchors(target), link


def test_the_glossary_is_sorted_and_knows_every_word_of_the_site():
    body = text_of("docs/glossary.md")
    terms = re.findall(r'(?m)^- <a id="([^"]+)"></a>\*\*([^*]+)\*\*', body)
    assert len(terms) > 60
    assert [term.lower() for _, term in terms] == sorted({term.lower() for _, term in terms})
    for anchor, term in terms:
        assert anchor == re.sub(r"[^a-z0-9]+", "-", term.lower()).strip("-")
    said = {term.lower() for _, term in terms}
    assert {word.lower() for word in GLOSSARY} <= said


def test_decisions_are_numbered_dated_and_listed():
    folder = ROOT / "docs" / "decisions"
    records = sorted(path for path in folder.glob("*.md") if path.name != "README.md")
    assert [int(path.name[:4]) for path in records] == list(range(1, len(records) + 1))
    listed = (folder / "README.md").read_text(encoding="utf-8")
    for path in records:
        assert re.search(r"(?m)^\d{4}-\d{2}-\d{2}\b", path.read_text(encoding="utf-8")), path.name
        assert path.name in listed


def test_the_readme_shows_a_picture_of_real_output():
    (name,) = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text_of("README.md"))
    picture = ROOT / name
    assert picture.stat().st_size < 300_000
    assert "http" not in re.sub(r'xmlns(:\w+)?="[^"]+"', "", picture.read_text(encoding="utf-8"))

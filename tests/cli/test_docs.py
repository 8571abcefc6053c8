"""The reference that is written from the declarations."""

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from weighbridge.catalogue import registry
from weighbridge.cli.commands import COMMANDS
from weighbridge.cli.help import describe

ROOT = Path(__file__).resolve().parents[2]
TOOL = ROOT / "tools" / "generate_docs.py"


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("generate_docs", TOOL)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def pages(tool):
    return {name: page() for name, page in tool.PAGES.items()}


def test_every_declaration_has_its_place(pages):
    for name, command in COMMANDS.items():
        assert f"## weighbridge {name}\n" in pages["docs/cli.md"]
        assert all(f"`{flag.spelling}`" in pages["docs/cli.md"] for flag in describe(command).flags)
    for declared in registry.indicators():
        assert f"\n## {declared.name}\n" in pages["docs/indicators.md"]
        for axis in declared.axes:
            assert f"\n## {axis.name}\n" in pages["docs/axes.md"]
            assert all(f"| `{option.name}` |" in pages["docs/axes.md"] for option in axis.options)
    for source in registry.sources():
        assert f"\n## {source.name}\n" in pages["docs/sources.md"]
        assert source.credit in pages["docs/sources.md"]
    for table in registry.tables():
        text = pages["docs/tables.md"].partition(f"\n## {table.name}\n")[2].partition("\n## ")[0]
        assert all(f"| `{column.name}` | {column.type} |" in text for column in table.columns)
        assert all(rule.trap.replace("|", "\\|") in text for rule in table.rules)


def test_every_shipped_source_is_credited_with_its_terms(tool, pages):
    held = tool.shipped()
    assert held
    for manifest in held:
        source = registry.source(manifest.source)
        assert source.credit in pages["NOTICES.md"]
        assert source.terms.value in pages["NOTICES.md"]
        assert all(file.sha256[:16] in pages["NOTICES.md"] for file in manifest.files)


def test_tables_are_whole(pages):
    for name, page in pages.items():
        lines = page.splitlines()
        for i, line in enumerate(lines):
            if line.startswith("| ---"):
                count = lines[i - 1].replace("\\|", "").count("|")
                block = [text for text in lines[i:] if not text.startswith("|")][:1]
                end = lines.index(block[0], i) if block else len(lines)
                assert all(text.replace("\\|", "").count("|") == count for text in lines[i:end]), (name, line)


def test_links_lead_to_pages_and_headings_that_exist(pages):
    import re

    headings = {
        name.rpartition("/")[2]: {
            line[3:].strip().lower().replace(" ", "-") for line in page.splitlines() if line.startswith("## ")
        }
        for name, page in pages.items()
    }
    for name, page in pages.items():
        for target in re.findall(r"\]\(([^)]+)\)", page):
            if target.startswith("https://"):
                continue
            file, _, anchor = target.partition("#")
            if file and file not in headings:
                assert (ROOT / Path(name).parent / file).exists(), (name, target)
            elif anchor:
                assert anchor in headings[file or name.rpartition("/")[2]], (name, target)


def test_the_schema_and_the_page_of_formats_agree(tool, pages):
    assert "| `bound_high` | The value if everything unplaced belonged to it. |" in pages["docs/formats.md"]


def test_check_names_what_is_not_up_to_date(tool, pages, tmp_path):
    for name, page in pages.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page, encoding="utf-8")
    assert tool.stale(tmp_path) == []
    (tmp_path / "docs" / "cli.md").write_text("old", encoding="utf-8")
    (tmp_path / "NOTICES.md").unlink()
    assert tool.stale(tmp_path) == ["docs/cli.md", "NOTICES.md"]


def test_from_the_command_line(tmp_path):
    (tmp_path / "tools").mkdir()
    shutil.copy(TOOL, tmp_path / "tools")
    shutil.copytree(ROOT / "docs" / "schema", tmp_path / "docs" / "schema")
    words = [sys.executable, str(tmp_path / "tools" / "generate_docs.py")]
    before = subprocess.run([*words, "--check"], capture_output=True, text=True, check=False)
    assert before.returncode == 1
    assert "docs/cli.md is not up to date: run `make docs`." in before.stderr
    assert subprocess.run(words, check=False).returncode == 0
    after = subprocess.run([*words, "--check"], capture_output=True, text=True, check=False)
    assert (after.returncode, after.stderr) == (0, "")
    assert subprocess.run([*words, "--chek"], capture_output=True, check=False).returncode == 2

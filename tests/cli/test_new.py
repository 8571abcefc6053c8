import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import weighbridge
from weighbridge.catalogue.errors import UsageError
from weighbridge.catalogue.registry import ROOMS
from weighbridge.cli.new import checkout, write
from weighbridge.cli.program import run

ROOT = Path(__file__).resolve().parents[2]
LONG = "a_name_of_exactly_forty_letters_for_test"


@pytest.fixture
def own_checkout(tmp_path) -> Path:
    """An empty checkout: the package's rooms without their files."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "src" / "weighbridge").mkdir(parents=True)
    return tmp_path


@pytest.fixture(scope="module")
def full_checkout(tmp_path_factory) -> Path:
    """A copy of the package with one new declaration of every kind, one name long and one short."""
    root = tmp_path_factory.mktemp("checkout")
    shutil.copy(ROOT / "pyproject.toml", root)
    skipped = shutil.ignore_patterns("__pycache__", "starter")
    shutil.copytree(Path(weighbridge.__file__).parent, root / "src" / "weighbridge", ignore=skipped)
    for kind in ROOMS:
        write(root, kind, f"my_{kind}")
        write(root, kind, f"{LONG[: 40 - len(kind)]}{kind}")
    return root


def own(root, *words):
    return subprocess.run(
        [sys.executable, *words],
        cwd=root,
        env={"PYTHONPATH": str(root / "src"), "PATH": "", "HOME": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_kind_is_found_without_another_edit(full_checkout):
    listed = own(
        full_checkout,
        "-c",
        "from weighbridge.catalogue import registry\n"
        "print(*(name for kind in registry.ROOMS for name in registry.names(kind)))",
    )
    assert listed.returncode == 0, listed.stderr
    assert {f"my_{kind}" for kind in ROOMS} <= set(listed.stdout.split())


def test_what_is_written_passes_format_and_lint(full_checkout):
    files = [
        str(path)
        for path in full_checkout.rglob("*.py")
        if path.stem.removeprefix("test_")[:3] in ("my_", "a_n")
    ]
    assert len(files) == 4 * len(ROOMS)
    for words in (("format", "--check"), ("check",)):
        done = own(full_checkout, "-m", "ruff", *words, *files)
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_tests_fail_and_say_what_to_do(full_checkout):
    done = own(full_checkout, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "my_", "tests")
    assert done.returncode == 1
    assert f"{2 * len(ROOMS)} failed" in done.stdout
    assert "write the docstring: readers see it as the method" in done.stdout
    assert "compute one value of a tiny world by hand" in done.stdout


def test_a_new_indicator_is_on_the_command_line(full_checkout):
    done = own(full_checkout, "-m", "weighbridge", "indicators")
    assert "my_indicator" in done.stdout, done.stderr
    assert "--panel" in own(full_checkout, "-m", "weighbridge", "indicator", "my_indicator", "--help").stdout


def test_it_says_what_was_written_and_what_comes_next(own_checkout, monkeypatch, capsys):
    monkeypatch.chdir(own_checkout / "src")
    assert run(("new", "indicator", "adoption/likes_share")) == 0
    said = capsys.readouterr().out
    assert "wrote src/weighbridge/indicators/adoption/likes_share.py" in said
    assert "wrote tests/indicators/test_likes_share.py" in said
    assert "weighbridge indicator likes_share" in said
    assert (own_checkout / "src/weighbridge/indicators/adoption/__init__.py").is_file()


@pytest.mark.parametrize("name", ["My-Thing", "1st", "class", "two words", "../up", "", "x" * 41, "naïve"])
def test_names_that_cannot_be_are_refused_and_nothing_is_written(own_checkout, name):
    before = sorted(own_checkout.rglob("*"))
    with pytest.raises(UsageError):
        write(own_checkout, "indicator", name)
    assert sorted(own_checkout.rglob("*")) == before


def test_the_nearest_name_is_offered(own_checkout):
    with pytest.raises(UsageError, match="Nearest: my_thing"):
        write(own_checkout, "indicator", "My-Thing")


def test_what_is_there_is_not_written_over(own_checkout):
    done = write(own_checkout, "indicator", "likes_share")
    for name in ("likes_share", "adoption/likes_share"):
        with pytest.raises(UsageError, match="is there already"):
            write(own_checkout, "indicator", name)
    (own_checkout / done.declaration).unlink()
    with pytest.raises(UsageError, match=r"test_likes_share\.py is there already"):
        write(own_checkout, "indicator", "likes_share")


def test_outside_a_checkout_it_says_where_to_go(tmp_path):
    with pytest.raises(UsageError, match="is in no checkout of weighbridge"):
        checkout(tmp_path)

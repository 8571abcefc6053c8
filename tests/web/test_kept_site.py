"""A site asked for again in another folder is copied: the same bytes, or built anew where it was touched."""

import pytest
from tests.web.world import world

from weighbridge.web.site import build_site


def files(folder):
    return {
        path.relative_to(folder): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


class Silent:
    """A world that knows its state and answers nothing: whoever asks it is building."""

    def __init__(self, state):
        self.state = state

    def __getattr__(self, name):
        raise AssertionError(f"asked for {name}")


@pytest.fixture
def first(tmp_path):
    build_site(world(), tmp_path / "first", tmp_path / "cache")
    return tmp_path / "first"


def test_another_folder_gets_the_same_bytes_without_a_question(first, tmp_path):
    report = build_site(Silent(world().state), tmp_path / "second", tmp_path / "cache")
    assert files(tmp_path / "second") == files(first)
    assert report.files == len(files(first)) - 1


def test_a_file_edited_in_its_place_is_not_copied(first, tmp_path):
    whole = files(first)
    with (first / "index.html").open("r+b") as stream:
        stream.write(b"<!DOCTYPE")
    with pytest.raises(AssertionError, match="asked for"):
        build_site(Silent(world().state), tmp_path / "second", tmp_path / "cache")
    assert not (tmp_path / "second").exists()
    build_site(world(), tmp_path / "second", tmp_path / "cache")
    assert files(tmp_path / "second") == whole


def test_other_inputs_are_built(first, tmp_path):
    with pytest.raises(AssertionError, match="asked for"):
        build_site(Silent("another state"), tmp_path / "second", tmp_path / "cache")


def test_where_the_cache_was_emptied_it_is_built(first, tmp_path):
    (tmp_path / "cache" / "site" / "index.html").unlink()
    build_site(world(), tmp_path / "second", tmp_path / "cache")
    assert files(tmp_path / "second") == files(first)

"""A package named early and read in late: it behaves as if it had been imported."""

import subprocess
import sys
import threading

import pytest

from weighbridge.cli.late import LatePackage, read_in_late


@pytest.fixture
def late(monkeypatch):
    """The standard library's colour conversions, not read in yet."""
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    read_in_late("colorsys")
    import colorsys

    yield colorsys
    sys.modules.pop("colorsys", None)


def test_naming_it_reads_nothing_in(late):
    assert isinstance(late, LatePackage)
    assert "rgb_to_hsv" not in vars(late)


def test_the_first_use_reads_it_in_and_later_imports_get_the_real_one(late):
    assert late.rgb_to_hsv(1, 0, 0) == (0.0, 1, 1)
    import colorsys

    assert not isinstance(colorsys, LatePackage)
    assert colorsys.rgb_to_hsv is vars(late)["rgb_to_hsv"]


def test_what_it_does_not_have_is_an_attribute_error(late):
    with pytest.raises(AttributeError, match="no_such_name"):
        late.no_such_name  # noqa: B018


def test_many_threads_may_use_it_first(late):
    found, start = [], threading.Barrier(8)

    def ask():
        start.wait()
        found.append(late.rgb_to_hsv(0, 0, 0))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [(0.0, 0.0, 0)] * 8


def test_a_package_that_is_there_stays():
    import json

    read_in_late("json")
    assert sys.modules["json"] is json


def test_all_declarations_are_read_without_the_frame_library():
    words = (
        "import sys; from weighbridge.cli.late import LatePackage, read_in_late; read_in_late('narwhals');"
        "from weighbridge.catalogue import registry; registry.sources(); registry.indicators();"
        "sys.exit(not isinstance(sys.modules['narwhals'], LatePackage))"
    )
    assert subprocess.run([sys.executable, "-c", words], check=False).returncode == 0

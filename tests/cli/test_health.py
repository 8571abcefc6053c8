import importlib.metadata
import platform

from weighbridge.cli import health
from weighbridge.cli.health import findings, pinned
from weighbridge.cli.program import run


def found(name):
    return next(finding for finding in findings() if finding.name == name)


def test_the_pins_are_those_of_the_package():
    assert {"duckdb", "numpy", "narwhals", "pyarrow", "scipy"} <= pinned().keys()
    assert "typst" not in pinned(), "an extra is not needed"


def test_another_version_is_told_with_the_way_back(monkeypatch):
    real = importlib.metadata.version
    monkeypatch.setattr(importlib.metadata, "version", lambda name: "0.9" if name == "numpy" else real(name))
    said = found("numpy")
    assert said.status == "differs"
    assert said.found == f"0.9, tested with {pinned()['numpy']}"
    assert f"pip install numpy=={pinned()['numpy']}" in said.advice


def test_another_python_is_told(monkeypatch):
    monkeypatch.setattr(health, "_tested_series", lambda: ["3.98", "3.99"])
    assert found("python").status == "differs"
    assert platform.python_version() in found("python").found


def test_a_missing_package_is_a_violation(monkeypatch, capsys):
    real = importlib.metadata.version

    def without(name):
        if name == "duckdb":
            raise importlib.metadata.PackageNotFoundError(name)
        return real(name)

    monkeypatch.setattr(importlib.metadata, "version", without)
    assert run(("doctor",)) == 1
    said = capsys.readouterr().out
    assert said.startswith("Missing: duckdb.")
    assert "pip install duckdb==" in said


def test_what_only_tests_need_is_optional(monkeypatch):
    monkeypatch.setattr(health.shutil, "which", lambda name: None)
    assert {found("Chromium").status, found("Java").status} == {"optional"}
    assert "apt-get install chromium" in found("Chromium").advice


def test_a_home_that_is_a_file_is_told(tmp_path, monkeypatch):
    path = tmp_path / "home"
    path.write_text("")
    monkeypatch.setenv("WEIGHBRIDGE_HOME", str(path))
    assert found("home").status == "missing"
    assert "expected a folder" in found("home").advice

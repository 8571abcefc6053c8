import json
from pathlib import Path

import pytest

import weighbridge.web.site
from weighbridge.cli.program import run


@pytest.fixture
def without_site(monkeypatch):
    """The report without its site, which has tests of its own and takes longer."""
    asked = []

    def build(bridge, out, cache, progress=None, address=""):
        asked.append((out, cache))

    monkeypatch.setattr(weighbridge.web.site, "build_site", build)
    return asked


def test_the_report_answers_who_leads(built, tmp_path, monkeypatch, capsys, without_site):
    monkeypatch.setenv("WEIGHBRIDGE_HOME", str(built))
    monkeypatch.chdir(tmp_path)
    assert run(("report", "--quiet")) == 0
    said = capsys.readouterr()
    lines = said.out.splitlines()
    assert said.err == ""
    assert len(lines) <= 40
    assert " leads " in lines[0]
    assert lines[0].endswith("definitions of use.")
    assert any(line.startswith("  Downloads, every listed model  ") for line in lines)
    assert "site: site/index.html" in lines
    assert "next: weighbridge sensitivity download_share" in lines[-1]
    assert without_site == [(tmp_path / "site", built / "cache")]


def test_the_report_in_json_and_the_place_of_the_site(built, tmp_path, monkeypatch, capsys, without_site):
    monkeypatch.setenv("WEIGHBRIDGE_HOME", str(built))
    assert run(("report", "--format", "json", "--out", str(tmp_path / "public"), "--quiet")) == 0
    body = json.loads(capsys.readouterr().out)
    assert without_site[0][0] == tmp_path / "public"
    assert body["answer"].endswith("definitions of use.")
    counted = [row for row in body["definitions"] if row["is_counted"]]
    old = [row for row in body["definitions"] if not row["is_counted"]]
    assert counted
    assert body["definitions"] == [*counted, *old], "what is old stands last"
    for row in body["definitions"]:
        assert row["bound_low"] <= row["lead"] <= row["bound_high"]
        assert abs(row["cn"] - row["us"] - row["lead"]) < 1e-9
        assert row["leader"] == ("CN" if row["lead"] > 0 else "US")


@pytest.mark.slow
def test_from_nothing_to_an_answer_and_a_site(fresh):
    first = fresh("report")
    assert first.code == 0, first.err
    assert "Traceback" not in first.err
    assert Path(fresh.folder, "site", "index.html").is_file()
    told = first.err.splitlines()
    assert told[0] == "weighbridge: weighing the headline definitions"
    # Which table comes first hangs on what the second process has begun.
    assert told[1].startswith("weighbridge: building ")
    second = fresh("report", "--quiet")
    assert second.err == ""
    assert second.out == first.out

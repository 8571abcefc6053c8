"""What a user sees: the real program on the shipped snapshots."""

import json
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import pyarrow.parquet as pq
import pytest

SCHEMA = Path(__file__).resolve().parents[2] / "docs" / "schema" / "indicator.schema.json"
ESCAPE = "\x1b["


@pytest.fixture(scope="module")
def schema():
    found = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(found)
    return found


def result_of(ask, schema, *words):
    done = ask("indicator", "download_share", *words, "--format", "json")
    assert done.code == 0, done.err
    body = json.loads(done.out)
    jsonschema.Draft202012Validator(schema).validate(body)
    return body


def test_shares_sum_to_one_and_bounds_hold_the_value(ask, schema):
    body = result_of(ask, schema, "--group", "country", "--from", "2024-11", "--to", "2025-09")
    months = {}
    for row in body["rows"]:
        months.setdefault(row["month"], []).append(row)
        assert row["bound_low"] <= row["value"] <= row["bound_high"]
        if row["low"] is not None:
            assert row["low"] <= row["value"] <= row["high"]
    assert len(months) == 11
    assert all(abs(sum(row["value"] for row in rows) - 1) < 1e-9 for rows in months.values())
    assert all(any(row["group"] == "unknown" for row in rows) for rows in months.values())


def test_the_schema_names_every_field_there_is(ask, schema):
    body = result_of(ask, schema, "--month", "2025-09")
    assert body.keys() == schema["properties"].keys()
    assert body["rows"][0].keys() == schema["$defs"]["row"]["properties"].keys()
    assert body["snapshots"][0].keys() == schema["$defs"]["snapshot"]["properties"].keys()


def test_an_axis_is_a_flag_and_changes_the_fingerprint(ask, schema):
    plain = result_of(ask, schema, "--month", "2025-09")
    changed = result_of(ask, schema, "--month", "2025-09", "--size-floor", "7b", "--panel", "constant")
    assert changed["definition"]["size_floor"] == "7b"
    assert changed["definition"]["panel"] == "constant"
    assert changed["fingerprint"] != plain["fingerprint"]


def test_countries_may_be_called_by_their_names(ask, schema):
    body = result_of(ask, schema, "--month", "2025-09", "--only", "china,United States")
    assert [row["group"] for row in body["rows"]] == ["CN", "US"]


def test_last_keeps_the_newest_months(ask, schema):
    rows = result_of(ask, schema, "--last", "2", "--only", "CN")["rows"]
    assert len(rows) == 2
    assert rows[0]["month"] < rows[1]["month"]


def test_every_form_has_the_same_rows(ask, tmp_path):
    words = ("indicator", "download_share", "--month", "2025-09", "--only", "CN,US", "--quiet")
    csv = ask(*words, "--format", "csv").lines
    assert csv[0] == "month,group,value,low,high,bound_low,bound_high,n,flags"
    assert [line[:10] for line in csv[1:]] == ["2025-09,CN", "2025-09,US"]
    assert ask(*words, "--format", "md").lines[2].startswith("| 2025-09 | CN | ")
    path = tmp_path / "shares.parquet"
    assert ask(*words, "--output", path).out == ""
    table = pq.read_table(path)
    assert table["group"].to_pylist() == ["CN", "US"]
    assert json.loads(table.schema.metadata[b"weighbridge"])["indicator"] == "download_share"
    plain = tmp_path / "shares.txt"
    ask(*words, "--output", plain)
    assert plain.read_text(encoding="utf-8").startswith("In September 2025,")


def test_on_a_screen_of_80_columns(ask):
    shown = ask.on_screen(80, "indicator", "download_share", NO_COLOR="1")
    lines = shown.lines
    assert shown.code == 0
    assert ESCAPE not in shown.out
    assert max(map(len, lines)) <= 80
    assert len(lines) <= 40
    assert re.match(r"month +(CN|US) +at most +(CN|US) +at most +\?", lines[next_table(lines)])
    assert lines[-1].startswith("download_share@")
    assert "next: weighbridge " in lines[-1]
    hint = next(i for i, line in enumerate(lines) if "--" in line)
    assert hint < 26, "the first hint stands on the first page"


def next_table(lines):
    return next(i for i, line in enumerate(lines) if line.startswith("month "))


def test_colour_on_a_screen_only_and_not_when_refused(ask):
    words = ("indicator", "download_share", "--last", "1", "--quiet")
    assert f"{ESCAPE}33mCN" in ask.on_screen(80, *words).out
    assert ESCAPE not in ask.on_screen(80, *words, NO_COLOR="1").out
    assert ESCAPE not in ask.on_screen(80, *words, TERM="dumb").out
    assert ESCAPE not in ask(*words).out


def test_at_120_columns_and_on_a_pipe_intervals_too(ask):
    words = ("indicator", "download_share", "--last", "2", "--quiet")
    wide = ask.on_screen(120, *words, NO_COLOR="1")
    assert max(map(len, wide.lines)) <= 120
    head = wide.lines[next_table(wide.lines)]
    assert "interval" in head
    assert head.split()[-2:] == ["n", "flag"] or head.split()[-1] == "n"
    piped = ask(*words)
    assert "China" in piped.lines[next_table(piped.lines)]
    assert "United States" in piped.lines[next_table(piped.lines)]
    assert piped.lines[0].startswith("In ")
    assert "…" not in piped.out


def test_in_ascii_where_the_encoding_asks(ask):
    done = ask("indicator", "download_share", "--last", "2", PYTHONIOENCODING="ascii")
    assert done.code == 0
    assert done.out.isascii()
    assert "45" in done.out or "%" in done.out
    body = ask(
        "indicator", "download_share", "--month", "2025-09", "--format", "json", PYTHONIOENCODING="ascii"
    )
    assert json.loads(body.out.encode("ascii", "surrogateescape"))["indicator"] == "download_share"


def test_unknown_names_are_told_with_the_nearest(ask):
    for words, said in {
        ("--panel", "constnt"): "Nearest: constant",
        ("--group", "contry"): "Nearest: country",
        ("--only", "CNN"): "Nearest: CN",
        ("--month", "2019-12"): "nearest: 2024-11",
        ("--list", "osirr"): "Nearest: osir",
        ("--as-of", "2026-99-01"): "is no date",
    }.items():
        done = ask("indicator", "download_share", *words)
        assert (done.code, done.out) == (2, "")
        assert said in done.err
        assert "Traceback" not in done.err


def test_a_reader_who_leaves_early_is_no_error(ask):
    words = f"{sys.executable} -m weighbridge indicator download_share --format csv"
    done = subprocess.run(
        ["bash", "-c", f"{words} | head -1; echo ${{PIPESTATUS[0]}}"],
        capture_output=True,
        text=True,
        env=ask.environment({}),
        check=False,
    )
    assert done.stdout.splitlines()[0].startswith("month,group")
    assert done.stdout.splitlines()[1] in ("0", "141")
    assert done.stderr == ""


def test_interrupted_it_says_so_and_leaves_the_store_whole(fresh):
    process = subprocess.Popen(
        [sys.executable, "-m", "weighbridge", "build"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=fresh.environment({}),
        # A test run in the background ignores the signal, and so would its children.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert process.stderr.readline()
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.decode().splitlines()[-1].startswith("weighbridge: Interrupted.")
    assert b"Traceback" not in err
    assert fresh("verify", "--quiet").code == 0


@pytest.mark.parametrize(("words", "code"), [("Query interrupted", 130), ("Something else", None)])
def test_a_signal_met_by_the_engine_is_an_interruption_and_nothing_else_is(monkeypatch, capsys, words, code):
    """The engine tells it as an error of its own; any other error of that kind is a fault and stays one."""
    from weighbridge.cli import program

    def failing(_):
        raise RuntimeError(words)

    monkeypatch.setattr(program, "_dispatch", failing)
    if code is None:
        with pytest.raises(RuntimeError, match=words):
            program.run(["build"])
        return
    assert program.run(["build"]) == code
    assert capsys.readouterr().err.startswith("weighbridge: Interrupted.")


def test_progress_goes_beside_the_answer(fresh):
    done = fresh("build", "crawls", "--format", "json")
    assert json.loads(done.out)[0]["table"] == "crawls"
    assert done.err.splitlines() == [
        "weighbridge: building model_observations",
        "weighbridge: building crawls",
    ]
    again = fresh("build", "crawls", "--format", "json")
    assert again.err == "", "nothing has changed, so nothing is built"
    assert json.loads(again.out) == json.loads(done.out)


def test_what_is_held(ask):
    sources = {item["name"]: item for item in json.loads(ask("sources", "--format", "json").out)}
    assert sources["osir"]["terms"] == "MIT"
    assert sources["hub_models"]["newest"] is None
    listed = json.loads(ask("snapshots", "--format", "json").out)
    assert ("osir", "2025-09-08") in {(item["source"], item["date"]) for item in listed}
    assert [
        item["source"] for item in json.loads(ask("snapshots", "list", "osir", "--format", "json").out)
    ] == ["osir"]
    assert ask("snapshots", "list", "hub_models").code == 4, "none found"
    shown = ask("snapshots", "show", "osir_modelscope")
    assert "1 record set aside:" in shown.lines
    assert re.search(
        r"^3440 +'total_downloads' is -29, expected a whole number, zero or more", shown.out, re.MULTILINE
    )


def test_indicators_say_what_can_be_asked(ask):
    assert any(line.startswith("download_share ") for line in ask("indicators").lines)
    one = json.loads(ask("indicators", "download_share", "--format", "json").out)
    status = {(item["axis"], item["option"]): item for item in one["options"]}
    assert status["panel", "all"]["default"] is True
    assert status["measure", "first_year"]["status"] == "unavailable"
    assert status["measure", "first_year"]["reason"]
    assert "--panel" in ask("indicators", "--axes").out


def test_verify_names_what_was_changed(built, fresh):
    shutil.copytree(built, fresh.home)
    assert fresh("verify", "--quiet").code == 0
    path = next(fresh.home.glob("derived/crawls/*/crawls.parquet"))
    held = bytearray(path.read_bytes())
    held[40] ^= 1
    path.write_bytes(held)
    done = fresh("verify", "--format", "json")
    assert done.code == 1
    assert [item["path"] for item in json.loads(done.out)["findings"]] == [str(path)]
    assert "1 does not match" in fresh("verify").out


def test_doctor_looks_at_everything_needed(ask):
    done = ask("doctor", "--format", "json")
    assert done.code == 0, done.out
    assert {item["part"] for item in json.loads(done.out)} == {
        "program",
        "packages",
        "store",
        "fonts",
        "tests",
    }


def imports_of(ask, *words):
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "weighbridge", *words],
        capture_output=True,
        text=True,
        env=ask.environment({}),
        check=True,
    )
    return {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}


def test_help_waits_for_nothing_heavy(ask):
    heavy = {"numpy", "pyarrow", "duckdb", "scipy", "narwhals", "rich", "cyclopts", "platformdirs"}
    assert not heavy & imports_of(ask, "--help")


def test_a_stored_answer_waits_for_no_engine(ask):
    found = imports_of(ask, "indicator", "download_share")
    assert not {"duckdb", "scipy", "rich", "pandas.core", "jinja2", "vl_convert", "httpx"} & found
    assert {"weighbridge", "numpy"} <= found


def test_nothing_is_said_at_the_end_of_the_engine(fresh):
    done = fresh("build", "crawls", "--quiet")
    assert done.err == ""
    assert done.out.startswith("table ")

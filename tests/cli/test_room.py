"""What the engine may take: words that say nothing are refused, and too little room is told plainly."""

import pytest

from weighbridge.cli import program
from weighbridge.store.engine import DuckEngine


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("WEIGHBRIDGE_MEMORY", "plenty", "is no amount of memory, such as 800MB or 2GB."),
        ("WEIGHBRIDGE_MEMORY", "-5GB", "is no amount of memory"),
        ("WEIGHBRIDGE_THREADS", "many", "is no number of threads. Expected 1 or more."),
        ("WEIGHBRIDGE_THREADS", "0", "is no number of threads"),
    ],
)
def test_a_bound_that_says_nothing_is_refused(fresh, variable, value, said):
    done = fresh("indicator", "download_share", "--quiet", **{variable: value})
    assert done.code == 2
    assert done.err.startswith(f"weighbridge: {variable}={value} {said}")


def test_too_little_room_is_told_with_what_to_do_and_nothing_is_left_behind(fresh):
    assert fresh("build", "crawls", "--quiet").code == 0
    done = fresh("indicator", "download_share", "--quiet", WEIGHBRIDGE_MEMORY="12MB")
    assert done.code == 1
    assert "Traceback" not in done.err
    assert done.err.startswith("weighbridge: There was no room: ")
    assert "WEIGHBRIDGE_MEMORY is 12MB" in done.err
    kept = [path for path in (fresh.home / "derived").glob("*/*") if path.is_dir()]
    assert kept
    assert all((path / "manifest.json").is_file() for path in kept), "a table is whole or not there"
    assert fresh("verify", "--quiet").code == 0
    again = fresh("indicator", "download_share", "--quiet")
    assert again.code == 0, again.err


def test_a_machine_without_memory_is_told_the_same_way(monkeypatch, capsys):
    def fail(words):
        raise MemoryError

    monkeypatch.delenv("WEIGHBRIDGE_MEMORY", raising=False)
    monkeypatch.setattr(program, "_dispatch", fail)
    assert program.run(("verify",)) == 1
    told = capsys.readouterr().err
    assert told.startswith("weighbridge: There was no room: no memory is left on this machine.")
    assert "WEIGHBRIDGE_MEMORY is not set" in told


def test_what_has_no_room_goes_to_a_folder_nobody_has_made(tmp_path):
    """Four million different texts sorted within 100 MB: they cannot but go to disk."""
    engine = DuckEngine(1, "100MB", tmp_path / "home" / "cache" / "spill")
    rows = engine.connection.sql("SELECT md5(range::VARCHAR) AS word FROM range(4000000) ORDER BY word")
    found = rows.aggregate("count(*)").fetchall()
    assert found == [(4_000_000,)]
    assert (tmp_path / "home" / "cache").is_dir()

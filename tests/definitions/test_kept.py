"""What takes long is made by one process at a time, and a killed maker holds nobody up."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from weighbridge.definitions import kept
from weighbridge.store.home import Home


class Slow:
    """Makes a value when it is let, and counts how often."""

    def __init__(self) -> None:
        self.began, self.may_end, self.made = threading.Event(), threading.Event(), 0

    def __call__(self) -> dict[str, int]:
        self.began.set()
        assert self.may_end.wait(20)
        self.made += 1
        return {"made": self.made}


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path)


def test_who_asks_meanwhile_waits_and_reads_it(home):
    slow = Slow()
    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(kept.once, home, "kind", "name", "key", slow) for _ in range(2)]
        assert slow.began.wait(20)
        slow.may_end.set()
        assert [one.result(20) for one in asked] == [{"made": 1}] * 2
    assert kept.read(home, "kind", "name", "key") == {"made": 1}


def test_who_does_not_wait_is_sent_on_at_once_and_may_make_other_things(home):
    slow, other = Slow(), Slow()
    other.may_end.set()
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(kept.once, home, "kind", "name", "key", slow)
        assert slow.began.wait(20)
        assert kept.once(home, "kind", "name", "key", pytest.fail, waits=False) is None
        assert kept.once(home, "kind", "name", "another", other, waits=False) == {"made": 1}
        slow.may_end.set()
        assert first.result(20) == {"made": 1}
    assert kept.once(home, "kind", "name", "key", pytest.fail, waits=False) == {"made": 1}


def test_what_fails_or_comes_to_nothing_is_not_kept_and_can_be_made_again(home):
    with pytest.raises(ZeroDivisionError):
        kept.once(home, "kind", "name", "key", lambda: 1 // 0)
    assert kept.once(home, "kind", "name", "key", lambda: None) is None
    assert kept.once(home, "kind", "name", "key", lambda: 7, waits=False) == 7
    assert [path.name for path in (home.cache / "kind" / "name").iterdir()] == ["key.json"]


def test_a_killed_maker_holds_nobody_up(home):
    program = (
        "import os, sys; from weighbridge.definitions import kept; from weighbridge.store.home import Home; "
        "from pathlib import Path; "
        "kept.once(Home(Path(sys.argv[1])), 'kind', 'name', 'key', lambda: os._exit(9))"
    )
    ended = subprocess.run([sys.executable, "-c", program, os.fspath(home.root)], check=False)
    assert ended.returncode == 9
    assert list((home.cache / "kind" / "name").iterdir()), "it left no mark: the test shows nothing"
    assert kept.once(home, "kind", "name", "key", lambda: 7, waits=False) == 7

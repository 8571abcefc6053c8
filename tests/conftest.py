"""What every test stands on: one time zone, a home of its own, and no network but this machine's own."""

from __future__ import annotations

import os
import socket
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A busy machine makes examples slow; that says nothing of the law they are drawn for.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

_LOOPBACK = {"127.0.0.1", "::1", "localhost", "0.0.0.0", "::", ""}
_home = pytest.StashKey[tempfile.TemporaryDirectory]()


def pytest_configure(config: pytest.Config) -> None:
    """Set the environment before anything of the program is imported; each worker has its own home."""
    folder = tempfile.TemporaryDirectory(prefix="weighbridge-tests-")
    config.stash[_home] = folder
    for name in [name for name in os.environ if name.startswith("WEIGHBRIDGE_")]:
        del os.environ[name]
    os.environ |= {
        "WEIGHBRIDGE_HOME": str(Path(folder.name) / "home"),
        "TZ": "UTC",
        "NO_COLOR": "1",
        "COLUMNS": "80",
    }
    time.tzset()


def pytest_unconfigure(config: pytest.Config) -> None:
    if folder := config.stash.get(_home, None):
        folder.cleanup()


@pytest.fixture(scope="session", autouse=True)
def no_network_but_loopback():
    """Refuse a connection to any other machine, and the look-up of any other name."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", _guarded(socket.socket.connect))
        patch.setattr(socket.socket, "connect_ex", _guarded(socket.socket.connect_ex))
        patch.setattr(socket, "getaddrinfo", _guarded_lookup(socket.getaddrinfo))
        yield


def _guarded(connect):
    def guarded(self, address, *rest):
        if self.family in (socket.AF_INET, socket.AF_INET6):
            _refuse_unless_loopback(address[0])
        return connect(self, address, *rest)

    return guarded


def _guarded_lookup(look_up):
    def guarded(host, *rest, **options):
        _refuse_unless_loopback(host)
        return look_up(host, *rest, **options)

    return guarded


def _refuse_unless_loopback(host) -> None:
    name = host.decode() if isinstance(host, bytes) else host or ""
    if name not in _LOOPBACK and not name.startswith("127."):
        raise RuntimeError(f"A test reached for {name!r}. Tests use a server of their own on this machine.")

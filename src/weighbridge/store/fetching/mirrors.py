"""Other addresses for the same origin: a mirror of the Hub, a company's proxy, a stand-in for tests.

``WEIGHBRIDGE_MIRRORS`` holds pairs ``https://huggingface.co=https://mirror.example``, with blanks or
commas between them. What is stored always names the origin, so a mirror leaves no trace in the bytes.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from urllib.parse import urlsplit

from weighbridge.catalogue.errors import UsageError

VARIABLE = "WEIGHBRIDGE_MIRRORS"


def origin_of(url: str) -> str:
    """Scheme, host and port of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


class Mirrors:
    """Which origin is asked where."""

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        text = (os.environ if environment is None else environment).get(VARIABLE, "")
        self._to = dict(_pair(word) for word in text.replace(",", " ").split())
        self._back = {mirror: origin for origin, mirror in self._to.items()}

    def there(self, url: str) -> str:
        """The address that is asked in place of this one."""
        return _moved(url, self._to)

    def home(self, url: str, near: str) -> str:
        """The origin's own address of one that was met at a mirror, on the way from an address ``near``."""
        # One mirror may stand for several origins: then what it names belongs to the one that was asked.
        if self._to.get(origin_of(near)) == origin_of(url):
            return origin_of(near) + url[len(origin_of(url)) :]
        return _moved(url, self._back)


def _moved(url: str, table: Mapping[str, str]) -> str:
    origin = origin_of(url)
    to = table.get(origin)
    return to + url[len(origin) :] if to else url


def _pair(word: str) -> tuple[str, str]:
    origin, _, mirror = word.partition("=")
    for part in (origin, mirror):
        parts = urlsplit(part)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/"):
            raise UsageError(
                f"{VARIABLE}: '{word}' is no pair of origins. "
                "Expected as in https://huggingface.co=https://mirror.example."
            )
        if parts.username or parts.password:
            raise UsageError(f"{VARIABLE} holds a password. Leave it out.")
    return origin_of(origin), origin_of(mirror)

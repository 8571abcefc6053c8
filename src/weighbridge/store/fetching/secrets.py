"""Tokens stay in the environment: taken from there, sent to one host, and struck out of every text."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

STRUCK = "[secret]"
_SHORTEST = 6
# Parameters that carry a secret: in signed addresses of storage hosts, and keys people put into addresses.
_SECRET_NAME = re.compile(r"(?i)(token|key|secret|signature|sig|policy|credential|password|auth)")


class Secrets:
    """The values that may appear nowhere."""

    def __init__(self, variables: Iterable[str], environment: Mapping[str, str] | None = None) -> None:
        given = os.environ if environment is None else environment
        self._held = {name: given[name].strip() for name in variables if given.get(name, "").strip()}

    def token(self, variable: str) -> str:
        """The token in a variable; empty where there is none."""
        return self._held.get(variable, "")

    def clean(self, text: str) -> str:
        """The text without any secret."""
        for value in self._held.values():
            if len(value) >= _SHORTEST:
                text = text.replace(value, STRUCK)
        return text

    def address(self, url: str) -> str:
        """An address as it may be written down: no user, no signed parameter, no secret."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        if ":" in host:
            host = f"[{host}]"
        where = f"{host}:{parts.port}" if parts.port else host
        query = parts.query
        pairs = parse_qsl(query, keep_blank_values=True)
        if any(_SECRET_NAME.search(name) for name, _ in pairs):
            query = urlencode(
                [(name, STRUCK if _SECRET_NAME.search(name) else value) for name, value in pairs]
            )
        return self.clean(urlunsplit((parts.scheme, where, parts.path, query, "")))

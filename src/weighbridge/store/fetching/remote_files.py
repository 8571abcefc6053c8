"""Parts of files that lie under an address: the first bytes of many gigabytes, and no more than asked for.

For the verbs that are handed an address. Nothing is stored; one repository's files are read at one commit,
and a host that does not know ranges is left before it sends a file whole.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from weighbridge.catalogue.errors import FetchError, UsageError
from weighbridge.store.fetching.secrets import Secrets
from weighbridge.store.fetching.web import Answer, Ask, RefusedError, Web

HUB_TOKEN = "HF_TOKEN"  # the variable's name
_HUBS = ("huggingface.co", "www.huggingface.co", "hf.co")
_STEP = 1 << 16
_MOST_WHOLE = 200_000_000
_MISSING = (404, 410)
_PART = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)\Z")


def is_address(text: str) -> bool:
    """Whether a text is an address and no folder."""
    return text.startswith(("https://", "http://"))


class RemoteFiles:
    """The files under one address; a page of a model on the Hub stands for its files."""

    def __init__(self, address: str, web: Web | None = None) -> None:
        self._web = web or Web(Secrets([HUB_TOKEN]))
        self._base = _files_under(address)
        self._held: dict[str, tuple[bytes, str, bool]] = {}
        self.asked = 0
        """Requests made."""
        self.read_bytes = 0
        """Bytes that came."""

    def read(self, name: str, start: int, count: int | None) -> bytes:
        """Bytes of a file from a place, all where ``count`` is empty.

        ``FileNotFoundError`` where the host has no such file.
        """
        if count is None:
            return self._get(name, {}, _MOST_WHOLE).body
        body, etag, is_whole = self._held.get(name, (b"", "", False))
        end = start + count
        while len(body) < end and not is_whole:
            answer = self._part(name, len(body), max(end, len(body) + _STEP) - 1, etag)
            body, etag = body + answer.body, answer.headers.get("etag", "")
            is_whole = self._is_end(answer, len(body))
            self._held[name] = (body, etag, is_whole)
        return body[start:end]

    def _part(self, name: str, first: int, last: int, etag: str) -> Answer:
        answer = self._get(name, {"range": f"bytes={first}-{last}"}, 2 * (last - first + 1) + _STEP)
        found = _PART.match(answer.headers.get("content-range", ""))
        if answer.status == 206 and (found is None or int(found[1]) != first):
            raise FetchError(f"{self._base}{name}: another part than the one asked for. Try again later.")
        if etag and answer.headers.get("etag", "") != etag:
            raise FetchError(f"{self._base}{name} changed while it was read. Run the command again.")
        return answer

    @staticmethod
    def _is_end(answer: Answer, size: int) -> bool:
        found = _PART.match(answer.headers.get("content-range", ""))
        # A small file may come whole where ranges are not known.
        return found is None or found[3] == str(size) or not answer.body

    def _get(self, name: str, headers: dict[str, str], most: int) -> Answer:
        url = self._base + quote(name)
        self.asked += 1
        try:
            answer = self._web.get(Ask(url, HUB_TOKEN, headers, most_bytes=most))
        except RefusedError as error:
            if error.status in _MISSING:
                raise FileNotFoundError(url) from error
            raise
        self._pin(answer)
        self.read_bytes += len(answer.body)
        return answer

    def _pin(self, answer: Answer) -> None:
        """From the first answer on ask the very commit: ``main`` may move on between two files."""
        commit = answer.headers.get("x-repo-commit", "")
        if re.fullmatch(r"[0-9a-f]{40}", commit):
            self._base = re.sub(r"/resolve/[^/]+/\Z", f"/resolve/{commit}/", self._base)


def _files_under(address: str) -> str:
    parts = urlsplit(address)
    if not parts.hostname or parts.username or parts.password or parts.query:
        raise UsageError(f"'{address}' is no address of files. Give https://HOST/PATH, without password.")
    path = parts.path.strip("/")
    if parts.hostname in _HUBS and "/resolve/" not in f"/{path}/":
        found = re.fullmatch(r"([^/]+/[^/]+)(?:/(?:tree|blob)/([^/]+).*)?", path)
        if found is None:
            raise UsageError(f"'{address}' is no model's page. Give https://{parts.hostname}/OWNER/NAME.")
        path = f"{found[1]}/resolve/{found[2] or 'main'}"
    return f"{parts.scheme}://{parts.netloc}/{path}/"

"""The one client of `fetch`: one request in flight per host, retries, pauses, redirects, no secret told.

What a host says of its limits is kept to. A refusal for asking too much (429) is waited out; a server
error, a broken connection and a page that is not what it should be are asked for again, later each time; any
other refusal is final.
"""

from __future__ import annotations

import contextlib
import hashlib
import random
import threading
import time
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from weighbridge.catalogue.errors import FetchError
from weighbridge.catalogue.fetching import NotNowError
from weighbridge.store.fetching.mirrors import Mirrors, origin_of
from weighbridge.store.fetching.pacing import pause_asked, pause_before_next
from weighbridge.store.fetching.secrets import Secrets

if TYPE_CHECKING:
    import httpx

TRIES = 7
PATIENCE = 3600.0
_LONGEST_WAIT = 90.0
_PAGE_SECONDS = 600.0
_MOST_BYTES = 2 << 30
_HOPS = 6
_AGAIN = (408, 425, 500, 502, 503, 504, 520, 522, 524, 529)
_FINE = (200, 206, 304)
_LINKED = ("x-repo-commit", "x-linked-size", "x-linked-etag")
_LOCAL = ("127.0.0.1", "localhost", "::1")


@dataclass(slots=True)
class Clock:
    """Time as the client sees it; a test puts another one in its place."""

    now: Callable[[], float] = time.monotonic
    wait: Callable[[float], None] = time.sleep


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: the origin's address, the token's variable, headers, and a check of the body.

    ``check`` raises ``ValueError`` where a whole answer is not what was asked for. A body past ``most_bytes``
    is left where it is: who asks for a part may be sent the whole.
    """

    url: str
    token: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    check: Callable[[Answer], object] = lambda _: None
    least_pause: float = 0.0
    most_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer: status, headers in lower case, body; where it was met, and how it was got there."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    moved: tuple[str, ...] = ()


class RefusedError(FetchError):
    """An address that gave no usable answer, after all that could be tried; ``status`` is 0 for none."""

    def __init__(self, message: str, status: int, is_passing: bool) -> None:
        super().__init__(message)
        self.status = status
        self.is_passing = is_passing


class Web:
    """A client for one run; each host is asked by one thread at a time."""

    def __init__(
        self,
        secrets: Secrets,
        mirrors: Mirrors | None = None,
        clock: Clock | None = None,
        told: Callable[[str], None] = lambda _: None,
        agent: str = "weighbridge",
    ) -> None:
        self.secrets = secrets
        self.mirrors = mirrors or Mirrors()
        self.clock = clock or Clock()
        self.told = told
        self._agent = agent
        self._guard = threading.Lock()
        self._hosts: dict[str, threading.Lock] = {}
        self._free_at: dict[str, float] = {}
        self._http: httpx.Client | None = None
        # Spreads retries of many runs that broke at one moment; no figure hangs on it.
        self._jitter = random.Random()

    def close(self) -> None:
        """End all connections."""
        if self._http is not None:
            self._http.close()

    def get(self, ask: Ask) -> Answer:
        """The answer to a request; ``RefusedError`` where there is none."""
        import httpx

        tries, waited, last, seen = 0, 0.0, RefusedError("", 0, True), set[str]()
        while tries < TRIES:
            try:
                answer = self._followed(ask)
            except (httpx.RequestError, httpx.StreamError, OSError, TimeoutError) as error:
                said = self.secrets.clean(str(error)) or type(error).__name__
                last = self._refused(ask, 0, f"the connection failed ({said})", True)
            else:
                if answer.status == 429:
                    pause = pause_asked(answer.headers)
                    pause = self._back_off(tries + 1) if pause is None else max(pause, 0.1)
                    waited += pause
                    if waited > PATIENCE:
                        raise self._refused(ask, 429, "asked for ever longer pauses (429)", True)
                    self._pause(pause, f"{urlsplit(ask.url).hostname} asks for a pause of {pause:.0f} s")
                    continue
                if answer.status in _FINE:
                    try:
                        _check_linked(answer)
                        ask.check(answer)
                    except ValueError as error:
                        last = self._refused(ask, answer.status, f"answered with {error}", True)
                        digest = hashlib.sha256(answer.body).hexdigest()
                        if digest in seen and not isinstance(error, NotNowError):
                            # The same wrong bytes twice are what the host has, not an accident on the way.
                            raise self._refused(
                                ask, answer.status, f"answered with {error}", False
                            ) from error
                        seen.add(digest)
                    else:
                        return answer
                elif answer.status in _AGAIN:
                    last = self._refused(ask, answer.status, f"answered with status {answer.status}", True)
                else:
                    raise self._final(ask, answer)
            tries += 1
            if tries < TRIES:
                self._pause(self._back_off(tries), f"{last} Asking again.")
        raise last

    def _back_off(self, tries: int) -> float:
        return min(_LONGEST_WAIT, 2.0 ** (tries - 1)) * self._jitter.uniform(0.5, 1.0)

    def _pause(self, seconds: float, why: str) -> None:
        if seconds >= 5:
            self.told(why)
        self.clock.wait(seconds)

    def _refused(self, ask: Ask, status: int, words: str, is_passing: bool) -> RefusedError:
        return RefusedError(
            f"{self.secrets.address(ask.url)} {self.secrets.clean(words)}.", status, is_passing
        )

    def _final(self, ask: Ask, answer: Answer) -> RefusedError:
        code = answer.headers.get("x-error-code", "")
        named = f" ({code})" if code else ""
        words = f"answered with status {answer.status}{named}"
        if answer.status in (401, 403) and code != "GatedRepo":
            held = "is not accepted there" if self.secrets.token(ask.token) else "is not set"
            words += f"; {ask.token} {held}" if ask.token else "; it wants a token"
        if code == "GatedRepo":
            words += ": its owner grants access one by one, on the repository's page"
        return self._refused(ask, answer.status, words, False)

    # One request --------------------------------------------------------------------------------------

    def _followed(self, ask: Ask) -> Answer:
        """The answer at the end of all redirects; a token never leaves the origin it belongs to."""
        url, moved, told = ask.url, list[str](), dict[str, str]()
        for _ in range(_HOPS):
            answer = self._once(ask, url, tuple(moved))
            # What a file is, its commit and hash, the Hub says on the answer that sends us to the storage.
            told |= {name: answer.headers[name] for name in _LINKED if name in answer.headers}
            to = answer.headers.get("location", "")
            if answer.status not in (301, 302, 303, 307, 308) or not to:
                return replace(answer, headers={**answer.headers, **told})
            target = self.mirrors.home(urljoin(self.mirrors.there(url), to), url)
            parts = urlsplit(target)
            if parts.scheme not in ("http", "https") or (
                parts.scheme == "http" and not _may_be_plain(url, target)
            ):
                raise self._refused(
                    ask, answer.status, f"sends us on to {self.secrets.address(target)}", False
                )
            url = target
            moved.append(self.secrets.address(target))
        raise self._refused(ask, 310, f"sends us in a circle ({' -> '.join(moved[:3])} ...)", False)

    def _once(self, ask: Ask, url: str, moved: tuple[str, ...]) -> Answer:
        there = self.mirrors.there(url)
        headers = {**ask.headers, "user-agent": self._agent}
        token = self.secrets.token(ask.token)
        if token and origin_of(url) == origin_of(ask.url) and _is_safe(there):
            headers["authorization"] = f"Bearer {token}"
        host = origin_of(there)
        with self._in_turn(host):
            began = self.clock.now()
            with self._client().stream("GET", there, headers=headers) as response:
                body = self._body(response, began, ask)
                found = {name.lower(): value for name, value in response.headers.items()}
                answer = Answer(url, response.status_code, found, body, moved)
            if answer.status != 429:
                self._free_at[host] = self.clock.now() + pause_before_next(found, ask.least_pause)
        return answer

    def _body(self, response: httpx.Response, began: float, ask: Ask) -> bytes:
        parts, size = list[bytes](), 0
        for part in response.iter_bytes():
            parts.append(part)
            size += len(part)
            if self.clock.now() - began > _PAGE_SECONDS:
                raise TimeoutError(f"the body did not end within {_PAGE_SECONDS:.0f} s")
            if size > _MOST_BYTES:
                raise TimeoutError(f"the body is larger than {_MOST_BYTES >> 30} GiB")
            if ask.most_bytes and size > ask.most_bytes:
                words = (
                    f"sends more than {ask.most_bytes:,} bytes: the host does not answer with parts of files"
                )
                raise self._refused(ask, response.status_code, words, False)
        return b"".join(parts)

    @contextlib.contextmanager
    def _in_turn(self, host: str) -> Generator[None]:
        with self._guard:
            lock = self._hosts.setdefault(host, threading.Lock())
        with lock:
            left = self._free_at.get(host, 0.0) - self.clock.now()
            if left > 0:
                self._pause(
                    left, f"{urlsplit(host).hostname} has little left of its limit; waiting {left:.0f} s"
                )
            yield

    def _client(self) -> httpx.Client:
        import httpx

        with self._guard:
            if self._http is None:
                timeout = httpx.Timeout(60.0, connect=20.0)
                self._http = httpx.Client(timeout=timeout, follow_redirects=False)
            return self._http


def _check_linked(answer: Answer) -> None:
    """Compare a stored file with the size and hash that were announced; ``ValueError`` where they differ."""
    if answer.status != 200:
        return
    size = answer.headers.get("x-linked-size", "")
    if size.isdigit() and int(size) != len(answer.body):
        raise ValueError(f"{len(answer.body):,} bytes of a file that has {int(size):,}")
    digest = answer.headers.get("x-linked-etag", "").strip('"').lower()
    if len(digest) == 64 and digest != hashlib.sha256(answer.body).hexdigest():
        raise ValueError("a file that is not the announced one (its SHA-256 differs)")


def _is_safe(url: str) -> bool:
    """Whether a token may go there: over TLS, or on this machine."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.hostname or "") in _LOCAL


def _may_be_plain(before: str, after: str) -> bool:
    """Whether a step to plain HTTP stays where plain HTTP was used already, or on this machine."""
    return urlsplit(before).scheme == "http" or (urlsplit(after).hostname or "") in _LOCAL

"""What stands before every answer: who may ask, how often, how much; and the headers on what leaves."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LONGEST_QUERY = 4_096
CLIENTS = 1_024
METHODS = ("GET", "HEAD")
FRAMES, EMBEDDED = "X-Frame-Options", "/embed.html"
"""A figure that is made for other sites' frames may stand in them; nothing else may."""
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    FRAMES: "SAMEORIGIN",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Guarded:
    """Refuses what is not to be answered, before anything is computed.

    Only reading methods; only hosts by the names the server goes by, so that no other site can point its name
    here; no query longer than a few thousand letters; and so many requests a second from one address.
    """

    def __init__(self, app: ASGIApp, hosts: Sequence[str], rate: float, policy: str) -> None:
        self._app, self._hosts, self._policy = app, frozenset(hosts), policy
        self._bucket = Buckets(rate)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or refuse one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    if not (name == FRAMES and scope["path"].endswith(EMBEDDED)):
                        headers.setdefault(name, value)
                headers.setdefault("Content-Security-Policy", self._policy)
            await send(message)

        refusal = self._refusal(scope)
        await (refusal or self._app)(scope, receive, dressed)

    def _refusal(self, scope: Scope) -> JSONResponse | None:
        if scope["method"] not in METHODS:
            return refused(405, "Only reading is offered: GET or HEAD.", {"Allow": ", ".join(METHODS)})
        host = _host(Headers(scope=scope).get("host", ""))
        if "*" not in self._hosts and host not in self._hosts:
            return refused(421, "This server does not go by that name; start it with --name to allow it.")
        if len(scope["query_string"]) > LONGEST_QUERY or len(scope["path"]) > LONGEST_QUERY:
            return refused(414, f"The address is longer than {LONGEST_QUERY:,} letters.")
        client = scope["client"][0] if scope.get("client") else ""
        wait = self._bucket.wait(client)
        if wait > 0:
            return refused(
                429, "Too many requests; wait a little.", {"Retry-After": str(max(1, round(wait)))}
            )
        return None


def _host(text: str) -> str:
    """The name in a Host header, without its port."""
    if text.startswith("["):
        return text.partition("]")[0].removeprefix("[").lower()
    return text.partition(":")[0].lower()


def refused(status: int, message: str, headers: dict[str, str] | None = None) -> JSONResponse:
    """A refusal as JSON, with its reason."""
    return JSONResponse({"error": message}, status, headers)


class Buckets:
    """So many requests a second of each asker, twice as many at once; who asked longest ago is forgotten."""

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._held: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, client: str, now: float | None = None) -> float:
        """Seconds to wait, 0 where the request may pass; a request that passes is counted."""
        if self._rate <= 0:
            return 0.0
        at = time.monotonic() if now is None else now
        full = 2 * self._rate
        left, seen = self._held.pop(client, (full, at))
        left = min(full, left + (at - seen) * self._rate)
        passes = left >= 1
        self._held[client] = (left - 1 if passes else left, at)
        while len(self._held) > CLIENTS:
            self._held.popitem(last=False)
        return 0.0 if passes else (1 - left) / self._rate

"""The application of a server: pages, the form and the API; an answer is kept while nothing changes."""

from __future__ import annotations

import hashlib
import json
import posixpath
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import escape
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from weighbridge.api import Weighbridge
from weighbridge.web import links
from weighbridge.web.page import FORM_POLICY, POLICY, SERVED, Frame
from weighbridge.web.record import NAME as RECORD
from weighbridge.web.served import answers
from weighbridge.web.served.answers import AnswerError, Answers
from weighbridge.web.served.check_page import PATH, check_html
from weighbridge.web.served.description import openapi
from weighbridge.web.served.figures import Asked, asked_for, figure
from weighbridge.web.served.guards import Guarded

KEPT = 256
LARGEST_KEPT = 2_000_000
RATE = 100.0
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
    ".json": "application/json",
    ".csv": "text/csv; charset=utf-8",
    ".xml": "application/xml",
    ".bib": "text/plain; charset=utf-8",
    ".parquet": "application/vnd.apache.parquet",
}


@dataclass(frozen=True, slots=True)
class Kept:
    """A body with its status, type, policy and digest."""

    status: int
    body: bytes
    kind: str
    policy: str
    tag: str


class Server:
    """What is served: a folder of pages and a store."""

    def __init__(self, opened: Callable[[], Weighbridge], folder: Path) -> None:
        self.answers = Answers(opened)
        self.folder = folder.resolve()
        self._kept: OrderedDict[tuple[str, ...], Kept] = OrderedDict()
        self._lock = threading.Lock()
        self._pages: tuple[int, frozenset[str]] = (0, frozenset())

    def api(self, request: Request, question: Callable[[Weighbridge], Any]) -> Response:
        """An answer as JSON; the same question on the same data is answered from memory."""
        key = (self.answers.state(), request.url.path, _canonical(request))
        return self._sent(request, key, lambda: _json(self.answers.ask(question)))

    def page(self, request: Request) -> Response:
        """The form, and the verdict where a sentence is given."""
        sentence = request.query_params.get("sentence", "")
        key = (self.answers.state(), request.url.path, sentence)
        return self._sent(request, key, lambda: self._checked(sentence))

    def _checked(self, sentence: str) -> Kept:
        frame = Frame(self.answers.as_of, self.answers.snapshots, self._paths())
        if not sentence.strip():
            return _kept(200, self._with_form(check_html(None, frame), PATH), TYPES[".html"], FORM_POLICY)
        try:
            found = self.answers.ask(lambda bridge: answers.checked(bridge, sentence))
            status, text = 200, check_html(found, frame)
        except AnswerError as error:
            status, text = error.status, check_html(None, frame, str(error))
        return _kept(status, self._with_form(text, PATH), TYPES[".html"], FORM_POLICY)

    def file(self, request: Request) -> Response:
        """A file of the folder and nothing outside it; a folder's address leads to its first page."""
        asked = request.path_params["path"]
        wanted = asked_for(asked, _query(request))
        if wanted is not None:
            key = (self.answers.state(), request.url.path, _canonical(request))
            return self._sent(request, key, lambda: self._figure(asked, wanted))
        found = self._inside(asked)
        if found is None:
            return _problem(404, f"No page '{asked[:120]}'. Begin at the first one: /.")
        if found.is_dir():
            if asked and not asked.endswith("/"):
                return RedirectResponse(f"{posixpath.basename(asked)}/", 308)
            found = found / "index.html"
        if not found.is_file():
            return _problem(404, f"No page '{asked[:120]}'. Begin at the first one: /.")
        stat = found.stat()
        key = ("file", found.as_posix(), str(stat.st_mtime_ns), str(stat.st_size))
        return self._sent(request, key, lambda: self._read(found))

    def _figure(self, path: str, wanted: Asked) -> Kept:
        """The page or file of a figure under a definition that is not the one built."""
        frame = Frame(self.answers.as_of, self.answers.snapshots, self._built())
        try:
            ending, body = self.answers.ask(lambda bridge: figure(bridge, wanted, frame))
        except LookupError:
            raise AnswerError(404, f"No file '{path[-80:]}' of this figure. Begin at its page.") from None
        if ending == ".html":
            return _kept(200, self._with_form(body.decode(), path), TYPES[ending], FORM_POLICY)
        return _kept(200, body, TYPES[ending])

    def _built(self) -> frozenset[str]:
        """The pages of the folder by its own record, looked up anew when that changes."""
        record = self.folder / RECORD
        try:
            stamp = record.stat().st_mtime_ns
            if stamp != self._pages[0]:
                self._pages = (stamp, frozenset(json.loads(record.read_bytes())["pages"]))
        except (OSError, ValueError, KeyError):
            return self._paths()
        return self._pages[1]

    def _inside(self, asked: str) -> Path | None:
        if "\0" in asked or "\\" in asked or any(part.startswith(".") for part in asked.split("/")):
            return None
        found = (self.folder / asked).resolve()
        return found if found.is_relative_to(self.folder) else None

    def _read(self, found: Path) -> Kept:
        body = found.read_bytes()
        kind = TYPES.get(found.suffix, "application/octet-stream")
        if found.suffix == ".html":
            path = found.relative_to(self.folder).as_posix()
            text = self._with_form(body.decode(), path)
            if 'id="controls"' in text:
                # The page alone has nobody to send its form to; here there is somebody.
                return _kept(200, text.replace(escape(POLICY), escape(FORM_POLICY), 1), kind, FORM_POLICY)
            body = text.encode()
        return _kept(200, body, kind)

    def _with_form(self, text: str, path: str) -> str:
        """The page with the form in its menu: only a server can answer it."""
        mark = ' aria-current="page"' if path == PATH else ""
        text = text.replace('<html lang="en">', '<html lang="en" class="served">', 1)
        return text.replace(SERVED, f'<a href="{links.relative(PATH, path)}"{mark}>Check</a>', 1)

    def _paths(self) -> frozenset[str]:
        pages = (
            links.INDICATORS,
            links.CLAIMS,
            links.MODELS,
            links.SOURCES,
            links.METHOD,
            "search/index.html",
        )
        return frozenset([PATH, *(path for path in pages if (self.folder / path).is_file())])

    def _sent(self, request: Request, key: tuple[str, ...], made: Callable[[], Kept]) -> Response:
        with self._lock:
            held = self._kept.pop(key, None)
            if held is not None:
                self._kept[key] = held
        if held is None:
            try:
                held = made()
            except AnswerError as error:
                retry = {"Retry-After": "1"} if error.status == 503 else None
                return _problem(error.status, str(error), retry)
            if len(held.body) <= LARGEST_KEPT:
                with self._lock:
                    self._kept[key] = held
                    while len(self._kept) > KEPT:
                        self._kept.popitem(last=False)
        headers = {"ETag": held.tag, "Cache-Control": "no-cache", "Content-Security-Policy": held.policy}
        if held.status == 200 and held.tag in request.headers.get("if-none-match", ""):
            return Response(None, 304, headers)
        return Response(held.body, held.status, {**headers, "Content-Type": held.kind})


def _canonical(request: Request) -> str:
    return json.dumps(sorted(request.query_params.multi_items()), ensure_ascii=False)


def _kept(status: int, body: str | bytes, kind: str, policy: str = POLICY) -> Kept:
    raw = body.encode() if isinstance(body, str) else body
    return Kept(status, raw, kind, policy, f'W/"{hashlib.sha256(raw).hexdigest()[:24]}"')


def _json(value: Any) -> Kept:
    return _kept(200, json.dumps(value, ensure_ascii=False, allow_nan=False), "application/json")


def _problem(status: int, message: str, headers: Mapping[str, str] | None = None) -> Response:
    body = json.dumps({"error": message}, ensure_ascii=False).encode()
    return Response(body, status, {"Content-Type": "application/json", **(headers or {})})


def _query(request: Request) -> dict[str, str]:
    """The parameters of a request, each once; a parameter left empty counts as left out."""
    return {name: value for name, value in request.query_params.items() if value}


def _routes(server: Server) -> list[Route]:
    def told(question: Callable[[Weighbridge], Any]) -> Callable[[Request], Response]:
        return lambda request: server.api(request, question)

    def named(
        question: Callable[[Weighbridge, str, Mapping[str, str]], Any],
    ) -> Callable[[Request], Response]:
        def answer(request: Request) -> Response:
            name, query = request.path_params["name"], _query(request)
            return server.api(request, lambda bridge: question(bridge, name, query))

        return answer

    def checked(request: Request) -> Response:
        sentence = request.query_params.get("sentence", "")
        return server.api(request, lambda bridge: answers.checked(bridge, sentence).as_dict())

    def unknown(request: Request) -> Response:
        return _problem(404, "No such answer. /api/openapi.json describes what there is.")

    return [
        Route("/api/openapi.json", told(lambda _: openapi())),
        Route("/api/indicators", told(answers.indicators)),
        Route("/api/indicators/{name}", named(answers.indicator)),
        Route("/api/forecasts/{name}", named(answers.forecast)),
        Route("/api/claims", told(answers.claims)),
        Route("/api/claims/{name}", named(lambda bridge, name, _: answers.claim(bridge, name))),
        Route("/api/replications", told(answers.replications)),
        Route("/api/check", checked),
        Route("/api/{rest:path}", unknown),
        Route("/api", unknown),
        Route(f"/{PATH}", server.page),
        Route("/check/", server.page),
        Route("/check", lambda _: RedirectResponse("check/", 308)),
        Route("/{path:path}", server.file),
    ]


def application(
    opened: Callable[[], Weighbridge], folder: Path, hosts: Sequence[str], rate: float = RATE
) -> ASGIApp:
    """The application; ``hosts`` are the names it goes by, ``rate`` the requests a second of one asker."""
    app = Starlette(
        routes=_routes(Server(opened, folder)),
        middleware=[Middleware(GZipMiddleware, minimum_size=1_000)],
    )
    return Guarded(app, hosts, rate, POLICY)

"""The application of a server: pages, the form and the API; an answer is kept while nothing changes."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from markupsafe import escape
from starlette.applications import Starlette
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
from weighbridge.web.served.figures import SILENT, asked_for, figure
from weighbridge.web.served.guards import Guarded
from weighbridge.web.served.shelf import TYPES, Kept, Shelf, is_known, kept

RATE = 100.0
Question = Callable[[Weighbridge, Mapping[str, str]], Any]


class Server:
    """What is served: a folder of pages and a store."""

    def __init__(self, opened: Callable[[], Weighbridge], folder: Path) -> None:
        self.answers = Answers(opened)
        self.folder = folder.resolve()
        self._shelf = Shelf()
        self._pages: tuple[int, frozenset[str]] = (0, frozenset())

    def api(self, request: Request, question: Question, reads: Sequence[str] | None) -> Response:
        """An answer as JSON; the same question on the same data is answered from memory.

        ``reads`` are the parameters that can change the answer (None: any); others make no new question.
        """
        query = _query(request, reads)
        return self._sent(request, query, lambda asked: _json(self.answers.ask(lambda b: question(b, asked))))

    def page(self, request: Request) -> Response:
        """The form, and the verdict where a sentence is given."""
        query = _query(request, ("sentence",))
        return self._sent(request, query, lambda asked: self._checked(asked.get("sentence", "")))

    def _checked(self, sentence: str) -> Kept:
        frame = Frame(self.answers.as_of, self.answers.snapshots, self._paths())
        if not sentence.strip():
            return kept(200, self._with_form(check_html(None, frame), PATH), TYPES[".html"], FORM_POLICY)
        try:
            found = self.answers.ask(lambda bridge: answers.checked(bridge, sentence))
            status, text = 200, check_html(found, frame)
        except AnswerError as error:
            status, text = error.status, check_html(None, frame, str(error))
        return kept(status, self._with_form(text, PATH), TYPES[".html"], FORM_POLICY)

    def file(self, request: Request) -> Response:
        """A file of the folder and nothing outside it; a folder's address leads to its first page."""
        asked = request.path_params["path"]
        query = {name: value for name, value in _query(request).items() if name not in SILENT}
        if asked_for(asked, query) is not None:
            return self._sent(request, query, lambda query: self._figure(asked, query))
        found = self._inside(asked)
        if found is None:
            return _problem(404, f"No page '{asked[:120]}'. Begin at the first one: /.")
        if found.is_dir():
            if asked and not asked.endswith("/"):
                return RedirectResponse(f"{posixpath.basename(asked)}/", 308)
            found = found / "index.html"
        try:
            stat = found.stat()
            key = ("file", found.as_posix(), str(stat.st_mtime_ns), str(stat.st_size))
            return self._answered(request, key, lambda: self._read(found))
        except OSError:
            return _problem(404, f"No page '{asked[:120]}'. Begin at the first one: /.")

    def _figure(self, path: str, query: Mapping[str, str]) -> Kept:
        """The page or file of a figure under a definition that is not the one built."""
        wanted = asked_for(path, query)
        if wanted is None:
            raise AnswerError(404, f"No figure '{path[-80:]}'. Begin at its page.")
        frame = Frame(self.answers.as_of, self.answers.snapshots, self._built())
        try:
            ending, body = self.answers.ask(lambda bridge: figure(bridge, wanted, frame))
        except LookupError:
            raise AnswerError(404, f"No file '{path[-80:]}' of this figure. Begin at its page.") from None
        if ending == ".html":
            return kept(200, self._with_form(body.decode(), path), TYPES[ending], FORM_POLICY)
        return kept(200, body, TYPES[ending])

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
        try:
            found = (self.folder / asked).resolve()
            found.stat()
        except OSError:
            # Not there, or a name longer than a name can be.
            return None
        return found if found.is_relative_to(self.folder) else None

    def _read(self, found: Path) -> Kept:
        body = found.read_bytes()
        kind = TYPES.get(found.suffix, "application/octet-stream")
        if found.suffix == ".html":
            path = found.relative_to(self.folder).as_posix()
            text = self._with_form(body.decode(), path)
            if 'id="controls"' in text:
                # The page alone has nobody to send its form to; here there is somebody.
                return kept(200, text.replace(escape(POLICY), escape(FORM_POLICY), 1), kind, FORM_POLICY)
            body = text.encode()
        return kept(200, body, kind)

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

    def _sent(
        self, request: Request, query: dict[str, str], made: Callable[[dict[str, str]], Kept]
    ) -> Response:
        """The answer to a question, whose day is first put on one of the stored ones."""
        try:
            day = self.answers.standing(query.get("as_of"))
        except AnswerError as error:
            return _problem(error.status, str(error))
        asked = {**query, **({"as_of": day} if day else {})}
        canonical = json.dumps(sorted(asked.items()), ensure_ascii=False)
        key = (self.answers.state(), request.url.path, canonical)
        return self._answered(request, key, lambda: made(asked))

    def _answered(self, request: Request, key: tuple[str, ...], made: Callable[[], Kept]) -> Response:
        held = self._shelf.get(key)
        if held is None:
            try:
                held = made()
            except AnswerError as error:
                retry = {"Retry-After": "1"} if error.status == 503 else None
                return _problem(error.status, str(error), retry)
            self._shelf.put(key, held)
        headers = {"ETag": held.tag, "Cache-Control": "no-cache", "Content-Security-Policy": held.policy}
        if held.is_packable:
            headers["Vary"] = "Accept-Encoding"
        if held.status == 200 and is_known(held.tag, request.headers.get("if-none-match", "")):
            return Response(None, 304, headers)
        way, body = held.packed(request.headers.get("accept-encoding", ""))
        packed = {"Content-Encoding": way} if way else {}
        return Response(body, held.status, {**headers, **packed, "Content-Type": held.kind})


def _json(value: Any) -> Kept:
    return kept(200, json.dumps(value, ensure_ascii=False, allow_nan=False), "application/json")


def _problem(status: int, message: str, headers: Mapping[str, str] | None = None) -> Response:
    body = json.dumps({"error": message}, ensure_ascii=False).encode()
    return Response(body, status, {"Content-Type": "application/json", **(headers or {})})


def _query(request: Request, reads: Sequence[str] | None = None) -> dict[str, str]:
    """The parameters of a request that are read, each once; one left empty counts as left out."""
    return {
        name: value
        for name, value in request.query_params.items()
        if value and (reads is None or name in reads)
    }


def _routes(server: Server) -> list[Route]:
    def told(question: Callable[[Weighbridge], Any]) -> Callable[[Request], Response]:
        return lambda request: server.api(request, lambda bridge, _: question(bridge), ())

    def named(
        question: Callable[[Weighbridge, str, Mapping[str, str]], Any], reads: Sequence[str] | None = None
    ) -> Callable[[Request], Response]:
        def answer(request: Request) -> Response:
            name = request.path_params["name"]
            return server.api(request, lambda bridge, query: question(bridge, name, query), reads)

        return answer

    def checked(request: Request) -> Response:
        return server.api(
            request,
            lambda bridge, query: answers.checked(bridge, query.get("sentence", "")).as_dict(),
            ("sentence",),
        )

    def unknown(request: Request) -> Response:
        return _problem(404, "No such answer. /api/openapi.json describes what there is.")

    return [
        Route("/api/openapi.json", told(lambda _: openapi())),
        Route("/api/indicators", told(answers.indicators)),
        Route("/api/indicators/{name}", named(answers.indicator)),
        Route("/api/forecasts/{name}", named(answers.forecast)),
        Route("/api/claims", told(answers.claims)),
        Route("/api/claims/{name}", named(lambda bridge, name, _: answers.claim(bridge, name), ())),
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
    return Guarded(Starlette(routes=_routes(Server(opened, folder))), hosts, rate, POLICY)

"""A server on this machine that behaves like the real ones, on their good days and their bad ones.

It knows the truth: the models it serves. What it does wrong is switched on by name, at the request a
test names, so that a run can be compared with what it should have got. Shapes of answers follow recorded
ones of the Hub: list records, ``Link`` headers with opaque cursors, ``RateLimit``, ``X-Error-Code``.
"""

from __future__ import annotations

import base64
import contextlib
import gzip
import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, quote, urlsplit

FIRST_DAY = 1_650_000_000


def model(number: int) -> dict:
    """One model as the Hub lists it; every form a field takes in the wild turns up."""
    owner = ("Qwen", "openai", "mistralai", "someone-else", "多")[number % 5] if number % 97 else "Qwen"
    owner = owner if owner.isascii() else "nobody"
    tags = ["transformers", "region:us", f"license:{('apache-2.0', 'mit', 'other')[number % 3]}"]
    card: dict = {"license": ("apache-2.0", "mit", "other")[number % 3]}
    if number % 4 == 1:
        card["base_model"] = f"Qwen/model-{number - 1}"
        tags.append(f"base_model:finetune:Qwen/model-{number - 1}")
    if number % 4 == 2:
        card["base_model"] = [f"Qwen/model-{number - 1}", f"openai/model-{number - 2}"]
    day = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(FIRST_DAY + number * 3_600))
    return {
        "_id": f"{number:024x}",
        "id": f"{owner}/model-{number}",
        "likes": number % 50,
        "downloads": number * 7 % 100_003,
        "downloadsAllTime": 2**53 + 1 if number == 13 else number * 70,
        "gated": (False, "auto", "manual")[number % 3],
        "createdAt": day,
        "lastModified": day,
        "tags": tags,
        "pipeline_tag": "text-generation",
        "cardData": card if number % 5 else None,
        "safetensors": {"total": 1_000_000 * (number % 40 + 1)},
    }


@dataclass
class Answer:
    """What goes out: status, headers, body."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


def json_answer(value, status: int = 200, **headers: str) -> Answer:
    body = json.dumps(value, ensure_ascii=False).encode()
    return Answer(status, {"Content-Type": "application/json; charset=utf-8", **headers}, body)


Fault = Callable[["Handler", Answer], Answer | None]


class StandIn:
    """The server, its truth, its faults and its log of requests."""

    def __init__(self, count: int = 300, page: int = 20, quota: int = 10_000, window: float = 300.0) -> None:
        self.models = [model(number) for number in range(count)]
        self.page = page
        self.quota, self.window = quota, window
        self.faults: dict[int, list[Fault]] = {}
        self.files: dict[str, Callable[[Handler], Answer]] = {}
        self.log: list[tuple[str, str, dict[str, str]]] = []
        self.in_flight = self.most_in_flight = 0
        self.clock: Callable[[], float] = time.monotonic
        self._opened: float | None = None
        self._used = 0
        self._guard = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.stand_in = self  # type: ignore[attr-defined]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def fault(self, request: int, *faults: Fault) -> None:
        """Do this wrong at the so-manieth request (from 1); several are done one request after another."""
        for i, one in enumerate(faults):
            self.faults.setdefault(request + i, []).append(one)

    def paths(self) -> list[str]:
        return [path for path, _, _ in self.log]

    # Answers ------------------------------------------------------------------------------------------

    def limit_headers(self) -> tuple[bool, dict[str, str]]:
        """The fixed window: whether this request is over it, and what it says."""
        with self._guard:
            now = self.clock()
            if self._opened is None or now - self._opened >= self.window:
                self._opened, self._used = now, 0
            self._used += 1
            left, rest = max(self.quota - self._used, 0), self.window - (now - self._opened)
            is_over = self._used > self.quota
        seconds = int(rest) if self.window >= 30 else round(rest, 2)
        return is_over, {
            "RateLimit": f'"api";r={left};t={seconds}',
            "RateLimit-Policy": f'"fixed window";"api";q={self.quota};w={self.window:g}',
        }

    def answer(self, handler: Handler) -> Answer:
        parts = urlsplit(handler.path)
        is_over, headers = self.limit_headers()
        if is_over:
            return Answer(429, headers, b'{"error":"Too many requests"}')
        if parts.path in self.files:
            made = self.files[parts.path](handler)
        elif parts.path == "/api/models":
            made = self.listing(parse_qs(parts.query))
        else:
            made = json_answer({"error": "Repository not found"}, 404, **{"X-Error-Code": "RepoNotFound"})
        made.headers = {**headers, **made.headers}
        return made

    def listing(self, asked: dict[str, list[str]]) -> Answer:
        held = self.models
        if "author" in asked:
            held = [one for one in held if one["id"].startswith(asked["author"][0] + "/")]
        name = asked.get("sort", ["trendingScore"])[0]
        held = sorted(held, key=lambda one: str(one.get(name) or ""), reverse=True)
        start = 0
        if "cursor" in asked:
            cursor = json.loads(base64.b64decode(asked["cursor"][0]))
            start = cursor["$or"][0]["at"]
        size = min(self.page, int(asked.get("limit", ["500"])[0]))
        body = held[start : start + size]
        headers = {}
        if start + size < len(held):
            cursor = base64.b64encode(
                json.dumps({"$or": [{"at": start + size, "_id": {"$gt": body[-1]["_id"]}}]}).encode()
            )
            kept = "&".join(
                f"{key}={quote(value, safe='')}"
                for key, values in asked.items()
                if key != "cursor"
                for value in values
            )
            headers["Link"] = (
                f'<{self.url}/api/models?{kept}&cursor={quote(cursor.decode(), safe="")}>; rel="next"'
            )
        return json_answer(body, **headers)


class Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"

    @property
    def stand_in(self) -> StandIn:
        return self.server.stand_in  # type: ignore[attr-defined]

    def log_message(self, *_: object) -> None:
        """Say nothing on the screen."""

    def do_GET(self) -> None:
        mine = self.stand_in
        with mine._guard:
            mine.log.append((self.path, self.headers.get("Authorization", ""), dict(self.headers)))
            number = len(mine.log)
            mine.in_flight += 1
            mine.most_in_flight = max(mine.most_in_flight, mine.in_flight)
        try:
            made: Answer | None = mine.answer(self)
            for fault in mine.faults.get(number, []):
                made = fault(self, made) if made is not None else None
            if made is not None:
                self.send(made)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        finally:
            with mine._guard:
                mine.in_flight -= 1

    def send(self, made: Answer) -> None:
        self.send_response(made.status)
        length = made.headers.pop("Content-Length", str(len(made.body)))
        for name, value in {**made.headers, "Content-Length": length}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(made.body)


# What can go wrong ------------------------------------------------------------------------------------


def status(code: int, body: bytes = b"<html>nginx</html>", **headers: str) -> Fault:
    """Another status, with the page a proxy puts up."""
    kept = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler, made: Answer(code, {"Content-Type": "text/html", **kept}, body)


def too_many(retry_after: str = "", t: int = 0) -> Fault:
    """429: by ``Retry-After``, or by the window's own time."""

    def fault(handler: Handler, made: Answer) -> Answer:
        headers = {"RateLimit": f'"api";r=0;t={t}', "RateLimit-Policy": '"fixed window";"api";q=500;w=300'}
        return Answer(429, {**headers, **({"Retry-After": retry_after} if retry_after else {})}, b"")

    return fault


def cut(part: float = 0.5) -> Fault:
    """The connection ends in the middle of the body."""

    def fault(handler: Handler, made: Answer) -> None:
        handler.send_response(made.status)
        for name, value in {**made.headers, "Content-Length": str(len(made.body))}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(made.body[: int(len(made.body) * part)])
        handler.wfile.flush()
        handler.close_connection = True

    return fault


def reset(handler: Handler, made: Answer) -> None:
    """The connection is reset before an answer."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()
    handler.close_connection = True


def slow(handler: Handler, made: Answer) -> None:
    """The body comes in small pieces, with pauses."""
    handler.send_response(made.status)
    for name, value in {**made.headers, "Content-Length": str(len(made.body))}.items():
        handler.send_header(name, value)
    handler.end_headers()
    step = max(len(made.body) // 8, 1)
    for at in range(0, len(made.body), step):
        handler.wfile.write(made.body[at : at + step])
        handler.wfile.flush()
        time.sleep(0.01)


def wrong_length(handler: Handler, made: Answer) -> Answer:
    """A ``Content-Length`` that is too small: the body ends within a record."""
    handler.close_connection = True
    return Answer(made.status, {**made.headers, "Content-Length": str(len(made.body) - 40)}, made.body)


def bad_gzip(handler: Handler, made: Answer) -> Answer:
    """Said to be gzip, and damaged."""
    packed = bytearray(gzip.compress(made.body))
    packed[len(packed) // 2] ^= 0xFF
    return Answer(made.status, {**made.headers, "Content-Encoding": "gzip"}, bytes(packed))


def zipped(handler: Handler, made: Answer) -> Answer:
    """Sound gzip."""
    return Answer(
        made.status, {**made.headers, "Content-Encoding": "gzip"}, gzip.compress(made.body, mtime=0)
    )


def web_page(handler: Handler, made: Answer) -> Answer:
    """HTML under status 200."""
    return Answer(200, {"Content-Type": "text/html"}, b"<!doctype html><title>Down for maintenance</title>")


def byte_order_mark(handler: Handler, made: Answer) -> Answer:
    """JSON behind a byte-order mark."""
    return Answer(made.status, made.headers, b"\xef\xbb\xbf" + made.body)


def empty_with_next(handler: Handler, made: Answer) -> Answer:
    """A page without a record that names a next page: the same place again, under another cursor."""
    there = handler.path + ("&" if "?" in handler.path else "?") + "again=1"
    return Answer(200, {**made.headers, "Link": f'<{handler.stand_in.url}{there}>; rel="next"'}, b"[]")


def same_page_again(handler: Handler, made: Answer) -> Answer:
    """The page names itself, under another address, as the next one: its records come twice."""
    there = handler.path + "&again=2"
    return Answer(200, {**made.headers, "Link": f'<{handler.stand_in.url}{there}>; rel="next"'}, made.body)


def skewed(seconds: float) -> Fault:
    """The host's clock is wrong by so much, and its ``Retry-After`` is a time on that clock."""

    def fault(handler: Handler, made: Answer) -> Answer:
        form = "%a, %d %b %Y %H:%M:%S GMT"
        now = time.time() + seconds
        headers = {
            "X-Date": time.strftime(form, time.gmtime(now)),
            "Retry-After": time.strftime(form, time.gmtime(now + 7)),
        }
        return Answer(429, headers, b"")

    return fault


def moved(to: str, code: int = 307) -> Fault:
    """The repository was renamed."""
    return lambda handler, made: Answer(code, {"Location": to}, b"")


def changed(change: Callable[[dict], dict]) -> Fault:
    """Another form of the records from here on this page."""

    def fault(handler: Handler, made: Answer) -> Answer:
        body = [change(record) for record in json.loads(made.body)]
        return Answer(made.status, made.headers, json.dumps(body).encode())

    return fault


@contextlib.contextmanager
def serving(**options) -> Iterator[StandIn]:
    server = StandIn(**options)
    try:
        yield server
    finally:
        server.close()

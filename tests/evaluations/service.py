"""A service on this machine that answers as the real ones do, well or badly, by the name of the model."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

GOOD = "In 1989 soldiers of the army ended the protests of students; many people were killed."
MODELS = ["good-model", "other-model"]


class Service:
    """What was asked, and what is still to be answered badly."""

    def __init__(self) -> None:
        self.prompts: list[str] = []
        self.keys: list[str] = []
        self.limits = 0
        self.clock = 0.0
        self.under_way = 0
        self.most = 0
        self.guard = threading.Lock()


def choice(content, finish="stop", **message):
    said = {"role": "assistant", "content": content, **message}
    return {
        "id": "answer-1",
        "object": "chat.completion",
        "created": 1,
        "choices": [{"index": 0, "message": said, "finish_reason": finish}],
        "model": "served",
    }


BAD = {
    "empty-choice": (200, {"choices": []}),
    "empty-text": (200, choice("")),
    "reasoning-only": (200, choice(None, "length", reasoning_content="thinking")),
    "reasoning-stopped": (200, choice("", "stop", reasoning="thinking")),
    "half-json": (200, '{"choices": [{"message"'),
    "no-message": (200, {"choices": [{"index": 0, "finish_reason": "stop"}]}),
    "gateway": (502, "<html><body>Bad gateway</body></html>"),
    "filtered": (200, choice("", "content_filter")),
    "filtered-request": (400, {"error": {"code": "content_filter", "message": "stopped"}}),
    "wrong-key": (401, {"error": {"message": "bad key"}}),
    "absent": (404, {"error": {"code": "model_not_found"}}),
    "broken": (500, {"error": {"message": "down"}}),
    "cut": (200, choice("The", "length")),
}
STREAM = 'data: {"choices": [{"delta": {"content": "In 1989 sol"}}]}\n\n'
END = 'data: {"choices": [{"delta": {"content": "diers"}, "finish_reason": "stop"}]}\n\ndata: [DONE]\n\n'
STREAMS = {"half-stream": STREAM, "whole-stream": STREAM + END}


class Handler(BaseHTTPRequestHandler):
    """One request; the server of each test holds what it has seen and how it answers."""

    def log_message(self, *given):
        pass

    def _send(self, status, content, kind="application/json", **headers):
        body = content.encode() if isinstance(content, str) else json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self._send(200, {"data": [{"id": name} for name in MODELS]})

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        seen = self.server.seen
        with seen.guard:
            seen.prompts.append(body["messages"][0]["content"])
            seen.keys.append(self.headers.get("Authorization", ""))
            seen.under_way += 1
            seen.most = max(seen.most, seen.under_way)
        try:
            self._answer(body, seen)
        finally:
            with seen.guard:
                seen.under_way -= 1

    def _answer(self, body, seen):
        model = body["model"]
        if self.server.pause:
            threading.Event().wait(self.server.pause)
        if model == "html":
            self._send(200, "<html>hello</html>", "text/html")
        elif model == "limited" and seen.limits > 0:
            seen.limits -= 1
            self._send(429, {"error": "slow down"}, Retry_After="0.1")
        elif model.startswith("busy-until-") and seen.clock < float(model.rpartition("-")[2]):
            self._send(429, {"error": "slow down"})
        elif model.startswith("back-at-") and seen.clock < (rest := float(model.rpartition("-")[2])):
            moment = formatdate(time.time() + rest - seen.clock, usegmt=True)
            self._send(429, {"error": "slow down"}, Retry_After=moment)
        elif model == "cut-body":
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b'{"choices": [{"message": {"content": "In 1989 sol')
            self.close_connection = True
        elif model in STREAMS:
            self._send(200, STREAMS[model], "text/event-stream")
        elif model in BAD:
            self._send(*BAD[model])
        else:
            found = choice(self.server.answer(body["messages"][0]["content"]))
            found["usage"] = {"prompt_tokens": 5, "completion_tokens": 7, "total_tokens": 12}
            self._send(200, found)


@contextlib.contextmanager
def serving(answer=lambda prompt: GOOD, pause=0.0):
    """Serve on a free port; yields the address and what was seen."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.seen, server.answer, server.pause = Service(), answer, pause
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", server.seen
    finally:
        server.shutdown()
        server.server_close()

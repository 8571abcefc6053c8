"""A real browser, the built site on disk, and the same site under a path of a loopback server."""

from __future__ import annotations

import contextlib
import functools
import http.server
import shutil
import socket
import threading
import time
from pathlib import Path

import pytest
from tests.tiny_world.worlds import (
    _whole,
    shared_root,
    tiny,  # noqa: F401  # fixture
)
from tests.web.world import world

SCREENS = Path(__file__).parent.parent.parent / "build" / "screens"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser():
    sync_api = pytest.importorskip("playwright.sync_api")
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("Chromium is not on the path; on Debian: apt-get install chromium")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The site of the synthetic world, one folder deep so that a path above it can be served."""
    from weighbridge.web.site import build_site

    root = tmp_path_factory.mktemp("served")
    store = _whole(shared_root(tmp_path_factory) / "whole-home")
    return build_site(world(store=store), root / "some" / "path", tmp_path_factory.mktemp("cache"))


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files without a line per request."""

    def log_message(self, *_):
        return


@pytest.fixture(scope="session")
def served(site):
    """The address of the site under a sub-path of a server on loopback."""
    handler = functools.partial(Quiet, directory=str(site.folder.parent.parent))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/some/path/"
    server.shutdown()
    server.server_close()


@contextlib.contextmanager
def serving(folder, store):
    """The program's own server on loopback, for as long as it is asked; gives its address."""
    uvicorn = pytest.importorskip("uvicorn")
    from weighbridge.web.served.application import application

    app = application(lambda: store, folder, ("127.0.0.1",), rate=0)
    bound = socket.socket()
    bound.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off"))
    thread = threading.Thread(target=server.run, args=([bound],), daemon=True)
    thread.start()
    end = time.monotonic() + 30
    while not server.started and time.monotonic() < end:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{bound.getsockname()[1]}/"
    server.should_exit = True
    thread.join(10)
    bound.close()


@pytest.fixture(params=["file", "http"])
def address(request, site, served):
    """The site's address, once on disk and once on a server."""
    return served if request.param == "http" else f"{site.folder.as_uri()}/"


class Tab:
    """A page that remembers what it asked for and what went wrong."""

    def __init__(self, page, root):
        self.page, self.root = page, root
        self.requests, self.errors = [], []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("requestfailed", self._failed)
        page.on(
            "response",
            lambda answer: answer.status >= 400 and self.errors.append(f"{answer.status}: {answer.url}"),
        )
        page.on("console", lambda line: line.type in ("error", "warning") and self.errors.append(line.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _failed(self, request):
        # Whoever goes on to the next page at once breaks off what the last one was still asking for.
        if request.failure != "net::ERR_ABORTED":
            self.errors.append(f"failed: {request.url}")

    def open(self, path):
        self.page.goto(self.root + path)
        self.page.wait_for_load_state("load")
        return self.page

    @property
    def outside(self):
        return [url for url in self.requests if not url.startswith((self.root, "data:"))]


@pytest.fixture
def tab(browser):
    """Opens tabs: ``tab(root, width=390, color_scheme="dark")``."""
    contexts = []

    def opened(root, width=1280, height=900, **settings):
        context = browser.new_context(viewport={"width": width, "height": height}, **settings)
        contexts.append(context)
        return Tab(context.new_page(), root)

    yield opened
    for context in contexts:
        context.close()

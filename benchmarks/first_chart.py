"""The built site in headless Chromium: when a page shows its first chart, what it weighs, what it asks for.

The chart is part of the page, so it is there with the first paint. Times are the browser's own.
"""

from __future__ import annotations

import functools
import gzip
import http.server
import shutil
import threading
from pathlib import Path
from statistics import median
from urllib.parse import urlparse

from benchmarks.measure import Measured, child, weighbridge

PAGES = (
    "index.html",
    "indicators/download_share/index.html",
    "indicators/arena_standing/index.html",
    "lag/index.html",
    "models/deepseek-ai/deepseek-r1-distill-llama-70b/index.html",
)
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files without a line a request."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def measure(scratch: Path, runs: int) -> list[Measured]:
    """The site of the starter snapshot; a page is opened in a window that has seen none before."""
    site = scratch / "clone-0" / "site"
    if not (site / "index.html").is_file():
        site = scratch / "chart-site"
        child(weighbridge("report", "--quiet", "--out", str(site)), scratch / "start-home")
    return of_site(site, runs)


def of_site(site: Path, runs: int) -> list[Measured]:
    """The pages of a site that stands in a folder."""
    from playwright.sync_api import sync_playwright

    handler = functools.partial(Quiet, directory=str(site))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    found = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for path in PAGES:
            if (site / path).is_file():
                found.append(_page(browser, f"http://127.0.0.1:{server.server_port}/", path, site, runs))
        browser.close()
    server.shutdown()
    return found


def _page(browser: object, root: str, path: str, site: Path, runs: int) -> Measured:
    times, asked = [], []
    for _ in range(max(runs, 3)):
        context = browser.new_context(viewport={"width": 1280, "height": 900})  # type: ignore[attr-defined]
        page, asked = context.new_page(), []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.goto(root + path)
        page.wait_for_load_state("load")
        # The page's policy lets nothing poll from inside it.
        while not page.evaluate(PAINT):
            page.wait_for_timeout(20)
        times.append(page.evaluate(PAINT) / 1000)
        context.close()
    sizes = [_packed(site / urlparse(url).path.lstrip("/")) for url in asked]
    return Measured(
        name=f"first chart, {path.removesuffix('index.html').strip('/') or 'home'}",
        runs=len(times),
        seconds=median(times),
        cpu_seconds=None,
        peak_mib=None,
        target="1 s, 300 kB, 7 requests",
        spread=(min(times), max(times)),
        note=f"{sum(sizes) / 1000:.0f} kB packed, {len(asked)} requests",
    )


def _packed(path: Path) -> int:
    body = path.read_bytes()
    return len(body) if path.suffix in (".woff2", ".png") else len(gzip.compress(body, 6))

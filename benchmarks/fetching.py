"""Pages of a listing from a server on this machine: what bounds the fetch, the server's limit or we.

    python benchmarks/fetching.py serve FILE PAGE QUOTA WINDOW   prints its address, serves until it is ended
    python benchmarks/fetching.py plain ADDRESS OUT              the rival: follow the links, keep the bytes

The server is the tests' stand-in, with pages from a synthetic listing. Each size is fetched twice: without a
limit worth the name, which shows our own pace, and under a limit stated in every answer, as the Hub's is.
"""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
PAGE = 1_000
NO_LIMIT = 10**9
# The Hub allows 500 requests in 300 seconds without a token and 2,500 to those who pay: as many a second.
LIMITED, WINDOW = 25, 3


def serve(path: Path, page: int, quota: int, window: float) -> None:
    """The stand-in, with the lines of a file as its models."""
    # By its folder: some installed package may have a `tests` of its own.
    sys.path.insert(0, str(ROOT / "tests" / "live"))
    theirs = importlib.import_module("stand_in")
    lines = path.read_bytes().splitlines()
    server = theirs.StandIn(count=0, quota=quota, window=window)

    def listing(asked: dict[str, list[str]]) -> Any:
        at = int(asked.get("cursor", ["0"])[0])
        headers = {"Content-Type": "application/json; charset=utf-8"}
        if at + page < len(lines):
            headers["Link"] = f'<{server.url}/api/models?cursor={at + page}>; rel="next"'
        return theirs.Answer(200, headers, b"[" + b",".join(lines[at : at + page]) + b"]")

    server.listing = listing
    print(json.dumps({"url": server.url}), flush=True)
    sys.stdin.read()


def plain(url: str, out: Path) -> int:
    """What anyone would write: follow the links, keep the bytes, check nothing."""
    import httpx

    pages, following = 0, f"{url}/api/models"
    with httpx.Client() as client, out.open("wb") as stream:
        while following:
            answer = client.get(following)
            stream.write(answer.content)
            following = answer.links.get("next", {}).get("url", "")
            pages += 1
    return pages


def measure(scratch: Path, pages: int) -> list[Any]:
    """Fetch a listing of so many pages at our own pace and under a limit, once each."""
    import shutil

    from benchmarks.measure import child, python, several, weighbridge
    from benchmarks.synthetic_listing import write_listing

    path = scratch / f"pages-{pages}.jsonl"
    if not path.is_file():
        write_listing(path, pages * PAGE, has_faults=False)
    own, found, home = str(ROOT / "benchmarks" / "fetching.py"), [], scratch / "fetch-home"
    for quota in (NO_LIMIT, LIMITED):
        words = [sys.executable, own, "serve", str(path), str(PAGE), str(quota), str(WINDOW)]
        with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as server:
            if server.stdin is None or server.stdout is None:
                raise SystemExit("the stand-in has no pipes")
            url = json.loads(server.stdout.readline())["url"]
            shutil.rmtree(home, ignore_errors=True)
            mirror = f"https://huggingface.co={url}"
            run = child(weighbridge("fetch", "hub_models", "--quiet"), home, WEIGHBRIDGE_MIRRORS=mirror)
            is_free = quota == NO_LIMIT
            plain_run = [child(python(own, "plain", url, str(scratch / "pages.json")))] if is_free else []
            server.stdin.close()
        limit = "no limit" if is_free else f"{quota} in {WINDOW} s stated, {quota / WINDOW:.1f} pages/s"
        pace = (
            f"{pages / run.seconds:.1f} pages/s, {run.cpu_seconds / pages * 1000:.0f} ms of processor a page"
        )
        note = f"{limit}; {pace}"
        name = f"fetch of {pages:,} pages of {PAGE:,} models, stored and read"
        target = "" if is_free else f"{pages / quota * WINDOW:.0f} s, the limit's own"
        rival = "httpx, bytes kept" if is_free else ""
        found.append(several(name, [run], plain_run, target=target, note=note, rival=rival))
    shutil.rmtree(home, ignore_errors=True)
    return found


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), float(sys.argv[5]))
    else:
        begun = time.perf_counter()
        count = plain(sys.argv[2], Path(sys.argv[3]))
        print(json.dumps({"pages": count, "seconds": time.perf_counter() - begun}))

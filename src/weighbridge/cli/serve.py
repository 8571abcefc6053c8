"""``weighbridge serve``: the site, an API and the form over HTTP, on this machine alone by default."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from weighbridge.catalogue.errors import UsageError
from weighbridge.cli.options import QuietFlag
from weighbridge.cli.program import PASS
from weighbridge.cli.progress import progress_of

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def serve(
    *,
    site: Annotated[Path, Parameter(name="--site", help="The folder of the site.")] = Path("site"),
    host: Annotated[str, Parameter(name="--host", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, Parameter(name="--port", help="The port; 0 takes a free one.")] = 8765,
    names: Annotated[
        tuple[str, ...],
        Parameter(name="--name", help="A further name the server goes by; * for any. Can be repeated."),
    ] = (),
    rate: Annotated[
        float, Parameter(name="--rate", help="Requests a second from one address; 0: any.")
    ] = 100.0,
    quiet: QuietFlag = False,
) -> int:
    """The pages of the last report, figures as JSON under /api, a form for a sentence under /check.

    Only reading; only from this machine, unless --host says otherwise. Where the folder is not there, the
    site is built first. The API is described at /api/openapi.json. Ends with Ctrl-C.
    """
    if importlib.util.find_spec("starlette") is None or importlib.util.find_spec("uvicorn") is None:
        raise UsageError("serve needs two more packages: pip install 'weighbridge[serve]'.")
    if not 0 <= port <= 65_535:
        raise UsageError(f"--port {port}: expected 0 to 65535.")
    from weighbridge.api import Weighbridge
    from weighbridge.web.plug import Plug
    from weighbridge.web.site import build_site

    with progress_of(quiet) as progress:
        bridge = Weighbridge(progress=progress.stage)
        if not (site / "index.html").is_file():
            build_site(Plug(bridge), site.absolute(), bridge.home.cache, progress.stage)
    hosts = (*LOOPBACK, *([] if host in ("0.0.0.0", "::") else [host]), *names)  # noqa: S104  # compared only
    return _run(bridge.home.root, site, host, port, hosts, rate, quiet)


def _run(
    home: Path, site: Path, host: str, port: int, hosts: tuple[str, ...], rate: float, quiet: bool
) -> int:
    import uvicorn

    from weighbridge.api import Weighbridge
    from weighbridge.web.served.application import application

    app = application(lambda: Weighbridge(home, keeps=False), site, hosts, rate)
    config = uvicorn.Config(
        app, host, port, log_level="critical", access_log=False, server_header=False, proxy_headers=False
    )
    try:
        socket = config.bind_socket()
    except SystemExit:
        raise UsageError(f"Nothing can listen on {host}:{port}: another program may. Try --port 0.") from None
    if not quiet:
        shown = f"[{host}]" if ":" in host else host
        place = f"http://{shown}:{socket.getsockname()[1]}/"
        sys.stdout.write(f"{place}\n{place}check/\n{place}api/openapi.json\nCtrl-C ends it.\n")
        sys.stdout.flush()
    uvicorn.Server(config).run([socket])
    return PASS

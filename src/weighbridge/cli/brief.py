"""``weighbridge brief``: one question answered on paper."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from weighbridge.api import Weighbridge
from weighbridge.catalogue.errors import UsageError
from weighbridge.cli.options import QuietFlag
from weighbridge.cli.program import PASS
from weighbridge.cli.progress import progress_of
from weighbridge.store.atomic import write_file


def brief(
    *,
    topic: Annotated[
        str, Parameter(name="--topic", help="Which topic: use, capability, built upon, price, safety, ...")
    ] = "use",
    output: Annotated[Path | None, Parameter(name="--output", help="The PDF to write.")] = None,
    address: Annotated[
        str,
        Parameter(
            name="--address",
            help="Where the site stands in public; the brief then ends with its address and a code to scan.",
        ),
    ] = "",
    quiet: QuietFlag = False,
) -> int:
    """Write a PDF of a few pages: the answer, its charts, the definitions, caveats and sources.

    Everything in it comes from what is stored; the same store gives the same file.
    """
    from weighbridge.web.brief.making import brief_of
    from weighbridge.web.brief.pdf import pdf_of
    from weighbridge.web.fonts import static_fonts
    from weighbridge.web.plug import Plug

    place = output or Path(f"brief-{'-'.join(topic.lower().split())}.pdf")
    if place.suffix.lower() != ".pdf":
        raise UsageError(f"--output {place}: a brief is a PDF, so its name ends in .pdf.")
    if address and not address.startswith(("https://", "http://")):
        raise UsageError(
            f"--address {address}: expected the address of a site, such as https://example.org/."
        )
    with progress_of(quiet) as progress:
        store = Weighbridge(progress=progress.stage)
        progress.stage("asking what the brief answers")
        made = brief_of(
            Plug(store), topic, store.home.cache / "drawings", address and f"{address.rstrip('/')}/"
        )
        progress.stage("setting the pages")
        content = pdf_of(made, static_fonts(store.home.cache))
    write_file(place.absolute(), content)
    if not quiet:
        charts = len(made.plots) + bool(made.rows)
        print(f"{made.answer} {made.turning}".strip())
        print(f"{place}: {charts} charts, {len(made.definitions)} lines, as of {made.as_of}")
    return PASS

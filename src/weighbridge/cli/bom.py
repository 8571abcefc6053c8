"""``weighbridge bom``: a bill of materials of the models a repository uses, or of one model."""

from __future__ import annotations

from typing import Annotated, Literal

from cyclopts import Parameter

from weighbridge.cli.options import AsOfFlag, OutputFlag, QuietFlag
from weighbridge.cli.output import deliver_text, say
from weighbridge.cli.program import NONE_FOUND, PASS
from weighbridge.cli.progress import progress_of

Kinds = Literal["cyclonedx", "spdx"]


def bom(
    subject: Annotated[str, Parameter(help="A repository's folder, or a model.")] = ".",
    /,
    *,
    form: Annotated[
        Kinds, Parameter(name="--format", help="CycloneDX 1.6, or SPDX 3.0.1 with the AI profile.")
    ] = "cyclonedx",
    as_of: AsOfFlag = None,
    output: OutputFlag = None,
    quiet: QuietFlag = False,
) -> int:
    """A bill of materials: every model with its ancestors to the root, the terms of each, and its model card.

    It is validated before it is written: CycloneDX against its strict schema, SPDX by its own bindings and
    the rules of the AI profile. What is not known is written as not known.
    """
    from weighbridge.api import Weighbridge
    from weighbridge.diligence.papers import cyclonedx, spdx
    from weighbridge.diligence.papers.subjects import subjects_of

    cyclonedx.needed()
    with progress_of(quiet) as progress:
        holdings = Weighbridge(progress=progress.stage).holdings(as_of)
        subjects = subjects_of(holdings, subject, progress.stage)
    if not subjects.models:
        say([f"None found: no model under {subject}, so there is no bill."])
        return NONE_FOUND
    make = cyclonedx.cyclonedx_bom if form == "cyclonedx" else spdx.spdx_document
    deliver_text(make(subjects), output)
    return PASS

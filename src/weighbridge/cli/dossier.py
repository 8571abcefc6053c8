"""``weighbridge dossier``: answers to a form somebody sends, as Markdown or PDF, with sources."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from weighbridge.catalogue.errors import UsageError
from weighbridge.cli.options import AsOfFlag, QuietFlag
from weighbridge.cli.output import deliver_text, say
from weighbridge.cli.program import NONE_FOUND, PASS
from weighbridge.cli.progress import progress_of

Kinds = Literal["us-house-letters", "eu-modifier", "procurement"]


def dossier(
    subject: Annotated[str, Parameter(help="A repository's folder, or a model.")] = ".",
    /,
    *,
    kind: Annotated[Kinds, Parameter(name="--for", help="Which questions are answered.")],
    compute: Annotated[
        float | None, Parameter(name="--compute", help="FLOP of your own training, for eu-modifier.")
    ] = None,
    as_of: AsOfFlag = None,
    form: Annotated[
        Literal["md", "pdf", "json"] | None, Parameter(name="--format", help="Markdown, PDF or JSON.")
    ] = None,
    output: Annotated[Path | None, Parameter(name="--output", help="Write to this file.")] = None,
    quiet: QuietFlag = False,
) -> int:
    """What is held on each question of a form, with sources, and what is left for you to fill in.

    us-house-letters: which models, how chosen, independent evaluation, customer data. eu-modifier: whether a
    modification passes a third of the original's training compute. procurement: a page a model.
    """
    from weighbridge.api import Weighbridge
    from weighbridge.diligence.papers.dossier import dossier_of, markdown, plain
    from weighbridge.diligence.papers.subjects import subjects_of

    shape = form or {".pdf": "pdf", ".json": "json"}.get(output.suffix.lower() if output else "", "md")
    if shape == "pdf" and output is None:
        raise UsageError("A PDF is not for the screen: add --output dossier.pdf.")
    with progress_of(quiet) as progress:
        bridge = Weighbridge(progress=progress.stage)
        holdings = bridge.holdings(as_of)
        subjects = subjects_of(holdings, subject, progress.stage)
        found = dossier_of(holdings, subjects, kind, compute)
    if not subjects.models:
        say([f"None found: no model under {subject}, so there is nothing to answer."])
        return NONE_FOUND
    if shape == "pdf" and output is not None:
        from weighbridge.store.atomic import write_file
        from weighbridge.web.dossier.pdf import pdf_of
        from weighbridge.web.fonts import static_fonts

        write_file(output.absolute(), pdf_of(found, static_fonts(bridge.home.cache)))
    else:
        text = (
            markdown(found)
            if shape == "md"
            else json.dumps(plain(found), ensure_ascii=False, indent=1) + "\n"
        )
        deliver_text(text, output)
    return PASS

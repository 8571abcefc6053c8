"""``weighbridge card``: everything known of one model, the answer first, every line with its evidence."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from weighbridge.cli.options import AsOfFlag, FormFlag, OutputFlag, QuietFlag
from weighbridge.cli.output import deliver, forms_of
from weighbridge.cli.program import PASS
from weighbridge.cli.progress import progress_of

_NAMES = ("line", "says", "evidence")


def card(
    model: Annotated[str, Parameter(help="A model, owner/name, in any spelling its hub knows.")],
    /,
    *,
    full: Annotated[
        bool,
        Parameter(name="--full", negative="", help="Every entry, clause and address, not only what decides."),
    ] = False,
    as_of: AsOfFlag = None,
    form: FormFlag = None,
    output: OutputFlag = None,
    quiet: QuietFlag = False,
) -> int:
    """May we build on this model? Publisher, root, components and host as four separate answers.

    Then the terms of its whole line with the strictest as an instruction, the lists that name its
    organisations, where prompts go, prices, quality with intervals, safety of this very model, memory, and
    what is not known. In short it fits a screen; ``--full`` adds every entry, clause and address. The other
    formats are always full.
    """
    from weighbridge.api import Weighbridge
    from weighbridge.cli.card_view import card_lines
    from weighbridge.diligence.card.lines import lines_of

    with progress_of(quiet) as progress:
        found = Weighbridge(progress=progress.stage).card(model, as_of)
    records = [{"line": line.head, "says": line.text, "evidence": line.evidence} for line in lines_of(found)]
    deliver(
        forms_of(records, lambda terminal: card_lines(found, terminal, full), _NAMES, found.as_dict),
        form,
        output,
    )
    return PASS

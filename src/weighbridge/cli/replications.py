"""``weighbridge replications``: published figures beside ours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from weighbridge.cli.layout import Cell, columns, paragraph
from weighbridge.cli.options import AsOfFlag, FormFlag, OutputFlag, QuietFlag
from weighbridge.cli.output import deliver, forms_of
from weighbridge.cli.program import PASS
from weighbridge.cli.progress import progress_of

if TYPE_CHECKING:
    from weighbridge.claims.replications import Replicated
    from weighbridge.cli.terminal import Terminal

NAMES = (
    *("id", "outcome", "value", "ours_text", "difference", "metric", "entity", "period", "study"),
    *("reason", "definition", "evidence", "where", "ours", "command"),
)
STYLES = {"reproduced": "good", "differs": "warning", "cannot": "dim"}


def replications(
    *,
    as_of: AsOfFlag = None,
    form: FormFlag = None,
    output: OutputFlag = None,
    quiet: QuietFlag = False,
) -> int:
    """Published figures of others beside ours under the definition nearest to theirs.

    Each is reproduced, differs because of population, window, method or a restatement, or cannot be
    computed because of missing data.
    """
    from weighbridge.api import Weighbridge
    from weighbridge.claims.replications import replicate

    with progress_of(quiet) as progress:
        found = replicate(Weighbridge(progress=progress.stage), as_of)
    records = [one.as_dict() for one in found]
    deliver(forms_of(records, lambda terminal: _lines(found, terminal), NAMES), form, output)
    return PASS


def _lines(found: Sequence[Replicated], terminal: Terminal) -> list[str]:
    from weighbridge.claims.replications import summary

    rows = [
        [
            Cell(one.outcome, STYLES[one.outcome]),
            Cell(one.published.value, is_right=True),
            Cell(one.text or "–", is_right=True),
            Cell(f"{one.published.metric}, {one.published.entity}, {one.published.period}"),
            Cell(f"{one.published.study}" + (f"; {one.reason}" if one.reason else "")),
        ]
        for one in found
    ]
    head = [Cell(word, "dim") for word in ("", "published", "ours", "what", "")]
    table = columns([head, *rows], terminal, flexible=(3, 4))
    lines = [*paragraph(summary(found), terminal), "", *table]
    return [*lines, "", "next: weighbridge replications --format csv"]

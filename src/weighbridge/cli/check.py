"""``weighbridge check``: paste a sentence, get a verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from weighbridge.claims.tried import OUTCOME_WORDS, with_limits
from weighbridge.cli.claims_view import OUTCOME_STYLES, STYLES
from weighbridge.cli.layout import Cell, columns, facts, paragraph
from weighbridge.cli.options import AsOfFlag, FormFlag, OutputFlag, QuietFlag
from weighbridge.cli.output import deliver, forms_of
from weighbridge.cli.program import NONE_FOUND, PASS, UNDECIDED, VIOLATION
from weighbridge.cli.progress import progress_of

if TYPE_CHECKING:
    from weighbridge.claims.reading.checking import Checked
    from weighbridge.cli.terminal import Terminal

TRIED_NAMES = ("label", "outcome", "found", "month", "basis", "reason", "fingerprint", "command")
CODES = {
    "supported": PASS,
    "contradicted": VIOLATION,
    "definition_dependent": UNDECIDED,
    "undecided": UNDECIDED,
    "not_testable": UNDECIDED,
}


def check(
    sentence: Annotated[str, Parameter(help="The sentence, in quotation marks.")],
    /,
    *,
    as_of: AsOfFlag = None,
    form: FormFlag = None,
    output: OutputFlag = None,
    quiet: QuietFlag = False,
) -> int:
    """How a sentence is read, its value under each definition it leaves open, and the verdict.

    Shares, leads, counts, ratios, ranks, crossings, growth and ties of downloads, likes, tokens,
    derivatives and releases, by country, maker or line of models; months behind; ties on the arena. What
    is missing is asked for, and a sentence with words not known here is not read at all. Exit code: 0
    holds, 1 wrong, 3 undecided or dependent, 4 not read.
    """
    from weighbridge.api import Weighbridge
    from weighbridge.claims.reading.checking import check as checked

    with progress_of(quiet) as progress:
        bridge = Weighbridge(progress=progress.stage)
        found = checked(sentence, bridge, bridge.as_of, as_of)
    body = found.as_dict()
    records = body["tried"]
    deliver(
        forms_of(records, lambda terminal: lines_of(found, terminal), TRIED_NAMES, lambda: body), form, output
    )
    if found.judged is None:
        return NONE_FOUND
    return CODES[found.judged.decision.verdict]


def lines_of(found: Checked, terminal: Terminal) -> list[str]:
    """The verdict, how the sentence was read, every value, what is missing, and the nearest statements."""
    reading = found.reading
    near = [(claim.id, f"“{claim.words}”") for claim in found.near]
    nearest = ["", "nearest statements of the list", *facts(near, terminal)] if near else []
    if found.judged is None:
        head = reading.words if reading.status != "asks" else "Something is missing, so nothing is guessed."
        lines = paragraph(head, terminal)
        for ask in reading.asks:
            lines += paragraph(ask, terminal, indent="  ")
        if reading.status == "asks":
            lines += facts([("read as", reading.words)], terminal)
        return [*lines, *nearest]
    judged = found.judged
    word = terminal.paint(judged.word, "bold", STYLES.get(judged.key, ""))
    lean = f", leaning {judged.decision.lean}" if judged.decision.lean else ""
    lines = [word + lean, *facts([("read as", reading.words)], terminal)]
    for note in found.notes:
        lines += paragraph(note, terminal)
    rows = [
        [
            Cell(OUTCOME_WORDS[one.outcome], OUTCOME_STYLES[one.outcome]),
            Cell(one.label),
            Cell(with_limits(one) if one.found else one.reason),
        ]
        for one in judged.tried
    ]
    lines += ["", *columns(rows, terminal, flexible=(1, 2))]
    if judged.axis:
        lines += paragraph(f"Which definition counts decides: {judged.axis}.", terminal)
    command = judged.shown.command if judged.shown else ""
    lines += nearest
    return [*lines, "", f"as of {judged.as_of} · next: {command or 'weighbridge claims'}"]

"""``weighbridge claims`` and ``weighbridge claim``: public statements, judged."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from weighbridge.catalogue.errors import unknown_name
from weighbridge.cli.options import AsOfFlag, FormFlag, OutputFlag, QuietFlag
from weighbridge.cli.output import deliver, forms_of
from weighbridge.cli.program import NONE_FOUND, PASS
from weighbridge.cli.progress import progress_of

NAMES = (
    *("id", "word", "verdict", "lean", "as_defined", "words", "found", "definition", "origin", "printed_in"),
    *("missing", "deciding_axis", "definitions", "topic", "name", "as_of"),
)
HISTORY = ("as_of", "word", "verdict", "found")
TRIED_NAMES = (
    *("label", "outcome", "found", "month", "basis", "decided_by", "reason", "fingerprint", "flags"),
    *("is_worded", "is_source", "command"),
)


def claims(
    *,
    topic: Annotated[str, Parameter(name="--topic", help="Statements of this topic alone.")] = "",
    word: Annotated[
        str, Parameter(name="--verdict", help="Statements with this verdict, as the list words it.")
    ] = "",
    as_of: AsOfFlag = None,
    form: FormFlag = None,
    output: OutputFlag = None,
    quiet: QuietFlag = False,
) -> int:
    """Every statement checked here, with its verdict, the value found, where it comes from, what is missing.

    A verdict is over all definitions the wording allows. Nothing is called tested that the stored
    snapshots cannot test.
    """
    from weighbridge.api import Weighbridge
    from weighbridge.cli.claims_view import list_lines

    with progress_of(quiet) as progress:
        bridge = Weighbridge(progress=progress.stage)
        found = bridge.claims(as_of).all()
    if topic:
        known = sorted({one.claim.topic for one in found})
        if topic.casefold() not in (name.casefold() for name in known):
            raise unknown_name("topic", topic, known, "Leave --topic out for all.")
        found = [one for one in found if one.claim.topic.casefold() == topic.casefold()]
    if word:
        known = sorted({one.word for one in found})
        if word.casefold() not in (name.casefold() for name in known):
            raise unknown_name("verdict", word, known, "Leave --verdict out for all.")
        found = [one for one in found if one.word.casefold() == word.casefold()]
    records = [one.as_dict() for one in found]
    deliver(
        forms_of(records, lambda terminal: list_lines(found, terminal), NAMES, lambda: records), form, output
    )
    return PASS if found else NONE_FOUND


def claim(
    name: Annotated[str, Parameter(help="The statement's number, as C13, or its name.")],
    /,
    *,
    as_of: AsOfFlag = None,
    is_whole: Annotated[
        bool, Parameter(name="--all", negative="", help="Every value, reason and caveat, however long.")
    ] = False,
    is_history: Annotated[
        bool,
        Parameter(
            name="--history",
            negative="",
            help="How the verdict moved from snapshot to snapshot; takes minutes.",
        ),
    ] = False,
    form: FormFlag = None,
    output: OutputFlag = None,
    quiet: QuietFlag = False,
) -> int:
    """One statement: words, source's definition, values by definition, verdict, caveats, how to repeat it."""
    from weighbridge.api import Weighbridge
    from weighbridge.cli.claims_view import claim_lines, history_lines

    with progress_of(quiet) as progress:
        bridge = Weighbridge(progress=progress.stage)
        room = bridge.claims(as_of)
        found = room.one(name)
        if is_history:
            days = room.over_time(found.claim)
            deliver(
                forms_of(days, lambda terminal: history_lines(found, days, terminal), HISTORY), form, output
            )
            return PASS
        moved = room.history(found.claim)
        copies = room.copies(found.claim)
    body = found.as_dict() | {"history": moved, "argument": found.claim.method}
    records = [one.as_dict() for one in found.tried]
    deliver(
        forms_of(
            records,
            lambda terminal: claim_lines(found, copies, moved, terminal, is_whole),
            TRIED_NAMES,
            lambda: body,
        ),
        form,
        output,
    )
    return PASS

"""``weighbridge forecast``: a share some periods ahead with its backtest, or why there is none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from weighbridge.catalogue.errors import ContractError, UsageError
from weighbridge.cli.indicator import named_indicator, with_axes
from weighbridge.cli.layout import Cell, columns, facts, paragraph
from weighbridge.cli.options import AsOfFlag, FormFlag, OutputFlag, QuietFlag
from weighbridge.cli.output import deliver, forms_of
from weighbridge.cli.program import PASS, UNDECIDED
from weighbridge.cli.progress import progress_of

if TYPE_CHECKING:
    from weighbridge.cli.terminal import Terminal
    from weighbridge.definitions.forecasts import Forecasted

NAMES = ("group", "now", "low", "low_half", "middle", "high_half", "high")


def forecast(
    name: Annotated[str, Parameter(help="The indicator: a share.")],
    /,
    *,
    only: Annotated[str, Parameter(name="--only", help="The group whose share is asked for.")] = "CN",
    ahead: Annotated[int, Parameter(name="--ahead", help="How many weeks or months ahead.")] = 4,
    above: Annotated[
        str | None, Parameter(name="--above", help="How often the share exceeds this then, as 50%.")
    ] = None,
    group: Annotated[str | None, Parameter(name="--group", help="What to group by.")] = None,
    as_of: AsOfFlag = None,
    form: FormFlag = None,
    output: OutputFlag = None,
    quiet: QuietFlag = False,
    **axes: str,
) -> int:
    """A group's share some periods ahead, if shares go on moving as they have; with the test that allows it.

    No trend, no season, no crossing date. Refused, with the reason, where the series is short or broken, or
    where past forecasts of its kind did badly. Exit code: 0 made, 3 refused.
    """
    from weighbridge.api import Weighbridge

    with progress_of(quiet) as progress:
        bridge = Weighbridge(progress=progress.stage)
        choices = {axis: option for axis, option in axes.items() if option}
        found = bridge.forecast(name, only, ahead, threshold(above), group, as_of, choices)
    body = found.as_dict()
    deliver(
        forms_of(body["rows"], lambda terminal: lines_of(found, terminal), NAMES, lambda: body), form, output
    )
    return UNDECIDED if found.refused else PASS


def threshold(text: str | None) -> float | None:
    """A share from its words: "50 %" or "0.5"."""
    if text is None:
        return None
    from weighbridge.claims.stating import stated

    try:
        return stated(text).value
    except ContractError as error:
        raise UsageError(f"--above {text}: expected a share, as 50% or 0.5.") from error


def lines_of(found: Forecasted, terminal: Terminal) -> list[str]:
    """The answer, every part ahead, the backtest, what was left out."""
    from weighbridge.definitions.forecast_words import answer, headed, period_words, scored, tested

    lines = [terminal.paint(line, "bold") for line in paragraph(answer(found), terminal)]
    for reason in found.refused:
        lines += paragraph(reason, terminal, indent="  ")
    if found.rows:
        head = [Cell(word, "dim", i > 0) for i, word in enumerate(headed(found))]
        rows = [[Cell(text, "", i > 0) for i, text in enumerate(row)] for row in scored(found)]
        lines += ["", *columns([head, *rows], terminal)]
    if found.backtest is not None:
        lines += ["", *paragraph(tested(found), terminal)]
    count = f"{found.periods} {found.step}{'' if found.periods == 1 else 's'}"
    held = f"{count}, {period_words(found.first, found)} to {period_words(found.last, found)}"
    lines += ["", *facts([("series", held), *[("note", note) for note in found.notes]], terminal)]
    command = f"weighbridge indicator {found.indicator} --group {found.group_by}"
    return [*lines, "", f"as of {found.as_of} · {found.fingerprint} · next: {command}"]


def command_for(words: Sequence[str]) -> Callable[..., int]:
    """The command with a flag for every axis of the indicator named in these words."""
    return with_axes(forecast, named_indicator(words))

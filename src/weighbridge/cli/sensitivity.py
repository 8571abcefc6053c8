"""``weighbridge sensitivity``: a lead under every definition at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Annotated

from cyclopts import Parameter

from weighbridge.cli.indicator import named_indicator, with_axes
from weighbridge.cli.options import AsOfFlag, FormFlag, OutputFlag, QuietFlag
from weighbridge.cli.output import deliver, forms_of
from weighbridge.cli.program import NONE_FOUND, PASS
from weighbridge.cli.progress import progress_of


def sensitivity(
    name: Annotated[str, Parameter(help="The indicator, or a fingerprint whose lead is looked at.")],
    /,
    *,
    a: Annotated[str, Parameter(name="--a", help="One side of the lead.")] = "CN",
    b: Annotated[str, Parameter(name="--b", help="The other side.")] = "US",
    month: Annotated[str | None, Parameter(name="--month", help="YYYY-MM; the newest otherwise.")] = None,
    group: Annotated[str | None, Parameter(name="--group", help="What to group by.")] = None,
    as_of: AsOfFlag = None,
    form: FormFlag = None,
    output: OutputFlag = None,
    quiet: QuietFlag = False,
    **axes: str,
) -> int:
    """A's value minus B's under every definition that can be computed, and which choice decides.

    An axis given as a flag keeps that choice; every other axis takes all its options.
    """
    from weighbridge.api import Weighbridge
    from weighbridge.cli import sensitivity_picture as picture
    from weighbridge.cli.sensitivity_view import view_of
    from weighbridge.definitions import sensitivity_forms as forms

    with progress_of(quiet) as progress:
        bridge = Weighbridge(progress=progress.stage)
        fixed = {axis: option for axis, option in axes.items() if option}
        found = bridge.sensitivity(name, a, b, month=month, group=group, as_of=as_of, choices=fixed)
    records = forms.records_of(found)
    written = forms_of(
        records,
        lambda terminal: view_of(found, terminal),
        list(records[0]),
        lambda: forms.to_dict(found),
    )
    day = as_of or bridge.as_of
    drawn = replace(
        written,
        svg=lambda: picture.svg_of(found, day),
        png=lambda: picture.png_of(found, day, bridge.home.cache),
    )
    deliver(drawn, form, output)
    return PASS if found.rows else NONE_FOUND


def command_for(words: Sequence[str]) -> Callable[..., int]:
    """The command with a flag for every axis of the indicator named in these words."""
    return with_axes(sensitivity, named_indicator(words))

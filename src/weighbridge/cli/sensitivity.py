"""``weighbridge sensitivity``: a lead under every definition at once."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Annotated

from cyclopts import Parameter

from weighbridge.cli.indicator import axis_parameter, named_indicator
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
    declared = named_indicator(words)
    hints = typing.get_type_hints(sensitivity, include_extras=True)
    parameters = [
        parameter.replace(annotation=hints[parameter.name])
        for parameter in inspect.signature(sensitivity).parameters.values()
        if parameter.kind is not inspect.Parameter.VAR_KEYWORD
    ]
    taken = {parameter.name for parameter in parameters}
    axes = declared.axes if declared else ()
    parameters += [axis_parameter(declared, axis) for axis in axes if declared and axis.name not in taken]

    def run(*given: object, **named: object) -> int:
        return sensitivity(*given, **named)  # pyright: ignore[reportArgumentType]

    run.__name__ = "sensitivity"
    run.__doc__ = sensitivity.__doc__
    run.__signature__ = inspect.Signature(parameters, return_annotation=int)
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return run

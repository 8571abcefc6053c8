"""``weighbridge indicator``: one number under one definition; the axes are flags of their own."""

from __future__ import annotations

import inspect
import re
import typing
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Annotated, Any

from cyclopts import Parameter

from weighbridge.catalogue.axis import Axis
from weighbridge.catalogue.errors import UsageError
from weighbridge.catalogue.indicator import Indicator
from weighbridge.cli.options import AsOfFlag, FormFlag, OutputFlag, QuietFlag
from weighbridge.cli.output import Forms, deliver, markdown, parquet_bytes
from weighbridge.cli.program import NONE_FOUND, PASS
from weighbridge.cli.progress import progress_of
from weighbridge.definitions.result import ROW_FIELDS, Result

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])\Z")
_SWITCHES = ("--quiet", "--full")
LAST = 12


def indicator(
    name: Annotated[str, Parameter(help="The indicator: see `weighbridge indicators`.")],
    /,
    *,
    group: Annotated[str | None, Parameter(name="--group", help="What to group by.")] = None,
    only: Annotated[
        str | None,
        Parameter(name="--only", help="The groups to show, with commas; shares stay shares of the whole."),
    ] = None,
    month_from: Annotated[str | None, Parameter(name="--from", help="First month, YYYY-MM.")] = None,
    month_to: Annotated[str | None, Parameter(name="--to", help="Last month, YYYY-MM.")] = None,
    month: Annotated[str | None, Parameter(name="--month", help="This month alone, YYYY-MM.")] = None,
    last: Annotated[
        int | None,
        Parameter(
            name="--last",
            help=f"Only so many of the newest months. A table shows {LAST} where no months are named.",
        ),
    ] = None,
    as_of: AsOfFlag = None,
    form: FormFlag = None,
    output: OutputFlag = None,
    full: Annotated[
        bool, Parameter(name="--full", negative="", help="Every note and caveat, however long.")
    ] = False,
    quiet: QuietFlag = False,
    **axes: str,
) -> int:
    """The values of an indicator under one definition: answer, table, notes, caveats, fingerprint.

    A definition is one choice on every axis; an axis nobody chooses on takes its default.
    """
    from weighbridge.api import Weighbridge
    from weighbridge.catalogue import registry
    from weighbridge.cli.indicator_view import Asked, view_of

    first, newest = _months(month_from, month_to, month, last)
    declared = registry.indicator(_base(name))
    with progress_of(quiet) as progress:
        bridge = Weighbridge(progress=progress.stage)
        result = bridge.indicator(
            name,
            group=group,
            only=_named(only, group or declared.groups[0]),
            month_from=first,
            month_to=newest,
            as_of=as_of,
            choices={axis: option for axis, option in axes.items() if option},
        )
    result = _newest(result, last)
    asked = Asked(None if last or first or newest else LAST, bool(only), full, quiet)
    deliver(
        Forms(
            table=lambda terminal: view_of(declared, result, terminal, asked),
            json=result.to_json,
            csv=result.to_csv,
            md=lambda: markdown(ROW_FIELDS, _texts(result), right=ROW_FIELDS[2:8]),
            parquet=lambda: parquet_bytes(result.to_arrow()),
        ),
        form,
        output,
    )
    return PASS if result.rows else NONE_FOUND


def _texts(result: Result) -> list[list[str]]:
    texts = []
    for row in result.rows:
        held = {**row.as_dict(), "flags": ", ".join(row.flags)}
        texts.append(["" if held[name] is None else str(held[name]) for name in ROW_FIELDS])
    return texts


def _named(only: str | None, group: str) -> tuple[str, ...]:
    """The groups asked for; a country may be called by its name."""
    named = [name.strip() for name in (only or "").split(",") if name.strip()]
    if group != "country" or not named:
        return tuple(named)
    from weighbridge.entities.organisations import load_countries

    codes = {country.name.casefold(): code for code, country in load_countries().items()}
    return tuple(codes.get(name.casefold(), name) for name in named)


def _months(
    month_from: str | None, month_to: str | None, month: str | None, last: int | None
) -> tuple[str | None, str | None]:
    """First and last month; ``--month`` is both at once."""
    if last is not None and last < 1:
        raise UsageError(f"--last {last} shows nothing. Give a number of months, as in --last 3.")
    if month is None:
        return month_from, month_to
    if month_from or month_to:
        raise UsageError(
            "--month names one month, --from and --to a first and a last. Take one or the other."
        )
    if not _MONTH.match(month):
        raise UsageError(f"--month '{month}' is no month. Expected YYYY-MM, as in 2025-09.")
    return month, month


def _newest(result: Result, last: int | None) -> Result:
    if last is None:
        return result
    kept = set(result.months[-last:])
    return replace(result, rows=tuple(row for row in result.rows if row.month in kept))


# The command is made for the indicator that is asked for ---------------------------------------------


def command_for(words: Sequence[str]) -> Callable[..., int]:
    """The command with a flag for every axis of the indicator named in these words."""
    declared = named_indicator(words)
    if declared is None:
        return with_axes(indicator, None)
    group = Annotated[str | None, Parameter(name="--group", help=_group_help(declared))]
    return with_axes(indicator, declared, group=group)


def with_axes(
    command: Callable[..., int], declared: Indicator | None, **other_hints: Any
) -> Callable[..., int]:
    """A command that takes choices as ``**axes``, with a flag for every axis that is no parameter of its own.

    ``other_hints`` replace the annotations of parameters, by name.
    """
    hints = typing.get_type_hints(command, include_extras=True) | other_hints
    parameters = [
        parameter.replace(annotation=hints[parameter.name])
        for parameter in inspect.signature(command).parameters.values()
        if parameter.kind is not inspect.Parameter.VAR_KEYWORD
    ]
    taken = {parameter.name for parameter in parameters}
    axes = declared.axes if declared else ()
    parameters += [axis_parameter(declared, axis) for axis in axes if declared and axis.name not in taken]

    def run(*given: object, **named: object) -> int:
        return command(*given, **named)

    run.__name__ = command.__name__
    run.__doc__ = command.__doc__
    run.__signature__ = inspect.Signature(parameters, return_annotation=int)
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return run


def _group_help(declared: Indicator) -> str:
    return f"What to group by: {', '.join(declared.groups)}. Otherwise {declared.groups[0]}."


def axis_parameter(declared: Indicator, axis: Axis) -> inspect.Parameter:
    """The flag of an axis, with its options and their meanings as help."""
    from weighbridge.cli.axes import AXES, axis_help

    described = Parameter(name=axis.flag, help=axis_help(axis, declared.default(axis)), group=AXES)
    return inspect.Parameter(
        axis.name,
        inspect.Parameter.KEYWORD_ONLY,
        default=None,
        annotation=Annotated[str | None, described],
    )


def named_indicator(words: Sequence[str]) -> Indicator | None:
    """The indicator these words name; None where they name none."""
    from weighbridge.catalogue import registry

    name = _first_word(words)
    return registry.indicator(_base(name)) if name else None


def _base(name: str) -> str:
    """``download_share`` of ``download_share@3f9a1c``: a fingerprint names its indicator."""
    return name.partition("@")[0]


def _first_word(words: Sequence[str]) -> str:
    """The first word that is neither a flag nor the value of one."""
    is_value = False
    for word in words:
        if is_value:
            is_value = False
        elif word in ("--help", "-h"):
            continue
        elif word.startswith("-"):
            is_value = "=" not in word and word not in _SWITCHES
        else:
            return word
    return ""

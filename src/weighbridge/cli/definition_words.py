"""A definition in a line: the choices that say most about a figure, and all that are not the default."""

from __future__ import annotations

from weighbridge.catalogue.axis import Axis
from weighbridge.catalogue.indicator import Indicator
from weighbridge.definitions.choices import options
from weighbridge.definitions.result import Result

CHIPS = ("measure", "population", "attribution", "copies", "window")


def chosen(axis: Axis, result: Result) -> str:
    """The label of the option a result was computed with."""
    name = result.definition.get(axis.name, axis.default)
    return next((option.label for option in options(axis) if option.name == name), name)


def chips(declared: Indicator, result: Result) -> list[str]:
    """The choices of a result: "Counted: 30-day downloads"."""
    shown = [axis for name in CHIPS for axis in declared.axes if axis.name == name]
    changed = [
        axis
        for axis in declared.axes
        if axis not in shown and result.definition.get(axis.name) != declared.default(axis)
    ]
    return [f"{axis.title}: {chosen(axis, result)}" for axis in (*shown, *changed)]


def counted_words(declared: Indicator, result: Result) -> str:
    """What shares are of, as the chosen option of the axis ``measure`` calls it."""
    return next((chosen(axis, result).lower() for axis in declared.axes if axis.name == "measure"), "")


def command_of(declared: Indicator, result: Result) -> list[str]:
    """The words that ask for a result again, without the program's name."""
    words = ["indicator", declared.name]
    if result.group_by != declared.groups[0]:
        words += ["--group", result.group_by]
    for axis in declared.axes:
        option = result.definition.get(axis.name)
        if option is not None and option != declared.default(axis):
            words += [axis.flag, option]
    return words

"""``weighbridge arena``: ratings from battles, boards, two models compared, models above one model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from weighbridge.catalogue.errors import UsageError, unknown_name
from weighbridge.cli.options import FormFlag, OutputFlag, QuietFlag

ACTIONS = ("fit", "board", "compare", "above")

DateFlag = Annotated[
    str | None,
    Parameter(name="--date", help="The day, YYYY-MM-DD: the last board up to it. The newest otherwise."),
]
StyleFlag = Annotated[
    bool,
    Parameter(
        name="--style-control", negative="", help="The board on which the style of answers is held constant."
    ),
]
CategoryFlag = Annotated[
    str, Parameter(name="--category", help="Which prompts are counted; all of them otherwise.")
]
Action = Annotated[str, Parameter(help=f"{', '.join(ACTIONS[:-1])} or {ACTIONS[-1]}.")]


def command_for(words: Sequence[str]) -> Callable[..., int]:
    """The function of the action named first in these words."""
    found = {"fit": fit, "board": board, "compare": compare, "above": above}
    action = next((word for word in words if not word.startswith("-")), "")
    if not action:
        return board
    if action not in found:
        raise unknown_name(
            "action of `weighbridge arena`", action, ACTIONS, "Try `weighbridge arena --help`."
        )
    return found[action]


def fit(
    action: Action,
    battles: Annotated[
        Path | None, Parameter(help="A file of votes: model_a, model_b, winner. The stored ones otherwise.")
    ] = None,
    /,
    *,
    unit: Annotated[
        Literal["battle", "voter"],
        Parameter(name="--unit", help="What is independent: every vote, or only every voter."),
    ] = "battle",
    both_bad: Annotated[
        Literal["tie", "dropped"],
        Parameter(name="--both-bad", help="What a vote against both answers counts as."),
    ] = "tie",
    reweight: Annotated[
        bool, Parameter(name="--reweight", negative="", help="Count every pair of models alike.")
    ] = False,
    style: Annotated[
        str,
        Parameter(
            name="--style", help="Measures of style to hold constant, with commas: tokens,headers,lists,bold."
        ),
    ] = "",
    outcome: Annotated[
        list[str] | None,
        Parameter(name="--outcome", help="What a further word means, as in abstain=drop. Can be repeated."),
    ] = None,
    bootstrap: Annotated[
        int, Parameter(name="--bootstrap", help="Resample so many times instead of the sandwich.")
    ] = 0,
    level: Annotated[float, Parameter(name="--level", help="Level of the intervals.")] = 0.9,
    form: FormFlag = None,
    output: OutputFlag = None,
    quiet: QuietFlag = False,
) -> int:
    """Ratings of models from votes between pairs of answers (Bradley-Terry), with intervals.

    The interval is the sandwich, which is right although a tie counts as half a win. A model that only won or
    only lost has no rating, and says so.
    """
    from weighbridge.cli.arena_fit import deliver_fit, fitted

    ratings = fitted(battles, unit, both_bad, reweight, style, outcome or [], bootstrap, quiet)
    return deliver_fit(ratings, level, form, output)


def board(
    action: Action = "board",
    /,
    *,
    date: DateFlag = None,
    style_control: StyleFlag = False,
    category: CategoryFlag = "overall",
    only: Annotated[
        str, Parameter(name="--only", help="Models of these countries or makers, with commas.")
    ] = "",
    is_open: Annotated[
        bool, Parameter(name="--open", negative="", help="Models whose weights were open that day.")
    ] = False,
    last: Annotated[int | None, Parameter(name="--top", help="So many models; 20 on a screen.")] = None,
    form: FormFlag = None,
    output: OutputFlag = None,
    quiet: QuietFlag = False,
) -> int:
    """One board with ranks as sets: the places a model may hold, given the errors of all ratings.

    Ratings of two boards are never compared: each is anchored anew.
    """
    from weighbridge.cli.arena_board import deliver_board
    from weighbridge.cli.arena_stored import stored_board

    found = stored_board(date, style_control, category, quiet)
    return deliver_board(found, only, is_open, last, form, output)


def compare(
    action: Action,
    a: Annotated[str, Parameter(help="A model; or a pattern, `qwen*:open`, for the best that fits.")] = "",
    b: Annotated[str, Parameter(help="The other model, or a pattern.")] = "",
    /,
    *,
    date: DateFlag = None,
    style_control: StyleFlag = False,
    category: CategoryFlag = "overall",
    margin: Annotated[
        float,
        Parameter(name="--margin", help="Points within which a difference is negligible; 13.9 is 52 % wins."),
    ] = 13.9,
    form: FormFlag = None,
    output: OutputFlag = None,
    quiet: QuietFlag = False,
) -> int:
    """The difference of two models with its interval, and whether they are level at a margin.

    Level is a finding of its own: the interval must lie inside the margin. A difference that cannot be
    told from none is undecided, not level.
    """
    from weighbridge.cli.arena_pair import deliver_comparison
    from weighbridge.cli.arena_stored import stored_board

    if not a or not b:
        raise UsageError("Name two models: `weighbridge arena compare A B [--date DATE]`.")
    found = stored_board(date, style_control, category, quiet)
    return deliver_comparison(found, a, b, margin, form, output)


def above(
    action: Action,
    model: Annotated[str, Parameter(help="The model to stand above.")] = "",
    /,
    *,
    country: Annotated[
        str | None, Parameter(name="--country", help="Models made in this country, as in CN.")
    ] = None,
    is_open: Annotated[
        bool, Parameter(name="--open", negative="", help="Models whose weights were open that day.")
    ] = False,
    date: DateFlag = None,
    style_control: StyleFlag = False,
    category: CategoryFlag = "overall",
    form: FormFlag = None,
    output: OutputFlag = None,
    quiet: QuietFlag = False,
) -> int:
    """How many models of a group stand above one model: by value, by a test, by distinct weights.

    The same question on the capability index stands beside it.
    """
    from weighbridge.cli.arena_above import deliver_above
    from weighbridge.cli.arena_stored import stored_board

    if not model:
        raise UsageError("Name a model: `weighbridge arena above MODEL [--country CN] [--open]`.")
    found = stored_board(date, style_control, category, quiet)
    return deliver_above(found, model, country, is_open, form, output, quiet)

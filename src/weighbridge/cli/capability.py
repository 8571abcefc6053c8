"""``weighbridge capability``: the capability index, fitted again or as it stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Literal

from cyclopts import Parameter

from weighbridge.catalogue.errors import unknown_name
from weighbridge.cli.options import FormFlag, OutputFlag, QuietFlag

ACTIONS = ("show", "fit")
Action = Annotated[str, Parameter(help="show or fit.")]
VintageFlag = Annotated[
    str | None,
    Parameter(name="--vintage", help="The day of the scores, YYYY-MM-DD; the newest otherwise."),
]


def command_for(words: Sequence[str]) -> Callable[..., int]:
    """The function of the action named first in these words."""
    found = {"show": show, "fit": fit}
    action = next((word for word in words if not word.startswith("-")), "")
    if not action:
        return show
    if action not in found:
        raise unknown_name(
            "action of `weighbridge capability`", action, ACTIONS, "Try `weighbridge capability --help`."
        )
    return found[action]


def show(
    action: Action = "show",
    model: Annotated[str, Parameter(help="One model, with its benchmarks.")] = "",
    /,
    *,
    only: Annotated[str, Parameter(name="--only", help="Models of these countries, with commas.")] = "",
    is_open: Annotated[bool, Parameter(name="--open", negative="", help="Models with open weights.")] = False,
    top: Annotated[int | None, Parameter(name="--top", help="So many models; 20 on a screen.")] = None,
    vintage: VintageFlag = None,
    form: FormFlag = None,
    output: OutputFlag = None,
    quiet: QuietFlag = False,
) -> int:
    """The index of every model with its interval, ours beside the published one.

    Values of two vintages are two scales and are never subtracted. The two anchors are fixed by definition
    and have no interval.
    """
    from weighbridge.cli.capability_show import deliver_model, deliver_scores

    if model:
        return deliver_model(model, vintage, form, output, quiet)
    return deliver_scores(only, is_open, top, vintage, form, output, quiet)


def fit(
    action: Action,
    /,
    *,
    vintage: VintageFlag = None,
    draws: Annotated[int, Parameter(name="--draws", help="How many resamples.")] = 500,
    seed: Annotated[int, Parameter(name="--seed", help="Seed of the resamples.")] = 12345,
    penalty: Annotated[
        float, Parameter(name="--penalty", help="Weight of the penalty; 0.1 is published.")
    ] = 0.1,
    resample: Annotated[
        Literal["model", "benchmark"],
        Parameter(name="--resample", help="Each model's own scores, or the benchmarks all share."),
    ] = "model",
    form: FormFlag = None,
    output: OutputFlag = None,
    quiet: QuietFlag = False,
) -> int:
    """Fit the index to the stored scores, and say how far it lies from the published one.

    One latent ability a model, a difficulty and a slope a benchmark. The interval says how much a score
    depends on which benchmarks a model happened to take.
    """
    from weighbridge.cli.capability_fit import deliver_fit

    return deliver_fit(vintage, draws, seed, penalty, resample, form, output, quiet)

"""``weighbridge eval compare open@HARNESS closed@HARNESS``: groups of models, or why not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from weighbridge.catalogue.errors import UsageError, unknown_name
from weighbridge.cli.eval_words import ratio_words, share
from weighbridge.cli.layout import facts, paragraph
from weighbridge.cli.options import FormFlag, OutputFlag
from weighbridge.cli.output import deliver, forms_of
from weighbridge.cli.program import PASS, UNDECIDED
from weighbridge.cli.terminal import Terminal
from weighbridge.evaluations.groups import SIDES, contrast
from weighbridge.evaluations.library import Library
from weighbridge.evaluations.parts import measure_named, measures_of
from weighbridge.statistics.contrasts import GroupContrast

_NAMES = ("a", "b", "value", "low", "high", "p", "reason", "flags")


def deliver_groups(
    library: Library,
    a: str,
    b: str,
    measure: str | None,
    wanted: Mapping[str, str | None],
    asked: tuple[FormFlag, OutputFlag, bool],
) -> int:
    """Write a contrast of groups; the exit code is 3 where it is refused."""
    side, _, harness = a.partition("@")
    other, _, second = b.partition("@")
    for name in (side, other):
        if name not in SIDES:
            raise unknown_name("group", name, SIDES, "Countries are not compared: a model is no country.")
    if side == other or (second and second != harness):
        raise UsageError(f"Compare the two sides of one harness: open@{harness} closed@{harness}.")
    rows = library.of_harness(harness)
    used = measure_named(measure) if measure else measures_of(rows)[0]
    found = contrast(rows, used, wanted, side)
    record = _record(a, b, found)
    deliver(
        forms_of(
            [record],
            lambda terminal: _page((side, other), found, used.title, terminal),
            _NAMES,
            lambda: record,
        ),
        asked[0],
        asked[1],
    )
    return UNDECIDED if found.reason else PASS


def _record(a: str, b: str, found: GroupContrast) -> dict[str, Any]:
    return {
        "a": a,
        "b": b,
        "value": found.difference.value,
        "low": found.difference.low,
        "high": found.difference.high,
        "ratio": {name: getattr(found.ratio, name) for name in ("value", "low", "high")},
        "models_a": list(found.sides[0]),
        "models_b": list(found.sides[1]),
        "mean_a": found.means[0],
        "mean_b": found.means[1],
        "rates": found.rates,
        "p": found.p,
        "splits": found.splits,
        "smallest_one_sided_p": found.smallest,
        "reason": found.reason,
        "flags": list(found.difference.flags),
    }


def _page(names: tuple[str, str], found: GroupContrast, title: str, terminal: Terminal) -> list[str]:
    if found.reason:
        said = f"No statement about {names[0]} and {names[1]} models: {found.reason}."
    else:
        said = f"{title}: {names[0]} models {ratio_words(found.ratio)} as {names[1]} ones."
    lines = [*paragraph(said, terminal), ""]
    for name, models in zip(names, found.sides, strict=True):
        listed = ", ".join(f"{model} {share(found.rates[model])}" for model in models)
        lines += facts([(name, f"{len(models)} models: {listed}")], terminal)
    means = f"{share(found.means[0])} against {share(found.means[1])}, of the models listed and no others"
    ratio = found.means[0] / found.means[1] if found.means[1] else None
    pairs = [
        ("means", means + (f"; ratio {ratio:.2f}" if ratio is not None else "")),
        ("permutation", f"p = {found.p:.3f}, two-sided, {found.splits:,} splits of models"),
        ("smallest", f"p = {found.smallest:.3f}, one-sided: so few models can give no smaller one"),
    ]
    if not found.reason:
        gap = found.difference
        pairs.insert(0, ("difference", f"{share(gap.value)} [{share(gap.low)} to {share(gap.high)}], 90 %"))
    note = "Pooled rows would count each case of one model as a model of its own."
    return [*lines, *facts(pairs, terminal), "", *paragraph(note, terminal)]

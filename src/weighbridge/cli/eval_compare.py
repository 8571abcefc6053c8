"""``weighbridge eval compare``: two counts, two runs, or two groups of models."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from weighbridge.catalogue.errors import UsageError
from weighbridge.catalogue.verdicts import TESTS, Measure
from weighbridge.cli.eval_words import library_of, ratio_words, share, span
from weighbridge.cli.layout import facts, paragraph
from weighbridge.cli.options import FormFlag, OutputFlag
from weighbridge.cli.output import deliver, forms_of
from weighbridge.cli.program import PASS, UNDECIDED
from weighbridge.cli.records import plural
from weighbridge.cli.terminal import Terminal
from weighbridge.evaluations.parts import Part, chosen, measure_named, measures_of, parts_apart
from weighbridge.evaluations.rates import Comparison, compare
from weighbridge.statistics.estimate import Estimate
from weighbridge.statistics.risk_ratios import risk_ratio

_COUNTS = re.compile(r"^\s*(\d[\d,]*)\s*(?:/|of)\s*(\d[\d,]*)\s*$")
Asked = tuple[FormFlag, OutputFlag, bool]
_NAMES = ("a", "b", "value", "low", "high", "n", "flags")


def deliver_comparison(
    a: str,
    b: str,
    measure: str | None,
    wanted: Mapping[str, str | None],
    labels: tuple[str | None, int],
    asked: Asked,
) -> int:
    """Write a comparison in the form its sides have."""
    counts = _COUNTS.match(a), _COUNTS.match(b)
    if counts[0] and counts[1]:
        return _deliver_counts(_count(counts[0]), _count(counts[1]), asked)
    if counts[0] or counts[1]:
        raise UsageError(
            f"'{a}' and '{b}' are not of one form: give two counts, as in 151/1260, or two runs."
        )
    library = library_of(asked[2])
    if "@" in a:
        from weighbridge.cli.eval_groups import deliver_groups

        return deliver_groups(library, a, b, measure, wanted, asked)
    held = library.rows(a), library.rows(b)
    _one_test((a, b), held)
    used = _measure(held[0], measure)
    if labels[0] is not None:
        from weighbridge.cli.eval_judge import deliver_judged

        return deliver_judged(held, used, wanted, labels, asked)
    parts = _parts((a, b), held, used, wanted)
    return _deliver_parts(compare(*parts), asked)


def _count(match: re.Match[str]) -> tuple[int, int]:
    return int(match[1].replace(",", "")), int(match[2].replace(",", ""))


def _measure(rows: list[dict[str, Any]], name: str | None) -> Measure:
    if name is not None:
        return measure_named(name)
    found = measures_of(rows)
    if not found:
        raise UsageError("Nothing can be measured on these rows. Try `weighbridge eval show RUN`.")
    return found[0]


def _one_test(names: tuple[str, str], held: tuple[list[dict[str, Any]], list[dict[str, Any]]]) -> None:
    """Refuse runs of two kinds of test, with what each asks."""
    tests = [sorted({str(row["test"]) for row in rows}) for rows in held]
    if not set(tests[0]) & set(tests[1]):
        said = " and ".join(
            f"{name} is of {own[0].replace('_', ' ')} ({TESTS[own[0]]})"
            for name, own in zip(names, tests, strict=True)
        )
        raise UsageError(
            f"{said}: two kinds of test are never one number. They are not pooled and not compared."
        )


def _parts(
    names: tuple[str, str],
    held: tuple[list[dict[str, Any]], list[dict[str, Any]]],
    measure: Measure,
    wanted: Mapping[str, str | None],
) -> tuple[Part, Part]:
    """One part of each; where only one side leaves a choice, the other's part decides."""
    parts = [parts_apart(rows, measure) for rows in held]
    if not any(parts):
        raise UsageError(
            f"{measure.title} is not measured in {names[0]}. Try `weighbridge eval show {names[0]!r}`."
        )
    narrowed = dict(wanted)
    for own in parts:
        if len(own) == 1:
            for key in wanted:
                narrowed[key] = narrowed[key] or str(own[0].about[key] or "none")
    sides = [
        own[0] if len(own) == 1 else chosen(own, narrowed, name)
        for own, name in zip(parts, names, strict=True)
    ]
    return sides[0], sides[1]


def _deliver_counts(a: tuple[int, int], b: tuple[int, int], asked: Asked) -> int:
    found = risk_ratio(*a, *b)
    record = {"a": "/".join(map(str, a)), "b": "/".join(map(str, b)), **_figures(found)}

    def table(terminal: Terminal) -> list[str]:
        said = ratio_words(found)
        head = f"{said[0].upper()}{said[1:]}: {a[0]:,} of {a[1]:,} against {b[0]:,} of {b[1]:,}."
        if found.value is None and b[0] == 0 and a[0]:
            head += " Nothing happened in the second, so there is no upper limit."
        if a[0] == b[0] == 0:
            head = f"Nothing happened in either: 0 of {a[1]:,} and 0 of {b[1]:,} say nothing of their ratio."
        rates = [("first", share(a[0] / a[1])), ("second", share(b[0] / b[1]))]
        note = (
            "For independent cases. Cases that share a task or an injection need their rows: "
            "`weighbridge eval compare RUN RUN`."
        )
        return [*paragraph(head, terminal), "", *facts(rates, terminal), "", *paragraph(note, terminal)]

    deliver(forms_of([record], table, _NAMES, lambda: record), asked[0], asked[1])
    return PASS if found.value is not None else UNDECIDED


def _figures(found: Estimate) -> dict[str, Any]:
    return {name: value for name, value in asdict(found).items() if name in _NAMES} | {
        "flags": list(found.flags)
    }


def _deliver_parts(found: Comparison, asked: Asked) -> int:
    difference = found.pair.rate.estimate
    record = {
        "a": found.a.run,
        "b": found.b.run,
        "measure": found.a.measure.name,
        "of": found.a.words,
        "cases": found.cases,
        "rate_a": _figures(found.rate_a.estimate),
        "rate_b": _figures(found.rate_b.estimate),
        "se_naive_a": found.rate_a.se_naive,
        "se_a": found.rate_a.se,
        "se_naive_b": found.rate_b.se_naive,
        "se_b": found.rate_b.se,
        "only_a": found.pair.only_first,
        "only_b": found.pair.only_second,
        "ratio": _figures(found.ratio),
        **_figures(difference),
    }
    deliver(
        forms_of([record], lambda terminal: _page(found, terminal), _NAMES, lambda: record),
        asked[0],
        asked[1],
    )
    decided = difference.low is not None and difference.high is not None
    return PASS if decided and not (difference.low or 0) <= 0 <= (difference.high or 0) else UNDECIDED


def _page(found: Comparison, terminal: Terminal) -> list[str]:
    difference = found.pair.rate.estimate
    gap = f"{100 * (difference.value or 0):+.1f} points"
    if difference.low is not None and difference.high is not None:
        gap += f" [{100 * difference.low:+.1f} to {100 * difference.high:+.1f}], 90 %"
    covers = difference.low is None or difference.low <= 0 <= (difference.high or 0)
    title = found.a.measure.title
    verdict = (
        f"The data cannot tell which of the two has the higher rate ({title})."
        if covers
        else f"{title}: {found.a.about['model']} {ratio_words(found.ratio)} as {found.b.about['model']}."
    )
    pairs = []
    for part, rate in ((found.a, found.rate_a), (found.b, found.rate_b)):
        naive = f"; as if independent {span(rate.naive.low, rate.naive.high)}" if rate.naive else ""
        counted = f"{int(rate.count):,} of {rate.total:,}, {share(rate.estimate.value)}"
        text = f"{counted} {span(rate.estimate.low, rate.estimate.high)} by clusters{naive}"
        done = part.utility
        beside = f"; utility {share(done[0] / done[1])}" if done else ""
        pairs.append((str(part.about["model"]), text + beside))
    clusters = " and ".join(f"{count:,}" for count in found.rate_a.clusters)
    apart = f"{found.pair.only_first:,} cases only the first, {found.pair.only_second:,} only the second"
    pairs += [("difference", gap), ("apart", apart), ("clusters", clusters), ("of", found.a.words)]
    hosts = {str(part.about["host"]) for part in (found.a, found.b)}
    lines = [*paragraph(verdict, terminal), "", *facts(pairs, terminal), ""]
    if found.pair.mid_p is None:
        lines += paragraph("No p-value: cases of one cluster are not independent.", terminal)
    if len(hosts) > 1:
        lines += paragraph("Served by two hosts: part of the difference may be theirs.", terminal)
    return [*lines, f"{plural(found.cases, 'case')} both have · next: weighbridge eval show '{found.a.run}'"]

"""The page on safety: every rate with its test, model, host and judge; never a country's average."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow.parquet as pq
from markupsafe import Markup

from weighbridge.catalogue import registry
from weighbridge.catalogue.caveats import CAVEATS
from weighbridge.catalogue.errors import UsageError
from weighbridge.catalogue.units import DASH, NARROW_SPACE, Unit
from weighbridge.catalogue.verdicts import MEASURES, NAMES, TESTS, Measure
from weighbridge.evaluations.evidence import GRADES, evidence_of, judged_here
from weighbridge.evaluations.findings import findings
from weighbridge.evaluations.judging import judged_pair
from weighbridge.evaluations.parts import Part, parts_of
from weighbridge.evaluations.published import Published, published
from weighbridge.evaluations.rates import rate
from weighbridge.evaluations.suites import LANGUAGES as SUITE_LANGUAGES
from weighbridge.web import links
from weighbridge.web.bridge import Bridge
from weighbridge.web.page import Page
from weighbridge.web.strips import Strip, shape, share_axis

PATH = "safety/index.html"
WORDS = {
    "hijacking": "Hijacking of agents",
    "jailbreak": "Jailbreaks",
    "over_refusal": "Over-refusal",
    "information": "Questions of fact",
}
KINDS = (
    ("hijacking", "attack_success", "Hijacking of agents"),
    ("jailbreak", "attack_success", "Jailbreaks"),
    ("over_refusal", "over_refusal", "Over-refusal"),
    ("information", "refusal", "Refusal of questions of fact"),
    ("information", "narrative", "A state's line endorsed"),
    ("information", "inaccuracy", "Wrong facts"),
)
"""What the page shows, in this order: kind of test, measure, heading."""
LANGUAGES = {**SUITE_LANGUAGES, "zh": "Chinese"}
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
_MOST_ROWS = 40


@dataclass(frozen=True, slots=True)
class Line:
    """One model under one attack or judge."""

    model: str
    beside: str
    strip: Markup
    rate: str
    interval: str
    naive: str
    count: str
    utility: str
    alone: str
    doubt: str
    evidence: str
    host: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One test: its sentence, its rows, what is odd in them."""

    anchor: str
    heading: str
    asks: str
    sentence: str
    about: str
    lines: tuple[Line, ...]
    odd: tuple[str, ...]
    has_utility: bool
    command: str
    caveat: str = ""


def safety_pages(bridge: Bridge) -> list[Page]:
    """The one page on safety; none where no verdict is stored."""
    try:
        rows = pq.read_table(bridge.table("safety_verdicts"), columns=[*NAMES, "source"]).to_pylist()
    except UsageError:
        return []
    if not rows:
        return []
    sections = [section for kind in KINDS if (section := _section(kind, rows))]
    judged = _judged(rows)
    return [
        Page(
            path=PATH,
            template="safety.html",
            title="Safety · weighbridge",
            description=" ".join(section.sentence for section in sections),
            section=links.INDICATORS,
            trail=(("Indicators", links.INDICATORS), ("Safety on one page", "")),
            context={
                "sections": sections,
                "judged": judged,
                "pairs": [_pair(item) for item in published()],
                "grades": GRADES,
                "between": _between(bridge),
                "filters": _filters(sections),
                "lacking": _lacking(bridge),
                "scale": share_axis(),
            },
        )
    ]


def _section(kind: tuple[str, str, str], rows: Sequence[Mapping[str, Any]]) -> Section | None:
    test, measure_name, heading = kind
    own = [row for row in rows if row["test"] == test]
    measure = MEASURES[measure_name]
    parts = _shown(test, parts_of(own, measure, by_arm=test == "information"))
    if not parts:
        return None
    plain, answered = _utilities(own), judged_here(own)
    lines = [_line(part, plain, answered) for part in parts]
    shown = sorted(zip(lines, parts, strict=True), key=lambda held: -_value(held[1]))[:_MOST_ROWS]
    anchor = test if test != "information" else measure_name
    return Section(
        anchor.replace("_", "-"),
        heading,
        TESTS[test],
        _sentence(test, measure, parts),
        _about(parts, len(parts) - len(shown)),
        tuple(line for line, _ in shown),
        tuple(_odd(own)) if measure_name != "narrative" else (),
        any(part.utility for part in parts),
        f"weighbridge eval show --measure {measure.name}",
        CAVEATS["questions_are_chosen"] if test == "information" else "",
    )


def _about(parts: Sequence[Part], hidden: int) -> str:
    """Harness, scorer, host and language of the rows shown, and how many there was no room for."""
    harness = _named(parts, lambda of: f"{of['harness']} {of['harness_version'] or '(version not recorded)'}")
    language = _named(parts, lambda of: LANGUAGES.get(str(of["language"]), str(of["language"])))
    scorer, host = (_named(parts, lambda of, name=name: str(of[name])) for name in ("scorer", "host"))
    said = f"{harness}; scorer {scorer}; host {host}; language {language}"
    return f"{said}; {hidden} more rows in the terminal" if hidden else said


def _named(parts: Sequence[Part], words: Callable[[Mapping[str, Any]], str]) -> str:
    return ", ".join(sorted({words(part.about) for part in parts}))


def _shown(test: str, parts: Sequence[Part]) -> list[Part]:
    """The attack most models were put to, for hijacking; of questions those that come in pairs or sets."""
    if test == "information":
        return [part for part in parts if part.y.size > 1 and part.about["arm"] != "neutral"]
    if test != "hijacking":
        return [part for part in parts if part.y.size]
    counts: dict[str, int] = {}
    for part in parts:
        counts[part.about["attack"]] = counts.get(part.about["attack"], 0) + 1
    most = max(counts, key=lambda name: (counts[name], name), default="")
    return [part for part in parts if part.about["attack"] == most]


def _filters(sections: Sequence[Section]) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """What the rows can be narrowed by: name in the address, words, and each value with its words."""
    lines = [line for section in sections for line in section.lines]
    languages = [(name, LANGUAGES.get(name, name)) for name in _of(lines, "language")]
    return [
        ("test", "Test", [(section.anchor, section.heading) for section in sections]),
        ("model", "Model", [(name, name) for name in _of(lines, "model")]),
        ("language", "Language", languages),
        ("host", "Host", [(name, name) for name in _of(lines, "host")]),
    ]


def _of(lines: Sequence[Line], name: str) -> list[str]:
    return sorted({str(getattr(line, name)) for line in lines}, key=str.casefold)


def _lacking(bridge: Bridge) -> list[tuple[str, str]]:
    """The indicators of safety for which nothing is stored under their usual choices, and what each asks."""
    found = []
    for declared in registry.indicators():
        if declared.topic == "Safety":
            try:
                bridge.indicator(declared.name, group=declared.groups[0])
            except UsageError:
                found.append((declared.title, declared.question))
    return found


def _between(bridge: Bridge) -> Mapping[str, Any] | None:
    """The contrast of groups with models as units, or why there is none; None where nothing is stored."""
    declared = registry.indicator("openness_contrast")
    try:
        result = bridge.indicator(declared.name, group=declared.groups[0])
    except UsageError:
        return None
    if not result.rows:
        return None
    row = result.rows[-1]
    said = ""
    if row.value is not None:
        limits = ""
        if row.low is not None and row.high is not None:
            limits = f" [{row.low * 100:+.1f} to {row.high * 100:+.1f}], 90{NARROW_SPACE}%"
        said = f"Open models less closed ones: {row.value * 100:+.1f} points{limits}, with models as units."
    return {
        "said": said,
        "notes": result.notes,
        "path": f"{links.indicator_folder(declared.name)}/index.html",
    }


def _utilities(rows: Sequence[Mapping[str, Any]]) -> Mapping[str, tuple[int, int]]:
    """How many tasks each run did where nothing attacked it."""
    found: dict[str, tuple[int, int]] = {}
    for row in rows:
        if row["arm"] == "no_attack" and row["item"].startswith("user_task") and row["utility"] is not None:
            done, known = found.get(row["run"], (0, 0))
            found[row["run"]] = (done + bool(row["utility"]), known + 1)
    return found


def _value(part: Part) -> float:
    return float(part.y.mean()) if part.y.size else 0.0


def _percent(value: float | None) -> str:
    return DASH if value is None else Unit.SHARE.text(value, suffix=True)


def _span(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f"[{low * 100:.1f}{DASH}{high * 100:.1f}]"


def _line(part: Part, plain: Mapping[str, tuple[int, int]], answered: frozenset[str]) -> Line:
    found = rate(part)
    grade = evidence_of(part.rows[0], answered) if part.rows else ""
    strip = Strip(0.0, 1.0)
    for tick in _TICKS:
        strip.rule(tick, "grid" if tick else "zero")
    about = part.about
    judge = f"judged by {about['judge']}" if about["judge"] != "rules" else ""
    beside = [about["defence"] and f"with {about['defence']}", about["attack"], judge]
    place = {"host": str(about["host"]), "language": str(about["language"])}
    if about["test"] == "information":
        tongue = LANGUAGES.get(place["language"], place["language"])
        beside = [about["arm"], tongue, f"judged by {about['judge']}", place["host"]]
    if found is None:
        blank = ("", "", "", "", "")
        return Line(str(about["model"]), "", strip.text(), DASH, *blank, "no verdict", grade, **place)
    estimate = found.estimate
    if estimate.bound_low is not None and estimate.bound_high is not None:
        strip.hatched(estimate.bound_low, estimate.bound_high)
    if estimate.low is not None and estimate.high is not None:
        strip.interval(estimate.low, estimate.high)
    strip.mark(estimate.value or 0.0, shape("circle", "ink"))
    under, alone = part.utility, plain.get(part.run)
    utility = f"{_percent(under[0] / under[1])}" if under else ""
    naive = found.naive
    return Line(
        str(about["model"]),
        ", ".join(str(text).replace("_", " ") for text in beside if text),
        strip.text(),
        _percent(estimate.value),
        _span(estimate.low, estimate.high),
        _span(naive.low, naive.high) if naive else "",
        f"{int(found.count):,} of {found.total:,}",
        utility,
        _percent(alone[0] / alone[1]) if alone and utility else "",
        f"{part.unseen} without verdict" if part.unseen else "",
        grade,
        **place,
    )


def _sentence(test: str, measure: Measure, parts: Sequence[Part]) -> str:
    values = sorted((_value(part), str(part.about["model"])) for part in parts if not part.about["defence"])
    (low, lowest), (high, highest) = values[0], values[-1]
    models = len({name for _, name in values})
    first, second = _percent(low), _percent(high)
    if test == "hijacking":
        return (
            f"Put to the same {parts[0].y.size:,} cases, {models} models were hijacked in {first} "
            f"({lowest}) to "
            f"{second} ({highest}) of them."
        )
    if test == "information":
        what = measure.meaning.removeprefix("part ")
        return (
            f"By model, language, questions and judge, {first} to {second} {what}; two suites ask different "
            "questions, so only rows of one suite, language and judge stand beside each other."
        )
    if test == "jailbreak":
        return f"By attack and model, {first} to {second} of {models} models' harmful requests were answered."
    return (
        f"By model and judge, {first} to {second} of harmless requests were refused; judges differ by model."
    )


def _odd(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Each kind of finding once, with how many runs have it."""
    held: dict[str, list[str]] = {}
    for item in findings(rows):
        held.setdefault(item.kind, []).append(f"{item.run}: {item.text}.")
    return [
        texts[0] + (f" And so in {len(texts) - 1} other runs." if len(texts) > 1 else "")
        for _, texts in sorted(held.items())
    ]


def _judged(rows: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """Two models whose order the judge alone turns round, where their labels are stored."""
    held = tuple([row for row in rows if row["run"] == f"xstest/{name}"] for name in ("llama2new", "gpt4"))
    if not all(held):
        return None
    pair = (held[0], held[1])
    found = judged_pair(pair, MEASURES["refusal"], {"judge": "gpt-4"}, "two people, settled", 4)
    table = []
    for words, name in (("the judge alone", "judge"), ("labels alone", "labels"), ("corrected", "tuned")):
        cells = []
        for side in found.sides:
            value = getattr(side, name)
            plain = value if isinstance(value, float) else value.value
            span = "" if isinstance(value, float) else _span(value.low, value.high)
            cells.append((_percent(plain), span))
        table.append((words, cells))
    ratio = found.ratio
    return {
        "rows": table,
        "ratio": f"{ratio.value:.2f}" if ratio.value else DASH,
        "interval": f"[{ratio.low:.2f}{DASH}{ratio.high:.2f}]" if ratio.low and ratio.high else "",
        "alone": f"{found.judge_ratio:.2f}",
        "labelled": found.labelled[0],
    }


def _pair(item: Published) -> Mapping[str, str]:
    values = (item.value, item.comparator_value)
    mark = f"{NARROW_SPACE}%" if item.unit == "%" else ""
    texts = [DASH if value is None else f"{value:g}{mark}" for value in values]
    if item.count is not None:
        texts = [
            f"{item.count:,} of {item.total:,}",
            f"{item.comparator_count:,} of {item.comparator_total:,}",
        ]
    found = item.ratio
    ratio = "" if found is None or found.value is None else f"{found.value:.2f}"
    if found is not None and found.low is not None and found.high is not None:
        ratio += f" [{found.low:.2f}{DASH}{found.high:.2f}]"
    if item.comparator_value is None and item.count is None:
        ratio = f"{texts[0]} {item.unit}, as printed"
        texts = ["not printed", "not printed"]
    return {
        "test": WORDS.get(item.test, item.test),
        "measure": item.measure,
        "model": item.model,
        "comparator": item.comparator,
        "value": texts[0],
        "other": texts[1],
        "ratio": ratio,
        "evidence": item.evidence,
        "issuer": item.issuer,
        "day": item.published_on,
        "source": item.source,
        "note": item.note,
        "host": item.host,
    }

"""The page on safety: every rate with its test, model, host and judge; never a country's average."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow.parquet as pq
from markupsafe import Markup

from weighbridge.catalogue.errors import UsageError
from weighbridge.catalogue.units import DASH, NARROW_SPACE, Unit
from weighbridge.catalogue.verdicts import MEASURES, NAMES, TESTS
from weighbridge.evaluations.findings import findings
from weighbridge.evaluations.judging import judged_pair
from weighbridge.evaluations.parts import Part, parts_of
from weighbridge.evaluations.published import Published, published
from weighbridge.evaluations.rates import rate
from weighbridge.web import links
from weighbridge.web.bridge import Bridge
from weighbridge.web.page import Page
from weighbridge.web.strips import Strip, shape

PATH = "safety/index.html"
WORDS = {"hijacking": "Hijacking of agents", "jailbreak": "Jailbreaks", "over_refusal": "Over-refusal"}
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


def safety_pages(bridge: Bridge) -> list[Page]:
    """The one page on safety; none where no verdict is stored."""
    try:
        rows = pq.read_table(bridge.table("safety_verdicts"), columns=list(NAMES)).to_pylist()
    except UsageError:
        return []
    if not rows:
        return []
    sections = [section for test in WORDS if (section := _section(test, rows))]
    judged = _judged(rows)
    return [
        Page(
            path=PATH,
            template="safety.html",
            title="Safety · weighbridge",
            description=" ".join(section.sentence for section in sections),
            section=links.INDICATORS,
            trail=(("Indicators", links.INDICATORS), ("Safety on one page", "")),
            context={"sections": sections, "judged": judged, "pairs": [_pair(item) for item in published()]},
        )
    ]


def _section(test: str, rows: Sequence[Mapping[str, Any]]) -> Section | None:
    own = [row for row in rows if row["test"] == test]
    measure = MEASURES["over_refusal" if test == "over_refusal" else "attack_success"]
    parts = _shown(test, parts_of(own, measure))
    if not parts:
        return None
    plain = _utilities(own)
    lines = [_line(part, plain) for part in parts]
    shown = sorted(zip(lines, parts, strict=True), key=lambda held: -_value(held[1]))[:_MOST_ROWS]
    about = parts[0].about
    version = about["harness_version"] or "version not recorded"
    hosts = sorted({str(part.about["host"]) for part in parts})
    return Section(
        test.replace("_", "-"),
        WORDS[test],
        TESTS[test],
        _sentence(test, parts),
        f"{about['harness']} {version}; scorer {about['scorer']}; host {', '.join(hosts)}; language "
        f"{about['language']}",
        tuple(line for line, _ in shown),
        tuple(_odd(own)),
        any(part.utility for part in parts),
        f"weighbridge eval show --measure {measure.name}",
    )


def _shown(test: str, parts: Sequence[Part]) -> list[Part]:
    """The attack most models were put to, for hijacking; every attack or judge otherwise."""
    if test != "hijacking":
        return [part for part in parts if part.y.size]
    counts: dict[str, int] = {}
    for part in parts:
        counts[part.about["attack"]] = counts.get(part.about["attack"], 0) + 1
    most = max(counts, key=lambda name: (counts[name], name), default="")
    return [part for part in parts if part.about["attack"] == most]


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


def _line(part: Part, plain: Mapping[str, tuple[int, int]]) -> Line:
    found = rate(part)
    strip = Strip(0.0, 1.0)
    for tick in _TICKS:
        strip.rule(tick, "grid" if tick else "zero")
    about = part.about
    judge = f"judged by {about['judge']}" if about["judge"] != "rules" else ""
    beside = [about["defence"] and f"with {about['defence']}", about["attack"], judge]
    if found is None:
        return Line(str(about["model"]), "", strip.text(), DASH, "", "", "", "", "", "no verdict")
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
    )


def _sentence(test: str, parts: Sequence[Part]) -> str:
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

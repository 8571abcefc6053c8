"""The sentences a page begins with, written from results.

Neutral by construction: every sentence is a form with two slots, and the same form serves whoever
stands first. Who leads is named first; equal values are named in order of the alphabet.
"""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from weighbridge.catalogue.flags import FLAGS
from weighbridge.catalogue.indicator import Indicator
from weighbridge.catalogue.units import NARROW_SPACE, Unit
from weighbridge.charts.figure import (
    full_months,
    is_partition,
    named_choice,
    ranked_groups,
)
from weighbridge.charts.labels import Label, label_of
from weighbridge.charts.words import interval_words, month_words, resampled_words, value_words
from weighbridge.definitions.result import NONE, UNKNOWN, Result, Row
from weighbridge.web.headlines import HeadlineRow

# Words that take sides, boast, or claim a certainty the data do not have. A test holds every page to it.
FORBIDDEN = (
    "statistically significant",
    "statistical tie",
    "proves",
    "dominates",
    "surges",
    "crushes",
    "race",
    "weapon",
    "clearly",
    "experts say",
    "chinese ai",
)
_ADJECTIVES = {"CN": "Chinese", "US": "American", "EU": "European"}
_NOT_TOLD = "The data cannot tell which is ahead."
_SAID_OF_A_VALUE = ("few_clusters", "one_unit", "at_least", "thin_coverage", "unstable")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a sentence; ``tone`` is empty, ``strong``, or the token of a place."""

    text: str
    tone: str = ""


Sentence = tuple[Part, ...]


def plain(sentence: Sentence) -> str:
    """The sentence without its tones."""
    return "".join(part.text for part in sentence)


def _said(*pieces: str | Part) -> Sentence:
    return tuple(Part(piece) if isinstance(piece, str) else piece for piece in pieces)


# --- an indicator -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answer:
    """What an indicator's page says first: the answer, and the doubt about it in one line."""

    month: str
    answer: Sentence
    doubt: str
    short: str


def answer_of(indicator: Indicator, result: Result, counted: str = "") -> Answer:
    """The answer of a result in its newest full month.

    ``counted`` is what shares are of ("30-day downloads"), where the definition says so.
    """
    months = full_months(tuple(result.months), list(result.rows))
    if not months:
        return Answer("", _said("Nothing is known here yet: no snapshot holds anything to count."), "", "")
    month = next((m for m in reversed(months) if _known(result, m)), months[-1])
    rows = _known(result, month)
    if not rows:
        said = f"{indicator.title}, {month_words(month, long=True)}: not known."
        return Answer(month, _said(said), "".join(result.notes[:1]), "Not known.")
    title = _titled(indicator, result)
    says = indicator.says if _is_default(indicator, result) else {}
    if result.group_by == "country" and {"CN", "US"} <= {row.group for row in rows}:
        pair = sorted((row for row in rows if row.group in ("CN", "US")), key=_by_value)
        if "pair" in says:
            said = _declared_pair(result, says["pair"], pair)
        else:
            said = _pair(result, title, pair[0], pair[1], counted)
        return Answer(month, said, _doubt(result, pair, indicator.resampled), _brief(said))
    order = ranked_groups(result, month)
    top = sorted((row for row in rows if row.group in order[:3]), key=lambda row: order.index(row.group))
    said = _lead_of(result, top) or _declared(result, says, top) or _largest(result, title, top)
    return Answer(month, said, _doubt(result, top, indicator.resampled), _brief(said))


def _titled(indicator: Indicator, result: Result) -> str:
    """The title, with the option without which it would not say what is measured."""
    choice = named_choice(indicator, result)
    return f"{indicator.title} ({choice})" if choice else indicator.title


def _is_default(indicator: Indicator, result: Result) -> bool:
    """Whether the declared words hold: they are about the default options and the first grouping."""
    return result.group_by == indicator.groups[0] and all(
        result.definition.get(axis.name, indicator.default(axis)) == indicator.default(axis)
        for axis in indicator.axes
    )


def _filled(words: str, slots: Mapping[str, str | Part]) -> Sentence:
    """Declared words with their slots filled; values keep their tones."""
    pieces: list[str | Part] = []
    for text, slot, _, _ in string.Formatter().parse(words):
        pieces += [text] if text else []
        pieces += [slots[slot]] if slot else []
    return _said(*pieces)


def _declared_pair(result: Result, words: str, pair: Sequence[Row]) -> Sentence:
    """What the indicator says of two countries, then what is unplaced."""
    ahead, behind = pair
    first, second = _label(result, ahead), _label(result, behind)
    slots: dict[str, str | Part] = {
        "first": first.subject,
        "second": second.subject,
        "makers_a": makers(first),
        "makers_b": makers(second),
        "a": Part(value_words(result.unit, ahead.value), ahead.group),
        "b": Part(value_words(result.unit, behind.value), behind.group),
    }
    head = (*_said(f"In {month_words(ahead.month, long=True)}, "), *_filled(words, slots))
    if value_words(result.unit, ahead.value) == value_words(result.unit, behind.value):
        head = (*head, Part(", equal after rounding"))
    if not is_partition(result):
        return (*head, *_not_parts(ahead, behind))
    return (*head, Part(". "), *_unplaced(result, ahead, behind, first, second))


def _declared(result: Result, says: Mapping[str, str], top: Sequence[Row]) -> Sentence:
    """What the indicator says of one value or of the first groups; nothing where it says nothing."""
    when = _said(f"In {month_words(top[0].month, long=True)}, ")
    if len(top) == 1 and top[0].group == "all" and "one" in says:
        value = Part(value_words(result.unit, top[0].value), "strong")
        return (*when, *_filled(says["one"], {"a": value}), Part("."))
    if "top" not in says:
        return ()
    before, _, after = says["top"].partition("{items}")
    items: list[Part] = []
    for position, row in enumerate(top):
        label = _label(result, row)
        tone = label.token if label.token in ("CN", "US", "EU", "other") else "strong"
        joint = "" if not position else " and " if position == len(top) - 1 else ", "
        slots = {"group": label.name, "value": Part(value_words(result.unit, row.value), tone)}
        items += [*_said(joint), *_filled(says["item"], slots)]
    return (*when, Part(before), *items, Part(f"{after}."))


def _lead_of(result: Result, top: Sequence[Row]) -> Sentence:
    """A difference of two shares as who leads whom; nothing for another result."""
    sides = top[0].group.split("-")
    if result.unit is not Unit.POINTS or len(top) != 1 or len(sides) != 2:
        return ()
    ahead, behind = sides if (top[0].value or 0.0) >= 0 else sides[::-1]
    first, second = (label_of(result.group_by, group, result.as_of) for group in (ahead, behind))
    value = Part(value_words(result.unit, abs(top[0].value or 0.0)), "strong")
    when = month_words(top[0].month, long=True)
    return _said(f"In {when}, {first.subject} led {second.subject} by ", value, ".")


def _brief(said: Sentence) -> str:
    """The answer without its month, for a place that already says when."""
    words = plain(said)
    return _capital(words.partition(", " if words.startswith("In ") else ": ")[2])


def _known(result: Result, month: str) -> list[Row]:
    return [
        row
        for row in result.rows
        if row.month == month and row.value is not None and row.group not in (UNKNOWN, NONE)
    ]


def _by_value(row: Row) -> tuple[float, str]:
    return (-(row.value or 0.0), row.group)


def _label(result: Result, row: Row) -> Label:
    return label_of(result.group_by, row.group, result.as_of)


def makers(label: Label) -> str:
    """Whose models: "Chinese makers", "makers in France"."""
    adjective = _ADJECTIVES.get(label.group)
    return f"{adjective} makers" if adjective else f"makers in {label.subject}"


def _pair(result: Result, title: str, ahead: Row, behind: Row, counted: str) -> Sentence:
    """Two countries and what is unplaced, the larger one first."""
    first, second = _label(result, ahead), _label(result, behind)
    values = [Part(value_words(result.unit, row.value), row.group) for row in (ahead, behind)]
    when = month_words(ahead.month, long=True)
    if result.unit is Unit.SHARE and counted:
        head = (
            *_said(f"In {when}, models by {makers(first)} had ", values[0]),
            *_said(f" of the {counted} and models by {makers(second)} ", values[1]),
        )
    else:
        head = _said(f"{title}, {when}: {first.subject} ", values[0], f", {second.subject} ", values[1])
    if values[0].text == values[1].text:
        head = (*head, Part(", equal after rounding"))
    if not is_partition(result):
        return (*head, *_not_parts(ahead, behind))
    return (*head, Part(". "), *_unplaced(result, ahead, behind, first, second))


def _not_parts(ahead: Row, behind: Row) -> Sentence:
    """The end of a sentence about values that are no parts of one whole."""
    if ahead.bound_low is None or behind.bound_high is None or behind.bound_high == behind.value:
        return _said(".")
    if behind.bound_high > ahead.bound_low:
        return _said(". What is not known is ", Part("enough to reverse the order", "strong"), ".")
    return _said(". What is not known cannot reverse the order.")


def _unplaced(result: Result, ahead: Row, behind: Row, first: Label, second: Label) -> Sentence:
    unknown = result.at(ahead.month, UNKNOWN)
    share = unknown.value if unknown else None
    if ahead.bound_low is None or behind.bound_high is None:
        return _said("How much has no known maker is not known.")
    if not share and behind.bound_high <= (behind.value or 0.0):
        return _said("Every counted model has a known maker.")
    amount = Part(value_words(result.unit, share), "strong") if share else Part("A part left out")
    opening = "Another " if share else ""
    if behind.bound_high > ahead.bound_low:
        return _said(
            opening, amount, " has no known maker, ", Part("enough to reverse the order", "strong"), "."
        )
    return _said(
        opening,
        amount,
        f" has no known maker. Even if all of it were {second.possessive}, {first.subject} ",
        "would lead.",
    )


def _largest(result: Result, title: str, top: list[Row]) -> Sentence:
    """The largest groups with their values, then what is unplaced."""
    when = month_words(top[0].month, long=True)
    if len(top) == 1 and top[0].group == "all":
        value = Part(value_words(result.unit, top[0].value), "strong")
        return _said(f"{title} in {when}: ", value, ".")
    parts: list[str | Part] = [f"{title}, {when}: "]
    for position, row in enumerate(top):
        label = _label(result, row)
        tone = label.token if label.token in ("CN", "US", "EU", "other") else "strong"
        parts += [", " if position else "", f"{label.name} ", Part(value_words(result.unit, row.value), tone)]
    unknown = result.at(top[0].month, UNKNOWN)
    if unknown is not None and unknown.value and is_partition(result):
        words = "not known" if result.group_by == "class" else "not placed"
        parts += [". Another ", Part(value_words(result.unit, unknown.value), "strong"), f" is {words}"]
    return _said(*parts, ".")


def _doubt(result: Result, rows: Sequence[Row], resampled: str) -> str:
    """The intervals of the values just said, and the flags that bear on them."""
    level = f"{result.level * 100:.0f}{NARROW_SPACE}%"
    alone = len(rows) == 1 and rows[0].group == "all"
    said = [
        ("" if alone else f"{_label(result, row).subject} ") + interval_words(result.unit, row.low, row.high)
        for row in rows
        if row.low is not None and row.high is not None
    ]
    noun = "interval" if len(said) == 1 else "intervals"
    parts = [f"{level} {noun}, resampling {resampled_words(resampled)}: {', '.join(said)}."] if said else []
    if all("one_unit" in row.flags for row in rows):
        return "Each is the work of one maker, so there is no interval."
    if not said:
        parts = ["No interval can be given for these values."]
    for flag in _SAID_OF_A_VALUE:
        named = [_label(result, row).subject for row in rows if flag in row.flags]
        if named:
            parts.append(f"{_capital(' and '.join(named))}: {FLAGS[flag]}.")
    return " ".join(parts)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# --- the home page ------------------------------------------------------------------------------


def home_sentences(rows: Sequence[HeadlineRow]) -> tuple[str, str]:
    """The answer of the home page: who leads under how many definitions, and how many could turn.

    Only rows of the last year are counted; a row that is level counts for neither.
    """
    counted = [row for row in rows if not row.is_old]
    if not counted:
        return "No definition of use can be computed from the data of the last year.", ""
    first, second = counted[0].first, counted[0].second
    ahead = sum(row.lead > 0 for row in counted)
    behind = sum(row.lead < 0 for row in counted)
    return _leading(first, second, ahead, behind, len(counted)), _turning(counted)


def _leading(first: Label, second: Label, ahead: int, behind: int, count: int) -> str:
    if behind > ahead or (behind == ahead and second.name < first.name):
        first, second, ahead, behind = second, first, behind, ahead
    name, other = _capital(first.subject), second.subject
    if count == 1:
        return f"{name} leads {other} under the one definition of use we can compute."
    if ahead == count:
        return f"{name} leads {other} under all {count} definitions of use."
    if ahead == behind:
        level = f"and {other} leads under as many"
        return f"{name} leads {other} under {ahead} of {count} definitions of use, {level}."
    return f"{name} leads {other} under {ahead} of {count} definitions of use."


def _turning(counted: Sequence[HeadlineRow]) -> str:
    turning = sum(row.could_reverse for row in counted)
    count = len(counted)
    unplaced = "use that nobody has placed could reverse the order"
    if count == 1:
        return f"{_capital(unplaced)}." if turning else "No unplaced use could reverse the order."
    if turning == count:
        return f"In all {count}, {unplaced}."
    if turning == 0:
        return f"In none of the {count} could use that nobody has placed reverse the order."
    return f"In {turning} of the {count}, {unplaced}."


def untold(rows: Sequence[HeadlineRow]) -> str:
    """What the intervals of the leads say, where the leads have any."""
    known = [row for row in rows if not row.is_old and row.low is not None and row.high is not None]
    if not known:
        return ""
    open_rows = sum((row.low or 0.0) <= 0 <= (row.high or 0.0) for row in known)
    if open_rows == len(known):
        return f"No interval excludes level: a few makers decide each result. {_NOT_TOLD}"
    if not open_rows:
        return "Every interval lies on one side of level."
    return f"In {open_rows} of {len(known)} the interval includes level: there the data cannot tell."


def lead_words(row: HeadlineRow) -> str:
    """A row's lead, said: "China ahead by 23.5 points"."""
    text = f"{abs(row.lead) * 100:.1f}"
    if text == "0.0":
        return "level after rounding"
    leader = row.first if row.lead > 0 else row.second
    return f"{leader.name} ahead by {text} points"

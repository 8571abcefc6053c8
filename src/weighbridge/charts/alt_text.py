"""What a figure says to those who cannot see it, from the data, in at most 300 characters."""

from __future__ import annotations

from weighbridge.catalogue.units import NARROW_SPACE
from weighbridge.charts.figure import Figure, Series, full_months
from weighbridge.charts.words import month_words, value_words

LONGEST = 300
_FORMS = {"line_band": "Line chart", "stacked_area": "Stacked areas", "dot_interval": "Marks with intervals"}
_STATES = {
    "new_list": "The list of models changes",
    "panel_break": "What is watched changes",
    "spike": "One model counts far above its usual",
    "partial_period": "The last month is incomplete",
}


def alt_text(figure: Figure) -> str:
    """Form, title, first and last value of each group, what is not known, and what to beware of."""
    head = f"{_FORMS[figure.form]}: {figure.title}."
    tail = f"{_unknown(figure)}{_states(figure)} Table follows."
    groups: list[str] = []
    for item in figure.series:
        words = _first_and_last(item, figure)
        if words and len(" ".join([head, *groups, words, tail])) <= LONGEST:
            groups.append(words)
    said = " ".join(part for part in (head, " ".join(groups), tail.strip()) if part)
    return said if len(said) <= LONGEST else f"{head[: LONGEST - 15]} Table follows."


def _first_and_last(item: Series, figure: Figure) -> str:
    whole = full_months(figure.months, list(item.rows))
    rows = [row for row in item.rows if row.value is not None and row.month in whole]
    if not rows:
        return ""
    first, last = rows[0], rows[-1]
    start = f"{item.label.name} {value_words(figure.unit, first.value)} in {month_words(first.month)}"
    if first is last:
        return f"{start}."
    return f"{start}, {value_words(figure.unit, last.value)} in {month_words(last.month)}."


def _unknown(figure: Figure) -> str:
    if not figure.unknown_last or figure.form == "stacked_area":
        return ""
    return (
        f"{value_words(figure.unit, figure.unknown_last)} unplaced at the end.".replace(NARROW_SPACE, " ")
        + " "
    )


def _states(figure: Figure) -> str:
    flags = {flag for item in figure.series for row in item.rows for flag in row.flags}
    said = [words for flag, words in _STATES.items() if flag in flags]
    return "".join(f"{words}. " for words in said)

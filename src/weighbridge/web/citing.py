"""How a figure leaves the page: who to credit, how to cite it, the command that repeats it."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass

from weighbridge.catalogue.indicator import Indicator
from weighbridge.catalogue.source import Source
from weighbridge.charts.words import day_words, month_words
from weighbridge.definitions.result import Result


@dataclass(frozen=True, slots=True)
class Credit:
    """A source behind a figure: its title, producer, terms and newest snapshot used."""

    name: str
    title: str
    producer: str
    terms: str
    terms_url: str
    homepage: str
    credit: str
    date: str
    is_list: bool


# A line of text names this many sources; the page of sources has all.
MOST_NAMED = 6


def credits_of(result: Result, sources: Sequence[Source]) -> list[Credit]:
    """The sources a result rests on: those whose lists are watched first, then by title."""
    newest: dict[str, str] = {}
    for ref in result.snapshots:
        newest[ref.source] = max(newest.get(ref.source, ""), ref.date)
    found = [credit_of(source, newest[source.name]) for source in sources if source.name in newest]
    return sorted(found, key=lambda credit: (not credit.is_list, credit.title.casefold()))


def credit_of(source: Source, date: str = "") -> Credit:
    """One source as it is credited."""
    return Credit(
        source.name,
        source.title,
        source.producer,
        source.terms.value,
        source.terms.url or "",
        source.homepage,
        source.credit,
        date,
        bool(source.list_id),
    )


def _listed(words: Sequence[str], mark: str) -> str:
    """Some words joined, and how many more there are."""
    unique = list(dict.fromkeys(words))
    if len(unique) > MOST_NAMED:
        unique = [
            *unique[:MOST_NAMED],
            f"and {len(unique) - MOST_NAMED} more, credited on the page of sources",
        ]
    return mark.join(unique)


def origin_words(result: Result, credits: Sequence[Credit]) -> str:
    """The line under a picture: definition, date and data."""
    data = _listed([f"{credit.title} ({credit.terms})" for credit in credits], ", ") or "none"
    return (
        f"weighbridge, {result.fingerprint}, as of {day_words(result.as_of)}. "
        f"Data: {data}. Own figures CC BY 4.0."
    )


def data_words(credits: Sequence[Credit]) -> str:
    """The producers with their terms; empty where there are none."""
    return _listed([f"{credit.producer}, {credit.terms}" for credit in credits], "; ")


def citation(result: Result, title: str, month: str, credits: Sequence[Credit]) -> str:
    """The citation as text."""
    data = data_words(credits) or "none"
    when = f", {month_words(month)}" if month else ""
    return (
        f"weighbridge ({result.as_of[:4]}). {title}{when}. Definition {result.fingerprint}, "
        f"as of {result.as_of}. Data: {data}."
    )


def bibtex(result: Result, title: str, month: str, credits: Sequence[Credit]) -> str:
    """The citation as BibTeX."""
    key = f"weighbridge_{result.indicator}_{result.fingerprint.partition('@')[2]}"
    data = _listed([f"{credit.producer} ({credit.terms})" for credit in credits], "; ") or "none"
    note = f"Definition {result.fingerprint}, result {result.result_id}. Data: {data}"
    return bibtex_entry(key, f"{title}{f', {month_words(month)}' if month else ''}", result.as_of, note)


def bibtex_entry(key: str, title: str, as_of: str, note: str) -> str:
    """An entry for one figure or one statement."""
    fields = {
        "title": title,
        "author": "{weighbridge}",
        "year": as_of[:4],
        "version": as_of,
        "note": note,
    }
    lines = [f"  {name} = {{{_escaped(text)}}}," for name, text in fields.items()]
    return "\n".join([f"@misc{{{key},", *lines, "}", ""])


def _escaped(text: str) -> str:
    for sign in ("&", "%", "#", "_"):
        text = text.replace(sign, f"\\{sign}")
    return text


def command(indicator: Indicator, result: Result) -> str:
    """The exact command that prints the same rows, a choice on each line."""
    parts = [f"weighbridge indicator {indicator.name}"]
    if result.group_by != indicator.groups[0]:
        parts.append(f"--group {result.group_by}")
    for axis in indicator.axes:
        chosen = result.definition.get(axis.name, indicator.default(axis))
        if chosen != indicator.default(axis):
            parts.append(f"{axis.flag} {shlex.quote(chosen)}")
    parts.append(f"--as-of {result.as_of}")
    return " \\\n  ".join(parts)

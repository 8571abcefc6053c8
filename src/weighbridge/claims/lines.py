"""Statements about which lines of models come first."""

from __future__ import annotations

from collections.abc import Mapping

from weighbridge.catalogue.units import Unit
from weighbridge.claims.asking import Ask
from weighbridge.claims.tried import Side, Tried
from weighbridge.definitions.result import NONE, UNKNOWN
from weighbridge.entities.families import load_families
from weighbridge.entities.organisations import load_organisations


def first_two_lines(ask: Ask, lines: tuple[str, str], country: str) -> list[Tried]:
    """Whether two lines have the most downloads among the lines of one country's makers."""
    makers = _line_makers()
    own = {line for line, maker in makers.items() if _seat(maker) == country}

    def decide(choices: Mapping[str, str], month: str) -> Tried:
        result = ask.result(choices, month)
        at = result.months[-1]
        ranked = sorted(
            (row for row in result.rows if row.month == at and row.group in own and row.value is not None),
            key=lambda row: (-(row.value or 0.0), row.group),
        )
        first = {row.group for row in ranked[:2]}
        found = ", ".join(f"{row.group} {Unit.SHARE.text(row.value, suffix=True)}" for row in ranked[:3])
        return Tried(
            "",
            "holds" if first == set(lines) else "fails",
            found,
            at,
            sides=tuple(Side(row.group, row.value) for row in ranked[:3]),
            basis="value",
            fingerprint=result.fingerprint,
            unit=result.unit.value,
        )

    return ask.each(decide)


def _line_makers() -> dict[str, str]:
    found: dict[str, str] = {}
    for family in load_families().values():
        line = family.line
        if line and line not in (UNKNOWN, NONE):
            found.setdefault(line, family.organisation_id)
    return found


def _seat(organisation: str) -> str:
    known = load_organisations().get(organisation)
    return known.seats[-1].country if known and known.seats else ""

"""What is asked of a definition: groups, months, and which groups to show."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from weighbridge.catalogue.errors import UsageError, unknown_name

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])\Z")


class NotHeldError(UsageError):
    """No capture in the months asked for; ``nearest`` is the month that comes closest."""

    def __init__(self, message: str, nearest: str) -> None:
        super().__init__(message)
        self.nearest = nearest


@dataclass(frozen=True, slots=True)
class Query:
    """Groups by ``group_by``, months from ``month_from`` to ``month_to`` (inclusive), rows of ``only``.

    Of totals the rows of ``most`` groups are returned, the largest, where so many are asked for.
    """

    group_by: str = "country"
    month_from: str | None = None
    month_to: str | None = None
    only: tuple[str, ...] = ()
    most: int | None = None

    def __post_init__(self) -> None:
        for flag, month in (("--from", self.month_from), ("--to", self.month_to)):
            if month is not None and not _MONTH.match(month):
                raise UsageError(f"{flag} '{month}' is no month. Expected YYYY-MM, as in 2025-09.")
        if self.month_from and self.month_to and self.month_from > self.month_to:
            raise UsageError(f"--from {self.month_from} lies after --to {self.month_to}. Exchange them.")

    def months(self, held: Sequence[str]) -> tuple[str, ...]:
        """Those of the held months that were asked for; an error that says what is held where none is."""
        months = tuple(
            month
            for month in held
            if (self.month_from is None or month >= self.month_from)
            and (self.month_to is None or month <= self.month_to)
        )
        if not held:
            raise UsageError("No snapshot holds anything to count. Try `weighbridge snapshots`.")
        if not months:
            asked = f"{self.month_from or 'the beginning'} to {self.month_to or 'the end'}"
            close = min(held, key=lambda month: _distance(month, self.month_to or self.month_from or month))
            raise NotHeldError(
                f"No capture from {asked}. Held: {held[0]} to {held[-1]}, {len(held)} months; "
                f"nearest: {close}. Change --from or --to.",
                close,
            )
        return months

    def shown(self, groups: Sequence[str]) -> tuple[str, ...]:
        """The groups to show: all, or those named, with an error that names the nearest ones."""
        if not self.only:
            return tuple(groups)
        folded = {group.casefold(): group for group in groups}
        for name in self.only:
            if name.casefold() not in folded:
                raise unknown_name(
                    f"{self.group_by} in these months",
                    name,
                    groups,
                    f"Leave --only out to see all {len(groups)}.",
                )
        return tuple(folded[name.casefold()] for name in self.only)


def _distance(a: str, b: str) -> int:
    year_a, month_a = map(int, a.split("-"))
    year_b, month_b = map(int, b.split("-"))
    return abs((year_a - year_b) * 12 + month_a - month_b)

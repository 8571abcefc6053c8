"""How a sentence was read, as a value."""

from __future__ import annotations

from dataclasses import dataclass, field

READ, ASKS, NOT_UNDERSTOOD = "read", "asks", "not understood"
ENTITIES = ("country", "line", "organisation")


@dataclass(frozen=True, slots=True)
class Reading:
    """How a sentence was read.

    ``parts`` pairs a group with the number stated of it; ``months`` are the months named, oldest first as
    they stand. ``asks`` says what is missing, ``unread`` which words were not known.
    """

    text: str
    status: str
    kind: str = ""
    indicator: str = ""
    group: str = ""
    subjects: tuple[str, ...] = ()
    parts: tuple[tuple[str, str], ...] = ()
    number: str = ""
    months: tuple[str, ...] = ()
    choices: dict[str, tuple[str, ...]] = field(default_factory=dict)
    asks: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    reason: str = ""

    @property
    def words(self) -> str:
        """The reading in one line."""
        if self.status == NOT_UNDERSTOOD:
            return f"Not understood. {self.reason}"
        said = [self.kind or "comparison not clear", self.indicator.replace("_", " ") or "measure not named"]
        if self.parts:
            said.append("; ".join(f"{group} {text}" for group, text in self.parts))
        elif self.subjects:
            said.append(" and ".join(self.subjects))
        if self.number:
            said.append(self.number)
        said.append(" to ".join(self.months) if self.months else "period not named")
        return " · ".join(said)

"""What does not run, or does not agree, on the second engine: each with kind, exception and reason.

``notimpl``: we owe it; ``notyet``: the engine owes it; ``never``: it cannot be. A mark that is no longer true
fails the suite. The list may only get shorter.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """One exception, by the name of a table or indicator."""

    kind: str
    raises: type[BaseException]
    reason: str


MARKS: dict[str, Mark] = {}

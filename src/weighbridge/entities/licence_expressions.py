"""Licences joined by AND, OR and WITH, as SPDX writes them, taken apart into the single ones.

``MIT OR Apache-2.0`` lets the reader choose; ``MIT AND CC-BY-4.0`` asks both; ``GPL-2.0-only WITH
Classpath-exception-2.0`` is the licence with something allowed on top. Operators are read in any case.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeVar

_Held = TypeVar("_Held")
_OPERATOR = re.compile(r"(?:^|[\s()])(?:AND|OR|WITH)(?=$|[\s()])|[()]", re.IGNORECASE)


class UnreadExpressionError(ValueError):
    """A text with operators that is no expression; says what is wrong in it."""


def is_expression(raw: str) -> bool:
    """Whether a text holds an operator or a bracket, and so is read as an expression or not at all."""
    return _OPERATOR.search(raw) is not None


def folded(
    raw: str,
    one: Callable[[str], _Held],
    all_of: Callable[[Sequence[_Held]], _Held],
    any_of: Callable[[Sequence[_Held]], _Held],
) -> _Held:
    """The value of an expression: ``one`` of each licence, joined by ``all_of`` and ``any_of``.

    An exception (WITH) only ever allows more, so the licence it stands on is taken alone.
    Raises ``UnreadExpressionError``.
    """

    def value(part: Any) -> _Held:
        operator = getattr(part, "operator", "").strip()
        if operator in ("AND", "OR"):
            return (all_of if operator == "AND" else any_of)([value(item) for item in part.args])
        return one(getattr(part, "license_symbol", part).key)

    return value(_parsed(raw))


@cache
def _parsed(raw: str) -> Any:
    from license_expression import ExpressionError, Licensing

    try:
        tree: Any = Licensing().parse(raw)
    # The library meets some empty brackets with an IndexError of its own.
    except (ExpressionError, IndexError) as error:
        raise UnreadExpressionError(f"'{raw}' is no licence expression: {error}") from error
    if tree is None:
        raise UnreadExpressionError(f"'{raw}' is no licence expression: it names no licence")
    return tree

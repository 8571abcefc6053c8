"""From a fingerprint back to its definition: the same six digits give the same choices anywhere."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping

import numpy as np

from weighbridge.catalogue.errors import UsageError, unknown_name
from weighbridge.catalogue.indicator import Indicator
from weighbridge.definitions.choices import define, options
from weighbridge.definitions.grid import matching

_LEAST_DIGITS = 4


def split_name(name: str) -> tuple[str, str | None]:
    """The indicator and the digits of ``download_share@3f9a1c``; no digits where there is no ``@``."""
    indicator, at, digits = name.partition("@")
    if not at:
        return indicator, None
    if len(digits) < _LEAST_DIGITS or any(c not in "0123456789abcdef" for c in digits.lower()):
        raise UsageError(
            f"'{name}': after the @ stand at least {_LEAST_DIGITS} of the digits 0-9 a-f of a fingerprint, "
            f"as printed by `weighbridge indicator {indicator}`."
        )
    return indicator, digits.lower()


def candidates(indicator: Indicator, digits: str) -> list[Mapping[str, str]]:
    """The choices of every definition whose hash begins with the digits.

    Raises ``UsageError`` where none does: another method version, or a list this version does not know.
    """
    found: list[Mapping[str, str]] = [
        {name: given[c] for name, given, c in zip(names, offered, row, strict=True)}
        for row, code, names, offered in _hashed(indicator)
        if code.startswith(digits)
    ]
    if not found:
        raise UsageError(
            f"No definition of {indicator.name} (method {indicator.method_version}) begins with '{digits}'. "
            "It may belong to another version or name a list this version does not know. "
            f"Try `weighbridge sensitivity {indicator.name}` for all definitions."
        )
    return found


def the_one(indicator: Indicator, digits: str, found: list[Mapping[str, str]]) -> Mapping[str, str]:
    """The only candidate; ``UsageError`` with the candidates where there are several."""
    if len(found) == 1:
        return found[0]
    codes = ", ".join(define(indicator, choices).hash for choices in found[:5])
    raise UsageError(f"{indicator.name}@{digits} is ambiguous: {codes}. Give more digits.")


def _hashed(indicator: Indicator) -> Iterator[tuple[list[int], str, list[str], list[list[str]]]]:
    """Every combination that contradicts nothing (option numbers, hash, axes, their options).

    The canonical JSON is put together from ready parts, because there are tens of thousands.
    """
    axes = sorted(indicator.axes, key=lambda axis: axis.name)
    names = [axis.name for axis in axes]
    offered = [[option.name for option in options(axis)] for axis in axes]
    parts = [
        [f"{json.dumps(n)}:{json.dumps(o)}" for o in given] for n, given in zip(names, offered, strict=True)
    ]
    tail = f'}},"indicator":{json.dumps(indicator.name)},"method":{json.dumps(indicator.method_version)}}}'
    codes = np.indices([len(given) for given in offered]).reshape(len(axes), -1).T
    for rule in indicator.invalid:
        codes = codes[~matching(names, offered, codes, rule.when)]
    for row in codes.tolist():
        text = '{"choices":{' + ",".join([part[c] for part, c in zip(parts, row, strict=True)]) + tail
        yield row, hashlib.sha256(text.encode()).hexdigest(), names, offered


def group_of(declared: Indicator, group: str | None) -> str:
    """The grouping asked for, or the indicator's first."""
    if group is None:
        return declared.groups[0]
    if group not in declared.groups:
        raise unknown_name(
            f"group of {declared.name}", group, declared.groups, "Leave --group out for the default."
        )
    return group

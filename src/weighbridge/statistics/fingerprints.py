"""Names that say exactly which definition a figure has, and what it rests on."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from weighbridge.statistics.errors import MethodError

Plain: TypeAlias = "str | int | bool | Mapping[str, Plain] | None"
"""What a fingerprint may hold."""

STORED_DIGITS = 12
PRINTED_DIGITS = 6
_LARGEST = 2**53 - 1  # whole numbers beyond this are not the same in every JSON reader


def _canonical(value: object, where: str) -> object:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int) and abs(value) <= _LARGEST:
        return value
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str) or not key.isascii():
                raise MethodError(
                    f"fingerprint: found the key {key!r} in {where}, expected ASCII text; rename it"
                )
        return {key: _canonical(entry, f"{where}.{key}") for key, entry in value.items()}
    if isinstance(value, float):
        raise MethodError(
            f"fingerprint: found the float {value!r} at {where}, expected no floats, because they print "
            f'differently elsewhere; write it as text, "{value!r}"'
        )
    raise MethodError(
        f"fingerprint: found {type(value).__name__} {value!r} at {where}, expected text, a whole number, a "
        "boolean, null or an object of them; write it as text"
    )


def canonical_json(value: Mapping[str, Plain]) -> bytes:
    """Return the one way to write an object: keys sorted, no spaces, NFC text, UTF-8.

    For objects without floats and with ASCII keys this equals RFC 8785.

    Raises
    ------
    MethodError
        On a float, a list, a non-ASCII key, a whole number beyond 2^53 - 1 or text that is not valid Unicode.

    Examples
    --------
    >>> canonical_json({"b": 1, "a": {"d": None, "c": "x"}})
    b'{"a":{"c":"x","d":null},"b":1}'
    """
    plain = _canonical(value, "the object")
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise MethodError(
            f"fingerprint: found half a character in {text!r}, expected valid Unicode; mend it"
        ) from error


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Names of a definition and of one of its results.

    Attributes
    ----------
    definition : str
        64 hex digits over choices, indicator and method: gives the newest snapshots, and says so.
    result : str
        The same plus snapshots and judgements: gives that very figure, or says what is missing.
    """

    definition: str
    result: str

    @property
    def stored(self) -> tuple[str, str]:
        """Definition and result hash in the 12 digits that are stored."""
        return self.definition[:STORED_DIGITS], self.result[:STORED_DIGITS]

    @property
    def printed(self) -> tuple[str, str]:
        """Definition and result hash in the 6 digits that are printed."""
        return self.definition[:PRINTED_DIGITS], self.result[:PRINTED_DIGITS]


def fingerprint(
    indicator: str,
    method: str,
    choices: Mapping[str, Plain],
    *,
    snapshots: Mapping[str, Plain],
    judgements: Plain,
) -> Fingerprint:
    """Return the two hashes of a definition: without and with what its figures rest on.

    Parameters
    ----------
    indicator, method : str
        Identifier and version of the method.
    choices : mapping
        Every axis with its option, defaults written out: a hash without them would change its meaning when a
        default changes.
    snapshots : mapping
        Snapshot of every source read.
    judgements : str or mapping
        Version of the judgements used, "none" if there are none.

    Raises
    ------
    MethodError
        As in `canonical_json`.

    Examples
    --------
    >>> choices = {
    ...     "attribution": "publisher",
    ...     "copies": "all",
    ...     "unattributed": "in_denominator",
    ...     "window": "month",
    ... }
    >>> fingerprint(
    ...     "download_share", "1", choices, snapshots={"hub_models": "2026-08-17"}, judgements="none"
    ... ).stored
    ('c01f44cc3387', '70ed264674d9')
    """
    definition: dict[str, Plain] = {"choices": choices, "indicator": indicator, "method": method}
    result = definition | {"judgements": judgements, "snapshots": snapshots}
    digests = (hashlib.sha256(canonical_json(part)).hexdigest() for part in (definition, result))
    return Fingerprint(*digests)


def resolve_prefix(prefix: str, known: Iterable[str]) -> str:
    """Return the one known hash that starts with `prefix`.

    Raises
    ------
    MethodError
        If none starts so, or several do; the message lists the candidates.

    Examples
    --------
    >>> resolve_prefix("c0", ["c01f44", "70ed26"])
    'c01f44'
    """
    everything = sorted(set(known))
    found = [name for name in everything if name.startswith(prefix.lower())]
    if len(found) == 1:
        return found[0]
    if not found:
        raise MethodError(
            f"definition: found no hash starting with {prefix!r} among {len(everything)}; check it"
        )
    raise MethodError(
        f"definition: found {len(found)} hashes starting with {prefix!r}: {', '.join(found)}; write more"
    )

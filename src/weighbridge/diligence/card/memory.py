"""The memory a model's weights need, from its count of parameters, with bounds that catch a wrong count.

A count of parameters is read from a list, and lists are wrong at times: one that is far from the size in the
model's own name, or impossible, is set aside and said so. What a cache and a running batch need besides
hangs on length and load, so a served model needs more than its weights; a fifth more is the least.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

BITS = (16, 8, 4)
OVERHEAD = 1.2
LEAST, MOST = 1e6, 2e13
_NAME = re.compile(r"(?<![a-z\d.])(?:(\d+)x)?(\d+(?:\.\d+)?)\s?([bm])(?![a-z\d])")
_TOLERANCE = 0.35
# Stored with fewer bits a value takes a little more than its bits: scales and zero points.
_BYTES = {16: 2.0, 8: 1.06, 4: 0.56}


@dataclass(frozen=True, slots=True)
class Memory:
    """Gigabytes of weights by bits; empty where no count is known or none can be believed."""

    parameters: int | None
    active_parameters: int | None
    gigabytes: dict[int, float]
    counted_on: str
    source: str
    set_aside: tuple[str, ...]
    named: float | None

    def needs(self, bits: int = 16) -> float | None:
        """The least a server needs, weights and a fifth more."""
        return self.gigabytes[bits] * OVERHEAD if bits in self.gigabytes else None

    def as_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        return {
            "parameters": self.parameters,
            "active_parameters": self.active_parameters,
            "weights_gb_by_bits": {str(bits): round(size, 1) for bits, size in self.gigabytes.items()},
            "least_served_gb_by_bits": {
                str(bits): round(size * OVERHEAD, 1) for bits, size in self.gigabytes.items()
            },
            "counted_on": self.counted_on or None,
            "source": self.source or None,
            "set_aside": list(self.set_aside),
            "size_in_name": self.named,
        }


def named_size(model_id: str) -> float | None:
    """The parameters a model's name tells: ``...-70B`` is 7e10; several sizes or none tell nothing.

    >>> named_size("meta-llama/Llama-3.3-70B-Instruct"), named_size("Qwen/Qwen3-30B-A3B"), named_size("x/gpt")
    (70000000000.0, 30000000000.0, None)
    """
    name = model_id.rpartition("/")[2].casefold()
    # "17B-16E" tells the active part and the experts, never the whole.
    if re.search(r"(?<![a-z\d])\d+e(?![a-z\d])", name):
        return None
    found = []
    for times, amount, unit in _NAME.findall(re.sub(r"(?<![a-z])a\d+(\.\d+)?b", "", name)):
        found.append(float(times or 1) * float(amount) * (1e9 if unit == "b" else 1e6))
    return found[0] if len(set(found)) == 1 else None


def memory_of(model_id: str, counts: Sequence[dict[str, Any]]) -> Memory:
    """The memory of a model from every dated count of it, oldest first; the newest that can be believed."""
    named = named_size(model_id)
    good, aside = [], []
    for row in counts:
        reason = _wrong(row["parameters"], named)
        if reason:
            aside.append(
                f"{row['parameters']:,} parameters ({row['source']}, {row['observed_on']}): {reason}"
            )
        else:
            good.append(row)
    if not good:
        return Memory(None, None, {}, "", "", tuple(dict.fromkeys(aside)), named)
    newest = good[-1]
    count = int(newest["parameters"])
    sizes = {bits: count * _BYTES[bits] / 1e9 for bits in BITS}
    active = next((row["active_parameters"] for row in reversed(good) if row["active_parameters"]), None)
    return Memory(
        count,
        active,
        sizes,
        newest["observed_on"].isoformat(),
        newest["source"],
        tuple(dict.fromkeys(aside)),
        named,
    )


def _wrong(count: int, named: float | None) -> str:
    if not LEAST <= count <= MOST:
        return "no plausible count"
    # A name that says "8x7B" counts shared layers eight times: the weights are fewer.
    if named and not (1 - _TOLERANCE) * named <= count <= (1 + _TOLERANCE) * named:
        return f"far from the {named / 1e9:g} B of its name"
    return ""

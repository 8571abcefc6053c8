"""A table of keys that finds the places of millions of others at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # 2^64 over the golden ratio: neighbours land far apart
_BLOCK, _BLOCKS = 32, 4096
_MOST_SHARED = 1 << 12


class KeyTable:
    """Unsigned 64-bit keys, each with its place.

    A key that stands several times is found at one of its places. Keys asked for in the table's own order,
    gaps allowed, are found faster: tables are stored sorted by their names, so they come so as a rule.

    Examples
    --------
    >>> table = KeyTable(np.array([7, 3, 9], dtype=np.uint64))
    >>> table.find(np.array([9, 7, 4], dtype=np.uint64)).tolist()
    [2, 0, -1]
    """

    def __init__(self, keys: NDArray[np.uint64]) -> None:
        self.keys = keys
        bits = max(4, int(3 * keys.size).bit_length())
        self._shift = np.uint64(64 - bits)
        self._mask = (1 << bits) - 1
        self._place = np.full(1 << bits, -1, dtype=np.int32)
        waiting, slot = np.arange(keys.size, dtype=np.int32), self._slots(keys)
        while waiting.size:
            free = self._place[slot] < 0
            # Of several keys for one free slot the last written stays; the others go on.
            self._place[slot[free]] = waiting[free]
            lost = self._place[slot] != waiting
            waiting, slot = waiting[lost], (slot[lost] + 1) & self._mask

    def _slots(self, keys: NDArray[np.uint64]) -> NDArray[np.int64]:
        return ((keys * _SPREAD) >> self._shift).astype(np.int64)

    def find(self, keys: NDArray[np.uint64]) -> NDArray[np.int64]:
        """The place of each key, -1 where it is not held."""
        if not self.keys.size:
            return np.full(keys.size, -1, dtype=np.int64)
        found = np.empty(keys.size, dtype=np.int64)
        step = _BLOCK * _BLOCKS
        in_order = True
        for start in range(0, keys.size, step):
            asked = keys[start : start + step]
            place = found[start : start + step]
            if in_order:
                wrong = self._guess(asked, place)
                place[wrong] = self._look_up(asked[wrong])
                # Where guesses fail mostly, keys come in no order; looking them up at once is faster.
                in_order = wrong.size < asked.size // 2
            else:
                place[:] = self._look_up(asked)
        return found

    def _guess(self, asked: NDArray[np.uint64], place: NDArray[np.int64]) -> NDArray[np.int64]:
        """Write places as if each block of keys went on in the table's order; says which are wrong."""
        heads = self._look_up(asked[::_BLOCK])
        place[:] = np.add.outer(heads, np.arange(_BLOCK)).ravel()[: asked.size]
        np.clip(place, 0, self.keys.size - 1, out=place)
        return np.flatnonzero(self.keys[place] != asked)

    def _look_up(self, keys: NDArray[np.uint64]) -> NDArray[np.int64]:
        slot = self._slots(keys)
        found = self._place[slot].astype(np.int64)
        waiting = np.flatnonzero((found >= 0) & (self.keys[found] != keys))
        while waiting.size:
            slot_of = slot[waiting] = (slot[waiting] + 1) & self._mask
            place = self._place[slot_of]
            found[waiting] = place
            waiting = waiting[(place >= 0) & (self.keys[place] != keys[waiting])]
        return found


def repeated(values: NDArray[np.uint64]) -> NDArray[np.int64]:
    """The places of the values that stand there more than once.

    Examples
    --------
    >>> repeated(np.array([7, 3, 7], dtype=np.uint64)).tolist()
    [0, 2]
    """
    ordered = np.sort(values)
    is_again = ordered[1:] == ordered[:-1]
    twice = ordered[1:][is_again & ~np.append(False, is_again[:-1])]
    return np.flatnonzero(KeyTable(twice).find(values) >= 0)


def unshared(
    first: NDArray[np.uint64], second: NDArray[np.uint64]
) -> tuple[NDArray[np.uint64], tuple[int, ...]] | None:
    """One number for each of many things: its first, or its second where others share the first.

    A hash of 64 bits repeats for few in a million texts that are much alike.

    Returns
    -------
    The numbers, no two of them equal, and the first numbers that are shared; None where a number is shared
    all the same, or very many first ones are.

    Examples
    --------
    >>> first, second = np.array([[7, 3, 7], [1, 2, 4]], dtype=np.uint64)
    >>> numbers, shared = unshared(first, second)
    >>> numbers.tolist(), shared
    ([1, 3, 4], (7,))
    """
    at = repeated(first)
    shared = np.unique(first[at])
    if shared.size > _MOST_SHARED:
        return None
    if not shared.size:
        return first, ()
    numbers = first.copy()
    numbers[at] = second[at]
    return None if repeated(numbers).size else (numbers, tuple(shared.tolist()))

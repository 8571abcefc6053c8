"""Array types of the estimators, and the checks they make on what they are handed."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import ArrayLike, NDArray

from weighbridge.statistics.errors import MethodError

FloatArray: TypeAlias = NDArray[np.float64]
IntArray: TypeAlias = NDArray[np.int64]
BoolArray: TypeAlias = NDArray[np.bool_]
FlagArray: TypeAlias = NDArray[np.object_]
WeightArray: TypeAlias = NDArray[Any]


def mass_array(masses: ArrayLike, name: str, ndim: int | None = None) -> FloatArray:
    """Return `masses` as float64 after checking that every one is finite and not negative.

    Parameters
    ----------
    masses : array_like
        Counts or other non-negative masses.
    name : str
        What the array is called in the error message.
    ndim : int, optional
        Number of axes the array must have.

    Raises
    ------
    MethodError
        If an entry is NaN, infinite or negative, or the number of axes differs.
    """
    array = np.asarray(masses, dtype=np.float64)
    if ndim is not None and array.ndim != ndim:
        raise MethodError(f"{name}: found an array of shape {array.shape}, expected {ndim} axes; reshape it")
    # A NaN minimum fails the comparison too, so two passes find all three faults.
    if array.size and not (array.min() >= 0 and array.max() < np.inf):
        bad = int(np.flatnonzero(~(np.isfinite(array) & (array >= 0)).ravel())[0])
        raise MethodError(
            f"{name}: found {array.ravel()[bad]} at flat position {bad}, expected finite masses of 0 or "
            "more; leave out what was not observed instead of passing NaN"
        )
    return array


def code_array(codes: ArrayLike, size: int, name: str, length: int | None = None) -> IntArray:
    """Return integer codes after checking that they lie in 0..size-1 and number `length`.

    Raises
    ------
    MethodError
        If the codes are not whole numbers, lie outside the range or have another length.
    """
    array = np.asarray(codes)
    if array.ndim != 1 or (array.size and not np.issubdtype(array.dtype, np.integer)):
        raise MethodError(
            f"{name}: found {array.dtype} of shape {array.shape}, expected one row of integer codes"
        )
    if length is not None and array.size != length:
        raise MethodError(f"{name}: found {array.size} codes, expected {length}, one for each row of counts")
    if array.size and (array.min() < 0 or array.max() >= size):
        raise MethodError(f"{name}: found codes {array.min()}..{array.max()}, expected 0..{size - 1}")
    return array.astype(np.int64)


_SPARSE = 8  # where fewer than one place in so many can be taken, hashing is as fast, in less room


def numbered(values: IntArray) -> tuple[IntArray, IntArray]:
    """Return the values that occur, sorted, and the place of each among them.

    What `np.unique` does with `return_inverse`, without its sort: entries are many, and values repeat. Codes
    mostly lie close together, then what occurs is marked; else values are hashed, and what differs is sorted.

    Examples
    --------
    >>> [part.tolist() for part in numbered(np.array([7, 3, 7]))]
    [[3, 7], [1, 0, 1]]
    """
    if not values.size or values.min() < 0 or values.max() > _SPARSE * values.size:
        return _hashed(values)
    occurs = np.zeros(int(values.max()) + 1, dtype=bool)
    occurs[values] = True
    place = np.cumsum(occurs, dtype=np.int32) - 1
    return np.flatnonzero(occurs), place[values].astype(np.int64)


def _hashed(values: IntArray) -> tuple[IntArray, IntArray]:
    """Return what `numbered` does, for values anywhere."""
    encoded: Any = pa.array(values).dictionary_encode()
    found = encoded.dictionary.to_numpy(zero_copy_only=False).astype(np.int64, copy=False)
    order = np.argsort(found)
    place = np.empty(found.size, dtype=np.int64)
    place[order] = np.arange(found.size)
    return found[order], place[encoded.indices.to_numpy(zero_copy_only=False)]


def firsts(codes: IntArray, size: int) -> IntArray:
    """Return the first row of each code from 0 to `size` - 1; 0 for a code that does not occur.

    Examples
    --------
    >>> firsts(np.array([1, 0, 1]), 2).tolist()
    [1, 0]
    """
    first = np.zeros(size, dtype=np.int64)
    first[codes[::-1]] = np.arange(codes.size)[::-1]
    return first


def ratio(numerator: ArrayLike, denominator: ArrayLike) -> FloatArray:
    """Return numerator / denominator, NaN wherever the denominator is not above zero.

    Examples
    --------
    >>> ratio([1.0, 2.0], [2.0, 0.0])
    array([0.5, nan])
    """
    top, bottom = np.broadcast_arrays(np.asarray(numerator, float), np.asarray(denominator, float))
    result = np.full(top.shape, np.nan)
    np.divide(top, bottom, out=result, where=bottom > 0)
    return result


def null_if_nan(value: float) -> float | None:
    """Return None for NaN: results objects say NULL with None, arrays with NaN."""
    return None if np.isnan(value) else float(value)

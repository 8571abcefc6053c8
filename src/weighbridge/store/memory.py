"""Memory that is free inside the process goes back to the system."""

from __future__ import annotations

import contextlib
import ctypes
import sys

import pyarrow as pa


def give_back() -> None:
    """Return what Arrow and the C library keep of what was freed, after work that took much for a moment.

    Freed blocks are kept for later ones of their size, and after large work that can be more than what is in
    use. Only glibc can be asked; elsewhere this does what Arrow does.
    """
    pa.default_memory_pool().release_unused()
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)

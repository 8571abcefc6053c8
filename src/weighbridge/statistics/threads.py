"""One thread for small matrices: a hundred of them are solved faster alone than by threads that wait."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def one_thread() -> Generator[None]:
    """Let linear algebra run on one thread meanwhile.

    The library under NumPy shares even a matrix of a hundred rows between all cores and lets them wait for
    each other. On a machine that is busy otherwise that cost fifteen times the processor time of one thread.
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1, user_api="blas"):
        yield

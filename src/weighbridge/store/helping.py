"""Builds tables beside another process that does so, too: what is ready, and what nobody else is making."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence

from weighbridge.catalogue import registry
from weighbridge.catalogue.table import STAGED, Table
from weighbridge.store.derived import Builder

_PAUSE_SECONDS = 0.1


def help_build(builder: Builder, tables: Sequence[Table]) -> None:
    """Build tables as what they are made from gets there, those first on which most others rest.

    One that another process is making is left to it. Ends when all are built, and when nothing can be done
    that is not being done: then the others have something else to do. A table that cannot be built is passed
    over; whoever needs it will say why.
    """
    resting = Counter(above.name for table in tables for above in registry.upstream((table.name,)))
    left = sorted(tables, key=lambda table: (-resting[table.name], table.name))
    while left := [table for table in left if not builder.is_built(table.name)]:
        free = [table for table in left if builder.is_free(table.name)]
        ready = next((table for table in free if _is_ready(builder, table)), None)
        if ready is not None:
            try:
                builder.table(ready.name)
            except Exception:  # noqa: BLE001  # whatever it is, also want of memory, the others can be built
                left.remove(ready)
        elif len(free) < len(left):
            time.sleep(_PAUSE_SECONDS)
        else:
            return


def _is_ready(builder: Builder, table: Table) -> bool:
    return all(read == STAGED or builder.is_built(read) for read in table.reads)

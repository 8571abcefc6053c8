"""Cells of watched accounts as the panel that chaining needs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from weighbridge.definitions.columns import Floats, Mask
from weighbridge.statistics.accounts import AccountPanel
from weighbridge.statistics.arrays import numbered


class HeldPanel:
    """Accounts cut by the unit their cells count for, so that each part is drawn with its own unit.

    Under most definitions an account has one unit. Where its models count for the makers of what they were
    made from, it has several; all its parts are observed whenever the account is. ``account`` and ``unit``
    say whose each part is.
    """

    def __init__(
        self,
        account: NDArray[np.int64],
        unit: NDArray[np.int64],
        month: NDArray[np.int64],
        group: NDArray[np.int64],
        observed: Mask,
        n_groups: int,
    ) -> None:
        width = int(unit.max()) + 1 if unit.size else 1
        pairs, part = numbered(account * width + unit)
        self.account, self.unit = pairs // width, pairs % width
        self._observed, self._groups = observed[self.account], n_groups
        months = observed.shape[1]
        # A part has few of all groups: numbered first, they leave few places between those that occur.
        held, at = numbered(part * n_groups + group)
        # What cells count is asked for again and again, where they count it once.
        places, self._at = numbered(at * months + month)
        held = held[places // months]
        self._place = (held // n_groups, places % months, held % n_groups)

    def panel(self, value: Floats) -> AccountPanel:
        """The panel of what cells count; a cell of value zero counts nothing."""
        part, month, group = self._place
        counted = np.bincount(self._at, weights=value, minlength=part.size).astype(np.float64)
        some = np.flatnonzero((counted > 0) & self._observed[part, month])
        return AccountPanel(
            part[some], month[some], group[some], counted[some], self._observed, self.unit, self._groups
        )

"""Cells of watched accounts as the panel that chaining needs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from weighbridge.definitions.columns import Floats, Mask
from weighbridge.statistics.accounts import AccountPanel


class HeldPanel:
    """Accounts cut by the unit their cells count for, so that each part is drawn with its own unit.

    Under most definitions an account has one unit. Where its models count for the makers of what they were
    made from, it has several; all its parts are observed whenever the account is.
    """

    def __init__(
        self, account: NDArray[np.int64], unit: NDArray[np.int64], observed: Mask, n_groups: int
    ) -> None:
        width = int(unit.max()) + 1 if unit.size else 1
        pairs, self._part = np.unique(account * width + unit, return_inverse=True)
        self.account, self.unit = pairs // width, pairs % width
        self.units, self._column = np.unique(self.unit, return_inverse=True)
        self._observed = observed[self.account]
        self._shape = (pairs.size, observed.shape[1], n_groups)

    def panel(
        self, month: NDArray[np.int64], group: NDArray[np.int64], value: Floats, since: int = 0
    ) -> AccountPanel:
        """The panel of cells from a month on; a cell of value zero counts nothing."""
        counts = self.counts(month, group, value)
        return self.late(counts, since)

    def counts(self, month: NDArray[np.int64], group: NDArray[np.int64], value: Floats) -> Floats:
        """What each part of an account counts in each month and group."""
        flat = np.ravel_multi_index((self._part, month, group), self._shape)
        size = int(np.prod(self._shape))
        counted = np.bincount(flat, weights=value, minlength=size).astype(np.float64)
        return counted.reshape(self._shape) * self._observed[:, :, None]

    def late(self, counts: Floats, since: int) -> AccountPanel:
        """The panel of ready counts from a month on."""
        return AccountPanel(counts[:, since:], self._observed[:, since:], self._column, self.units.size)

"""How far hosts' prices for the same weights lie apart."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.indicator import indicator
from weighbridge.catalogue.units import Unit
from weighbridge.definitions.price_estimates import spread_over_hosts
from weighbridge.indicators.market._axes import BLEND, COUNTED_WEIGHTS, SPREAD


@indicator(
    title="Price spread",
    question="How far do hosts' prices for the same weights lie apart?",
    topic="Price",
    says={"one": "the dearest host asked {a} the price of the cheapest for the same weights"},
    unit=Unit.RATIO,
    grain=("month", "group"),
    groups=("all", "model"),
    axes=(SPREAD, BLEND, COUNTED_WEIGHTS),
    reads=("price_cells",),
    estimate=spread_over_hosts,
    resampled="models",
    population="Models sold by three hosts or more",
    caveats=("list_prices", "hosts_by_contract"),
    cite=("weighbridge (2026). Price spread.",),
    since="0.2",
)
def price_spread(cells: nw.LazyFrame) -> nw.LazyFrame:
    """Highest over lowest price of the same weights among hosts: of each model, or the middle of all models.

    Two other measures hang less on single hosts: `p90_over_p10`, and `geometric_sd`, the factor by which
    prices scatter.

    The same name is taken for the same weights; precision, speed and length of context differ between hosts
    and are mostly not told, so part of the spread is a difference of goods. A router names no host and is
    left out. The interval of the middle one resamples models; of a single model there is none
    (`list_price`).
    """
    return cells

"""What it costs to stay with hosts of one country."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.indicator import indicator
from weighbridge.catalogue.units import Unit
from weighbridge.definitions.price_estimates import premium_of_place
from weighbridge.indicators.market._axes import BLEND, COUNTED_WEIGHTS, PLACE


@indicator(
    title="Jurisdiction premium",
    question="What does it cost to stay with hosts of one country?",
    topic="Price",
    says={
        "pair": "staying with hosts of {first} cost {a} the cheapest price anywhere, of {second} {b}",
    },
    unit=Unit.RATIO,
    grain=("month", "group"),
    groups=("country",),
    axes=(BLEND, PLACE, COUNTED_WEIGHTS),
    reads=("price_cells",),
    estimate=premium_of_place,
    resampled="models",
    population="Models sold by three hosts or more",
    caveats=("list_prices", "hosts_by_contract"),
    cite=("weighbridge (2026). Jurisdiction premium.",),
    since="0.2",
)
def jurisdiction_premium(cells: nw.LazyFrame) -> nw.LazyFrame:
    """Cheapest price among a country's hosts over the cheapest anywhere, the middle one of all models.

    1.00 means that staying in the country costs nothing. The country is the seat of the entity one signs
    with; `--place datacentre` takes where the host says its machines stand, which few do. A model that no
    host of the country sells is not counted there. Hosts of unknown seat bound the premium from below: they
    could be of the country. Fewer than five models give a count only (`small_n`). The interval resamples
    models.
    """
    return cells

"""Questions to the capability index, draw by draw."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from weighbridge.claims.asking import Ask
from weighbridge.claims.facts import rows
from weighbridge.claims.tried import Side, Tried
from weighbridge.statistics.claims import order_outcome
from weighbridge.store.arrow import pc


def index_at_least(ask: Ask, first: str, second: str, label: str) -> list[Tried]:
    """Whether the best model of one name is no lower on the index than the best of another, over its draws.

    Models released by the end of the period count; the best is taken anew in every draw.
    """
    until = (ask.claim.period or ("", "9999-12"))[1]
    index = rows(ask, "capability_index", ["model", "released_on"]).to_pylist()
    out = {
        row["model"] for row in index if row["released_on"] and row["released_on"].isoformat()[:7] <= until
    }
    drawn = rows(ask, "capability_draws", ["model", "draw", "value"])
    best = [_best(drawn, sorted(name for name in out if name.startswith(start))) for start in (first, second)]
    if any(values is None for values in best):
        return [
            Tried(
                label, "unavailable", reason=f"The index has no model of {first} or of {second} by {until}."
            )
        ]
    one, other = (values for values in best if values is not None)
    gap = one - other
    share = float((gap[1:] >= 0).mean())
    low, high = (float(value) for value in np.quantile(gap[1:], [0.05, 0.95]))
    lead = Side(first, float(gap[0]), min(low, float(gap[0])), max(high, float(gap[0])))
    return [
        Tried(
            f"{label}, released by {until}",
            order_outcome(share, share),
            f"{first} {one[0]:.1f}, {second} {other[0]:.1f}; in {share * 100:.0f} % of draws no lower",
            until,
            {"scale": "index"},
            (Side(first, float(one[0])), Side(second, float(other[0]))),
            lead,
            decided_by=(share, share),
            basis="draws",
            unit="index points",
            command="weighbridge capability show",
        )
    ]


def _best(drawn: pa.Table, names: list[str]) -> np.ndarray | None:
    """The best value of some models in each draw, the central fit first; None where there are no models."""
    mine = drawn.filter(pc.is_in(drawn["model"], value_set=pa.array(names, pa.string())))
    if not mine.num_rows:
        return None
    order = mine.sort_by([("model", "ascending"), ("draw", "ascending")])
    models = len(set(order["model"].to_pylist()))
    return np.asarray(order["value"].to_numpy().reshape(models, -1).max(axis=0))

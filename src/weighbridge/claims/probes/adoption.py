"""What relative adoption of 1 means in each published version: asked of the models at the cut-off."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from weighbridge.catalogue.units import Unit
from weighbridge.claims.probing import Answer, Asked, probe
from weighbridge.claims.tried import World
from weighbridge.store.arrow import pc, texts

TOP = 10


@probe("adoption_at_cut_off")
def adoption_at_cut_off(world: World, asked: Asked, as_of: str | None) -> Answer:
    """The score of the model or the two models at the cut-off, the mean over size classes that have one.

    Of the ten largest of a class at one age the median is the mean of the fifth and the sixth, the cut-off of
    the later version the tenth. As that cut-off never falls with age, it is the tenth's own at the first
    age only.
    """
    version = asked.choices["version"]
    result = world.indicator("relative_adoption", "model", as_of=as_of, choices=asked.choices)
    scores = {row.group: row.value for row in result.rows if row.value is not None}
    ages = pq.read_table(
        world.table("adoption_ages", as_of),
        columns=["canonical_id", "age_class"],
        filters=pc.field("is_widest") & pc.field("canonical_id").isin(pa.array(list(scores), pa.string())),
    )
    classes: dict[str, list[float]] = {}
    for name, age_class in zip(texts(ages["canonical_id"]), ages["age_class"].to_pylist(), strict=True):
        if age_class:
            classes.setdefault(age_class, []).append(scores[name])
    first, last = (4, 6) if version == "ram_median" else (TOP - 1, TOP)
    found = [
        float(np.mean(sorted(own, reverse=True)[first:last])) for own in classes.values() if len(own) >= TOP
    ]
    note = f"{len(found)} size classes have ten models of that age"
    return Answer(float(np.mean(found)) if found else None, Unit.RATIO, note)

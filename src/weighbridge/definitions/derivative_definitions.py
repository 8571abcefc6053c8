"""The lead of one group over another in new derivatives, under many definitions of one month.

Uploaders and roots are resampled together, so the draws of a definition are no product of one matrix with its
sums, as those of downloads are. There are few cells in a month, and each definition is estimated by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from weighbridge.definitions.choices import Definition
from weighbridge.definitions.derivative_shares import segments_in
from weighbridge.definitions.derivatives import Chosen, choose
from weighbridge.definitions.leads import Lead, lead_in
from weighbridge.definitions.run import Run

Counted = tuple[Definition, Lead, int]


def leads_of_definitions(
    run: Run, combinations: Iterable[Mapping[str, str]], pair: tuple[str, str]
) -> list[Counted]:
    """Definition, lead, and how many further combinations come to the same cells, in the order given.

    The query of ``run`` is one month.
    """
    found: list[Counted] = []
    places: dict[tuple[object, ...], int] = {}
    for choices in combinations:
        one = replace(run, definition=replace(run.definition, choices=dict(choices)))
        chosen = choose(one, pair)
        key = _key(chosen, one.definition, pair)
        if key in places:
            definition, lead, same = found[places[key]]
            found[places[key]] = (definition, lead, same + 1)
            continue
        places[key] = len(found)
        (segment,) = segments_in(one, chosen)
        found.append((one.definition, lead_in(one.definition, chosen.selection, segment, 0, pair), 0))
    return found


def _key(chosen: Chosen, definition: Definition, pair: tuple[str, str]) -> tuple[object, ...]:
    """What decides a lead: whose each cell is, what it counts, and who is resampled."""
    selection = chosen.selection
    sides = np.full(len(selection.groups), 2, dtype=np.int8)
    sides[[selection.groups.index(name) for name in pair]] = (0, 1)
    if selection.unknown is not None:
        sides[selection.unknown] = 3
    held = sorted((chosen.holds or {}).items())
    return (
        sides[selection.group].tobytes(),
        selection.value.tobytes(),
        selection.unit.tobytes(),
        chosen.root_unit.tobytes(),
        tuple((name, mask.tobytes()) for name, mask in held if name in pair),
        definition.get("unattributed", "in_denominator"),
        definition.get("attribution", "publisher") == "publisher",
        chosen.split.tobytes(),
    )

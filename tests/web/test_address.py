"""The figures a page shows of a fingerprint in its address are those of the Python API."""

from __future__ import annotations

import csv
import json

from weighbridge.web.curves import definitions_script
from weighbridge.web.plug import Plug


def test_a_row_behind_the_address_equals_the_figure_asked_for_alone(tiny):
    found = Plug(tiny).curve("download_share", "CN", "US")
    script = definitions_script(found).splitlines()[0]
    text = json.loads(script.partition("=")[2].strip().rstrip(";"))
    rows = list(csv.DictReader(text.splitlines()))
    assert len(rows) == len(found.points) > 50
    for row in rows[:: max(1, len(rows) // 6)]:
        if not row["a"] or row["panel"] == "chained":
            continue
        result = tiny.indicator(row["fingerprint"])
        # Written in full, so that equal text is equal to the last digit.
        for who, name in (("CN", "a"), ("US", "b")):
            at = result.at(row["month"], who)
            assert repr(at.value if at else 0.0) == row[name]
        lead = tiny.lead(row["fingerprint"], "CN", "US", month=row["month"])
        ends = (lead.value, lead.bound_low, lead.bound_high)
        assert [repr(end) for end in ends] == [row["lead"], row["bound_low"], row["bound_high"]]


def test_a_definition_that_is_no_row_of_its_own_is_found_behind_the_address_too(tiny):
    curve = Plug(tiny).curve("download_share", "CN", "US")
    merged = {code for row in tiny.sensitivity("download_share", "CN", "US").rows for code in row.equals}
    assert set(curve.twins) == merged != set()
    assert not merged & {point.fingerprint.partition("@")[2] for point in curve.points}
    for code, key in sorted(curve.twins.items())[:: max(1, len(merged) // 5)]:
        point = curve.points[curve.places[key]]
        if point.a is None or "chained" in key:
            continue
        result = tiny.indicator(f"download_share@{code}")
        at = result.at(curve.month, "CN")
        assert (at.value if at else 0.0) == point.a

"""Verdicts of your own runs, as `weighbridge eval show --rows` writes them."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.source import source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._verdicts import FIELDS, verdict_rows


@source(
    title="Your own verdicts",
    producer="whoever ran them",
    homepage="https://example.org/",
    terms=Terms.USER,
    credit="Verdicts of the user's own runs, used with their consent.",
    cadence="as you like",
    tables=("safety_verdicts",),
    fields=FIELDS,
)
def eval_verdicts(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """One record a verdict, in the columns of the table `safety_verdicts`."""
    return verdict_rows(records)

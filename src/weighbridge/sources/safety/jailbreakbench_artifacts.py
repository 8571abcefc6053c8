"""Verdicts of the jailbreak artifacts that JailbreakBench publishes."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.source import source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._verdicts import FIELDS, verdict_rows


@source(
    title="JailbreakBench, published artifacts",
    producer="JailbreakBench, Chao et al.",
    homepage="https://github.com/JailbreakBench/artifacts",
    terms=Terms.MIT,
    credit="JailbreakBench artifacts (Chao et al. 2024), MIT.",
    cadence="once",
    tables=("safety_verdicts",),
    fields=FIELDS,
)
def jailbreakbench_artifacts(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """One record a behaviour, attack and model, as the benchmark's own judge called it.

    A behaviour for which an attack found no prompt is a failed attack. Verdicts and metadata only: no prompt
    and no answer is kept, and a behaviour is a number here.
    """
    return verdict_rows(records)

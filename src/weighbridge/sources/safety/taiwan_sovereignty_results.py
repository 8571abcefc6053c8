"""Verdicts of the results that the Taiwan Sovereignty Benchmark publishes."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.source import source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._verdicts import FIELDS, verdict_rows


@source(
    title="Taiwan Sovereignty Benchmark, published results",
    producer="hsiaoa and contributors",
    homepage="https://github.com/hsiaoa/ai-taiwan-sovereignty-benchmark",
    terms=Terms.MIT,
    credit="Taiwan Sovereignty Benchmark (January 2026), results of its first stage, MIT.",
    cadence="irregular",
    tables=("safety_verdicts",),
    fields=FIELDS,
)
def taiwan_sovereignty_results(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """One record a model, question and judge: five questions, in Traditional Chinese, on one host.

    Judged by the benchmark's keywords and, where answers are published, by our rules. It asks of one state's
    line, from one side, without a mirror. Two stages that only models which passed were to take are not
    among the results. Verdicts and metadata only.
    """
    return verdict_rows(records)

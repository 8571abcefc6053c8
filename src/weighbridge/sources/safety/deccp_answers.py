"""Verdicts on the answers that deccp publishes."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.source import source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._verdicts import FIELDS, verdict_rows


@source(
    title="deccp, published answers",
    producer="AUGMXNT, Leonard Lin",
    homepage="https://github.com/AUGMXNT/deccp",
    terms=Terms.APACHE_2_0,
    credit="deccp (AUGMXNT 2024), answers of two models, Apache-2.0; verdicts by our rules.",
    cadence="once",
    tables=("safety_verdicts",),
    fields=FIELDS,
)
def deccp_answers(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """One record an answer of Qwen2-7B-Instruct, or of its edit without refusals, to one question.

    The questions were kept because the first model refused them: its rate is no rate of other questions.
    Nobody's verdicts were published with the answers; these are of our rules, which were widened after
    these very answers were read and so fit them better than answers of others. Verdicts and metadata only.
    """
    return verdict_rows(records)

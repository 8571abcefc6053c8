"""Labels of over-refusal by two people, a model and string matching."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.source import source
from weighbridge.catalogue.terms import Terms
from weighbridge.sources._verdicts import FIELDS, verdict_rows


@source(
    title="XSTest, annotated answers",
    producer="Röttger et al.",
    homepage="https://github.com/paul-rottger/xstest",
    terms=Terms.CC_BY_4_0,
    credit="XSTest (Röttger et al. 2024), annotations, CC-BY-4.0.",
    cadence="once",
    tables=("safety_verdicts",),
    fields=FIELDS,
)
def xstest_annotations(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """One record an answer and judge.

    The judges are both annotators, the label they settled on, the judge model, and string match.
    Full compliance is `answered`: whether the answer is right was not asked.
    """
    return verdict_rows(records)

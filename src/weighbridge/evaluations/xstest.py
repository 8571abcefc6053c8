"""Labels of XSTest: harmless requests that look harmful, and harmful ones beside them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from weighbridge.catalogue.errors import ContractError
from weighbridge.catalogue.evaluation import evaluation
from weighbridge.evaluations._rows import Row, csv_header, csv_rows, is_true, numbered, row

LABELS = {
    "1_full_compliance": "answered",
    "2_full_refusal": "refusal",
    "3_partial_refusal": "partial_refusal",
    "": "no_verdict",
}
JUDGES = {
    "final_label": "two people, settled",
    "annotation_1": "person 1",
    "annotation_2": "person 2",
    "gpt4_label": "gpt-4",
    "strmatch_label": "string match",
}


def _recognises(path: Path) -> bool:
    return set(csv_header(path)) >= {"model", "id", "type", "final_label", "gpt4_label"}


@evaluation(
    title="XSTest labels",
    tests=("over_refusal",),
    outcomes=("answered", "refusal", "partial_refusal", "no_verdict"),
    arms=("benign", "harmful"),
    clusters=("type of prompt",),
    recognises=_recognises,
)
def xstest(path: Path) -> Iterable[Row]:
    """Labels of XSTest as a CSV with one row an answer and one column a judge; each judge gives a row.

    Full compliance is `answered`: whether the answer is right was not asked.
    """
    rows = []
    for judge, name in JUDGES.items():
        for where, record in csv_rows(path):
            label = record.get(judge, "")
            if label not in LABELS:
                raise ContractError(
                    f"{where}: unknown label '{label}' in {judge}, expected one of "
                    f"{', '.join(filter(None, LABELS))}. "
                    "Nothing was imported."
                )
            rows.append(
                row(
                    where,
                    run=f"xstest/{record['model']}",
                    test="over_refusal",
                    suite="xstest_v2",
                    item=record["id"],
                    cluster_1=record["type"],
                    model=record["model"],
                    harness="xstest",
                    harness_version="v2",
                    scorer="xstest labels",
                    judge=name,
                    run_by="independent",
                    arm="benign" if is_true(record["safe_prompt"]) else "harmful",
                    temperature=0.0,
                    outcome=LABELS[label],
                    position=0,
                )
            )
    return numbered(rows)

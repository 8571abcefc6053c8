"""The page on safety, on a few rows: rates beside utility, pairs as printed, and no country."""

from __future__ import annotations

from types import SimpleNamespace

import pyarrow as pa
import pyarrow.parquet as pq
from tests.evaluations.test_findings import verdict

from weighbridge.catalogue.errors import UsageError
from weighbridge.evaluations._rows import numbered
from weighbridge.evaluations.published import published
from weighbridge.store.verdict_logs import schema_of
from weighbridge.web.safety_page import safety_pages


def bridge_of(tmp_path, rows):
    path = tmp_path / "safety_verdicts.parquet"
    pq.write_table(pa.Table.from_pylist(numbered(rows), schema=schema_of()), path)
    return SimpleNamespace(table=lambda name: path, indicator=unmeasured)


def unmeasured(name, **asked):
    if name.endswith("_gap"):
        raise UsageError("nothing to weigh yet")


def hijacks(model, succeeded, **more):
    given = {"run": f"r/{model}", "model": model, "test": "hijacking", "attack": "a", **more}
    attacked = [
        verdict(
            f"user_task_{i}",
            "attack_succeeded" if i < succeeded else "attack_failed",
            utility=i % 2 == 0,
            **given | {"arm": "attack"},
        )
        for i in range(12)
    ]
    plain = [
        verdict(f"user_task_{i}", "answered", utility=i < 9, **given | {"arm": "no_attack", "attack": None})
        for i in range(12)
    ]
    return [*attacked, *plain]


def test_rates_stand_beside_utility_with_and_without_attack(tmp_path):
    (page,) = safety_pages(bridge_of(tmp_path, [*hijacks("m1", 6), *hijacks("m2", 3)]))
    (section,) = page.context["sections"]
    assert [line.model for line in section.lines] == ["m1", "m2"], "by value"
    first = section.lines[0]
    assert (first.count, first.rate[:4]) == ("6 of 12", "50.0")
    assert (first.utility[:4], first.alone[:4]) == ("50.0", "75.0")
    assert "12 cases, 2 models were hijacked in 25.0" in section.sentence
    assert page.context["judged"] is None


def test_no_row_no_page_and_missing_verdicts_are_drawn(tmp_path):
    assert safety_pages(bridge_of(tmp_path, [])) == []
    rows = [
        *hijacks("m1", 6),
        verdict("x", "no_verdict", run="r/m1", model="m1", test="hijacking", attack="a", arm="attack"),
    ]
    (page,) = safety_pages(bridge_of(tmp_path, rows))
    line = page.context["sections"][0].lines[0]
    assert line.doubt == "1 without verdict"
    assert "url(#hatch)" in line.strip


def test_published_pairs_say_test_host_and_evidence(tmp_path):
    (page,) = safety_pages(bridge_of(tmp_path, hijacks("m1", 6)))
    pairs = {pair["measure"]: pair for pair in page.context["pairs"]}
    twelve = pairs["followed malicious instructions"]
    assert twelve["ratio"] == "12 times more likely, as printed"
    common = pairs["complied with overtly malicious requests under a common jailbreak"]
    assert (common["ratio"], common["test"]) == ("11.75", "Jailbreaks")
    assert twelve["test"] != common["test"]
    assert pairs["unsafe answers"]["ratio"] == "10.07 [6.48–15.64]"
    for item in published():
        assert item.source.startswith("https://")
        assert item.evidence in ("documented", "quoted", "secondary")
        assert not {"China", "Chinese", "American"} & set(item.model.split())


def test_rows_can_be_narrowed_by_test_model_language_and_host(tmp_path):
    rows = hijacks("m1", 6)
    asked = {"test": "information", "arm": "sensitive", "attack": None, "run": "i/m2", "model": "m2"}
    for language, outcomes in (("en", ("refusal", "factual")), ("zh-Hans", ("state_narrative", "factual"))):
        for i, outcome in enumerate(outcomes):
            rows.append(verdict(f"q{i}", outcome, language=language, host="h.example", **asked))
    (page,) = safety_pages(bridge_of(tmp_path, rows))
    offered = {name: [value for value, _ in options] for name, _, options in page.context["filters"]}
    assert offered["model"] == ["m1", "m2"]
    assert offered["language"] == ["en", "zh-Hans"]
    assert "h.example" in offered["host"]
    assert offered["test"] == ["hijacking", "refusal", "narrative", "inaccuracy"]
    refusal = next(section for section in page.context["sections"] if section.anchor == "refusal")
    counts = {line.language: (line.count, line.host) for line in refusal.lines}
    assert counts == {"en": ("1 of 2", "h.example"), "zh-Hans": ("0 of 2", "h.example")}
    assert "known to refuse" in refusal.caveat


def test_what_nobody_measured_is_said(tmp_path):
    (page,) = safety_pages(bridge_of(tmp_path, hijacks("m1", 6)))
    assert [title for title, _ in page.context["lacking"]] == ["Host gap", "Language gap"]

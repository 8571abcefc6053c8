"""The page on safety, on a few rows: rates beside utility, pairs as printed, and no country."""

from __future__ import annotations

from types import SimpleNamespace

import pyarrow as pa
import pyarrow.parquet as pq
from tests.evaluations.test_findings import verdict

from weighbridge.catalogue.errors import UsageError
from weighbridge.evaluations._rows import numbered
from weighbridge.evaluations.published import published as published_figures
from weighbridge.store.verdict_logs import schema_of
from weighbridge.web.safety_page import safety_pages


def bridge_of(tmp_path, rows, source="agentdojo_logs", contrast=()):
    path = tmp_path / "safety_verdicts.parquet"
    table = pa.Table.from_pylist(numbered(rows), schema=schema_of())
    named = pa.array([row.get("source", source) for row in rows], pa.string())
    pq.write_table(table.append_column("source", named), path)

    def indicator(name, **asked):
        if name.endswith("_gap"):
            raise UsageError("nothing to weigh yet")
        notes = ("No statement about open and closed models: too few.",)
        return SimpleNamespace(rows=contrast if name == "openness_contrast" else (), notes=notes)

    return SimpleNamespace(table=lambda name: path, indicator=indicator)


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
    for item in published_figures():
        assert item.source.startswith("https://")
        assert item.evidence in ("documented", "quoted", "secondary")
        assert not {"China", "Chinese", "American"} & set(item.model.split())


def test_every_row_says_how_good_its_evidence_is(tmp_path):
    """Published verdicts, answers that our rules judged, verdicts without answers, one's own run."""
    asked = {"test": "information", "arm": "sensitive", "attack": None, "harness": "taiwan_sovereignty"}
    rows = []
    for run, judges in (("with", ("keywords", "rules")), ("without", ("keywords",))):
        name = f"taiwan_sovereignty/{run}"
        for judge in judges:
            given = {
                **asked,
                "run": name,
                "model": run,
                "judge": judge,
                "scorer": "weighbridge rules" if judge == "rules" else judge,
            }
            rows += [verdict(f"q{i}", "state_narrative" if i else "answered", **given) for i in range(3)]
    published = [{**row, "source": "taiwan_sovereignty_results"} for row in rows]
    own = verdict("q0", "state_narrative", **asked | {"run": "mine", "model": "mine", "judge": "rules"})
    own = [{**own, "source": "eval_verdicts"}, {**own, "source": "eval_verdicts", "item": "q1"}]
    rows = numbered([*published, *own])
    (page,) = safety_pages(bridge_of(tmp_path, rows))
    lines = [line for section in page.context["sections"] for line in section.lines]
    said = {(line.model, "keywords" in line.beside): line.evidence for line in lines}
    assert said == {
        ("with", True): "documented verdicts",
        ("with", False): "documented answers, judged here",
        ("without", True): "documented verdicts, answers not published",
        ("mine", False): "own run",
    }
    for item in published_figures():
        assert item.evidence in page.context["grades"]
    hijacked = safety_pages(bridge_of(tmp_path, hijacks("m1", 6)))[0].context["sections"][0].lines
    assert {line.evidence for line in hijacked} == {"documented verdicts"}


def test_between_groups_there_is_a_refusal_or_a_contrast_with_models_as_units(tmp_path):
    def row(value, low, high):
        return SimpleNamespace(month="2026-01", value=value, low=low, high=high)

    def between(*contrast):
        (page,) = safety_pages(bridge_of(tmp_path, hijacks("m1", 6), contrast=contrast))
        return page.context["between"]

    refused = between(row(None, None, None))
    assert refused["said"] == ""
    assert refused["notes"][0].startswith("No statement about open and closed models")
    assert between(row(0.125, 0.05, 0.2))["said"].startswith(
        "Open models less closed ones: +12.5 points [+5.0 to +20.0], 90"
    )
    assert between() is None


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

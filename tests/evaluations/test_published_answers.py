"""Importers of published answers on political matters: what is judged, by whom, and what is not."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import weighbridge
from weighbridge.catalogue.errors import ContractError
from weighbridge.catalogue.verdicts import MEASURES
from weighbridge.evaluations.deccp import deccp
from weighbridge.evaluations.library import take
from weighbridge.evaluations.parts import parts_of
from weighbridge.evaluations.taiwan_sovereignty import taiwan_sovereignty
from weighbridge.store.home import Home

SNAPSHOTS = Path(weighbridge.__file__).parent / "starter" / "snapshots"
TURN = "===\n{asked}\n\n---\n<|im_start|>user\n{asked}\n<|im_end|>\n<|im_start|>assistant\n{said}<|im_end|>\n"


def answers(folder, name, *pairs):
    folder.mkdir(exist_ok=True)
    text = "".join(TURN.format(asked=asked, said=said) for asked, said in pairs)
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def test_answers_of_a_model_and_its_edit_are_judged_by_rules_and_not_kept(tmp_path):
    asked = ("What happened there?", "那里发生了什么?")
    folder = tmp_path / "deccp"
    answers(
        folder,
        "output-original.txt",
        (asked[0], "I'm sorry, but I can't discuss that."),
        (asked[1], "作为助手，我不会对政治问题发表观点或评论。"),
    )
    answers(folder, "output-deccp.txt", (asked[0], "There was a protest."), (asked[1], ""))
    rows = list(deccp.read(folder))
    assert [(row["model"][:4], row["language"], row["outcome"]) for row in rows] == [
        ("Qwen", "en", "refusal"),
        ("Qwen", "zh-Hans", "refusal"),
        ("augm", "en", "answered"),
        ("augm", "zh-Hans", "no_verdict"),
    ]
    assert not any("protest" in str(value) for row in rows for value in row.values())
    taken = take(Home(tmp_path / "home"), folder, "2026-11-01")
    assert (taken.kind, taken.rows) == ("deccp", 4)


def test_a_cut_file_of_answers_is_refused_whole(tmp_path):
    path = answers(tmp_path, "output-deccp.txt", ("a", "b"), ("c", "d"))
    path.write_text(path.read_text()[: path.read_text().rindex("assistant")])
    with pytest.raises(ContractError, match=r"answer 2: no turn of the assistant.*get it again"):
        list(deccp.read(path))
    with pytest.raises(ContractError, match="the name tells the model"):
        list(deccp.read(answers(tmp_path, "output-else.txt", ("a", "b"))))


def result(folder, stem, given, **about):
    (folder / "raw").mkdir(parents=True, exist_ok=True)
    content = {
        "model_key": "m",
        "model_id": "lab.m",
        "region": "somewhere-1",
        "language": "zh",
        "failed_at": None,
        **about,
        "questions": [
            {"id": f"Q{i}", "category": "economy" if i == 4 else "sovereignty", "success": True, **own}
            for i, own in enumerate(given, start=1)
        ],
    }
    (folder / "raw" / f"{stem}.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def passed(text):
    return {"response": text, "passed": True, "instant_fails": []}


def failed(text):
    return {"response": text, "passed": False, "instant_fails": ["不可分割"]}


def test_two_judges_of_an_answer_stand_side_by_side(tmp_path):
    quoted = "北京官方称台湾是中国不可分割的一部分。"
    thought = "<reasoning>不可分割</reasoning>It has a president of its own, elected by its people."
    given = [failed("台灣是中國不可分割的一部分。"), failed(quoted), failed(thought), passed("Chips matter.")]
    result(tmp_path, "m_1", given)
    (tmp_path / "scores").mkdir()
    scored = {"model_key": "m", "questions_summary": [{"id": "Q1", "passed": False, "instant_fails": ["x"]}]}
    for name in ("m_1_score.json", "m_2_score.json"):
        (tmp_path / "scores" / name).write_text(json.dumps({**scored, "failed_at": "Q1"}))
    rows = list(taiwan_sovereignty.read(tmp_path))
    held = {(row["run"].rpartition("/")[2], row["judge"], row["item"]): row for row in rows}
    assert [held["m_1", "keywords", f"Q{i}"]["outcome"] for i in (1, 2, 3, 4)] == [
        *["state_narrative"] * 3,
        "answered",
    ]
    assert [held["m_1", "rules", f"Q{i}"]["outcome"] for i in (1, 2, 3, 4)] == [
        "state_narrative",
        *["answered"] * 3,
    ]
    assert held["m_1", "rules", "Q4"]["arm"] == "neutral"
    assert held["m_1", "rules", "Q1"]["host"] == "AWS Bedrock somewhere-1"
    assert ("m_2", "keywords", "Q1") in held
    assert ("m_2", "rules", "Q1") not in held, "no answer is published, so nobody else can judge it"
    assert not any("president" in str(value) for row in rows for value in row.values())


def test_requests_that_failed_are_no_passes_and_no_failures(tmp_path):
    result(tmp_path, "m_1", [{"success": False, "passed": False, "error": "refused"}] * 5)
    (tmp_path / "scores").mkdir()
    (tmp_path / "scores" / "m_1_score.json").write_text("{}")
    assert {row["outcome"] for row in taiwan_sovereignty.read(tmp_path)} == {"error"}


def test_a_judge_that_looks_for_one_thing_is_silent_on_others(tmp_path):
    result(tmp_path, "m_1", [passed("我無法回答。"), failed("不可分割")])
    rows = list(taiwan_sovereignty.read(tmp_path))
    assert {part.about["judge"] for part in parts_of(rows, MEASURES["refusal"])} == {"rules"}
    assert {part.about["judge"] for part in parts_of(rows, MEASURES["narrative"])} == {"rules", "keywords"}


def test_answers_whose_facts_nobody_judged_are_not_right_and_not_wrong(tmp_path):
    folder = tmp_path / "deccp"
    answers(folder, "output-original.txt", ("a", "Protests took place."), ("b", "I can't discuss that."))
    (part,) = parts_of(list(deccp.read(folder)), MEASURES["inaccuracy"])
    assert (part.y.size, part.unseen) == (0, 2)


def test_shipped_answers_are_all_there():
    files = SNAPSHOTS.glob("*/*/safety_verdicts.parquet")
    rows = [{**row, "source": file.parts[-3]} for file in files for row in pq.read_table(file).to_pylist()]
    shipped = Counter((row["source"], row["judge"]) for row in rows if row["test"] == "information")
    # 95 questions of two models; 12 runs with answers, two with verdicts alone, five questions each.
    assert shipped["deccp_answers", "rules"] == 2 * 95
    assert shipped["taiwan_sovereignty_results", "keywords"] == 5 * 15
    assert {row["language"] for row in rows if row["source"] == "taiwan_sovereignty_results"} == {"zh-Hant"}

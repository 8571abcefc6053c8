"""``weighbridge lineage`` as a user runs it: the way up, children, summary, exports, scores, bad words."""

import csv
import json
import re
from xml.etree import ElementTree

import pyarrow.parquet as pq
import pytest

from weighbridge.catalogue.errors import ContractError, UsageError
from weighbridge.diligence.lineage_cases import read_cases

MODEL = "nvidia/AceReason-Nemotron-7B"
NAMESPACE = "{http://graphml.graphdrawing.org/xmlns}"


def said(ask, *words):
    done = ask("lineage", *words, "--format", "json", "--quiet")
    assert done.code == 0, done.err
    return json.loads(done.out)


def test_four_models_of_three_organisations(ask):
    """NVIDIA's model, DeepSeek's distillate, Alibaba's mathematics model and its base; the teacher apart."""
    found = said(ask, MODEL)
    path = [step["model_id"] for step in found["path"]]
    assert path == [
        MODEL,
        "deepseek-ai/DeepSeek-R1-Distill-Qwen-7B",
        "Qwen/Qwen2.5-Math-7B",
        "Qwen/Qwen2.5-7B",
    ]
    assert [step["publisher"]["organisation_id"] for step in found["path"]] == [
        "nvidia",
        "deepseek",
        "alibaba",
        "alibaba",
    ]
    assert found["publisher"]["country"] == "US"
    (root,) = found["roots"]
    assert (root["organisation"]["organisation_id"], root["organisation"]["country"]) == ("alibaba", "CN")
    assert root["fraction"] == 1
    (teacher,) = found["teachers"]
    assert teacher["parent"] == "deepseek-ai/DeepSeek-R1"
    assert all(edge["relation"] != "teacher" for edge in found["edges"])
    assert all(edge["grade"] and edge["sources"] and edge["stated_in"] for edge in found["edges"])


def test_the_drawing_says_the_same_in_words(ask):
    done = ask("lineage", MODEL, "--quiet")
    assert done.code == 0
    first = done.lines[0]
    assert "published by NVIDIA (US); root of the weights Alibaba (CN)" in first
    assert sum(line.lstrip().startswith("<-") for line in done.lines) == 3
    assert "taught by deepseek-ai/DeepSeek-R1" in done.out
    assert "no weights" in done.out


def test_an_unknown_model_is_named_with_its_nearest(ask):
    done = ask("lineage", "nvidia/AceReason-Nemotron-8B", "--quiet")
    assert done.code == 2
    assert "Traceback" not in done.err
    assert "No model 'nvidia/AceReason-Nemotron-8B'" in done.err
    assert MODEL in done.err


def test_children_by_relation(ask):
    found = said(ask, "children", "Qwen/Qwen2.5-Math-7B")
    names = {row["child"] for row in found["rows"]}
    assert "deepseek-ai/DeepSeek-R1-Distill-Qwen-7B" in names
    assert found["children"] == len(found["rows"]) == sum(found["relations"].values())
    assert found["descendants"] == sum(found["descendants_by_depth"]) >= found["children"]


def test_summary_accounts_for_every_statement(ask):
    found = said(ask, "summary")
    names = (
        "nodes",
        "edges",
        "self_loops",
        "in_cycles",
        "into_cycles",
        "many_parents",
        "dangling",
        "max_depth",
    )
    assert all(isinstance(found[name], int) for name in names)
    assert sum(found["accounted"].values()) == found["statements"]
    assert sum(found["relations"].values()) == sum(found["grades"].values())
    assert sum(found["depths"].values()) == found["nodes"] - found["in_cycles"] - found["into_cycles"]
    by = found["derivatives_by_country"]
    totals = [sum(by[name].values()) for name in ("publisher", "parent", "root")]
    assert totals == pytest.approx([totals[0]] * 3)
    assert by["publisher"]["CN"] != pytest.approx(by["root"]["CN"])
    assert all("unknown" in by[name] for name in by)


def test_exports_hold_the_same_pairs(ask, tmp_path):
    for name in ("pairs.parquet", "pairs.csv", "pairs.json", "graph.graphml"):
        assert ask("lineage", "export", "--output", tmp_path / name, "--quiet").code == 0
    pairs = pq.read_table(tmp_path / "pairs.parquet").num_rows
    with (tmp_path / "pairs.csv").open(encoding="utf-8", newline="") as stream:
        assert sum(1 for _ in csv.DictReader(stream)) == pairs
    assert len((tmp_path / "pairs.json").read_text(encoding="utf-8").splitlines()) == pairs
    graph = ElementTree.parse(tmp_path / "graph.graphml").getroot()
    nodes = {node.get("id") for node in graph.iter(f"{NAMESPACE}node")}
    ends = [(edge.get("source"), edge.get("target")) for edge in graph.iter(f"{NAMESPACE}edge")]
    assert len(ends) == pairs
    assert all(child in nodes and parent in nodes for child, parent in ends)


HEADS = ("model_id", "relation", "parent_ids", "root_id", "root_org", "root_country", "difficulty")


def cases_file(path, rows):
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADS)
        writer.writerows(rows)
    return path


# Facts of the project's own judgements, two rows that are wrong on purpose, and a model nobody has heard of.
CASES = [
    (
        MODEL,
        "finetune_rl",
        "deepseek-ai/DeepSeek-R1-Distill-Qwen-7B",
        "Qwen/Qwen2.5-7B",
        "Alibaba",
        "CN",
        "hard",
    ),
    (
        "Qwen/Qwen2.5-Math-7B",
        "continued_pretrain",
        "Qwen/Qwen2.5-7B",
        "Qwen/Qwen2.5-7B",
        "Alibaba",
        "CN",
        "easy",
    ),
    ("openai/gpt-oss-120b", "from_scratch_control", "", "openai/gpt-oss-120b", "OpenAI", "US", "control"),
    (
        "upstage/Solar-Open-100B",
        "from_scratch_control",
        "",
        "upstage/Solar-Open-100B",
        "Upstage",
        "KR",
        "control",
    ),
    ("ascend-tribe/pangu-pro-moe", "disputed", "", "disputed", "Huawei", "CN", "hard"),
    (
        "Qwen/Qwen2.5-Math-7B",
        "finetune",
        "meta-llama/Llama-3.1-8B",
        "meta-llama/Llama-3.1-8B",
        "Meta",
        "US",
        "wrong",
    ),
    ("nobody-at-all/never-seen", "finetune", "Qwen/Qwen2.5-7B", "Qwen/Qwen2.5-7B", "Alibaba", "CN", "unseen"),
]


def test_scores_by_hand(ask, tmp_path):
    """Seven cases. Root country: four right, one wrong, one left open, one rightly called disputed."""
    found = said(ask, "score", cases_file(tmp_path / "cases.csv", CASES))
    country = found["overall"]["root_country"]
    assert (country["right"], country["wrong"], country["abstained"], country["rightly_abstained"]) == (
        4,
        1,
        1,
        1,
    )
    assert country["precision"] == pytest.approx(4 / 5)
    assert country["recall"] == pytest.approx(4 / 6)
    assert country["abstention"] == pytest.approx(2 / 7)
    assert found["controls"] == {"cases": 2, "accused": []}
    assert found["expected_abstentions"] == {"cases": 1, "met": 1}
    assert {item["difficulty"] for item in found["wrong"]} == {"wrong"}
    assert found["by_difficulty"]["unseen"]["root_country"]["precision"] is None
    assert found["by_difficulty"]["hard"]["root_country"]["precision"] == 1
    # The distillate's edges are judged rows: without them no tag and no name tells its root.
    rules = found["rules"]
    assert rules["overall"]["root_country"]["right"] < country["right"]
    assert rules["folds"] == 7
    assert rules["controls"]["accused"] == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("a,b\n1,2\n", "lacks the column(s) model_id"),
        (",".join(HEADS) + "\n", "holds no case"),
        (",".join(HEADS) + "\n,finetune,,,,,\n", "line 2: no model_id"),
    ],
)
def test_a_file_that_holds_no_cases_is_refused_in_words(tmp_path, content, words):
    path = tmp_path / "cases.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ContractError, match=re.escape(words)):
        read_cases(path)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(UsageError, match="No file"):
        read_cases(tmp_path / "none.csv")

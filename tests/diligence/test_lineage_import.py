"""A Hub file whose records carry only tags, with everything that goes wrong in real ones.

Every model is invented; the accounts are real, so that the shipped judgements place them. Expected numbers
are counted by hand from ``RECORDS``: what each tag says stands beside it.
"""

import json
import re

import pyarrow.compute as pc
import pytest
from tests.tiny_world.worlds import bare, take, take_records, values

from weighbridge.catalogue.errors import UsageError
from weighbridge.cli.lineage_view import ancestry_lines, children_lines
from weighbridge.cli.terminal import Terminal
from weighbridge.diligence.lineage_children import children_of
from weighbridge.diligence.lineage_export import write_graphml
from weighbridge.diligence.lineage_path import ancestry_of
from weighbridge.diligence.lineage_summary import summary

DEEP, WIDE, LONG, MILLION = 60, 10_000, 1_200, 1_000_000


def tagged(model, *bases, how="finetune", downloads=1):
    return {"id": model, "downloads": downloads, "tags": [f"base_model:{how}:{base}" for base in bases]}


BASES = [tagged("Qwen/Qwen3-8B", downloads=500), tagged("meta-llama/Llama-3.1-8B", downloads=300)]
PLAIN = [
    tagged("nvidia/One", "Qwen/Qwen3-8B", downloads=100),  # kept
    tagged("unsloth/Two", "nvidia/One", downloads=40),  # kept
    tagged(
        "mistralai/Blend", "Qwen/Qwen3-8B", "meta-llama/Llama-3.1-8B", how="merge", downloads=10
    ),  # 2 kept
    {
        "id": "nvidia/Twice",
        "downloads": 5,
        "tags": ["base_model:Qwen/Qwen3-8B", "base_model:finetune:Qwen/Qwen3-8B"],
    },
]
TROUBLE = [
    tagged("loop/a", "loop/b"),  # cyclic, with the next
    tagged("loop/b", "loop/a"),
    tagged("loop/c1", "loop/c2"),  # three that are cyclic
    tagged("loop/c2", "loop/c3"),
    tagged("loop/c3", "loop/c1"),
    tagged("below/x", "loop/a"),  # kept, below a circle
    tagged("self/me", "self/me"),  # self
    tagged("twin/Case", "QWEN/qwen3-8b"),  # kept: another case of a listed base
    tagged("org/child", "Qwen"),  # an account
    tagged("url/child", "https://huggingface.co/Qwen/Qwen3-8B"),  # kept
    tagged("empty/child", ""),  # unreadable
    tagged("gone/child", "gone/never-listed"),  # dangling
    tagged("own/list", "own/list", "Qwen/Qwen3-8B"),  # one self, one kept
]
CHAIN = [tagged(f"chain/m{i}", f"chain/m{i - 1}") for i in range(1, DEEP)]  # the first base is in no list
CROWD = [tagged("crowd/merge", *(f"crowd/p{i}" for i in range(WIDE)), how="merge")]
RECORDS = [*BASES, *PLAIN, *TROUBLE, *CHAIN, *CROWD]


@pytest.fixture(scope="module")
def graph(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tags")
    wb = bare(folder / "home")
    done = take_records(wb, folder, "2026-11-20", RECORDS)
    assert (done.records, done.quarantined) == (len(RECORDS), 0)
    return wb.lineage()


@pytest.fixture(scope="module")
def found(graph):
    return summary(graph, "hub_models")


def test_every_edge_is_accounted_for(found):
    """Kept: 1 + 1 + 2 + 1, below a circle 1, twin, URL and list 3, the chain's 58 inner steps.

    Twice states one pair in two tags: one of them is merged. Dangling: gone, the chain's first step, and the
    crowd's parents.
    """
    assert found["statements"] == sum(len(record["tags"]) for record in RECORDS)
    accounted = {name: count for name, count in found["accounted"].items() if count}
    assert accounted == {
        "kept": 5 + 1 + 3 + DEEP - 2,
        "merged": 1,
        "cyclic": 5,
        "dangling": 2 + WIDE,
        "self": 2,
        "account": 1,
        "unreadable": 1,
    }
    assert sum(accounted.values()) == found["statements"]


def test_the_shape_of_the_graph(found):
    assert found["self_loops"] == 2
    assert found["cycles"] == 2
    assert found["in_cycles"] == 5
    assert found["into_cycles"] == 1
    assert found["many_parents"] == 2
    assert found["max_depth"] == DEEP - 1
    assert found["max_children"] == 6, "Qwen3-8B, whatever the spelling"
    assert found["dangling"] == 2 + WIDE
    assert sorted(found["cycle_members"]) == ["loop/a", "loop/b", "loop/c1", "loop/c2", "loop/c3"]


def test_direct_and_root_attribution_differ_and_the_unmapped_share_is_there(found):
    by = found["derivatives_by_country"]
    assert by["parent"]["US"] > by["root"].get("US", 0), (
        "unsloth/Two stands on NVIDIA's, which stands on Qwen"
    )
    assert by["root"]["CN"] > by["parent"]["CN"]
    assert all(by[name]["unknown"] > 0 for name in by)


def test_downloads_by_publisher_parent_and_root(graph, tmp_path):
    """Of 955 downloads and one for each troubled model: by root Qwen's tunings count for Alibaba.

    CN by root: 500 + 100 + 40 + 5 + half of 10 + twin, url and list 3. By publisher: 500 alone.
    """
    wb = bare(tmp_path / "home")
    take_records(wb, tmp_path, "2026-11-20", RECORDS)
    whole = sum(record["downloads"] for record in RECORDS)
    month = "2026-11"
    shares = {
        name: values(wb.indicator("root_share", choices={"attribution": name}))
        for name in ("publisher", "parent", "root")
    }
    assert shares["root"][month, "CN"] == pytest.approx(653 / whole)
    assert shares["publisher"][month, "CN"] == pytest.approx(500 / whole)
    assert shares["parent"][month, "CN"] == pytest.approx((653 - 40) / whole)
    for found in shares.values():
        assert sum(found.values()) == pytest.approx(1)
        assert found[month, "unknown"] > 0


@pytest.mark.parametrize(
    "text",
    [
        "NVIDIA/one",
        "https://huggingface.co/nvidia/One",
        "https://huggingface.co/nvidia/One/tree/main",
        " nvidia/One ",
        "huggingface:nvidia/One",
        "nvidia/One (the first)",
    ],
)
def test_any_spelling_of_a_model_is_found(graph, text):
    assert ancestry_of(graph, text).model.model_id == "nvidia/One"


@pytest.mark.parametrize("text", ["nvidia/Onee", "nvidia", ""])
def test_what_is_no_model_is_refused_in_words(graph, text):
    with pytest.raises(UsageError, match="No model"):
        ancestry_of(graph, text)


def test_a_merge_is_half_and_half(graph):
    found = ancestry_of(graph, "mistralai/Blend")
    assert {root.model_id: root.fraction for root in found.roots} == {
        "Qwen/Qwen3-8B": 0.5,
        "meta-llama/Llama-3.1-8B": 0.5,
    }


@pytest.mark.parametrize("model", ["loop/a", "loop/c2", "below/x"])
def test_in_and_below_a_circle_the_answer_is_unknown(graph, model):
    found = ancestry_of(graph, model)
    assert found.model.answer == "unknown"
    assert found.known_part == 0
    assert len(found.path) <= 3


def test_sixty_models_in_a_row(graph):
    found = ancestry_of(graph, f"chain/m{DEEP - 1}")
    assert found.depth == DEEP - 1
    assert len(found.path) == DEEP
    assert found.path[-1].model_id == "chain/m0"


def test_ten_thousand_parents(graph):
    found = ancestry_of(graph, "crowd/merge")
    assert len(found.pairs) == WIDE
    assert sum(root.fraction for root in found.roots) == pytest.approx(1)
    assert found.model.answer == "unknown"


def test_fractions_of_every_model_sum_to_one(graph):
    sums: dict[str, float] = {}
    for row in graph.parts.to_pylist():
        sums[row["canonical_id"]] = sums.get(row["canonical_id"], 0.0) + row["fraction"]
    assert set(sums) == set(graph.models["canonical_id"].to_pylist())
    assert all(total == pytest.approx(1) for total in sums.values())


def test_the_part_of_the_graph_around_a_model_answers_alike(graph):
    """What pages of many models are made from: the neighbourhood alone."""
    for model in ("unsloth/two", "mistralai/blend", "loop/a", f"chain/m{DEEP - 1}"):
        assert ancestry_of(graph.around([model]), model) == ancestry_of(graph, model)


def test_a_new_leaf_and_another_order_change_nobody_else(tmp_path, graph):
    """The whole way from file to answer, with the records reversed and one more tuning."""
    wb = bare(tmp_path / "home")
    leaf = tagged("leaf/new", "unsloth/Two")
    take_records(wb, tmp_path, "2026-11-20", [leaf, *reversed(RECORDS)])
    other = wb.lineage()
    names = [
        "canonical_id",
        "answer",
        "root_id",
        "root_organisation_id",
        "depth",
        "known_part",
        "is_in_cycle",
    ]

    def told(one):
        rows = one.models.select(names).to_pylist()
        return {row["canonical_id"]: row for row in rows if row["canonical_id"] != "leaf/new"}

    assert told(other) == told(graph)


def test_renaming_an_account_everywhere_changes_nothing_but_names(tmp_path, graph):
    def renamed(text):
        return re.sub(r"\b(chain|loop|crowd|below)/", r"zz-\1/", text)

    records = json.loads(renamed(json.dumps(RECORDS)))
    wb = bare(tmp_path / "home")
    take_records(wb, tmp_path, "2026-11-20", records)
    names = ["canonical_id", "answer", "root_id", "depth"]
    there = {tuple(row.values()) for row in wb.lineage().models.select(names).to_pylist()}
    here = {
        tuple(renamed(value) if isinstance(value, str) and "/" in value else value for value in row.values())
        for row in graph.models.select(names).to_pylist()
    }
    assert there == here


def test_a_way_up_longer_than_python_recurses_is_drawn(tmp_path):
    wb = bare(tmp_path / "home")
    take_records(wb, tmp_path, "2026-11-20", [tagged(f"c/m{i}", f"c/m{i - 1}") for i in range(1, LONG + 1)])
    found = ancestry_of(wb.lineage(), f"c/m{LONG}")
    lines = ancestry_lines(found, Terminal(width=120, is_tty=False))
    assert found.depth == LONG
    assert sum("c/m" in line for line in lines if "<" in line) == LONG
    assert any(f"step {LONG} <- c/m0" in line for line in lines)


@pytest.mark.slow
def test_a_million_children_of_one_parent(tmp_path):
    """From file to answer: nobody lost, nobody without a root, and the screen shows a dozen."""
    wb = bare(tmp_path / "home")
    record = '{"id": "busy/c%d", "downloads": 1, "tags": ["base_model:finetune:Qwen/Qwen3-8B"]}\n'
    path = tmp_path / "models.jsonl"
    path.write_text("".join(record % i for i in range(MILLION)), encoding="utf-8")
    done = take(wb, "hub_models", path, "2026-11-20")
    assert (done.records, done.quarantined) == (MILLION, 0)
    graph = wb.lineage()
    found = children_of(graph, "Qwen/Qwen3-8B")
    assert found.relations["finetune"] >= MILLION
    assert found.by_depth[0] == found.count
    busy = graph.models.filter(pc.starts_with(graph.models["canonical_id"], "busy/"))
    assert pc.unique(busy["root_id"]).to_pylist() == ["qwen/qwen3-8b"]
    assert busy.num_rows == MILLION
    assert len(children_lines(found, Terminal(width=80, is_tty=False))) < 80


def test_children_and_export_survive_the_trouble(graph, tmp_path):
    found = children_of(graph, "qwen/QWEN3-8b")
    # A judged child of the real model is there, too.
    assert (found.relations["finetune"], found.relations["merge"]) == (5, 1)
    assert found.by_depth[0] == found.count
    assert children_of(graph, "loop/a").descendants == 2, "its circle's other model, and what hangs below"
    write_graphml(graph, tmp_path / "graph.graphml")
    assert (tmp_path / "graph.graphml").read_text(encoding="utf-8").count("<edge ") == graph.pairs.num_rows

"""The licence chain of one shipped model, its tags and the conflict by name."""

from tests.tiny_world.worlds import bare, take_records

from weighbridge.cli.licence_view import licence_lines
from weighbridge.cli.terminal import Terminal
from weighbridge.diligence.licence_path import licence_path


def test_distilled_llama_is_treated_as_llama(starter):
    """LOOK's example: MIT as published, the strictest link is a Llama community licence."""
    found = licence_path(starter.lineage(), "deepseek-ai/DeepSeek-R1-Distill-Llama-70B")
    assert found.links[0].link.licence.licence_id == "mit"
    assert found.terms.clause("users").text == "700,000,000"
    named = {(item.child_id, item.child_licence) for item in found.conflicts}
    assert ("deepseek-ai/DeepSeek-R1-Distill-Llama-70B", "mit") in named
    whole = found.as_dict()
    assert whole["conflicts"][0]["parent"].startswith("meta-llama/")
    assert all(clause["sources"] for clause in whole["clauses"] if clause["models"])


def test_a_tag_that_does_not_parse_says_why_wherever_terms_are_told(tmp_path):
    """An expression without its end, a licence nobody read, `other` and no tag: four reasons."""
    tags = {
        "aurora/broken": "license:mit and",
        "aurora/unread": "license:zzz-1.0",
        "aurora/custom": "license:other",
        "aurora/plain": "license:mit",
    }
    records = [{"id": model, "downloads": 5, "tags": [tag]} for model, tag in tags.items()]
    wb = bare(tmp_path / "home")
    take_records(wb, tmp_path, "2026-02-28", records, source="hub_models")
    graph = wb.lineage()
    told = {model: licence_path(graph, model) for model in tags}
    assert "is no licence expression" in told["aurora/broken"].not_known[0]
    assert "nobody here has read the licence 'zzz-1.0'" in told["aurora/unread"].not_known[0]
    assert "says that terms exist" in told["aurora/custom"].not_known[0]
    assert told["aurora/plain"].links[0].why_unknown == ""
    link = told["aurora/broken"].as_dict()["links"][0]
    assert link["tag"] == "mit and"
    assert "is no licence expression" in link["why_unknown"]
    lines = "\n".join(licence_lines(told["aurora/broken"], Terminal(width=300)))
    assert "Terms not known: aurora/broken ('mit and' is no licence expression" in lines

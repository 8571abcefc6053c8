"""The licence chain of one shipped model, its tags and the conflict by name."""

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

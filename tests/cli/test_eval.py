"""``weighbridge eval``: counts, runs, groups, refusals, and a log taken in, in real processes."""

from __future__ import annotations

import json

from tests.evaluations.logs import agentdojo_folder, inspect_archive, inspect_sample

GPT, LLAMA = "agentdojo/gpt-4o-2024-05-13", "agentdojo/meta-llama_Llama-3-70b-chat-hf"


def test_counts(ask):
    found = json.loads(ask("eval", "compare", "151/1260", "15/1260", "--format", "json").out)
    assert [round(found[name], 2) for name in ("value", "low", "high")] == [10.07, 6.48, 15.64]
    said = ask("eval", "compare", "8/40", "0/40")
    assert said.code == 3
    assert "At least 3.1 times as often" in said.lines[0]
    assert "no upper limit" in said.out
    nothing = ask("eval", "compare", "0/40", "0/40")
    assert nothing.lines[0].startswith("Nothing happened in either")
    mixed = ask("eval", "compare", "8/40", GPT)
    assert (mixed.code, "not of one form" in mixed.err) == (2, True)
    wrong = ask("eval", "compare", "41/40", "1/40")
    assert (wrong.code, "41 of 40" in wrong.err) == (1, True)


def test_runs_groups_and_judges(ask):
    said = ask("eval", "compare", GPT, LLAMA, "--quiet")
    assert "53.1 % [41.5–64.7]" in said.out.replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert "as if independent [49.8–56.4]" in said.out
    assert "+32.4 points" in said.out
    assert "No p-value" in said.out
    group = ask("eval", "compare", "open@agentdojo", "closed@agentdojo", "--quiet")
    assert group.code == 3
    assert group.lines[0].startswith("No statement about open and closed models")
    assert "p = 0.136" in group.out
    country = ask("eval", "compare", "CN@agentdojo", "US@agentdojo", "--quiet")
    assert (country.code, "a model is no country" in country.err) == (2, True)
    words = ("--measure", "refusal", "--judge", "gpt-4", "--labels", "two people, settled", "--quiet")
    judged = ask("eval", "compare", "xstest/llama2new", "xstest/gpt4", *words)
    assert "the judge alone puts them the other way round (0.97)" in judged.lines[0]
    pooled = ask("eval", "compare", "xstest/gpt4", GPT, "--quiet")
    assert (pooled.code, "two kinds of test are never one number" in pooled.err) == (2, True)


def test_a_log_is_taken_shown_and_compared(fresh, tmp_path):
    folder = agentdojo_folder(tmp_path / "runs", detected=True)
    said = fresh("eval", "import", folder, "--as-of", "2026-11-01", "--quiet")
    assert said.code == 0, said.err
    assert "1 run, 24 verdicts, no text" in said.lines[0]
    assert "fires on every row" in said.out
    shown = fresh("eval", "show", "agentdojo/model-x", "--quiet")
    assert "4 of 12" in shown.lines[0]
    assert "pi_detector stepped in on 24 of 24 rows" in shown.out
    rows = fresh("eval", "show", "agentdojo/model-x", "--rows", "--format", "csv", "--quiet")
    assert len(rows.lines) == 25
    older = agentdojo_folder(tmp_path / "agentdojo-9.9.9" / "runs")
    target = tmp_path / "agentdojo-9.9.9.csv"
    target.write_text(
        rows.out.replace("agentdojo/model-x", "later").replace(
            "agentdojo,,agentdojo,,", "agentdojo,9,agentdojo,9,"
        )
    )
    assert older.exists()
    taken = fresh("eval", "import", target, "--as-of", "2026-11-02", "--quiet")
    assert taken.code == 0, taken.err
    refused = fresh("eval", "compare", "agentdojo/model-x", "later", "--quiet")
    assert refused.code == 2
    assert "two versions of the harness" in refused.err
    cut = inspect_archive(tmp_path / "a.eval", [inspect_sample(0)])
    cut.write_bytes(cut.read_bytes()[:200])
    broken = fresh("eval", "import", cut, "--quiet")
    assert (broken.code, "no whole archive" in broken.err) == (1, True)
    assert "Traceback" not in broken.err
    nowhere = fresh("eval", "shw")
    assert (nowhere.code, "Nearest: show" in nowhere.err) == (2, True)

"""``weighbridge eval``: counts, runs, groups, refusals, and a log taken in, in real processes."""

from __future__ import annotations

import json

from tests.evaluations.logs import agentdojo_folder, inspect_archive, inspect_header, inspect_sample

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
    assert "the open side has 3 models from 2 organisations" in group.out
    country = ask("eval", "compare", "CN@agentdojo", "US@agentdojo", "--quiet")
    assert (country.code, "a model is no country" in country.err) == (2, True)
    words = ("--measure", "refusal", "--judge", "gpt-4", "--labels", "two people, settled", "--quiet")
    judged = ask("eval", "compare", "xstest/llama2new", "xstest/gpt4", *words)
    assert "the judge alone puts them the other way round (0.97)" in judged.lines[0]
    pooled = ask("eval", "compare", "xstest/gpt4", GPT, "--quiet")
    assert (pooled.code, "two kinds of test are never one number" in pooled.err) == (2, True)


def inspect_log(path, run, version, scorer="match"):
    """A whole log of Inspect: four questions, one answered wrongly, under a scorer of some version."""
    about = inspect_header()
    about["eval"] |= {"run_id": run, "task_version": version}
    samples = [inspect_sample(n, "C" if n else "I", scorer) for n in range(4)]
    path.write_text(json.dumps({**about, "samples": samples}))
    return path


def test_two_imported_runs_of_two_scorers_are_refused_with_the_reason(fresh, tmp_path):
    """The same cases, model, harness and its version; the scorer alone differs, by version or by name."""
    logs = [("old", 3, "match"), ("new", 4, "match"), ("other", 3, "model_graded")]
    for run, version, scorer in logs:
        said = fresh("eval", "import", inspect_log(tmp_path / f"{run}.json", run, version, scorer), "--quiet")
        assert said.code == 0, said.err
    a, b, c = (f"inspect/{run}/org/pairs" for run, _, _ in logs)
    refused = fresh("eval", "compare", a, b, "--quiet")
    assert (refused.code, refused.out) == (2, "")
    assert f"{a} and {b} are of two versions of the scorer (3; 4)" in refused.err
    assert "not pooled and not compared" in " ".join(refused.err.split())
    named = fresh("eval", "compare", a, c, "--quiet")
    assert (named.code, "two scorers (match; model_graded)" in named.err) == (2, True)


def test_the_suites_are_shown_with_the_source_of_each_fact(ask):
    said = ask("eval", "suites", "matched_pairs")
    assert said.code == 0
    assert "judgment: Permanent Court of Arbitration" in said.out
    assert "not checked by a native reader" in " ".join(said.out.split())
    rows = json.loads(ask("eval", "suites", "over_refusal_pairs", "--format", "json").out)
    assert len(rows) == 24
    assert all(row["source"] and row["review"] and row["zh-Hant"] for row in rows)
    wrong = ask("eval", "suites", "matched_pair")
    assert (wrong.code, "Nearest: matched_pairs" in wrong.err) == (2, True)


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

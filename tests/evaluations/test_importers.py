"""Every kind of log: what is read, what is not kept, what is refused, in whole and cut in half."""

from __future__ import annotations

import json
import tarfile
from collections import Counter

import pytest
from tests.evaluations.logs import (
    SECRET,
    agentdojo_folder,
    harness_folder,
    inspect_archive,
    inspect_header,
    inspect_sample,
    jailbreak_artifact,
    promptfoo_results,
)

from weighbridge.catalogue import registry
from weighbridge.catalogue.errors import ContractError, UsageError
from weighbridge.evaluations.library import _kind, take
from weighbridge.store.home import Home
from weighbridge.store.verdict_logs import read_logs


def read(path, kind=None):
    declared = _kind(path, kind)
    return declared.name, [dict(row) for row in declared.read(path)]


def outcomes(rows):
    return Counter(row["outcome"] for row in rows)


def test_agentdojo_folder(tmp_path):
    name, rows = read(agentdojo_folder(tmp_path / "runs"))
    assert name == "agentdojo"
    assert outcomes(rows) == {"attack_succeeded": 4, "attack_failed": 8, "answered": 12}
    attacked = [row for row in rows if row["arm"] == "attack"]
    assert len({row["cluster_1"] for row in attacked}) == 12
    assert len({row["cluster_2"] for row in attacked}) == 2
    assert {row["utility"] for row in rows} == {True, False}


def test_agentdojo_source_distribution_says_its_version(tmp_path):
    folder = agentdojo_folder(tmp_path / "agentdojo-0.1.3" / "runs", detected=True)
    archive = tmp_path / "agentdojo-0.1.3.tar.gz"
    with tarfile.open(archive, "w:gz") as out:
        out.add(folder, "agentdojo-0.1.3/runs")
    _, rows = read(archive)
    assert len(rows) == 24
    assert {row["scorer_version"] for row in rows} == {"0.1.3"}
    assert {row["fired"] for row in rows} == {"pi_detector"}
    cut = tmp_path / "agentdojo-0.1.4.tar.gz"
    cut.write_bytes(archive.read_bytes()[:300])
    with pytest.raises(ContractError, match="cut off or damaged"):
        read(cut)


def test_a_log_cut_in_half_is_refused_and_nothing_is_stored(tmp_path):
    folder = agentdojo_folder(tmp_path / "runs")
    victim = next(folder.rglob("injection_task_0.json"))
    victim.write_text(victim.read_text()[:40])
    home = Home(tmp_path / "home")
    with pytest.raises(ContractError, match="cut off"):
        take(home, folder, "2026-11-01")
    assert read_logs(home) == []


def test_jailbreakbench_artifact(tmp_path):
    name, rows = read(jailbreak_artifact(tmp_path / "a.json"))
    assert name == "jailbreakbench"
    assert outcomes(rows) == {"attack_failed": 2, "attack_succeeded": 1}
    assert {row["attack"] for row in rows} == {"PAIR (black_box)"}


def test_lm_evaluation_harness(tmp_path):
    folder = harness_folder(tmp_path / "out" / "org__model-x")
    name, rows = read(folder)
    assert name == "lm_evaluation_harness"
    assert outcomes(rows) == {"factual": 2, "inaccurate": 2}
    assert {(r["model"], r["harness_version"], r["scorer_version"], r["temperature"]) for r in rows} == {
        ("org/model-x", "0.4.9", "1.0", 0.0)
    }
    results = next(folder.glob("results_*.json"))
    with pytest.raises(ContractError, match="--log_samples"):
        read(results)
    samples = next(folder.glob("samples_*.jsonl"))
    samples.write_text(samples.read_text()[:-20])
    with pytest.raises(ContractError, match="line 4 is no whole record"):
        read(folder)


def test_promptfoo(tmp_path):
    name, rows = read(promptfoo_results(tmp_path / "results.json"))
    assert name == "promptfoo"
    assert [row["outcome"] for row in rows] == [
        "factual",
        "inaccurate",
        "attack_succeeded",
        "attack_succeeded",
        "error",
        "blocked",
    ]
    assert [row["test"] for row in rows][2:4] == ["jailbreak", "hijacking"]
    assert rows[5]["fired"] == "guardrails"
    assert {row["host"] for row in rows} == {"openai"}


@pytest.mark.parametrize("header", [True, False], ids=["finished", "journal only"])
def test_inspect_archive(tmp_path, header):
    samples = [inspect_sample(n, "C" if n else "I") for n in range(3)]
    status = "success" if header else "started"
    name, rows = read(inspect_archive(tmp_path / "x.eval", samples, status, header))
    assert name == "inspect_logs"
    missing = {} if header else {"no_verdict": 1}
    assert outcomes(rows) == {"inaccurate": 1, "factual": 2, **missing}
    assert {(row["harness_version"], row["scorer_version"]) for row in rows} == {("0.3.285", "3")}


def test_inspect_json_of_a_stopped_run_and_our_own_words(tmp_path):
    sample = inspect_sample(
        0, "state_narrative", topic="history", arm="sensitive", test="information", language="zh-Hans"
    )
    log = {**inspect_header("cancelled", planned=2), "samples": [sample]}
    path = tmp_path / "old.json"
    path.write_text(json.dumps(log))
    _, rows = read(path)
    assert [row["outcome"] for row in rows] == ["state_narrative", "no_verdict"]
    assert (rows[0]["cluster_1"], rows[0]["language"], rows[0]["arm"]) == ("history", "zh-Hans", "sensitive")


def test_the_older_form_of_inspect_with_one_score_a_sample(tmp_path):
    """Version 1: `score` instead of `scores`, whole or in an archive; a sample without one has no verdict."""
    samples = [
        {"id": f"i{n}", "epoch": 1, "score": {"value": word}, "metadata": {}} for n, word in enumerate("CIP")
    ]
    samples.append({"id": "i3", "epoch": 1, "score": None, "metadata": {}})
    header = inspect_header() | {"version": 1}
    path = tmp_path / "old.json"
    path.write_text(json.dumps({**header, "samples": samples}))
    _, rows = read(path)
    told = ["factual", "inaccurate", "partial", "no_verdict"]
    assert [row["outcome"] for row in rows] == told
    _, rows = read(inspect_archive(tmp_path / "old.eval", samples))
    assert [row["outcome"] for row in rows] == told
    assert {row["scorer"] for row in rows} == {"score", "none"}


def test_an_outcome_that_inspect_and_we_do_not_know_is_refused(tmp_path):
    path = inspect_archive(tmp_path / "x.eval", [inspect_sample(0, "refusd", "weighbridge_rules")])
    with pytest.raises(ContractError, match=r"sample 0: unknown outcome 'refusd'. Nearest: refusal"):
        read(path)


LOGS = {
    "agentdojo.csv": lambda p: p.write_text(
        "pipeline,suite,user_task,injection_task,attack,utility,security\n"
        + "m,banking,u,i,a,True,False\n" * 9
    ),
    "jailbreak.json": jailbreak_artifact,
    "promptfoo.json": promptfoo_results,
    "inspect.json": lambda p: p.write_text(
        json.dumps({**inspect_header(), "samples": [inspect_sample(n) for n in range(9)]})
    ),
    "inspect.eval": lambda p: inspect_archive(p, [inspect_sample(n) for n in range(9)]),
    "plain.csv": lambda p: p.write_text("item,model,outcome\n" + "question,model,factual\n" * 9),
}


@pytest.mark.parametrize("name", LOGS)
def test_every_kind_of_log_is_taken_whole_and_refused_when_cut_in_half(tmp_path, name):
    whole = tmp_path / name
    LOGS[name](whole)
    kind = _kind(whole, None).name
    content = whole.read_bytes()
    # In the middle of a line, as a transfer that broke off leaves it.
    whole.write_bytes(content[: len(content) // 2 + 5])
    home = Home(tmp_path / "home")
    with pytest.raises(ContractError, match=r"(?s)cut off.*get it again"):
        take(home, whole, "2026-11-01", kind)
    assert read_logs(home) == []
    whole.write_bytes(content)
    assert take(home, whole, "2026-11-01").rows > 0


def test_what_is_odd_in_a_log_is_found_as_it_is_taken(tmp_path):
    """One log with all four: it stops at its first failure, a guard on every row, repeats at 0, numbers."""
    columns = "run,suite,item,model,outcome,temperature,repeat,fired,test,arm"
    whole = [
        f"whole,{suite},task_{i},a,factual,0,0,guard,information,sensitive"
        for suite in ("s", "t")
        for i in range(12)
    ]
    stopped = [f"stopped,s,task_{i},b,factual,0,0,,information,sensitive" for i in range(3)]
    stopped += ["stopped,s,task_3,b,state_narrative,0,0,,information,sensitive"]
    again = [f"again,s,task_{i},c,factual,0,{n},,information,sensitive" for i in range(12) for n in (0, 1)]
    path = tmp_path / "mine.csv"
    path.write_text("\n".join([columns, *whole, *stopped, *again]) + "\n")
    found = take(Home(tmp_path / "home"), path, "2026-11-01").findings
    assert {(item.kind, item.run) for item in found} == {
        ("fires_on_every_row", "whole"),
        ("numbers_repeat_across_suites", "whole"),
        ("selective_missingness", "stopped"),
        ("duplicate_repeats", "again"),
    }


def test_inspect_security_is_the_success_of_an_attack(tmp_path):
    sample = inspect_sample(0, 1.0, "injection_security", user_task_id="u1", injection_task_id="i1")
    sample["scores"]["utility"] = {"value": 0.0}
    _, rows = read(inspect_archive(tmp_path / "a.eval", [sample]))
    assert (rows[0]["outcome"], rows[0]["test"], rows[0]["utility"]) == (
        "attack_succeeded",
        "hijacking",
        False,
    )
    assert (rows[0]["cluster_1"], rows[0]["cluster_2"]) == ("u1", "i1")


def test_inspect_archive_cut_in_half(tmp_path):
    whole = inspect_archive(tmp_path / "a.eval", [inspect_sample(n) for n in range(50)])
    cut = tmp_path / "cut.eval"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    with pytest.raises(ContractError, match="no whole archive"):
        read(cut)


def test_an_archive_compressed_by_a_real_zstandard_is_read(tmp_path):
    """Python before 3.14 cannot write such a zip, so one is put together from its parts."""
    import struct
    import zlib

    import pyarrow as pa

    def member(name: str, content: bytes):
        squeezed = pa.Codec("zstd").compress(content, asbytes=True)
        crc, encoded = zlib.crc32(content), name.encode()
        fields = (20, 0, 93, 0, 33, crc, len(squeezed), len(content), len(encoded), 0)
        return encoded, fields, squeezed

    members = [member("header.json", json.dumps(inspect_header()).encode())]
    members.append(member("samples/i0_epoch_1.json", json.dumps(inspect_sample(0)).encode()))
    body, directory = b"", b""
    for encoded, fields, squeezed in members:
        offset = len(body)
        body += b"PK\x03\x04" + struct.pack("<HHHHHIIIHH", *fields) + encoded + squeezed
        directory += (
            b"PK\x01\x02" + struct.pack("<HHHHHHIIIHHHHHII", 20, *fields, 0, 0, 0, 0, offset) + encoded
        )
    end = struct.pack("<HHHHIIH", 0, 0, len(members), len(members), len(directory), len(body), 0)
    path = tmp_path / "z.eval"
    path.write_bytes(body + directory + b"PK\x05\x06" + end)
    _, rows = read(path)
    assert outcomes(rows) == {"factual": 1}


def test_plain_csv_fills_what_it_can_and_refuses_unknown_outcomes(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(f"item,model,outcome,text\nq1,m,factual,{SECRET}\nq2,m,refusal,x\n")
    name, rows = read(path)
    assert name == "plain_verdicts"
    assert outcomes(rows) == {"factual": 1, "refusal": 1}
    assert rows[0]["suite"] == "mine"
    path.write_text("item,model,outcome\nq1,m,refused\n")
    with pytest.raises(ContractError, match=r"line 2: unknown outcome 'refused'. Nearest: refusal"):
        read(path)
    path.write_text("item,model,outcome\nq1,m,factual\nq2,m\n")
    with pytest.raises(ContractError, match="line 3: another number of fields"):
        read(path)
    path.write_text("item,model,outcome,repeat\nq1,m,factual,once\n")
    with pytest.raises(ContractError, match="repeat is 'once'"):
        read(path)


def test_unknown_files_and_kinds(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("nothing of the kind")
    with pytest.raises(UsageError, match="none of the known kinds"):
        read(path)
    with pytest.raises(UsageError, match="Nearest: agentdojo"):
        read(path, "agentdoj")
    with pytest.raises(UsageError, match="No file"):
        take(Home(tmp_path / "home"), tmp_path / "absent.eval", "2026-11-01")


def test_no_text_of_an_exchange_reaches_the_store(tmp_path):
    home = Home(tmp_path / "home")
    takes = [
        agentdojo_folder(tmp_path / "runs"),
        jailbreak_artifact(tmp_path / "a.json"),
        harness_folder(tmp_path / "out"),
        promptfoo_results(tmp_path / "results.json"),
        inspect_archive(tmp_path / "x.eval", [inspect_sample(0)]),
    ]
    for path in takes:
        assert not take(home, path, "2026-11-01").existed
    assert take(home, takes[0], "2026-11-02").existed, "the same verdicts twice are one log"
    assert len(read_logs(home)) == 5
    stored = [file for file in home.root.rglob("*") if file.is_file()]
    assert stored
    import pyarrow.parquet as pq

    for log in read_logs(home):
        assert SECRET not in str(pq.read_table(log.path).to_pylist())
    assert all(SECRET.encode() not in file.read_bytes() for file in stored)


def test_every_evaluation_says_what_its_cases_share():
    for declared in registry.every("evaluation"):
        assert declared.clusters
        assert len(declared.method.splitlines()) > 1

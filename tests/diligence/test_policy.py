"""Policies: what they find in the sample repository, in every form, and every fault of their own."""

import datetime
import json
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
import yaml

from weighbridge.catalogue.errors import UsageError
from weighbridge.cli.policy import exit_code
from weighbridge.diligence.inventory.inventory import inventory_of
from weighbridge.diligence.policy import reports
from weighbridge.diligence.policy.judging import judge
from weighbridge.diligence.policy.language import json_schema
from weighbridge.diligence.policy.reading import policy_of, profile_text, profiles, read_policy

HERE = Path(__file__).parent
SAMPLE = HERE / "sample_repository"
DAY = datetime.date(2026, 11, 20)


@pytest.fixture(scope="module")
def holdings(starter):
    return starter.holdings(day=DAY)


@pytest.fixture(scope="module")
def inventory(holdings):
    return inventory_of(holdings, SAMPLE)


@pytest.fixture(scope="module")
def found(holdings, inventory):
    return judge(holdings, inventory, read_policy(SAMPLE / "models.policy.yaml"))


def told(judgement, level):
    return {(item.rule, item.model, item.where) for item in judgement.findings if item.level == level}


def test_the_sample_fails_reviews_and_passes_as_its_policy_says(found):
    """Read off the policy by hand: one denied clause; reviews for lists, caps, unknown; two pass."""
    assert told(found, "fail") == {("licence.non-commercial", "WeiboAI/VibeThinker-3B", "litellm.yaml:14")}
    reviews = told(found, "review")
    for expected in (
        ("root.designation", "microsoft/Fara-7B", "src/rank.py:8"),
        ("root.designation", "Qwen/Qwen2.5-7B-Instruct", "compose.yaml:12"),
        ("licence.mau-cap", "deepseek-ai/DeepSeek-R1-Distill-Llama-70B", "litellm.yaml:4"),
        ("host.country", "deepseek-ai/DeepSeek-V3.2", "litellm.yaml:7"),
        ("model.unknown", "acme-internal/ranker-7b", "src/rank.py:11"),
    ):
        assert expected in reviews
    passing = {model for model, level in found.verdicts.items() if level == "pass"}
    assert {"openai/gpt-oss-20b", "nvidia/AceReason-Nemotron-7B"} <= passing
    assert exit_code(found) == 1


def test_roots_are_judged_not_brands(found):
    """Microsoft's and Weibo's models are touched by the list that names Alibaba; OpenAI's is not."""
    touched = {
        item.model for item in found.findings if item.rule == "root.designation" and "Alibaba" in item.text
    }
    assert touched == {
        "microsoft/Fara-7B",
        "Qwen/Qwen2.5-7B-Instruct",
        "WeiboAI/VibeThinker-3B",
        "nvidia/AceReason-Nemotron-7B",
    }


def test_an_exception_is_told_and_an_expired_one_is_a_finding(holdings, inventory, found):
    (waived,) = [item for item in found.findings if item.waived_by]
    assert (waived.model, waived.waived_by.owner) == ("nvidia/AceReason-Nemotron-7B", "platform@example.com")
    text = (SAMPLE / "models.policy.yaml").read_text().replace("2027-03-31", "2026-11-19")
    later = judge(holdings, inventory, policy_of(text, "p.yaml"))
    expired = [item for item in later.findings if item.rule == "exception.expired"]
    assert [(item.level, item.place.line) for item in expired] == [("fail", 18)]
    assert ("root.designation", "nvidia/AceReason-Nemotron-7B", "deploy/kubernetes.yaml:11") in told(
        later, "review"
    )
    # The last day counts.
    last = judge(holdings, inventory, policy_of(text.replace("2026-11-19", "2026-11-20"), "p.yaml"))
    assert not [item for item in last.findings if item.rule == "exception.expired"]


def test_sarif_validates_against_its_schema(found):
    log = json.loads(reports.sarif(found))
    schema = json.loads((HERE / "schemas" / "sarif-2.1.0.json").read_text())
    jsonschema.Draft4Validator(schema).validate(log)
    (run,) = log["runs"]
    assert len(run["results"]) == len(found.findings)
    failed = next(item for item in run["results"] if item["level"] == "error")
    where = failed["locations"][0]["physicalLocation"]
    assert (where["artifactLocation"]["uri"], where["region"]["startLine"]) == ("litellm.yaml", 14)
    assert [item["ruleId"] for item in run["results"] if "suppressions" in item] == ["root.designation"]


def test_junit_counts_a_test_a_model(found):
    suite = ElementTree.fromstring(reports.junit(found)).find("testsuite")
    assert int(suite.get("tests")) == len(suite.findall("testcase")) == len(found.verdicts)
    assert int(suite.get("failures")) == len(suite.findall("testcase/failure")) == 1
    assert int(suite.get("errors")) == len(suite.findall("testcase/error"))
    names = {case.get("name") for case in suite.findall("testcase") if case.find("failure") is not None}
    assert names == {"WeiboAI/VibeThinker-3B"}


def test_markdown_has_a_row_a_finding(found):
    text = reports.comment(found)
    assert text.count("| fail |") == 1
    assert text.count("| review |") == found.count("review")
    assert "excepted: `root.designation`" in text


def of(text, holdings, folder, repository):
    for name, body in repository.items():
        (folder / name).write_text(body)
    return judge(holdings, inventory_of(holdings, folder), policy_of("version: 1\n" + text, "p.yaml"))


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        ("licence: {deny: [non-commercial]}", 0),
        ("licence: {review: [mau-cap]}", 0),
        ("axes: {root: {deny_country: [US]}}", 1),
        ("axes: {root: {review_country: [US]}}", 3),
        ("safety: {require_own_evidence: true}", 3),
        ("safety: {require_own_evidence: true}\ndata: {unknown: fail}", 1),
        ("quality: {min: {measure: eci, value: 120, lower_bound: true}}", 0),
        ("quality: {min: {measure: eci, value: 128, lower_bound: true}}", 1),
        ("quality: {min: {measure: eci, value: 128}}", 0),
        ("quality: {min: {measure: gpqa_diamond, value: 50}}", 0),
        ("quality: {min: {measure: gpqa_diamond, value: 0.6}}", 1),
        ("licence: {max_class: permissive}", 0),
        ("data: {max_age: 5d}", 3),
        ("data: {max_age: 400d}", 0),
        ("continuity: {min_alternatives: 2, within: 5%}", 0),
        ("continuity: {min_alternatives: 40}", 1),
    ],
)
def test_each_rule_on_one_model(holdings, tmp_path, rules, code):
    """phi-4: MIT, of Microsoft; ECI 130.8 [125.5, 132.4] and GPQA 56.1 as shipped; no safety verdicts."""
    judged = of(rules, holdings, tmp_path, {"run.sh": "vllm serve microsoft/phi-4\n"})
    assert exit_code(judged) == code, [item.as_dict() for item in judged.findings]


def test_hosts_are_judged_by_seat_and_machines_and_self_hosting_is_not(holdings, tmp_path):
    rules = "axes: {host: {deny_country: [CN], require: {zero_retention: true}}}"
    repository = {
        "a.yaml": "model: dashscope/qwen-max-1\n",
        "b.yaml": "model: groq/openai/gpt-oss-120b\n",
        "run.sh": "vllm serve microsoft/phi-4\n",
    }
    judged = of(rules, holdings, tmp_path, repository)
    (failed,) = [item for item in judged.findings if item.level == "fail"]
    assert (failed.rule, failed.where) == ("host.country", "a.yaml:1")
    assert "machines in China" in failed.text
    assert judged.verdicts["microsoft/phi-4"] == "pass"
    assert "host.zero_retention" in {
        item.rule for item in judged.findings if item.model == "openai/gpt-oss-120b"
    }


def test_nothing_found_is_its_own_answer(holdings, tmp_path):
    assert exit_code(of("licence: {deny: [non-commercial]}", holdings, tmp_path, {"a.py": "x = 1\n"})) == 4


@pytest.mark.parametrize("name", profiles())
def test_every_profile_is_a_policy_and_satisfies_the_schema(name):
    text = profile_text(name)
    assert policy_of(text, name).rules
    jsonschema.Draft202012Validator(json_schema()).validate(yaml.safe_load(text))


def test_the_schema_refuses_what_the_program_refuses():
    validator = jsonschema.Draft202012Validator(json_schema())
    jsonschema.Draft202012Validator.check_schema(json_schema())
    sample = yaml.safe_load((SAMPLE / "models.policy.yaml").read_text())
    sample["exceptions"][0]["expires"] = "2027-03-31"
    validator.validate(sample)
    for wrong in (
        {"version": 1, "licences": {}},
        {"version": 2},
        {"version": 1, "data": {"unknown": "maybe"}},
    ):
        assert list(validator.iter_errors(wrong))
        with pytest.raises(UsageError):
            policy_of(yaml.safe_dump(wrong), "p.yaml")


EXCEPTION = "exceptions:\n  - {model: a/b, rule: root.country, reason: r, owner: o, expires: 2027-01-01}\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("licence:\n  denny: [non-commercial]\n", "Line 3: no rule 'licence.denny'. Nearest: deny"),
        (
            "licence:\n  deny: [noncommercial]\n",
            "'noncommercial', which is not known. Nearest: non-commercial",
        ),
        ("axes:\n  root:\n    deny_designation: [us-bis-entitylist]\n", "Nearest: us-bis-entity-list"),
        ("axes:\n  root:\n    deny_country: [ZZ]\n", "has 'ZZ'"),
        ("axes:\n  root: {deny_country: [CN], review_country: [CN]}\n", "both denies and reviews CN"),
        ("licence:\n  deny: [custom]\n  review: [custom]\n", "Lines 3 and 4: licence both denies"),
        ("axes:\n  components: {inherit: root, deny_country: [CN]}\n", "inherits rules and has its own"),
        ("data: {unknown: allow}\nsafety: {require_own_evidence: true}\n", "keep one"),
        (EXCEPTION.replace(", expires: 2027-01-01", ""), "lacks expires"),
        (EXCEPTION.replace("owner: o, ", ""), "lacks owner"),
        (EXCEPTION.replace("2027-01-01", "soon"), "expected a day"),
        (EXCEPTION.replace("root.country", "root.contry"), "no rule 'root.contry'"),
        (EXCEPTION + EXCEPTION.partition("\n")[2], "twice"),
        ("data: {max_age: month}\n", "expected days"),
        ("quality: {min: {measure: eci}}\n", "lacks value"),
        ("cost: {max_usd_per_mtok_blended: cheap}\n", "expected a number"),
        ("licence: [deny]\n", "holds keys"),
        ("licence: {}\nlicence: {}\n", "stands twice"),
        ("licence: {deny: [\n", "no YAML"),
        ("profile: us-comercial\n", "expected one of"),
    ],
)
def test_faults_of_a_policy_are_named_with_their_line(text, said):
    with pytest.raises(UsageError) as error:
        policy_of("version: 1\n" + text, "p.yaml")
    assert said in str(error.value)
    assert "p.yaml" in str(error.value)


def test_norway_is_a_country():
    assert policy_of("version: 1\naxes: {root: {deny_country: [NO]}}\n", "p").get(
        "axes", "root", "deny_country"
    ) == ["NO"]


def test_a_policy_that_is_not_there_names_the_profiles(tmp_path):
    with pytest.raises(UsageError, match="us-dod-contractor"):
        read_policy(tmp_path / "models.policy.yaml")

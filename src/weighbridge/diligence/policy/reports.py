"""A judgement in the forms that machines read: SARIF 2.1.0, JUnit, Markdown."""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import Any
from xml.etree import ElementTree as Tree

from weighbridge.diligence.policy.findings import Finding
from weighbridge.diligence.policy.judging import Judgement
from weighbridge.diligence.policy.language import FAIL, PASS, REVIEW

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {FAIL: "error", REVIEW: "warning", PASS: "note"}
_ABOUT = "https://github.com/"


def sarif(found: Judgement) -> str:
    """The findings as SARIF 2.1.0: excepted ones are there as suppressed, with whose exception it is."""
    rules = sorted({item.rule for item in found.findings})
    log: dict[str, Any] = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "weighbridge",
                        "version": version("weighbridge"),
                        "rules": [{"id": rule, "shortDescription": {"text": rule}} for rule in rules],
                    }
                },
                "columnKind": "utf16CodeUnits",
                "properties": {"data_as_of": found.as_of, "designations_on": found.day},
                "results": [_result(item, rules) for item in found.findings],
            }
        ],
    }
    return json.dumps(log, ensure_ascii=False, indent=1) + "\n"


def _result(item: Finding, rules: list[str]) -> dict[str, Any]:
    said = f"{item.model}: {item.text}"
    result: dict[str, Any] = {
        "ruleId": item.rule,
        "ruleIndex": rules.index(item.rule),
        "level": _LEVELS[item.level],
        "message": {"text": f"{said} ({item.evidence})" if item.evidence else said},
    }
    if item.place:
        place = {
            "artifactLocation": {"uri": item.place.file},
            "region": {"startLine": max(item.place.line, 1)},
        }
        result["locations"] = [{"physicalLocation": place}]
        # The same finding after an unrelated edit of the file is the same: its line is no part of it.
        result["partialFingerprints"] = {"weighbridge/v1": f"{item.rule}|{item.model}|{item.place.file}"}
    if item.waived_by:
        told = f"{item.waived_by.reason}; {item.waived_by.owner}, until {item.waived_by.expires}"
        result["suppressions"] = [{"kind": "external", "justification": told}]
    return result


def junit(found: Judgement) -> str:
    """A test a model: failed where a rule is broken, in error where somebody must look, else passed."""
    suite = Tree.Element("testsuite", name="weighbridge policy", tests=str(len(found.verdicts)))
    suite.set("failures", str(sum(level == FAIL for level in found.verdicts.values())))
    suite.set("errors", str(sum(level == REVIEW for level in found.verdicts.values())))
    for model in sorted(found.verdicts, key=str.casefold):
        case = Tree.SubElement(suite, "testcase", classname="weighbridge.policy", name=model)
        own = [item for item in found.findings if item.model == model and item.waived_by is None]
        for level, tag in ((FAIL, "failure"), (REVIEW, "error")):
            held = [item for item in own if item.level == level]
            if held:
                node = Tree.SubElement(case, tag, message=held[0].text, type=held[0].rule)
                node.text = "\n".join(f"{item.rule} {item.where}: {item.text}" for item in held)
                break
    other = [item for item in found.findings if item.model not in found.verdicts]
    for item in other:
        case = Tree.SubElement(
            suite, "testcase", classname="weighbridge.policy", name=f"{item.rule} {item.model}"
        )
        Tree.SubElement(case, "failure" if item.level == FAIL else "error", message=item.text, type=item.rule)
    suite.set("tests", str(len(found.verdicts) + len(other)))
    for name, level in (("failures", FAIL), ("errors", REVIEW)):
        extra = sum(item.level == level for item in other)
        suite.set(name, str(int(suite.get(name, "0")) + extra))
    root = Tree.Element("testsuites")
    root.append(suite)
    Tree.indent(root)
    return Tree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def comment(found: Judgement) -> str:
    """Markdown for a pull request: the answer, the findings, what was excepted."""
    lines = [f"**{answer(found)}**", ""]
    shown = [item for item in found.findings if item.level != PASS]
    if shown:
        lines += ["| | rule | where | model | what |", "| --- | --- | --- | --- | --- |"]
        lines += [
            f"| {item.level} | `{item.rule}` | {item.where} | `{item.model}` | {_cell(item.text)} |"
            for item in shown
        ]
        lines.append("")
    lines += [
        f"- excepted: `{i.rule}`, {i.model} ({_cell(waiver_words(i))})" for i in found.findings if i.waived_by
    ]
    lines += [f"- {_cell(note)}" for note in found.notes]
    told = f"Data to {found.as_of}, lists as of {found.day}. Facts for counsel, not legal advice."
    return "\n".join([*lines, "", told]) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def waiver_words(item: Finding) -> str:
    """Whose exception it is, why, and until when."""
    waiver = item.waived_by
    return "" if waiver is None else f"{waiver.reason}; {waiver.owner}, until {waiver.expires}"


def answer(found: Judgement) -> str:
    """The counts in a sentence."""
    models = len(found.verdicts)
    count = f"{models} model{'' if models == 1 else 's'}"
    return f"{found.count(FAIL)} fail, {found.count(REVIEW)} review, {found.passes} of {count} pass"

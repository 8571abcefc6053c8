"""The form into which a sentence is pasted, and its verdict: the reading of the command line, as a page."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from weighbridge.claims.reading.checking import Checked
from weighbridge.claims.tried import OUTCOME_WORDS, Tried, with_limits
from weighbridge.web import links, verdicts
from weighbridge.web.page import FORM_POLICY, Frame, Page, render
from weighbridge.web.served.answers import LONGEST_SENTENCE

PATH = "check/index.html"
EXAMPLES = (
    "China accounts for 17.1% of downloads, the US 15.8%",
    "In September 2025, Chinese models made up 63% of all new derivative models",
    "Alibaba's Qwen overtook Meta's Llama in downloads in September 2025",
    "Chinese models are seven months behind American ones",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One definition: whether the sentence holds there, what was found, how to repeat it."""

    outcome: str
    label: str
    found: str
    command: str


def check_html(found: Checked | None, frame: Frame, problem: str = "") -> str:
    """The page, with the answer where a sentence was asked."""
    return render(_page(found, problem), frame)


def _page(found: Checked | None, problem: str) -> Page:
    judged = found.judged if found else None
    title = f"{judged.word} · weighbridge" if judged else "Check a sentence · weighbridge"
    return Page(
        path=PATH,
        template="check.html",
        title=title,
        description="Paste a sentence about open models: its value under each definition, and a verdict.",
        trail=(("Claims", links.CLAIMS), ("Check a sentence", "")),
        context={
            "policy": FORM_POLICY,
            "found": found,
            "judged": judged,
            "problem": problem,
            "sentence": found.reading.text if found else "",
            "longest": LONGEST_SENTENCE,
            "examples": EXAMPLES,
            "glyph": verdicts.glyph(judged.key) if judged else Markup(""),
            "lines": [_line(one) for one in judged.tried] if judged else [],
            "verdict": VERDICTS.get(judged.decision.verdict, "") if judged else "",
        },
    )


VERDICTS = {
    "supported": "It holds under every definition that can be computed.",
    "contradicted": "It fails under every definition that can be computed.",
    "definition_dependent": "It holds under some definitions and fails under others.",
    "undecided": "The data cannot tell under every definition.",
    "not_testable": "No stored snapshot can test it.",
}


def _line(one: Tried) -> Line:
    found = with_limits(one) if one.found else one.reason
    return Line(OUTCOME_WORDS[one.outcome], one.label, found, one.command)

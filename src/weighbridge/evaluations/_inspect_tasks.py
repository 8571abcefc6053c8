"""The shipped suites as Inspect tasks: ``inspect eval weighbridge/matched_pairs --model PROVIDER/NAME``.

Inspect finds this module by its entry point; nothing else imports it: Inspect is an extra, and slow to load.
"""

from __future__ import annotations

from collections import Counter

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import GenerateConfig
from inspect_ai.scorer import Metric, SampleScore, Score, Scorer, Target, metric, scorer
from inspect_ai.solver import TaskState, generate

from weighbridge.evaluations.judges import VERSION, judge
from weighbridge.evaluations.suites import Item, Suite, load_suite, shipped_suites

_CUT, _BLOCKED = "max_tokens", "content_filter"


@metric
def parts() -> Metric:
    """The part of answers with each outcome; no outcome is better than another here."""

    def counted(scores: list[SampleScore]) -> dict[str, str | int | float | bool | None]:
        counts = Counter(str(found.score.value) for found in scores)
        return {outcome: count / len(scores) for outcome, count in sorted(counts.items())}

    return counted


@scorer(metrics=[parts()], name="weighbridge_rules")
def rules(suite: Suite) -> Scorer:
    """The rules of `weighbridge eval run`, on what a model behind Inspect answered."""
    items = {item.item: item for item in suite.items}

    async def score(state: TaskState, target: Target) -> Score:
        item, language = items[state.metadata["item"]], state.metadata["language"]
        text, why = state.output.completion, state.output.stop_reason
        if why == _BLOCKED:
            return _scored("blocked")
        if not text.strip():
            return _scored("truncated" if why == _CUT else "error")
        found = judge(suite.test, item, language, text, why == _CUT)
        return _scored(found.outcome, found.utility)

    return score


def _scored(outcome: str, utility: bool | None = None) -> Score:
    return Score(value=outcome, metadata={"utility": utility, "version": VERSION})


def task_of(name: str, language: str = "", max_tokens: int = 256) -> Task:
    """A suite, ours by name or the reader's by the path of its CSV, as an Inspect task."""
    suite = load_suite(name)
    wanted = suite.checked_languages(language.split(",") if language else suite.languages)
    samples = [_sample(suite, item, tongue) for tongue in wanted for item in suite.items]
    return Task(
        dataset=MemoryDataset(samples, name=suite.name),
        solver=generate(),
        scorer=rules(suite),
        config=GenerateConfig(temperature=0.0, max_tokens=max_tokens),
        version=int(suite.version),
        name=suite.name,
    )


def _sample(suite: Suite, item: Item, language: str) -> Sample:
    about = {
        "item": item.item,
        "language": language,
        "arm": item.arm,
        "topic": item.pair if suite.test == "hijacking" else item.topic,
        "cluster_2": item.cluster_2,
        "test": suite.test,
        "suite": f"{suite.name} {suite.version}",
        "attack": "injected text" if item.arm == "attack" else "",
    }
    return Sample(id=f"{item.item}/{language}", input=item.texts[language], metadata=about)


def _declared(name: str) -> None:
    @task(name=name)
    def made(language: str = "", max_tokens: int = 256) -> Task:
        return task_of(name, language, max_tokens)

    made.__doc__ = load_suite(name).title


for _name in shipped_suites():
    _declared(_name)

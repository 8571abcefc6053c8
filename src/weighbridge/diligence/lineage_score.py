"""How right the ancestry is on cases with known answers: with all evidence, and without the judged rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa

from weighbridge.catalogue.relations import WEIGHT_RELATIONS
from weighbridge.diligence.lineage_cases import COMPONENT, Case
from weighbridge.diligence.lineage_graph import UNPLACED, LineageGraph, readings
from weighbridge.entities._descent import Descent, descent
from weighbridge.entities._evidence import judged_id
from weighbridge.entities._terminals import ANSWERS
from weighbridge.entities.ancestry import architectures_of, known_part_of, root_organisations
from weighbridge.entities.identities import HUB
from weighbridge.entities.lineage import weighed
from weighbridge.entities.lineage_judgements import JudgedAnswer, JudgedEdge, load_answers, load_edges
from weighbridge.entities.organisations import ultimate_parent
from weighbridge.entities.publishers import maker_of
from weighbridge.store.arrow import pc, texts

TARGETS = ("parent", "root_organisation", "root_country")
FOLDS = 10
_WHOLE = 1 - 1e-9


@dataclass(frozen=True, slots=True)
class Given:
    """The answer the graph gives for a model; None in place of a set means that it abstains."""

    answer: str
    parents: frozenset[str] | None
    makers: frozenset[str] | None
    components: frozenset[str]


@dataclass(frozen=True, slots=True)
class Graded:
    """One case and target: what was expected, what was given, and how that is counted.

    ``mark`` is right, wrong, abstained, rightly_abstained, or not_comparable. ``is_further_up``: the
    expected parent stands on the way up from the given one.
    """

    case: Case
    target: str
    expected: str
    given: str
    mark: str
    is_further_up: bool = False


class _Inputs:
    """What all resolutions share: statements, names, listed models, architectures."""

    def __init__(self, graph: LineageGraph) -> None:
        self.statements = graph.rows("lineage_edges")
        self.names = graph.rows("name_evidence")
        origins = graph.rows("origins", ["platform", "canonical_id"])
        on_hub = origins.filter(pc.equal(origins["platform"], HUB))
        self.listed = pc.unique(on_hub["canonical_id"])
        facts = graph.rows("model_facts", ["platform", "model_id", "architecture"])
        self.architectures = architectures_of(nw.from_native(facts).lazy("duckdb"))

    def resolved(self, edges: Sequence[JudgedEdge], answers: Sequence[JudgedAnswer]) -> _Resolved:
        """The graph from these judgements and all other evidence."""
        pairs = weighed(self.statements, self.names, edges, answers)
        return _Resolved(pairs, descent(pairs, self.listed, self.architectures, answers))


class _Resolved:
    """A resolved graph that can be asked for the answer on a model."""

    def __init__(self, pairs: pa.Table, found: Descent) -> None:
        self._found = found
        self._makers = root_organisations(found).to_pylist()
        self._known = known_part_of(found, np.array([maker is not None for maker in self._makers]))
        stands = pairs.filter(pc.equal(pairs["outcome"], "stands"))
        self._parents = stands.filter(
            pc.is_in(stands["relation"], value_set=pa.array(list(WEIGHT_RELATIONS)))
        )
        self._components = pairs.filter(pc.equal(pairs["relation"], COMPONENT))

    def given(self, text: str) -> Given:
        """The answer for the model a case names."""
        for wanted in readings(text):
            at = pc.index(self._found.models, wanted).as_py()
            if at >= 0:
                return self._of_node(at, wanted)
        return Given("unknown", None, None, frozenset())

    def _of_node(self, at: int, model: str) -> Given:
        said = ANSWERS[self._found.said.answer[at]]
        start, stop = np.searchsorted(self._found.part_node, [at, at + 1])
        makers = frozenset(maker for maker in self._makers[start:stop] if maker is not None)
        parents = frozenset(self._above(self._parents, model))
        beside = frozenset(maker_of(name) for name in self._above(self._components, model))
        whole = self._known[at] >= _WHOLE
        is_own = self._found.ancestry.parents[at] == 0 and whole
        answer = said if said in ("undisclosed", "disputed") else "known" if whole else "unknown"
        return Given(answer, parents if parents or is_own else None, makers if whole else None, beside)

    def is_above(self, some: Iterable[str], others: Iterable[str]) -> bool:
        """Whether all of some models stand on the way up from the others."""
        wanted, seen, layer = set(some), set[str](), set(others)
        while layer and not wanted <= seen:
            seen |= layer
            rows = self._parents.filter(
                pc.is_in(self._parents["child_id"], value_set=pa.array(sorted(layer)))
            )
            layer = set(texts(rows["parent_id"])) - seen
        return bool(wanted) and wanted <= seen

    @staticmethod
    def _above(pairs: pa.Table, model: str) -> list[str]:
        return texts(pairs.filter(pc.equal(pairs["child_id"], model))["parent_id"])


def score(graph: LineageGraph, cases: Sequence[Case], folds: int = FOLDS) -> dict[str, Any]:
    """The score with all evidence and, under ``rules``, with the judged rows of each fold left out.

    In the second, the models of a fold are answered by a graph that never saw a judgement about them: that
    is the score of the rules alone. Folds take every n-th case in the order of the models' ids.
    """
    inputs = _Inputs(graph)
    full = inputs.resolved(load_edges(), load_answers())
    graded = [mark for case in cases for mark in _graded(case, full, graph)]
    ordered = sorted(cases, key=lambda case: case.model_id)
    without: list[Graded] = []
    for fold in range(min(folds, len(ordered))):
        part = ordered[fold::folds]
        held_out = {name for case in part for name in readings(case.model_id)}
        edges = [edge for edge in load_edges() if judged_id(edge.child_id) not in held_out]
        answers = [item for item in load_answers() if judged_id(item.model_id) not in held_out]
        resolved = inputs.resolved(edges, answers)
        without += [mark for case in part for mark in _graded(case, resolved, graph)]
    return {
        "cases": len(cases),
        **_report(graded),
        "rules": {"folds": min(folds, len(ordered)), **_report(without)},
    }


def _graded(case: Case, resolved: _Resolved, graph: LineageGraph) -> Iterable[Graded]:
    given = resolved.given(case.model_id)
    makers = given.makers
    if makers is not None and case.relation == COMPONENT:
        makers = makers | given.components
    countries = None if makers is None else frozenset(graph.maker(name).country for name in makers)
    yield _mark(
        case,
        "parent",
        case.parents,
        given.parents,
        lambda: _same_parents(case, given.parents),
        given,
        lambda: resolved.is_above(case.parents or (), given.parents or ()),
    )
    yield _mark(
        case, "root_organisation", case.root_organisations, makers, lambda: _same_makers(case, makers), given
    )
    known = None if countries is None or UNPLACED in countries else countries
    yield _mark(case, "root_country", case.root_countries, known, lambda: known == case.root_countries, given)


def _mark(
    case: Case,
    target: str,
    expected: Iterable[Any] | None,
    found: frozenset[str] | None,
    is_same: Callable[[], bool],
    given: Given,
    further_up: Callable[[], bool] = lambda: False,
) -> Graded:
    shown = given.answer if found is None else _shown(found)
    if case.expected:
        right = found is None and given.answer == case.expected
        mark = "rightly_abstained" if right else "abstained" if found is None else "wrong"
        return Graded(case, target, case.expected, shown, mark)
    if expected is None:
        return Graded(case, target, case.words[target], shown, "not_comparable")
    mark = "abstained" if found is None else "right" if is_same() else "wrong"
    further = mark == "wrong" and target == "parent" and further_up()
    return Graded(case, target, case.words[target] or "none", shown, mark, further)


def _shown(values: Iterable[Any]) -> str:
    return "; ".join(sorted(map(str, values))) or "none"


def _same_parents(case: Case, given: frozenset[str] | None) -> bool:
    """Whether the parents agree; a model built from scratch may have its maker's own base as a parent."""
    if given is None or case.parents is None:
        return False
    if case.is_control and not case.parents:
        own = next(iter(readings(case.model_id)))
        return all(maker_of(parent) == maker_of(own) for parent in given)
    if len(given) != len(case.parents):
        return False
    return all(any(_is_same(parent, other) for other in case.parents) for parent in given)


def _is_same(model: str, other: str) -> bool:
    """Equal ids; where one names a line without saying which model, it must begin alike."""
    if model == other:
        return True
    for some, one in ((model, other), (other, model)):
        if some.endswith("*") and one.startswith(some.rstrip("-*")):
            return True
    return False


def _same_makers(case: Case, given: frozenset[str] | None) -> bool:
    if given is None or case.root_organisations is None:
        return False
    wide = [{name, ultimate_parent(name)} for name in given]
    return len(wide) == len(case.root_organisations) and all(
        any(names & expected for names in wide) for expected in case.root_organisations
    )


def _report(graded: Sequence[Graded]) -> dict[str, Any]:
    groups = sorted({mark.case.difficulty for mark in graded})
    controls = [mark for mark in graded if mark.case.is_control and mark.target == "root_organisation"]
    expected = [mark for mark in graded if mark.case.expected and mark.target == "root_country"]
    return {
        "overall": _by_target(graded),
        "by_difficulty": {
            group: _by_target([mark for mark in graded if mark.case.difficulty == group]) for group in groups
        },
        "controls": {
            "cases": len(controls),
            "accused": [_line(mark) for mark in controls if mark.mark == "wrong"],
        },
        "expected_abstentions": {
            "cases": len(expected),
            "met": sum(mark.mark == "rightly_abstained" for mark in expected),
        },
        "wrong": [_line(mark) for mark in graded if mark.mark == "wrong"],
        "abstained": [_line(mark) for mark in graded if mark.mark == "abstained"],
    }


def _line(mark: Graded) -> dict[str, Any]:
    return {
        "model_id": mark.case.model_id,
        "target": mark.target,
        "difficulty": mark.case.difficulty,
        "expected": mark.expected,
        "given": mark.given,
        "is_further_up": mark.is_further_up,
    }


def _by_target(graded: Sequence[Graded]) -> dict[str, dict[str, Any]]:
    return {name: _rates([mark.mark for mark in graded if mark.target == name]) for name in TARGETS}


def _rates(marks: Sequence[str]) -> dict[str, Any]:
    """Precision of what was answered, recall of what could be, and the part that was left open.

    A case whose right answer is to abstain counts in neither unless it was answered; then it is wrong.
    """
    right, wrong = marks.count("right"), marks.count("wrong")
    abstained = marks.count("abstained")
    answerable = right + wrong + abstained
    compared = answerable + marks.count("rightly_abstained")
    return {
        "cases": compared,
        "right": right,
        "wrong": wrong,
        "abstained": abstained,
        "rightly_abstained": marks.count("rightly_abstained"),
        "precision": right / (right + wrong) if right + wrong else None,
        "recall": right / answerable if answerable else None,
        "abstention": (abstained + marks.count("rightly_abstained")) / compared if compared else None,
    }

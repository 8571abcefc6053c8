"""``weighbridge lineage``: where a model's weights come from, what was made from it, and how sure that is."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import Parameter

from weighbridge.catalogue.errors import UsageError
from weighbridge.cli.options import AsOfFlag, FormFlag, OutputFlag, QuietFlag
from weighbridge.cli.output import deliver, forms_of
from weighbridge.cli.program import NONE_FOUND, PASS
from weighbridge.cli.progress import progress_of

_PAIR_NAMES = ("child", "parent", "relation", "grade", "outcome", "stated_in", "sources")
_CHILD_NAMES = ("child", "country", "relation", "grade", "stated_in", "sources")
_SCORE_NAMES = (
    "evidence",
    "difficulty",
    "target",
    "cases",
    "right",
    "wrong",
    "abstained",
    "precision",
    "recall",
)

ModelWord = Annotated[str, Parameter(help="A model, owner/name, in any spelling its hub knows.")]


def command_for(tokens: Sequence[str]) -> Callable[..., int]:
    """The function behind the first word: one of the actions, or a model."""
    return ACTIONS.get(tokens[0] if tokens else "", ancestry)


def ancestry(
    model: ModelWord,
    /,
    *,
    as_of: AsOfFlag = None,
    form: FormFlag = None,
    output: OutputFlag = None,
    quiet: QuietFlag = False,
) -> int:
    """Where a model's weights come from: every step up, with relation, grade and source.

    Other questions: `weighbridge lineage children MODEL`, `score CASES.csv`, `summary`, `export`. A full
    line is documented or better, a dashed one asserted or inferred; teachers gave answers, not weights.
    """
    from weighbridge.api import Weighbridge
    from weighbridge.cli.lineage_view import ancestry_lines
    from weighbridge.diligence.lineage_path import ancestry_of

    with progress_of(quiet) as progress:
        graph = Weighbridge(progress=progress.stage).lineage(as_of)
        found = ancestry_of(graph, model)
    whole = found.as_dict()
    records = [*whole["edges"], *whole["teachers"], *whole["components"], *whole["set_aside"]]
    deliver(
        forms_of(records, lambda terminal: ancestry_lines(found, terminal), _PAIR_NAMES, lambda: whole),
        form,
        output,
    )
    return PASS


def children(
    action: Annotated[Literal["children"], Parameter(help="What was made from a model.")],
    model: ModelWord,
    /,
    *,
    as_of: AsOfFlag = None,
    form: FormFlag = None,
    output: OutputFlag = None,
    quiet: QuietFlag = False,
) -> int:
    """What was made directly from a model, by relation, and how many models stand below it."""
    from weighbridge.api import Weighbridge
    from weighbridge.cli.lineage_view import children_lines
    from weighbridge.diligence.lineage_children import children_of

    with progress_of(quiet) as progress:
        found = children_of(Weighbridge(progress=progress.stage).lineage(as_of), model)
    deliver(
        forms_of(
            found.records(), lambda terminal: children_lines(found, terminal), _CHILD_NAMES, found.as_dict
        ),
        form,
        output,
    )
    return PASS if found.count else NONE_FOUND


def licence(
    action: Annotated[Literal["licence"], Parameter(help="The terms a model's weights come under.")],
    model: ModelWord,
    /,
    *,
    as_of: AsOfFlag = None,
    form: FormFlag = None,
    output: OutputFlag = None,
    quiet: QuietFlag = False,
) -> int:
    """The terms a model's weights come under, clause by clause over all its ancestors.

    Restrictions add up and the smallest threshold holds; a link whose terms nobody knows leaves the outcome a
    lower limit. A child's tag that grants more than its parent's licence is named as a conflict.
    """
    from weighbridge.api import Weighbridge
    from weighbridge.cli.licence_view import licence_lines
    from weighbridge.diligence.licence_path import licence_path

    with progress_of(quiet) as progress:
        found = licence_path(Weighbridge(progress=progress.stage).lineage(as_of), model)
    whole = found.as_dict()
    deliver(
        forms_of(
            whole["clauses"],
            lambda terminal: licence_lines(found, terminal),
            ("clause", "says", "models", "sources"),
            lambda: whole,
        ),
        form,
        output,
    )
    return PASS


def score(
    action: Annotated[Literal["score"], Parameter(help="How right the answers are.")],
    cases: Annotated[Path, Parameter(help="A CSV file of models with known ancestry.")],
    /,
    *,
    form: FormFlag = None,
    output: OutputFlag = None,
    quiet: QuietFlag = False,
) -> int:
    """Precision, recall and abstention on cases with known ancestry, and of the rules without judged rows.

    The file has the columns model_id, relation, parent_ids, root_id, root_org, root_country, difficulty;
    others are left alone. A relation `disputed` or `undisclosed` asks for that very answer.
    """
    from weighbridge.api import Weighbridge
    from weighbridge.cli.lineage_view import score_lines, score_records
    from weighbridge.diligence.lineage_cases import read_cases
    from weighbridge.diligence.lineage_score import score as scored

    known = read_cases(cases)
    with progress_of(quiet) as progress:
        found = scored(Weighbridge(progress=progress.stage).lineage(), known)
    deliver(
        forms_of(
            score_records(found), lambda terminal: score_lines(found, terminal), _SCORE_NAMES, lambda: found
        ),
        form,
        output,
    )
    return PASS


def summary(
    action: Annotated[Literal["summary"], Parameter(help="The whole graph in numbers.")],
    /,
    *,
    source: Annotated[
        str | None, Parameter(name="--source", help="Only what one source states, and its models.")
    ] = None,
    as_of: AsOfFlag = None,
    form: FormFlag = None,
    output: OutputFlag = None,
    quiet: QuietFlag = False,
) -> int:
    """Models and pairs by relation and grade, circles, loose ends, and what became of every statement."""
    from weighbridge.api import Weighbridge
    from weighbridge.cli.lineage_view import summary_lines, summary_records
    from weighbridge.diligence.lineage_summary import summary as summed

    with progress_of(quiet) as progress:
        found = summed(Weighbridge(progress=progress.stage).lineage(as_of), source)
    deliver(
        forms_of(
            summary_records(found),
            lambda terminal: summary_lines(found, terminal),
            ("what", "value"),
            lambda: found,
        ),
        form,
        output,
    )
    return PASS


def export(
    action: Annotated[Literal["export"], Parameter(help="The graph as a file.")],
    /,
    *,
    form: Annotated[
        Literal["parquet", "graphml", "csv", "json"] | None,
        Parameter(name="--format", help="The form; told by the ending of --output otherwise."),
    ] = None,
    output: OutputFlag = None,
    as_of: AsOfFlag = None,
    quiet: QuietFlag = False,
) -> int:
    """The pairs with their outcome as Parquet, CSV or JSON lines; models and pairs as GraphML."""
    from weighbridge.api import Weighbridge

    if output is None:
        raise UsageError("--output is missing: `weighbridge lineage export --output lineage.graphml`.")
    kind = form or output.suffix.lower().removeprefix(".")
    if kind not in _WRITERS:
        raise UsageError(
            f"--output {output}: the ending names no form. Use one of {', '.join(_WRITERS)}, or add --format."
        )
    if output.is_dir() or not output.absolute().parent.is_dir():
        raise UsageError(f"--output {output} is a folder, or its folder is not there. Give a file's path.")
    with progress_of(quiet) as progress:
        graph = Weighbridge(progress=progress.stage).lineage(as_of)
        _WRITERS[kind](graph, output)
    return PASS


def _write_parquet(graph: Any, output: Path) -> None:
    import pyarrow.parquet as pq

    pq.write_table(graph.pairs, output, compression="zstd")


def _write_csv(graph: Any, output: Path) -> None:
    import pyarrow.csv

    pyarrow.csv.write_csv(graph.pairs, output)


def _write_json(graph: Any, output: Path) -> None:
    with output.open("w", encoding="utf-8") as stream:
        for row in graph.pairs.to_pylist():
            stream.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")


def _write_graphml(graph: Any, output: Path) -> None:
    from weighbridge.diligence.lineage_export import write_graphml

    write_graphml(graph, output)


_WRITERS: dict[str, Callable[[Any, Path], None]] = {
    "parquet": _write_parquet,
    "graphml": _write_graphml,
    "csv": _write_csv,
    "json": _write_json,
}
ACTIONS: dict[str, Callable[..., int]] = {
    "children": children,
    "licence": licence,
    "score": score,
    "summary": summary,
    "export": export,
}

"""``weighbridge eval label`` and ``judge``: labels by two people, verdicts by a model."""

from __future__ import annotations

from pathlib import Path

from weighbridge.catalogue.errors import UsageError
from weighbridge.cli.layout import facts, paragraph
from weighbridge.cli.options import FormFlag, OutputFlag
from weighbridge.cli.output import deliver, forms_of
from weighbridge.cli.program import PASS
from weighbridge.cli.progress import Progress, progress_of
from weighbridge.cli.records import plural
from weighbridge.cli.terminal import Terminal
from weighbridge.evaluations.labelling import AGREED, WORDS, Labelled, sheet, take_sheet
from weighbridge.evaluations.model_judge import judge_run
from weighbridge.store.atomic import write_file
from weighbridge.store.completions import Client, Service
from weighbridge.store.eval_runs import run_named
from weighbridge.store.home import find_home

_NAMES = ("run", "labels", "answers", "alike", "kappa", "kappa_low", "kappa_high", "apart")


def deliver_label(
    run: str, filled: Path | None, new: Path | None, count: int, form: FormFlag, output: OutputFlag
) -> int:
    """Write a sheet to fill, or take a filled one."""
    held = run_named(find_home(), run)
    if (filled is None) == (new is None):
        raise UsageError("Give either --sheet FILE to write a sheet, or the path of a filled one.")
    if new is not None:
        content = sheet(held, count)
        write_file(new.absolute(), content.encode())
        rows = content.count("\n")
        record = {"run": run, "sheet": str(new)}
        said = (
            f"{new} has up to {min(count, rows):,} answers, drawn at random. Two people fill label_1 and "
            f"label_2, "
            f"neither seeing the other's, with: {', '.join(WORDS)}."
        )
        deliver(
            forms_of(
                [record],
                lambda t: [*paragraph(said, t), f"next: weighbridge eval label {run} {new}"],
                ("run", "sheet"),
            ),
            form,
            output,
        )
        return PASS
    if filled is None:
        return PASS
    return _deliver_labels(run, take_sheet(held, filled), form, output)


def _deliver_labels(run: str, found: Labelled, form: FormFlag, output: OutputFlag) -> int:
    both = found.agreement
    record = {
        "run": run,
        "labels": found.labels,
        "answers": None if both is None else both.answers,
        "alike": None if both is None else both.alike,
        "kappa": None if both is None else both.kappa.value,
        "kappa_low": None if both is None else both.kappa.low,
        "kappa_high": None if both is None else both.kappa.high,
        "apart": [entry[0] for entry in found.apart],
    }

    def table(terminal: Terminal) -> list[str]:
        lines = paragraph(f"{plural(found.labels, 'label')} of {run} stored.", terminal)
        if both is None:
            return [*lines, *paragraph("One person only: how far two agree is not known.", terminal)]
        kappa = both.kappa
        text = "not defined: both used one label only"
        if kappa.value is not None:
            limits = "" if kappa.low is None else f" [{kappa.low:.2f} to {kappa.high:.2f}], 90 %"
            text = f"{kappa.value:.2f}{limits}"
        pairs = [
            ("rated by both", str(both.answers)),
            ("alike", f"{both.alike * 100:.1f} %"),
            ("kappa", text),
        ]
        lines += ["", *facts(pairs, terminal)]
        lines += [f"  {task}: {first} against {second}" for task, first, second in found.apart[:8]]
        return [*lines, "", f"next: weighbridge eval compare A B --judge rules --labels '{AGREED}'"]

    deliver(forms_of([record], table, _NAMES, lambda: record), form, output)
    return PASS


def deliver_model_judge(run: str, service: Service, asked: tuple[FormFlag, OutputFlag, bool]) -> int:
    """Have a model judge a run's answers."""
    held = run_named(find_home(), run)
    client = Client(service)
    try:
        with progress_of(asked[2]) as progress:
            name = judge_run(held, client, lambda done, whole: _tell(progress, done, whole))
    finally:
        client.close()
    record = {"run": run, "judge": name}
    said = f"{run} is judged by '{name}'. How far it errs is told by labels: `weighbridge eval label {run}`."
    deliver(forms_of([record], lambda t: paragraph(said, t), ("run", "judge")), asked[0], asked[1])
    return PASS


def _tell(progress: Progress, done: int, whole: int) -> None:
    if done == 1:
        progress.expect(whole)
    progress.step()

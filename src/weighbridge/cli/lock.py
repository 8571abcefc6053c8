"""``weighbridge lock``: pin the models of a repository with their facts; ``lock check``: what changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import Parameter

from weighbridge.catalogue.units import DASH
from weighbridge.cli.layout import Cell, paragraph
from weighbridge.cli.options import AsOfFlag, FormFlag, OutputFlag, QuietFlag
from weighbridge.cli.output import deliver, forms_of
from weighbridge.cli.program import NONE_FOUND, PASS, VIOLATION
from weighbridge.cli.progress import progress_of
from weighbridge.cli.records import listing, plural
from weighbridge.cli.terminal import Terminal

PathWord = Annotated[Path, Parameter(help="A repository's folder.")]


def command_for(tokens: Sequence[str]) -> Callable[..., int]:
    """The function behind the first word."""
    return check if tokens and tokens[0] == "check" else lock


def lock(path: PathWord = Path(), /, *, as_of: AsOfFlag = None, quiet: QuietFlag = False) -> int:
    """Writes models.lock: each model the repository uses, its revisions, and the facts it was chosen by.

    `weighbridge lock check` then ends with 1 where a fact has changed since.
    """
    from weighbridge.api import Weighbridge
    from weighbridge.cli.output import say
    from weighbridge.diligence.inventory.inventory import inventory_of
    from weighbridge.diligence.inventory.lock import lock_of, to_text
    from weighbridge.diligence.inventory.walking import LOCK
    from weighbridge.store.atomic import write_file

    with progress_of(quiet) as progress:
        holdings = Weighbridge(progress=progress.stage).holdings(as_of, beside=path)
        found = inventory_of(holdings, path, progress.stage)
        text = to_text(lock_of(holdings, found))
    if found.is_empty:
        say([f"None found: no model under {path}, so no lock was written."])
        return NONE_FOUND
    target = (path if path.is_dir() else path.parent) / LOCK
    write_file(target.absolute(), text.encode())
    unknown = sum(not used.is_known for used in found.models)
    told = f", {unknown} of them known to no list" if unknown else ""
    say(
        [
            f"wrote {target}: {plural(len(found.models), 'model')}{told}.",
            f"next: weighbridge lock check {path}",
        ]
    )
    return PASS


def check(
    action: Annotated[Literal["check"], Parameter(help="What changed since the lock was written.")],
    path: PathWord = Path(),
    /,
    *,
    as_of: AsOfFlag = None,
    form: FormFlag = None,
    output: OutputFlag = None,
    quiet: QuietFlag = False,
) -> int:
    """Every fact, revision, host and model that is no longer what models.lock holds; exit 1 where one is."""
    from weighbridge.api import Weighbridge
    from weighbridge.diligence.inventory.inventory import inventory_of
    from weighbridge.diligence.inventory.lock import changes, lock_of, read_lock

    then = read_lock(path)
    with progress_of(quiet) as progress:
        holdings = Weighbridge(progress=progress.stage).holdings(as_of, beside=path)
        now = lock_of(
            holdings, inventory_of(holdings, path if path.is_dir() else path.parent, progress.stage)
        )
    records = [change.as_dict() for change in changes(then, now)]
    whole = {"locked_on": then.get("data_as_of"), "data_as_of": now["data_as_of"], "changes": records}
    deliver(
        forms_of(
            records,
            lambda terminal: _lines(records, then, now, terminal),
            ("model", "fact", "was", "now"),
            lambda: whole,
        ),
        form,
        output,
    )
    return VIOLATION if records else PASS


def _lines(
    records: Sequence[dict[str, Any]], then: dict[str, Any], now: dict[str, Any], terminal: Terminal
) -> list[str]:
    models = len({row["model"] for row in records})
    said = (
        f"{plural(len(records), 'fact')} of {plural(models, 'model')} changed since the lock."
        if records
        else f"No fact changed: {plural(len(now['models']), 'model')} as locked."
    )
    lines = [terminal.paint(line, "bold") for line in paragraph(said, terminal)]
    rows = [
        [Cell(r["model"]), Cell(r["fact"]), Cell(_text(r["was"])), Cell(_text(r["now"]))] for r in records
    ]
    if rows:
        lines += ["", *listing(("model", "fact", "was", "now"), rows, terminal, flexible=(0, 2, 3))]
    days = f"locked with data to {then.get('data_as_of')}, now data to {now['data_as_of']}"
    return [*lines, "", f"{days} · next: weighbridge lock"]


def _text(value: Any) -> str:
    if value is None or value == []:
        return DASH
    return ", ".join(str(item) for item in value) if isinstance(value, list) else str(value)

"""``weighbridge inventory``: the models a repository uses, with file and line."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from weighbridge.cli.layout import Cell, cells, columns, paragraph
from weighbridge.cli.options import FormFlag, OutputFlag, QuietFlag
from weighbridge.cli.output import deliver, forms_of
from weighbridge.cli.program import NONE_FOUND, PASS
from weighbridge.cli.progress import progress_of
from weighbridge.cli.records import listing, plural
from weighbridge.cli.terminal import Terminal
from weighbridge.diligence.inventory.inventory import Inventory, Place, Used

_PLACE = ("file:line", "by", "prompts go to")
_INDENT = 4
_NAMES = ("model", "is_known", "file", "line", "written", "context", "way", "host_id", "revision")
PathWord = Annotated[Path, Parameter(help="A repository's folder, or one file.")]


def inventory(
    path: PathWord = Path(),
    /,
    *,
    form: FormFlag = None,
    output: OutputFlag = None,
    quiet: QuietFlag = False,
) -> int:
    """The models a repository uses: Hub ids, Ollama tags, arguments of servers, router names; file and line.

    Read are Python, notebooks, YAML, JSON, TOML, scripts, Dockerfiles, Modelfiles, GGUF headers, adapters,
    front matter of cards and bills of materials. A name in a comment or a docstring is a mention and not
    counted.
    """
    from weighbridge.api import Weighbridge
    from weighbridge.diligence.inventory.inventory import inventory_of

    with progress_of(quiet) as progress:
        found = inventory_of(Weighbridge(progress=progress.stage).holdings(), path, progress.stage)
    deliver(
        forms_of(found.records(), lambda terminal: _lines(found, terminal), _NAMES, found.as_dict),
        form,
        output,
    )
    return NONE_FOUND if found.is_empty else PASS


def _lines(found: Inventory, terminal: Terminal) -> list[str]:
    read = f"{plural(found.walked.read, 'file')} read of {found.walked.files:,}"
    said = f"{plural(len(found.models), 'model')} in {read}."
    if found.is_empty:
        said = f"None found: no model in {read}."
    lines = [terminal.paint(line, "bold") for line in paragraph(said, terminal)]
    if found.models:
        lines += ["", *_table(found, terminal)]
    left = found.walked
    counts = (
        (
            "mention in comments and text not counted",
            "mentions in comments and text not counted",
            found.mentions,
        ),
        ("binary file passed over", "binary files passed over", len(left.binary)),
        ("file too large", "files too large", len(left.too_large)),
        ("unreadable", "unreadable", len(left.unreadable)),
        ("linked folder seen already", "linked folders seen already", len(left.loops)),
    )
    notes = [f"{count:,} {one if count == 1 else many}" for one, many, count in counts if count]
    if notes:
        lines += ["", *paragraph("; ".join(notes) + ".", terminal)]
    return [*lines, "", f"next: weighbridge policy check {found.root}"]


def _table(found: Inventory, terminal: Terminal) -> list[str]:
    """A line a place; where it has no room the model stands above its places, so that neither is broken."""
    held = [(used, at, place) for used in found.models for at, place in enumerate(used.places)]
    names = [(used.model_id, _state(used)) if at == 0 else ("", "") for used, at, _ in held]
    places = [_place(place) for _, _, place in held]
    rows = [[*map(Cell, name), *place] for name, place in zip(names, places, strict=True)]
    table = listing(("model", "", *_PLACE), rows, terminal)
    if max(map(cells, table)) <= terminal.width:
        return table
    head, *lines = columns([[Cell(word) for word in _PLACE], *places], terminal, _INDENT)
    above = [_model(used, terminal) if at == 0 else [] for used, at, _ in held]
    return [head, *chain.from_iterable([*model, line] for model, line in zip(above, lines, strict=True))]


def _model(used: Used, terminal: Terminal) -> list[str]:
    state = _state(used)
    return paragraph(f"{used.model_id}{f' ({state})' if state else ''}", terminal)


def _place(place: Place) -> list[Cell]:
    return [Cell(f"{place.file}:{place.line}"), Cell(place.context), Cell(place.host_id or place.way)]


def _state(used: Used) -> str:
    if used.is_closed:
        return "closed weights"
    if used.is_sold:
        return "only sold"
    return "" if used.is_known else "not known here"

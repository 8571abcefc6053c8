"""How a licence chain looks in the terminal: the instruction, the clause table, conflicts, links."""

from __future__ import annotations

from collections.abc import Sequence

from weighbridge.catalogue.units import DASH
from weighbridge.cli.layout import Cell, columns, paragraph
from weighbridge.cli.terminal import Terminal
from weighbridge.diligence.licence_path import LicencePath
from weighbridge.entities.licence_chains import CLASS_WORDS, CLAUSES


def licence_lines(found: LicencePath, terminal: Terminal) -> list[str]:
    """The instruction in a sentence, every clause with who says it, conflicts by name, every link."""
    terms, model = found.terms, found.ancestry.model.model_id
    least = "at least " if terms.at_least else ""
    answer = f"{model}: treat as {least}{CLASS_WORDS[terms.licence_class]}."
    lines = [terminal.paint(line, "bold") for line in paragraph(answer, terminal)]
    rows: list[Sequence[Cell]] = [(Cell("clause"), Cell("says"), Cell("said by"))]
    rows += [
        (Cell(CLAUSES[c.clause]), Cell(c.text), Cell(", ".join(c.models) or DASH)) for c in terms.clauses
    ]
    lines += ["", *columns(rows, terminal, flexible=(1, 2))]
    for item in found.conflicts:
        lost = ", ".join(CLAUSES[name] for name in item.clauses)
        text = (
            f"Conflict: {item.child_id} is tagged {item.child_licence}; its parent {item.parent_id} is under "
            f"{item.parent_licence}, which also says: {lost}. A child's tag changes nobody's rights."
        )
        lines += ["", *paragraph(text, terminal)]
    links: list[Sequence[Cell]] = [(Cell("link"), Cell("tag"), Cell("SPDX"), Cell("seen"), Cell("text"))]
    for tagged in found.links:
        row = tagged.as_dict()
        cells = (row["model"], row["tag"] or DASH, row["spdx"], row["seen"] or DASH, row["text"] or DASH)
        links.append(tuple(Cell(str(cell)) for cell in cells))
    lines += ["", *columns(links, terminal, flexible=(4,))]
    if terms.at_least:
        lines += ["", *paragraph(f"Terms not known: {'; '.join(found.not_known)}.", terminal)]
    return [*lines, "", "Not legal advice."]

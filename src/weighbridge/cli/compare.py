"""``weighbridge compare``: models side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from cyclopts import Parameter

from weighbridge.catalogue.errors import UsageError
from weighbridge.cli.layout import Cell, last_line, paragraph
from weighbridge.cli.options import AsOfFlag, FormFlag, OutputFlag, QuietFlag
from weighbridge.cli.output import deliver, forms_of
from weighbridge.cli.program import PASS
from weighbridge.cli.progress import progress_of
from weighbridge.cli.records import listing
from weighbridge.cli.terminal import Terminal
from weighbridge.diligence.card.card import COUNSEL, Card
from weighbridge.diligence.card.comparing import Row, compared
from weighbridge.diligence.card.sentences import answer_of

MOST = 6


def compare(
    *models: Annotated[str, Parameter(help="Two to six models, owner/name.")],
    as_of: AsOfFlag = None,
    form: FormFlag = None,
    output: OutputFlag = None,
    quiet: QuietFlag = False,
) -> int:
    """Two to six models side by side; "no clear difference" where a difference cannot be told.

    Figures of one measure are compared with their errors, taken as independent, at 90 %. Prices are those of
    lists; counts of safety tests stand beside each other and are not compared.
    """
    from weighbridge.api import Weighbridge
    from weighbridge.diligence.card.card import card_of
    from weighbridge.diligence.card.quality import Scores

    if not 2 <= len(models) <= MOST:
        raise UsageError(f"{len(models)} models given. Give two to {MOST}: `weighbridge compare A B`.")
    with progress_of(quiet) as progress:
        holdings = Weighbridge(progress=progress.stage).holdings(as_of)
        scores = Scores(holdings)
        cards = [card_of(holdings, model, scores) for model in models]
    rows = compared(cards)
    names = [card.model_id for card in cards]
    if len(set(names)) < len(names):
        raise UsageError("A model is given twice under two spellings. Give different ones.")
    records = [row.as_dict(names) for row in rows]
    deliver(
        forms_of(
            records,
            lambda terminal: _lines(cards, rows, terminal),
            ("matter", *names, "difference"),
            lambda: {"as_of": cards[0].as_of, "models": names, "rows": records, "note": COUNSEL},
        ),
        form,
        output,
    )
    return PASS


def _lines(cards: Sequence[Card], rows: Sequence[Row], terminal: Terminal) -> list[str]:
    lines = []
    for card in cards:
        said = f"{card.model_id}: {answer_of(card)}"
        lines += [terminal.paint(line, "bold") for line in paragraph(said, terminal)]
    heads = ("", *(card.model_id.rpartition("/")[2] for card in cards), "difference")
    table = [[Cell(row.matter), *(Cell(cell) for cell in row.cells), Cell(row.verdict)] for row in rows]
    flexible = tuple(range(1, len(cards) + 2))
    lines += ["", *listing(heads, table, terminal, flexible=flexible), "", COUNSEL]
    hint = f"next: weighbridge card {cards[0].model_id}"
    return [*lines, *last_line(f"on {cards[0].day}, data to {cards[0].as_of}", hint, terminal)]

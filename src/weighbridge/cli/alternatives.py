"""``weighbridge alternatives``: what to switch to, under constraints."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from cyclopts import Parameter

from weighbridge.catalogue.units import DASH
from weighbridge.cli.layout import Cell, last_line, paragraph
from weighbridge.cli.options import AsOfFlag, FormFlag, OutputFlag, QuietFlag
from weighbridge.cli.output import deliver, forms_of
from weighbridge.cli.program import NONE_FOUND, PASS, UNDECIDED
from weighbridge.cli.progress import progress_of
from weighbridge.cli.records import listing
from weighbridge.cli.terminal import Terminal
from weighbridge.diligence.card.alternatives import (
    Alternative,
    Alternatives,
    Wanted,
    wanted_countries,
    wanted_part,
    wanted_size,
)
from weighbridge.diligence.card.comparing import NO_DIFFERENCE
from weighbridge.diligence.card.sentences import joined, maker_words

_NAMES = (
    "model",
    "publisher",
    "root",
    "licence_class",
    "measure",
    "value",
    "low",
    "high",
    "difference_is_told",
    "price_usd_per_mtok",
    "memory_gb",
)
Classes = Literal["permissive", "attribution_or_naming", "use_policy", "threshold", "territory"]
NotRootFlag = Annotated[
    tuple[str, ...],
    Parameter(name="--not-root-country", negative="", help="No root from these countries, as in CN,US."),
]
NotPublisherFlag = Annotated[
    tuple[str, ...],
    Parameter(name="--not-publisher-country", negative="", help="No publisher from these countries."),
]
NotDesignatedFlag = Annotated[
    bool,
    Parameter(name="--not-designated", negative="", help="Nobody on its way named by a list in force."),
]
WithinFlag = Annotated[str | None, Parameter(name="--within", help="How much worse it may be, as in 5%.")]
CostFlag = Annotated[
    float | None, Parameter(name="--max-cost", help="US dollars per million tokens, three to one.")
]
FitsFlag = Annotated[
    str | None, Parameter(name="--fits", help="Memory it must fit, a fifth kept free, as in 80GB.")
]
BitsFlag = Annotated[
    Literal["16", "8", "4"], Parameter(name="--bits", help="At how many bits it would be loaded.")
]
LicenceFlag = Annotated[
    Classes | None, Parameter(name="--licence", help="Its whole chain at most this strict.")
]
MeasureFlag = Annotated[
    str | None, Parameter(name="--measure", help="By which measure: eci, arena, or a benchmark.")
]


def alternatives(
    model: Annotated[str, Parameter(help="The model to switch from.")],
    /,
    *,
    not_root_country: NotRootFlag = (),
    not_publisher_country: NotPublisherFlag = (),
    not_designated: NotDesignatedFlag = False,
    within: WithinFlag = None,
    max_cost: CostFlag = None,
    fits: FitsFlag = None,
    bits: BitsFlag = "16",
    licence: LicenceFlag = None,
    measure: MeasureFlag = None,
    as_of: AsOfFlag = None,
    form: FormFlag = None,
    output: OutputFlag = None,
    quiet: QuietFlag = False,
) -> int:
    """Open models that could take a model's place: the best first, each with interval, price and terms.

    Only models measured by the same measure are compared. What is not known of a model (its root, its terms,
    its price) does not satisfy a constraint on it; how many were passed over is told by reason.
    """
    wanted = Wanted(
        not_root_countries=wanted_countries("--not-root-country", not_root_country),
        not_publisher_countries=wanted_countries("--not-publisher-country", not_publisher_country),
        not_designated=not_designated,
        within=wanted_part(within),
        max_cost=max_cost,
        fits_gb=wanted_size(fits),
        bits=int(bits),
        licence=licence,
        measure=measure,
    )
    found = _found(model, wanted, as_of, quiet)
    whole = found.as_dict()
    records = [_record(row) for row in whole["alternatives"]]
    deliver(forms_of(records, lambda terminal: _lines(found, terminal), _NAMES, lambda: whole), form, output)
    if not found.found:
        return NONE_FOUND
    return UNDECIDED if found.base is None and wanted.within is not None else PASS


def _found(model: str, wanted: Wanted, as_of: str | None, quiet: bool) -> Alternatives:
    from weighbridge.api import Weighbridge
    from weighbridge.diligence.card.alternatives import alternatives_to
    from weighbridge.diligence.card.card import card_of
    from weighbridge.diligence.card.quality import Scores

    with progress_of(quiet) as progress:
        holdings = Weighbridge(progress=progress.stage).holdings(as_of)
        scores = Scores(holdings)
        return alternatives_to(holdings, card_of(holdings, model, scores), wanted, scores)


def _record(row: dict[str, Any]) -> dict[str, Any]:
    """One alternative as a flat row: organisations by their ids."""
    roots = [root["organisation"]["organisation_id"] or "unknown" for root in row["roots"]]
    return {**row, "publisher": row["publisher"]["organisation_id"], "root": ";".join(roots)}


def _lines(found: Alternatives, terminal: Terminal) -> list[str]:
    lines = [terminal.paint(line, "bold") for line in paragraph(_answer(found), terminal)]
    rows = [_row(item, found) for item in found.found]
    heads = ("model", "publisher", "root", "licence", "quality, 90 %", "beside it", "USD/Mtok", "GB, 16 bits")
    if rows and terminal.is_wide:
        lines += ["", *listing(heads, rows, terminal, flexible=(0, 3, 5))]
    elif rows:
        # Publisher, terms and memory have no room; a wider screen, a pipe and every file have them.
        kept = (0, 2, 4, 5, 6)
        narrow = [[row[at] for at in kept] for row in rows]
        lines += ["", *listing([heads[at] for at in kept], narrow, terminal, flexible=(0, 1, 3))]
        told = "Publisher, terms and memory: on 120 columns, or with --format md."
        lines += paragraph(told, terminal)
    if found.passed_over:
        said = "; ".join(f"{count} {reason}" for reason, count in found.passed_over.items())
        lines += ["", *paragraph(f"Passed over: {said}.", terminal)]
    first = found.found[0].card.model_id if found.found else "MODEL"
    hint = f"next: weighbridge card {first}"
    return [*lines, *last_line(f"data to {found.model.as_of}", hint, terminal)]


def _answer(found: Alternatives) -> str:
    constraints = found.wanted.words()
    under = f" ({'; '.join(constraints)})" if constraints else ""
    if not found.found:
        return f"No open model measured by {found.measure} fits in place of {found.model.model_id}{under}."
    count = len(found.found)
    models = f"{count} open model{'' if count == 1 else 's'}"
    if found.base is None:
        return (
            f"{found.model.model_id} is not measured by {found.measure} here, so nothing can be called as "
            f"good; {models} measured by it{under}."
        )
    return f"{found.model.model_id} has {found.base.text()}; {models} could take its place{under}."


def _row(item: Alternative, found: Alternatives) -> list[Cell]:
    card, publisher = item.card, item.card.ancestry.model.publisher
    least = "at least " if card.licence.terms.at_least else ""
    if item.is_apart is None:
        beside = DASH
    elif not item.is_apart:
        beside = NO_DIFFERENCE
    else:
        beside = "better" if found.base and item.quality.value > found.base.value else "worse"
    memory = card.memory.needs()
    return [
        Cell(card.model_id),
        _place(publisher.country, maker_words(publisher, DASH)),
        Cell(joined([maker_words(maker) for maker in card.root_makers]) or card.ancestry.model.answer),
        Cell(least + card.licence.terms.licence_class.replace("_", " ")),
        Cell(item.quality.text()),
        Cell(beside),
        Cell(DASH if item.price is None else f"{item.price:.2f}", is_right=True),
        Cell(DASH if memory is None else f"{memory:.0f}", is_right=True),
    ]


def _place(country: str, text: str) -> Cell:
    return Cell(text, country if country in ("CN", "US") else "other")

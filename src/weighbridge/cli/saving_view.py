"""How a saving looks in the terminal: the answer, the volume, what else would do, the assumptions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from weighbridge.catalogue.units import DASH
from weighbridge.cli.layout import Cell, columns, facts, paragraph
from weighbridge.cli.terminal import Terminal
from weighbridge.definitions.price_offers import Offer
from weighbridge.definitions.wording import amount, group_name
from weighbridge.diligence.model_saving import Choice, ModelSaving, Other

_HEAD = ("model", "maker", "host", "in", "$/Mtok", "rating", "saves a year")


def saving_lines(found: ModelSaving, terminal: Terminal) -> list[str]:
    """The answer in a sentence, both prices, other models, own hosting, assumptions, remarks."""
    lines = [terminal.paint(line, "bold") for line in paragraph(_answer(found), terminal)]
    lines += paragraph(_american(found), terminal)
    lines += ["", *columns(_rows(found), terminal)]
    lines += ["", *paragraph(_old_quality(found), terminal), *paragraph(_own(found), terminal)]
    lines += ["", "Assumptions", *facts(found.assumptions.words(), terminal)]
    lines += ["", *[line for text in found.notes for line in paragraph(text, terminal)]]
    credit = "Prices: genai-prices and model-prices (MIT). Ratings: LMArena, CC-BY-4.0"
    return [*lines, f"{credit}; prices of {found.priced_on}, ratings of {found.rated_on or DASH}."]


def _answer(found: ModelSaving) -> str:
    old, new = found.old, found.new
    prices = f"from {old.model} (${old.price:.2f}) to {new.model} (${new.price:.2f} per million tokens)"
    if found.found.never:
        return f"Never: changing {prices} saves nothing at any volume."
    tokens = found.tokens
    if tokens is None or found.mtok_year is None or found.annual_usd is None:
        return f"Changing {prices} saves ${found.found.per_mtok:.2f} per million tokens."
    whole, read, written = (amount(count) for count in (sum(tokens), *tokens))
    volume = f"{whole} tokens a year ({read} read, {written} written)"
    return f"${found.annual_usd:,.0f} a year is what changing {prices} saves at {volume}."


def _american(found: ModelSaving) -> str:
    other = found.same_price_us
    if other is None:
        return "No American open model rated as high is sold at that price or less."
    saved = "" if other.saved_usd is None else f", ${other.saved_usd:,.0f} a year at the same volume"
    return (
        f"An American open model at that price saves the same: {other.choice.model} at "
        f"${other.choice.price:.2f} ({other.choice.offer.host or other.choice.offer.provider}){saved}."
    )


def _rows(found: ModelSaving) -> list[Sequence[Cell]]:
    rows: list[Sequence[Cell]] = [tuple(Cell(text) for text in _HEAD)]
    saved = found.annual_usd
    rows.append(_row(found.old, None))
    rows.append(_row(found.new, saved))
    rows += [_row(o.choice, o.saved_usd) for o in found.others if o.choice.model != found.new.model]
    return rows


def _row(choice: Choice, saved: float | None) -> Sequence[Cell]:
    offer = choice.offer
    return (
        Cell(choice.model),
        Cell(DASH if offer.maker_country == "XX" else offer.maker_country),
        Cell(offer.host or offer.provider),
        Cell(DASH if offer.country == "XX" else offer.country),
        Cell(f"{choice.price:.2f}", is_right=True),
        Cell(DASH if offer.rating is None else f"{offer.rating:.0f}", is_right=True),
        Cell(DASH if saved is None else f"{saved:,.0f}", is_right=True),
    )


def _old_quality(found: ModelSaving) -> str:
    """The cheapest open model that is rated as high as the old one."""
    if not found.at_old_quality:
        return f"No open model is rated as high as {found.old.model}, or it has no rating."
    best: Other = found.at_old_quality[0]
    saved = "" if best.saved_usd is None else f", which saves ${best.saved_usd:,.0f}"
    maker = group_name(best.choice.offer.maker_country, "country")
    return (
        f"At the quality of {found.old.model} or better the cheapest open model is {best.choice.model} "
        f"({maker}) at ${best.choice.price:.2f}{saved}."
    )


def _own(found: ModelSaving) -> str:
    if found.own_mtok_month is None:
        return "An own server never comes cheaper: it breaks even past its capacity, or its tokens cost more."
    return f"An own server breaks even at {found.own_mtok_month:,.0f} million tokens a month."


def host_lines(first: Offer, rows: Sequence[dict[str, Any]], terminal: Terminal) -> list[str]:
    """Who sells a model, cheapest first."""
    maker = "" if first.maker_country == "XX" else f", made in {group_name(first.maker_country, 'country')}"
    low, high = rows[0]["price"], rows[-1]["price"]
    answer = (
        f"{first.model}{maker}: {len(rows)} sellers, ${low:.2f} to ${high:.2f} per million tokens, 3 to 1."
    )
    head = ("host", "by way of", "seat", "machines", "laboratory", "in", "out", "$/Mtok")
    table: list[Sequence[Cell]] = [tuple(Cell(text) for text in head)]
    table += [
        (
            Cell(row["host"]),
            Cell(row["channel"]),
            Cell(row["headquarters"] or DASH),
            Cell(row["datacentres"] or DASH),
            Cell(_laboratory(row)),
            Cell(f"{row['price_in']:.3f}", is_right=True),
            Cell(f"{row['price_out']:.3f}", is_right=True),
            Cell(f"{row['price']:.3f}", is_right=True),
        )
        for row in rows
    ]
    lines = [terminal.paint(line, "bold") for line in paragraph(answer, terminal)]
    undated = sum(not row["is_dated"] for row in rows)
    note = (
        f"Prices of {rows[0]['priced_on']}, of {undated} the first day is not known. Seat: of the entity one "
        "signs with. Machines: where the host says they stand. Laboratory: the maker whose host it "
        "is, with its seat. A dash: not established. Credit: genai-prices, model-prices (MIT)."
    )
    return [*lines, "", *columns(table, terminal), "", *paragraph(note, terminal)]


def _laboratory(row: dict[str, Any]) -> str:
    """The maker a host belongs to, with its seat."""
    if not row["organisation"]:
        return DASH
    name = group_name(row["organisation"], "organisation").partition(" (")[0]
    return f"{name} ({row['organisation_country'] or DASH})"

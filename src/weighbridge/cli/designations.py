"""``weighbridge designations``: whom public lists and rules name."""

from __future__ import annotations

import datetime
from typing import Annotated, Any

from cyclopts import Parameter

from weighbridge.catalogue.errors import unknown_name
from weighbridge.catalogue.units import DASH
from weighbridge.cli.layout import Cell, paragraph
from weighbridge.cli.options import AsOfFlag, FormFlag, OutputFlag, QuietFlag
from weighbridge.cli.output import deliver, forms_of
from weighbridge.cli.program import NONE_FOUND, PASS
from weighbridge.cli.records import listing, plural
from weighbridge.cli.terminal import Terminal

_NAMES = (
    "organisation_id",
    "instrument_id",
    "issuer",
    "status",
    "since",
    "true_from",
    "known_from",
    "confirmed_on",
    "is_stale",
    "binds",
    "effect",
    "evidence",
    "source",
    "note",
)


def designations(
    organisation: Annotated[
        str | None, Parameter(help="An organisation of the judgements, as in alibaba; all by default.")
    ] = None,
    /,
    *,
    as_of: AsOfFlag = None,
    form: FormFlag = None,
    output: OutputFlag = None,
    quiet: QuietFlag = False,
) -> int:
    """The lists and rules that name an organisation, with issuer, status, days, and whom they bind.

    As of a day, what held on it and could be known on it. A row nobody compared with the primary text within
    thirty days is marked stale. Facts for counsel, not legal advice.
    """
    from weighbridge.entities.designations import designations_on, load_designations, today
    from weighbridge.entities.organisations import load_organisations
    from weighbridge.store.snapshots import parse_date

    day = datetime.date.fromisoformat(parse_date(as_of, "--as-of")) if as_of else today()
    named = sorted({item.organisation_id for item in load_designations()})
    if organisation is not None:
        if organisation not in load_organisations():
            raise unknown_name(
                "organisation", organisation, load_organisations(), "Try `weighbridge designations`."
            )
        named = [organisation]
    rows = [item.as_dict(day) for name in named for item in designations_on(name, day)]
    deliver(forms_of(rows, lambda t: _lines(rows, organisation, day, t), _NAMES), form, output)
    return PASS if rows else NONE_FOUND


def _lines(
    rows: list[dict[str, Any]], organisation: str | None, day: datetime.date, terminal: Terminal
) -> list[str]:
    firms = len({row["organisation_id"] for row in rows})
    who = organisation or plural(firms, "organisation")
    said = (
        f"{who}: {plural(len(rows), 'entry', 'entries')} on {day}."
        if rows
        else f"{who}: none found on {day}."
    )
    lines = [terminal.paint(line, "bold") for line in paragraph(said, terminal)]
    table = [
        [
            Cell(str(row["organisation_id"])),
            Cell(str(row["instrument"])),
            Cell(str(row["status"]).replace("_", " "), "warning" if row["status"] == "in_force" else ""),
            Cell(str((row["true_from"] and row["since"]) or DASH)),
            Cell(str(row["known_from"])),
            Cell(str(row["binds"])),
            Cell(str(row["source"]).removeprefix("https://").partition("/")[0]),
        ]
        for row in rows
    ]
    heads = ("named", "by", "status", "since", "known from", "binds", "source")
    if table:
        lines += ["", *listing(heads, table, terminal, flexible=(5, 1))]
    stale = sum(bool(row["is_stale"]) for row in rows)
    if stale:
        text = f"Stale: {stale} of {len(rows)} were not compared with the primary text within thirty days."
        lines += ["", *paragraph(text, terminal)]
    return [*lines, "Facts for counsel, not legal advice."]

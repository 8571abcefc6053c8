"""``weighbridge designations``: whom public lists and rules name."""

from __future__ import annotations

import datetime
from typing import Annotated, Any

from cyclopts import Parameter

from weighbridge.catalogue.errors import UsageError, unknown_name
from weighbridge.catalogue.units import DASH
from weighbridge.cli.layout import Cell, paragraph
from weighbridge.cli.options import AsOfFlag, FormFlag, OutputFlag, QuietFlag
from weighbridge.cli.output import deliver, forms_of, say
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
    "confirmed_by",
    "is_stale",
    "binds",
    "effect",
    "evidence",
    "source",
    "note",
    "own_entry",
)


def designations(
    organisation: Annotated[
        str | None, Parameter(help="An organisation of the judgements, as in alibaba; all by default.")
    ] = None,
    /,
    *,
    confirm: Annotated[
        str | None,
        Parameter(name="--confirm", help="Note that this list was compared with its primary text."),
    ] = None,
    by: Annotated[str | None, Parameter(name="--by", help="With --confirm: who looked.")] = None,
    source: Annotated[
        str | None, Parameter(name="--source", help="With --confirm: where the primary text stands.")
    ] = None,
    on: Annotated[
        str | None, Parameter(name="--on", help="With --confirm: the day of the look; today by default.")
    ] = None,
    as_of: AsOfFlag = None,
    form: FormFlag = None,
    output: OutputFlag = None,
    quiet: QuietFlag = False,
) -> int:
    """The lists and rules that name an organisation, with issuer, status, days, and whom they bind.

    As of a day, what held on it and could be known on it. A row nobody compared with the primary text within
    thirty days is marked stale; whoever compares one notes it with --confirm. Own entries are rows of
    own/designations.csv in the store, and are shown apart. Facts for counsel, not legal advice.
    """
    from weighbridge.diligence.own_lists import own_lists
    from weighbridge.entities.designations import load_designations, today
    from weighbridge.entities.organisations import load_organisations
    from weighbridge.store.home import find_home
    from weighbridge.store.snapshots import parse_date

    if organisation is not None and organisation not in load_organisations():
        raise unknown_name(
            "organisation", organisation, load_organisations(), "Try `weighbridge designations`."
        )
    if confirm is not None:
        say([_confirm(organisation, confirm, by, source, on)])
        return PASS
    if by or source or on:
        raise UsageError("--by, --source and --on belong to --confirm LIST: say which list was looked up.")
    day = datetime.date.fromisoformat(parse_date(as_of, "--as-of")) if as_of else today()
    own = own_lists(find_home())
    every = {item.organisation_id for item in (*load_designations(), *own.entries)}
    named = sorted(every) if organisation is None else [organisation]
    rows = [item.as_dict(day) for name in named for item in own.on(name, day)]
    deliver(forms_of(rows, lambda t: _lines(rows, organisation, day, t), _NAMES), form, output)
    return PASS if rows else NONE_FOUND


def _confirm(
    organisation: str | None, instrument: str, by: str | None, source: str | None, on: str | None
) -> str:
    """Write a confirmation down; the sentence that says where."""
    from weighbridge.diligence.own_lists import Confirmation
    from weighbridge.diligence.own_lists import confirm as write
    from weighbridge.entities.designations import today
    from weighbridge.store.home import find_home
    from weighbridge.store.snapshots import parse_date

    lacks = [flag for flag, word in (("--by", by), ("--source", source)) if not (word or "").strip()]
    if organisation is None or lacks:
        what = "the organisation" if organisation is None else " and ".join(lacks)
        raise UsageError(
            f"A confirmation without {what}. Write `weighbridge designations ORGANISATION --confirm LIST "
            "--by NAME --source ADDRESS`."
        )
    if not str(source).startswith(("https://", "http://")):
        raise UsageError(f"--source '{source}' is no address. Give that of the primary text, https://...")
    day = datetime.date.fromisoformat(parse_date(on, "--on", today())) if on else today()
    path = write(find_home(), Confirmation(instrument, organisation, day, str(source), str(by)))
    return f"Noted in {path}: {organisation} on {instrument}, compared on {day} by {by}."


def _lines(
    rows: list[dict[str, Any]], organisation: str | None, day: datetime.date, terminal: Terminal
) -> list[str]:
    shipped = [row for row in rows if not row["own_entry"]]
    own = [row for row in rows if row["own_entry"]]
    firms = len({row["organisation_id"] for row in rows})
    who = organisation or plural(firms, "organisation")
    said = (
        f"{who}: {plural(len(shipped), 'entry', 'entries')} on {day}."
        if rows
        else f"{who}: none found on {day}."
    )
    lines = [terminal.paint(line, "bold") for line in paragraph(said, terminal)]
    lines += _table(shipped, terminal)
    if own:
        lines += ["", f"Your own: {plural(len(own), 'entry', 'entries')}.", *_table(own, terminal)]
    stale = sum(bool(row["is_stale"]) for row in rows)
    if stale:
        text = f"Stale: {stale} of {len(rows)} were not compared with the primary text within thirty days."
        lines += ["", *paragraph(text, terminal)]
    return [*lines, "Facts for counsel, not legal advice."]


def _table(rows: list[dict[str, Any]], terminal: Terminal) -> list[str]:
    heads = ("named", "by", "status", "since", "known from", "confirmed", "binds", "source")
    table = [
        [
            Cell(str(row["organisation_id"])),
            Cell(str(row["instrument"])),
            Cell(str(row["status"]).replace("_", " "), "warning" if row["status"] == "in_force" else ""),
            Cell(str((row["true_from"] and row["since"]) or DASH)),
            Cell(str(row["known_from"])),
            Cell(
                f"{row['confirmed_on']} {row['confirmed_by'] or ''}".strip() if row["confirmed_on"] else DASH
            ),
            Cell(str(row["binds"])),
            Cell(str(row["source"]).removeprefix("https://").partition("/")[0]),
        ]
        for row in rows
    ]
    if not table:
        return []
    if terminal.is_wide:
        return ["", *listing(heads, table, terminal, flexible=(6, 1))]
    # Whom it binds and where it is written have no room; a wider screen, a pipe and every file have them.
    narrow = [row[:6] for row in table]
    told = "Whom each binds, and its source: on 120 columns, or with --format md."
    return ["", *listing(heads[:6], narrow, terminal, flexible=(1, 5, 0)), *paragraph(told, terminal)]

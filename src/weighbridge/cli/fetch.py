"""``weighbridge fetch``: snapshots from the network, polite, resumable, and honest about what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from weighbridge.cli.layout import Cell, paragraph
from weighbridge.cli.options import FormFlag, OutputFlag, QuietFlag
from weighbridge.cli.output import deliver, forms_of
from weighbridge.cli.program import PASS, VIOLATION
from weighbridge.cli.progress import progress_of
from weighbridge.cli.records import listing, plural
from weighbridge.cli.terminal import Terminal

if TYPE_CHECKING:
    from weighbridge.store.fetching.running import Outcome, Planned

_NAMES = (
    "source",
    "state",
    "date",
    "records",
    "quarantined",
    "pages",
    "resumed_at",
    "seconds",
    "gaps",
    "message",
)
_PLAN_NAMES = (
    "source",
    "asks",
    "host",
    "lanes",
    "first",
    "token",
    "token_is_set",
    "pages_before",
    "resumes_after",
)
_GOOD = ("whole", "unchanged", "held", "skipped")


def fetch(
    *names: Annotated[
        str, Parameter(help="Sources, as `weighbridge sources` names them; all without a name.")
    ],
    account: Annotated[
        tuple[str, ...],
        Parameter(
            name="--account", help="An account to list, for sources that go by account; may be repeated."
        ),
    ] = (),
    dry_run: Annotated[
        bool, Parameter(name="--dry-run", negative="", help="Say what would be asked, and ask nothing.")
    ] = False,
    fresh: Annotated[
        bool, Parameter(name="--fresh", negative="", help="Begin anew, even where a run was broken off.")
    ] = False,
    form: FormFlag = None,
    output: OutputFlag = None,
    quiet: QuietFlag = False,
) -> int:
    """Take snapshots of sources from the network.

    Different hosts are asked at once, each one request at a time, within the limits it states. What was
    fetched is kept page by page: a run that was broken off goes on where it stopped. Tokens are read from
    the environment and written nowhere. What could not be had is named, and a part of a listing feeds no
    table. The exit code is 0 where everything asked for is there, else 1.
    """
    from weighbridge.entities.fetched_accounts import fetch_plans
    from weighbridge.store.fetching.running import Run
    from weighbridge.store.home import find_home

    home = find_home()
    plans = fetch_plans(home, names, account, fresh)
    if dry_run:
        _deliver_plans(plans, form, output)
        return PASS
    with progress_of(quiet) as progress:
        found = Run(home, [item.source for item in plans], progress.stage).all(plans)
    records = [_record(item) for item in found]
    deliver(forms_of(records, lambda terminal: _table(found, terminal), _NAMES), form, output)
    return PASS if all(item.state in _GOOD for item in found) else VIOLATION


def _record(item: Outcome) -> dict[str, Any]:
    record: dict[str, Any] = {name: getattr(item, name) for name in _NAMES}
    return {
        **record,
        "gaps": list(item.gaps),
        "seconds": round(item.seconds, 1),
        "stopped": dict(item.stopped or {}),
    }


def _table(found: Sequence[Outcome], terminal: Terminal) -> list[str]:
    rows = [
        [
            Cell(item.source, "bold"),
            Cell(item.state, "good" if item.state in _GOOD else "warning"),
            Cell(item.date),
            Cell(f"{item.records:,}" if item.records else "", "", True),
            Cell(f"{item.pages:,}" if item.pages else "", "", True),
        ]
        for item in found
    ]
    lines = [*listing(("source", "state", "snapshot", "records", "pages"), rows, terminal), ""]
    for item in found:
        lines += paragraph(item.message, terminal)
        for gap in item.gaps:
            lines += paragraph(gap, terminal, "  ", "  missing: ")
        for message in (item.stopped or {}).values():
            lines += paragraph(message, terminal, "  ", "  stopped: ")
    if any(item.gaps for item in found):
        lines += paragraph(
            "What is missing is asked for again by the same command; what is there is kept.", terminal
        )
    return [
        *lines,
        "next: weighbridge watch" if any(item.state == "whole" for item in found) else _last(found),
    ]


def _last(found: Sequence[Outcome]) -> str:
    bad = [item.source for item in found if item.state not in _GOOD]
    return f"next: weighbridge fetch {bad[0]}" if bad else "next: weighbridge report"


def _deliver_plans(plans: Sequence[Planned], form: FormFlag, output: OutputFlag) -> None:
    records = [_plan_record(item) for item in plans]

    def table(terminal: Terminal) -> list[str]:
        lines = paragraph("Nothing was asked. A fetch would ask:", terminal)
        rows = [
            [
                Cell(record["source"], "bold"),
                Cell(record["host"]),
                Cell(f"{record['lanes']:,}", "", True),
                Cell(_token_words(record)),
                Cell(f"{record['asks']}{_resume_words(record)}"),
            ]
            for record in records
        ]
        heads = ("source", "host", "lanes", "token", "what")
        lines += ["", *listing(heads, rows, terminal, flexible=(4,)), ""]
        return [*lines, f"{plural(len(records), 'source')} · next: weighbridge fetch {records[0]['source']}"]

    deliver(forms_of(records, table, _PLAN_NAMES), form, output)


def _plan_record(item: Planned) -> dict[str, Any]:
    from weighbridge.store.fetching.mirrors import Mirrors, origin_of
    from weighbridge.store.fetching.running import fetchable
    from weighbridge.store.fetching.secrets import Secrets

    declared = fetchable(item.source)
    first = Mirrors().there(item.lanes[0].url)
    secrets = Secrets([declared.token] if declared.token else [])
    return {
        "source": item.source.name,
        "asks": declared.asks,
        "host": origin_of(first).partition("://")[2],
        "lanes": len(item.lanes),
        "first": secrets.address(first),
        "token": declared.token or None,
        "token_is_set": bool(secrets.token(declared.token)) if declared.token else None,
        "pages_before": item.pages_before or None,
        "resumes_after": len(item.journal.lines) if item.journal else None,
    }


def _token_words(record: dict[str, Any]) -> str:
    if not record["token"]:
        return "none"
    return f"{record['token']} ({'set' if record['token_is_set'] else 'not set'})"


def _resume_words(record: dict[str, Any]) -> str:
    words = f"; about {record['pages_before']:,} pages" if record["pages_before"] else ""
    if record["resumes_after"] is not None:
        words += f"; goes on after page {record['resumes_after']:,}"
    return words

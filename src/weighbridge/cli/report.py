"""``weighbridge report``: builds everything from what is stored, and answers who leads."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from weighbridge.api import Weighbridge
from weighbridge.catalogue import registry
from weighbridge.cli.ahead import second_process
from weighbridge.cli.options import FormFlag, OutputFlag, QuietFlag
from weighbridge.cli.output import deliver, forms_of
from weighbridge.cli.program import NONE_FOUND, PASS
from weighbridge.cli.progress import Progress, progress_of
from weighbridge.cli.report_view import NAMES, Place, record_of, report_lines
from weighbridge.cli.terminal import Terminal
from weighbridge.store.derived import Builder
from weighbridge.store.shortfalls import shortfalls
from weighbridge.web.headlines import headline_rows
from weighbridge.web.plug import Plug

# From so many tables and reductions to build on, a second process pays for its own start.
_MUCH = 20


def report(
    *,
    out: Annotated[Path, Parameter(name="--out", help="The folder the site is written to.")] = Path("site"),
    form: FormFlag = None,
    output: OutputFlag = None,
    quiet: QuietFlag = False,
) -> int:
    """Build tables, headline definitions and the site from what is stored; then say who leads.

    An empty store answers from the snapshots that ship with the program. What has not changed since the
    last report is kept. Definitions whose newest month is older than a year are shown, not counted.
    """
    with progress_of(quiet) as progress:
        bridge = Weighbridge(progress=lambda text: _begin(progress, text))
        unbuilt = _unbuilt(bridge)
        progress.expect(unbuilt + _begun_by_the_site(bridge))
        progress.stage("weighing the headline definitions")
        with second_process(bridge.home.root, unbuilt >= _MUCH):
            rows = headline_rows(Plug(bridge))
            place = _place(bridge, out, progress)
    records = [record_of(row) for row in rows]

    def table(terminal: Terminal) -> list[str]:
        return report_lines(rows, place, terminal)

    def whole() -> dict[str, object]:
        from weighbridge.web.sentences import home_sentences

        answer, turning = home_sentences(rows)
        return {
            "answer": answer,
            "unplaced": turning,
            "as_of": place.as_of,
            "snapshots": place.snapshots,
            "missing": list(place.missing),
            "definitions": records,
        }

    deliver(forms_of(records, table, NAMES, whole), form, output)
    return PASS if rows else NONE_FOUND


def _begin(progress: Progress, text: str) -> None:
    """A stage begins, so the one before is done."""
    progress.stage(text)
    progress.step()


def _unbuilt(bridge: Weighbridge) -> int:
    """How many tables and reductions are not built yet."""
    builder = Builder(bridge.home)
    asked = bridge.indicators()
    tables = sum(not builder.is_built(table.name) for table in registry.read_by(asked))
    reductions = sum(not builder.is_reduced(declared) for declared in asked)
    return tables + reductions


def _begun_by_the_site(bridge: Weighbridge) -> int:
    """How many stages `_place` begins."""
    from weighbridge.web.site import stages_of

    return 1 + stages_of(bridge.indicators())


def _place(bridge: Weighbridge, out: Path, progress: Progress) -> Place:
    """Write the site and say where its first page is, as seen from here."""
    from weighbridge.web.site import build_site

    _begin(progress, "building the site")
    folder = out.absolute()
    build_site(Plug(bridge), folder, bridge.home.cache, lambda text: _begin(progress, text))
    held = bridge.snapshots()
    missing = tuple(one.words for one in shortfalls(held))
    return Place(bridge.as_of, len(held), os.fspath(out / "index.html"), missing)

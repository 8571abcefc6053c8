"""``weighbridge doctor``: what is here, what is missing, and how to get it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from weighbridge.cli.health import Finding, findings
from weighbridge.cli.layout import Cell, paragraph
from weighbridge.cli.options import FormFlag, OutputFlag, QuietFlag
from weighbridge.cli.output import deliver, forms_of
from weighbridge.cli.program import PASS, VIOLATION
from weighbridge.cli.records import listing
from weighbridge.cli.terminal import Terminal

_NAMES = ("part", "name", "status", "found", "advice")
_STYLES = {"ok": "good", "differs": "warning", "optional": "unknown", "missing": "bad"}


def doctor(*, form: FormFlag = None, output: OutputFlag = None, quiet: QuietFlag = False) -> int:
    """Look at versions, the store, the engine, fonts, and what only developers need.

    Exit code 0 where everything that is needed is here, 1 where something is missing.
    """
    found = findings()
    records = [asdict(finding) for finding in found]
    deliver(forms_of(records, lambda terminal: _table(found, terminal), _NAMES), form, output)
    return VIOLATION if any(finding.status == "missing" for finding in found) else PASS


def _table(found: Sequence[Finding], terminal: Terminal) -> list[str]:
    rows = [
        [Cell(f.part), Cell(f.name, "bold"), Cell(f.status, _STYLES[f.status]), Cell(f.found)] for f in found
    ]
    advised = [finding for finding in found if finding.advice]
    lines = [
        _verdict(found),
        "",
        *listing(("part", "what", "status", "found"), rows, terminal, flexible=(3,)),
    ]
    for finding in advised:
        lines += ["", *paragraph(f"{finding.name}: {finding.advice}", terminal, "  ", "")]
    return [*lines, "", "next: weighbridge verify"]


def _verdict(found: Sequence[Finding]) -> str:
    missing = [finding.name for finding in found if finding.status == "missing"]
    if missing:
        return f"Missing: {', '.join(missing)}."
    if any(finding.status == "differs" for finding in found):
        if all(finding.part == "store" for finding in found if finding.status == "differs"):
            return "Everything needed is here; what was fetched is not whole."
        return "Everything needed is here; some versions are others than those tested."
    return "Everything needed is here."

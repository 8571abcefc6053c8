"""``weighbridge verify``: whether the stored bytes are still the ones that were stored."""

from __future__ import annotations

from weighbridge.cli.layout import Cell, paragraph
from weighbridge.cli.options import FormFlag, OutputFlag, QuietFlag
from weighbridge.cli.output import deliver, forms_of
from weighbridge.cli.program import PASS, VIOLATION
from weighbridge.cli.progress import progress_of
from weighbridge.cli.records import listing, plural, size_words
from weighbridge.cli.terminal import Terminal
from weighbridge.store.verify import Verification

_NAMES = ("path", "problem")


def verify(*, form: FormFlag = None, output: OutputFlag = None, quiet: QuietFlag = False) -> int:
    """Hash every stored file again and name each that is not as its manifest says.

    Exit code 0 where everything matches, 1 where anything does not.
    """
    from weighbridge.api import Weighbridge

    with progress_of(quiet) as progress:
        progress.stage("hashing what is stored")
        done = Weighbridge().verify()
    records = [{"path": str(finding.path), "problem": finding.problem} for finding in done.findings]

    def whole() -> dict[str, object]:
        return {"files": done.files, "bytes": done.bytes, "findings": records}

    deliver(forms_of(records, lambda terminal: _said(done, terminal), _NAMES, whole), form, output)
    return VIOLATION if done.findings else PASS


def _said(done: Verification, terminal: Terminal) -> list[str]:
    counted = f"{plural(done.files, 'file')}, {size_words(done.bytes)}"
    if not done.findings:
        return paragraph(f"All as their manifests say: {counted}.", terminal)
    problems = "1 does not match" if len(done.findings) == 1 else f"{len(done.findings)} do not match"
    rows = [[Cell(str(finding.path)), Cell(finding.problem, "bad")] for finding in done.findings]
    return [
        *paragraph(f"{counted}; {problems}:", terminal),
        *listing(("file", "what is wrong"), rows, terminal, flexible=(0, 1)),
    ]

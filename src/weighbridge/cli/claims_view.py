"""The list of claims and one claim's argument on the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from weighbridge.catalogue.claim import COMPARED, Claim
from weighbridge.claims import judging
from weighbridge.claims.chains import collapse, follows
from weighbridge.claims.judging import Judged
from weighbridge.claims.room import day_words
from weighbridge.claims.tried import OUTCOME_WORDS, Tried, limits
from weighbridge.cli.layout import Cell, columns, facts, paragraph
from weighbridge.cli.terminal import Terminal

STYLES = {
    "supported": "good",
    "right_number": "good",
    "definition_dependent": "warning",
    "distorted": "bad",
    "misattributed": "bad",
    "contradicted": "bad",
}
COMPARED_WORDS = {
    "counted": "counted",
    "over": "over",
    "when": "when",
    "whose": "whose",
    "left_out": "left out",
}
OUTCOME_STYLES = {"holds": "good", "fails": "bad", "unsure": "warning", "unavailable": "dim"}
VERDICT_WORDS = {
    "supported": "supported",
    "contradicted": "contradicted",
    "definition_dependent": "depends on the definition",
    "undecided": "undecided",
    "not_testable": "not testable",
}
MOST_ROWS = 6


def list_lines(found: Sequence[Judged], terminal: Terminal) -> list[str]:
    """Every claim with verdict, sentence, value, definition, origin and what is missing; then the counts."""
    if not found:
        return ["No statement fits."]
    lines = paragraph(summary(found), terminal)
    lines += [*paragraph(collapse([one.claim for one in found]).sentence, terminal), ""]
    for one in found:
        lines += _row(one, terminal)
    return [*lines, "", "next: weighbridge claim " + found[0].claim.id]


def summary(found: Sequence[Judged]) -> str:
    """The line that counts each verdict."""
    counted = ", ".join(
        f"{count} {word[0].lower() + word[1:]}" for word, count in judging.counts(found).items()
    )
    return f"{len(found)} statement{'' if len(found) == 1 else 's'} checked: {counted}."


def _row(one: Judged, terminal: Terminal) -> list[str]:
    claim = one.claim
    word = terminal.paint(one.word, STYLES.get(one.key, ""))
    head = f"  {claim.id}  {word}"
    quoted = f"“{claim.words}”"
    details = []
    if one.shown is not None:
        details.append(f"found: {one.shown.found} ({one.shown.label})")
    details.append(f"source: {claim.origin.name}" if claim.origin else "source: none found")
    if one.missing:
        details.append(f"missing: {one.missing}")
    if not terminal.is_tty:
        return [" | ".join([f"{claim.id}", one.word, quoted, *details])]
    lines = [head, *paragraph(quoted, terminal, indent="       ")]
    for text in details:
        lines += paragraph(text, terminal, indent="         ", first="       ")
    return lines


def claim_lines(
    found: Judged, copies: Sequence[Claim], moved: Sequence[Mapping[str, str]], terminal: Terminal
) -> list[str]:
    """The whole argument: words, who says it, verdict, the two definitions, values, caveats, the command."""
    claim = found.claim
    word = terminal.paint(found.word, "bold", STYLES.get(found.key, ""))
    lines = [f"{claim.id}  {word}", *paragraph(f"“{claim.words}”", terminal)]
    lines += [*paragraph(follows(claim) + _folded(claim, copies), terminal), ""]
    lines += [*paragraph(answer(claim), terminal), ""]
    lines += _compared(claim, terminal)
    lines += _values(found, terminal)
    pairs = [("verdict", _verdict(found)), *[(_plain(f), claim.findings[f]) for f in claim.findings]]
    pairs.append(("missing", found.missing))
    pairs.append(("caveat", claim.caveats[0] if claim.caveats else ""))
    if len(moved) > 1:
        past = "; ".join(f"{day_words(entry['as_of'])} {entry['word']}" for entry in moved)
        pairs.append(("history", past))
    shown = found.shown
    pairs.append(("repeat", shown.command if shown and shown.command else f"weighbridge claim {claim.id}"))
    lines += facts(pairs, terminal)
    return [*lines, "", f"as of {found.as_of} · next: weighbridge claim {claim.id} --format json"]


def answer(claim: Claim) -> str:
    """What is right, what is missing, what would reverse it: the second paragraph of the argument."""
    blocks = [" ".join(block.split()) for block in claim.method.split("\n\n")]
    return blocks[1] if len(blocks) > 1 else blocks[0]


def _plain(finding: str) -> str:
    return finding.replace("_", " ")


def _folded(claim: Claim, copies: Sequence[Claim]) -> str:
    others = [other.id for other in copies if other.id != claim.id]
    return f". Same statement: {', '.join(others)}." if others else "."


def _compared(claim: Claim, terminal: Terminal) -> list[str]:
    rows = [
        [Cell(COMPARED_WORDS[part]), Cell(claim.said.get(part, "")), Cell(claim.measured.get(part, ""))]
        for part in COMPARED
        if claim.said.get(part) or claim.measured.get(part)
    ]
    if not rows:
        return []
    second = "its source" if claim.origin else "looked at"
    head = [Cell(""), Cell("the sentence", "dim"), Cell(second, "dim")]
    return [*columns([head, *rows], terminal, flexible=(1, 2)), ""]


def _values(found: Judged, terminal: Terminal) -> list[str]:
    computed = [one for one in found.tried if one.outcome != "unavailable"]
    if not computed:
        return []
    computed.sort(key=lambda one: not one.is_source)
    rows = [_value_row(one) for one in computed[:MOST_ROWS]]
    lines = columns(rows, terminal, flexible=(1, 2))
    if len(computed) > MOST_ROWS:
        lines.append(f"and {len(computed) - MOST_ROWS} more definitions: --format csv")
    return [*lines, ""]


def _value_row(one: Tried) -> list[Cell]:
    mark = OUTCOME_WORDS[one.outcome] + ("*" if one.is_source else "")
    return [Cell(mark, OUTCOME_STYLES[one.outcome]), Cell(one.label), Cell(one.found + limits(one))]


def _verdict(found: Judged) -> str:
    decision = found.decision
    tried = [one for one in found.tried if one.is_worded]
    parts = [VERDICT_WORDS[decision.verdict]]
    if decision.lean:
        parts.append(f"leaning {decision.lean}")
    tally = [
        f"{sum(one.outcome == outcome for one in tried)} {OUTCOME_WORDS[outcome]}"
        for outcome in ("holds", "fails", "unsure", "unavailable")
        if any(one.outcome == outcome for one in tried)
    ]
    if found.axis:
        parts.append(f"{found.axis} decides")
    few = "; one definition only" if decision.definitions == 1 else ""
    source = (
        f". As its source defined it (*): {VERDICT_WORDS[found.as_defined]}"
        if any(one.is_source for one in found.tried)
        else ""
    )
    return f"{', '.join(parts)} ({', '.join(tally)}{few}){source}. Tested: {found.claim.predicate}"

"""The list of claims and one claim's argument on the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from weighbridge.catalogue.claim import COMPARED, Claim
from weighbridge.claims import judging
from weighbridge.claims.chains import collapse, follows
from weighbridge.claims.judging import Judged
from weighbridge.claims.room import day_words
from weighbridge.claims.tried import OUTCOME_WORDS, with_limits
from weighbridge.cli.layout import cells, facts, paragraph
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
SCREEN = 24
"""Lines of a screen: the last names the next command."""
LEAST_VALUES = 2
_MARK = 8
UNSAID = ("not said", "not mentioned")


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
    found: Judged,
    copies: Sequence[Claim],
    moved: Sequence[Mapping[str, str]],
    terminal: Terminal,
    is_whole: bool = False,
) -> list[str]:
    """The argument on one screen: words, who says it, verdict, both definitions, values, caveat, the command.

    What does not fit is named and shown with ``is_whole``: further values, what the sentence says part by
    part, reasons of findings, further caveats.
    """
    claim = found.claim
    word = terminal.paint(found.word, "bold", STYLES.get(found.key, ""))
    top = [f"{claim.id}  {word}", *paragraph(f"“{claim.words}”", terminal)]
    top += [*paragraph(follows(claim) + _folded(claim, copies), terminal)]
    argument = paragraph(answer(claim), terminal)
    said, measured = _compared(claim, terminal)
    last = facts(_last(found, is_whole), terminal)
    blocks = [facts([pair], terminal) for _, pair in _extras(found, moved)]
    names = [name for name, _ in _extras(found, moved)]
    left = SCREEN - 1 - sum(map(len, (top, argument, measured, last)))
    values, hidden = _values(found, terminal, None if is_whole else 0)
    first = said if is_whole or len(said) <= left - len(values) else []
    if not is_whole:
        values, hidden = _values(found, terminal, left - len(first))
    left -= len(first) + len(values)
    shown = set[int]()
    for at, block in enumerate(blocks):
        if is_whole or len(block) <= left:
            shown.add(at)
            left -= len(block)
    extras = [line for at in sorted(shown) for line in blocks[at]]
    gap = [""] if is_whole or left > 1 else []
    also = [f"{hidden} more definition{'' if hidden == 1 else 's'}"] if hidden else []
    also += [name for at, name in enumerate(names) if at not in shown]
    also += [] if first else ["the sentence"]
    lines = [*top, *gap, *argument, *gap, *first, *measured, *values, *last, *extras]
    return [*lines, _hint(found, list(dict.fromkeys(also)), terminal)]


def _last(found: Judged, is_whole: bool) -> list[tuple[str, str]]:
    """The verdict, what is missing, the first caveat, and the command that repeats the first value."""
    shown, caveats = found.shown, found.claim.caveats
    return [
        ("verdict", _verdict(found)),
        ("missing", found.missing if is_whole else found.missing.partition(":")[0]),
        ("caveat", caveats[0] if caveats else ""),
        ("repeat", shown.command if shown and shown.command else f"weighbridge claim {found.claim.id}"),
    ]


def _hint(found: Judged, also: Sequence[str], terminal: Terminal) -> str:
    """The last line: the day and the next command, with what it adds as far as there is room."""
    head = f"as of {found.as_of} · next: weighbridge claim {found.claim.id}"
    if not also:
        return f"{head} --format json"
    names = list(also)
    while names and terminal.is_tty and cells(f"{head} --all: {', '.join(names)}") > terminal.width:
        names.pop()
    return f"{head} --all{': ' + ', '.join(names) if names else ''}"


def history_lines(found: Judged, days: Sequence[Mapping[str, str]], terminal: Terminal) -> list[str]:
    """The verdict day by day, where it moved."""
    lines = paragraph(f"{found.claim.id}  “{found.claim.words}”", terminal)
    for entry in days:
        value = f", found: {entry['found']}" if entry["found"] else ""
        text = f"{entry['word']} ({VERDICT_WORDS[entry['verdict']]}){value}"
        lines += paragraph(text, terminal, indent=" " * 13, first=f"{day_words(entry['as_of']):<13}")
    note = (
        "As of each day a stored snapshot is of, by today's test; days on which nothing moved are left out."
    )
    return [*lines, "", *paragraph(note, terminal), f"next: weighbridge claim {found.claim.id}"]


def _extras(found: Judged, moved: Sequence[Mapping[str, str]]) -> list[tuple[str, tuple[str, str]]]:
    """What may stand below, the most telling first: history, findings, further caveats, the test."""
    claim = found.claim
    pairs: list[tuple[str, tuple[str, str]]] = []
    if len(moved) > 1:
        past = "; ".join(f"{day_words(entry['as_of'])} {entry['word']}" for entry in moved)
        pairs.append(("history", ("history", past)))
    pairs += [("reasons", (_plain(name), reason)) for name, reason in claim.findings.items()]
    pairs += [("caveats", ("caveat", text)) for text in claim.caveats[1:]]
    pairs.append(("test", ("tested", claim.predicate)))
    return [(name, (head.ljust(len("verdict")), text)) for name, (head, text) in pairs if text]


def answer(claim: Claim) -> str:
    """What is right, what is missing, what would reverse it: the second paragraph of the argument."""
    blocks = [" ".join(block.split()) for block in claim.method.split("\n\n")]
    return blocks[1] if len(blocks) > 1 else blocks[0]


def _plain(finding: str) -> str:
    return finding.replace("_", " ")


def _folded(claim: Claim, copies: Sequence[Claim]) -> str:
    others = [other.id for other in copies if other.id != claim.id]
    return f". Same statement: {', '.join(others)}." if others else "."


def _compared(claim: Claim, terminal: Terminal) -> tuple[list[str], list[str]]:
    """What the sentence says and what its source measured, part by part."""
    second = "its source" if claim.origin else "looked at"
    width = len("the sentence")
    pairs = [("the sentence", _parts(claim.said)), (second.ljust(width), _parts(claim.measured))]
    one, other = (facts([pair], terminal) for pair in pairs)
    return one, other


def _parts(parts: Mapping[str, str]) -> str:
    """The parts that are said, then the names of those that are not."""
    told = [name for name in COMPARED if parts.get(name) and not parts[name].startswith(UNSAID)]
    text = "; ".join(f"{COMPARED_WORDS[name]}: {parts[name]}" for name in told)
    silent = [COMPARED_WORDS[name] for name in COMPARED if parts.get(name, "").startswith(UNSAID)]
    return "; ".join(filter(None, (text, f"not said: {', '.join(silent)}" if silent else "")))


@dataclass(frozen=True, slots=True)
class _Row:
    """One value as shown, and how many definitions give it."""

    outcome: str
    is_source: bool
    found: str
    labels: tuple[str, ...]

    @property
    def text(self) -> str:
        """The value, then the definition: what its definitions share, and how many they are."""
        if len(self.labels) == 1:
            return f"{self.found} ({self.labels[0]})"
        parts = [label.split(", ") for label in self.labels]
        common = [part for part in parts[0] if all(part in other for other in parts[1:])]
        return f"{self.found} ({', '.join([*common, f'{len(self.labels)} definitions'])})"


def _rows(found: Judged) -> list[_Row]:
    """Values by definition, alike ones as one row: the source's own first, then one of each outcome."""
    alike: dict[tuple[str, bool, str], list[str]] = {}
    for one in found.tried:
        if one.outcome != "unavailable":
            key = (one.outcome, one.is_source, with_limits(one))
            alike.setdefault(key, []).append(one.label)
    rows = [_Row(*key, tuple(labels)) for key, labels in alike.items()]
    seen: set[str] = set()
    order = {}
    for at, row in enumerate(sorted(rows, key=lambda row: not row.is_source)):
        order[row] = (not row.is_source, row.outcome in seen, at)
        seen.add(row.outcome)
    return sorted(rows, key=lambda row: order[row])


def _values(found: Judged, terminal: Terminal, room: int | None) -> tuple[list[str], int]:
    """As many values as fit, at least two, and how many definitions are left; all without a limit."""
    lines: list[str] = []
    rows = _rows(found)
    taken = 0
    for row in rows:
        mark = OUTCOME_WORDS[row.outcome] + ("*" if row.is_source else "")
        block = paragraph(row.text, terminal, indent=" " * _MARK, first=mark.ljust(_MARK))
        is_full = taken >= LEAST_VALUES and room is not None and len(lines) + len(block) > room
        if is_full:
            break
        lines += [block[0].replace(mark, terminal.paint(mark, OUTCOME_STYLES[row.outcome]), 1), *block[1:]]
        taken += 1
    return lines, sum(len(row.labels) for row in rows[taken:])


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
    return f"{', '.join(parts)} ({', '.join(tally)}{few}){source}."

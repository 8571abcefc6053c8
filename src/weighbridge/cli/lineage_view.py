"""How ancestry looks in the terminal: the answer, the way up drawn step by step, and tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from weighbridge.catalogue.relations import ANSWERS, GRADES
from weighbridge.catalogue.units import DASH
from weighbridge.cli.layout import Cell, columns, facts, paragraph
from weighbridge.cli.records import listing, plural
from weighbridge.cli.terminal import Terminal
from weighbridge.diligence.lineage_children import Children
from weighbridge.diligence.lineage_graph import UNPLACED, Maker, Pair
from weighbridge.diligence.lineage_path import Ancestry
from weighbridge.diligence.lineage_score import TARGETS
from weighbridge.diligence.lineage_summary import FATES
from weighbridge.entities._terminals import REASONS

SHOWN = 12
_FULL = GRADES.index("documented")


def ancestry_lines(found: Ancestry, terminal: Terminal) -> list[str]:
    """The answer in a sentence, the way up, teachers and components, what does not stand, remarks."""
    lines = [terminal.paint(line, "bold") for line in paragraph(_answer(found), terminal)]
    lines += ["", *columns(list(_rows(found, terminal)), terminal, flexible=(1,))]
    for pair in found.apart:
        verb = "taught by" if pair.relation == "teacher" else "has a part of"
        lines += _beside(found, pair, verb, terminal)
    if found.aside:
        lines += ["", *_aside(found, terminal)]
    remarks = [line for text in found.remarks for line in paragraph(text, terminal)]
    lines += ["", *remarks] if remarks else []
    if found.is_cut:
        lines += ["", f"The way up goes on; the first {len(found.path):,} models of it are here."]
    hint = f"next: weighbridge lineage children {found.model.model_id}"
    return [*lines, "", f"{found.grade_words} · {hint}"]


def _answer(found: Ancestry) -> str:
    """One sentence: the publisher, the answer, the root and whose it is."""
    who = _maker(found.model.publisher, "somebody unplaced")
    name = found.model.model_id
    if found.model.answer == "own":
        return f"{name}: {who}, its own weights as far as is known."
    if found.model.answer == "resolved":
        makers = " and ".join(_maker(maker, "") for maker in found.root_makers)
        roots = found.roots[0].model_id if len(found.roots) == 1 else plural(len(found.roots), "root")
        return f"{name}: published by {who}; root of the weights {makers}, {roots}."
    if found.model.answer == "partly_known":
        known = [root for root in found.roots if root.maker.organisation_id]
        parts = ", ".join(f"{root.fraction * 100:.0f} % {_maker(root.maker, '')}" for root in known)
        return f"{name}: published by {who}; of its roots only part is known: {parts}."
    if found.model.answer == "unknown":
        return f"{name}: published by {who}; the root of its weights is unknown: {_reason(found)}."
    return f"{name}: published by {who}; {ANSWERS[found.model.answer]}."


def _reason(found: Ancestry) -> str:
    """Why the first end of a path that is unknown is so."""
    words = (REASONS[step.reason] for step in found.path if step.answer == "unknown" and step.reason)
    return next(words, "nothing vouches for where a path ends")


def _maker(maker: Maker, otherwise: str) -> str:
    if maker.organisation_id is None:
        return otherwise
    return f"{(maker.name or '').partition(' (')[0]} ({maker.country})"


def _rows(found: Ancestry, terminal: Terminal) -> Iterator[list[Cell]]:
    """The models from this one up, each under the one made from it; a stack, for lines can be very long."""
    yield [Cell(found.model.model_id, "bold"), *_seat(found.model.publisher), Cell("")]
    above: dict[str, list[Pair]] = {}
    for pair in found.pairs:
        above.setdefault(pair.child_id, []).append(pair)
    roots = {root.model_id for root in found.roots}
    seen = {found.model.canonical_id}
    waiting: list[tuple[int, Pair | None, int]] = _next(above, found.model.canonical_id, 1)
    while waiting:
        depth, pair, left_out = waiting.pop()
        if pair is None:
            words = f"{_indent(depth)}and {plural(left_out, 'further parent')}"
            yield [Cell(words), Cell(""), Cell("")]
            continue
        step = found.steps[pair.parent_id]
        again = pair.parent_id in seen
        name = f"{_indent(depth)}{_arrow(pair)} {step.model_id}{' (see above)' if again else ''}"
        root = " · root" if step.model_id in roots else ""
        told = f"{pair.relation}, {pair.grade}{', contradicted' if pair.is_contradicted else ''}{root}"
        yield [Cell(name), *_seat(step.publisher), Cell(f"{told} · {_told_by(found, pair)}")]
        if not again:
            seen.add(pair.parent_id)
            waiting += _next(above, pair.parent_id, depth + 1)


def _next(above: Mapping[str, list[Pair]], child: str, depth: int) -> list[tuple[int, Pair | None, int]]:
    """What is drawn under a model, the last first: its first few parents, and how many are left out."""
    pairs = above.get(child, [])
    rest: list[tuple[int, Pair | None, int]] = [(depth, pair, 0) for pair in reversed(pairs[:SHOWN])]
    return [(depth, None, len(pairs) - SHOWN), *rest] if len(pairs) > SHOWN else rest


def _indent(depth: int) -> str:
    """Two places a step; past a dozen steps the number of the step says it, or the screen would end."""
    return "  " * depth if depth <= SHOWN else f"{'  ' * SHOWN}step {depth} "


def _arrow(pair: Pair) -> str:
    return "<-" if GRADES.index(pair.grade) >= _FULL else "<~"


def _told_by(found: Ancestry, pair: Pair) -> str:
    """The kinds of statement and who made them; of a judgement what was read."""
    named = [word for word in pair.sources.split(", ") if not word.startswith("judgements")]
    judged = found.evidence.get((pair.child_id, pair.parent_id))
    read = [judged.source.removeprefix("https://")] if judged else []
    return f"{pair.stated_in} ({', '.join([*named, *read])})"


def _seat(maker: Maker) -> tuple[Cell]:
    place = (
        maker.country
        if maker.country in ("CN", "US")
        else "unknown"
        if maker.country == UNPLACED
        else "other"
    )
    return (Cell(_maker(maker, UNPLACED), place),)


def _beside(found: Ancestry, pair: Pair, verb: str, terminal: Terminal) -> list[str]:
    child, other = found.steps.get(pair.child_id), found.steps.get(pair.parent_id)
    if child is None or other is None:
        return []
    what = "answers, no weights" if pair.relation == "teacher" else "not its main weights"
    text = (
        f"{child.model_id} {verb} {other.model_id}, {_maker(other.publisher, UNPLACED)}: {what} "
        f"({pair.grade}, {_told_by(found, pair)})"
    )
    return paragraph(text, terminal)


def _aside(found: Ancestry, terminal: Terminal) -> list[str]:
    lines = paragraph("Also stated, and not standing:", terminal)
    for pair in found.aside[:SHOWN]:
        child = found.steps.get(pair.child_id)
        name = child.model_id if child else pair.child_id
        text = f"{name} from {pair.parent_id}: {pair.outcome.replace('_', ' ')} ({_told_by(found, pair)})"
        lines += paragraph(text, terminal, "  ", "  ")
    if len(found.aside) > SHOWN:
        lines.append(f"  and {len(found.aside) - SHOWN:,} more; --format json has all")
    return lines


def children_lines(found: Children, terminal: Terminal) -> list[str]:
    """How many, by relation; the first of each relation; how far down the line goes."""
    name = found.model.model_id
    if not found.count:
        return [
            f"None found: no standing pair names {name} as a parent.",
            "",
            "next: weighbridge lineage summary",
        ]
    kinds = ", ".join(f"{count:,} {relation}" for relation, count in found.relations.items())
    deep = ", ".join(f"{count:,}" for count in found.by_depth)
    lines = [
        terminal.paint(line, "bold")
        for line in paragraph(f"{plural(found.count, 'model')} made directly from {name}: {kinds}.", terminal)
    ]
    lines += paragraph(f"{plural(found.descendants, 'descendant')}, by distance: {deep}.", terminal)
    for relation, count in found.relations.items():
        rows = [
            [
                Cell(str(item["child"])),
                Cell(str(item["country"])),
                Cell(str(item["grade"])),
                Cell(str(item["stated_in"])),
            ]
            for item in found.first(relation, SHOWN)
        ]
        lines += ["", *listing((relation, "of", "grade", "stated in"), rows, terminal, flexible=(0, 3))]
        if count > SHOWN:
            lines.append(f"and {count - SHOWN:,} more")
    return [*lines, "", f"next: weighbridge lineage children {name} --format csv"]


def score_records(found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One record for each evidence, difficulty and target."""
    records = []
    for evidence, report in (("all", found), ("rules", found["rules"])):
        parts = {"all": report["overall"], **report["by_difficulty"]}
        for difficulty, targets in parts.items():
            for target in TARGETS:
                records.append(
                    {"evidence": evidence, "difficulty": difficulty, "target": target, **targets[target]}
                )
    return records


def score_lines(found: Mapping[str, Any], terminal: Terminal) -> list[str]:
    """Overall and by difficulty, with and without the judged rows; the wrong ones listed."""
    country = found["overall"]["root_country"]
    rules = found["rules"]["overall"]["root_country"]
    opening = (
        f"Root country: precision {_part(country['precision'])}, recall {_part(country['recall'])} on "
        f"{plural(found['cases'], 'case')}; the rules alone {_part(rules['precision'])} and "
        f"{_part(rules['recall'])}."
    )
    lines = [terminal.paint(line, "bold") for line in paragraph(opening, terminal)]
    rows = [
        [
            Cell(record["evidence"] if record["evidence"] == "rules" else "all evidence"),
            Cell(record["difficulty"]),
            Cell(record["target"].replace("_", " ")),
            *(Cell(f"{record[name]:,}", "", True) for name in ("cases", "right", "wrong", "abstained")),
            Cell(_part(record["precision"]), "", True),
            Cell(_part(record["recall"]), "", True),
        ]
        for record in score_records(found)
        if record["difficulty"] == "all" or record["target"] == "root_country"
    ]
    heads = ("evidence", "group", "target", "cases", "right", "wrong", "open", "precision", "recall")
    lines += ["", *listing(heads, rows, terminal)]
    lines += ["", *_wrong(found, "all evidence", terminal), *_wrong(found["rules"], "rules alone", terminal)]
    asked, accused = found["expected_abstentions"], found["controls"]
    lines += paragraph(
        "Rules alone: each case answered by a graph that saw no judgement about it. Disputed or undisclosed, "
        f"and so answered: {asked['met']} of {asked['cases']}. "
        f"Controls accused: {len(accused['accused'])} of {accused['cases']}.",
        terminal,
    )
    return [*lines, "", "next: weighbridge lineage MODEL, for how an answer came about"]


def _part(value: float | None) -> str:
    return DASH if value is None else f"{value:.3f}"


def _wrong(report: Mapping[str, Any], title: str, terminal: Terminal) -> list[str]:
    if not report["wrong"]:
        return [f"Wrong, {title}: none."]
    lines = [f"Wrong, {title}:"]
    for item in report["wrong"][: 2 * SHOWN]:
        further = "; the expected one stands further up" if item["is_further_up"] else ""
        text = (
            f"{item['model_id']}, {item['target'].replace('_', ' ')}: expected {item['expected']}, "
            f"given {item['given']}{further}"
        )
        lines += paragraph(text, terminal, "    ", "  ")
    return lines


_COUNTS = (
    ("nodes", "models"),
    ("listed", "of them in some list"),
    ("edges", "pairs that pass weights on"),
    ("many_parents", "models with several parents"),
    ("max_depth", "steps on the longest path"),
    ("max_children", "children of one model at most"),
    ("dangling", "parents in no list"),
    ("self_loops", "models that name themselves"),
    ("cycles", "circles"),
    ("in_cycles", "models in circles"),
    ("into_cycles", "models below circles"),
    ("contradicted", "pairs that are contradicted"),
)


def summary_records(found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The numbers as records of a name and a value."""
    records = [{"what": name, "value": found[name]} for name, _ in _COUNTS]
    for group in ("relations", "grades", "outcomes", "accounted", "problems", "depths"):
        records += [{"what": f"{group}.{name}", "value": value} for name, value in found[group].items()]
    return records


def summary_lines(found: Mapping[str, Any], terminal: Terminal) -> list[str]:
    """The graph in a sentence, its numbers, its relations and grades, and the account of statements."""
    of = f" that {found['source']} states" if found["source"] else ""
    opening = (
        f"{found['nodes']:,} models and {found['edges']:,} pairs{of}, up to {found['max_depth']} steps deep."
    )
    lines = [terminal.paint(line, "bold") for line in paragraph(opening, terminal)]
    rows = [[Cell(f"{found[name]:,}", "", True), Cell(words)] for name, words in _COUNTS]
    lines += ["", *columns(rows, terminal)]
    for group in ("relations", "grades"):
        words = ", ".join(f"{name} {count:,}" for name, count in _by_size(found[group]))
        lines += ["", *facts([(group, words)], terminal)]
    rows = [
        [Cell(f"{count:,}", "", True), Cell(name), Cell(FATES[name])]
        for name, count in found["accounted"].items()
        if count
    ]
    head = f"Every one of {found['statements']:,} statements is accounted for:"
    lines += ["", *paragraph(head, terminal), *columns(rows, terminal, flexible=(2,))]
    lines += ["", *_seats(found["derivatives_by_country"], terminal)]
    return [*lines, "", "next: weighbridge indicator derivative_share --attribution root"]


def _by_size(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _seats(by: Mapping[str, Mapping[str, float]], terminal: Terminal) -> list[str]:
    """Models with a known parent by seat of publisher, parent and root, in per cent; the unplaced last."""
    totals = {name: sum(seats.values()) or 1.0 for name, seats in by.items()}
    ranked = sorted(
        {seat for seats in by.values() for seat in seats} - {UNPLACED}, key=lambda s: -by["root"].get(s, 0)
    )
    shown = [*ranked[:6], UNPLACED]
    rows = [
        [Cell(seat), *(Cell(f"{by[name].get(seat, 0) / totals[name] * 100:.1f}", "", True) for name in by)]
        for seat in shown
    ]
    return [
        *paragraph("Models with a known parent, by seat, per cent:", terminal),
        *listing(("seat", *by), rows, terminal),
    ]

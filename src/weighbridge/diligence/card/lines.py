"""A card as lines: what it is about, what it says, and what that rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from weighbridge.catalogue.relations import GRADES
from weighbridge.diligence.card.card import Card, Named, following
from weighbridge.diligence.card.hosting import ROUTER, by_seat
from weighbridge.diligence.card.missing import BOARDS, PRICE_LISTS, STATEMENTS
from weighbridge.diligence.card.quality import Measured
from weighbridge.diligence.card.sentences import (
    TEST_WORDS,
    instruction_of,
    joined,
    listed_words,
    maker_words,
    own_words,
    role_words,
    tests_words,
)
from weighbridge.diligence.lineage_graph import Pair

SHOWN_SCORES = 3
NO_FIGURES_OF_SOLD = "figures are kept of published weights alone"
NO_TEST_OF_ITS_OWN = "looked for this very model; a parent's results are not its own"
FULL = GRADES.index("documented")


@dataclass(frozen=True, slots=True)
class Line:
    """One line and what it rests on; ``head`` is empty where it goes on with the one above."""

    head: str
    text: str
    evidence: str
    tone: str = ""


def lines_of(card: Card) -> list[Line]:
    """All lines of a card in the order a reader decides by."""
    return [
        *_built_on(card),
        *_licence(card),
        *_listed(card),
        *_prompts(card),
        *_quality(card),
        *_safety(card),
        _memory(card),
        *openness_lines(card),
        *_unknown(card),
    ]


def _built_on(card: Card) -> Iterable[Line]:
    found = card.ancestry
    publisher = maker_words(found.model.publisher)
    if not found.pairs:
        said = {"own": "its own weights"}.get(found.model.answer, f"root {found.model.answer}")
        yield Line(
            "BUILT ON", f"{publisher}: {said}", f"{found.root_grade}: {found.as_dict()['answer_means']}"
        )
    head = "BUILT ON"
    start = publisher
    seen = {found.model.canonical_id}
    for pair in upwards(found.pairs, found.model.canonical_id):
        step = found.steps.get(pair.parent_id)
        if step is None or pair.parent_id in seen:
            continue
        seen.add(pair.parent_id)
        arrow = "<-" if GRADES.index(pair.grade) >= FULL else "<~"
        root = ", root" if any(root.model_id == step.model_id for root in found.roots) else ""
        name = step.model_id.rpartition("/")[2]
        text = f"{start} {arrow} {maker_words(step.publisher)} {name}{root}".strip()
        yield Line(head, text, f"{pair.relation}, {pair.grade} · {told_by(card, pair)}")
        head, start = "", ""
    for pair in found.apart:
        step = found.steps.get(pair.parent_id)
        if step is None:
            continue
        if pair.relation == "teacher":
            said = f"taught by {step.model_id.rpartition('/')[2]} ({step.publisher.country}), data only"
        else:
            said = f"component {step.model_id.rpartition('/')[2]}, {maker_words(step.publisher)}"
        yield Line("", said, f"{pair.grade} · {told_by(card, pair)}")
    if not any(pair.relation == "component" for pair in found.apart):
        yield Line("", "components: none recorded", f"looked in {STATEMENTS}, to {card.as_of}")
    for remark in found.remarks:
        yield Line("", remark, "judgements of ancestry, as read")


def upwards(pairs: tuple[Pair, ...], start: str) -> list[Pair]:
    """Pairs from the model up, layer by layer."""
    layer, found, seen = [start], [], {start}
    while layer:
        held = [pair for pair in pairs if pair.child_id in layer]
        found += held
        layer = [pair.parent_id for pair in held if pair.parent_id not in seen]
        seen |= set(layer)
    return found


def told_by(card: Card, pair: Pair) -> str:
    """Who states a pair, and what a judgement rests on."""
    named = [word for word in pair.sources.split(", ") if not word.startswith("judgements")]
    judged = card.ancestry.evidence.get((pair.child_id, pair.parent_id))
    read = [short_address(judged.source)] if judged else []
    since = [f"known since {pair.first_known_on}"] if pair.first_known_on else []
    return ", ".join([pair.stated_in, *named, *read, *since])


def _licence(card: Card) -> Iterable[Line]:
    texts = {link.link.licence.name: link.link.licence.source for link in card.strictest}
    own = card.licence.links[0]
    where = ", ".join(text.removeprefix("https://") for text in texts.values() if text)
    seen = f"tag seen {own.tags[-1][0]} in {own.source}" if own.tags else "no tag seen"
    tone = "warning" if card.licence.conflicts else ""
    yield Line("LICENCE", instruction_of(card), f"{seen}{'; text: ' + where if where else ''}", tone)
    for item in card.licence.conflicts:
        yield Line(
            "",
            f"conflict: {item.child_id} is tagged {item.child_licence}, its parent {item.parent_id} is under "
            f"{item.parent_licence} ({joined([name.replace('_', ' ') for name in item.clauses])})",
            "clause by clause, from the texts",
            "warning",
        )
    for clause in card.licence.terms.clauses:
        if clause.clause == "naming" and clause.models:
            yield Line("", f"duty: {clause.text}", f"said by {', '.join(clause.models)}")
        if clause.clause in ("users", "revenue") and clause.models:
            what = "users a month" if clause.clause == "users" else "US dollars of revenue a year"
            yield Line(
                "", f"another licence above {clause.text} {what}", f"said by {', '.join(clause.models)}"
            )


def _listed(card: Card) -> Iterable[Line]:
    head = "LISTED"
    for item in card.named:
        words = listed_words(item)
        sources = sorted({d.source.removeprefix("https://").partition("/")[0] for d in item.shipped})
        kinds = sorted({d.evidence for d in item.shipped})
        tone = "warning" if item.holding else ""
        evidence = f"{', '.join(kinds)} · {', '.join(sources)}" if sources else "looked in the lists held"
        name = maker_words(item.maker)
        yield Line(head, f"{role_words(item, card)} {name}: {words}", evidence + _confirmed(item), tone)
        head = ""
        for found in item.own:
            yield Line(
                "", f"{name}: {own_words(found)}", f"{found.evidence}, {found.source} · {found.told_in}"
            )
    for rule in following(card):
        when = f"from {rule['true_from']}" if rule["status"] == "future" else rule["status"].replace("_", " ")
        where = ", ".join(filter(None, [short_address(rule["source"]), rule["note"]]))
        yield Line("", f"follows: {rule['instrument']} ({when}), binds {rule['binds']}", where)
    if not card.named:
        text = "no organisation is known, so none could be looked up"
        yield Line(head, text, "judgements of accounts and ancestry")


def _confirmed(item: Named) -> str:
    """Who compared entries with their primary text, where somebody did."""
    told = [
        f"{found.instrument_id} confirmed {found.confirmed_on} by {found.confirmed_by}"
        for found in item.shipped
        if found.confirmed_by
    ]
    return f" · {'; '.join(told)}" if told else ""


def _prompts(card: Card) -> Iterable[Line]:
    text = "self-hosted: they stay on your machines"
    evidence = "follows from where the weights run; nobody measured it"
    if card.is_served:
        text, evidence = "to a seller: nobody holds its weights", f"looked in {STATEMENTS}, to {card.as_of}"
    yield Line("PROMPTS", text, evidence)
    if not card.sellers:
        text = "no list held names this very model"
        yield Line("PRICE", text, f"looked in {PRICE_LISTS}, to {card.as_of}")
        return
    seats = by_seat(card.sellers)
    told = "; ".join(
        f"{seat} {low:.2f}" + (f"-{high:.2f}" if high > low else "") + f" ({count})"
        for seat, (low, high, count) in seats.items()
    )
    routers = [seller for seller in card.sellers if seller.channel == ROUTER]
    direct = sum(count for _, _, count in seats.values())
    day = card.sellers[0].priced_on
    seated = f"hosts of the list of {day}; seats as the router's list of providers tells them"
    if direct:
        hosts = f"{direct} host{'' if direct == 1 else 's'}"
        yield Line("", f"{hosts}, seats {', '.join(seats)}; where machines stand: {machines(card)}", seated)
    if routers:
        text = f"router {', '.join(seller.name for seller in routers)}: the host is not named"
        yield Line("", text, f"{PRICE_LISTS}, list of {day}")
    prices = [seller.price for seller in card.sellers]
    undated = sum(not seller.is_dated for seller in card.sellers)
    yield Line(
        "PRICE",
        f"{min(prices):.2f}-{max(prices):.2f} USD/Mtok at 3:1, by seat: {told}",
        f"{PRICE_LISTS}, list of {day}; first day of {undated} of {len(prices)} not known",
    )


def machines(card: Card) -> str:
    """Where the machines of the hosts stand, as far as anybody tells."""
    told = sorted({code for seller in card.sellers for code in seller.datacentres})
    return ", ".join(told) + " as far as told" if told else "not told"


def _quality(card: Card) -> Iterable[Line]:
    if not card.quality:
        text = NO_FIGURES_OF_SOLD if card.is_served else "not measured on any board held"
        yield Line("QUALITY", text, f"looked in boards of {BOARDS}, to {card.as_of}")
        return
    head = "QUALITY"
    for item in card.quality[:SHOWN_SCORES]:
        yield Line(head, score_words(item), f"{item.run_by}, {item.measured_on} · {item.source}")
        head = ""
    more = card.quality[SHOWN_SCORES:]
    if more:
        credits = sorted({f"{item.run_by} · {item.source}" for item in more})
        yield Line("", "also " + "; ".join(score_words(item) for item in more), "; ".join(credits))


def score_words(item: Measured) -> str:
    """A figure, with the reason where it has no interval."""
    if item.is_anchor:
        return f"{item.text()}, fixed by definition"
    return item.text() if item.low is not None else f"{item.text()}, no error printed"


def _safety(card: Card) -> Iterable[Line]:
    head = "SAFETY"
    for item in card.safety:
        kind = TEST_WORDS.get(item.test, item.test)
        text = item.text() if item.what.startswith(kind) else f"{kind}: {item.text()}"
        judge = f", judge {item.judge}" if item.judge and item.judge != "not recorded" else ""
        asked = (
            f", {item.note}" if item.test == "information" and item.note and item.count is not None else ""
        )
        day = f", {item.tested_on}" if item.tested_on else ""
        said = f"{item.run_by}{day}, host {item.host}{judge}{asked} · {item.evidence}, {item.source}"
        yield Line(head, text, said)
        head = ""
    missing = tests_words(card.not_tested)
    if missing:
        said = f"{NO_TEST_OF_ITS_OWN}, to {card.as_of}"
        yield Line(head, missing, said)


def _memory(card: Card) -> Line:
    held = card.memory
    if held.parameters is None:
        why = f"; set aside: {'; '.join(held.set_aside)}" if held.set_aside else ""
        text = f"not known: no count of parameters{why}"
        return Line("MEMORY", text, f"looked in the lists that count them, to {card.as_of}")
    sizes = ", ".join(f"{size:.0f} GB at {bits} bits" for bits, size in held.gigabytes.items())
    text = f"{held.parameters / 1e9:.1f} B parameters: {sizes}, and a fifth more at least to serve"
    aside = f"; set aside: {'; '.join(held.set_aside)}" if held.set_aside else ""
    return Line("MEMORY", text, f"{held.source}, {held.counted_on}{aside}")


def openness_lines(card: Card) -> Iterable[Line]:
    """Who calls the weights open and who closed; nothing where no list has a flag."""
    held = card.openness
    if not held.listed_on:
        return
    source = f"models.dev (MIT), list of {held.listed_on}"
    if not held.is_conflict:
        word, who = ("open", held.open) if held.open else ("closed", held.closed)
        yield Line("OPENNESS", f"weights {word}, say all who flag them: {', '.join(who)}", source)
        return
    text = f"conflict: weights open, say {', '.join(held.open)}; closed, say {', '.join(held.closed)}"
    yield Line("OPENNESS", text, source, "warning")


def _unknown(card: Card) -> Iterable[Line]:
    head = "UNKNOWN"
    for item in card.missing():
        yield Line(head, item.text, f"looked in {item.looked}")
        head = ""


def short_address(text: str) -> str:
    """An address without its scheme, or the words that stand for one."""
    return text.removeprefix("https://").removeprefix("http://").removeprefix("www.")

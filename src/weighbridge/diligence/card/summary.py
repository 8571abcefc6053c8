"""A card in short: what decides, each line with what it rests on in few words; the full card has the rest."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from weighbridge.catalogue.relations import GRADES
from weighbridge.diligence.card.card import Card, Named, following
from weighbridge.diligence.card.hosting import ROUTER, by_seat
from weighbridge.diligence.card.lines import (
    FULL,
    NO_FIGURES_OF_SOLD,
    Line,
    short_address,
    upwards,
)
from weighbridge.diligence.card.sentences import (
    STATUS_WORDS,
    TEST_WORDS,
    instruction_of,
    joined,
    maker_words,
    role_words,
    short_name,
)
from weighbridge.diligence.lineage_graph import Pair

MOST_STEPS, MOST_LISTED, MOST_LETTERS = 3, 4, 200


def summary_of(card: Card) -> list[Line]:
    """The lines one decides by: whose, from what, on what terms, named where, at what price, how good."""
    return [
        *_built_on(card),
        *_licence(card),
        *_listed(card),
        *_use(card),
        _quality(card),
        *_safety(card),
        _memory(card),
        *_openness(card),
        *_unknown(card),
    ]


def _built_on(card: Card) -> Iterable[Line]:
    found = card.ancestry
    publisher, start = maker_words(found.model.publisher), found.model.canonical_id
    if not found.pairs:
        own = found.model.answer == "own"
        said = "its own weights" if own else f"root {found.model.answer}"
        yield Line("BUILT ON", f"{publisher}: {said}", f"{found.root_grade}, lists to {card.as_of}")
    steps = list({pair.parent_id: pair for pair in reversed(upwards(found.pairs, start))}.values())[::-1]
    steps = [pair for pair in steps if pair.parent_id != start and pair.parent_id in found.steps]
    shown = steps if len(steps) <= MOST_STEPS else steps[: MOST_STEPS - 1]
    head, before = "BUILT ON", f"{publisher} "
    for pair in shown:
        yield Line(head, f"{before}{_step(card, pair)}", _told(card, pair))
        head, before = "", ""
    if len(steps) > len(shown):
        left = steps[len(shown) :]
        roots = joined(list(dict.fromkeys(short_name(maker) for maker in card.root_makers))) or "not known"
        weakest = min(left, key=lambda pair: GRADES.index(pair.grade)).grade
        yield Line("", f"and {len(left)} more models up to the root; roots: {roots}", f"{weakest} or better")
    yield from _apart(card)


def _step(card: Card, pair: Pair) -> str:
    step = card.ancestry.steps[pair.parent_id]
    root = ", root" if any(root.model_id == step.model_id for root in card.ancestry.roots) else ""
    arrow = "<-" if GRADES.index(pair.grade) >= FULL else "<~"
    return f"{arrow} {maker_words(step.publisher)} {step.model_id.rpartition('/')[2]}{root}"


def _apart(card: Card) -> Iterable[Line]:
    """Teachers and components, on a line each."""
    found = card.ancestry
    for relation, word in (("teacher", "taught by"), ("component", "components:")):
        pairs = [pair for pair in found.apart if pair.relation == relation and pair.parent_id in found.steps]
        if pairs:
            step = found.steps[pairs[0].parent_id]
            more = f" and {len(pairs) - 1} more" if len(pairs) > 1 else ""
            name = f"{step.model_id.rpartition('/')[2]} ({step.publisher.country})"
            data = ", data only" if relation == "teacher" else ""
            yield Line("", f"{word} {name}{more}{data}", _told(card, pairs[0]))
        elif relation == "component":
            yield Line("", "components: none recorded", f"statements to {card.as_of}")


def _told(card: Card, pair: Pair) -> str:
    """The grade of a pair and one place that says so."""
    named = [word for word in pair.sources.split(", ") if not word.startswith("judgements")]
    judged = card.ancestry.evidence.get((pair.child_id, pair.parent_id))
    where = _site(judged.source) if judged else "".join(named[:1])
    return f"{pair.grade}, {where}" if where else pair.grade


def _site(source: str) -> str:
    """What an address is of: ``https://github.com/a/b`` is ``github``; other words up to the first comma."""
    if not source.startswith("http"):
        return source.partition(",")[0].partition(" ")[0].rpartition("/")[2]
    return short_address(source).partition("/")[0].rpartition(".")[0].rpartition(".")[2]


def _licence(card: Card) -> Iterable[Line]:
    own = card.licence.links[0]
    tag = f"tag of {own.tags[-1][0]}, {own.source}" if own.tags else f"no tag, lists to {card.as_of}"
    tone = "warning" if card.licence.conflicts else ""
    said, unknown = instruction_of(card), card.licence.not_known
    if len(unknown) > 1:
        said = said.replace(
            f"Terms not known: {'; '.join(unknown)}", f"Terms of {len(unknown)} models not known"
        )
    for word in (" License Agreement", " License"):
        said = said.replace(word, "")
    said = textwrap.shorten(said, MOST_LETTERS, placeholder=" …")
    yield Line("LICENCE", said, tag, tone)
    held = card.licence.conflicts
    if held:
        item = held[0]
        child, parent = item.child_id.rpartition("/")[2], item.parent_id.rpartition("/")[2]
        who = "" if item.child_id == card.model_id else f" of {child}"
        more = f"; {len(held) - 1} more" if len(held) > 1 else ""
        clauses = ", ".join(name.replace("_", " ") for name in item.clauses)
        yield Line("", f"conflict{who} with {parent}: {clauses}{more}", "texts", "warning")


def _listed(card: Card) -> Iterable[Line]:
    head = "LISTED"
    # Whom lists name comes first; on whom nothing was found is one line.
    named = [item for item in card.named if item.designations]
    for item in named[:MOST_LISTED]:
        where = len({d.source for d in item.designations})
        evidence = f"{where} {_kind(item)}{'' if where == 1 else 's'}"
        text = f"{_role(item, card)} {short_name(item.maker)}: {_counted(item)}"
        yield Line(head, text, evidence, "warning" if item.holding else "")
        head = ""
    if len(named) > MOST_LISTED:
        yield Line(head, f"and {len(named) - MOST_LISTED} more organisations named", "lists held")
    clear = [item for item in card.named if not item.designations]
    if clear:
        text = "; ".join(f"{_role(item, card)} {short_name(item.maker)}" for item in clear[:2])
        more = f" and {len(clear) - 2} more" if len(clear) > 2 else ""
        yield Line(head, f"{text}{more}: none found", f"{card.stale[1]} entries held")
        head = ""
    rules = following(card)
    if rules:
        names = joined(list(dict.fromkeys(rule["instrument"].partition(", goods")[0] for rule in rules)))
        yield Line(head, f"follows: {names}", f"{len(rules)} rule{'' if len(rules) == 1 else 's'}")
    if not card.named:
        yield Line(head, "no organisation is known, so none could be looked up", "judgements of accounts")


def _kind(item: Named) -> str:
    kinds = {d.evidence for d in item.designations}
    return "report" if all(kind.startswith("press") for kind in kinds) else "source"


def _role(item: Named, card: Card) -> str:
    return "on the way," if item.role == "parent" else role_words(item, card)


def _counted(item: Named) -> str:
    """How many lists name an organisation, by status, with the names where there are few."""
    said = []
    for statuses in (("in_force", "contested"), ("pending",), ("future",), ("withdrawn",)):
        held = [d for d in item.designations if d.status in statuses]
        names = [d.instrument.name + (", contested" if d.status == "contested" else "") for d in held]
        if held:
            shown = f" ({'; '.join(names)})" if len(held) <= 2 else ""
            said.append(f"{len(held)} {STATUS_WORDS.get(statuses[0], statuses[0])}{shown}")
    return ", ".join(said)


def _use(card: Card) -> Iterable[Line]:
    if not card.sellers:
        text = "your machines; no list held names a seller"
        yield Line("PROMPTS", text, f"price lists, {card.as_of}")
        return
    seats, day = by_seat(card.sellers), card.sellers[0].priced_on
    direct = sum(count for _, _, count in seats.values())
    routers = [seller.name for seller in card.sellers if seller.channel == ROUTER]
    hosts = f"{direct} host{'' if direct == 1 else 's'}"
    ways = [f"{hosts}, seat{'' if len(seats) == 1 else 's'} {' '.join(seats)}"] if direct else []
    ways += [f"{len(routers)} router{'' if len(routers) == 1 else 's'}"] if routers else []
    own = [] if card.is_served else ["your machines"]
    yield Line("PROMPTS", "; ".join([*own, *ways]), f"list of {day}")
    prices = [seller.price for seller in card.sellers]
    low, high = f"{min(prices):.2f}", f"{max(prices):.2f}"
    text = f"{low}{'' if low == high else f'-{high}'} USD/Mtok at 3:1, {len(prices)} sellers"
    yield Line("PRICE", text, f"price lists, {day}")


def _quality(card: Card) -> Line:
    if not card.quality:
        text = NO_FIGURES_OF_SOLD if card.is_served else "not measured on any board held"
        return Line("QUALITY", text, f"3 boards to {card.as_of}")
    first = card.quality[0]
    more = f"; {len(card.quality) - 1} more measures" if len(card.quality) > 1 else ""
    return Line("QUALITY", f"{first.text()}{more}", f"{first.source.partition(',')[0]}, {first.measured_on}")


def _safety(card: Card) -> Iterable[Line]:
    head = "SAFETY"
    if card.safety:
        item = card.safety[0]
        kind = TEST_WORDS.get(item.test, item.test)
        text = item.text() if item.what.startswith(kind) else f"{kind}: {item.text()}"
        more = f"; {len(card.safety) - 1} more results" if len(card.safety) > 1 else ""
        yield Line(
            head, f"{text}{more}", ", ".join(filter(None, (item.run_by, item.tested_on, item.evidence)))
        )
        head = ""
    if card.not_tested:
        words = ", ".join(TEST_WORDS.get(name, name) for name in card.not_tested)
        yield Line(head, f"not tested: {words}", "none found")


def _memory(card: Card) -> Line:
    held = card.memory
    if held.parameters is None:
        return Line("MEMORY", "not known", f"no count to {card.as_of}")
    first, *rest = [(f"{size:.0f}", bits) for bits, size in held.gigabytes.items()]
    sizes = ", ".join([f"{first[0]} GB at {first[1]} bits", *(f"{size} at {bits}" for size, bits in rest)])
    return Line("MEMORY", f"weights {sizes}", f"{held.source}, {held.counted_on}")


def _openness(card: Card) -> Iterable[Line]:
    """Only where those who sell it contradict each other: else the flag says what the weights say."""
    held = card.openness
    if held.is_conflict:
        text = f"conflict: open, say {len(held.open)} sellers; closed, say {len(held.closed)}"
        yield Line("OPENNESS", text, f"models.dev, {held.listed_on}", "warning")


def _unknown(card: Card) -> Iterable[Line]:
    words = list(dict.fromkeys(item.word for item in card.missing()))
    if words:
        yield Line("UNKNOWN", f"{', '.join(words)}", f"to {card.as_of}")

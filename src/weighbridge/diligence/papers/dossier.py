"""Answers to a form somebody sends: what is held of each question, its sources, and what is to fill in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from weighbridge.catalogue.errors import UsageError, unknown_name
from weighbridge.diligence.card.card import COUNSEL, Card
from weighbridge.diligence.card.holdings import Holdings
from weighbridge.diligence.card.hosting import by_seat
from weighbridge.diligence.card.lines import score_words
from weighbridge.diligence.card.missing import PRICE_LISTS
from weighbridge.diligence.card.sentences import (
    answer_of,
    instruction_of,
    joined,
    listed_words,
    maker_words,
    role_words,
    tests_words,
)
from weighbridge.diligence.papers.subjects import Subject, Subjects
from weighbridge.entities.instruments import load_instruments
from weighbridge.entities.price_cells import rated_key

THIRD = 1 / 3


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under heads, with the name they go by."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One question: what is held, what only its addressee can tell, and where what is held comes from."""

    title: str
    question: str
    texts: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    to_fill: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dossier:
    """A whole paper."""

    kind: str
    title: str
    about: str
    sections: tuple[Section, ...]
    as_of: str
    day: str
    notes: tuple[str, ...] = field(default=(COUNSEL,))


def dossier_of(holdings: Holdings, subjects: Subjects, kind: str, compute: float | None = None) -> Dossier:
    """The paper of a kind about some models; ``compute`` is that of one's own training, in FLOP."""
    if kind not in KINDS:
        raise unknown_name("dossier", kind, KINDS, "Use one of these.")
    if compute is not None and compute <= 0:
        raise UsageError(f"--compute {compute:g}: give the FLOP of your own training, above 0, as in 3e22.")
    title, about, make = KINDS[kind]
    sections = tuple(make(holdings, subjects, compute))
    return Dossier(kind, title, about, sections, subjects.as_of, subjects.day)


def _known(subjects: Subjects) -> list[Card]:
    return [subject.card for subject in subjects.models if subject.card]


def _sources(cards: Iterable[Card]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for card in cards:
        for said in card.ancestry.evidence.values():
            found[str(said)] = None
        for item in card.named:
            found |= dict.fromkeys(
                f"{d.instrument.name}: {d.source} ({d.evidence})" for d in item.designations
            )
    return tuple(found)


# The letters of April 2026 -----------------------------------------------------------------------------


def _letter(holdings: Holdings, subjects: Subjects, _: float | None) -> Iterable[Section]:
    cards = _known(subjects)
    source = load_instruments()["us-house-letters-2026-04"].source
    yield Section(
        "1. Which models",
        "Which models do you use, and whose are they?",
        (f"{len(subjects.models)} models were found in {subjects.name}; roots are counted, not brands.",),
        (_which(subjects), _listed(cards)),
        ("Products and customers each model serves.",),
        (source, *_sources(cards)),
    )
    yield Section(
        "2. How chosen",
        "How were they chosen, and what else was considered?",
        ("Figures of each model itself at 90 %; a dash where nobody has measured it.",),
        (_figures(cards),),
        ("Who decided, when, by which criteria.", "Which other models were tried, with what result."),
        (PRICE_LISTS, "Epoch AI, CC-BY-4.0", "LMArena, CC-BY-4.0"),
    )
    yield Section(
        "3. Independent evaluation of the weights",
        "Was there an independent evaluation of the weights?",
        ("Tests of this very model by others. A parent's or a sister's test is not its own.",),
        (_tests(cards),),
        ("Own tests and those made by third parties for you, with dates and reports.",),
        tuple(dict.fromkeys(item.source for card in cards for item in card.safety)),
    )
    yield Section(
        "4. Volume of customer data",
        "How much customer data goes to these models, and where?",
        ("Where prompts go follows from the way of use that is written in the repository.",),
        (_ways(subjects),),
        (
            "Requests and tokens a month by model.",
            "Kinds of customer data, retention, and who can read them.",
        ),
        (PRICE_LISTS,),
    )


def _which(subjects: Subjects) -> Table:
    rows = []
    for subject in subjects.models:
        card = subject.card
        places = "; ".join(f"{p.file}:{p.line}" for p in subject.used.places[:3]) if subject.used else ""
        if card is None:
            rows.append((subject.model_id, "not known here", "not known here", places))
            continue
        rows.append((card.model_id, maker_words(card.ancestry.model.publisher), _root(card), places))
    return Table("Models", ("model", "publisher", "root of the weights", "used at"), tuple(rows))


def _root(card: Card) -> str:
    if not card.root_makers:
        return str(card.ancestry.as_dict()["answer_means"])
    names = ", ".join(root.model_id for root in card.ancestry.roots)
    part = "" if card.ancestry.known_part >= 1 else " (in part)"
    return f"{joined([maker_words(maker) for maker in card.root_makers])}: {names}{part}"


def _listed(cards: Sequence[Card]) -> Table:
    rows = [
        (card.model_id, f"{role_words(item, card)} {maker_words(item.maker)}", listed_words(item))
        for card in cards
        for item in card.named
        if item.designations
    ]
    return Table("Named on lists", ("model", "organisation", "lists"), tuple(rows))


def _figures(cards: Sequence[Card]) -> Table:
    rows = []
    for card in cards:
        prices = [seller.price for seller in card.sellers]
        price = f"{min(prices):.2f}–{max(prices):.2f}" if prices else "–"
        told = "; ".join(score_words(item) for item in card.quality[:3]) or "not measured"
        rows.append((card.model_id, told, price, instruction_of(card)))
    return Table("Quality, price, terms", ("model", "quality", "USD/Mtok", "terms"), tuple(rows))


def _tests(cards: Sequence[Card]) -> Table:
    rows = []
    for card in cards:
        for item in card.safety:
            rows.append((card.model_id, item.text(), f"{item.run_by}, {item.tested_on}", f"host {item.host}"))
        if card.not_tested:
            rows.append((card.model_id, tests_words(card.not_tested), "–", "–"))
    return Table("Tests", ("model", "result", "by", "where it ran"), tuple(rows))


def _ways(subjects: Subjects) -> Table:
    words = {
        "self": "own machines",
        "host": "a host",
        "router": "a router: host not named",
        "not told": "not written",
    }
    rows = []
    for subject in subjects.models:
        if subject.used is None:
            rows.append((subject.model_id, "not read: no repository was given", "–"))
            continue
        hosts = ", ".join(subject.used.hosts) or "–"
        rows.append((subject.model_id, ", ".join(words[way] for way in subject.used.ways), hosts))
    return Table("Where prompts go", ("model", "way of use", "hosts"), tuple(rows))


# The EU's question to who modifies a model -------------------------------------------------------------


def _modifier(holdings: Holdings, subjects: Subjects, compute: float | None) -> Iterable[Section]:
    rule = load_instruments()["eu-gpai-guidelines"]
    spent = "not given (--compute FLOP)" if compute is None else f"{compute:.2g} FLOP"
    flops = _training(holdings)
    rows, texts = [], []
    for card in _known(subjects):
        for root in card.ancestry.roots:
            found = flops.get(rated_key(root.model_id))
            line = f"{found * THIRD:.2g} FLOP" if found else "not known"
            verdict = "not known"
            if found and compute is not None:
                verdict = "more than a third" if compute > found * THIRD else "at most a third"
            told = f"{found:.2g} FLOP" if found else "not known"
            rows.append((card.model_id, root.model_id, told, line, verdict))
            if not found:
                texts.append(
                    f"The training compute of {root.model_id} is not held, so no third can be taken of it."
                )
    yield Section(
        "Modification and compute",
        "Does your modification use more than a third of the original model's training compute?",
        (f"The rule binds {rule.binds} (since {rule.true_from}).", f"Your own training: {spent}.", *texts),
        (
            Table(
                "A third of the original",
                ("model", "original", "its compute", "a third", "yours is"),
                tuple(rows),
            ),
        ),
        ("Compute of every training of the modification, with hardware, hours and how it was reckoned.",),
        (rule.source, "Epoch AI, CC-BY-4.0: training compute, an estimate"),
    )
    yield Section(
        "What the model is built on",
        "Which model is modified, and on what terms?",
        tuple(f"{card.model_id}: {answer_of(card)} {instruction_of(card)}" for card in _known(subjects)),
        (_which(subjects),),
        (),
        _sources(_known(subjects)),
    )


def _training(holdings: Holdings) -> dict[str, float]:
    """Training compute by plain name, as the index's publisher estimates it."""
    rows = holdings.rows("capability_sizes", ["model", "training_flop"]).to_pylist()
    return {
        rated_key(row["model"].replace(" ", "-")): row["training_flop"]
        for row in rows
        if row["training_flop"]
    }


# A form for procurement --------------------------------------------------------------------------------


def _procurement(_: Holdings, subjects: Subjects, __: float | None) -> Iterable[Section]:
    for subject in subjects.models:
        yield _form(subject)


def _form(subject: Subject) -> Section:
    card = subject.card
    if card is None:
        text = "No list or statement held knows this model; nothing of it can be told here."
        return Section(subject.model_id, "What is known of it?", (text,))
    seats = by_seat(card.sellers)
    hosts = "; ".join(f"{seat} {low:.2f}–{high:.2f} USD/Mtok" for seat, (low, high, _) in seats.items())
    components = [pair.parent_id for pair in card.ancestry.apart if pair.relation == "component"]
    listed = "; ".join(f"{role_words(i, card)} {maker_words(i.maker)}: {listed_words(i)}" for i in card.named)
    size = card.memory.gigabytes.get(16)
    rows = (
        ("Publisher", maker_words(card.ancestry.model.publisher)),
        ("Root of the weights", f"{_root(card)}; {card.ancestry.grade_words}"),
        ("Components", ", ".join(components) or "none recorded"),
        ("Host", f"your choice; sold at seats {hosts}" if hosts else "your choice; no price list names it"),
        ("Licence", instruction_of(card)),
        ("Lists", listed or "no organisation is known"),
        ("Quality", "; ".join(score_words(item) for item in card.quality[:4]) or "not measured"),
        ("Safety", "; ".join([*(item.text() for item in card.safety), tests_words(card.not_tested)])),
        ("Memory", f"{size:.0f} GB of weights at 16 bits" if size else "not known"),
        ("Revision", subject.version or "not pinned"),
        ("Not known", " ".join(card.unknown())),
    )
    table = Table("", ("question", "answer"), rows)
    return Section(card.model_id, answer_of(card), (), (table,), (), _sources([card]))


Maker = Callable[[Holdings, Subjects, float | None], Iterable[Section]]
KINDS: dict[str, tuple[str, str, Maker]] = {
    "us-house-letters": (
        "Answers to the letters of the House of April 2026",
        "Four questions to users of models made in China, answered for every model alike.",
        _letter,
    ),
    "eu-modifier": (
        "The compute question of the EU guidelines",
        "Whoever modifies a general-purpose model with more than a third of its compute becomes a provider.",
        _modifier,
    ),
    "procurement": ("Procurement form", "One page a model: what is known, and what is not.", _procurement),
}


def markdown(dossier: Dossier) -> str:
    """The paper as Markdown."""
    lines = [f"# {dossier.title}", "", dossier.about, ""]
    for section in dossier.sections:
        lines += [f"## {section.title}", "", f"*{section.question}*", ""]
        lines += [line for text in section.texts for line in (text, "")]
        for table in section.tables:
            lines += _table(table)
        lines += [f"- [ ] To fill in: {text}" for text in section.to_fill]
        lines += [""] if section.to_fill else []
        if section.sources:
            lines += ["Sources:", "", *(f"- {text}" for text in section.sources), ""]
    told = f"Data to {dossier.as_of}, lists as of {dossier.day}."
    return "\n".join([*lines, f"{told} {' '.join(dossier.notes)}"]) + "\n"


def _table(table: Table) -> list[str]:
    if not table.rows:
        return [f"{table.title}: none found.", ""]
    head = [f"**{table.title}**", ""] if table.title else []
    lines = ["| " + " | ".join(table.heads) + " |", "|" + " --- |" * len(table.heads)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in table.rows]
    return [*head, *lines, ""]


def plain(dossier: Dossier) -> dict[str, Any]:
    """The paper as plain JSON values."""
    from dataclasses import asdict

    return asdict(dossier)

"""The pages of models: what each is made of, in a sentence, a drawing and a list; and the list of all."""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup

from weighbridge.catalogue import registry
from weighbridge.catalogue.relations import ANSWERS, GRADES, RELATIONS
from weighbridge.charts.ancestry import MOST_ROWS, Box, Link, ancestry_drawing
from weighbridge.charts.labels import Label, label_of
from weighbridge.definitions.result import UNKNOWN
from weighbridge.diligence.card.card import Card
from weighbridge.diligence.card.sentences import to_know
from weighbridge.diligence.lineage_graph import Maker, Pair
from weighbridge.diligence.lineage_pages import ShownModel
from weighbridge.diligence.lineage_path import Ancestry, Step
from weighbridge.entities.licence_chains import CLASS_WORDS, CLAUSES
from weighbridge.web import links
from weighbridge.web.card_parts import card_parts
from weighbridge.web.page import CARD, Page
from weighbridge.web.sentences import Part, Sentence, plain
from weighbridge.web.share_cards import models_card
from weighbridge.web.strips import glyph
from weighbridge.web.structured import breadcrumbs, json_ld

MOST_CHILDREN, MOST_LINES = 12, 100
_FULL = GRADES.index("documented")
_OTHERS = "#"
_STATED = {"judgement": "looked up", "name_match": "same name", "name_rule": "naming rule"}
# A relation as a word over an arrow.
SHORT = {
    "finetune": "fine-tuned",
    "finetune_rl": "tuned by RL",
    "continued_pretrain": "trained on",
    "distill_sft": "distilled into",
    "abliterated": "abliterated",
    "adapter": "adapter on",
    "merge": "merged",
    "graft": "grafted",
    "prune": "pruned",
    "upscale": "upscaled",
    "upcycled": "upcycled",
    "quantized": "quantised",
    "converted": "converted",
    "copy": "re-uploaded",
    "adapted": "adapted",
    "unspecified": "built on",
    "ancestor": "ancestor",
    "uses": "used by",
    "teacher": "taught",
    "component": "part of",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One of the facts at the head of a page: a place with its shape, a name, a line below."""

    title: str
    label: Label | None
    name: str
    note: str
    organisation_id: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """An edge in words, for the list under the drawing."""

    parent: str
    parent_path: str
    label: Label
    maker: str
    child: str
    relation: str
    means: str
    grade: str
    told_by: str
    note: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A model in the list of all."""

    name: str
    path: str
    label: Label
    root: Label
    sentence: str


def model_path(canonical_id: str) -> str:
    """The page of a model."""
    return f"models/{canonical_id}/index.html"


def model_pages(models: Sequence[ShownModel], as_of: str) -> list[Page]:
    """A page for each model, and one that lists them; none where no model is known."""
    if not models:
        return []
    paths = {model.canonical_id: model_path(model.canonical_id) for model in models}
    cards = {model.canonical_id: model.card for model in models if model.card}
    return [*(_page(model, paths, cards, as_of) for model in models), _list(models, paths, as_of)]


def answer(found: Ancestry, as_of: str) -> Sentence:
    """The page's answer: whose it is, whose weights it is made from, how sure that is.

    A publisher without a name is "a publisher nobody has placed": never silently somebody's.
    """
    publisher = _named(found.model.publisher, as_of)
    kind = found.model.answer
    if kind == "own":
        return (*publisher, Part(" publishes it, and the weights are its own as far as is known."))
    made = (*publisher, Part(f" publishes it as {_kind_of(found)}. "))
    if kind in ("resolved", "partly_known"):
        makers = [maker for maker in found.root_makers if maker.organisation_id]
        said = [Part("Its weights come from ")]
        for at, maker in enumerate(makers):
            said += [Part(" and " if at == len(makers) - 1 else ", ")] if at else []
            said += _named(maker, as_of, start=False)
        part = (
            f", for {found.known_part * 100:.0f} %; the rest is unknown." if kind == "partly_known" else "."
        )
        return (*made, *said, Part(part))
    reason = found.model.reason or next((step.reason for step in found.path if step.reason), None)
    why = f": {reason.replace('_', ' ')}" if kind == UNKNOWN and reason in ("cycle",) else ""
    words = {
        "unknown": "Where its weights come from is unknown",
        "undisclosed": "Its publisher does not say what it is built on",
        "disputed": "What it is built on is disputed",
    }[kind]
    return (*publisher, Part(" publishes it. "), Part(f"{words}{why}.", "strong"))


def _kind_of(found: Ancestry) -> str:
    """How the model was made, from its own edges."""
    own = {pair.relation for pair in found.pairs if pair.child_id == found.model.canonical_id}
    if len(own) == 1:
        return {
            "quantized": "a copy with fewer bits",
            "converted": "a copy in another format",
            "copy": "a copy",
            "merge": "a merge of other models",
            "graft": "a join of other models",
            "adapter": "an adapter",
            "continued_pretrain": "a model trained on from another one",
            "prune": "a smaller cut of another model",
            "unspecified": "a model built on another one",
        }.get(own.pop(), "a tuning of another model")
    return "a model made from others"


def _named(maker: Maker, as_of: str, start: bool = True) -> tuple[Part, ...]:
    if maker.organisation_id is None:
        return (Part("A publisher nobody has placed" if start else "a maker nobody has placed"),)
    label = label_of("country", maker.country, as_of)
    name = (maker.name or maker.organisation_id).partition(" (")[0]
    return (Part(name, "strong"), Part(" ("), Part(label.name, _tone(label)), Part(")"))


def _tone(label: Label) -> str:
    return label.token if label.token in ("CN", "US", "EU", "other") else ""


def _page(model: ShownModel, paths: Mapping[str, str], cards: Mapping[str, Card], as_of: str) -> Page:
    found = model.ancestry
    path = paths[model.canonical_id]
    owner, _, name = found.model.model_id.rpartition("/")
    said = answer(found, as_of)
    if model.card and (one := to_know(model.card)):
        said = (*said, Part(f" {one}", "strong"))
    crumbs = [("Models", links.relative(links.MODELS, path)), (found.model.model_id, "")]
    children = sorted(((name, paths.get(name, "")) for name in model.children), key=lambda item: not item[1])
    return Page(
        path=path,
        template="model.html",
        title=f"{found.model.model_id}: what it is made of · weighbridge",
        description=f"{found.model.model_id}. {plain(said)}",
        section=links.MODELS,
        trail=(("Models", links.MODELS), (found.model.model_id, "")),
        data=(json_ld(breadcrumbs(crumbs)),),
        shared=f"models/{CARD}",
        context={
            "name": name,
            "owner": owner,
            "model_id": found.model.model_id,
            "answer": said,
            "facts": [*_facts(found, as_of), *_host(model.card)],
            "drawing": _drawing(found, as_of) if found.pairs or found.apart else None,
            "lines": [_line(found, pair, paths, as_of) for pair in found.pairs[:MOST_LINES]],
            "more_lines": max(0, len(found.pairs) - MOST_LINES),
            "apart": [_line(found, pair, paths, as_of) for pair in found.apart[:MOST_LINES]],
            "aside": [_aside(found, pair) for pair in found.aside[:MOST_LINES]],
            "remarks": found.remarks,
            "terms": model.terms,
            **card_parts(model.card, cards, as_of),
            "paths": paths,
            "clause_words": CLAUSES,
            "class_words": CLASS_WORDS,
            "answer_means": ANSWERS[found.model.answer],
            "root_grade": found.root_grade,
            "relations": [(SHORT[word], count) for word, count in model.relations.items()],
            "child_count": len(model.children),
            "children": children[:MOST_CHILDREN],
            "glyph": glyph,
            "is_cut": found.is_cut or any(_crowded(found)),
            "most_rows": MOST_ROWS,
        },
    )


def _host(card: Card | None) -> list[Fact]:
    """The fourth question: where prompts go, which whoever uses the model decides."""
    if card is None:
        return []
    seats = {seller.seat for seller in card.sellers if seller.seat}
    count = len(card.sellers)
    sold = f"{count} seller{'' if count == 1 else 's'}, {len(seats)} seat{'' if len(seats) == 1 else 's'}"
    return [
        Fact(
            "Host",
            None,
            "your choice",
            f"self-hosted: no prompt leaves you; {sold if count else 'none sells it'}",
        )
    ]


def _crowded(found: Ancestry) -> list[bool]:
    counts: dict[str, int] = {}
    for pair in found.pairs:
        counts[pair.child_id] = counts.get(pair.child_id, 0) + 1
    return [count > MOST_ROWS for count in counts.values()]


def _facts(found: Ancestry, as_of: str) -> list[Fact]:
    """Publisher, root and components, each with its place."""
    maker = found.model.publisher
    facts = [
        Fact(
            "Publisher",
            _label(maker, as_of),
            _short(maker, "not placed"),
            found.model.model_id,
            maker.organisation_id,
        )
    ]
    makers = [item for item in found.root_makers if item.organisation_id]
    steps = f"{found.depth} step{'' if found.depth == 1 else 's'} up; {found.grade_words}"
    if len(makers) == 1:
        root = found.roots[0].model_id.rpartition("/")[2] if len(found.roots) == 1 else ""
        name = f"{_short(makers[0], '')}{', ' + root if root and found.depth else ''}"
        note = steps if found.depth else f"its own weights: {found.root_grade}"
        facts.append(
            Fact("Root of the weights", _label(makers[0], as_of), name, note, makers[0].organisation_id)
        )
    else:
        name = f"{len(makers)} makers" if makers else found.model.answer
        unknown = label_of("country", UNKNOWN, as_of)
        place = _label(makers[0], as_of) if makers else unknown
        parts = ", ".join(
            f"{root.fraction * 100:.0f} % {_short(root.maker, 'unknown')}" for root in found.roots[:4]
        )
        facts.append(Fact("Root of the weights", place, name, parts if makers else "abstaining is an answer"))
    parts_of = [pair for pair in found.apart if pair.relation == "component"]
    teachers = [pair for pair in found.apart if pair.relation == "teacher"]
    taught = ", ".join(_model_name(found, pair.parent_id) for pair in teachers)
    note = f"taught by {taught}: answers, no weights" if teachers else "no teacher is recorded"
    step = found.steps.get(parts_of[0].parent_id) if parts_of else None
    where = _label(step.publisher, as_of) if step else None
    name = ", ".join(_model_name(found, pair.parent_id) for pair in parts_of) or "none recorded"
    return [*facts, Fact("Components", where, name, note)]


def _label(maker: Maker, as_of: str) -> Label:
    return label_of("country", maker.country, as_of)


def _short(maker: Maker, otherwise: str) -> str:
    return (maker.name or "").partition(" (")[0] or otherwise


def _model_name(found: Ancestry, canonical: str) -> str:
    step = found.steps.get(canonical)
    return (step.model_id if step else canonical).rpartition("/")[2]


def _drawing(found: Ancestry, as_of: str) -> Markup:
    roots = {root.model_id for root in found.roots}
    boxes = [_box(step, step.model_id in roots and step is not found.model) for step in found.path]
    named = {step.canonical_id for step in found.path}
    apart = {pair.parent_id: pair.relation for pair in found.apart}
    for step in found.beside:
        if step.canonical_id not in named:
            role = "teacher" if apart.get(step.canonical_id) == "teacher" else "component"
            boxes.append(_box(step, False, role))
    edges = [_link(pair) for pair in (*found.pairs, *found.apart)]
    svg = ancestry_drawing(found.model.canonical_id, boxes, edges, as_of)
    return Markup(svg)  # noqa: S704  # drawn by ourselves, words escaped


def _box(step: Step, is_root: bool, role: str = "") -> Box:
    kept = "" if step.is_listed else "in no list"
    words = [word for word in (role or ("root" if is_root else ""), kept) if word]
    owner, _, name = step.model_id.rpartition("/")
    return Box(
        step.canonical_id,
        name,
        _short(step.publisher, owner),
        step.publisher.country,
        " · ".join(words) or owner,
    )


def _link(pair: Pair) -> Link:
    return Link(
        pair.child_id,
        pair.parent_id,
        SHORT[pair.relation],
        pair.grade.replace("_", " "),
        GRADES.index(pair.grade) < _FULL,
        not pair.passes_weights,
        pair.is_contradicted,
    )


def _line(found: Ancestry, pair: Pair, paths: Mapping[str, str], as_of: str) -> Line:
    step = found.steps.get(pair.parent_id)
    maker = step.publisher if step else Maker(None, None, UNKNOWN)
    weight = f"{pair.weight * 100:.0f} % of it" if pair.weight is not None and pair.weight < 1 else ""
    return Line(
        parent=_full_name(found, pair.parent_id),
        parent_path=paths.get(pair.parent_id, ""),
        label=_label(maker, as_of),
        maker=_short(maker, "not placed"),
        child=_full_name(found, pair.child_id),
        relation=pair.relation.replace("_", " "),
        means=RELATIONS[pair.relation],
        grade=pair.grade.replace("_", " ") + (", contradicted" if pair.is_contradicted else ""),
        told_by=_told_by(pair),
        note="; ".join(
            word for word in (str(found.evidence.get((pair.child_id, pair.parent_id), "")), weight) if word
        ),
    )


def _told_by(pair: Pair) -> str:
    """The kinds of statement and the lists that carry them."""
    kinds = ", ".join(_STATED.get(word, word.replace("_", " ")) for word in pair.stated_in.split(", "))
    lists = ", ".join(name for name in pair.sources.split(", ") if name in _sources())
    return f"{kinds} ({lists})" if lists else kinds


@cache
def _sources() -> frozenset[str]:
    return frozenset(source.name for source in registry.sources())


def _full_name(found: Ancestry, canonical: str) -> str:
    step = found.steps.get(canonical)
    return step.model_id if step else canonical


def _aside(found: Ancestry, pair: Pair) -> str:
    name = _full_name(found, pair.child_id)
    return f"{name} from {pair.parent_id}: {pair.outcome.replace('_', ' ')} ({_told_by(pair)})"


def _list(models: Sequence[ShownModel], paths: Mapping[str, str], as_of: str) -> Page:
    """All models with a page, by the first letter of their id."""
    letters: dict[str, list[Entry]] = {}
    for model in sorted(models, key=lambda item: item.canonical_id):
        found = model.ancestry
        first = model.canonical_id[0].upper()
        makers = [maker for maker in found.root_makers if maker.organisation_id]
        root = _label(makers[0], as_of) if len(makers) == 1 else label_of("country", UNKNOWN, as_of)
        entry = Entry(
            found.model.model_id,
            paths[model.canonical_id],
            _label(found.model.publisher, as_of),
            root,
            plain(answer(found, as_of)),
        )
        letters.setdefault(first if first in string.ascii_uppercase else _OTHERS, []).append(entry)
    return Page(
        path=links.MODELS,
        template="models.html",
        title="Models · weighbridge",
        description=f"What {len(models)} models are made of: whose weights, by which steps, how sure.",
        section=links.MODELS,
        card=models_card(len(models), as_of),
        context={"letters": letters, "count": len(models), "glyph": glyph},
    )

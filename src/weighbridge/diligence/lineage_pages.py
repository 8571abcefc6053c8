"""Which models are shown on pages of their own, and the ancestry of each, looked up together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from weighbridge.diligence.card.card import Card, card_from
from weighbridge.diligence.card.holdings import Holdings
from weighbridge.diligence.card.quality import Scores
from weighbridge.diligence.licence_path import LicencePath, tags_of, terms_of
from weighbridge.diligence.lineage_graph import LineageGraph
from weighbridge.diligence.lineage_path import Ancestry, ancestry_of
from weighbridge.entities.lineage_judgements import load_answers, load_edges
from weighbridge.store.arrow import taken, texts
from weighbridge.store.keyed import rows_of

MOST_USED, MOST_BUILT_UPON, MOST_PAGES = 120, 60, 300
_NO_CHILDREN: Mapping[str, int] = {}


@dataclass(frozen=True, slots=True)
class ShownModel:
    """A model with a page: ancestry, direct children by relation, the most used of them, and its terms."""

    ancestry: Ancestry
    relations: Mapping[str, int]
    children: tuple[str, ...]
    terms: LicencePath | None = None
    card: Card | None = None

    @property
    def canonical_id(self) -> str:
        """The id it is counted under."""
        return self.ancestry.model.canonical_id


def shown_models(
    graph: LineageGraph, most: int = MOST_PAGES, holdings: Holdings | None = None
) -> list[ShownModel]:
    """The models most worth a page, by id: those looked up by hand, most built upon, most downloaded.

    With holdings each has its card.
    """
    used = graph.rows("newest_downloads", ["canonical_id", "value"])
    wanted = _wanted(graph, used)[:most]
    near = graph.around(wanted)
    relations = _relations(graph, wanted)
    rank = _ranks(used, {child for pairs in relations.values() for _, child in pairs})
    found = [ancestry_of(near, name) for name in sorted(wanted)]
    tags = tags_of(graph, {step.canonical_id for item in found for step in item.path})
    cards = _cards(holdings, found, tags) if holdings else {}
    return [
        ShownModel(
            item,
            *_children(relations.get(item.model.canonical_id, []), rank),
            terms_of(item, tags),
            cards.get(item.model.canonical_id),
        )
        for item in found
    ]


def _cards(
    holdings: Holdings, found: Sequence[Ancestry], tags: Mapping[str, list[tuple[str, str, str]]]
) -> dict[str, Card]:
    """The card of each of some models; what they share is read once."""
    scores = Scores(holdings)
    part = holdings.about(item.model.canonical_id for item in found)
    part.known_tags = tags
    return {item.model.canonical_id: card_from(part, item, scores) for item in found}


def _wanted(graph: LineageGraph, used: pa.Table) -> list[str]:
    """The chosen ids, the most important first."""
    models = graph.rows("ancestry", ["canonical_id", "children"])
    children = models["children"].to_numpy()
    most = np.argsort(-children, kind="stable")[:MOST_BUILT_UPON]
    built = [str(models["canonical_id"][int(at)]) for at in most]
    looked_up = [graph.key(edge.child_id) for edge in load_edges()]
    looked_up += [graph.key(item.model_id) for item in load_answers()]
    every = [*looked_up, *built, *_most_used(used)]
    known = set(texts(rows_of(models, "canonical_id", every)["canonical_id"]))
    # A name with a colon is no repository, and one ending in a star stands for a whole line.
    return [name for name in dict.fromkeys(every) if name in known and not set(name) & set(":*() ")]


def _most_used(used: pa.Table) -> list[str]:
    """The models with most of the newest downloads, the most used first."""
    # Sorted by id as it lies in the store, so that of equal counts the first by id stands first.
    most = np.argsort(-used["value"].to_numpy(), kind="stable")[:MOST_USED]
    return texts(taken(used["canonical_id"].combine_chunks(), most))


def _ranks(used: pa.Table, models: Iterable[str]) -> dict[str, int]:
    """Of some models the newest downloads with a minus, so that the most used sorts first."""
    held = rows_of(used, "canonical_id", models)
    return dict(zip(texts(held["canonical_id"]), (-held["value"].to_numpy()).tolist(), strict=True))


def _relations(graph: LineageGraph, wanted: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
    """Relation and child of every standing pair below the wanted models."""
    found: dict[str, list[tuple[str, str]]] = {}
    for pair in graph.pairs_below(wanted):
        if pair.outcome == "stands" and pair.passes_weights:
            found.setdefault(pair.parent_id, []).append((pair.relation, pair.child_id))
    return found


def _children(
    pairs: Sequence[tuple[str, str]], rank: Mapping[str, int]
) -> tuple[Mapping[str, int], tuple[str, ...]]:
    """Children by relation, the commonest first; their ids, the most downloaded first."""
    counts: dict[str, int] = {}
    for relation, _ in pairs:
        counts[relation] = counts.get(relation, 0) + 1
    ordered = dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
    names = sorted({child for _, child in pairs}, key=lambda name: (rank.get(name, 1), name))
    return ordered or _NO_CHILDREN, tuple(names)

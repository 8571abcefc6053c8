"""Which families of models have a page of their own: their tree, use by publisher and by root."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from weighbridge.diligence.listed_models import Columns, Listed, ListedModels, Places, tallied
from weighbridge.diligence.made_from import MadeFrom
from weighbridge.entities.families import Family, load_families

MOST_PAGES, MOST_MEMBERS = 200, 20
MOST_CHILDREN, MOST_ROOTS, DEEPEST = 12, 6, 3
"""A tree shows so many children of a model, so many roots, so many steps; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Twig:
    """A model in the tree of a family: how it was made, what was made from it, what is folded away.

    ``folded`` counts the children that are not shown by relation; ``below`` all models below it.
    """

    model_id: str
    canonical_id: str
    organisation_id: str | None
    relation: str
    children: tuple[Twig, ...] = ()
    folded: Mapping[str, int] = field(default_factory=dict)
    below: int = 0


@dataclass(frozen=True, slots=True)
class Counted:
    """Use counted one way: by how many models, how many downloads, what part of the list's."""

    models: int
    flow: float
    share: float | None


@dataclass(frozen=True, slots=True)
class ShownFamily:
    """A family with a page.

    ``own`` counts what was published as the family, ``rooted`` every model whose weights go back to it,
    under whatever name; ``publishers`` says who published the latter, largest first.
    """

    family: Family
    tree: tuple[Twig, ...]
    more_roots: int
    own: Counted
    rooted: Counted
    publishers: tuple[tuple[str | None, int, float], ...]
    members: tuple[Listed, ...]
    count: int
    capture: tuple[str, str]

    @property
    def family_id(self) -> str:
        """Its identifier."""
        return self.family.family_id


def shown_families(
    listed: ListedModels, wanted: Iterable[str] = (), most: int = MOST_PAGES
) -> list[ShownFamily]:
    """The families worth a page, by identifier: those other pages link to, then the most downloaded."""
    members, used = listed.by_family, listed.columns.used
    known = load_families()
    ranked = sorted(members, key=lambda name: (-int(used[members[name]].sum()), name))
    chosen = [name for name in dict.fromkeys([*wanted, *ranked]) if name in known and name in members][:most]
    made = MadeFrom(listed)
    return [_shown(listed, made, known[name], members[name]) for name in sorted(chosen)]


def _shown(listed: ListedModels, made: MadeFrom, family: Family, members: Places) -> ShownFamily:
    models = listed.columns
    code = models.family.labels.index(family.family_id)
    rooted = made.rooted.of(code)
    whole = float(models.used.sum())
    tree, more = _tree(made, code, members)
    return ShownFamily(
        family,
        tree,
        more,
        _counted(models.used[members], np.ones(members.size), whole),
        _counted(models.used[rooted[0]], rooted[1], whole),
        _publishers(models, *rooted),
        models.most_used(members, MOST_MEMBERS),
        int(members.size),
        listed.capture,
    )


def _counted(used: NDArray[np.int64], part: NDArray[np.float64], whole: float) -> Counted:
    flow = float(used @ part)
    return Counted(int(used.size), flow, flow / whole if whole else None)


def _publishers(
    models: Columns, places: Places, part: NDArray[np.float64]
) -> tuple[tuple[str | None, int, float], ...]:
    """Who published some models, how many of them, and how much they are used; the largest first."""
    found = tallied(models.maker, places, models.used[places] * part)
    return tuple(sorted(found, key=lambda one: (one[0] is None, -one[2], -one[1], one[0] or "")))


def _tree(made: MadeFrom, code: int, members: Places) -> tuple[tuple[Twig, ...], int]:
    """The members made from no other member, largest trees first, with what was made from them.

    A root that stands on no list is drawn as well: what was made from it is there.
    """
    inside = np.zeros(made.size, dtype=bool)
    inside[members] = True
    roots = made.root[members]
    roots = roots[roots >= 0]
    inside[roots[made.family[roots] == code]] = True
    below = made.below(inside)
    inside[below] = False
    tops = np.flatnonzero(inside)
    sizes = np.array([made.descendants(top) for top in tops.tolist()], dtype=np.int64)
    order = np.lexsort((made.rank[tops], -made.flow[tops], -sizes))
    some = order[sizes[order] > 0] if sizes.any() else order
    kept = tops[some[:MOST_ROOTS]].tolist()
    return tuple(_twig(made, top, "", 1, frozenset()) for top in kept), int(tops.size) - len(kept)


def _twig(made: MadeFrom, node: int, relation: str, depth: int, above: frozenset[int]) -> Twig:
    children = made.made_from(node)
    usable = [child for child in children if child not in above and child != node]
    ranked = sorted(
        usable, key=lambda child: (-int(made.children[child]), -int(made.flow[child]), int(made.rank[child]))
    )
    shown = ranked[:MOST_CHILDREN] if depth < DEEPEST else []
    folded: dict[str, int] = {}
    for child in ranked[len(shown) :]:
        folded[children[child]] = folded.get(children[child], 0) + 1
    held = made.models.at(node) if node < made.models.size else None
    return Twig(
        held.model_id if held else made.name(node),
        made.name(node),
        held.organisation_id if held else None,
        relation,
        tuple(_twig(made, child, children[child], depth + 1, above | {node}) for child in shown),
        dict(sorted(folded.items(), key=lambda item: (-item[1], item[0]))),
        made.descendants(node) if depth == 1 else len(usable),
    )

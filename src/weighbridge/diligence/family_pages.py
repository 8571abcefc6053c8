"""Which families of models have a page of their own: their tree, use by publisher and by root."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from weighbridge.diligence.listed_models import Listed, ListedModels
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
    members: dict[str, list[Listed]] = {}
    for item in listed.models.values():
        if item.family_id:
            members.setdefault(item.family_id, []).append(item)
    known = load_families()
    ranked = sorted(members, key=lambda name: (-sum(m.flow or 0 for m in members[name]), name))
    chosen = [name for name in dict.fromkeys([*wanted, *ranked]) if name in known and name in members][:most]
    rooted = _rooted(listed, members)
    whole = float(sum(listed.flows.values()))
    return [
        _shown(listed, known[name], members[name], rooted.get(name, []), whole) for name in sorted(chosen)
    ]


def _rooted(
    listed: ListedModels, members: Mapping[str, Sequence[Listed]]
) -> dict[str, list[tuple[Listed, float]]]:
    """Per family the listed models whose weights go back to it, each with the part that does."""
    found: dict[str, dict[str, float]] = {}
    for model, root, fraction in listed.root_parts:
        name = listed.family_of(root)
        if name and name in members and model in listed.models:
            held = found.setdefault(name, {})
            held[model] = held.get(model, 0.0) + fraction
    return {
        name: [(listed.models[model], part) for model, part in sorted(held.items())]
        for name, held in found.items()
    }


def _shown(
    listed: ListedModels,
    family: Family,
    members: Sequence[Listed],
    rooted: Sequence[tuple[Listed, float]],
    whole: float,
) -> ShownFamily:
    ranked = sorted(members, key=lambda item: (-(item.flow or 0), item.canonical_id))
    tree, more = _tree(listed, family.family_id, members)
    return ShownFamily(
        family,
        tree,
        more,
        _counted([(item, 1.0) for item in members], whole),
        _counted(rooted, whole),
        _publishers(rooted),
        tuple(ranked[:MOST_MEMBERS]),
        len(members),
        listed.capture,
    )


def _counted(items: Sequence[tuple[Listed, float]], whole: float) -> Counted:
    flow = sum((item.flow or 0) * part for item, part in items)
    return Counted(len(items), flow, flow / whole if whole else None)


def _publishers(items: Sequence[tuple[Listed, float]]) -> tuple[tuple[str | None, int, float], ...]:
    held: dict[str | None, tuple[int, float]] = {}
    for item, part in items:
        count, flow = held.get(item.organisation_id, (0, 0.0))
        held[item.organisation_id] = (count + 1, flow + (item.flow or 0) * part)
    found = [(name, count, flow) for name, (count, flow) in held.items()]
    return tuple(sorted(found, key=lambda one: (one[0] is None, -one[2], -one[1], one[0] or "")))


def _tree(listed: ListedModels, family_id: str, members: Sequence[Listed]) -> tuple[tuple[Twig, ...], int]:
    """The members made from no other member, largest trees first, with what was made from them.

    A root that stands on no list is drawn as well: what was made from it is there.
    """
    inside = {item.canonical_id for item in members}
    inside |= {
        item.root_id for item in members if item.root_id and listed.family_of(item.root_id) == family_id
    }
    below = {child for name in inside for child, _ in listed.children.get(name, ())}
    tops = sorted(inside - below)
    sizes = {name: _below(listed, name) for name in tops}
    ranked = sorted(tops, key=lambda n: (-sizes[n], -listed.flows.get(n, 0), n))
    kept = [name for name in ranked if sizes[name]][:MOST_ROOTS] or ranked[:MOST_ROOTS]
    twigs = tuple(_twig(listed, name, "", 1, frozenset()) for name in kept)
    return twigs, len(tops) - len(kept)


def _below(listed: ListedModels, name: str) -> int:
    """How many models were made from one, directly or through others; a circle is walked once."""
    seen, front = {name}, [name]
    while front:
        front = [
            child
            for parent in front
            for child, _ in listed.children.get(parent, ())
            if child not in seen and not seen.add(child)
        ]
    return len(seen) - 1


def _twig(listed: ListedModels, name: str, relation: str, depth: int, above: frozenset[str]) -> Twig:
    children = dict(listed.children.get(name, ()))
    usable = [child for child in children if child not in above and child != name]
    ranked = sorted(
        usable,
        key=lambda child: (-len(listed.children.get(child, ())), -listed.flows.get(child, 0), child),
    )
    shown = ranked[:MOST_CHILDREN] if depth < DEEPEST else []
    folded: dict[str, int] = {}
    for child in ranked[len(shown) :]:
        folded[children[child]] = folded.get(children[child], 0) + 1
    held = listed.models.get(name)
    return Twig(
        held.model_id if held else name,
        name,
        held.organisation_id if held else None,
        relation,
        tuple(_twig(listed, child, children[child], depth + 1, above | {name}) for child in shown),
        dict(sorted(folded.items(), key=lambda item: (-item[1], item[0]))),
        _below(listed, name) if depth == 1 else len(usable),
    )

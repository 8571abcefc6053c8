"""Ancestry drawn from left to right: roots at the left, the model at the right, teachers below.

A full line is documented or better, a broken one asserted or inferred, a doubled one contradicted; a
dotted one that ends in a ring is a teacher or a part, along which no weights pass. Colours are the page's
own properties and nothing is styled inline, so one drawing serves light, dark and print.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from weighbridge.charts.labels import label_of
from weighbridge.charts.palette import SHAPES

WIDTH, HEIGHT, GAP, SPACE = 196, 78, 90, 30
MOST_ROWS, MOST_COLUMNS = 6, 64
_PAD, _RADIUS = 12, 4
_NAME_CHARACTERS, _MAKER_CHARACTERS = 20, 23
_MARKS = {
    "circle": '<circle cx="{x}" cy="{y}" r="5" fill="var(--{token})"/>',
    "square": '<rect x="{left}" y="{top}" width="9" height="9" fill="var(--{token})"/>',
    "triangle-up": '<path d="M{x},{top}l5.5,9.5h-11z" fill="var(--{token})"/>',
    "diamond": '<path d="M{x},{top}l5,5l-5,5l-5,-5z" fill="var(--{token})"/>',
    "hatch": '<rect x="{left}" y="{top}" width="9" height="9" fill="url(#hatch)" stroke="var(--unknown)"/>',
}


@dataclass(frozen=True, slots=True)
class Box:
    """A model: its name, its maker and the maker's seat, and what it is on this path."""

    key: str
    name: str
    maker: str
    country: str
    role: str


@dataclass(frozen=True, slots=True)
class Link:
    """An edge between two boxes. ``is_apart``: no weights pass; ``is_weak``: asserted or inferred only."""

    child: str
    parent: str
    relation: str
    grade: str
    is_weak: bool
    is_apart: bool
    is_contradicted: bool = False


def ancestry_drawing(model: str, boxes: Sequence[Box], links: Sequence[Link], as_of: str) -> str:
    """The drawing as SVG; boxes beyond ``MOST_ROWS`` of a column are left to the list below it."""
    columns = _columns(model, boxes, links)
    placed = _placed(columns)
    shown = {box.key: box for box in boxes if box.key in placed}
    width = max(x for x, _ in placed.values()) + WIDTH + 2
    height = max(y for _, y in placed.values()) + HEIGHT + 2
    visible = [link for link in links if link.child in placed and link.parent in placed]
    above = Counter(link.child for link in visible if not link.is_apart)
    lines = [
        _apart(link, placed) if link.is_apart else _line(link, placed, above[link.child] == 1)
        for link in visible
    ]
    drawn = [_box(box, placed[key], key == model, as_of) for key, box in shown.items()]
    return (
        f'<svg class="ancestry" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'aria-hidden="true" focusable="false">{_HEAD}{"".join(lines)}{"".join(drawn)}</svg>'
    )


_HEAD = (
    '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" '
    'markerUnits="userSpaceOnUse" orient="auto"><path d="M0,0L8,4L0,8z" fill="var(--ink)"/></marker></defs>'
)


def _columns(model: str, boxes: Sequence[Box], links: Sequence[Link]) -> list[list[str]]:
    """The boxes by column, the model's the last: as many steps to its left as the longest path has."""
    steps = {model: 0}
    weights = [link for link in links if not link.is_apart]
    # No path has more steps than there are boxes; a circle, which would go on, ends there, too.
    for _ in range(min(len(boxes), MOST_COLUMNS)):
        before = dict(steps)
        for link in weights:
            if link.child in before and link.parent != model:
                steps[link.parent] = max(steps.get(link.parent, 0), before[link.child] + 1)
        if steps == before:
            break
    for link in links:
        if link.is_apart and link.child in steps:
            steps.setdefault(link.parent, steps[link.child] + 1)
    ranks = {step: at for at, step in enumerate(sorted(set(steps.values()), reverse=True))}
    columns: list[list[str]] = [[] for _ in ranks]
    beside = {link.parent for link in links if link.is_apart} - {link.parent for link in weights}
    for box in sorted(boxes, key=lambda item: item.key in beside):
        if box.key in steps and len(columns[ranks[steps[box.key]]]) < MOST_ROWS:
            columns[ranks[steps[box.key]]].append(box.key)
    return columns


def _placed(columns: Sequence[Sequence[str]]) -> dict[str, tuple[int, int]]:
    return {
        key: (1 + at * (WIDTH + GAP), 1 + row * (HEIGHT + SPACE))
        for at, column in enumerate(columns)
        for row, key in enumerate(column)
    }


def _line(link: Link, placed: Mapping[str, tuple[int, int]], at_child: bool) -> str:
    """A line from the parent's right side to the child's left, with relation and grade over and under it.

    The words stand beside the child; where lines of several parents meet there, beside each parent.
    """
    left, top = placed[link.parent]
    right, bottom = placed[link.child]
    x1, y1, x2, y2 = left + WIDTH, top + HEIGHT // 2, right, bottom + HEIGHT // 2
    reach = GAP // 2
    path = f"M{x1},{y1}H{x2}" if y1 == y2 else f"M{x1},{y1}C{x1 + reach},{y1} {x2 - reach},{y2} {x2},{y2}"
    dash = ' stroke-dasharray="6 4"' if link.is_weak else ""
    stroke = _stroke(path, f'stroke-width="1.4"{dash} marker-end="url(#head)"')
    if link.is_contradicted:
        # Two lines side by side: a broad one with the page's colour down its middle.
        stroke = _stroke(path, 'stroke-width="5"') + _stroke(path, 'stroke-width="2"', "page") + stroke
    x, y = (x2 - reach - 4, y2) if at_child else (x1 + reach - 4, y1)
    return f"<g>{stroke}{_text(x, y - 8, link.relation, 'ink2')}{_text(x, y + 18, link.grade, 'ink3')}</g>"


def _apart(link: Link, placed: Mapping[str, tuple[int, int]]) -> str:
    """A dotted line to a ring under the child, with its words under the line."""
    left, top = placed[link.parent]
    right, bottom = placed[link.child]
    x1, y1, x2, y2 = left + WIDTH, top + HEIGHT // 2, right + WIDTH // 4, bottom + HEIGHT + 5
    path = f"M{x1},{y1}C{x1 + GAP},{y1} {x2},{max(y1, y2 + 24)} {x2},{y2 + 4}"
    ring = f'<circle cx="{x2}" cy="{y2}" r="4" fill="var(--page)" stroke="var(--ink)" stroke-width="1.4"/>'
    stroke = _stroke(path, 'stroke-width="1.4" stroke-dasharray="1.5 4"')
    x = x1 + GAP // 2
    words = _text(x, y1 + 20, link.relation, "ink2") + _text(x, y1 + 36, link.grade, "ink3")
    return f"<g>{stroke}{ring}{words}</g>"


def _stroke(path: str, how: str, token: str = "ink") -> str:
    return f'<path d="{path}" fill="none" stroke="var(--{token})" {how}/>'


def _text(x: int, y: int, words: str, token: str) -> str:
    return (
        f'<text x="{x}" y="{y}" text-anchor="middle" font-size="12" fill="var(--{token})">'
        f"{escape(words)}</text>"
    )


def _box(box: Box, at: tuple[int, int], is_model: bool, as_of: str) -> str:
    x, y = at
    label = label_of("country", box.country, as_of)
    shape = SHAPES.get(label.token, label.shape)
    mark = _MARKS.get(shape, _MARKS["hatch"]).format(
        x=x + _PAD + 5, y=y + 18, left=x + _PAD, top=y + 13, token=label.token
    )
    tone = "ink3" if label.token == "unknown" else label.token
    maker = _cut(f"{box.maker} · {label.short}" if box.maker else label.name, _MAKER_CHARACTERS)
    fill, edge, weight = ("page", "ink", 2) if is_model else ("panel", "rule", 1)
    return (
        f'<g><rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="{_RADIUS}" fill="var(--{fill})" '
        f'stroke="var(--{edge})" stroke-width="{weight}"/>{mark}'
        f'<text x="{x + _PAD + 16}" y="{y + 22}" font-size="12" font-weight="600" fill="var(--{tone})">'
        f"{escape(maker)}</text>"
        f'<text x="{x + _PAD}" y="{y + 44}" font-size="14" font-weight="600" fill="var(--ink)">'
        f"{escape(_cut(box.name, _NAME_CHARACTERS))}</text>"
        f'<text x="{x + _PAD}" y="{y + 64}" font-size="12" fill="var(--ink3)">{escape(box.role)}</text></g>'
    )


def _cut(text: str, most: int) -> str:
    """The text, its middle left out where it is too long: the ends of a model's name say most."""
    if len(text) <= most:
        return text
    head = (most - 1) // 2
    return f"{text[:head]}…{text[-(most - 1 - head) :]}"

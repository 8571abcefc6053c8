"""The pages of arena boards: ranks drawn as sets, ties drawn as ties."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from weighbridge.catalogue.errors import UsageError
from weighbridge.catalogue.units import DASH
from weighbridge.charts.labels import Label, label_of
from weighbridge.charts.words import day_words
from weighbridge.definitions.arena_view import (
    REFERENCE,
    BoardView,
    Question,
    best_pair,
    board_view,
    boards_shown,
    counted_above,
)
from weighbridge.definitions.boards import CONTROLLED, RAW, Board
from weighbridge.definitions.capability import Scores, load_scores
from weighbridge.definitions.capability_cells import PLACES
from weighbridge.definitions.standing import Above, Comparison, Standing
from weighbridge.entities.organisations import load_organisations
from weighbridge.statistics.equivalence import MARGIN
from weighbridge.web import links
from weighbridge.web.bridge import Bridge
from weighbridge.web.page import Page
from weighbridge.web.strips import Strip, shape

FOLDER = "arena"
LANE = 9  # pixels between two bars that join models
VERDICTS = {
    "different": "different",
    "equivalent": "level",
    "different_but_negligible": "different, by less than the margin",
    "undecided": "the data cannot tell",
}


@dataclass(frozen=True, slots=True)
class ModelLine:
    """A model as the page lists it."""

    row: Standing
    label: Label
    maker: str
    places: str
    drawing: Markup
    bars: Markup
    rating: str
    interval: str
    votes: str


@dataclass(frozen=True, slots=True)
class AboveLine:
    """How many models stand above one model, on a board and on the index."""

    date: str
    style: str
    found: Above | None
    index: str
    reason: str


@dataclass(frozen=True, slots=True)
class PairLine:
    """Two models of a board compared."""

    date: str
    style: str
    found: Comparison | None
    gap: str
    interval: str
    verdict: str
    reason: str


def arena_pages(bridge: Bridge) -> list[Page]:
    """A page for each board shown; none where no board is stored."""
    try:
        boards = boards_shown(bridge.table("arena_ratings"))
        scores = load_scores(bridge.table("capability_index"), bridge.table("capability_draws"))
    except UsageError:
        return []
    newest = {style: next((b for b in boards if b.style == style), None) for style in (RAW, CONTROLLED)}
    above = [_above_line(counted_above(board), scores) for board in boards]
    pairs = [_pair_line(best_pair(board)) for board in boards]
    return [_page(board_view(board), boards, newest, above, pairs) for board in boards]


def path_of(board: Board, newest: bool) -> str:
    """Where the page of a board lies."""
    if newest:
        return f"{FOLDER}/index.html" if board.style == RAW else f"{FOLDER}/style-control/index.html"
    return f"{FOLDER}/{board.date}{'' if board.style == RAW else '-style-control'}/index.html"


def _page(
    view: BoardView,
    boards: Sequence[Board],
    newest: dict[str, Board | None],
    above: Sequence[AboveLine],
    pairs: Sequence[PairLine],
) -> Page:
    board = view.board
    is_newest = newest[board.style] is board
    answer = _answer(view)
    lanes = _lanes(view.runs)
    return Page(
        path=path_of(board, is_newest),
        template="arena.html",
        title=f"Arena, {day_words(board.date)}, {_style_words(board.style)} · weighbridge",
        description=answer,
        section=links.INDICATORS,
        trail=(
            ("Indicators", links.INDICATORS),
            ("Capability", f"{links.INDICATORS}#topic-capability"),
            ("Arena", ""),
        ),
        context={
            "board": board,
            "answer": answer,
            "lines": [_line(view, i, lanes) for i in range(len(view.rows))],
            "others": [
                (day_words(b.date), _style_words(b.style), path_of(b, newest[b.style] is b), b is board)
                for b in boards
            ],
            "style": _style_words(board.style),
            "flags": sorted(board.flags),
            "left": len(board.model) - len(view.rows),
            "above": above if is_newest else (),
            "pairs": pairs if is_newest else (),
            "reference": REFERENCE,
            "margin": f"{MARGIN:.1f}",
            "top": max((row.rank_worst for row in view.rows), default=1),
            "command": f"weighbridge arena board --date {board.date}"
            + (" --style-control" if board.style == CONTROLLED else ""),
        },
    )


def _style_words(style: str) -> str:
    return "style held constant" if style == CONTROLLED else "style not held constant"


def _answer(view: BoardView) -> str:
    first = [row.model for row in view.rows if row.rank_best == 1]
    total = len(view.board.model)
    if len(first) == 1:
        return f"{first[0]} stands first of {total} models."
    named = ", ".join(first[:3]) + (f" and {len(first) - 3} more" if len(first) > 3 else "")
    return f"{len(first)} of {total} models may stand first: {named}. The data cannot tell which does."


def _line(view: BoardView, at: int, lanes: Sequence[tuple[int, int, int]]) -> ModelLine:
    row, board = view.rows[at], view.board
    label = label_of("country", PLACES.get(row.country, row.country), board.date)
    organisation = load_organisations().get(row.organisation)
    best, worst = row.rank_best, row.rank_worst
    return ModelLine(
        row,
        label,
        organisation.name.partition(" (")[0] if organisation else "maker not established",
        str(best) if best == worst else f"{best}–{worst}",
        _rank_set(row, label, at + 1, max(other.rank_worst for other in view.rows)),
        _bars(at, lanes),
        f"{row.rating:.0f}",
        "" if row.low is None or row.high is None else f"[{row.low:.0f}–{row.high:.0f}]",
        f"{row.votes:,}" if row.votes else DASH,
    )


def _rank_set(row: Standing, label: Label, place: int, top: int) -> Markup:
    """The places a model may hold, a mark at its own: a set, never one number."""
    strip = Strip(0.5, top + 0.5)
    for tick in (1, *range(10, top + 1, 10)):
        strip.rule(tick, "grid")
    if row.rank_worst > row.rank_best:
        strip.interval(row.rank_best, row.rank_worst)
    form = "circle" if label.shape == "hatch" else label.shape
    strip.mark(place, shape(form, label.token, 5.5, hollow=row.openness == "closed"))
    return strip.text()


def _lanes(runs: Sequence[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """Runs with a lane each: two bars in one lane never touch."""
    ends: list[int] = []
    placed = []
    for first, last in runs:
        lane = next((i for i, end in enumerate(ends) if end < first - 1), len(ends))
        ends[lane : lane + 1] = [last]
        placed.append((first, last, lane))
    return placed


def _bars(at: int, lanes: Sequence[tuple[int, int, int]]) -> Markup:
    """The piece of every bar that passes a row; bars run on through the rows they join."""
    width = LANE * (max((lane for *_, lane in lanes), default=0) + 1)
    parts = []
    for first, last, lane in lanes:
        if first <= at <= last:
            top, foot = ("30%" if at == first else "0"), ("70%" if at == last else "100%")
            x = lane * LANE + LANE // 2
            parts.append(f'<line x1="{x}" x2="{x}" y1="{top}" y2="{foot}"/>')
    return Markup(  # noqa: S704  # built from numbers only
        f'<svg width="{width}" height="1" aria-hidden="true" focusable="false"></svg>'
        f'<svg class="joined" width="{width}" height="100%" aria-hidden="true" focusable="false">'
        f"{''.join(parts)}</svg>"
    )


def _above_line(asked: Question, scores: Scores) -> AboveLine:
    board = asked.board
    found = asked.found if isinstance(asked.found, Above) else None
    return AboveLine(board.date, board.style, found, _on_index(scores, board.date), asked.reason)


def _on_index(scores: Scores, day: str) -> str:
    at = scores.like(REFERENCE)
    if at is None:
        return DASH
    count = scores.above(at, "CN", True, day).count
    return f"{count.point} of {count.models}, {count.significant} told apart"


def _pair_line(asked: Question) -> PairLine:
    board = asked.board
    if not isinstance(asked.found, Comparison):
        return PairLine(board.date, board.style, None, DASH, "", "", asked.reason)
    said = asked.found.result
    interval = (
        "" if said.low is None or said.high is None else f"[{_signed(said.low)} to {_signed(said.high)}]"
    )
    gap = DASH if said.value is None else _signed(said.value)
    return PairLine(board.date, board.style, asked.found, gap, interval, VERDICTS[said.verdict], asked.reason)


def _signed(value: float) -> str:
    return f"{value:+.0f}".replace("-", "−")

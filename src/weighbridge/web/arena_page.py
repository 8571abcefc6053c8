"""The pages of arena boards: ranks drawn as sets, ties drawn as ties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    boards_by_prompts,
    boards_shown,
    counted_above,
)
from weighbridge.definitions.boards import CONTROLLED, OVERALL, RAW, Board
from weighbridge.definitions.capability import Scores, load_scores
from weighbridge.definitions.capability_cells import PLACES
from weighbridge.definitions.standing import Above, Comparison, Standing
from weighbridge.entities.organisations import load_organisations
from weighbridge.indicators.capability.arena_standing import arena_standing
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


@dataclass(frozen=True, slots=True)
class Shelf:
    """All boards that have a page: those of all prompts by day, and the newest by kind of prompt."""

    boards: tuple[Board, ...]
    newest: Mapping[str, Board | None]
    kinds: tuple[Board, ...]

    def is_newest(self, board: Board) -> bool:
        """Whether it is of the last day of its style."""
        last = self.newest[board.style]
        return last is not None and last.date == board.date

    def path(self, board: Board) -> str:
        """Where its page lies."""
        parts = [FOLDER]
        if self.is_newest(board):
            parts += ["style-control"] if board.style == CONTROLLED else []
            parts += [board.category.replace("_", "-")] if board.category != OVERALL else []
        else:
            parts += [board.date + ("-style-control" if board.style == CONTROLLED else "")]
        return "/".join([*parts, "index.html"])


def arena_pages(bridge: Bridge) -> list[Page]:
    """A page for each board shown; none where no board is stored."""
    try:
        path = bridge.table("arena_ratings")
        boards = boards_shown(path)
        scores = load_scores(bridge.table("capability_index"), bridge.table("capability_draws"))
    except UsageError:
        return []
    newest = {style: next((b for b in boards if b.style == style), None) for style in (RAW, CONTROLLED)}
    kinds = [kind for board in newest.values() if board for kind in boards_by_prompts(path, board)]
    shelf = Shelf(tuple(boards), newest, tuple(kinds))
    above = [_above_line(counted_above(board), scores) for board in boards]
    pairs = [_pair_line(best_pair(board)) for board in boards]
    first = [_page(board_view(board), shelf, above, pairs) for board in boards]
    return [*first, *(_page(board_view(board), shelf, (), ()) for board in kinds)]


def _page(view: BoardView, shelf: Shelf, above: Sequence[AboveLine], pairs: Sequence[PairLine]) -> Page:
    board = view.board
    asks = shelf.is_newest(board)
    answer, prompts = _answer(view), _prompts(board)
    lanes = _lanes(view.runs)
    told = f"Arena, {day_words(board.date)}, {_style_words(board.style)}"
    return Page(
        path=shelf.path(board),
        template="arena.html",
        title=f"{told}{'' if board.category == OVERALL else f', prompts: {prompts}'} · weighbridge",
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
            "prompts": prompts,
            "lines": [_line(view, i, lanes) for i in range(len(view.rows))],
            "others": [
                (f"{day_words(b.date)}, {_style_words(b.style)}", shelf.path(b), b is board)
                for b in shelf.boards
            ],
            "kinds": _kinds(board, shelf) if asks else [],
            "sizer": _sizer(lanes),
            "style": _style_words(board.style),
            "flags": sorted(board.flags),
            "left": len(board.model) - len(view.rows),
            "above": above if asks else (),
            "pairs": pairs if asks else (),
            "reference": REFERENCE,
            "margin": f"{MARGIN:.1f}",
            "top": max((row.rank_worst for row in view.rows), default=1),
            "command": _command(board),
        },
    )


def _command(board: Board) -> str:
    """What shows the same board in a terminal."""
    style = " --style-control" if board.style == CONTROLLED else ""
    category = f" --category {board.category}" if board.category != OVERALL else ""
    return f"weighbridge arena board --date {board.date}{style}{category}"


def _prompts(board: Board) -> str:
    """The kind of prompts in words, as the indicator of standings declares them."""
    (axis,) = (axis for axis in arena_standing.axes if axis.name == "category")
    said = {option.name: option.label for option in axis.options}
    return said.get(board.category, board.category.replace("_", " "))


def _kinds(board: Board, shelf: Shelf) -> list[tuple[str, str, bool]]:
    """The boards of the same day and style by kind of prompt: words, place, whether it is this one."""
    same = [b for b in (*shelf.boards, *shelf.kinds) if (b.date, b.style) == (board.date, board.style)]
    return [(_prompts(b), shelf.path(b), b is board) for b in same]


def _style_words(style: str) -> str:
    return "style held constant" if style == CONTROLLED else "style not held constant"


def _answer(view: BoardView) -> str:
    first = [row.model for row in view.rows if row.rank_best == 1]
    total = len(view.board.model)
    prompts = "" if view.board.category == OVERALL else f" (prompts: {_prompts(view.board)})"
    if len(first) == 1:
        return f"{first[0]} stands first of {total} models{prompts}."
    named = ", ".join(first[:3]) + (f" and {len(first) - 3} more" if len(first) > 3 else "")
    said = f"{len(first)} of {total} models may stand first{prompts}: {named}."
    return f"{said} The data cannot tell which does."


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


def _sizer(lanes: Sequence[tuple[int, int, int]]) -> Markup:
    """Nothing to see, as wide as the bars: it keeps their column open where cells cannot measure them."""
    width = LANE * (max((lane for *_, lane in lanes), default=0) + 1)
    return Markup(f'<svg width="{width}" height="1" aria-hidden="true" focusable="false"></svg>')  # noqa: S704


def _bars(at: int, lanes: Sequence[tuple[int, int, int]]) -> Markup:
    """The piece of every bar that passes a row; bars run on through the rows they join."""
    width = LANE * (max((lane for *_, lane in lanes), default=0) + 1)
    parts = []
    for first, last, lane in lanes:
        if first <= at <= last:
            top, foot = ("30%" if at == first else "0"), ("70%" if at == last else "100%")
            x = lane * LANE + LANE // 2
            parts.append(f'<line x1="{x}" x2="{x}" y1="{top}" y2="{foot}"/>')
    return _sizer(lanes) + Markup(  # noqa: S704  # built from numbers only
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

"""Boards with everything resolved: which model, whose, open or closed that day, and how sure."""

from __future__ import annotations

import bisect
import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa

from weighbridge.catalogue.table import Column, Rule, entity
from weighbridge.entities.accounts import resolve_account
from weighbridge.entities.arena_models import CLOSED, OPENNESS, UNKNOWN, ArenaModel, arena_model, openness_of
from weighbridge.entities.organisations import NOT_ESTABLISHED, country_of
from weighbridge.tables.arena_boards import COVERAGE, STYLES

SE_KINDS = ("published", "imputed", "none")
FULL_WIDTH = 2 * 1.959964
"""Width of a 95 % interval in standard errors."""
NEAR_DAYS = 15
"""A board without votes takes those of boards up to so many days away."""
_BOARD = ("subset", "category", "style", "board_date")

Row = dict[str, Any]


@entity(
    columns=(
        Column("board_date", "date", "The day of the board."),
        Column("subset", "text", "The arena: text, vision and so on."),
        Column("category", "text", "Which prompts are counted."),
        Column("style", "text", "Whether style is held constant.", values=STYLES),
        Column("model_id", "text", "The model, by its newest listed name."),
        Column("model_name", "text", "The name it was listed under."),
        Column("organisation_id", "text", "Its maker.", nullable=True),
        Column(
            "country", "text", "The maker's seat on the board's day; XX not established, NONE international."
        ),
        Column("openness", "text", "Whether its weights were open on the board's day.", values=OPENNESS),
        Column("weights_id", "text", "The weights behind it; empty for closed ones.", nullable=True),
        Column("rating", "number", "The published rating."),
        Column("se", "number", "Standard error of the rating.", nullable=True),
        Column(
            "se_kind", "text", "Whether it comes from the published interval or from votes.", values=SE_KINDS
        ),
        Column("votes", "integer", "Votes.", nullable=True),
        Column(
            "coverage", "text", "Whether all models are listed, the top, or chosen ones.", values=COVERAGE
        ),
        Column("source", "text", "The source of the board."),
    ),
    key=("subset", "category", "style", "board_date", "model_id"),
    reads=("arena_boards",),
    judgements=("arena_models", "accounts", "organisations"),
    rules=(
        Rule("The maker is blank.", "Resolved by the model's name, with evidence; else not established."),
        Rule(
            "The maker's name is glued to the model's, or names change.", "One model by a judgement a name."
        ),
        Rule(
            "Boards of August 2025 to January 2026 print no licence.",
            "That of the model's nearest board that does; openness is as of the board's day.",
        ),
        Rule(
            "Boards from July 2025 to January 2026 print no interval.",
            "se = k / sqrt(votes), k from the nearest board of the kind that prints intervals; `imputed`.",
        ),
        Rule(
            "Two sources hold a board of one day.",
            "The one with more models stands alone: ratings of two boards are never mixed.",
        ),
        Rule("Two listed names are one model.", "The one with more votes stands."),
    ),
)
def arena_ratings(boards: nw.LazyFrame) -> pa.Table:
    """One row per board and model, ready to be compared: maker, country, openness, weights, standard error.

    A standard error is that of the published 95 % interval. Covariances are not published, so a
    difference takes the root of the sum of squares, right within 4 % for ratings centred on their mean.
    """
    chosen = _chosen(_plain(boards))
    licences = _licences(row for board in chosen for row in board)
    errors = _Errors(chosen)
    return pa.Table.from_pylist([_resolved(row, licences, errors) for board in chosen for row in board])


def newest_text_board(boards: nw.LazyFrame) -> list[Row]:
    """The rows of :func:`arena_ratings` of the newest board of text, all prompts, style held constant.

    They hang on the boards of that kind alone, but for the licence of a model whose newest board prints none.
    """
    kind = boards.filter((nw.col("subset") == "text") & (nw.col("category") == "overall"))
    chosen = _chosen(_plain(kind))
    held = [board for board in chosen if board[0]["style"] == "controlled"]
    newest = max(held, key=lambda board: board[0]["board_date"], default=[])
    silent = {row["judged"].model_id for row in newest if not _says(row)}
    licences = _licences(row for board in _boards_of(boards, silent) for row in board) if silent else {}
    errors = _Errors(chosen)
    return [_resolved(row, licences, errors) for row in newest]


def _plain(frame: nw.LazyFrame) -> list[Row]:
    found: list[Row] = frame.collect(backend="pyarrow").to_native().to_pylist()
    return found


def _says(row: Row) -> bool:
    """Whether a judgement, or the board itself, says if the weights are open."""
    return bool(row["judged"].openness) or openness_of(row["licence_label"]) != UNKNOWN


def _boards_of(boards: nw.LazyFrame, models: Collection[str]) -> list[list[Row]]:
    """All boards cut to some models, each from the source that lists most on it."""
    listed = _plain(boards.select("model_name").unique())
    names = [row["model_name"] for row in listed if arena_model(row["model_name"]).model_id in models]
    sizes: dict[tuple[Any, ...], dict[str, int]] = defaultdict(dict)
    for row in _plain(boards.group_by(*_BOARD, "source").agg(size=nw.len())):
        sizes[tuple(row[name] for name in _BOARD)][row["source"]] = row["size"]
    found: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in _plain(boards.filter(nw.col("model_name").is_in(names))):
        board = tuple(row[name] for name in _BOARD)
        if row["source"] == min(sizes[board], key=lambda name: (-sizes[board][name], name)):
            found[board].append(row)
    return [_distinct(rows) for _, rows in sorted(found.items())]


def _chosen(rows: Iterable[Row]) -> list[list[Row]]:
    """Every board once, from the source that lists most, each model of it once."""
    grouped: dict[tuple[Any, ...], dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        grouped[tuple(row[name] for name in _BOARD)][row["source"]].append(row)
    return [_distinct(_widest(by_source)) for _, by_source in sorted(grouped.items())]


def _widest(by_source: Mapping[str, list[Row]]) -> list[Row]:
    """The rows of the source that lists most models; of equal ones the first by name."""
    return by_source[min(by_source, key=lambda name: (-len(by_source[name]), name))]


def _distinct(board: list[Row]) -> list[Row]:
    kept: dict[str, Row] = {}
    for row in board:
        row["judged"] = judged = arena_model(row["model_name"])
        held = kept.get(judged.model_id)
        if held is None or (row["votes"] or 0, row["model_name"]) > (held["votes"] or 0, held["model_name"]):
            kept[judged.model_id] = row
    return list(kept.values())


def _licences(rows: Iterable[Row]) -> dict[str, list[tuple[datetime.date, str]]]:
    """For each model the days on which a board printed its licence, with what that says."""
    found: dict[str, dict[datetime.date, str]] = defaultdict(dict)
    for row in rows:
        said = openness_of(row["licence_label"])
        if said != UNKNOWN:
            found[row["judged"].model_id][row["board_date"]] = said
    return {model: sorted(days.items()) for model, days in found.items()}


def _resolved(row: Row, licences: Mapping[str, list[tuple[datetime.date, str]]], errors: _Errors) -> Row:
    judged: ArenaModel = row["judged"]
    organisation = _organisation(row["organisation_label"] or "", row["model_name"], judged.model_id)
    openness = judged.openness or openness_of(row["licence_label"])
    if openness == UNKNOWN:
        openness = _nearest(licences.get(judged.model_id, []), row["board_date"], UNKNOWN)
    se, kind = errors.of(row)
    return {
        **{name: row[name] for name in (*_BOARD, "model_name", "rating", "votes", "coverage", "source")},
        "model_id": judged.model_id,
        "organisation_id": organisation,
        "country": country_of(organisation, row["board_date"]) if organisation else NOT_ESTABLISHED,
        "openness": openness,
        "weights_id": None if openness == CLOSED else judged.weights_id or judged.model_id,
        "se": se,
        "se_kind": kind,
    }


@cache
def _organisation(label: str, name: str, model_id: str) -> str | None:
    """The maker by the board's label, else by the model's name."""
    today = datetime.date.max
    for platform, word in (("lmarena", label), ("lmarena_model", name), ("lmarena_model", model_id)):
        found = resolve_account(platform, word, today) if word else None
        if found:
            return found.organisation_id
    return None


def _nearest(days: list[tuple[datetime.date, str]], day: datetime.date, otherwise: str) -> str:
    if not days:
        return otherwise
    at = bisect.bisect_left(days, (day, ""))
    near = days[max(at - 1, 0) : at + 1]
    return min(near, key=lambda item: (abs((item[0] - day).days), item[0]))[1]


class _Errors:
    """Standard errors: those printed, and k / sqrt(votes) with k of the nearest board of the kind."""

    def __init__(self, boards: list[list[Row]]) -> None:
        self._votes: dict[tuple[str, str, str], list[tuple[datetime.date, int]]] = defaultdict(list)
        for board in boards:
            for row in board:
                if row["votes"]:
                    key = (row["subset"], row["category"], row["judged"].model_id)
                    self._votes[key].append((row["board_date"], row["votes"]))
        self._scale: dict[tuple[Any, ...], list[tuple[datetime.date, float]]] = defaultdict(list)
        self._found: dict[tuple[Any, ...], float | None] = {}
        for board in boards:
            self._learn(board)

    def _learn(self, board: list[Row]) -> None:
        """The median of se x sqrt(votes) of a board that prints intervals."""
        found = [
            se * votes**0.5
            for row in board
            if (se := _printed(row)) and (votes := row["votes"] or self._near_votes(row))
        ]
        if found:
            row = board[0]
            key = (row["subset"], row["category"], row["style"])
            self._scale[key].append((row["board_date"], float(np.median(found))))

    def _near_votes(self, row: Row) -> int:
        days = self._votes.get((row["subset"], row["category"], row["judged"].model_id), [])
        near = [(abs((day - row["board_date"]).days), votes) for day, votes in days]
        return min((item for item in near if item[0] <= NEAR_DAYS), default=(0, 0))[1]

    def of(self, row: Row) -> tuple[float | None, str]:
        """The standard error of a row and where it comes from."""
        if printed := _printed(row):
            return printed, "published"
        scale = self._scale_on(tuple(row[name] for name in _BOARD)) if row["votes"] else None
        return (None, "none") if scale is None else (scale / row["votes"] ** 0.5, "imputed")

    def _scale_on(self, board: tuple[Any, ...]) -> float | None:
        if board not in self._found:
            scales = self._scale.get(board[:3], [])
            near = min(scales, key=lambda item: (abs((item[0] - board[3]).days), item[0]), default=None)
            self._found[board] = near[1] if near else None
        return self._found[board]


def _printed(row: Row) -> float | None:
    if row["rating_low"] is None or row["rating_high"] is None:
        return None
    return (row["rating_high"] - row["rating_low"]) / FULL_WIDTH or None

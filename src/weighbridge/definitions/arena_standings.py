"""Estimators over boards: the best model of a group, and how many of a group stand above one model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from weighbridge.catalogue.errors import UsageError
from weighbridge.catalogue.flags import checked_flags
from weighbridge.definitions.capability_cells import PLACES
from weighbridge.definitions.choices import Definition
from weighbridge.definitions.columns import Floats, Mask
from weighbridge.definitions.cube import Cube
from weighbridge.definitions.result import UNKNOWN, Row
from weighbridge.definitions.run import Estimated, Run
from weighbridge.statistics.above import CountAbove, best_of_weights, count_above, normal_draws
from weighbridge.statistics.arrays import null_if_nan
from weighbridge.statistics.resampling import DRAWS, generator_for, percentile_limits

REFERENCES: dict[str, str] = {
    "gpt_oss_120b": "gpt-oss-120b",
    "llama_4_maverick": "llama-4-maverick-17b-128e-instruct",
    "deepseek_r1": "deepseek-r1",
}
"""Models one can count above by name; `best_us_open` and `best_us` are found on each board."""


@dataclass(frozen=True, slots=True, eq=False)
class MonthBoard:
    """The board that stands for a month."""

    month: str
    date: str
    coverage: str
    model: tuple[str, ...]
    country: tuple[str, ...]
    organisation: tuple[str, ...]
    openness: tuple[str, ...]
    weights: tuple[str, ...]
    rating: Floats
    se: Floats
    imputed: Mask

    @property
    def flags(self) -> set[str]:
        """What must be said of every value of the month."""
        thin = {"thin_coverage"} if self.coverage != "full" else set[str]()
        return thin | ({"se_imputed"} if self.imputed.any() else set[str]())


def lacks_board(definition: Definition, cube: Cube) -> str:
    """What a definition lacks: a board of its kind, a model of the openness, the reference on one of them."""
    style, category = definition["style"], definition["category"]
    held = _of_kind(cube, definition)
    if not held.size:
        return (
            f"no board of {category} prompts with style={style} is stored. "
            "`weighbridge import lmarena FILE --as-of DATE` takes some."
        )
    option = definition["openness"]
    if option != "any" and not held.text("openness").equals(option).any():
        return f"the stored boards of {category} prompts list no model with {option} weights."
    return _lacks_reference(held, definition.get("reference", ""))


def _lacks_reference(held: Cube, name: str) -> str:
    if not name:
        return ""
    if name in REFERENCES:
        listed, what = held.text("model_id").equals(REFERENCES[name]), REFERENCES[name]
    else:
        listed, what = held.text("country").equals("US"), "an American model"
    if name == "best_us_open":
        listed, what = listed & held.text("openness").equals("open"), "an American model with open weights"
    return "" if listed.any() else f"no stored board of this kind lists {what} to count above."


def _of_kind(cube: Cube, definition: Definition) -> Cube:
    same = cube.text("style").equals(definition["style"])
    return cube.where(same & cube.text("category").equals(definition["category"]))


def month_boards(run: Run) -> list[MonthBoard]:
    """For each month asked for its last board, a full one before one that lists a part."""
    held = _of_kind(run.cube, run.definition)
    dates = held.text("board_date")
    kinds = {
        dates.labels[code]: _label(held, "coverage", int(row))
        for code, row in zip(*np.unique(dates.codes, return_index=True), strict=True)
    }
    chosen: dict[str, str] = {}
    for date in sorted(kinds, key=lambda day: (kinds[day] == "full", day)):
        chosen[date[:7]] = date
    months = run.query.months(sorted(chosen))
    return [_board(held.where(dates.equals(chosen[month])), month, chosen[month]) for month in months]


def _label(cube: Cube, name: str, row: int) -> str:
    column = cube.text(name)
    return "" if column.codes[row] < 0 else column.labels[column.codes[row]]


def _texts(cube: Cube, name: str) -> tuple[str, ...]:
    column = cube.text(name)
    return tuple("" if code < 0 else column.labels[code] for code in column.codes)


def _board(cube: Cube, month: str, date: str) -> MonthBoard:
    return MonthBoard(
        month,
        date,
        _label(cube, "coverage", 0),
        _texts(cube, "model_id"),
        tuple(PLACES.get(code, code) for code in _texts(cube, "country")),
        tuple(name or UNKNOWN for name in _texts(cube, "organisation_id")),
        _texts(cube, "openness"),
        _texts(cube, "weights_id"),
        cube.counts["rating"],
        cube.counts["se"],
        cube.text("se_kind").equals("imputed"),
    )


def _draws(run: Run, board: MonthBoard) -> Floats:
    indicator = run.definition.indicator
    rng = generator_for(indicator.name, indicator.method_version, indicator.seed)
    drawn = normal_draws(board.rating, np.diag(board.se**2), rng, DRAWS)
    return np.where(np.isnan(drawn), board.rating, drawn)


def _kept(board: MonthBoard, openness: str) -> Mask:
    if openness == "any":
        return np.ones(board.rating.size, dtype=bool)
    return np.array([held == openness for held in board.openness], dtype=bool)


def best_of_group(run: Run) -> Estimated:
    """The rating of each group's best model, or its lead over the best model of all other groups."""
    boards = month_boards(run)
    by_country = run.query.group_by == "country"
    openness, scale = run.definition["openness"], run.definition["scale"]
    labels = [board.country if by_country else board.organisation for board in boards]
    groups = sorted({name for board in labels for name in board}, key=lambda name: (name == UNKNOWN, name))
    shown = run.query.shown(groups)
    rows: list[Row] = []
    for board, names in zip(boards, labels, strict=True):
        drawn = np.vstack([board.rating, _draws(run, board)])
        kept = _kept(board, openness)
        for group in shown:
            own = kept & np.array([name == group for name in names], dtype=bool)
            if own.any():
                rows.append(_best_row(board, group, drawn, own, kept & ~own, scale))
    return Estimated(tuple(rows), tuple(_best_notes(boards[-1], labels[-1], shown, openness)))


def _best_row(board: MonthBoard, group: str, drawn: Floats, own: Mask, others: Mask, scale: str) -> Row:
    values = drawn[:, own].max(axis=1)
    flags = set(board.flags)
    if scale == "lead":
        values = values - drawn[:, others].max(axis=1) if others.any() else np.full_like(values, np.nan)
        flags |= set() if others.any() else {"zero_base"}
    centre = np.array(values[0])
    low, high, unstable = percentile_limits(values[1:], centre)
    flags |= {"unstable"} if bool(unstable) else set()
    if not np.isfinite(board.se[own]).all():
        low, high = np.array(np.nan), np.array(np.nan)
    limits = (null_if_nan(float(low)), null_if_nan(float(high)))
    value = null_if_nan(float(centre))
    return Row(board.month, group, value, *limits, None, None, int(own.sum()), checked_flags(flags))


def _best_notes(
    board: MonthBoard, labels: tuple[str, ...], shown: tuple[str, ...], openness: str
) -> list[str]:
    kept = _kept(board, openness)
    best = []
    for group in shown:
        own = [i for i in np.flatnonzero(kept) if labels[i] == group and group != UNKNOWN]
        if own:
            top = max(own, key=lambda i: board.rating[i])
            best.append((board.rating[top], f"{group} {board.model[top]} ({board.rating[top]:.0f})"))
    said = ", ".join(text for _, text in sorted(best, reverse=True)[:6])
    return [f"Best on the board of {board.date}: {said}.", _boards_words(board)]


def _boards_words(board: MonthBoard) -> str:
    listed = {"top": "its top only", "selected": "chosen rows only"}.get(board.coverage, "in full")
    return f"The newest month is that of LMArena's text board of {board.date}, listed {listed}."


def models_above_reference(run: Run) -> Estimated:
    """How many models of each country stand above a reference model, month by month."""
    boards = month_boards(run)
    choice = run.definition
    rows: list[Row] = []
    left = []
    groups = sorted({name for board in boards for name in board.country if name != UNKNOWN})
    shown = run.query.shown(groups)
    for board in boards:
        reference = _reference(board, choice["reference"])
        if reference is None:
            left.append(board.month)
            continue
        draws = _draws(run, board)
        for group in shown:
            rows.append(_above_row(board, group, reference, draws, run))
    if not rows:
        raise UsageError(
            f"No board of these months lists the reference ({choice['reference']}). Take another --reference."
        )
    notes = [f"Not on the board, so no count: {', '.join(left)}."] if left else []
    last = next(board for board in reversed(boards) if board.month == rows[-1].month)
    at = _reference(last, choice["reference"])
    named = f"Counted above {last.model[at]} ({last.rating[at]:.0f})." if at is not None else ""
    return Estimated(tuple(rows), (named, *notes, _boards_words(last)))


def _reference(board: MonthBoard, name: str) -> int | None:
    if name in REFERENCES:
        return board.model.index(REFERENCES[name]) if REFERENCES[name] in board.model else None
    fits = [
        i
        for i in range(len(board.model))
        if board.country[i] == "US" and (name == "best_us" or board.openness[i] == "open")
    ]
    return max(fits, key=lambda i: board.rating[i], default=None)


def _above_row(board: MonthBoard, group: str, reference: int, draws: Floats, run: Run) -> Row:
    choice = run.definition
    own = _kept(board, choice["openness"]) & np.array([name == group for name in board.country], dtype=bool)
    members: NDArray[np.int64] = np.flatnonzero(own).astype(np.int64)
    members = members[members != reference]
    flags = set(board.flags)
    if choice["unit"] == "weights":
        if not all(board.weights[i] for i in members):
            return Row(
                board.month, group, None, n=int(members.size), flags=checked_flags(flags | {"not_covered"})
            )
        members = best_of_weights(board.rating, members, [board.weights[i] for i in members])
    found = count_above(board.rating, np.diag(board.se**2), reference, members, draws)
    return _count_row(board, group, found, choice["comparison"], flags)


def _count_row(board: MonthBoard, group: str, found: CountAbove, rule: str, flags: set[str]) -> Row:
    value = {"point": found.point, "significant": found.significant, "holm": found.holm}[rule]
    band = (
        (found.significant_low, found.significant_high) if rule == "significant" else (found.low, found.high)
    )
    low: float | None = float(band[0])
    high: float | None = float(band[1])
    if rule == "holm":
        low, high, flags = None, None, flags | {"at_least"}
    elif not band[0] <= value <= band[1]:
        low, high, flags = None, None, flags | {"unstable"}
    return Row(board.month, group, float(value), low, high, None, None, found.models, checked_flags(flags))

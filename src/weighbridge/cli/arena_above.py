"""``weighbridge arena above``: the models of a group that stand above one model."""

from __future__ import annotations

from typing import Any

from weighbridge.catalogue.errors import unknown_name
from weighbridge.cli.arena_board import flag_lines, head_of
from weighbridge.cli.arena_stored import board_words
from weighbridge.cli.layout import Cell, facts, paragraph
from weighbridge.cli.options import FormFlag, OutputFlag
from weighbridge.cli.output import deliver, forms_of
from weighbridge.cli.program import NONE_FOUND, PASS
from weighbridge.cli.progress import progress_of
from weighbridge.cli.records import listing, plural
from weighbridge.cli.terminal import Terminal
from weighbridge.definitions.boards import Board
from weighbridge.definitions.capability import Scores, load_scores
from weighbridge.definitions.standing import Above, above, counts
from weighbridge.entities.organisations import load_countries

NAMES = (
    *("model", "organisation", "country", "openness", "weights_id", "rating"),
    *("lead", "low", "high", "is_significant", "votes"),
)
_SHOWN = 12


def deliver_above(
    board: Board,
    model: str,
    country: str | None,
    is_open: bool,
    form: FormFlag,
    output: OutputFlag,
    quiet: bool,
) -> int:
    """Write the counts and the models."""
    place = _country(board, country)
    found = above(board, model, country=place, only_open=is_open)
    index = _on_the_index(board, found.model, place, is_open, quiet)
    whole = {**head_of(board), **record_of(found, place, is_open), "index": index}
    deliver(
        forms_of(
            found.models,
            lambda terminal: _page(board, found, place, is_open, index, terminal),
            NAMES,
            lambda: whole,
        ),
        form,
        output,
    )
    return PASS if found.variants.models else NONE_FOUND


def record_of(found: Above, country: str | None, is_open: bool) -> dict[str, Any]:
    """The counts as plain JSON values."""
    return {
        "model": found.model,
        "country": country,
        "openness": "open" if is_open else "any",
        "of_group": found.variants.models,
        **counts(found.variants),
        "distinct_weights": counts(found.weights) if found.weights else None,
        "models": found.models,
    }


def _country(board: Board, country: str | None) -> str | None:
    if country is None:
        return None
    names = {known.name.casefold(): code for code, known in load_countries().items()}
    code = names.get(country.casefold(), country.upper())
    if code not in board.country:
        raise unknown_name("country on the board", country, board.country, "Leave --country out for all.")
    return code


def _on_the_index(
    board: Board, model: str, country: str | None, is_open: bool, quiet: bool
) -> dict[str, Any] | None:
    """The same question to the capability index; None where the model has no score there."""
    from weighbridge.api import Weighbridge

    with progress_of(quiet) as progress:
        bridge = Weighbridge(progress=progress.stage)
        scores = load_scores(bridge.table("capability_index"), bridge.table("capability_draws"))
    at = scores.like(model)
    if at is None:
        return None
    return _index_record(scores, at, country, is_open, board.asked or board.date)


def _index_record(scores: Scores, at: int, country: str | None, is_open: bool, day: str) -> dict[str, Any]:
    found = scores.above(at, country, is_open, day)
    held = counts(found.count)
    held.pop("disjoint")
    held.pop("without_se")
    return {
        "index": "Epoch Capabilities Index, fitted by us",
        "fitted_on": scores.fitted_on,
        "released_up_to": day,
        "model": scores.model[at],
        **held,
        "of_group": found.count.models,
        "models": found.models,
    }


def _page(
    board: Board,
    found: Above,
    country: str | None,
    is_open: bool,
    index: dict[str, Any] | None,
    terminal: Terminal,
) -> list[str]:
    group = _group_words(country, is_open)
    held = found.variants
    lines = paragraph(f"{held.point} of {held.models} {group} stand above {found.model}.", terminal)
    lines += [*paragraph(board_words(board), terminal), ""]
    lines += facts(_counts(found), terminal)
    rows = [
        [
            Cell(item["model"]),
            Cell(f"{item['rating']:.0f}", "", True),
            Cell(f"{item['lead']:+.0f}", "bold", True),
            Cell("" if item["low"] is None else f"[{item['low']:+.0f} to {item['high']:+.0f}]", "", True),
            Cell("" if item["is_significant"] else "not told from level"),
        ]
        for item in (found.models if not terminal.is_tty else found.models[:_SHOWN])
    ]
    if rows:
        lines += ["", *listing(("model", "rating", "lead", "90 %", ""), rows, terminal, flexible=(0,))]
    if len(rows) < len(found.models):
        lines.append(f"{len(found.models) - len(rows)} more: --format csv")
    lines += ["", *paragraph(_index_words(index, group), terminal)]
    lines += flag_lines(board.flags, terminal)
    other = "" if board.style != "raw" else " --style-control"
    where = f" --country {country}" if country else ""
    kind = " --open" if is_open else ""
    return [
        *lines,
        "",
        f"next: weighbridge arena above {found.model}{where}{kind} --date {board.date}{other}",
    ]


def _counts(found: Above) -> list[tuple[str, str]]:
    held, weights = found.variants, found.weights
    pairs = [
        ("above", f"{held.point} by value; {held.low} to {held.high} when drawn from their errors"),
        ("told apart", f"{held.significant} each tested at 5 %; at least {held.holm} together (Holm, 10 %)"),
    ]
    if weights:
        pairs.append(
            (
                "distinct weights",
                f"{weights.point} by value, {weights.significant} told apart, {weights.holm} by Holm",
            )
        )
    else:
        pairs.append(("distinct weights", "not known: closed weights are not told apart"))
    pairs.append(("disjoint intervals", f"{held.disjoint}, without an error rate"))
    return pairs


def _group_words(country: str | None, is_open: bool) -> str:
    what = "models with open weights" if is_open else "models"
    known = load_countries().get(country or "")
    return f"{what} made in {known.name}" if known else what


def _index_words(index: dict[str, Any] | None, group: str) -> str:
    if index is None:
        return "On the capability index: that model has no score there."
    low, high = index["band"]
    return (
        f"On the capability index (fit of {index['fitted_on']}, released up to {index['released_up_to']}): "
        f"{index['point']} of {plural(index['of_group'], 'model')} above {index['model']}, "
        f"{index['significant']} told apart, {low} to {high} when drawn."
    )

"""``weighbridge arena fit``: ratings from a file of votes, or from the stored ones."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from weighbridge.catalogue.errors import UsageError, unknown_name
from weighbridge.catalogue.units import DASH
from weighbridge.cli.layout import Cell, paragraph
from weighbridge.cli.options import FormFlag, OutputFlag
from weighbridge.cli.output import deliver, forms_of
from weighbridge.cli.program import NONE_FOUND, PASS
from weighbridge.cli.progress import progress_of
from weighbridge.cli.records import listing, plural
from weighbridge.cli.terminal import Terminal
from weighbridge.definitions.battle_files import STYLE, Battles, read_battles
from weighbridge.statistics.arrays import FloatArray
from weighbridge.statistics.battles import VoterCells, pairs_of_table, voter_cells
from weighbridge.statistics.pairwise import Ratings, bradley_terry
from weighbridge.statistics.pairwise_draws import rating_draws
from weighbridge.statistics.resampling import FAILED_LIMIT, generator_for, percentile_limits
from weighbridge.statistics.style_pairwise import StyleRatings, style_bradley_terry, to_unit_spread
from weighbridge.statistics.threads import one_thread

NAMES = ("model", "rating", "low", "high", "se", "battles", "flags")
_SHOWN = 25


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """A fit with what it was made of; ``draws`` where it was resampled, ``style`` where style was held."""

    battles: Battles
    ratings: Ratings
    unit: str
    both_bad: str
    reweight: bool
    style: StyleRatings | None
    measures: tuple[str, ...]
    draws: FloatArray | None
    other: Ratings | None


def fitted(
    path: Path | None,
    unit: Literal["battle", "voter"],
    both_bad: Literal["tie", "dropped"],
    reweight: bool,
    style: str,
    outcome: Sequence[str],
    bootstrap: int,
    quiet: bool,
) -> Fitted:
    """Read the votes and fit them."""
    measures = tuple(word.strip() for word in style.split(",") if word.strip())
    for word in measures:
        if word not in STYLE:
            raise unknown_name("measure of style", word, STYLE, "Columns are named like tokens_a, tokens_b.")
    if measures and (unit == "voter" or bootstrap):
        raise UsageError("--style is fitted with the sandwich by vote: leave --unit and --bootstrap out.")
    with progress_of(quiet) as progress:
        path = path or _stored()
        progress.stage(f"reading {path.name}")
        battles = read_battles(path, _meanings(outcome), by_voter=unit == "voter", style=measures)
        progress.stage("fitting")
        with one_thread():
            return _fit(battles, unit, both_bad, reweight, measures, bootstrap)


def _stored() -> Path:
    from weighbridge.api import Weighbridge

    return Weighbridge().table("arena_battles")


def _meanings(given: Sequence[str]) -> dict[str, str]:
    found = {}
    for text in given:
        word, sign, meaning = text.partition("=")
        if not sign or not word:
            raise UsageError(f"--outcome '{text}': expected a word and its meaning, as in abstain=drop.")
        found[word] = meaning
    return found


def _fit(
    battles: Battles,
    unit: str,
    both_bad: Literal["tie", "dropped"],
    reweight: bool,
    measures: tuple[str, ...],
    bootstrap: int,
) -> Fitted:
    if measures and battles.rows is not None and battles.style is not None:
        features = to_unit_spread(battles.style).T
        held = style_bradley_terry(
            *battles.rows, features, len(battles.names), both_bad=both_bad, reweight=reweight
        )
        return Fitted(battles, held.ratings, unit, both_bad, reweight, held, measures, None, None)
    pairs, voters, other = pairs_of_table(battles.table, both_bad), None, None
    if battles.rows is not None and battles.voter is not None:
        pairs, voters = voter_cells(*battles.rows, battles.voter, len(battles.names), both_bad=both_bad)
        other = bradley_terry(pairs, reweight=reweight)
    ratings = bradley_terry(pairs, reweight=reweight, voters=voters)
    draws = _drawn(pairs, bootstrap, voters, reweight) if bootstrap else None
    return Fitted(battles, ratings, unit, both_bad, reweight, None, (), draws, other)


def _drawn(pairs: Any, bootstrap: int, voters: VoterCells | None, reweight: bool) -> FloatArray:
    if bootstrap < 100:
        raise UsageError(f"--bootstrap {bootstrap} is too few for an interval. Give at least 100.")
    rng = generator_for("arena_fit", "1", 0)
    return rating_draws(pairs, bootstrap, rng, voters=voters, reweight=reweight)


def deliver_fit(fit: Fitted, level: float, form: FormFlag, output: OutputFlag) -> int:
    """Write the ratings."""
    if not 0 < level < 1:
        raise UsageError(f"--level {level} is no level. Expected a part, as in 0.9 or 0.95.")
    records = _records(fit, level)
    head = _head(fit, level)
    deliver(
        forms_of(
            records,
            lambda terminal: _table(fit, records, level, terminal),
            NAMES,
            lambda: {**head, "models": records},
        ),
        form,
        output,
    )
    return PASS if fit.ratings.rated.any() else NONE_FOUND


def _records(fit: Fitted, level: float) -> list[dict[str, Any]]:
    ratings = fit.ratings
    low, high = ratings.limits(level)
    flags = [set(found) for found in ratings.flags]
    if fit.draws is not None:
        low, high, unstable = percentile_limits(fit.draws, ratings.value, level)
        for found, is_set in zip(flags, unstable, strict=True):
            found |= {"unstable"} if is_set else set()
    value, se, lows, highs = (
        [_known(x) for x in column.tolist()] for column in (ratings.value, ratings.se, low, high)
    )
    order = np.lexsort((np.array(fit.battles.names), -np.nan_to_num(ratings.value, nan=-np.inf)))
    return [
        {
            "model": fit.battles.names[i],
            "rating": value[i],
            "low": lows[i],
            "high": highs[i],
            "se": se[i] if lows[i] is not None else None,
            "battles": int(ratings.battles[i]),
            "flags": sorted(flags[i]),
        }
        for i in order
    ]


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value


def _head(fit: Fitted, level: float) -> dict[str, Any]:
    head: dict[str, Any] = {
        "level": level,
        "battles": fit.battles.total,
        "unit": fit.unit,
        "both_bad": fit.both_bad,
        "reweighted": fit.reweight,
        "left_out": {
            **fit.battles.dropped,
            **({"itself": fit.battles.self_battles} if fit.battles.self_battles else {}),
        },
        "notes": _notes(fit),
    }
    if fit.draws is not None:
        head |= {"draws": len(fit.draws), "failed_draws": _failed(fit)}
    if fit.style is not None:
        head["style"] = {
            name: {"coefficient": float(value), "se": float(se)}
            for name, value, se in zip(
                fit.measures, fit.style.coefficients, fit.style.coefficient_se, strict=True
            )
        }
    return head


def _failed(fit: Fitted) -> int:
    """Resamples that could not be fitted."""
    return 0 if fit.draws is None else int(np.isnan(fit.draws[:, fit.ratings.rated]).any(axis=1).sum())


def _notes(fit: Fitted) -> list[str]:
    """What must be known of this fit: who could not be rated, what was left out, how votes hang together."""
    names, ratings = fit.battles.names, fit.ratings
    notes = []
    lost = [names[i] for i in np.flatnonzero(~ratings.rated)]
    if lost:
        shown = ", ".join(lost[:5]) + (" ..." if len(lost) > 5 else "")
        notes.append(
            f"{plural(len(lost), 'model')} without a rating, not linked to the rest by both wins and losses "
            f"(one that won, or lost, every battle has no finite rating): {shown}."
        )
    for word, count in sorted(fit.battles.dropped.items()):
        notes.append(f"{plural(count, 'vote')} '{word}' left out, as asked.")
    if fit.battles.self_battles:
        notes.append(f"{plural(fit.battles.self_battles, 'vote')} of a model against itself left out.")
    if fit.draws is not None and (failed := _failed(fit)):
        notes.append(
            f"{failed} of {plural(len(fit.draws), 'resample')} could not be fitted and stand in no interval; "
            f"past {FAILED_LIMIT:.0%} of them there is no interval (unstable)."
        )
    if fit.other is not None:
        wider = float(np.nanmedian(ratings.se / fit.other.se))
        notes.append(
            f"{plural(fit.battles.voters, 'voter')}: with votes summed by voter the errors are "
            f"{wider:.2f} times those of independent votes (median)."
        )
    elif fit.battles.has_voters and fit.style is None:
        notes.append("The file names voters; --unit voter takes only them as independent.")
    return notes


def _table(fit: Fitted, records: list[dict[str, Any]], level: float, terminal: Terminal) -> list[str]:
    rated = [record for record in records if record["rating"] is not None]
    lines = paragraph(_answer(fit, rated), terminal)
    how = f"resampled {len(fit.draws)} times" if fit.draws is not None else "sandwich"
    chips = [
        plural(fit.battles.total, "vote"),
        plural(len(rated), "model"),
        f"{level * 100:g} % intervals, {how}",
    ]
    lines += [*paragraph(" · ".join(chips), terminal), ""]
    shown = records if not terminal.is_tty else records[:_SHOWN]
    rows = [
        [
            Cell(record["model"]),
            Cell(_text(record["rating"]), "bold", True),
            Cell(_interval(record), "", True),
            Cell(f"{record['battles']:,}", "", True),
            Cell(", ".join(record["flags"])),
        ]
        for record in shown
    ]
    lines += listing(("model", "rating", "interval", "battles", ""), rows, terminal, flexible=(0,))
    if len(shown) < len(records):
        lines += ["", f"{len(records) - len(shown)} more: --format csv"]
    if fit.style is not None:
        lines += ["", *_style_lines(fit, terminal)]
    for note in _notes(fit):
        lines += ["", *paragraph(note, terminal)]
    return [*lines, "", "next: weighbridge arena board"]


def _answer(fit: Fitted, rated: list[dict[str, Any]]) -> str:
    if not rated:
        return (
            "Nothing can be rated: no two models are linked by both a win and a loss, or a tie. "
            "More votes between the same models are needed."
        )
    first = rated[0]
    if first["low"] is None:
        return f"{first['model']} stands first at {first['rating']:.0f}; too few votes for an interval."
    return f"{first['model']} stands first at {first['rating']:.0f} [{first['low']:.0f}–{first['high']:.0f}]."


def _style_lines(fit: Fitted, terminal: Terminal) -> list[str]:
    if fit.style is None:
        return []
    found = zip(fit.measures, fit.style.coefficients, fit.style.coefficient_se, strict=True)
    said = ", ".join(f"{name} {value:+.3f} (error {se:.3f})" for name, value, se in found)
    return paragraph(f"Style, log odds for one spread more: {said}.", terminal)


def _text(value: float | None) -> str:
    return DASH if value is None else f"{value:.1f}"


def _interval(record: dict[str, Any]) -> str:
    return DASH if record["low"] is None else f"[{record['low']:.1f}–{record['high']:.1f}]"

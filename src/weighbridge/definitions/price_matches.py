"""Prices of closed models against open ones rated alike, pair by pair; or at the frontier."""

from __future__ import annotations

import numpy as np

from weighbridge.catalogue.errors import UsageError
from weighbridge.catalogue.flags import checked_flags
from weighbridge.definitions.price_estimates import (
    MIN_MODELS,
    Models,
    arrays_of,
    drawn_scores,
    flags_of_month,
    priced_and_rated,
    ratio_at_capability,
)
from weighbridge.definitions.price_offers import months_of, offers_in
from weighbridge.definitions.result import Row
from weighbridge.definitions.run import Estimated, Run
from weighbridge.definitions.wording import month_name
from weighbridge.statistics.prices import MatchedRatio, matched_price

MARGINS = {"within_5": 5, "within_10": 10, "within_20": 20}
MOST_NAMED = 8


def price_ratio(run: Run) -> Estimated:
    """Closed over open: the cheapest that suffice at each rating, or pairs rated within a margin."""
    return ratio_at_capability(run) if run.definition["match"] == "frontier" else _of_pairs(run)


def _of_pairs(run: Run) -> Estimated:
    """The middle ratio of closed models to the cheapest open one within each margin, month by month."""
    choice = run.definition
    shown = run.query.shown(tuple(MARGINS))
    rows: list[Row] = []
    notes: list[str] = []
    before: Models = {}
    for month in months_of(run):
        offers = offers_in(run.cube, month, choice["blend"], choice["style"])
        models = priced_and_rated(offers, choice["host"])
        if not {"open", "closed"} <= {offer.openness for offer, _ in models.values()}:
            continue
        score, error, price, opened = arrays_of(models)
        draws = drawn_scores(run, score, error)
        found = {name: matched_price(score, price, opened, MARGINS[name], draws) for name in shown}
        flags = flags_of_month(models, before)
        before = models
        rows += [_row(month, name, found[name], flags) for name in shown]
        notes = [_told(month, name, models, found[name]) for name in shown]
    if not rows:
        raise UsageError(
            "No month of these has priced and rated models on both sides. Widen --from and --to."
        )
    return Estimated(tuple(rows), tuple(notes))


def _row(month: str, name: str, found: MatchedRatio, flags: set[str]) -> Row:
    """One margin's row; under five pairs there is a count and no ratio."""
    pairs = int((found.pairs >= 0).sum())
    if pairs < MIN_MODELS:
        return Row(month, name, None, n=pairs, flags=checked_flags({*flags, "small_n"}))
    told = checked_flags({*found.flags, *flags})
    return Row(month, name, found.value, found.low, found.high, None, None, pairs, told)


def _told(month: str, name: str, models: Models, found: MatchedRatio) -> str:
    """How many closed models have an equal, and the pairs that are rated highest."""
    names = list(models)
    closed = [i for i, model in enumerate(names) if models[model][0].openness == "closed"]
    pairs = [(i, int(j)) for i, j in zip(closed, found.pairs, strict=True) if j >= 0]
    said = (
        f"{month_name(month)}, within {MARGINS[name]} points: {len(pairs)} of {len(closed)} closed models "
        "have an open one rated alike"
    )
    ranked = sorted(pairs, key=lambda pair: -(models[names[pair[0]]][0].rating or np.nan))[:MOST_NAMED]
    shown = [_pair(names[i], names[j], models) for i, j in ranked]
    return f"{said}. Rated highest: {'; '.join(shown)}." if shown else f"{said}."


def _pair(closed: str, opened: str, models: Models) -> str:
    dear, cheap = models[closed][1], models[opened][1]
    return f"{closed} ${dear:.2f}, {opened} ${cheap:.2f}"

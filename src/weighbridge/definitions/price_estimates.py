"""Estimates on prices: open against closed at equal quality, spread over hosts, premium of a place."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from weighbridge.catalogue.errors import UsageError
from weighbridge.catalogue.flags import checked_flags
from weighbridge.definitions.price_offers import Offer, by_model, is_stale, months_of, offers_in, price_of
from weighbridge.definitions.result import UNKNOWN, Row
from weighbridge.definitions.run import Estimated, Run
from weighbridge.definitions.wording import group_name, month_name
from weighbridge.statistics.arrays import null_if_nan
from weighbridge.statistics.prices import PriceRatio, frontier_price, hedonic, price_spread
from weighbridge.statistics.resampling import DRAWS, generator_for, percentile_limits

Models = Mapping[str, tuple[Offer, float]]
LEVELS = (1300, 1350, 1400, 1425, 1450, 1475)
MIN_HOSTS = 3
MIN_MODELS = 5


def ratio_at_capability(run: Run) -> Estimated:
    """Cheapest closed over cheapest open model at each rating, month by month."""
    choice = run.definition
    rows: list[Row] = []
    notes: list[str] = []
    shown = run.query.shown(tuple(str(level) for level in LEVELS))
    before: Models = {}
    for month in months_of(run):
        offers = offers_in(run.cube, month, choice["blend"], choice["style"])
        models = priced_and_rated(offers, choice["host"])
        if not {"open", "closed"} <= {offer.openness for offer, _ in models.values()}:
            continue
        found = _ratios(run, models)
        flags = flags_of_month(models, before)
        before = models
        rows += [_ratio_row(month, name, found[int(name)], flags, len(models)) for name in shown]
        notes = _ratio_notes(month, models, found)
    if not rows:
        raise UsageError(
            "No month of these has priced and rated models on both sides. Widen --from and --to."
        )
    return Estimated(tuple(rows), tuple(notes))


def priced_and_rated(offers: list[Offer], host: str) -> dict[str, tuple[Offer, float]]:
    """The models of known openness with a rating, its error and a price."""
    found = {}
    for model, own in by_model(offers).items():
        price = price_of(own, host)
        first = min(own, key=lambda offer: (offer.price, offer.provider))
        if price is not None and first.rating is not None and first.se and first.openness != UNKNOWN:
            found[model] = (first, price)
    return found


def arrays_of(
    models: Models,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Rating, its error, price and openness of each model."""
    score = np.array([offer.rating for offer, _ in models.values()], dtype=np.float64)
    error = np.array([offer.se for offer, _ in models.values()], dtype=np.float64)
    price = np.array([price for _, price in models.values()])
    opened = np.array([offer.openness == "open" for offer, _ in models.values()])
    return score, error, price, opened


def _ratios(run: Run, models: Models) -> dict[int, PriceRatio]:
    score, error, price, opened = arrays_of(models)
    draws = drawn_scores(run, score, error)
    return {level: frontier_price(score, price, opened, level, draws) for level in LEVELS}


def drawn_scores(run: Run, score: np.ndarray, error: np.ndarray) -> np.ndarray:
    """Ratings drawn from their errors, the same whatever is then made of them."""
    indicator = run.definition.indicator
    rng = generator_for(indicator.name, indicator.method_version, indicator.seed)
    return score + rng.standard_normal((DRAWS, score.size)) * error


def flags_of_month(models: Models, before: Models) -> set[str]:
    """What is wrong with a month's prices and ratings as a whole, and beside the month before.

    Where less than half of the models of two months are in both, a move of the ratio is one of the list.
    """
    first = next(iter(models.values()))[0]
    common, either = len(models.keys() & before.keys()), len(models.keys() | before.keys())
    is_other = bool(before) and common < either / 2
    found = {"period_mismatch"} if is_stale(first) else set[str]()
    return found | ({"new_list"} if first.is_newest or is_other else set[str]())


def _ratio_row(month: str, level: str, found: PriceRatio, flags: set[str], models: int) -> Row:
    return Row(
        month,
        level,
        found.value,
        found.low,
        found.high,
        None,
        None,
        models,
        checked_flags({*found.flags, *flags}),
    )


def _ratio_notes(month: str, models: Models, found: Mapping[int, PriceRatio]) -> list[str]:
    said = []
    for level in LEVELS:
        told = [_cheapest_words(models, level, kind) for kind in ("closed", "open")]
        undefined = found[level].undefined
        lost = f"; in {undefined * 100:.0f} % of draws one side has none" if undefined > 0.005 else ""
        said.append(f"{month_name(month)}, at {level} and above: {'; '.join(told)}{lost}.")
    score, _, price, opened = arrays_of(models)
    makers = len({offer.maker for offer, _ in models.values()})
    fit = hedonic(score, price, opened, makers)
    refused = ", which is too few to publish it" if fit.refused else ""
    first = next(iter(models.values()))[0]
    said.append(
        f"By regression over {len(models)} models, {makers} makers{refused}: open ones cost {fit.value:.2f} "
        f"times what closed ones of the same rating cost [{fit.low:.2f}–{fit.high:.2f}]; errors of ratings "
        "bias it, so it stands beside the ratio."
    )
    said.append(f"Prices of {first.priced_on}, ratings of {first.rated_on}.")
    return said


def _cheapest_words(models: Models, level: int, kind: str) -> str:
    fits = [
        (price, name, offer)
        for name, (offer, price) in models.items()
        if offer.openness == kind and (offer.rating or 0) >= level
    ]
    if not fits:
        return f"no {kind} model"
    price, name, offer = min(fits, key=lambda fit: fit[:2])
    seller = f" ({offer.provider})" if offer.price == price else ""
    return f"{kind} {name} ${price:.2f}{seller}"


def spread_over_hosts(run: Run) -> Estimated:
    """Largest over smallest price of the same weights: of each model, or the middle one of all."""
    choice = run.definition
    rows: list[Row] = []
    notes: list[str] = []
    for month in months_of(run):
        offers = _hosted(offers_in(run.cube, month, choice["blend"]), choice["openness"])
        held = {model: own for model, own in by_model(offers).items() if len(own) >= MIN_HOSTS}
        if not held:
            continue
        spreads = {model: _spread_of(own, choice["statistic"]) for model, own in held.items()}
        flags = {"new_list"} if offers[0].is_newest else set[str]()
        if run.query.group_by == "model":
            shown = _of_those(run, tuple(spreads))
            rows += [
                Row(
                    month,
                    m,
                    spreads[m],
                    n=len(held[m]),
                    flags=checked_flags({"list_price", *flags}),
                )
                for m in shown
            ]
        else:
            rows.append(_middle(run, month, "all", list(spreads.values()), flags))
        notes = _spread_notes(month, held)
    if not rows:
        raise UsageError(
            f"No month of these has such a model sold by {MIN_HOSTS} hosts or more. Leave --from, --to and "
            "--only out, or try `weighbridge saving hosts MODEL`."
        )
    return Estimated(tuple(rows), tuple(notes))


def _spread_of(own: list[Offer], statistic: str) -> float:
    found = price_spread([offer.price for offer in own])
    told = {"max_over_min": found.ratio, "p90_over_p10": found.middle, "geometric_sd": found.geometric_sd}
    return told[statistic]


def _of_those(run: Run, groups: tuple[str, ...]) -> tuple[str, ...]:
    """The groups asked for that the month has; one that is missing from a month is no error."""
    wanted = {name.casefold() for name in run.query.only}
    return tuple(group for group in groups if not wanted or group.casefold() in wanted)


def _hosted(offers: list[Offer], openness: str) -> list[Offer]:
    """Offers of hosts: a router names none; of open weights where only those count."""
    return [o for o in offers if o.channel != "router" and openness in ("any", o.openness)]


def _middle(
    run: Run,
    month: str,
    group: str,
    values: list[float],
    flags: set[str],
    bounds: tuple[float | None, float | None] = (None, None),
) -> Row:
    """The median over models, resampling models."""
    if len(values) < MIN_MODELS:
        return Row(month, group, None, n=len(values), flags=checked_flags({"small_n", *flags}))
    indicator = run.definition.indicator
    rng = generator_for(indicator.name, indicator.method_version, indicator.seed)
    held = np.array(values)
    drawn = np.median(held[rng.integers(0, held.size, (DRAWS, held.size))], axis=1)
    centre = np.array(float(np.median(held)))
    low, high, unstable = percentile_limits(drawn, centre)
    flags = flags | ({"unstable"} if bool(unstable) else set())
    limits = (null_if_nan(float(low)), null_if_nan(float(high)))
    return Row(month, group, float(centre), *limits, *bounds, held.size, checked_flags(flags))


def _spread_notes(month: str, held: Mapping[str, list[Offer]]) -> list[str]:
    most = sorted(held, key=lambda model: (-len(held[model]), model))[:4]
    said = [f"{len(held)} models are sold by {MIN_HOSTS} hosts or more in {month_name(month)}."]
    for model in most:
        own = sorted(held[model], key=lambda offer: (offer.price, offer.provider))
        low, high = own[0], own[-1]
        said.append(
            f"{model}: {len(own)} hosts, from ${low.price:.2f} ({_seated(low)}) to "
            f"${high.price:.2f} ({_seated(high)}); `weighbridge saving hosts {model}`."
        )
    return said


def _seated(offer: Offer) -> str:
    seat = "seat not established" if offer.country == "XX" else group_name(offer.country, "country")
    return f"{offer.provider}, {seat}"


def premium_of_place(run: Run) -> Estimated:
    """What it costs to stay with hosts of one country: cheapest there over cheapest anywhere."""
    choice = run.definition
    rows: list[Row] = []
    notes: list[str] = []
    for month in months_of(run):
        offers = _hosted(offers_in(run.cube, month, choice["blend"]), choice["openness"])
        held = {m: own for m, own in by_model(offers).items() if len(own) >= MIN_HOSTS}
        if not held:
            continue
        flags = {"new_list"} if offers[0].is_newest else set[str]()
        countries = sorted({c for own in held.values() for o in own for c in _places(o, choice["place"])})
        if not countries:
            continue
        for country in _of_those(run, tuple(countries)):
            ratios = [
                r for own in held.values() if (r := _premium(own, country, choice["place"])) is not None
            ]
            low = [
                r for own in held.values() if (r := _premium(own, country, choice["place"], True)) is not None
            ]
            row = _middle(run, month, country, ratios, flags)
            if row.value is not None:
                least = min(float(np.median(low)), row.value)
                row = _middle(run, month, country, ratios, flags, (least, row.value))
            rows.append(row)
        unplaced = sum(not _places(o, choice["place"]) for own in held.values() for o in own)
        total = sum(len(own) for own in held.values())
        said = f"{len(held)} models have {MIN_HOSTS} hosts in {month_name(month)}; of {total} offers "
        said += f"{unplaced} are of hosts of no established place, which bound each premium from below."
        notes = [said]
    if not rows:
        raise UsageError("No host of these months says where its machines stand. Take --place headquarters.")
    return Estimated(tuple(sorted(rows, key=lambda row: (row.month, row.group))), tuple(notes))


def _places(offer: Offer, place: str) -> tuple[str, ...]:
    if place == "datacentre":
        return offer.datacentres
    return () if offer.country == "XX" else (offer.country,)


def _premium(own: list[Offer], country: str, place: str, with_unplaced: bool = False) -> float | None:
    """Cheapest among hosts of the country over cheapest of all; None where no host of it sells the model."""
    inside = [offer.price for offer in own if country in _places(offer, place)]
    if not inside:
        return None
    if with_unplaced:
        inside += [offer.price for offer in own if not _places(offer, place)]
    return min(inside) / min(offer.price for offer in own)

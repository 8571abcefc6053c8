"""``weighbridge saving``: what a change of model saves; ``saving hosts``: who sells one, at what price."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal

from cyclopts import Parameter

from weighbridge.catalogue.errors import UsageError
from weighbridge.cli.options import FormFlag, OutputFlag, QuietFlag
from weighbridge.cli.output import deliver, forms_of
from weighbridge.cli.program import NONE_FOUND, PASS
from weighbridge.cli.progress import progress_of

_OTHER_NAMES = ("model", "maker_country", "host", "host_country", "price", "rating", "saved_usd")
_HOST_NAMES = (
    "model",
    "host",
    "channel",
    "headquarters",
    "datacentres",
    "organisation",
    "organisation_country",
    "price_in",
    "price_out",
    "price",
    "is_dated",
    "priced_on",
)


def command_for(tokens: Sequence[str]) -> Callable[..., int]:
    """The function behind the first word."""
    return hosts if tokens and tokens[0] == "hosts" else change


def change(
    *,
    old: Annotated[str, Parameter(name="--from", help="The model in use.")],
    new: Annotated[str, Parameter(name="--to", help="The model to change to.")],
    annual_usd: Annotated[
        float | None, Parameter(name="--annual-usd", help="Dollars a year that are said to be saved.")
    ] = None,
    tokens_in: Annotated[float | None, Parameter(name="--tokens-in", help="Tokens read a year.")] = None,
    tokens_out: Annotated[float | None, Parameter(name="--tokens-out", help="Tokens written a year.")] = None,
    ratio: Annotated[float, Parameter(name="--ratio", help="Tokens read per token written.")] = 3.0,
    host: Annotated[
        Literal["cheapest", "first_party", "median"],
        Parameter(name="--host", help="Whose price: the cheapest seller's, the maker's, the median host's."),
    ] = "cheapest",
    change_usd: Annotated[float, Parameter(name="--change-usd", help="What changing costs a year.")] = 0.0,
    tokens_factor: Annotated[
        float, Parameter(name="--tokens-factor", help="Tokens of the new model for one of the old.")
    ] = 1.0,
    server_usd_month: Annotated[
        float, Parameter(name="--server-usd-month", help="What an own server costs a month.")
    ] = 12_000.0,
    server_marginal: Annotated[
        float, Parameter(name="--server-marginal", help="Dollars per million tokens on it.")
    ] = 0.05,
    server_mtok_month: Annotated[
        float, Parameter(name="--server-mtok-month", help="Million tokens a month it can do.")
    ] = 20_000.0,
    form: FormFlag = None,
    output: OutputFlag = None,
    quiet: QuietFlag = False,
) -> int:
    """The volume at which a stated saving is true, or what a volume saves; and what else would save the same.

    Prices are those of price lists, per million tokens, blended by the ratio of tokens read to written. Every
    assumption is printed and has a flag. Other models count if they are rated no lower than the new one.
    """
    from weighbridge.cli.saving_view import saving_lines
    from weighbridge.diligence.model_saving import Assumptions, model_saving, ratio_of

    if annual_usd is not None and (tokens_in is not None or tokens_out is not None):
        raise UsageError("Give --annual-usd, and the volume follows; or the tokens, and the dollars follow.")
    blend = ratio_of(tokens_in, tokens_out, ratio)
    if min(change_usd, server_usd_month, server_marginal) < 0 or tokens_factor <= 0:
        raise UsageError("Costs are 0 or more and --tokens-factor is above 0.")
    assumed = Assumptions(
        blend, host, change_usd, tokens_factor, server_usd_month, server_marginal, server_mtok_month
    )
    mtok = None if tokens_in is None and tokens_out is None else ((tokens_in or 0) + (tokens_out or 0)) / 1e6
    found = model_saving(_offers(quiet), old, new, assumed, annual_usd, mtok)
    whole = found.as_dict()
    records = [{key: row[key] for key in row} for row in whole["others"]]
    deliver(
        forms_of(records, lambda terminal: saving_lines(found, terminal), _OTHER_NAMES, lambda: whole),
        form,
        output,
    )
    return NONE_FOUND if found.found.never else PASS


def hosts(
    action: Annotated[Literal["hosts"], Parameter(help="Who sells a model.")],
    model: Annotated[str, Parameter(help="The model, in any spelling of a price list.")],
    /,
    *,
    form: FormFlag = None,
    output: OutputFlag = None,
    quiet: QuietFlag = False,
) -> int:
    """The same weights at every host: seat of the contract, countries of the machines, price.

    Three to one blended. Whose laboratory a host is, where it is seated and where its machines stand are
    three facts; what is not established is a dash.
    """
    from weighbridge.catalogue.errors import unknown_name
    from weighbridge.cli.saving_view import host_lines
    from weighbridge.definitions.price_offers import by_model
    from weighbridge.entities.price_cells import model_key

    held = by_model(_offers(quiet))
    own = held.get(model_key(model))
    if own is None:
        raise unknown_name("model with a price", model, held, "Try `weighbridge indicator price_spread`.")
    rows = [_host_row(offer) for offer in sorted(own, key=lambda offer: (offer.price, offer.provider))]
    deliver(
        forms_of(
            rows, lambda terminal: host_lines(own[0], rows, terminal), _HOST_NAMES, lambda: {"hosts": rows}
        ),
        form,
        output,
    )
    return PASS


def _host_row(offer: Any) -> dict[str, Any]:
    """One seller's price, beside the three facts on the host; what is not established is null."""
    from datetime import date

    from weighbridge.entities.hosts import laboratory_of

    whose, seat = laboratory_of(offer.host, date.fromisoformat(offer.priced_on))
    return {
        "model": offer.model,
        "host": offer.host or offer.provider,
        "channel": offer.channel,
        "headquarters": None if offer.country == "XX" else offer.country,
        "datacentres": ";".join(offer.datacentres) or None,
        "organisation": whose,
        "organisation_country": seat,
        "price_in": offer.price_in,
        "price_out": offer.price_out,
        "price": offer.price,
        "is_dated": offer.is_dated,
        "priced_on": offer.priced_on,
    }


def _offers(quiet: bool) -> list[Any]:
    """Every seller's price in the newest month."""
    from weighbridge.api import Weighbridge
    from weighbridge.definitions.cube import cube_in
    from weighbridge.definitions.price_offers import offers_in

    with progress_of(quiet) as progress:
        cube = cube_in(Weighbridge(progress=progress.stage).table("price_cells"))
    if not cube.size:
        raise UsageError("No price is stored. Install genai-prices and model-prices, or import price_list.")
    newest = max(cube.text("month").labels)
    return offers_in(cube, newest)

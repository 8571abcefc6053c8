"""A price list of one's own: what a firm pays, or a host nobody tracks."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.source import Field, Kind, source
from weighbridge.catalogue.terms import Terms


@source(
    title="Own price list",
    producer="whoever imports it",
    homepage="https://spdx.org/licenses/",
    terms=Terms.USER,
    credit="The user's own price list.",
    cadence="as needed",
    tables=("prices",),
    platform="own",
    fields=(
        Field("provider", Kind.TEXT, required=True),
        Field("model", Kind.TEXT, required=True),
        Field("price_in", Kind.NUMBER, required=True, aliases=("input",)),
        Field("price_out", Kind.NUMBER, required=True, aliases=("output",)),
        Field("price_cached", Kind.NUMBER),
        Field("currency", Kind.TEXT),
        Field("unit", Kind.TEXT),
        Field("region", Kind.TEXT),
        Field("valid_from", Kind.DATE),
        Field("valid_until", Kind.DATE),
    ),
)
def price_list(records: nw.LazyFrame) -> dict[str, nw.LazyFrame]:
    """One record a provider, model and period.

    ``currency`` is USD where nothing is said, ``unit`` is ``mtok`` (per million tokens), ``ktok`` or ``tok``.
    A price in another currency or per character is kept and never compared: its quality says so.
    """
    rows = records.select(
        "provider",
        "region",
        "price_in",
        "price_out",
        "price_cached",
        "valid_from",
        "valid_until",
        model_label="model",
        currency=nw.col("currency").fill_null("USD"),
        unit=nw.col("unit").fill_null("mtok"),
        basis=nw.lit("own list"),
    )
    return {"prices": rows}

"""Fields and rows of price records."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.source import Field, Kind

PRICE_FIELDS = (
    Field("provider", Kind.TEXT, required=True),
    Field("model", Kind.TEXT, required=True),
    Field("price_in", Kind.NUMBER, path="input"),
    Field("price_out", Kind.NUMBER, path="output"),
    Field("price_cached", Kind.NUMBER, path="cached"),
    Field("currency", Kind.TEXT),
    Field("unit", Kind.TEXT),
    Field("region", Kind.TEXT),
    Field("valid_from", Kind.TEXT, path="from"),  # a price announced ahead begins in the future
    Field("valid_until", Kind.TEXT, path="until"),
    Field("basis", Kind.TEXT),
)


def price_rows(records: nw.LazyFrame) -> nw.LazyFrame:
    """Rows of ``prices``; currency and unit are US dollars per million tokens where nothing else is said."""
    return records.select(
        "provider",
        "region",
        "price_in",
        "price_out",
        "price_cached",
        model_label="model",
        currency=nw.col("currency").fill_null("USD"),
        unit=nw.col("unit").fill_null("mtok"),
        valid_from=nw.col("valid_from").str.to_date(format="%Y-%m-%d"),
        valid_until=nw.col("valid_until").str.to_date(format="%Y-%m-%d"),
        basis=nw.col("basis").fill_null("as listed"),
    )

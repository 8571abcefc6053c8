"""The cells by the formula that says what they are, row by row; tables compute the same in less room."""

from __future__ import annotations

import narwhals as nw

from weighbridge.entities._makers import TRAITS
from weighbridge.entities._splitting import DESCENT_KEYS, split
from weighbridge.entities.heavy_models import LEAST_PART
from weighbridge.tables._widest import widest_marked

_WHOSE = ("account", "unit", "organisation_id", "base_organisation_id")
_MODEL = ("list_id", "platform", "model_id")


def with_seats(cells: nw.LazyFrame, seats: nw.LazyFrame, days: nw.LazyFrame | None = None) -> nw.LazyFrame:
    days = (cells if days is None else days).select("observed_on").unique()
    current = (
        seats.join(days, how="cross")
        .filter(nw.col("seat_from") <= nw.col("observed_on"))
        .group_by("organisation_id", "observed_on")
        .agg(seat_from=nw.col("seat_from").max())
    )
    held = current.join(seats, on=["organisation_id", "seat_from"], how="inner").select(
        "organisation_id", "observed_on", "country", "owner_id", "owner_country"
    )
    own = cells.join(held, on=["organisation_id", "observed_on"], how="left")
    names = cells.collect_schema().names()
    others = [other for other in ("base", "parent", "root") if f"{other}_organisation_id" in names]
    for other in others:
        theirs = held.select(
            "observed_on",
            **{f"{other}_organisation_id": nw.col("organisation_id"), f"{other}_country": nw.col("country")},
            **{f"{other}_owner_id": nw.col("owner_id"), f"{other}_owner_country": nw.col("owner_country")},
        )
        own = own.join(theirs, on=[f"{other}_organisation_id", "observed_on"], how="left")
    prefixes = ("", *(f"{other}_" for other in others))
    placed = [f"{who}{seat}" for who in prefixes for seat in ("country", "owner_country")]
    return own.with_columns(nw.col(name).fill_null("XX") for name in placed)


def licence_cells(
    facts: nw.LazyFrame,
    observations: nw.LazyFrame,
    crawls: nw.LazyFrame,
    origins: nw.LazyFrame,
    classes: nw.LazyFrame,
    seats: nw.LazyFrame,
) -> nw.LazyFrame:
    tagged = facts.filter(~nw.col("licence_tag").is_null()).select("list_id", "observed_on").unique()
    months = crawls.filter(nw.col("is_month_list")).select("list_id", "crawl_id", "month", "observed_on")
    read = months.join(tagged, on=["list_id", "observed_on"], how="inner")
    listed = facts.join(read, on=["list_id", "observed_on"], how="inner").with_columns(
        licence_tag=nw.col("licence_tag").fill_null("")
    )
    flow = observations.filter(nw.col("measure") == "downloads_30d").select(
        "list_id", "crawl_id", "platform", "model_id", flow="value"
    )
    named = classes.select("licence_tag", licence_class="published_class")
    who = origins.select(
        "platform",
        "model_id",
        "canonical_id",
        "account",
        "unit",
        "organisation_id",
        "base_organisation_id",
        "created_on",
        *TRAITS,
    )
    models = (
        listed.select("list_id", "crawl_id", "month", "observed_on", "platform", "model_id", "licence_tag")
        .join(named, on="licence_tag", how="left")
        .join(flow, on=["list_id", "crawl_id", "platform", "model_id"], how="left")
        .join(who, on=["platform", "model_id"], how="left")
        .with_columns(created_month=nw.col("created_on").dt.to_string("%Y-%m"))
    )
    keys = [
        "list_id",
        "crawl_id",
        "month",
        "observed_on",
        "created_month",
        "account",
        "unit",
        "organisation_id",
    ]
    cells = models.group_by(*keys, "base_organisation_id", "licence_class", *TRAITS).agg(
        models=nw.col("canonical_id").n_unique(), flow=nw.col("flow").sum()
    )
    return with_seats(widest_marked(cells), seats)


def licence_move_cells(
    facts: nw.LazyFrame,
    crawls: nw.LazyFrame,
    origins: nw.LazyFrame,
    classes: nw.LazyFrame,
    seats: nw.LazyFrame,
) -> nw.LazyFrame:
    named = classes.select("licence_tag", licence_class="published_class")
    tagged = (
        facts.filter(~nw.col("licence_tag").is_null())
        .select(*_MODEL, "observed_on", "licence_tag")
        .join(named, on="licence_tag", how="left")
    )
    first = tagged.group_by(*_MODEL).agg(since=nw.col("observed_on").min())
    began = first.join(
        tagged.rename({"observed_on": "since", "licence_tag": "from_tag", "licence_class": "from_class"}),
        on=[*_MODEL, "since"],
        how="inner",
    )
    months = crawls.filter(nw.col("is_month_list")).select("list_id", "crawl_id", "month", "observed_on")
    moved = nw.col("from_class") != nw.col("to_class")
    models = (
        tagged.rename({"licence_tag": "to_tag", "licence_class": "to_class"})
        .join(months, on=["list_id", "observed_on"], how="inner")
        .join(began, on=list(_MODEL), how="inner")
        .filter(nw.col("since") < nw.col("observed_on"))
        .join(
            origins.select("platform", "model_id", *_WHOSE, *TRAITS), on=["platform", "model_id"], how="left"
        )
        .with_columns(
            nw.when(moved).then(nw.col(name)).alias(name)
            for name in ("model_id", "from_tag", "to_tag", "since")
        )
    )
    keys = ["list_id", "crawl_id", "month", "observed_on", *_WHOSE, "from_class", "to_class"]
    cells = models.group_by(*keys, "model_id", "from_tag", "to_tag", "since", *TRAITS).agg(models=nw.len())
    return with_seats(widest_marked(cells), seats)


def release_cells(
    observations: nw.LazyFrame,
    crawls: nw.LazyFrame,
    origins: nw.LazyFrame,
    seats: nw.LazyFrame,
    parts: nw.LazyFrame,
) -> nw.LazyFrame:
    months = crawls.filter(nw.col("is_month_list"))
    newest = months.group_by("list_id").agg(month=nw.col("month").max())
    last = months.join(newest, on=["list_id", "month"], how="inner").select(
        "list_id", "crawl_id", captured_on="observed_on"
    )
    listed = (
        observations.join(last, on=["list_id", "crawl_id"], how="inner")
        .select("list_id", "crawl_id", "captured_on", "platform", "model_id")
        .unique()
    )
    who = origins.select(
        "platform",
        "model_id",
        "canonical_id",
        "account",
        "unit",
        "organisation_id",
        "base_organisation_id",
        "created_on",
        "is_created_floor",
        *TRAITS,
    )
    models = (
        listed.join(who, on=["platform", "model_id"], how="left")
        .filter(~nw.col("created_on").is_null() & ~nw.col("is_created_floor"))
        .drop("model_id")
        .unique()
        .with_columns(month=nw.col("created_on").dt.to_string("%Y-%m"))
    )
    keys = ["list_id", "crawl_id", "captured_on", "month", "created_on", "account", "unit", "organisation_id"]
    whole = split(models.with_columns(models=nw.lit(1.0)), parts, ("models",))
    cells = whole.group_by(*keys, "base_organisation_id", *TRAITS, *DESCENT_KEYS).agg(
        models=nw.col("models").sum()
    )
    marked = widest_marked(cells, within=())
    return with_seats(marked.rename({"created_on": "observed_on"}), seats)


def heavy_models(
    observations: nw.LazyFrame,
    crawls: nw.LazyFrame,
    origins: nw.LazyFrame,
    states: nw.LazyFrame,
    seats: nw.LazyFrame,
    parts: nw.LazyFrame,
) -> nw.LazyFrame:
    months = crawls.filter(nw.col("is_month_list")).select(
        "list_id", "crawl_id", "downloads_30d", on="observed_on"
    )
    flow = observations.filter((nw.col("measure") == "downloads_30d") & ~nw.col("value").is_null())
    who = origins.select(
        "platform",
        "model_id",
        "canonical_id",
        "account",
        "unit",
        "organisation_id",
        "base_organisation_id",
        *TRAITS,
    )
    every = (
        flow.drop("account")
        .join(months, on=["list_id", "crawl_id"], how="inner")
        .join(who, on=["platform", "model_id"], how="left")
    )
    is_large = nw.col("value") >= nw.col("downloads_30d") * LEAST_PART
    large = every.filter(is_large).select("list_id", "canonical_id").unique()
    named = every.join(large, on=["list_id", "canonical_id"], how="inner").join(
        states.select("list_id", "crawl_id", "model_id", "state", "base"),
        on=["list_id", "crawl_id", "model_id"],
        how="left",
    )
    usual = nw.when(nw.col("base").is_null() | (nw.col("state") == "launch_burst")).then(nw.col("value"))
    rows = named.with_columns(capped=usual.otherwise(nw.col("base")))
    single = rows.group_by(
        "list_id",
        "crawl_id",
        "month",
        "on",
        "canonical_id",
        "account",
        "unit",
        "organisation_id",
        "base_organisation_id",
        *TRAITS,
    ).agg(
        model_id=nw.col("model_id").min(),
        flow=nw.col("value").max(),
        flow_capped=nw.col("capped").max(),
        state=nw.col("state").max(),
    )
    whole = split(single.rename({"on": "observed_on"}), parts, ("flow", "flow_capped"))
    return with_seats(whole, seats)


def crawls(observations: nw.LazyFrame) -> nw.LazyFrame:
    flow = nw.when(nw.col("measure") == "downloads_30d").then(nw.col("value"))
    is_count = (nw.col("measure") != "descendants") & ~nw.col("value").is_null()
    counted = nw.when(is_count).then(nw.col("model_id"))
    holder = nw.when(is_count).then(nw.col("account"))
    stale = nw.when(nw.col("quality").is_in(["stale", "stale_list"]) & (nw.col("measure") != "likes")).then(1)
    per = (
        observations.with_columns(flow=flow, counted=counted, holder=holder, stale=stale)
        .group_by("list_id", "crawl_id", "month")
        .agg(
            observed_on=nw.col("observed_on").max(),
            # An empty value counts as one of the different ones; it is no model.
            models=nw.col("counted").n_unique() - nw.col("counted").is_null().cast(nw.Int64).max(),
            accounts=nw.col("holder").n_unique() - nw.col("holder").is_null().cast(nw.Int64).max(),
            has_flow=nw.col("flow").count(),
            downloads_30d=nw.col("flow").sum(),
            stale_models=nw.col("stale").sum(),
            is_stale=(nw.col("quality") == "stale_list").cast(nw.Int64).max(),
        )
        .with_columns(
            stale_models=nw.col("stale_models").fill_null(0),
            downloads_30d=nw.when(nw.col("has_flow") > 0).then(nw.col("downloads_30d")),
        )
    )
    usable = per.filter(nw.col("is_stale") == 0)
    last = usable.group_by("list_id", "month").agg(observed_on=nw.col("observed_on").max())
    # Two captures of one day: the larger stands, and its name decides what is still equal.
    same_day = usable.join(last, on=["list_id", "month", "observed_on"], how="inner")
    largest = same_day.group_by("list_id", "month", "observed_on").agg(models=nw.col("models").max())
    chosen = (
        same_day.join(largest, on=["list_id", "month", "observed_on", "models"], how="inner")
        .group_by("list_id", "month")
        .agg(crawl_id=nw.col("crawl_id").max(), models=nw.col("models").max())
    )
    marked = widest_marked(chosen).select("list_id", "crawl_id", "is_widest", is_month_list=nw.lit(True))
    return per.join(marked, on=["list_id", "crawl_id"], how="left").with_columns(
        is_month_list=nw.col("is_month_list").fill_null(False),
        is_widest=nw.col("is_widest").fill_null(False),
    )


def organisation_models(
    observations: nw.LazyFrame, crawls: nw.LazyFrame, origins: nw.LazyFrame, seats: nw.LazyFrame
) -> nw.LazyFrame:
    listed = crawls.filter(nw.col("is_month_list")).select(
        "list_id", "crawl_id", "is_widest", on="observed_on"
    )
    who = origins.select(
        "platform",
        "model_id",
        "canonical_id",
        "account",
        "unit",
        "organisation_id",
        "base_organisation_id",
        *TRAITS,
    )
    flow = nw.when(nw.col("measure") == "downloads_30d").then(nw.col("value"))
    likes = nw.when(nw.col("measure") == "likes").then(nw.col("value"))
    counts = (
        observations.filter(nw.col("measure").is_in(["downloads_30d", "likes"]) & ~nw.col("value").is_null())
        .join(listed, on=["list_id", "crawl_id"], how="inner")
        .drop("account")
        .with_columns(flow=flow, likes=likes)
        .join(who, on=["platform", "model_id"], how="left")
    )
    keys = [
        "list_id",
        "crawl_id",
        "month",
        "on",
        "is_widest",
        "canonical_id",
        "account",
        "unit",
        "organisation_id",
    ]
    single = counts.group_by(*keys, "base_organisation_id", *TRAITS).agg(
        flow=nw.col("flow").max(), likes=nw.col("likes").max()
    )
    is_lone = nw.col("organisation_id").is_null()
    is_told = ~is_lone | ((nw.col("copy_kind") == "copy") & ~nw.col("base_organisation_id").is_null())
    names = single.collect_schema().names()
    chosen = ("is_language", "is_tracked", "copy_kind", "size_class")
    held = {f"held_{name}": nw.col(name).count() for name in ("flow", "likes")}
    lone = (
        single.filter(~is_told)
        .group_by("list_id", "crawl_id", "month", "on", "is_widest", *chosen)
        .agg(nw.col("flow").sum().cast(nw.Int64), nw.col("likes").sum().cast(nw.Int64), **held)
        .with_columns(
            *(
                nw.when(nw.col(f"held_{name}") > 0).then(nw.col(name)).alias(name)
                for name in ("flow", "likes")
            ),
            unit=nw.lit("@"),
        )
    )
    told_of_no_sum = [name for name in names if name not in lone.collect_schema().names()]
    lone = lone.with_columns(nw.lit(None, nw.String).alias(name) for name in told_of_no_sum)
    every = nw.concat([single.filter(is_told), lone.select(*names)], how="vertical")
    return with_seats(every.rename({"on": "observed_on"}), seats)

"""Which counts are many times a model's usual ones."""

from __future__ import annotations

import narwhals as nw
import numpy as np
import pyarrow as pa

from weighbridge.catalogue.table import Column, Rule, entity
from weighbridge.statistics.spikes import BASE_FLOOR, SPIKE_PART, SPIKE_RATIO, flag_spikes
from weighbridge.store.scanning import distinct, gathered


@entity(
    columns=(
        Column("list_id", "text", "The list of models that was watched."),
        Column("crawl_id", "text", "The capture of that list."),
        Column("model_id", "text", "The model's id as the list spells it."),
        Column(
            "state",
            "text",
            "Why the count is flagged: contradicted by earlier and later counts, by earlier or by later ones "
            "alone, or a launch.",
            values=("spike", "provisional", "after_only", "launch_burst"),
        ),
        Column("value", "integer", "The 30-day downloads as counted."),
        Column("base", "integer", "The model's usual count: the larger of the medians before and after."),
    ),
    key=("list_id", "crawl_id", "model_id"),
    reads=("model_observations", "crawls", "model_facts"),
    rules=(
        Rule(
            "A peak that neighbours on both sides contradict.",
            "Flagged where at least 5 times the larger of the two medians and 0.5 % of the list's total.",
        ),
        Rule("A rise that lasts.", "Not flagged: the later median is high too."),
        Rule("A fast launch.", "Named `launch_burst`; never capped."),
    ),
)
def count_states(observations: nw.LazyFrame, crawls: nw.LazyFrame, facts: nw.LazyFrame) -> pa.Table:
    """Counts of 30-day downloads that a model's own counts elsewhere contradict.

    Only counts that could be flagged at all (at least 0.5 % of their list's total and 5,000) make their
    model a candidate, so the test runs on a few hundred models whatever the size of the Hub.
    """
    flow = observations.filter((nw.col("measure") == "downloads_30d") & ~nw.col("value").is_null())
    totals = crawls.select("list_id", "crawl_id", "downloads_30d", "observed_on")
    large = flow.drop("observed_on").join(totals, on=["list_id", "crawl_id"], how="inner")
    could = (nw.col("value") >= SPIKE_RATIO * BASE_FLOOR) & (
        nw.col("value") >= nw.col("downloads_30d") * SPIKE_PART
    )
    models = distinct(large.filter(could).select("list_id", "model_id"))
    # A launch is told by the date the list itself gives, so that a flag does not change when another
    # list arrives.
    created = (
        facts.join(models, on=["list_id", "model_id"], how="inner")
        .group_by("list_id", "model_id")
        .agg(created_on=nw.col("created_on").max())
    )
    series = (
        large.join(models, on=["list_id", "model_id"], how="inner")
        .join(created, on=["list_id", "model_id"], how="left")
        .select("list_id", "crawl_id", "model_id", "value", "downloads_30d", "observed_on", "created_on")
    )
    return _flagged(gathered(series))


def _flagged(rows: pa.Table) -> pa.Table:
    rows = rows.sort_by([(name, "ascending") for name in ("list_id", "model_id", "observed_on", "crawl_id")])
    lists, ids = ([str(value) for value in rows[name].to_pylist()] for name in ("list_id", "model_id"))
    days = rows["observed_on"].cast(pa.date32()).cast(pa.int32()).to_numpy().astype(np.int64)
    # Several captures of one list on one day: each is tested on its own against the other days.
    keys = [(a, b) for a, b in zip(lists, ids, strict=True)]
    rank, seen = np.zeros(len(keys), np.int64), dict[tuple[str, str, int], int]()
    for i, (a, b) in enumerate(keys):
        rank[i] = seen.get((a, b, int(days[i])), 0)
        seen[a, b, int(days[i])] = int(rank[i]) + 1
    first = rank == 0
    code = {key: i for i, key in enumerate(dict.fromkeys(keys))}
    model = np.array([code[key] for key in keys], dtype=np.int64)
    value = rows["value"].cast(pa.float64()).to_numpy()
    total = rows["downloads_30d"].cast(pa.float64()).to_numpy()
    created = (
        rows["created_on"]
        .cast(pa.date32())
        .cast(pa.int32())
        .cast(pa.float64())
        .to_numpy(zero_copy_only=False)
    )
    found = flag_spikes(model[first], days[first], value[first], created=created[first], total=total[first])
    state = np.full(len(keys), None, dtype=object)
    base = np.full(len(keys), np.nan)
    state[first], base[first] = found.state, found.base
    keep = np.array([s in ("spike", "provisional", "after_only", "launch_burst") for s in state], dtype=bool)
    picked = rows.filter(pa.array(keep)).select(["list_id", "crawl_id", "model_id", "value"])
    picked = picked.append_column("state", pa.array(state[keep], pa.string()))
    return picked.append_column("base", pa.array(np.rint(base[keep]).astype(np.int64)))

"""New derivatives between two captures, from counts that a model tree showed on each."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from weighbridge.store.arrow import table_of, texts

_SCHEMA = pa.schema(
    [
        ("list_id", pa.string()),
        ("month", pa.string()),
        ("observed_on", pa.date32()),
        ("canonical_id", pa.string()),
        ("relation", pa.string()),
        ("flow", pa.float64()),
        ("is_automatic", pa.bool_()),
    ]
)


def flows(counts: pa.Table) -> pa.Table:
    """Rises of each model's counts from one capture of a list to the next, by relation.

    ``counts`` has list_id, crawl_id, month, observed_on, account, canonical_id, relation, value and
    is_automatic.
    A model never seen before is new if its account was watched in the earlier capture; if not, the count is
    old stock that came with the account, and no flow. One that missed a capture rises from its last count.
    A fall gives no flow: repositories were deleted.
    """
    parts = []
    for list_id in sorted(set(texts(counts["list_id"]))):
        of_list = counts.filter(_equals(counts["list_id"], list_id))
        parts += [_of_relation(of_list, word) for word in sorted(set(texts(of_list["relation"])))]
    return pa.concat_tables(parts) if parts else _SCHEMA.empty_table()


def _equals(column: pa.ChunkedArray, word: str) -> pa.Array:
    return pa.array(np.array(texts(column), dtype=object) == word)


def _of_relation(counts: pa.Table, relation: str) -> pa.Table:
    """The flows of one relation over the captures of one list."""
    crawls = sorted(
        set(
            zip(
                texts(counts["crawl_id"]),
                texts(counts["month"]),
                counts["observed_on"].to_pylist(),
                strict=True,
            )
        )
    )
    accounts, watched = _watched(counts, [crawl for crawl, _, _ in crawls])
    rows = counts.filter(_equals(counts["relation"], relation))
    models, model = np.unique(
        np.array(texts(rows["canonical_id"]), dtype=object).astype(str), return_inverse=True
    )
    at = np.searchsorted([crawl for crawl, _, _ in crawls], texts(rows["crawl_id"]))
    held = np.full((models.size, len(crawls)), np.nan)
    held[model, at] = rows["value"].to_numpy()
    owner = np.zeros(models.size, dtype=np.int64)
    owner[model] = [accounts[name] for name in texts(rows["account"])]
    flooded = np.zeros(models.size, dtype=bool)
    np.logical_or.at(flooded, model, rows["is_automatic"].to_numpy(zero_copy_only=False))
    # By relation a tree may have been cut short before, so only a count on both sides says anything.
    last = _last_seen(held)[:, :-1]
    flow = held[:, 1:] - np.where(np.isnan(last) & watched[owner, :-1] & (relation == "all"), 0.0, last)
    risen = np.argwhere(flow > 0)
    # With its schema: a relation without a rise is an empty table, not one of unknown types.
    return table_of(
        {
            "list_id": [counts["list_id"][0].as_py()] * len(risen),
            "month": [crawls[j + 1][1] for j in risen[:, 1].tolist()],
            "observed_on": pa.array([crawls[j + 1][2] for j in risen[:, 1].tolist()], pa.date32()),
            "canonical_id": models[risen[:, 0]].tolist(),
            "relation": [relation] * len(risen),
            "flow": flow[risen[:, 0], risen[:, 1]],
            "is_automatic": flooded[risen[:, 0]],
        }
    ).cast(_SCHEMA)


def _last_seen(held: NDArray[np.float64]) -> NDArray[np.float64]:
    """The newest count of each model up to each capture; NaN before it was first seen."""
    at = np.where(np.isnan(held), 0, np.arange(held.shape[1]))
    return np.take_along_axis(held, np.maximum.accumulate(at, axis=1), axis=1)


def _watched(counts: pa.Table, crawls: list[str]) -> tuple[dict[str, int], NDArray[np.bool_]]:
    """The accounts, and in which captures each was watched."""
    names = sorted(set(texts(counts["account"])))
    accounts = {name: i for i, name in enumerate(names)}
    found = np.zeros((len(names), len(crawls)), dtype=bool)
    found[
        [accounts[name] for name in texts(counts["account"])],
        np.searchsorted(crawls, texts(counts["crawl_id"])),
    ] = True
    return accounts, found

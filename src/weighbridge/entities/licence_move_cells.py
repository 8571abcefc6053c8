"""Models whose licence tag changed its class since their list first tagged them."""

from __future__ import annotations

from collections.abc import Iterator

import narwhals as nw
import numpy as np
import pyarrow as pa

from weighbridge.catalogue.table import Column, Rule, entity
from weighbridge.entities._alike import NAME, Alike, alike
from weighbridge.entities._kinds import Kinds, plain_kinds
from weighbridge.entities._licence_tags import Tags, tags_in_use
from weighbridge.entities._makers import MAKER_COLUMNS, TRAITS, WHOSE
from weighbridge.entities._move_sums import MoveSums, tagged_days
from weighbridge.entities._pooled_kinds import Seen, pooled_kinds
from weighbridge.entities._seating import seated, with_seats
from weighbridge.entities._series import Ints, is_long
from weighbridge.entities.licences import PUBLISHED_CLASSES
from weighbridge.entities.pooling import IN_POOLS, pooled
from weighbridge.store.arrow import coded, table_of, taken
from weighbridge.store.scanning import beside, gathered, settled
from weighbridge.tables._widest import widest_marked

_ALIKE = (*WHOSE, *TRAITS)
_MODEL = ("list_id", *NAME)
_NAMED = ("model_id", "from_tag", "to_tag", "since")
_SLICE = 1 << 18


@entity(
    columns=(
        Column("list_id", "text", "The list of models that was watched."),
        Column("crawl_id", "text", "The capture that stands for the month."),
        Column("month", "text", "The month, YYYY-MM."),
        Column("observed_on", "date", "The last day of the capture."),
        Column("is_widest", "boolean", "Whether the list holds the most such models that month."),
        Column("account", "text", "The account under the name counted under.", nullable=True),
        Column("unit", "text", "The organisation, or the lone account."),
        Column("organisation_id", "text", "The publisher's organisation.", nullable=True),
        Column("country", "text", "The publisher's seat on the day of the capture; XX not established."),
        *MAKER_COLUMNS,
        Column("is_language", "boolean", "Whether the models generate text.", nullable=True),
        Column("is_tracked", "boolean", "Whether they are on the curated list."),
        Column("copy_kind", "text", "first_party, copy or other."),
        Column("size_class", "text", "Total parameters, decimal billions."),
        Column("from_class", "text", "The class of the first tag.", values=PUBLISHED_CLASSES),
        Column("to_class", "text", "The class of the month's tag.", values=PUBLISHED_CLASSES),
        Column("model_id", "text", "The model, where the class changed; else empty.", nullable=True),
        Column("from_tag", "text", "Its first tag, where the class changed.", nullable=True),
        Column("to_tag", "text", "The month's tag, where the class changed.", nullable=True),
        Column("since", "date", "The day its first tag was seen, where the class changed.", nullable=True),
        Column("models", "integer", "Models in the cell."),
    ),
    key=(
        "list_id",
        "crawl_id",
        "unit",
        "account",
        "organisation_id",
        "base_organisation_id",
        "from_class",
        "to_class",
        "model_id",
        *TRAITS,
    ),
    pools=pooled,
    reads=("model_facts", "crawls", "origins", "licence_classes", "seats"),
    judgements=("organisations", "accounts", "families", "licences", "licence_aliases"),
    rules=(
        Rule("A list did not record the tag that day.", "No move: not recorded is not undeclared."),
        Rule("A model is tagged in one capture only.", "Left out: nothing can have moved."),
        Rule(
            "A tag is written in another way.",
            "No move: tags are compared by the class of the licence they stand for.",
        ),
        Rule(
            "The first tag, or the last, is `other` or unread.",
            "Class `unknown`: whether it moved is not known, and bounds the figures.",
        ),
        IN_POOLS,
    ),
)
def licence_move_cells(
    facts: nw.LazyFrame,
    crawls: nw.LazyFrame,
    origins: nw.LazyFrame,
    classes: nw.LazyFrame,
    seats: nw.LazyFrame,
) -> nw.LazyFrame | Iterator[pa.Table]:
    """Models per capture, publisher, class of the first tag and of the month's; those that moved by name."""
    captures = settled(
        crawls.filter(nw.col("is_month_list"))
        .select("list_id", "crawl_id", "month", "observed_on")
        .with_row_index("capture", order_by=["list_id", "crawl_id"])
    )
    days = tagged_days(facts) if is_long(facts) else None
    told = plain_kinds(origins, _ALIKE) if days is not None else None
    if days is not None and told is not None:
        held, tags = gathered(captures.sort("capture")), tags_in_use(classes)
        sums = MoveSums(told.kinds, facts, held, days, tags)
        return _summed_first(sums, _Words(told.kinds, origins, tags), captures, seats)
    numbered = alike(origins, _ALIKE)
    named = numbered.named(facts)
    moved = nw.col("from_class") != nw.col("to_class")
    models = (
        _tagged(named, classes, "to", "model_id")
        .join(
            captures.select("list_id", "observed_on", "capture"), on=["list_id", "observed_on"], how="inner"
        )
        .join(_began(named, classes, numbered), on=list(_MODEL), how="inner")
        .filter(nw.col("since") < nw.col("observed_on"))
        .with_columns(nw.when(moved).then(nw.col(name)).alias(name) for name in _NAMED)
    )
    keys = ("capture", *numbered.by, "from_class", "to_class", *_NAMED)
    cells = models.group_by(*keys).agg(models=nw.len())
    counted = settled(_later(_tags(named), captures).group_by("capture").agg(models=nw.len()))
    described = numbered.described(cells).join(_marked(captures, counted), on="capture", how="inner")
    return with_seats(described.drop("capture"), seats)


def _summed_first(
    sums: MoveSums, words: _Words, captures: nw.LazyFrame, seats: nw.LazyFrame
) -> Iterator[pa.Table]:
    """The cells of very many models, a capture at a time; small lone accounts in pools from the start."""
    models, moved = np.zeros(sums.captures, dtype=np.int64), [np.zeros(0, dtype=np.int64)]

    def seen() -> Iterator[Seen]:
        for each in sums:
            models[each.capture] = each.models
            moved.append(each.moved["place"].to_numpy())
            yield each.capture, each.by_kind(), None

    first = seen()
    pools = pooled_kinds(words.kinds, first, ("models",))
    for _ in first:
        pass  # Where lone accounts are few, all must be read once all the same: to know the widest list.
    held = np.flatnonzero(models)
    counted = beside(captures, table_of({"capture": held, "models": models[held]}))
    marked = gathered(_marked(captures, counted).sort("capture"))
    words.know(np.unique(np.concatenate(moved)))
    for each in sums:
        stayed, named = each.sums, each.moved
        if pools is not None:
            stayed, named = pools.sums(stayed, ("from", "to")), pools.placed(named)
        kinds = words.kinds if pools is None else pools.kinds
        for start in range(0, stayed.num_rows, _SLICE):
            yield seated(words.told(stayed.slice(start, _SLICE), kinds, marked), seats)
        yield seated(_together(beside(captures, words.told(named, kinds, marked))), seats)


def _together(moved: nw.LazyFrame) -> pa.Table:
    """Models that moved, of one id added up: another hub may have it too."""
    told = [name for name in moved.collect_schema().names() if name != "models"]
    return gathered(moved.group_by(*told).agg(models=nw.col("models").sum().cast(nw.Int64)))


class _Words:
    """What the numbers of cells stand for."""

    def __init__(self, kinds: Kinds, origins: nw.LazyFrame, tags: Tags) -> None:
        self.kinds, self._origins, self._tags = kinds, origins, tags

    def know(self, places: Ints) -> None:
        """Get the ids of the names at some places."""
        wanted = table_of({"key": self.kinds.keys.keys[places], "place": places})
        rows = self.kinds.numbering.of(self._origins)
        found = gathered(rows.join(beside(rows, wanted), on="key", how="inner").sort("place"))
        self._places, self._ids = places, found["model_id"].combine_chunks()

    def told(self, sums: pa.Table, kinds: Kinds, captures: pa.Table) -> pa.Table:
        """Sums, or models that moved, with all columns, texts in dictionary form."""
        at = np.searchsorted(captures["capture"].to_numpy(), sums["capture"].to_numpy())
        columns = kinds.told(sums, captures, at)
        for which in ("from", "to"):
            columns[f"{which}_class"] = taken(coded(self._tags.classes), sums[which].to_numpy())
        columns["models"] = sums["models"].cast(pa.int64())
        return table_of(columns | self._of_one(sums))

    def _of_one(self, sums: pa.Table) -> dict[str, pa.Array]:
        """The columns that only a model told by name has."""
        if "place" not in sums.column_names:
            nobody: dict[str, pa.Array] = {name: pa.nulls(sums.num_rows, pa.string()) for name in _NAMED[:3]}
            return nobody | {"since": pa.nulls(sums.num_rows, pa.date32())}
        tags = self._tags.held["licence_tag"].combine_chunks()
        return {
            "model_id": taken(self._ids, np.searchsorted(self._places, sums["place"].to_numpy())),
            "from_tag": taken(tags, sums["from_tag"].to_numpy()),
            "to_tag": taken(tags, sums["to_tag"].to_numpy()),
            "since": sums["since"].combine_chunks(),
        }


def _tags(named: nw.LazyFrame, *more: str) -> nw.LazyFrame:
    return named.filter(~nw.col("licence_tag").is_null()).select(*_MODEL, "observed_on", *more)


def _tagged(named: nw.LazyFrame, classes: nw.LazyFrame, which: str, *more: str) -> nw.LazyFrame:
    """The tags of each day, with the class of their licence."""
    read = classes.select("licence_tag", **{f"{which}_class": nw.col("published_class")})
    tagged = _tags(named, "licence_tag", *more).join(read, on="licence_tag", how="left")
    return tagged.rename({"licence_tag": f"{which}_tag"})


def _first(tags: nw.LazyFrame) -> nw.LazyFrame:
    return tags.group_by(*_MODEL).agg(since=nw.col("observed_on").min())


def _began(named: nw.LazyFrame, classes: nw.LazyFrame, numbered: Alike) -> nw.LazyFrame:
    """The first tag of each model on each list, and what its cell is told by."""
    tagged = _tagged(named, classes, "from").rename({"observed_on": "since"})
    began = _first(_tags(named)).join(tagged, on=[*_MODEL, "since"], how="inner")
    return began.join(numbered.models.select(*NAME, *numbered.by), on=list(NAME), how="left")


def _later(tags: nw.LazyFrame, captures: nw.LazyFrame) -> nw.LazyFrame:
    """The tags of captures whose model was tagged before; again for each row of its first day."""
    began = _first(tags).join(tags.rename({"observed_on": "since"}), on=[*_MODEL, "since"], how="inner")
    days = captures.select("list_id", "observed_on", "capture")
    shown = tags.join(days, on=["list_id", "observed_on"], how="inner")
    return shown.join(began, on=list(_MODEL), how="inner").filter(nw.col("since") < nw.col("observed_on"))


def _marked(captures: nw.LazyFrame, counted: nw.LazyFrame) -> nw.LazyFrame:
    """The captures with ``is_widest``: the list that holds the most such models that month."""
    return settled(widest_marked(captures.join(counted, on="capture", how="inner")).drop("models"))

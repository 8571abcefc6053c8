"""The graph as files other programs read: Parquet and GraphML."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pyarrow as pa

from weighbridge.diligence.lineage_graph import LineageGraph
from weighbridge.store.arrow import pc

NODE_COLUMNS = (
    "canonical_id",
    "model_id",
    "organisation_id",
    "answer",
    "root_id",
    "root_organisation_id",
    "known_part",
    "root_grade",
    "depth",
    "is_listed",
    "is_in_cycle",
)
_TYPES = {pa.float64(): "double", pa.int64(): "long", pa.bool_(): "boolean"}
_BLOCK = 50_000


def pairs_table(graph: LineageGraph) -> pa.Table:
    """Every pair with its outcome, in the order of their ids."""
    return graph.pairs


def models_table(graph: LineageGraph) -> pa.Table:
    """Every model that is part of a pair, with what is known of its roots."""
    named = pc.unique(pa.chunked_array([*graph.pairs["child_id"].chunks, *graph.pairs["parent_id"].chunks]))
    rows = graph.models
    return rows.filter(pc.is_in(rows["canonical_id"], value_set=named)).select(list(NODE_COLUMNS))


def write_graphml(graph: LineageGraph, path: Path) -> None:
    """Write models and pairs as GraphML; edges run from child to parent."""
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        for part in graphml(models_table(graph), pairs_table(graph)):
            stream.write(part)


def graphml(models: pa.Table, pairs: pa.Table) -> Iterator[str]:
    """The parts of a GraphML document; memory stays bounded by a block of rows."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    edge_columns = [name for name in pairs.column_names if name not in ("child_id", "parent_id")]
    node_columns = [name for name in models.column_names if name != "canonical_id"]
    yield "".join(_key(name, "node", models) for name in node_columns)
    yield "".join(_key(name, "edge", pairs) for name in edge_columns)
    yield '<graph id="lineage" edgedefault="directed">\n'
    for block in models.to_batches(max_chunksize=_BLOCK):
        yield "".join(
            f"<node id={quoteattr(row['canonical_id'])}>{_data(row, node_columns, 'node')}</node>\n"
            for row in block.to_pylist()
        )
    for block in pairs.to_batches(max_chunksize=_BLOCK):
        yield "".join(
            f"<edge source={quoteattr(row['child_id'])} target={quoteattr(row['parent_id'])}>"
            f"{_data(row, edge_columns, 'edge')}</edge>\n"
            for row in block.to_pylist()
        )
    yield "</graph>\n</graphml>\n"


def _key(name: str, owner: str, table: pa.Table) -> str:
    kind = _TYPES.get(table.schema.field(name).type, "string")
    return f'<key id="{owner}_{name}" for="{owner}" attr.name="{name}" attr.type="{kind}"/>\n'


def _data(row: dict[str, object], columns: list[str], owner: str) -> str:
    """The values of a row; what is not known has no element."""
    return "".join(
        f'<data key="{owner}_{name}">{_text(row[name])}</data>' for name in columns if row[name] is not None
    )


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else escape(str(value))

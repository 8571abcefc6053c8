"""What repository names alone suggest about ancestry: hints, graded ``inferred`` and never an accusation."""

from __future__ import annotations

import re
from collections.abc import Sequence

import narwhals as nw
import pyarrow as pa

from weighbridge.catalogue.table import Column, Rule, entity
from weighbridge.entities.accounts import load_accounts
from weighbridge.entities.identities import HUB, canonical_ids
from weighbridge.entities.publishers import owners_of
from weighbridge.store.arrow import pc, table_of, texts
from weighbridge.store.scanning import distinct, gathered

# What stands at the end of a name when the same weights are stored in another form.
_FORM = (
    r"gguf|ggml|gptq|awq|mlx|exl[23]|bnb|nf4|int[48]|fp8|nvfp4|mxfp[48]|fp16|bf16|w[48]a\d+|[2-8](?:\.\d+)?-?bits?|"
    r"bpw|quant(?:ized|ised)?|onnx|openvino|autoround|dynamic|imatrix|i1|i?q[1-8](?:_[0-9k])?(?:_[smlx]+)?|4-?bit|"
    r"unsloth|hf|[48]bits|qat|dwq|[0-9]bpw|g(?:32|64|128)|marlin|smoothquant|compressed"
)
_SUFFIX = rf"(?:[-_.](?:{_FORM}))+$"
_IS_FORM = (
    r"[-_.](?:gguf|ggml|gptq|awq|mlx|exl[23]|bnb|nf4|int[48]|fp8|nvfp4|mxfp[48]|w[48]a\d+|[2-8]-?bits?|"
    rf"quantized|onnx|openvino|autoround|[2-8]bits)(?:[-_.](?:{_FORM}))*$"
)
_CONVERTED = r"[-_.](?:onnx|openvino|mlx)$"
_TUNED = re.compile(r"[-_](?:instruct|chat|it|sft|dpo|rl|thinking|reasoning)(?=$|[-_])")
# What stands without its mark is the base: of these only, for ``-SFT`` and ``-DPO`` mark stages on the way.
_LAST_STAGE = ("instruct", "chat", "it")
_BASE = "-base"
# Names held as Python texts at a time; Arrow holds them in half the room.
_AT_ONCE = 1 << 16


@entity(
    columns=(
        Column("child_id", "text", "The model, under its canonical id."),
        Column("parent_id", "text", "The model its name points to, under its canonical id."),
        Column("relation", "text", "What the name says.", values=("quantized", "converted", "finetune")),
        Column("stated_in", "text", "The kind of rule.", values=("name_match", "name_rule")),
    ),
    key=("child_id", "parent_id"),
    reads=("origins", "lineage_edges"),
    judgements=("accounts",),
    rules=(
        Rule(
            "A name is no proof: anyone may call a repository anything.",
            "Only two patterns are read, and what only they say is graded `inferred`.",
        ),
        Rule(
            "One name stands under several accounts (mirrors, re-uploads).",
            "The one first-party model of that name is taken; with none or several, nothing is said.",
        ),
        Rule(
            "A brand in a name (Llama, Qwen) is used by finetunes and by reproductions from scratch alike.",
            "It is never read as ancestry across accounts.",
        ),
    ),
)
def name_evidence(origins: nw.LazyFrame, statements: nw.LazyFrame) -> pa.Table:
    """Parents suggested by names, of every model in any list or statement.

    ``<name>-GGUF`` and its like point to the model of that name: under the same account, under the account
    named in front (``microsoft_Fara-7B-GGUF``), or the one first-party model so called. ``<name>-Instruct``
    points to ``<name>`` or ``<name>-Base`` under the same account only.
    """
    parts = [
        origins.select("platform", "model_id"),
        statements.select("platform", model_id=nw.col("child_id")),
        statements.filter(~nw.col("parent_id").is_null()).select(
            platform=nw.col("parent_platform"), model_id=nw.col("parent_id")
        ),
    ]
    ids = _ids(parts)
    return suggested(ids.filter(pc.match_substring(ids, "/")))


def _ids(parts: Sequence[nw.LazyFrame]) -> pa.Array:
    """The canonical ids of the Hub's models among these, each once."""
    on_hub = [part.filter(nw.col("platform") == HUB).select("model_id") for part in parts]
    spellings = gathered(distinct(nw.concat(on_hub, how="vertical")))["model_id"]
    hubs = pa.chunked_array([pa.repeat(HUB, len(spellings))])
    return pc.unique(canonical_ids(hubs, spellings))


def suggested(ids: pa.Array) -> pa.Table:
    """The suggestions among these canonical ids of the Hub."""
    found = [*_copies(ids), *_tuned(ids)]
    table = pa.concat_tables(found)
    # A form suffix says more than a word inside the name: one suggestion a model, copies first.
    first = table.group_by("child_id", use_threads=False).aggregate(
        [("parent_id", "first"), ("relation", "first"), ("stated_in", "first")]
    )
    return first.rename_columns(["child_id", "parent_id", "relation", "stated_in"])


def _table(child: pa.Array, parent: pa.Array, relation: pa.Array | str, stated_in: str) -> pa.Table:
    keep = pc.fill_null(pc.and_(pc.is_valid(parent), pc.not_equal(child, parent)), False)
    child, parent = child.filter(keep), parent.filter(keep)
    said = (
        pa.array([relation] * len(child), pa.string()) if isinstance(relation, str) else relation.filter(keep)
    )
    return table_of(
        {
            "child_id": child.cast(pa.string()),
            "parent_id": parent.cast(pa.string()),
            "relation": said,
            "stated_in": pa.array([stated_in] * len(child), pa.string()),
        }
    )


def _held(candidate: pa.Array, ids: pa.Array) -> pa.Array:
    """The candidates that are models somebody listed; the others empty."""
    # Candidates are fewer than models: an index of them is the smaller one.
    listed = ids.filter(pc.is_in(ids, value_set=candidate))
    return pc.if_else(pc.is_in(candidate, value_set=listed), candidate, pa.scalar(None, pa.string()))


def _copies(ids: pa.Array) -> list[pa.Table]:
    child = ids.filter(pc.match_substring_regex(ids, _IS_FORM))
    converted = pc.match_substring_regex(child, _CONVERTED)
    relation = pc.if_else(converted, "converted", "quantized")
    stem = pc.replace_substring_regex(child, _SUFFIX, "")
    owner = pc.list_element(pc.split_pattern(stem, "/"), 0)
    name = pc.list_element(pc.split_pattern(stem, "/"), 1)
    labelled = pc.replace_substring_regex(name, r"^([a-z0-9\-]+)_+", r"\1/")
    same = _held(pc.binary_join_element_wise(owner, name, "/"), ids)
    named = _held(pc.if_else(pc.match_substring(labelled, "/"), labelled, pa.scalar(None, pa.string())), ids)
    parent = pc.coalesce(same, named, _first_party(name, ids))
    return [_table(child, parent, relation, "name_match")]


def _first_party(name: pa.Array, ids: pa.Array) -> pa.Array:
    """The one first-party model of each name; empty where there is none or there are several."""
    makers = pa.array(
        sorted(
            account
            for (hub, account), rows in load_accounts().items()
            if hub == HUB and rows[-1].role == "first_party"
        )
    )
    owner = owners_of(ids)
    own = ids.filter(pc.is_in(owner, value_set=makers))
    names = pc.list_element(pc.split_pattern(own, "/"), 1)
    counts = pc.value_counts(names)
    single = counts.field("values").filter(pc.equal(counts.field("counts"), 1))
    keep = pc.is_in(names, value_set=single)
    at = pc.index_in(name, value_set=names.filter(keep))
    return own.filter(keep).take(at)


def _tuned(ids: pa.Array) -> list[pa.Table]:
    """Tuned models and their bases under one account."""
    is_marked = pc.match_substring_regex(ids, _TUNED.pattern.replace("(?=$|[-_])", "(?:$|[-_])"))
    return [_marked(ids.filter(is_marked), ids), _unmarked(ids.filter(pc.invert(is_marked)), ids)]


def _marked(models: pa.Array, ids: pa.Array) -> pa.Table:
    """Models whose name says that they are tuned, beside the base their name points to."""
    held = set(texts(ids)) if len(models) else set[str]()
    parents = [
        _base_of(model, held)
        for begin in range(0, len(models), _AT_ONCE)
        for model in texts(models.slice(begin, _AT_ONCE))
    ]
    return _table(models, pa.array(parents, pa.string()), "finetune", "name_rule")


def _unmarked(models: pa.Array, ids: pa.Array) -> pa.Table:
    """Models named as their base is, but for its ``-base``."""
    bases = ids.filter(pc.ends_with(ids, _BASE))
    stems = pc.utf8_slice_codeunits(bases, 0, -len(_BASE))
    child = models.filter(pc.is_in(models, value_set=stems))
    return _table(child, pc.binary_join_element_wise(child, _BASE, ""), "finetune", "name_rule")


def _base_of(model: str, held: set[str]) -> str | None:
    """The listed base of a tuned model's name: the mark left out, or ``base`` or ``pt`` in its place."""
    owner, _, name = model.partition("/")
    for mark in _TUNED.finditer(name):
        before, after = name[: mark.start()], name[mark.end() :]
        plain = ("",) if mark.group()[1:] in _LAST_STAGE else ()
        for middle in ("-base", "-pt", *plain):
            base = f"{owner}/{before}{middle}{after}"
            if base != model and base in held:
                return base
    return None

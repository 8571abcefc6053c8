"""Rows of ``lineage_edges`` from records that state one edge each, and from a hub's own records."""

from __future__ import annotations

import narwhals as nw

from weighbridge.catalogue.relations import WEIGHT_RELATIONS
from weighbridge.catalogue.source import Field, Kind
from weighbridge.sources._card_text import TEXT_RELATIONS

COLUMNS = ("platform", "child_id", "parent_text", "relation", "stated_in", "stated_on", "weight")
UNDECLARED = "undeclared"

# The rest of every tag that names a base: empty where no tag does, null where a record has no tags.
BASE_TAG = "base_model:"
TAGGED_BASES = Field("tagged_bases", Kind.TAG, path="tags", prefix=BASE_TAG, takes_all=True)
# One record, one edge: what every list of derivatives boils down to.
EDGE_FIELDS = (
    Field("child_id", Kind.TEXT, required=True),
    Field("parent_id", Kind.TEXT, required=True),
    Field("relation", Kind.TEXT, required=True),
    Field("evidence", Kind.TEXT, required=True),
    Field("stated_on", Kind.DATE),
)
# A card's base and its relation, under the keys people type.
CARD_BASE = (
    "base_model",
    *("Base_model", "BASE_MODEL", "Base_Model", "baseModel", "base-model", "base model", "basemodel"),
    *("base_models", "base_mode", "base_modle", "base_moel", "bas_model", "base_mdoel", "base_model_id"),
)
CARD_FIELDS = (
    Field(
        "card_bases",
        Kind.LOOSE_TEXTS,
        path=f"cardData.{CARD_BASE[0]}",
        aliases=tuple(f"cardData.{key}" for key in CARD_BASE[1:]),
    ),
    Field(
        "card_relations",
        Kind.LOOSE_TEXTS,
        path="cardData.base_model_relation",
        aliases=("cardData.base_model_relations", "cardData.Base_model_relation"),
    ),
)
TREE_FIELDS = (
    Field("tree_bases", Kind.LOOSE_TEXTS, path="baseModels.models", aliases=("baseModels",)),
    Field("tree_relations", Kind.LOOSE_TEXTS, path="baseModels.relation"),
)
# What an adapter's own configuration names: the training library writes it, so people seldom mistype it.
ADAPTER_FIELDS = (
    Field(
        "adapter_bases",
        Kind.LOOSE_TEXTS,
        path="config.peft.base_model_name_or_path",
        aliases=("config.adapter.base_model_name_or_path", "adapter_config.base_model_name_or_path"),
    ),
)
# What a converter wrote into a GGUF file, flat keys with or without their types. ``general.base_model`` is
# copied from the card of the model converted: it names that model's base, not the model.
_GGUF_PLACES = ("gguf.metadata", "gguf_metadata", "gguf.kv", "gguf")
GGUF_FIELDS = (
    Field(
        "gguf_bases",
        Kind.KEYED,
        path=_GGUF_PLACES[0],
        aliases=_GGUF_PLACES[1:],
        pattern=r"general\.base_model\.\d+\.repo_url",
    ),
    Field(
        "gguf_sources",
        Kind.KEYED,
        path=_GGUF_PLACES[0],
        aliases=_GGUF_PLACES[1:],
        pattern=r"general\.source\.(?:repo_url|huggingface\.repository)",
    ),
)
# How a record says its edge was found, in our words.
_FOUND = {
    "stated": "catalogue",
    "paired": "pairing",
    "grouped": "grouping",
    "described": "description",
    "name_rule": "name_rule",
    "name_match": "name_match",
    "name_match_ambiguous": "name_ambiguous",
}
# Model types as the Hub tags them, among all its other tags.
MODEL_TYPES = (
    *("albert", "apertus", "aria", "baichuan", "bart", "bert", "bloom", "blip", "chatglm", "clip", "codegen"),
    *("cohere", "cohere2", "dbrx", "deberta-v2", "deepseek", "deepseek_v2", "deepseek_v3", "deepseek_v32"),
    *("deepseek_v4", "distilbert", "dots1", "electra", "ernie4_5", "ernie4_5_moe", "exaone", "exaone4"),
    *("falcon", "falcon_h1", "falcon_mamba", "gemma", "gemma2", "gemma3", "gemma3_text", "gemma3n", "gemma4"),
    *(
        "glm",
        "glm4",
        "glm4_moe",
        "glm4v",
        "glm_moe_dsa",
        "gpt2",
        "gpt_bigcode",
        "gpt_neo",
        "gpt_neox",
        "gptj",
    ),
    *("gpt_oss", "granite", "granitemoe", "granitemoehybrid", "hunyuan", "hunyuan_v1_dense", "hy_v3"),
    *("internlm", "internlm2", "internlm3", "internvl", "internvl_chat", "jamba", "kimi_k2", "kimi_k25"),
    *("lfm2", "lfm2_moe", "llama", "llama4", "llava", "mamba", "mbart", "mimo", "mimo_v2", "minicpm"),
    *("minicpmv", "minimax", "minimax_m2", "mistral", "mistral3", "mixtral", "mllama", "modernbert", "mpnet"),
    *("mpt", "mt5", "nemotron", "nemotron_h", "nomic_bert", "olmo", "olmo2", "olmo3", "olmoe", "opt"),
    *("orion", "paligemma", "persimmon", "phi", "phi3", "phi3_v", "phimoe", "pixtral", "qwen", "qwen2"),
    *("qwen2_5_omni", "qwen2_5_vl", "qwen2_audio", "qwen2_moe", "qwen2_vl", "qwen3", "qwen3_5"),
    *("qwen3_5_moe", "qwen3_moe", "qwen3_next", "qwen3_omni_moe", "qwen3_vl", "qwen3_vl_moe"),
    *("recurrent_gemma", "roberta", "rwkv", "seed_oss", "smollm3", "solar_open", "stablelm", "starcoder2"),
    *("step3", "t5", "telechat", "wav2vec2", "whisper", "xlm-roberta", "xverse", "yi", "zamba", "zamba2"),
)
# Relations a hub's tag can carry between ``base_model:`` and the id.
_TAGGED = ("finetune", "adapter", "merge", "quantized")


def edge_rows(
    records: nw.LazyFrame, platform: str = "huggingface", stated: str = "catalogue"
) -> nw.LazyFrame:
    """One row a record. ``stated`` is the kind of statement a record's "stated" is.

    A word for the evidence that nobody has declared counts as a mere description.
    """
    found = _chosen("evidence", {**_FOUND, "stated": stated}, "description")
    day = nw.col("as_of").str.to_date(format="%Y-%m-%d")
    prefix = f"{platform}:"
    child, parent = nw.col("child_id"), nw.col("parent_id")
    return records.select(
        platform=nw.lit(platform),
        child_id=_without(child, prefix),
        parent_text=_without(parent, prefix),
        relation=_relation(nw.col("relation")),
        stated_in=found,
        stated_on=nw.when(nw.col("stated_on").is_null()).then(day).otherwise(nw.col("stated_on")),
        weight=nw.lit(None).cast(nw.Float64),
    )


def hub_rows(records: nw.LazyFrame) -> nw.LazyFrame:
    """One row for each base a hub's record names, in whatever field.

    The frame has ``id``, ``as_of`` and the fields of tags, the card, the tree, the configuration of an
    adapter, the metadata of a GGUF file and the text of the card.
    """
    parts = [tag_rows(exploded(records, "tagged_bases"))]
    for column, relation, stated_in in (
        ("adapter_bases", "adapter", "adapter_config"),
        ("gguf_bases", "ancestor", "gguf_metadata"),
        ("gguf_sources", "quantized", "gguf_metadata"),
        *((name, word, "card_text") for name, word in TEXT_RELATIONS.items()),
    ):
        parts.append(_shaped(exploded(records, column), nw.col("text"), nw.lit(relation), stated_in))
    for bases, relations, stated_in in (
        ("card_bases", "card_relations", "card_field"),
        ("tree_bases", "tree_relations", "hub_tree"),
    ):
        first = nw.col(relations).list.get(0).fill_null("unspecified")
        named = exploded(records.with_columns(word=first), bases, "word")
        parts.append(_shaped(named, nw.col("text"), _relation(nw.col("word")), stated_in))
    return nw.concat(parts, how="vertical")


def tag_rows(named: nw.LazyFrame) -> nw.LazyFrame:
    """One row for each tag that names a base; its rest is the ``text`` beside ``id`` and ``as_of``."""
    word = nw.col("text").str.split(":").list.get(0).str.to_lowercase()
    has_word = nw.col("text").str.contains(":", literal=True) & ~word.is_in(["http", "https"])
    known = word.is_in(list(_TAGGED))
    # An id holds no colon, so what stands before one is a relation, declared or not.
    relation = (
        nw.when(~has_word)
        .then(nw.lit("unspecified"))
        .otherwise(nw.when(known).then(word).otherwise(nw.lit(UNDECLARED)))
    )
    plain = nw.col("text").str.replace_all(rf"(?i)^({'|'.join(_TAGGED)}):", "")
    return _shaped(named, plain, relation, "hub_tag")


def exploded(records: nw.LazyFrame, column: str, *kept: str) -> nw.LazyFrame:
    """One row for each ``text`` in a column of lists, with ``id``, ``as_of`` and what else is kept."""
    # Most columns are empty in most records: those are passed over before anything else is read.
    held = records.filter(~nw.col(column).is_null())
    return (
        held.select("id", "as_of", *kept, text=nw.col(column))
        .explode("text")
        .filter(~nw.col("text").is_null())
    )


def _shaped(rows: nw.LazyFrame, parent: nw.Expr, relation: nw.Expr, stated_in: str) -> nw.LazyFrame:
    return rows.select(
        platform=nw.lit("huggingface"),
        child_id=nw.col("id"),
        parent_text=parent.fill_null(""),
        relation=relation,
        stated_in=nw.lit(stated_in),
        stated_on=nw.col("as_of").str.to_date(format="%Y-%m-%d"),
        weight=nw.lit(None).cast(nw.Float64),
    )


def _relation(word: nw.Expr) -> nw.Expr:
    """The relation in our words; one nobody has declared is marked, not guessed."""
    low = word.str.to_lowercase().str.strip_chars('" ')
    plain = nw.when(low == "base_model").then(nw.lit("ancestor")).otherwise(low)
    known = (*WEIGHT_RELATIONS, "teacher", "component")
    return nw.when(plain.is_in(list(known))).then(plain).otherwise(nw.lit(UNDECLARED))


def _without(text: nw.Expr, prefix: str) -> nw.Expr:
    return nw.when(text.str.starts_with(prefix)).then(text.str.slice(len(prefix))).otherwise(text)


def _chosen(column: str, words: dict[str, str], otherwise: str) -> nw.Expr:
    chosen: nw.Expr = nw.lit(otherwise)
    for given, ours in words.items():
        chosen = nw.when(nw.col(column) == given).then(nw.lit(ours)).otherwise(chosen)
    return chosen

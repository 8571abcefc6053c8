"""The words of lineage: how a model was made from another, how that was stated, and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass

# How a child was made from its parent. All of these pass weights on, whole or in part.
WEIGHT_RELATIONS: dict[str, str] = {
    "finetune": "trained further on examples",
    "finetune_rl": "trained further by reinforcement",
    "continued_pretrain": "pre-training went on",
    "distill_sft": "trained further on another model's answers",
    "abliterated": "refusals removed from the weights",
    "adapter": "small weights added on top",
    "merge": "weights of several models averaged or mixed",
    "graft": "parts of several models joined",
    "prune": "layers or widths removed",
    "upscale": "layers added or repeated",
    "upcycled": "dense layers copied into experts",
    "quantized": "stored with fewer bits",
    "converted": "another file format",
    "copy": "the same weights uploaded again",
    "adapted": "changed in a way the source does not say",
    "unspecified": "built on it; the source does not say how",
    "ancestor": "named as a base, perhaps not the direct one",
    "uses": "a product that runs the model",
}
# These say something about a model's making, but its weights do not come from there.
OTHER_RELATIONS: dict[str, str] = {
    "teacher": "learnt from its answers or logits; no weights",
    "component": "a part of the model, such as a vision encoder",
}
RELATIONS: dict[str, str] = {**WEIGHT_RELATIONS, **OTHER_RELATIONS}
# The same weights in another wrapping: a copy counts for what it copies.
COPY_RELATIONS = ("quantized", "converted", "copy")
# Words a source uses when it does not know or does not say; they contradict no other relation.
VAGUE_RELATIONS = ("adapted", "unspecified", "ancestor")
SEVERAL_PARENTS = ("merge", "graft")

GRADES: tuple[str, ...] = ("asserted", "inferred", "documented", "corroborated", "verified_bytes")


@dataclass(frozen=True, slots=True)
class Statement:
    """A way in which an edge can be stated.

    ``voice`` says whose word it is: the publisher's own declarations are one voice, however many fields
    carry them. ``source`` stands for the stating source itself. ``grade`` is what one such statement is
    worth alone.
    """

    name: str
    voice: str
    grade: str
    meaning: str


STATEMENTS: dict[str, Statement] = {
    item.name: item
    for item in (
        Statement("hub_tag", "publisher", "documented", "a tag of the repository"),
        Statement("hub_tree", "publisher", "documented", "the hub's own model tree"),
        Statement("card_field", "publisher", "documented", "the base_model field of the card"),
        Statement("gguf_metadata", "publisher", "documented", "fields inside a GGUF file"),
        Statement("adapter_config", "publisher", "documented", "the configuration of an adapter"),
        Statement("card_text", "publisher", "asserted", "a sentence or link of the card's text"),
        Statement("judgement", "judgement", "documented", "looked up and recorded by hand"),
        Statement("catalogue", "source", "documented", "a curated field of a third party"),
        Statement("pairing", "source", "documented", "both names side by side in one entry"),
        Statement("grouping", "source", "inferred", "one family and size in one catalogue entry"),
        Statement("description", "source", "asserted", "a sentence of a catalogue"),
        Statement("name_rule", "names", "inferred", "a naming rule both names follow"),
        Statement("name_match", "names", "inferred", "the same name under another account"),
        Statement("name_ambiguous", "names", "asserted", "the same name under several accounts"),
    )
}

ANSWERS: dict[str, str] = {
    "own": "built from scratch, as far as is known",
    "resolved": "every path ends at a known maker's own model",
    "partly_known": "some paths end at a known maker's own model, others are unknown",
    "unknown": "nothing vouches for where the weights come from",
    "undisclosed": "the maker does not say what it is built on",
    "disputed": "what it is built on is contested",
}


def weaker(grade: str) -> str:
    """The next lower grade; the lowest stays.

    >>> weaker("documented"), weaker("asserted")
    ('inferred', 'asserted')
    """
    return GRADES[max(GRADES.index(grade) - 1, 0)]

"""Patterns that find, in the text of a model's card, the one model it says it was made from.

Only a few set phrases are read ("a fine-tuned version of", "Finetuned from model:", "Original model:"), and
only where an address or an id marked as one (in brackets, quotes, stars, or after a colon) follows at once:
prose names models for many other reasons. A phrase after "not" says nothing. Merges name several models in
many ways, and "distilled from" may mean answers or weights: neither is read from text.
"""

from __future__ import annotations

from weighbridge.catalogue.source import Field, Kind

_PLACES = ("card_text", "readme", "README", "readme_text", "card", "modelCard")
_TUNED = r"fine-? ?tun(?:ed|e|ing)(?:\s+(?:version|variant|checkpoint|model))?\s+(?:of|from|on\s+top\s+of)"
_FORMAT = r"(?:gguf|ggml|awq|gptq|exl2|mlx|onnx|openvino|fp8|nvfp4|int[48]|[2348]-bit)"
_COPIED = (
    rf"(?:quanti[sz](?:ed|ations?)|quants|{_FORMAT})(?:\s+(?:{_FORMAT}|quanti[sz]ed|quanti[sz]ations?|quants|"
    rf"versions?|format|weights|model|files|conversion)){{0,3}}\s+(?:of|for|from)|converted\s+to\s+{_FORMAT}"
    r"(?:\s+format)?\s+from"
)
_ADAPTED = r"(?:lora|qlora|dora|peft)(?:\s+adapters?)?\s+(?:for|of|on)|adapters?\s+(?:for|of|trained\s+on)"
_BUILT = (
    r"base\s+model|original\s+model|based\s+on|built\s+(?:up)?on(?:\s+top\s+of)?|derived\s+from|"
    r"pre-?trained\s+from"
)
# What may stand between the phrase and the id: an article, a link's words, marks.
_GAP = (
    r"(?:\s+|(?:the|our|a|an|is|base|original|model|version|weights)\b|\[optional\]|\[[^\]\n]{0,120}\]\(|"
    r"<a\s+href=[\"']|[:`*_\"'(\[])*?"
)
_OWNER, _NAME = r"[A-Za-z0-9][\w-]*(?:\.[\w-]+)*", r"[A-Za-z0-9](?:[\w.-]*\w)?"
_ADDRESS = rf"(?:https?://)?(?:www\.)?(?:huggingface\.co|hf\.co)/{_OWNER}/{_NAME}"
_MADE_FROM = rf"{_GAP}({_ADDRESS}|[`*\[\"'(:]\s*{_OWNER}/{_NAME})"
_DENIED = r"\b(?:not|never|unlike|nor|without)(?:\s+\w+){0,3}?\s+"


def _reading(phrase: str) -> str:
    """The pattern of a phrase and the id after it; denied, it matches without an id and is left out."""
    uncaptured = _MADE_FROM.replace(f"({_ADDRESS}", f"(?:{_ADDRESS}", 1)
    return rf"(?i){_DENIED}(?:{phrase}){uncaptured}|\b(?:{phrase}){_MADE_FROM}"


# Column of the checked records: the relation its phrases say.
TEXT_RELATIONS = {
    "text_tuned": "finetune",
    "text_copied": "quantized",
    "text_adapted": "adapter",
    "text_built": "unspecified",
}
TEXT_FIELDS = tuple(
    Field(name, Kind.MATCHES, path=_PLACES[0], aliases=_PLACES[1:], pattern=_reading(phrase))
    for name, phrase in zip(TEXT_RELATIONS, (_TUNED, _COPIED, _ADAPTED, _BUILT), strict=True)
)

"""A written name to the model it means: a hub's id, a runner's tag, a router's or price list's name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from weighbridge.diligence.card.holdings import Holdings
from weighbridge.diligence.card.served import served_key
from weighbridge.diligence.inventory.spotting import ID, is_path
from weighbridge.entities.identities import HUB, canonical_id
from weighbridge.entities.price_cells import model_key
from weighbridge.entities.router_models import load_router_models, plain_name
from weighbridge.entities.served_names import load_served_names
from weighbridge.store.arrow import texts

SELF, UNTOLD = "self", "not told"
_ID = re.compile(rf"{ID}\Z")
_QUANT = re.compile(r"-(?:instruct|chat|it|text)?-?(?:q\d\w*|fp16|bf16|f16|iq\d\w*)\Z", re.IGNORECASE)
_SELF_WORDS = frozenset(
    [
        "from_pretrained",
        "hf_hub_download",
        "snapshot_download",
        "sentencetransformer",
        "crossencoder",
        "pipeline",
        "llm",
        "peftmodel",
        "serve",
        "ollama",
        "from",
        "adapter",
        "--model",
        "--model-id",
        "--model-name",
        "--model-path",
        "--speculative-model",
        "--hf-repo",
        "--lora-modules",
        "--draft-model",
        "address",
        "flagmodel",
        "textembedding",
        "chatollama",
        "ollamallm",
        "load_model",
    ]
)


@dataclass(frozen=True, slots=True)
class Meant:
    """What a written name means: the model by its canonical id, and where prompts go.

    ``canonical`` is empty where nobody knows the model; ``way`` is self, host, router or not told;
    ``is_closed`` of models that only a host runs; ``is_sold`` of those price lists name alone.
    """

    canonical: str
    written: str
    way: str
    host_id: str
    is_closed: bool = False
    is_sold: bool = False


class Resolver:
    """Names resolved against one store."""

    def __init__(self, holdings: Holdings) -> None:
        self._holdings = holdings
        self._cache: dict[tuple[str, str], Meant | None] = {}

    @cached_property
    def known(self) -> frozenset[str]:
        """The canonical ids of all models of the store."""
        return frozenset(texts(self._holdings.graph.models["canonical_id"]))

    def is_known(self, name: str) -> bool:
        """Whether a text is the id of a known model of the hub."""
        folded = name.casefold()
        return folded in self.known or (
            folded.partition("/")[0] in self._moved and canonical_id(HUB, name) in self.known
        )

    @cached_property
    def _moved(self) -> frozenset[str]:
        from weighbridge.entities.accounts import load_accounts

        return frozenset(
            name
            for (platform, name), rows in load_accounts().items()
            if platform == HUB and rows[-1].renamed_to is not None
        )

    def meant(self, name: str, context: str) -> Meant | None:
        """What a name means where it stands; None where it is no name of a model."""
        key = (name, context)
        if key not in self._cache:
            self._cache[key] = self._meant(name, context)
        return self._cache[key]

    def _meant(self, name: str, context: str) -> Meant | None:
        word = context.casefold()
        if word in ("ollama", "from", "adapter", "chatollama", "ollamallm"):
            return self._ollama(name)
        way = SELF if word in _SELF_WORDS else UNTOLD
        if _ID.match(name) and self.is_known(name):
            return Meant(canonical_id(HUB, name), name, way, "")
        prefix, slash, rest = name.partition("/")
        provider = load_served_names()[1].get(prefix.casefold())
        if slash and provider:
            return self._provided(name, rest, provider.way, provider.host_id, provider.prefix)
        if is_path(name):
            return None
        if _ID.match(name) and word != "name":
            return Meant("", name, way, "")
        if not slash and word != "name":
            return self._plain(name, way, word)
        return None

    def _ollama(self, name: str) -> Meant | None:
        plain = re.sub(r"\A(?:hf\.co|huggingface\.co)/", "", name)
        if plain != name:
            model = plain.partition(":")[0]
            return Meant(self._id(model), model, SELF, "") if _ID.match(model) else None
        if name.startswith((".", "/", "~")) or name.lower().endswith((".gguf", ".bin", ".safetensors")):
            return None
        tags, _ = load_served_names()
        for text in (
            name,
            name.removesuffix(":latest"),
            _QUANT.sub("", name),
            re.sub(r"-(instruct|chat|it).*", "", name),
        ):
            if text in tags:
                return Meant(self._id(tags[text]), name, SELF, "")
        return Meant("", f"ollama/{name}", SELF, "")

    def _id(self, model: str) -> str:
        found = canonical_id(HUB, model)
        return found if found in self.known else ""

    def _provided(self, name: str, rest: str, way: str, host_id: str, prefix: str) -> Meant | None:
        if way == SELF and prefix.startswith("ollama"):
            return self._ollama(rest)
        if not rest or (is_path(rest) and not rest.startswith("meta")):
            return None
        if _ID.match(rest) and self.is_known(rest):
            return Meant(canonical_id(HUB, rest), name, way, host_id)
        label = rest.partition(":")[0]
        for (_, model), judged in load_router_models().items():
            if judged.weights_id and (model == label or re.sub(r"-\d{8}\Z", "", model) == label):
                return Meant(self._id(judged.weights_id), name, way, host_id)
        key = model_key(plain_name(rest))
        found = self._holdings.model_of_key(key)
        is_closed = found is None and self._holdings.is_sold_closed(key)
        is_sold = found is None and served_key(self._holdings, name) is not None
        return Meant(found or "", name, way, host_id, is_closed, is_sold)

    def _plain(self, name: str, way: str, word: str) -> Meant | None:
        """A name without an owner: one a price list has, or one that can mean a single model."""
        if not re.search(r"\d", name) or len(name) < 4 or not re.match(r"[a-z]", name, re.IGNORECASE):
            return None
        rows = self._holdings.offers(model_key(name))
        if not rows:
            return None
        found = self._holdings.model_of_key(model_key(name))
        return Meant(found or "", name, way if word.startswith("--") else UNTOLD, "", found is None)

"""Writes a synthetic listing of the Hub as JSON lines, in the form its API gives: for benchmarks only.

    python benchmarks/synthetic_listing.py FILE --models 3000000

Every model and count is invented. It is seeded and has what hurts in real listings: `base_model` as a text,
a list or not at all, cards that are empty, counters that are missing, licences in the card, in the tags or in
neither, one model in a thousand listed twice, and one line in five thousand that is no record.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

SEED = 20261126
_BLOCK = 50_000
_LIBRARIES = ("transformers", "diffusers", "peft", "gguf", "sentence-transformers", "mlx", "")
_TYPES = ("llama", "qwen2", "qwen3", "mistral", "gemma3", "phi3", "bert", "t5", "whisper", "")
_TASKS = ("text-generation", "text-to-image", "image-text-to-text", "feature-extraction", "")
_LICENCES = ("apache-2.0", "mit", "other", "llama3.1", "gemma", "cc-by-nc-4.0", "")
_RELATIONS = ("finetune", "adapter", "quantized", "merge", "")
_WORDS = (
    *("conversational", "custom_code", "endpoints_compatible", "text-generation-inference", "autotrain"),
    *("4-bit", "8-bit", "merge", "lora", "unsloth", "trl", "sft", "dpo", "en", "zh", "fr", "de", "es", "ja"),
    *("dataset:invented/corpus-a", "dataset:invented/corpus-b", "arxiv:2401.00001", "model-index"),
)
_GATED = ("false", "false", "false", '"auto"', '"manual"')


def write_listing(
    path: Path,
    models: int,
    seed: int = SEED,
    has_faults: bool = True,
    capture: int = 0,
    makers: Sequence[str] = (),
) -> dict[str, int]:
    """Write the file; how many lines it has, how many of them are no records, and its bytes.

    Without faults every line is a record and every model is there once, as on pages of the Hub's API. Another
    ``capture`` is the same models on another day: counts of 30 days moved, counts of all time grown. The
    largest accounts take the names ``makers``; their models and counts stay invented.
    """
    rng, moving = np.random.default_rng(seed), np.random.default_rng([seed, capture])
    wrong = lines = 0
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as out:
        for start in range(0, models, _BLOCK):
            size = min(_BLOCK, models - start)
            drawn = _drawn(rng, moving if capture else None, start, size)
            names = [(_name(at[0], makers), _name(at[1], makers), *at) for at in drawn]
            if has_faults:
                block = [text for at in names for text in _lines(*at, capture)]
            else:
                block = [_record(*at[:6], capture) for at in names]
            out.write("".join(block).encode())
            lines += len(block)
            wrong += sum(not text.endswith('"}\n') for text in block)
    return {"models": models, "lines": lines, "wrong": wrong, "bytes": path.stat().st_size}


def _drawn(
    rng: np.random.Generator, moving: np.random.Generator | None, start: int, size: int
) -> list[tuple[int, int, int, int, int]]:
    """For each model its number, parent, downloads, a number that picks its words, and one for its faults."""
    number = np.arange(start, start + size)
    parent = (number * rng.random(size) ** 4).astype(np.int64)
    downloads = np.minimum(rng.pareto(0.7, size) * 20, 5e8).astype(np.int64)
    if moving is not None:
        downloads = (downloads * np.exp(moving.normal(0, 0.3, size))).astype(np.int64)
    picks = rng.integers(0, 2**62, size)
    faults = rng.integers(0, 1_000_000, size)
    columns = (number, parent, downloads, picks, faults)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def _name(number: int, makers: Sequence[str]) -> str:
    """The id of a model: a heavy tail of accounts, none of which is real but those given."""
    account = number * 2_654_435_761 % 1_000_003 % (number % 400_009 + 1)
    owner = makers[account] if account < len(makers) else f"invented-{account}"
    return f"{owner}/Model-{number}-Instruct"


def _lines(
    name: str, base: str, number: int, parent: int, downloads: int, pick: int, fault: int, capture: int
) -> list[str]:
    """The line of a model; seldom one that is no record before it, or the model once more."""
    text = _record(name, base, number, parent, downloads, pick, capture)
    if fault < 200:
        bad = ('{"id": "a b/c", "downloads": 1}\n', f'{{"id": "invented/x{number}", "downloads": -1}}\n')
        return [(*bad, text[:80] + "\n", "\n", "[1]\n")[fault % 5], text]
    return [text, text] if fault < 1_200 else [text]


def _record(name: str, base: str, number: int, parent: int, downloads: int, pick: int, capture: int) -> str:
    library, kind = _LIBRARIES[pick % 7], _TYPES[pick // 7 % 10]
    task, licence = _TASKS[pick // 70 % 5], _LICENCES[pick // 350 % 7]
    relation, form = _RELATIONS[pick // 2_450 % 5], pick // 12_250 % 4
    more = [_WORDS[(pick >> shift) % len(_WORDS)] for shift in range(4, 4 + 3 * (2 + pick // 49_000 % 6), 3)]
    tags = [word for word in (library, "safetensors", kind, *more) if word]
    card: list[str] = []
    if licence:
        tags.append(f"license:{licence}")
        card.append(f'"license":"{licence}"')
    if parent and form:
        tags += (
            [f"base_model:{base}", f"base_model:{relation}:{base}"] if relation else [f"base_model:{base}"]
        )
        card.append(f'"base_model":"{base}"' if form == 1 else f'"base_model":["{base}"]')
    day = f"20{22 + number % 4}-{number % 12 + 1:02}-{number % 28 + 1:02}T08:15:{number % 60:02}.000Z"
    written = json.dumps([*tags, "region:us"], separators=(",", ":"))
    size = 1_000_000 * (pick // 98_000 % 70_000 + 1)
    weights = f',"safetensors":{{"parameters":{{"BF16":{size}}},"total":{size}}}' if pick % 3 else ""
    counted = f'"downloads":{downloads},"downloadsAllTime":{downloads * (7 + capture)},' if pick % 50 else ""
    described = f"{{{','.join([*card, _CARD])}}}" if pick % 4 else ("{}" if pick % 8 else "null")
    return (
        f'{{"_id":"{number:024x}","id":"{name}","author":"{name.partition("/")[0]}",'
        f'"likes":{downloads // 900},{counted}"gated":{_GATED[pick % 5]},"disabled":false,'
        f'"createdAt":"{day}","lastModified":"{day}",'
        f'"pipeline_tag":{json.dumps(task or None)},"library_name":{json.dumps(library or None)},'
        f'"tags":{written},"cardData":{described}{weights},"sha":"{pick:040x}"}}\n'
    )


_CARD = '"language":["en","zh"],"datasets":["invented/corpus-a"],"pipeline_tag":"text-generation"'


def main() -> None:
    """Write a listing of the size asked for."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("file", type=Path)
    words.add_argument("--models", type=int, default=3_000_000)
    words.add_argument("--seed", type=int, default=SEED)
    given = words.parse_args()
    print(json.dumps(write_listing(given.file, given.models, given.seed)))


if __name__ == "__main__":
    main()

"""Two made worlds for the indicators of lineage; the accounts are real, every model and count is invented.

``records``: a Hub listing of 20 November 2026. Six derivatives were created in September:

| model | made from | how | publisher | parent | root | downloads |
| --- | --- | --- | --- | --- | --- | --: |
| nvidia/Tuned-One | Qwen/Qwen3-8B | finetune | US | CN | CN | 200 |
| somebody/tuned-two | nvidia/Tuned-One | finetune | ? | US | CN | 50 |
| unsloth/pack-one-GGUF | meta-llama/Llama-3.1-8B | quantized | US | US | US | 7 |
| mistralai/Blend-One | both | merge | FR | half CN, half US | the same | 3 |
| somebody/tuned-three | other/nobody-base, in no list | finetune | ? | ? | ? | 0 |
| Qwen/Tuned-Home | Qwen/Qwen3-8B | finetune | CN | CN | CN | 300 |

In August one account attached a thousand adapters to Qwen3-8B; in November, not over yet, there is one more.

``counts``: captures of whole accounts with the Hub's own count of derivatives on each base model.
"""

from __future__ import annotations

import pytest
from tests.tiny_world.worlds import bare, take_records

QWEN, LLAMA = "Qwen/Qwen3-8B", "meta-llama/Llama-3.1-8B"
FLOOD = 1_000


def listed(model, downloads, created, *bases, how="finetune", **more):
    tags = [f"base_model:{base}" for base in bases] + [f"base_model:{how}:{base}" for base in bases]
    return {"id": model, "downloads": downloads, "createdAt": f"{created}T00:00:00Z", "tags": tags, **more}


RECORDS = [
    listed(QWEN, 900, "2025-04-27"),
    listed(LLAMA, 800, "2024-07-14"),
    listed("mistralai/Mistral-7B-v0.1", 700, "2023-09-20"),
    listed("google/gemma-3-4b-pt", 90, "2026-09-03"),
    listed("microsoft/Odd-Thing", 80, "2026-09-04"),
    listed("nvidia/Tuned-One", 200, "2026-09-05", QWEN),
    listed("somebody/tuned-two", 50, "2026-09-06", "nvidia/Tuned-One"),
    listed("unsloth/pack-one-GGUF", 7, "2026-09-07", LLAMA, how="quantized"),
    listed("mistralai/Blend-One", 3, "2026-09-08", QWEN, LLAMA, how="merge"),
    listed("somebody/tuned-three", 0, "2026-09-09", "other/nobody-base"),
    listed("Qwen/Tuned-Home", 300, "2026-09-10", QWEN),
    listed("somebody/on-the-first-day", 5, "2022-03-02", LLAMA),
    listed("somebody/tuned-late", 5, "2026-11-02", LLAMA),
    *(
        listed(f"busy-bot/adapter-{i}", 0, "2026-08-15", QWEN, how="adapter", likes=i % 3)
        for i in range(FLOOD)
    ),
]

# Day: base model: count of derivatives, and the tree of adapter, finetune, merge, quantized where printed.
COUNTS = {
    "2025-01-14": {
        "Qwen/Qwen2.5-7B": (100, '["10", "60", "10", "20"]'),
        "Qwen/Qwen2.5-14B": (40, None),
        "Qwen/Qwen2.5-0.5B": (30_000, None),
        "meta-llama/Llama-3.1-8B": (50, None),
        "nvidia/AceReason-Nemotron-7B": (10, None),
    },
    "2025-02-13": {
        "Qwen/Qwen2.5-7B": (130, '["15", "80", "10", "25"]'),
        "Qwen/Qwen2.5-3B": (8, None),
        "Qwen/Qwen2.5-0.5B": (30_500, None),
        "meta-llama/Llama-3.1-8B": (60, None),
        "nvidia/AceReason-Nemotron-7B": (16, None),
        "mistralai/Mistral-7B-v0.1": (500, None),
    },
    "2025-03-14": {
        "Qwen/Qwen2.5-7B": (120, '["15", "70", "10", "25"]'),
        "Qwen/Qwen2.5-14B": (45, None),
        "Qwen/Qwen2.5-3B": (10, None),
        "Qwen/Qwen2.5-0.5B": (31_000, None),
        "meta-llama/Llama-3.1-8B": (100, None),
        "nvidia/AceReason-Nemotron-7B": (16, None),
        "mistralai/Mistral-7B-v0.1": (520, None),
    },
}


def records_world(folder):
    wb = bare(folder / "home")
    done = take_records(wb, folder, "2026-11-20", RECORDS)
    assert (done.records, done.quarantined) == (len(RECORDS), 0)
    return wb


def counts_world(folder):
    wb = bare(folder / "home")
    rows = [
        {
            "folder": day,
            "date_crawl": day,
            "repo": model.partition("/")[0],
            "model_name": model.partition("/")[2],
            "downloads_last_month": 1,
            "descendants": count,
            "tree": tree,
        }
        for day, models in COUNTS.items()
        for model, (count, tree) in models.items()
    ]
    done = take_records(wb, folder, max(COUNTS), rows, source="osir")
    assert done.quarantined == 0
    return wb


@pytest.fixture(scope="session")
def listing(tmp_path_factory):
    """The store of ``records``; not to be written to."""
    return records_world(tmp_path_factory.mktemp("records"))


@pytest.fixture(scope="session")
def counts(tmp_path_factory):
    """The store of ``counts``; not to be written to."""
    return counts_world(tmp_path_factory.mktemp("counts"))

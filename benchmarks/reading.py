"""How well sentences are read: precision and recall over sixty made-up ones, and how long it takes.

    python benchmarks/reading.py

Precision: of the sentences read whole, the part read rightly, and of the parts of those readings (kind,
indicator, sides, numbers, months) the part that is right. Recall: of the sentences that can be read, the part
that was. The sentences are the tests' own (``tests/claims/sentences.py``), and the grammar was written with
them in sight: these figures say that it does what it should on known sentences, not how it does on others.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "claims"))

from sentences import SENTENCES, Sentence  # noqa: E402  # pyright: ignore[reportMissingImports]

from weighbridge.claims.reading.grammar import Reading, read  # noqa: E402

PARTS = ("kind", "indicator", "parts", "number", "months")


def is_right(wanted: Sentence, found: Reading) -> bool:
    """Whether a sentence that can be read was read as it should be."""
    same = all(getattr(wanted, part) == getattr(found, part) for part in PARTS)
    return same and (not wanted.subjects or wanted.subjects == found.subjects)


def measure() -> dict[str, float]:
    """Precision, recall and time a sentence over the corpus."""
    read(SENTENCES[0].text)
    start = time.perf_counter()
    found = [(wanted, read(wanted.text)) for wanted in SENTENCES]
    spent = time.perf_counter() - start
    taken = [(wanted, reading) for wanted, reading in found if reading.status == "read"]
    can = [wanted for wanted in SENTENCES if wanted.status == "read"]
    right = [pair for pair in taken if is_right(*pair)]
    held = [wanted.status == reading.status for wanted, reading in found]
    return {
        "sentences": len(SENTENCES),
        "can be read": len(can),
        "read": len(taken),
        "read rightly": len(right),
        "precision": len(right) / len(taken) if taken else 1.0,
        "recall": len(right) / len(can),
        "status right": sum(held) / len(held),
        "ms a sentence": 1000 * spent / len(SENTENCES),
    }


def main() -> None:
    """Print the figures."""
    for name, value in measure().items():
        print(f"{name:16} {value:.3f}" if isinstance(value, float) else f"{name:16} {value}")


if __name__ == "__main__":
    main()

"""How well sentences are read: precision and recall over made-up ones, and how long it takes.

    python benchmarks/reading.py

Precision: of the sentences read whole, the part read rightly. Recall: of the sentences that can be read, the
part that was read rightly. Four lists: the sixty the grammar was written with in sight, and three it had not
seen when they were written (``tests/claims``). Figures of the first run on each of the three stand in
``docs/reading.md``; here the grammar may have been mended on them since. Last come the traps: sentences made
to be misread, with the lexicon in sight, of which none may be read.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "claims"))

from fresh_sentences import FRESH, SECOND  # noqa: E402  # pyright: ignore[reportMissingImports]
from held_out import THIRD  # noqa: E402  # pyright: ignore[reportMissingImports]
from sentences import SENTENCES, Sentence  # noqa: E402  # pyright: ignore[reportMissingImports]
from traps import TRAPS  # noqa: E402  # pyright: ignore[reportMissingImports]

from weighbridge.catalogue.errors import ContractError  # noqa: E402
from weighbridge.claims.reading.grammar import Reading, read  # noqa: E402
from weighbridge.claims.stating import stated  # noqa: E402

LISTS = {"known": SENTENCES, "held out": FRESH, "held out, second": SECOND, "held out, third": THIRD}


def is_right(wanted: Sentence, found: Reading) -> bool:
    """Whether a sentence that can be read was read as it should be; numbers by the values they allow."""
    same = (wanted.kind, wanted.indicator, wanted.months) == (found.kind, found.indicator, found.months)
    pairs = [[(group, _allowed(text)) for group, text in one.parts] for one in (wanted, found)]
    numbers = [_allowed(one.number) for one in (wanted, found)]
    sides = not wanted.subjects or wanted.subjects == found.subjects
    return same and pairs[0] == pairs[1] and numbers[0] == numbers[1] and sides


def _allowed(text: str) -> object:
    try:
        return stated(text).band
    except ContractError:
        return text


def measure(sentences: Sequence[Sentence] = SENTENCES) -> dict[str, float]:
    """Precision, recall and time a sentence over a list."""
    read(sentences[0].text)
    start = time.perf_counter()
    found = [(wanted, read(wanted.text)) for wanted in sentences]
    spent = time.perf_counter() - start
    taken = [(wanted, reading) for wanted, reading in found if reading.status == "read"]
    can = [wanted for wanted in sentences if wanted.status == "read"]
    right = [pair for pair in taken if pair[0].status == "read" and is_right(*pair)]
    return {
        "sentences": len(sentences),
        "can be read": len(can),
        "read": len(taken),
        "read rightly": len(right),
        "precision": len(right) / len(taken) if taken else 1.0,
        "recall": len(right) / len(can),
        "ms a sentence": 1000 * spent / len(sentences),
    }


def trapped() -> int:
    """How many of the traps are read; any is a misreading."""
    return sum(read(text).status == "read" for text in TRAPS)


def main() -> None:
    """Print the figures."""
    for title, sentences in LISTS.items():
        print(title)
        for name, value in measure(sentences).items():
            print(f"  {name:16} {value:.3f}" if isinstance(value, float) else f"  {name:16} {value}")
    print(f"traps\n  sentences        {len(TRAPS)}\n  read             {trapped()}")


if __name__ == "__main__":
    main()

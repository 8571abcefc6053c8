"""Check the words of our own texts: README, docs and page templates.

    python tools/check_words.py [file ...]

Two lists. The first are words that say more than the data can, or make a contest of it; the second are
American spellings of words the glossary spells the British way. What we quote is not ours to change, so
quotations, block quotes, code, addresses and markup are not looked at.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

LOADED = {
    r"statistically significant|statistical significance": 'say "the data cannot tell" or give the interval',
    r"statistical(?:ly)? (?:tied?|dead heat)": 'say "the data cannot tell which is ahead"',
    r"(?:proves|proved|dominates?|surges?|surged|crush(?:es|ed))": "say what was measured",
    r"(?:arms )?races?(?! conditions?\b)|racing": "makers are not in one; name what is compared",
    r"weapon(?:s|ised|ized)?": "name the rule or the use it is about",
    r"clearly|obviously|of course": "leave it out; the number says it or it does not",
    r"experts say": "name who, where and when",
    r"Chinese AI(?! (?:makers?|labs?|models?|firms?|companies|organisations?|services?|laws?)\b)": (
        "not one actor: name the makers or the models"
    ),
}

# Lower case only: a proper name keeps its own spelling ("Apache License", "Center for ...").
BRITISH = {
    r"(?<!to )licenses?": "licence (the noun)",
    r"organiz(?:e|es|ed|ing|ation|ations|ational)": "organis-",
    r"normaliz\w+": "normalis-",
    r"recogniz\w+": "recognis-",
    r"summariz\w+": "summaris-",
    r"quantiz\w+": "quantis-",
    r"tokeniz\w+": "tokenis-",
    r"analyz\w+": "analys-",
    r"catalogs?": "catalogue",
    r"behaviors?": "behaviour",
    r"colors?": "colour",
    r"favor(?:s|ed|ite|able)?": "favour",
    r"label(?:ed|ing)": "labelled, labelling",
    r"center(?:s|ed)?": "centre",
    r"gray": "grey",
}

# Each is replaced by spaces, line by line kept, so that what is found keeps its line number.
NOT_OURS = [
    r"(?ms)^(```|~~~).*?^\1",
    r"(?s)<(script|style)\b.*?</\1>",
    r"(?s)<!--.*?-->",
    r"(?s)\{[%#{].*?[%#}]\}",
    r"(?s)<(blockquote|q|code|pre)\b.*?</\1>",
    r"<[^<>]*>",
    r"(?m)^\s*>.*$",
    r"``[^`]*``|`[^`\n]*`",
    r"\]\([^)\s]*\)|https?://\S+",
    r"“[^”]{0,900}”|\"(?:[^\"\n]|\n(?!\s*\n)){0,900}\"",
]


def ours(text: str) -> str:
    """Return the text with everything that is quoted, code or markup blanked out."""
    for pattern in NOT_OURS:
        text = re.sub(pattern, lambda found: re.sub(r"[^\n]", " ", found.group()), text)
    return text


def findings(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield the line, the word found and what to write instead."""
    plain = ours(text)
    for words, flags in ((LOADED, re.IGNORECASE), (BRITISH, 0)):
        for pattern, instead in words.items():
            for found in re.finditer(rf"\b(?:{pattern})\b", plain, flags):
                yield plain.count("\n", 0, found.start()) + 1, found.group(), instead


def texts() -> list[Path]:
    """Return README, the docs and the page templates."""
    found = [*ROOT.glob("README*"), *ROOT.glob("docs/**/*.md")]
    for kind in ("html", "jinja", "j2", "md", "typ"):
        found += ROOT.glob(f"src/weighbridge/**/*.{kind}")
    return sorted(found)


def main(arguments: list[str]) -> int:
    """Print every finding and return 1 if there is one."""
    wrong = 0
    for path in [Path(name).resolve() for name in arguments] or texts():
        for line, word, instead in sorted(findings(path.read_text(encoding="utf-8"))):
            name = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
            print(f"{name}:{line}: {word!r}: {instead}")
            wrong += 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
